"""Reads of the requests that somebody has: what the morning asks about."""

from sqlalchemy import select

from bot.model.help import HelpRequest, RequestState
from bot.store import requests
from bot.store.engine import Tx
from bot.store.tables import help_requests


def claimed(tx: Tx) -> tuple[HelpRequest, ...]:
    """Return every request that somebody has and has not closed, longest held first."""
    query = select(help_requests.c.id).where(help_requests.c.state == RequestState.CLAIMED)
    keys = tx.connection.execute(query.order_by(help_requests.c.claimed_at)).scalars().all()
    return tuple(requests.get(tx, key) for key in keys)
