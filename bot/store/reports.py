"""Clocks of mandated reports as rows: begun, moved on, reminded of, ended; each kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, text, update

from bot.model.reports import ReportClock, ReportEnd
from bot.store.engine import Tx
from bot.store.tables import families, help_requests, report_clocks
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

# Written out, because the partial indexes would not be found by a parameter.
_RUNS = text("report_clocks.ended_at IS NULL")
_CLOCK = (
    select(
        report_clocks,
        help_requests.c.code,
        help_requests.c.sign_at,
        help_requests.c.in_danger_key,
        families.c.code.label("family"),
    )
    .join(help_requests, report_clocks.c.request_key == help_requests.c.id)
    .outerjoin(families, help_requests.c.family_key == families.c.id)
    .where(_RUNS)
    .order_by(report_clocks.c.began_at, report_clocks.c.id)
)
_DUE = _CLOCK.where(report_clocks.c.next_at <= bindparam("now")).limit(1)
_DUE_LOCKED = _DUE.with_for_update(skip_locked=True, of=report_clocks)
_ANY_DUE = select(report_clocks.c.id).where(_RUNS, report_clocks.c.next_at <= bindparam("now")).limit(1)


def begin(tx: Tx, request_key: int, worker_key: int, began_at: datetime, oral_at: datetime | None) -> int | None:
    """Start a clock, due to be looked at once; None if this worker's runs for this request already."""
    key = new_row_id()
    values = {
        "id": key,
        "request_key": request_key,
        "worker_key": worker_key,
        "began_at": began_at,
        "oral_at": oral_at,
        "told": 0,
        "next_at": began_at,
        "waits_from": began_at,
    }
    return key if insert_once(tx, report_clocks, values) else None


def running(tx: Tx) -> tuple[ReportClock, ...]:
    """Return every clock that runs, oldest first."""
    return tuple(map(_clock_of, tx.connection.execute(_CLOCK)))


def get(tx: Tx, key: int, *, locked: bool = False) -> ReportClock | None:
    """Return one clock while it runs."""
    query = _CLOCK.where(report_clocks.c.id == key)
    row = tx.connection.execute(query.with_for_update(of=report_clocks) if locked else query).one_or_none()
    return _clock_of(row) if row else None


def any_due(tx: Tx, now: datetime) -> bool:
    """Whether any clock is to be looked at; costs one look at a small index."""
    return tx.connection.execute(_ANY_DUE, {"now": now}).first() is not None


def due(tx: Tx, now: datetime) -> ReportClock | None:
    """Return a clock that is to be looked at, locked; one that another process looks at is skipped."""
    row = tx.connection.execute(_DUE_LOCKED, {"now": now}).first()
    return _clock_of(row) if row else None


def change(tx: Tx, key: int, **values: object) -> None:
    """Set columns of one clock."""
    tx.connection.execute(update(report_clocks).where(report_clocks.c.id == key).values(**values))


def end(tx: Tx, key: int, how: ReportEnd, now: datetime) -> None:
    """End a clock."""
    change(tx, key, ended_at=now, ended_how=how, next_at=None)


def wake_future(tx: Tx, now: datetime) -> None:
    """Look anew at what began waiting in the future: the machine's clock stepped back."""
    wake = update(report_clocks).where(_RUNS, report_clocks.c.waits_from > now)
    tx.connection.execute(wake.values(next_at=now, waits_from=now))


def _clock_of(row: Row[Any]) -> ReportClock:
    return ReportClock(
        key=row.id,
        request_key=row.request_key,
        code=row.code,
        family=row.family,
        worker_key=row.worker_key,
        began_at=row.began_at,
        oral_at=row.oral_at,
        told=row.told,
        secret_from=row.in_danger_key if row.sign_at else None,
    )
