"""Checks on workers alone at a visit, as rows: begun, due, asked, told, over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select, update

from bot.model.lone import LoneCheck, Over
from bot.model.visits import Visit
from bot.store.engine import Tx
from bot.store.tables import families, lone_checks, outbound, visits, workers
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

_CHECK = (
    select(lone_checks, visits.c.number, families.c.code.label("family"))
    .join(visits, visits.c.id == lone_checks.c.visit_key)
    .join(families, families.c.id == visits.c.family_key)
    .order_by(lone_checks.c.waits_from, lone_checks.c.id)
)
_OPEN = lone_checks.c.ended_at.is_(None)
_BY_KEY = _CHECK.where(lone_checks.c.id == bindparam("key")).with_for_update(of=lone_checks)
_OPEN_OF = _CHECK.where(_OPEN, lone_checks.c.worker_key == bindparam("worker"))
_OPEN_AT = _CHECK.where(_OPEN, visits.c.number == bindparam("number"))
_CHANGE = update(lone_checks).where(lone_checks.c.id == bindparam("changed"))
# Due is also a check whose waiting began in the future: the machine's clock stepped back (docs/design.md).
_DUE = and_(
    _OPEN,
    lone_checks.c.due_at.is_not(None),
    or_(lone_checks.c.due_at <= bindparam("now"), lone_checks.c.waits_from > bindparam("now")),
)
_ANY_DUE = select(lone_checks.c.id).where(_DUE).limit(1)
_DUE_NOW = _CHECK.where(_DUE).limit(bindparam("most")).with_for_update(skip_locked=True, of=lone_checks)
_ONCE = ("visit_key", "version", "worker_key")


def begin(tx: Tx, visit: Visit, worker_key: int, due_at: datetime, now: datetime, *, said_in: bool) -> None:
    """Let a check run for a visit as it stands; `said_in` begins the one there is anew, else it stays as it is."""
    waits: dict[str, object] = {"waits_from": now, "due_at": due_at}
    row = {"id": new_row_id(), "visit_key": visit.key, "version": visit.version, "worker_key": worker_key, **waits}
    if insert_once(tx, lone_checks, row | {"said_in_at": now if said_in else None}, *_ONCE):
        return
    if said_in:
        same = [lone_checks.c[name] == row[name] for name in _ONCE]
        never = {"asked_at": None, "alarmed_at": None, "ended_at": None, "over": None}
        anew = update(lone_checks).where(*same).values(said_in_at=now, **waits, **never)
        tx.connection.execute(anew)


def get(tx: Tx, key: int) -> LoneCheck:
    """Return a check, locked against other writers."""
    return _check_of(tx.connection.execute(_BY_KEY, {"key": key}).one())


def open_of(tx: Tx, worker_key: int) -> tuple[LoneCheck, ...]:
    """Return the checks that run for a worker, oldest first."""
    return _read(tx.connection.execute(_OPEN_OF, {"worker": worker_key}).all())


def open_at(tx: Tx, number: int) -> tuple[LoneCheck, ...]:
    """Return the checks that run for the visit workers call by that number."""
    return _read(tx.connection.execute(_OPEN_AT, {"number": number}).all())


def any_due(tx: Tx, now: datetime) -> bool:
    """Whether any check is due; one look at a small index, no lock."""
    return tx.connection.execute(_ANY_DUE, {"now": now}).first() is not None


def due(tx: Tx, now: datetime, most: int) -> tuple[LoneCheck, ...]:
    """Return checks that are due, locked; those another process looks at are skipped."""
    return _read(tx.connection.execute(_DUE_NOW, {"now": now, "most": most}).all())


def wait(tx: Tx, key: int, due_at: datetime | None, now: datetime, **values: object) -> None:
    """Let a check wait until a moment (None: for a word of somebody's)."""
    tx.connection.execute(_CHANGE, {"due_at": due_at, "waits_from": now, **values, "changed": key})


def end(tx: Tx, key: int, over: Over, now: datetime) -> None:
    """End a check."""
    tx.connection.execute(_CHANGE, {"ended_at": now, "over": over, "changed": key})


def told(tx: Tx, once_begins: str, at: datetime) -> tuple[int, ...]:
    """Return the workers for whom texts under keys that begin so were written then."""
    here = (outbound.c.created_at == at, outbound.c.once.startswith(once_begins, autoescape=True))
    query = select(outbound.c.worker_key).where(*here, outbound.c.worker_key.in_(select(workers.c.id))).distinct()
    return tuple(tx.connection.execute(query.order_by(outbound.c.worker_key)).scalars())


def _read(rows: Sequence[Row[Any]]) -> tuple[LoneCheck, ...]:
    return tuple(map(_check_of, rows))


def _check_of(row: Row[Any]) -> LoneCheck:
    return LoneCheck(
        key=row.id,
        visit_key=row.visit_key,
        version=row.version,
        number=row.number,
        family=row.family,
        worker_key=row.worker_key,
        said_in_at=row.said_in_at,
        asked_at=row.asked_at,
        alarmed_at=row.alarmed_at,
        over=Over(row.over) if row.over else None,
    )
