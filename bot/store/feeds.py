"""The private calendars of workers as rows: made, revoked, found by a keyed hash of the secret in their address."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from bot.model.people import Worker
from bot.store.engine import Tx
from bot.store.people import worker_of
from bot.store.tables import calendar_feeds, workers
from bot.store.vault import new_row_id


def make(tx: Tx, worker_key: int, token: str, now: datetime) -> None:
    """Give a worker's calendar this secret; an older address leads nowhere from now on."""
    revoke(tx, worker_key)
    row = {
        "id": new_row_id(),
        "worker_key": worker_key,
        "token_index": tx.vault.token_index(token),
        "made_at": now,
    }
    tx.connection.execute(insert(calendar_feeds), row)


def revoke(tx: Tx, worker_key: int) -> bool:
    """Close a worker's calendar; return whether there was one."""
    gone = tx.connection.execute(delete(calendar_feeds).where(calendar_feeds.c.worker_key == worker_key))
    return gone.rowcount > 0


def made_at(tx: Tx, worker_key: int) -> datetime | None:
    """Return since when a worker has a calendar."""
    query = select(calendar_feeds.c.made_at).where(calendar_feeds.c.worker_key == worker_key)
    at: datetime | None = tx.connection.execute(query).scalar_one_or_none()
    return at


def worker_of_token(tx: Tx, token: str) -> Worker | None:
    """Return whose calendar this secret opens, of those who work here.

    What is compared is a keyed hash: how long that takes says nothing about how much of a guess was right.
    """
    query = select(workers).join(calendar_feeds, calendar_feeds.c.worker_key == workers.c.id)
    found = query.where(calendar_feeds.c.token_index == tx.vault.token_index(token), workers.c.active)
    row = tx.connection.execute(found).one_or_none()
    return worker_of(tx, row) if row else None
