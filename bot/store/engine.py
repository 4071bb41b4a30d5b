"""Opens the database and its transactions: one writer at a time on SQLite, row locks on PostgreSQL."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolEmpty
from sqlalchemy.pool import ConnectionPoolEntry

from bot.model.value import value_in_order
from bot.store.vault import Vault

Result = TypeVar("Result")
BUSY_MILLISECONDS = 5_000
TRIES = 3
LIMITS = "-c lock_timeout=2s -c statement_timeout=8s"
"""PostgreSQL's patience: a webhook that is run again after a lock still answers within the carrier's 15 seconds."""
CONNECT_SECONDS = 5
ONE_MOMENT: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""PostgreSQL's snapshot for a backup; a reading transaction of SQLite is one by itself."""


class DatabaseTrouble(Exception):
    """The database cannot be reached or did not answer; nothing of the transaction remains."""


@value_in_order
class Tx:
    """One transaction: a connection and the vault that opens its cells.

    `relives`: what it does was perhaps done before, at that moment, by rows that were lost (after a restore).
    """

    connection: Connection
    vault: Vault
    relives: datetime | None = None

    @property
    def locks_rows(self) -> bool:
        """Whether rows can be locked one by one (PostgreSQL); SQLite locks the whole file instead."""
        return self.connection.dialect.name == "postgresql"


CONTENTION = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL's serialization failure, deadlock and lock not available: the same transaction may succeed at once."""


class Busy(DatabaseTrouble):
    """Another process kept what this transaction needs alone for too long; nothing of this one remains."""


FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE, "53100"})
"""How SQLite and PostgreSQL say that nothing more can be written."""


class DiskFull(DatabaseTrouble):
    """Nothing more can be written; nothing of the transaction remains."""


class Contention(DatabaseTrouble):
    """Two transactions wanted the same rows in another order; nothing of this one remains, and it may be run again."""


def open_engine(url: str | URL, *, connections: int = 20, is_upgrade: bool = False) -> Engine:
    """Open the database at `url` with the line's own transaction rules (docs/design.md); never creates one.

    Failures show no parameters: a traceback in a log must not carry a row. An upgrade may take its time; everything
    else gives up in time for the carrier to get an answer.
    """
    url = make_url(url)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(sqlite_file(url), connections)
    return create_engine(
        url,
        connect_args={"connect_timeout": CONNECT_SECONDS} | ({} if is_upgrade else {"options": LIMITS}),
        hide_parameters=True,
        pool_size=connections,
        pool_pre_ping=True,
        pool_timeout=CONNECT_SECONDS,
    )


def sqlite_file(url: URL) -> Path:
    """Return the file of a SQLite `url`."""
    if not url.database or url.database == ":memory:":
        raise ValueError("the line keeps its database in a file, not in memory")
    return Path(url.database).absolute()


def _open_sqlite(file: Path, connections: int) -> Engine:
    """Open the database in `file`; ``mode=rw`` because SQLite would make an empty one where it is missing."""
    engine = create_engine(
        URL.create("sqlite", database=file.as_uri(), query={"uri": "true", "mode": "rw"}),
        connect_args={"timeout": BUSY_MILLISECONDS / 1000},
        hide_parameters=True,
        pool_size=connections,
        pool_timeout=CONNECT_SECONDS,
    )

    def remember(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        _prepare_sqlite(connection, entry)
        entry.info["file"] = _identity(file)

    def look(_connection: sqlite3.Connection, entry: ConnectionPoolEntry, _proxy: Any) -> None:  # noqa: ANN401
        if entry.info["file"] != _identity(file):
            raise DisconnectionError("the database file was removed or replaced")

    event.listen(engine, "connect", remember)
    event.listen(engine, "checkout", look)
    return engine


def _identity(file: Path) -> tuple[int, int] | None:
    """Name the file that stands at this path now; an open connection would go on writing into a removed one."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """Turn the driver's own transactions off (they lose updates under threads); survive a power cut."""
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def transaction(engine: Engine, *, writes: bool = False, is_snapshot: bool = False) -> Iterator[Connection]:
    """Open a transaction; it commits whole or not at all. Raises `DatabaseTrouble`.

    A snapshot reads every table as of one moment, while others go on writing, and may take its time.
    """
    once = ONE_MOMENT if is_snapshot and engine.dialect.name == "postgresql" else {}
    try:
        with engine.connect().execution_options(**once) as connection, connection.begin():
            if once:
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
            yield connection
    except PoolEmpty as error:
        raise DatabaseTrouble("every connection is taken") from error
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in CONTENTION:
            raise Contention(type(error.orig).__name__) from error
        if getattr(error.orig, "sqlite_errorname", None) == "SQLITE_BUSY":
            raise Busy("another process has been writing for too long") from error
        if {getattr(error.orig, "sqlstate", None), getattr(error.orig, "sqlite_errorcode", None)} & FULL:
            raise DiskFull(type(error.orig).__name__) from error
        if is_trouble(error):
            raise DatabaseTrouble(type(error.orig).__name__) from error
        raise


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
            with transaction(self.engine, writes=True) as connection:
                yield Tx(connection, self.vault)
            return
        with self._writer, transaction(self.engine, writes=True) as connection:
            yield Tx(connection, self.vault)

    def write_again(self, work: Callable[[Tx], Result]) -> Result:
        """Do `work` in a writing transaction, and again if another took the same rows in another order."""
        for _ in range(TRIES - 1):
            try:
                with self.write() as tx:
                    return work(tx)
            except Contention:
                continue
        with self.write() as tx:
            return work(tx)

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Open a reading transaction. Raises `DatabaseTrouble`."""
        with transaction(self.engine) as connection:
            yield Tx(connection, self.vault)

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def is_trouble(error: DBAPIError) -> bool:
    """Whether the database itself failed (gone, locked, full, damaged), rather than refused a row."""
    return error.connection_invalidated or type(error) in {DatabaseError, InterfaceError, OperationalError}
