"""Loads what a worker's command about a family or a profile may need: its persons, phones, and what was done to it."""

from datetime import datetime
from typing import TypeGuard

from bot.language.commands import AboutFamily, Command
from bot.language.profile_commands import NoSuchHours, SetProfile, ShowProfile, Undo
from bot.model.people import Family, Worker
from bot.model.profiles import CONFIRMED, Steered
from bot.store import conversations, people, profiles
from bot.store.engine import Tx

ACTIONS = ("held", "released", "resumed", "paused", "profile_changed", "profile_undone")
"""Commands about a family as the audit calls them."""


About = AboutFamily | SetProfile | NoSuchHours | Undo | ShowProfile


def is_about(command: Command) -> TypeGuard[About]:
    """Whether a command steers the family it names."""
    return isinstance(command, About)


def steered(tx: Tx, command: Command, family: Family | None, worker: Worker) -> Steered:
    """Return a family as the command about it finds it; nothing for any other command."""
    if family is None or not is_about(command):
        return Steered()
    persons = people.persons_of(tx, family.key)
    keys = {one.key: conversations.key_for(tx, one.phone) for one in persons if one.phone is not None}
    known = conversations.known_of(tx, set(keys.values()))
    return Steered(
        persons=persons,
        phones={person_key: known[key].facts for person_key, key in keys.items()},
        changes=profiles.changes(tx, [one.key for one in persons]),
        my_last=profiles.last_word(tx, family.code, ACTIONS, worker.worker_id),
        my_confirmed=profiles.last_word(tx, family.code, (CONFIRMED,), worker.worker_id),
        is_quiet=people.quiet_since(tx, family.key) is not None,
    )


def changed_at(tx: Tx, family: Family, found: Steered) -> tuple[datetime, ...]:
    """Return when a family was last steered or its numbers doubted: a late text undoes nothing newer than itself."""
    last = profiles.last_word(tx, family.code, ACTIONS)
    moments: list[datetime | None] = [
        *(one.at for one in found.changes[:1]),
        *(at for facts in found.phones.values() for at in (facts.held_at, facts.changed_hands_at)),
        last.at if last else None,
    ]
    known = [at for at in moments if at is not None]
    return (max(known),) if known else ()
