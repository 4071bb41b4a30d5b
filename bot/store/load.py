"""What workers get by text: each text that left for one of them, when, and of what kind."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from bot.model.messages import STAFF_PURPOSES, Purpose
from bot.store.engine import Tx
from bot.store.tables import outbound, workers


class Got(NamedTuple):
    """A text that the carrier took for a worker."""

    worker_id: str
    at: datetime
    purpose: Purpose


def got(tx: Tx, since: datetime, until: datetime) -> tuple[Got, ...]:
    """Return the texts that left for workers from `since` until before `until`, oldest first."""
    left = (outbound.c.sid.is_not(None), outbound.c.attempted_at >= since, outbound.c.attempted_at < until)
    query = (
        select(workers.c.worker_id, outbound.c.attempted_at, outbound.c.purpose)
        .join(workers, workers.c.id == outbound.c.worker_key)
        .where(*left, outbound.c.purpose.in_(sorted(STAFF_PURPOSES)))
        .order_by(outbound.c.attempted_at, outbound.c.id)
    )
    return tuple(Got(row.worker_id, row.attempted_at, Purpose(row.purpose)) for row in tx.connection.execute(query))
