"""Reads of the requests that are somebody's: what the morning asks about, and workers' own emergencies."""

from sqlalchemy import bindparam, select, text

from bot.model.help import HelpRequest, RequestState
from bot.store import requests
from bot.store.engine import Tx
from bot.store.tables import help_requests

_LIVE = text("help_requests.state <> 'closed'")
"""Written out, because the partial index would not be found by a parameter."""

_OWN = (
    select(help_requests.c.id)
    .where(_LIVE, help_requests.c.in_danger_key == bindparam("worker"))
    .order_by(help_requests.c.sign_at.is_(None), help_requests.c.opened_at)
    .limit(1)
)


def claimed(tx: Tx) -> tuple[HelpRequest, ...]:
    """Return every request that somebody has and has not closed, longest held first."""
    query = select(help_requests.c.id).where(help_requests.c.state == RequestState.CLAIMED)
    keys = tx.connection.execute(query.order_by(help_requests.c.claimed_at)).scalars().all()
    return tuple(requests.get(tx, key) for key in keys)


def own_of(tx: Tx, worker_key: int) -> HelpRequest | None:
    """Return a worker's own open emergency, from whichever of their phones, locked; one by a sign before others."""
    key = tx.connection.execute(_OWN, {"worker": worker_key}).scalar_one_or_none()
    return requests.get(tx, key, locked=True) if key is not None else None
