"""What supervisors were told is weak in the nights at hand: once, and again only after it was over."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, text, update

from bot.store.engine import Tx
from bot.store.tables import weak_spots
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

_STANDS = text("weak_spots.gone_at IS NULL")


def told(tx: Tx) -> frozenset[str]:
    """Return what supervisors were told and stands since."""
    return frozenset(tx.connection.execute(select(weak_spots.c.what).where(_STANDS)).scalars())


def tell(tx: Tx, what: str, now: datetime) -> int | None:
    """Note that supervisors are told of something now; None if they were."""
    key = new_row_id()
    return key if insert_once(tx, weak_spots, {"id": key, "what": what, "told_at": now}) else None


def end(tx: Tx, gone: Collection[str], now: datetime) -> None:
    """Note what is over."""
    over = update(weak_spots).where(_STANDS, weak_spots.c.what.in_(gone))
    tx.connection.execute(over.values(gone_at=now))
