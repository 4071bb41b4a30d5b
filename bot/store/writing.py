"""Writing a row once, however often it is tried: the key is a UNIQUE constraint, not a check."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.engine import Tx


def insert_once(tx: Tx, table: Table, values: Mapping[str, object], *unique: str) -> bool:
    """Insert a row unless one with the same `unique` columns (any if none) stands there; tell whether it is new."""
    return tx.connection.execute(_insert(table, unique, on_postgres=tx.locks_rows), dict(values)).rowcount == 1


@cache
def _insert(table: Table, unique: tuple[str, ...], *, on_postgres: bool) -> Executable:
    """Build the statement of a table once; without the option PostgreSQL's driver forgets how many rows it wrote."""
    make = postgresql.insert if on_postgres else sqlite.insert
    statement = make(table).on_conflict_do_nothing(index_elements=list(unique) or None)
    return statement.execution_options(preserve_rowcount=True)
