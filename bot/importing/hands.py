"""A number that a file gives to somebody else: what was said on it by whoever had it before ends there."""

from collections.abc import Iterable
from datetime import datetime

from bot.model.messages import OnItsWay
from bot.model.people import Family, Person
from bot.model.phones import Phone
from bot.store import audit, conversations, decisions, digests, outbox, people, profiles
from bot.store.engine import Tx

HOLDS = ("held", "released")
"""`unsafe` and `safe` as the audit calls them."""


def follow(tx: Tx, person: Person, family: Family, formerly: Iterable[Person], now: datetime) -> None:
    """See to the number a person has from now on; `formerly`: everybody as they were before the file.

    One that was somebody else's is in doubt until a worker confirms it: the list may be as wrong as the number is old.
    """
    if person.phone is None:
        return
    _keep_held(tx, person.phone, family, now)
    holders = {one.key for one in people.persons_by_phone(tx, person.phone)}
    had_it = {one.key for one in formerly if one.phone == person.phone and one.key != person.key}
    if had_it & holders:
        return  # who had it has it still, and shares it
    if had_it or _was_anothers(tx, person.phone, holders):
        _hand_over(tx, person, person.phone, family, now)
    else:
        conversations.confirm_hands(tx, person.phone)


def _keep_held(tx: Tx, phone: Phone, family: Family, now: datetime) -> None:
    """Hold a new number too where a worker's `unsafe` holds the family: no list ends that, `safe` does."""
    last = profiles.last_word(tx, family.code, HOLDS)
    if last is not None and last.action == "held" and conversations.facts_of(tx, phone).held_at is None:
        conversations.change(tx, conversations.key_for(tx, phone), held_at=now)


def _was_anothers(tx: Tx, phone: Phone, holders: set[int]) -> bool:
    """Whether texts for somebody who has left this phone went to it, or it was given on before and never confirmed."""
    key = conversations.find(tx, phone)
    if key is None:
        return False
    return outbox.had_texts_for_others(tx, key, holders) or conversations.is_given_on(tx, key)


def _hand_over(tx: Tx, person: Person, phone: Phone, family: Family, now: datetime) -> None:
    key = conversations.key_for(tx, phone)
    decisions.drop_unsent(tx, key, OnItsWay.ANOTHERS, now)
    conversations.give_on(tx, phone, now)
    audit.record(tx, now, "import", "number_was_anothers", family.code, detail=f"person {person.person_id}")
    params = {"family": family.code, "person": person.person_id}
    for worker in people.answering(tx, family.worker_key):
        once = f"hands:{key}:{worker.key}:{now.isoformat()}"
        digests.add_task(tx, worker.key, once, "staff.number_was_anothers", params, now)
