"""Alarms as rows: opened once, repeated, told, closed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from bot.store.engine import Tx
from bot.store.tables import alarms, heartbeats
from bot.store.vault import new_row_id
from bot.store.writing import insert_once


def raise_alarm(tx: Tx, kind: str, about: str, now: datetime) -> bool:
    """Open an alarm, or count its repetition; return whether it is new."""
    still_open = update(alarms).where(alarms.c.kind == kind, alarms.c.about == about, alarms.c.closed_at.is_(None))
    again = tx.connection.execute(still_open.values(last_at=now, times=alarms.c.times + 1))
    if again.rowcount:
        return False
    values = {"id": new_row_id(), "kind": kind, "about": about, "opened_at": now, "last_at": now, "times": 1}
    tx.connection.execute(alarms.insert().values(values))
    return True


def close_alarm(tx: Tx, kind: str, about: str, now: datetime) -> bool:
    """Close an alarm whose cause is gone; return whether one was open."""
    still_open = update(alarms).where(alarms.c.kind == kind, alarms.c.about == about, alarms.c.closed_at.is_(None))
    return tx.connection.execute(still_open.values(closed_at=now)).rowcount > 0


def open_alarms(tx: Tx) -> tuple[Row[Any], ...]:
    """Return the alarms that stand, oldest first."""
    query = select(alarms).where(alarms.c.closed_at.is_(None)).order_by(alarms.c.opened_at)
    return tuple(tx.connection.execute(query))


def mark_told(tx: Tx, key: int, now: datetime) -> None:
    """Note that people were told of an alarm."""
    tx.connection.execute(update(alarms).where(alarms.c.id == key).values(told_at=now))


def beat(tx: Tx, tick: str, now: datetime, seconds: float) -> None:
    """Note that a tick has run."""
    values = {"tick": tick, "beat_at": now, "count": 1, "seconds": seconds}
    if insert_once(tx, heartbeats, values, "tick"):
        return
    row = update(heartbeats).where(heartbeats.c.tick == tick)
    tx.connection.execute(row.values(beat_at=now, count=heartbeats.c.count + 1, seconds=seconds))


def beats(tx: Tx) -> dict[str, datetime]:
    """Return when each tick ran last."""
    return {row.tick: row.beat_at for row in tx.connection.execute(select(heartbeats))}
