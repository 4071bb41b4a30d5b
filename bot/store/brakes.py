"""What keeps automatic texts back by a person's word: pauses, and days on which the program is closed."""

from datetime import date, datetime

from sqlalchemy import bindparam, insert, or_, select, text, update

from bot.store.engine import Tx
from bot.store.tables import closed_days, pauses
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

_OPEN = text("pauses.ended_at IS NULL")

_STANDS = select(pauses.c.id).where(_OPEN, or_(pauses.c.until.is_(None), pauses.c.until > bindparam("now"))).limit(1)
_CLOSED = select(closed_days.c.day_on).where(closed_days.c.day_on >= bindparam("since"))


def pause(tx: Tx, by: str, until: datetime | None, now: datetime) -> None:
    """Pause reminders until a moment (None: until resumed); a pause that stands is replaced."""
    resume(tx, now)
    tx.connection.execute(insert(pauses).values(id=new_row_id(), began_at=now, began_by=by[:64], until=until))


def resume(tx: Tx, now: datetime) -> bool:
    """End the pause; return whether one stood."""
    return tx.connection.execute(update(pauses).where(_OPEN).values(ended_at=now)).rowcount > 0


def is_paused(tx: Tx, now: datetime) -> bool:
    """Whether a pause stands at `now`."""
    return tx.connection.execute(_STANDS, {"now": now}).first() is not None


def close_day(tx: Tx, day: date, by: str, now: datetime) -> None:
    """Close the program on a day, unless it is closed already."""
    values = {"id": new_row_id(), "day_on": day, "closed_at": now, "closed_by": by[:64]}
    insert_once(tx, closed_days, values, "day_on")


def closed(tx: Tx, since: date) -> frozenset[date]:
    """Return the days from `since` on that somebody has closed."""
    return frozenset(tx.connection.execute(_CLOSED, {"since": since}).scalars())
