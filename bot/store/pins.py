"""The workers' own numbers as rows: one a worker, a hash alone, with how many wrong ones there were in a row."""

from dataclasses import field
from datetime import datetime

from sqlalchemy import bindparam, select, update

from bot.model.value import value
from bot.store.engine import Tx
from bot.store.tables import pins
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

_OF_WORKER = select(pins).where(pins.c.worker_key == bindparam("worker")).with_for_update(key_share=True)


@value
class Pin:
    """A worker's own number as it stands; `wrong`: so many wrong ones in a row."""

    worker_key: int
    hashed: str = field(repr=False)
    made_at: datetime
    wrong: int
    locked_at: datetime | None


def of_worker(tx: Tx, worker_key: int) -> Pin | None:
    """Return the number of a worker, locked so that two calls cannot try at the same moment; None if there is none."""
    row = tx.connection.execute(_OF_WORKER, {"worker": worker_key}).one_or_none()
    if row is None:
        return None
    return Pin(
        worker_key=row.worker_key, hashed=row.hashed, made_at=row.made_at, wrong=row.wrong, locked_at=row.locked_at
    )


def put(tx: Tx, worker_key: int, hashed: str, now: datetime) -> None:
    """Give a worker a number; one they had is gone, and so are the wrong ones."""
    fresh = {"hashed": hashed, "made_at": now, "wrong": 0, "locked_at": None}
    if not insert_once(tx, pins, {"id": new_row_id(), "worker_key": worker_key, **fresh}, "worker_key"):
        change(tx, worker_key, **fresh)


def change(tx: Tx, worker_key: int, **values: object) -> None:
    """Set columns of a worker's number."""
    tx.connection.execute(update(pins).where(pins.c.worker_key == worker_key).values(**values))
