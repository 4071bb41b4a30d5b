"""The one door through which a safe-contact profile changes: who changed it, when, from what to what."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from bot.model.people import Person, SafeContact
from bot.model.profiles import IMPORT, LastWord, ProfileChange
from bot.store import calls, outbox, people, visits, welcomes
from bot.store.engine import Tx
from bot.store.profile_cells import columns, pack, unpack
from bot.store.tables import audit, persons, profile_changes
from bot.store.vault import new_row_id

BEFORE, AFTER = "profile_changes.before_sealed", "profile_changes.after_sealed"
IMPORTED = "persons.imported_sealed"
_CHANGES = select(profile_changes).where(profile_changes.c.person_key.in_(bindparam("persons", expanding=True)))
_NEWEST_FIRST = _CHANGES.order_by(profile_changes.c.at.desc(), profile_changes.c.id.desc())


def change(
    tx: Tx,
    person_key: int,
    before: SafeContact,
    after: SafeContact,
    actor: str,
    now: datetime,
    *,
    is_checked: bool = False,
) -> bool:
    """Give a person another profile; False if theirs is no longer `before`.

    `is_checked`: somebody has just asked them, so nobody needs to be reminded to.
    """
    tx.connection.execute(select(persons.c.id).where(persons.c.id == person_key).with_for_update(key_share=True))
    if people.person(tx, person_key).profile != before:
        return False
    values = dict(columns(tx, person_key, after))
    if is_checked:
        values |= {"recheck_because": None, "recheck_asked_on": None}
    tx.connection.execute(update(persons).where(persons.c.id == person_key).values(**values))
    _note(tx, person_key, before, after, actor, now)
    return True


def import_person(tx: Tx, person: Person, was: Person | None, family_key: int, position: int, now: datetime) -> None:
    """Write a person as the office's list has them, new or known; a changed profile leaves its trace."""
    people.save_person(tx, person, family_key, position)
    before = was.profile if was is not None else SafeContact()
    if was is None or before != person.profile:
        _note(tx, person.key, before, person.profile, IMPORT, now)


def look_again(tx: Tx, family_key: int, now: datetime) -> None:
    """Have what waits for a family decided anew at once: what kept it back may be over, or stand in its way now."""
    visits.look_again(tx, now, family_key=family_key)
    outbox.wake_family(tx, family_key, now)
    calls.wake_family(tx, family_key, now)
    welcomes.set_due_again(tx, family_key, now)


def imported(tx: Tx) -> Mapping[int, SafeContact]:
    """Return what the last list of the office said of everybody's profile."""
    said = select(persons.c.id, persons.c.imported_sealed).where(persons.c.imported_sealed.is_not(None))
    rows = tx.connection.execute(said)
    return {row.id: unpack(tx.vault.open(IMPORTED, row.id, row.imported_sealed)) for row in rows}


def keep_imported(tx: Tx, person_key: int, profile: SafeContact) -> None:
    """Keep what the office's list says of a profile: what it goes on saying is no news (see `importing`)."""
    sealed = tx.vault.seal(IMPORTED, person_key, pack(profile))
    tx.connection.execute(update(persons).where(persons.c.id == person_key).values(imported_sealed=sealed))


def changes(tx: Tx, keys: Collection[int]) -> tuple[ProfileChange, ...]:
    """Return every change of these persons' profiles, newest first."""
    return tuple(
        ProfileChange(
            person_key=row.person_key,
            at=row.at,
            actor=row.actor,
            before=unpack(tx.vault.open(BEFORE, row.id, row.before_sealed)),
            after=unpack(tx.vault.open(AFTER, row.id, row.after_sealed)),
        )
        for row in tx.connection.execute(_NEWEST_FIRST, {"persons": list(keys)})
    )


def last_word(tx: Tx, family: str, actions: Collection[str], actor: str | None = None) -> LastWord | None:
    """Return the last of these actions about a family that is on record, by anybody or by `actor`."""
    about = (audit.c.about == family, audit.c.action.in_(actions))
    mine = (audit.c.actor == actor,) if actor is not None else ()
    newest = select(audit.c.action, audit.c.at).where(*about, *mine).order_by(audit.c.at.desc(), audit.c.id.desc())
    row = tx.connection.execute(newest.limit(1)).one_or_none()
    return LastWord(action=row.action, at=row.at) if row else None


def _note(tx: Tx, person_key: int, before: SafeContact, after: SafeContact, actor: str, now: datetime) -> None:
    key = new_row_id()
    tx.connection.execute(
        insert(profile_changes).values(
            id=key,
            person_key=person_key,
            at=now,
            actor=actor,
            before_sealed=tx.vault.seal(BEFORE, key, pack(before)),
            after_sealed=tx.vault.seal(AFTER, key, pack(after)),
        )
    )
