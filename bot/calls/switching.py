"""A phone that gets no texts is called instead: what it was to be reminded of, and its worker is told once."""

from datetime import datetime

from bot.model.messages import Purpose
from bot.model.people import Person, Relation
from bot.model.profiles import phone_state
from bot.rules.safety import Verdict, decide, goes_by_voice, reminding
from bot.services import Services
from bot.store import conversations, digests, people, reminders, visits
from bot.store.engine import Tx
from bot.store.outbox import OutboundText

GOES_OUT = frozenset({Verdict.SEND, Verdict.HOLD_UNTIL})


def is_called_instead(tx: Tx, services: Services, text: OutboundText, now: datetime) -> None:
    """Go on by voice with the persons of a phone of which the carrier has just said that it gets no texts."""
    known = conversations.known(tx, text.conversation_key)
    holders = people.persons_by_phone(tx, known.conversation.phone)
    phone = phone_state(holders, known.facts)
    hours, contact = services.program.hours, services.program.contact

    def is_called(person: Person) -> bool:
        decided = decide(reminding(person.profile, phone), phone, now, hours, contact)
        is_child = person.relation is Relation.CHILD
        return not is_child and goes_by_voice(person.profile, phone) and decided.verdict in GOES_OUT

    called = [person for person in holders if is_called(person)]
    if text.purpose is Purpose.REMINDER and any(person.key == text.person_key for person in called):
        _work_out_anew(tx, text, now)
    for code in dict.fromkeys(person.family for person in called):
        family = people.family_by_code(tx, code)
        for worker in people.answering(tx, family.worker_key if family else None):
            once = f"by_voice:{text.conversation_key}:{worker.key}"
            digests.add_task(tx, worker.key, once, "staff.digest.by_voice", {"family": code}, now)


def _work_out_anew(tx: Tx, text: OutboundText, now: datetime) -> None:
    """Let what a text was to remind of be decided again: it goes by a call now."""
    for row in reminders.of_text(tx, text.key):
        reminders.forget(tx, row.key)
        visits.change(tx, row.visit_key, next_reminder_at=now)
