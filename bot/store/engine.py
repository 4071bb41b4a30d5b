"""Opens the database and its transactions: one writer at a time on SQLite, row locks on PostgreSQL."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store.vault import Vault

BUSY_MILLISECONDS = 5_000


class DatabaseTrouble(Exception):
    """The database cannot be reached or did not answer; nothing of the transaction remains."""


@dataclass(frozen=True, slots=True)
class Tx:
    """One transaction: a connection and the vault that opens its cells."""

    connection: Connection
    vault: Vault

    @property
    def locks_rows(self) -> bool:
        """Whether rows can be locked one by one (PostgreSQL); SQLite locks the whole file instead."""
        return self.connection.dialect.name == "postgresql"


def open_engine(url: str, *, connections: int = 20) -> Engine:
    """Open the database at `url` with the line's own transaction rules (DESIGN 3)."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_size=connections, max_overflow=10, pool_pre_ping=True, pool_timeout=5)
    engine = create_engine(url, connect_args={"timeout": BUSY_MILLISECONDS / 1000}, pool_size=connections)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
    """Turn the driver's own transactions off (they lose updates under threads); survive a power cut."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MILLISECONDS}"):
        connection.execute(f"PRAGMA {pragma}")


class Store:
    """The database as the rest of the house sees it: reading and writing transactions."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        """Share one engine and one vault between all threads of the process."""
        self.engine = engine
        self.vault = vault
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._writer = threading.Lock()

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """Open a writing transaction; it commits whole or not at all. Raises `DatabaseTrouble`."""
        if not self._is_sqlite:
            with self._transaction() as tx:
                yield tx
            return
        with self._writer, self._transaction("BEGIN IMMEDIATE") as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Open a reading transaction. Raises `DatabaseTrouble`."""
        with self._transaction("BEGIN") as tx:
            yield tx

    @contextmanager
    def _transaction(self, begin: str = "BEGIN") -> Iterator[Tx]:
        try:
            with self.engine.connect() as connection, connection.begin():
                if self._is_sqlite:
                    connection.exec_driver_sql(begin)
                yield Tx(connection, self.vault)
        except DBAPIError as error:
            if is_trouble(error):
                raise DatabaseTrouble(type(error.orig).__name__) from error
            raise

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def is_trouble(error: DBAPIError) -> bool:
    """Whether the database itself failed (gone, locked, full), rather than refused a row."""
    return error.connection_invalidated or type(error).__name__ in {"OperationalError", "InterfaceError"}
