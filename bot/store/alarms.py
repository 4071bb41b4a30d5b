"""Alarms as rows: opened once, repeated, told, closed."""

from datetime import datetime

from sqlalchemy import bindparam, select, update

from bot.model.value import value
from bot.store.engine import Tx
from bot.store.tables import alarms, heartbeats
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

_BEATS = select(heartbeats)
_BEAT = update(heartbeats).where(heartbeats.c.tick == bindparam("of"))
_BEAT = _BEAT.values(beat_at=bindparam("at"), count=heartbeats.c.count + 1, seconds=bindparam("took"))
_OPEN_ALARMS = select(alarms).where(alarms.c.closed_at.is_(None)).order_by(alarms.c.opened_at)
_STILL_OPEN = update(alarms).where(
    alarms.c.kind == bindparam("of_kind"), alarms.c.about == bindparam("of_what"), alarms.c.closed_at.is_(None)
)


@value
class OpenAlarm:
    """An alarm that stands: since when, when it was raised last and how often, when people were told last."""

    id: int
    kind: str
    about: str
    opened_at: datetime
    last_at: datetime
    times: int
    told_at: datetime | None


def raise_alarm(tx: Tx, kind: str, about: str, now: datetime) -> bool:
    """Open an alarm, or count its repetition; return whether it is new."""
    still_open = update(alarms).where(alarms.c.kind == kind, alarms.c.about == about, alarms.c.closed_at.is_(None))
    again = tx.connection.execute(still_open.values(last_at=now, times=alarms.c.times + 1))
    if again.rowcount:
        return False
    values = {"id": new_row_id(), "kind": kind, "about": about, "opened_at": now, "last_at": now, "times": 1}
    return insert_once(tx, alarms, values)


def close_alarm(tx: Tx, kind: str, about: str, now: datetime) -> bool:
    """Close an alarm whose cause is gone; return whether one was open."""
    which = {"of_kind": kind, "of_what": about}
    return tx.connection.execute(_STILL_OPEN, which | {"closed_at": now}).rowcount > 0


def open_alarms(tx: Tx) -> tuple[OpenAlarm, ...]:
    """Return the alarms that stand, oldest first."""
    return tuple(
        OpenAlarm(
            id=row.id,
            kind=row.kind,
            about=row.about,
            opened_at=row.opened_at,
            last_at=row.last_at,
            times=row.times,
            told_at=row.told_at,
        )
        for row in tx.connection.execute(_OPEN_ALARMS)
    )


def mark_told(tx: Tx, key: int, told_before: datetime | None, now: datetime) -> bool:
    """Note that people are told of an alarm; False if another process told them since `told_before`."""
    same = alarms.c.told_at.is_(None) if told_before is None else alarms.c.told_at == told_before
    told = update(alarms).where(alarms.c.id == key, same)
    return tx.connection.execute(told.values(told_at=now)).rowcount == 1


def beat(tx: Tx, tick: str, now: datetime, seconds: float) -> None:
    """Note that a tick has run."""
    values = {"tick": tick, "beat_at": now, "count": 1, "seconds": seconds}
    if insert_once(tx, heartbeats, values, "tick"):
        return
    tx.connection.execute(_BEAT, {"of": tick, "at": now, "took": seconds})


def beat_unless_known(tx: Tx, tick: str, at: datetime) -> None:
    """Note since when a tick is owed, where it has never run."""
    insert_once(tx, heartbeats, {"tick": tick, "beat_at": at, "count": 0, "seconds": 0.0}, "tick")


def beats(tx: Tx) -> dict[str, datetime]:
    """Return when each tick ran last."""
    return {row.tick: row.beat_at for row in tx.connection.execute(_BEATS)}
