"""Writing a row once, however often it is tried: the key is a UNIQUE constraint, not a check."""

from collections.abc import Mapping

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.engine import Tx


def insert_once(tx: Tx, table: Table, values: Mapping[str, object], *unique: str) -> bool:
    """Insert a row unless one with the same `unique` columns stands there; return whether it is new."""
    make = postgresql.insert if tx.locks_rows else sqlite.insert
    statement = make(table).values(values).on_conflict_do_nothing(index_elements=list(unique))
    return tx.connection.execute(statement).rowcount == 1
