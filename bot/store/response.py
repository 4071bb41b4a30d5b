"""How soon people answered: for each request its grade, its first claim, its first human word, how far it climbed."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select

from bot.model.help import Grade, StepKind
from bot.model.policy import Tier
from bot.model.value import value
from bot.store.engine import Tx
from bot.store.tables import help_requests, request_steps


@value
class Answered:
    """One request: seconds until somebody took it and until a worker's words left for them, None where never.

    `tier`: the highest that was paged before it was first taken; None where nobody was.
    """

    grade: Grade
    to_claim: float | None
    to_word: float | None
    tier: Tier | None


def answered(tx: Tx, since: datetime, until: datetime) -> tuple[Answered, ...]:
    """Return the requests opened from `since` until before `until`, oldest first."""
    first_claim = (
        select(request_steps.c.request_key, func.min(request_steps.c.at).label("at"))
        .where(request_steps.c.kind == StepKind.CLAIMED)
        .group_by(request_steps.c.request_key)
        .subquery()
    )
    before_it = (request_steps.c.kind == StepKind.PAGED) & (
        first_claim.c.at.is_(None) | (request_steps.c.at <= first_claim.c.at)
    )
    query = (
        select(
            help_requests.c.grade,
            help_requests.c.opened_at,
            first_claim.c.at.label("claimed_at"),
            func.min(case((request_steps.c.kind == StepKind.WORDS_OUT, request_steps.c.at))).label("word_at"),
            func.max(case((before_it, _height()))).label("height"),
        )
        .outerjoin(request_steps, request_steps.c.request_key == help_requests.c.id)
        .outerjoin(first_claim, first_claim.c.request_key == help_requests.c.id)
        .where(and_(help_requests.c.opened_at >= since, help_requests.c.opened_at < until))
        .group_by(help_requests.c.id, help_requests.c.grade, help_requests.c.opened_at, first_claim.c.at)
        .order_by(help_requests.c.opened_at, help_requests.c.id)
    )
    return tuple(
        Answered(
            grade=Grade(row.grade),
            to_claim=_seconds(row.opened_at, row.claimed_at),
            to_word=_seconds(row.opened_at, row.word_at),
            tier=None if row.height is None else list(Tier)[row.height],
        )
        for row in tx.connection.execute(query)
    )


def _height() -> ColumnElement[int]:
    """Number the tiers in the order in which they are paged."""
    return case({tier.value: height for height, tier in enumerate(Tier)}, value=request_steps.c.tier)


def _seconds(since: datetime, at: datetime | None) -> float | None:
    return None if at is None else max(0.0, (at - since).total_seconds())
