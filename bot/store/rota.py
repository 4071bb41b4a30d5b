"""The rota as rows: who is on call at a moment, what a new file replaces, what patterns and covers lay down."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, insert, select

from bot.model.people import Worker
from bot.model.policy import Tier
from bot.model.rota import Shift, Source
from bot.model.value import value
from bot.store.engine import Tx
from bot.store.people import worker_of
from bot.store.tables import shifts, workers
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

_OWN = ("starts_at", "ends_at", "tier", "source", "covers_key", "made_at")
_SHIFT: Select[Any] = (
    select(shifts.c.id.label("shift_key"), *(shifts.c[name] for name in _OWN), workers)
    .join(workers, shifts.c.worker_key == workers.c.id)
    .order_by(shifts.c.starts_at, shifts.c.tier, workers.c.worker_id, shifts.c.source)
)


_AT = _SHIFT.where(workers.c.active, shifts.c.starts_at <= bindparam("at"), shifts.c.ends_at > bindparam("at"))
_BETWEEN = _SHIFT.where(
    workers.c.active, shifts.c.starts_at < bindparam("ends"), shifts.c.ends_at > bindparam("starts")
)
_EVERY_SINCE = _SHIFT.where(shifts.c.ends_at > bindparam("since"))
_LAST_END = (
    select(func.max(shifts.c.ends_at))
    .join(workers, shifts.c.worker_key == workers.c.id)
    .where(workers.c.active, shifts.c.tier == bindparam("tier"), shifts.c.ends_at <= bindparam("now"))
)
_IS_IMPORTED = shifts.c.source == Source.IMPORTED
_FIRST_IMPORTED = select(func.min(shifts.c.starts_at)).where(_IS_IMPORTED, shifts.c.ends_at > bindparam("now"))
_IMPORTED_FROM = _SHIFT.where(_IS_IMPORTED, shifts.c.starts_at >= _FIRST_IMPORTED.scalar_subquery())


@value
class Replaced:
    """What a new file did to the rota: rows added, rows taken away, rows that were there already."""

    added: int
    removed: int
    kept: int


def shifts_at(tx: Tx, at: datetime) -> tuple[Shift, ...]:
    """Return the shifts of active workers that cover `at`, also those below a cover: the rules say which count."""
    return _shifts(tx, _AT, {"at": at})


def shifts_between(tx: Tx, starts_at: datetime, ends_at: datetime) -> tuple[Shift, ...]:
    """Return the shifts of active workers that reach into the span, earliest first, also those below a cover."""
    return _shifts(tx, _BETWEEN, {"starts": starts_at, "ends": ends_at})


def every_shift_since(tx: Tx, since: datetime) -> tuple[Shift, ...]:
    """Return every shift that ends after a moment, earliest first, of people who left too."""
    return _shifts(tx, _EVERY_SINCE, {"since": since})


def last_end(tx: Tx, tier: Tier, now: datetime) -> datetime | None:
    """Return when the last shift of a tier ended."""
    at: datetime | None = tx.connection.execute(_LAST_END, {"tier": tier, "now": now}).scalar_one()
    return at


def imported_from(tx: Tx, now: datetime) -> tuple[Shift, ...]:
    """Return the imported shifts from the first that has not ended at `now`: as a file they replace just themselves."""
    return _shifts(tx, _IMPORTED_FROM, {"now": now})


def replace_imported(tx: Tx, wanted: Collection[Shift], now: datetime) -> Replaced:
    """Replace the imported shifts inside the span of `wanted`; patterns, covers and what reaches out of it stay."""
    if not wanted:
        return Replaced(added=0, removed=0, kept=0)
    first, last = min(shift.starts_at for shift in wanted), max(shift.ends_at for shift in wanted)
    inside = select(shifts).where(
        shifts.c.starts_at >= first, shifts.c.ends_at <= last, shifts.c.source != Source.PATTERN
    )
    rows = tx.connection.execute(inside).all()
    stored = {_identity(row) for row in rows}
    new = {(shift.starts_at, shift.ends_at, shift.tier.value, shift.worker.key): shift for shift in wanted}
    gone = [row.id for row in rows if row.source == Source.IMPORTED and _identity(row) not in new]
    _delete(tx, gone)
    added = [_values(shift, Source.IMPORTED, now) for which, shift in new.items() if which not in stored]
    if added:
        tx.connection.execute(insert(shifts), added)
    return Replaced(added=len(added), removed=len(gone), kept=len(new) - len(added))


def change_patterns(tx: Tx, remove: Iterable[Shift], add: Iterable[Shift], now: datetime) -> int:
    """Take away and lay down shifts of patterns; one that another process has laid meanwhile stays as it is."""
    gone = [shift.key for shift in remove]
    _delete(tx, gone)
    return len(gone) + sum(insert_once(tx, shifts, _values(shift, Source.PATTERN, now)) for shift in add)


def lay_cover(tx: Tx, cover: Shift, now: datetime) -> bool:
    """Lay a cover on top of what it covers; False if that very one lies there already."""
    return insert_once(tx, shifts, _values(cover, Source.COVER, now) | {"covers_key": cover.covers_key})


def _delete(tx: Tx, keys: Collection[int]) -> None:
    if keys:
        tx.connection.execute(delete(shifts).where(shifts.c.id.in_(keys)))


def _identity(row: Row[Any]) -> tuple[datetime, datetime, str, int]:
    return row.starts_at, row.ends_at, row.tier, row.worker_key


def _values(shift: Shift, source: Source, now: datetime) -> dict[str, object]:
    return {
        "id": new_row_id(),
        "starts_at": shift.starts_at,
        "ends_at": shift.ends_at,
        "tier": shift.tier,
        "worker_key": shift.worker.key,
        "source": source,
        "made_at": now,
    }


def _shifts(tx: Tx, query: Select[Any], params: Mapping[str, object]) -> tuple[Shift, ...]:
    """Read shifts; each worker's name and phone are opened once."""
    known: dict[int, Worker] = {}
    found = []
    for row in tx.connection.execute(query, dict(params)):
        worker = known.get(row.id) or known.setdefault(row.id, worker_of(tx, row))
        found.append(
            Shift(
                key=row.shift_key,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                tier=Tier(row.tier),
                worker=worker,
                source=Source(row.source),
                covers_key=row.covers_key,
                made_at=row.made_at,
            )
        )
    return tuple(found)
