"""Backups as rows: each night's is taken on once, each that was made is known by its time, and so is a restore."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, insert, or_, select, update

from bot.store.engine import Tx
from bot.store.tables import backups
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

_VISITS_AFTER = select(func.max(backups.c.visits_after))
_CODES_AFTER = select(func.max(backups.c.codes_after))
_RESTORED_AT = select(func.max(backups.c.restored_at))
AGAIN = timedelta(hours=1)
"""How long a night's backup that was begun and not made is left to whoever began it."""

OLD = timedelta(hours=26)
"""A night's backup may be late by as long as this, and a clock change, before somebody is told."""


def begin(tx: Tx, night: date, now: datetime) -> int | None:
    """Take on the backup of a night and return its key; None where it was made, or another process is at it."""
    key = new_row_id()
    if insert_once(tx, backups, {"id": key, "night_on": night, "begun_at": now}, "night_on"):
        return key
    free = or_(backups.c.begun_at <= now - AGAIN, backups.c.begun_at > now)
    taken = update(backups).where(backups.c.night_on == night, backups.c.made_at.is_(None), free).values(begun_at=now)
    found: int | None = tx.connection.execute(taken.returning(backups.c.id)).scalar_one_or_none()
    return found


def is_made(tx: Tx, night: date) -> bool:
    """Whether a night has its backup."""
    made = select(backups.c.id).where(backups.c.night_on == night, backups.c.made_at.is_not(None))
    return tx.connection.execute(made).first() is not None


def made(tx: Tx, key: int, at: datetime) -> None:
    """Note that the backup that was begun shows the line as it stood at that moment."""
    tx.connection.execute(update(backups).where(backups.c.id == key).values(made_at=at))


def made_by_hand(tx: Tx, at: datetime) -> None:
    """Note a backup that no tick has begun."""
    tx.connection.execute(insert(backups).values(id=new_row_id(), begun_at=at, made_at=at))


def last_made_at(tx: Tx) -> datetime | None:
    """Return the moment the last good backup shows."""
    at: datetime | None = tx.connection.execute(select(func.max(backups.c.made_at))).scalar_one()
    return at


def restored(tx: Tx, made_at: datetime, now: datetime, *, visits_after: int, codes_after: int) -> None:
    """Note that these rows came out of the backup of that moment, and after which numbers and codes they go on."""
    values = {"restored_at": now, "visits_after": visits_after, "codes_after": codes_after}
    tx.connection.execute(update(backups).where(backups.c.made_at == made_at).values(values))


def visits_after(tx: Tx) -> int:
    """Return the number up to which a visit may have been called by it in rows that were lost."""
    return tx.connection.execute(_VISITS_AFTER).scalar_one() or 0


def codes_after(tx: Tx) -> int:
    """Return how many codes of requests are passed over, because rows that were lost may have had them."""
    return tx.connection.execute(_CODES_AFTER).scalar_one() or 0


def relived(tx: Tx, at: datetime) -> Tx:
    """Return the transaction, marked where the line may have done this before, at `at`, in rows that were lost."""
    restored_at: datetime | None = tx.connection.execute(_RESTORED_AT).scalar_one()
    return tx if restored_at is None or at >= restored_at else replace(tx, relives=at)
