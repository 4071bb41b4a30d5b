"""The first text to somebody who has agreed: what comes, how much, who reads it, how to end it; kept as proof."""

import hashlib
from datetime import datetime, timedelta

from bot.catalog import Catalog
from bot.households import addressee, phone_of, policy_of
from bot.model.messages import Purpose, TextOut
from bot.model.people import Language
from bot.model.policy import Brake
from bot.rules.reminders import NotSent, kept_back
from bot.services import Services
from bot.store import brakes, conversations, outbox, reminders, welcomes
from bot.store.engine import Tx
from bot.store.reminders import Addressed

WORDS = "line.welcome"
MOST = 25
FINGERPRINT = 16
PILOT_AGAIN = timedelta(hours=1)
"""Who is not in the pilot is looked at again, in case the list has grown."""


def welcome_due(services: Services) -> int:
    """Welcome everybody whose consent is new, once for each language; return how many were looked at."""
    now, sending = services.clock.now(), services.program.sending
    if sending.reminders is Brake.OFF:
        return 0
    with services.store.read() as tx:
        if not welcomes.any_due(tx, now) or brakes.is_paused(tx, now):
            return 0

    def work(tx: Tx) -> int:
        due = welcomes.due(tx, now, MOST)
        found = reminders.addressed(tx, due)
        return sum(_welcome(tx, services, found[key], now) for key in due)

    return services.store.write_again(work)


def wording_version(catalog: Catalog, language: Language) -> str:
    """Return the fingerprint of the welcome's wording in a language: proof of which one somebody got."""
    wordings = catalog.entry(WORDS, language).wordings
    return hashlib.sha256(repr(sorted(wordings.items())).encode()).hexdigest()[:FINGERPRINT]


def _welcome(tx: Tx, services: Services, one: Addressed, now: datetime) -> bool:
    """Put one welcome in the outbox; False if this person is to have none, or none yet (the pilot)."""
    person = one.person
    kept = kept_back(addressee(services, one, phone_of(tx, person), now), policy_of(services))
    has_agreed = person.profile.consented_on is not None
    is_later = has_agreed and kept is NotSent.NOT_IN_PILOT
    welcomes.set_due(tx, person.key, now + PILOT_AGAIN if is_later else None)
    if person.phone is None or kept is not None or not has_agreed:
        return False
    text = TextOut(
        once=f"welcome:{person.key}:{person.language}:{now.isoformat()}",
        purpose=Purpose.REMINDER,
        words=WORDS,
        language=person.language,
    )
    key = outbox.put(tx, text, conversations.key_for(tx, person.phone), now, person_key=person.key)
    if key is not None:
        version = wording_version(services.catalog, person.language)
        welcomes.note(tx, person.key, person.language, version, key, now)
    return key is not None
