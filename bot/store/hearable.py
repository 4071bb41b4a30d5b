"""Of which requests a worker may hear on a call: the same ones whose words their texts may show them."""

from datetime import datetime

from sqlalchemy import or_, select

from bot.model.help import HelpRequest, RequestState, StepKind
from bot.store import requests
from bot.store.engine import Tx
from bot.store.tables import help_requests, request_steps


def hearable(tx: Tx, worker_key: int, *, everything: bool, closed_since: datetime) -> tuple[HelpRequest, ...]:
    """Return the requests, open or closed lately, that they hold or held last, or were paged or rung for.

    `everything`: every one, as a supervisor may.
    """
    asked = select(request_steps.c.request_key).where(
        request_steps.c.worker_key == worker_key, request_steps.c.kind.in_((StepKind.PAGED, StepKind.RUNG))
    )
    theirs = or_(help_requests.c.holder == worker_key, help_requests.c.id.in_(asked))
    is_recent = or_(help_requests.c.state != RequestState.CLOSED, help_requests.c.closed_at >= closed_since)
    query = select(help_requests.c.id).where(is_recent).order_by(help_requests.c.opened_at, help_requests.c.id)
    keys = tx.connection.execute(query if everything else query.where(theirs)).scalars().all()
    return tuple(requests.get(tx, key) for key in keys)
