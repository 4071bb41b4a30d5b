"""The rota as rows: who is on call at a moment, and what a new file replaces."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, select

from bot.model.policy import Tier
from bot.model.rota import Shift
from bot.store.engine import Tx
from bot.store.people import worker_of
from bot.store.tables import shifts, workers
from bot.store.vault import new_row_id

_IMPORTED = "imported"
_SHIFT = (
    select(shifts.c.starts_at, shifts.c.ends_at, shifts.c.tier, workers)
    .join(workers, shifts.c.worker_key == workers.c.id)
    .order_by(shifts.c.starts_at, shifts.c.tier, workers.c.worker_id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """What a new file did to the rota: rows added, rows taken away, rows that were there already."""

    added: int
    removed: int
    kept: int


def shifts_at(tx: Tx, at: datetime) -> tuple[Shift, ...]:
    """Return the shifts of active workers that cover `at`."""
    return _shifts(tx, workers.c.active, shifts.c.starts_at <= at, shifts.c.ends_at > at)


def shifts_between(tx: Tx, starts_at: datetime, ends_at: datetime) -> tuple[Shift, ...]:
    """Return the shifts of active workers that reach into the span, earliest first."""
    return _shifts(tx, workers.c.active, shifts.c.starts_at < ends_at, shifts.c.ends_at > starts_at)


def replace_imported(tx: Tx, wanted: Collection[Shift]) -> Replaced:
    """Replace the imported shifts that lie inside the span of `wanted`; covers, and what reaches out of it, stay."""
    if not wanted:
        return Replaced(added=0, removed=0, kept=0)
    first, last = min(shift.starts_at for shift in wanted), max(shift.ends_at for shift in wanted)
    inside = select(shifts).where(shifts.c.starts_at >= first, shifts.c.ends_at <= last)
    rows = tx.connection.execute(inside).all()
    stored = {_identity(row) for row in rows}
    new = {(shift.starts_at, shift.ends_at, shift.tier.value, shift.worker.key): shift for shift in wanted}
    gone = [row.id for row in rows if row.source == _IMPORTED and _identity(row) not in new]
    if gone:
        tx.connection.execute(delete(shifts).where(shifts.c.id.in_(gone)))
    added = [_values(shift) for which, shift in new.items() if which not in stored]
    if added:
        tx.connection.execute(insert(shifts), added)
    return Replaced(added=len(added), removed=len(gone), kept=len(new) - len(added))


def _identity(row: Row[Any]) -> tuple[datetime, datetime, str, int]:
    return row.starts_at, row.ends_at, row.tier, row.worker_key


def _values(shift: Shift) -> dict[str, object]:
    return {
        "id": new_row_id(),
        "starts_at": shift.starts_at,
        "ends_at": shift.ends_at,
        "tier": shift.tier,
        "worker_key": shift.worker.key,
        "source": _IMPORTED,
    }


def _shifts(tx: Tx, *conditions: ColumnElement[bool]) -> tuple[Shift, ...]:
    return tuple(_shift_of(tx, row) for row in tx.connection.execute(_SHIFT.where(*conditions)))


def _shift_of(tx: Tx, row: Row[Any]) -> Shift:
    return Shift(starts_at=row.starts_at, ends_at=row.ends_at, tier=Tier(row.tier), worker=worker_of(tx, row))
