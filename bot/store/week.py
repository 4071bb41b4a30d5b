"""What left, what did not and how soon requests were taken, counted over a span of time."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from bot.model.help import StepKind
from bot.model.messages import OutboundState
from bot.model.value import value
from bot.store.engine import Tx
from bot.store.tables import help_requests, outbound, request_steps

_NOT_DELIVERED = ("undelivered", "failed", "canceled")
_REACHED_CARRIER = outbound.c.sid.is_not(None)
_FAILED = or_(
    outbound.c.state == OutboundState.FAILED,
    and_(outbound.c.receipt.is_not(None), outbound.c.receipt.in_(_NOT_DELIVERED)),
)


@value
class TextCounts:
    """Texts written in a span, by what became of them; `segments` are those the carrier took, delivered or not."""

    sent: int
    held: int
    failed: int
    dropped: int
    segments: int


def texts(tx: Tx, since: datetime, until: datetime) -> TextCounts:
    """Count the texts written from `since` until before `until`."""
    query = select(
        _count(and_(_REACHED_CARRIER, ~_FAILED)),
        _count(outbound.c.state == OutboundState.HELD),
        _count(_FAILED),
        _count(outbound.c.state == OutboundState.DROPPED),
        func.coalesce(func.sum(case((_REACHED_CARRIER, outbound.c.segments), else_=0)), 0),
    ).where(outbound.c.created_at >= since, outbound.c.created_at < until)
    sent, held, failed, dropped, segments = tx.connection.execute(query).one()
    return TextCounts(sent=sent, held=held, failed=failed, dropped=dropped, segments=segments)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def waits_for_a_claim(tx: Tx, since: datetime, until: datetime) -> tuple[timedelta | None, ...]:
    """Return how long each request opened in the span waited until somebody took it; None where nobody has."""
    claim = and_(request_steps.c.request_key == help_requests.c.id, request_steps.c.kind == StepKind.CLAIMED)
    query = (
        select(help_requests.c.opened_at, func.min(request_steps.c.at).label("taken_at"))
        .outerjoin(request_steps, claim)
        .where(help_requests.c.opened_at >= since, help_requests.c.opened_at < until)
        .group_by(help_requests.c.id, help_requests.c.opened_at)
    )
    rows = tx.connection.execute(query)
    return tuple(None if row.taken_at is None else row.taken_at - row.opened_at for row in rows)
