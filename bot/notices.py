"""Texts to the persons of a visit because a worker has just said so: late, at the door, given back."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.households import addressee, policy_of
from bot.model.help import PhoneState
from bot.model.messages import Purpose, TextOut
from bot.model.people import Relation
from bot.model.visits import Visit
from bot.rules.reminders import NotSent, kept_back
from bot.services import Services
from bot.store import brakes, conversations, outbox, people, reminders
from bot.store.engine import Tx
from bot.store.outbox import OutboundText

USEFUL = timedelta(hours=2)


def tell_persons(tx: Tx, visit: Visit, rule: str, words: str, params: Mapping[str, object], now: datetime) -> int:
    """Text each person of a visit once by this rule and version, as the gate allows; return how many."""
    put = 0
    for one in visit.attendees:
        person = people.person(tx, one.person_key)
        if person.phone is None or person.relation is Relation.CHILD:
            continue
        text = TextOut(
            once=f"notice:{visit.key}:{visit.version}:{rule}:{person.key}",
            purpose=Purpose.NOTICE,
            words=words,
            params=params,
            language=person.language,
            not_after=now + USEFUL,
        )
        key = outbox.put(tx, text, conversations.key_for(tx, person.phone), now, person_key=person.key)
        if key is not None:
            reminders.note(tx, visit.key, visit.version, rule, person.key, now, outbound_key=key)
            put += 1
    return put


def refused(tx: Tx, services: Services, text: OutboundText, phone: PhoneState, now: datetime) -> NotSent | None:
    """Say why a notice does not leave as things stand: a request is open (SAFETY 2.7), or automatic texts are off."""
    if text.person_key is None:
        return NotSent.NO_LONGER_SO
    if brakes.is_paused(tx, now):
        return NotSent.PAUSED
    to = addressee(services, reminders.addressed(tx, (text.person_key,))[text.person_key], phone, now)
    return NotSent.REQUEST_OPEN if to.quiet else kept_back(to, policy_of(services))
