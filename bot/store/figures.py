"""The line in numbers, for dashboards: counts and ages alone, never a name, a code or a phone."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Column, ColumnElement, func, select

from bot.model.calls import CallState
from bot.model.help import RequestState, StepKind
from bot.model.messages import OutboundState
from bot.model.value import value
from bot.store import alarms, backups
from bot.store.engine import Tx
from bot.store.tables import calls, help_requests, inbound, outbound, request_steps, sender_rates


@value
class Figures:
    """The line in numbers at one moment; ages and waits in seconds.

    `texts` by purpose and state, `live_requests` by state and grade, `claimed_after`: how long each claimed request
    had waited, `ticks`: since each ran last, `backup`: since the last good one, None before the first.
    `calls` by kind and outcome, `live_calls` by kind and state.
    """

    texts: Mapping[tuple[str, str], int]
    oldest_waiting: float
    live_requests: Mapping[tuple[str, str], int]
    claimed_after: tuple[float, ...]
    ticks: Mapping[str, float]
    alarms: Mapping[str, int]
    backup: float | None
    segments_sent: int
    received: int
    calls: Mapping[tuple[str, str], int]
    live_calls: Mapping[tuple[str, str], int]


def figures(tx: Tx, now: datetime) -> Figures:
    """Count the line as it stands."""
    made_at = backups.last_made_at(tx)
    standing: dict[str, int] = {}
    for alarm in alarms.open_alarms(tx):
        standing[alarm.kind] = standing.get(alarm.kind, 0) + 1
    return Figures(
        texts=_counted(tx, outbound.c.purpose, outbound.c.state),
        oldest_waiting=_oldest_waiting(tx, now),
        live_requests=_counted(
            tx, help_requests.c.state, help_requests.c.grade, help_requests.c.state != RequestState.CLOSED
        ),
        claimed_after=_claimed_after(tx),
        ticks={tick: _age(at, now) for tick, at in alarms.beats(tx).items()},
        alarms=standing,
        backup=None if made_at is None else _age(made_at, now),
        segments_sent=int(tx.connection.execute(select(func.sum(sender_rates.c.segments_sent))).scalar_one() or 0),
        received=tx.connection.execute(select(func.count()).select_from(inbound)).scalar_one(),
        calls=_counted(tx, calls.c.kind, calls.c.outcome, calls.c.state == CallState.ENDED),
        live_calls=_counted(tx, calls.c.kind, calls.c.state, calls.c.state != CallState.ENDED),
    )


def _counted(tx: Tx, one: Column[str], other: Column[str], *which: ColumnElement[bool]) -> dict[tuple[str, str], int]:
    query = select(one, other, func.count()).where(*which).group_by(one, other).order_by(one, other)
    return {(first, second): count for first, second, count in tx.connection.execute(query)}


def _oldest_waiting(tx: Tx, now: datetime) -> float:
    """Return how long ago the text should have left that waits longest."""
    due = select(func.min(outbound.c.due_at)).where(outbound.c.state == OutboundState.WAITING, outbound.c.due_at <= now)
    at: datetime | None = tx.connection.execute(due).scalar_one()
    return 0.0 if at is None else _age(at, now)


def _claimed_after(tx: Tx) -> tuple[float, ...]:
    claimed = (
        select(help_requests.c.opened_at, func.min(request_steps.c.at).label("claimed_at"))
        .join(request_steps)
        .where(request_steps.c.kind == StepKind.CLAIMED)
        .group_by(help_requests.c.id, help_requests.c.opened_at)
    )
    return tuple(_age(row.opened_at, row.claimed_at) for row in tx.connection.execute(claimed))


def _age(at: datetime, now: datetime) -> float:
    return max(0.0, (now - at).total_seconds())
