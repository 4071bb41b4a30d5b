"""The engine never makes a database, never loses one unnoticed, and never shows a row in an error."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, InterfaceError, OperationalError, ProgrammingError

from bot.store.engine import DatabaseTrouble, Store, is_trouble, open_engine, transaction
from bot.store.vault import Vault


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Make an empty database file, in a folder whose name needs quoting."""
    folder = tmp_path / "a folder, 100% odd?#"
    folder.mkdir()
    made = folder / "line.db"
    made.touch()
    return made


@pytest.fixture
def engine(file: Path) -> Iterator[Engine]:
    """Open the file with one table of one row."""
    opened = open_engine(f"sqlite:///{str(file).replace('%', '%25').replace('?', '%3F')}")
    with transaction(opened, writes=True) as connection:
        connection.execute(text("CREATE TABLE counts (name TEXT UNIQUE, n INTEGER)"))
        connection.execute(text("INSERT INTO counts VALUES ('one', 1)"))
    yield opened
    opened.dispose()


def count(engine: Engine) -> int:
    """Read the row."""
    with transaction(engine) as connection:
        return int(connection.execute(text("SELECT n FROM counts")).scalar_one())


def test_opening_never_makes_a_database(tmp_path: Path) -> None:
    """A mistyped path is trouble, not an empty database that forgets every family."""
    engine = open_engine(f"sqlite:///{tmp_path / 'missing.db'}")
    with pytest.raises(DatabaseTrouble), transaction(engine):
        pass
    assert not list(tmp_path.iterdir())
    engine.dispose()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    """Every connection would see a memory of its own."""
    with pytest.raises(ValueError, match="file"):
        open_engine(url)


def test_sqlite_survives_a_power_cut_and_keeps_its_references(engine: Engine) -> None:
    """Each connection writes ahead, flushes every commit, and refuses a row that points nowhere."""
    with transaction(engine) as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert found == ["wal", 2, 1, 5_000]


def test_a_removed_file_is_trouble(engine: Engine, file: Path) -> None:
    """An open connection would go on writing into a file nobody can find any more."""
    file.unlink()
    with pytest.raises(DatabaseTrouble), transaction(engine, writes=True):
        pass


def test_a_replaced_file_is_read_anew(engine: Engine, file: Path, tmp_path: Path) -> None:
    """After a restore the line works on what was restored."""
    restored = tmp_path / "restored.db"
    other = sqlite3.connect(restored)
    other.execute("CREATE TABLE counts (name TEXT, n INTEGER)")
    other.execute("INSERT INTO counts VALUES ('one', 2)")
    other.commit()
    other.close()
    assert count(engine) == 1
    for leftover in file.parent.glob("line.db-*"):
        leftover.unlink()
    restored.replace(file)
    assert count(engine) == 2


def test_a_damaged_file_is_trouble(tmp_path: Path) -> None:
    """A file that is no database is named as trouble, not as a mistake in a query."""
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a database at all" * 100)
    engine = open_engine(f"sqlite:///{broken}")
    with pytest.raises(DatabaseTrouble), transaction(engine):
        pass
    engine.dispose()


def test_a_failed_write_leaves_nothing(engine: Engine) -> None:
    """A writing transaction is whole or not at all, also when our own code fails in it."""

    def half_a_write() -> None:
        with transaction(engine, writes=True) as connection:
            connection.execute(text("UPDATE counts SET n = 9"))
            raise KeyError("a mistake")

    with pytest.raises(KeyError):
        half_a_write()
    assert count(engine) == 1


def test_a_refused_row_is_not_trouble_and_is_not_shown(engine: Engine) -> None:
    """A row the table refuses is raised as such, and its values stay out of the message."""
    twice = text("INSERT INTO counts VALUES (:name, 2)")
    with pytest.raises(IntegrityError) as caught, transaction(engine, writes=True) as connection:
        connection.execute(twice, {"name": "one"})
    assert "'one'" not in str(caught.value)


def test_a_reader_is_not_stopped_by_a_writer(engine: Engine) -> None:
    """Reading goes on while somebody writes, and sees what was committed."""
    with transaction(engine, writes=True) as connection:
        connection.execute(text("UPDATE counts SET n = 5"))
        assert count(engine) == 1
    assert count(engine) == 5


def test_no_free_connection_is_trouble(file: Path) -> None:
    """When every connection is taken, the caller hears so instead of waiting for ever."""
    engine = open_engine(f"sqlite:///{file.parent.parent / 'other.db'}", connections=1)
    (file.parent.parent / "other.db").touch()
    engine.pool._timeout = 0.01  # type: ignore[attr-defined]  # the test does not wait five seconds
    engine.pool._max_overflow = 0  # type: ignore[attr-defined]
    with transaction(engine), pytest.raises(DatabaseTrouble, match="taken"), transaction(engine):
        pass
    engine.dispose()


def test_a_transaction_knows_whether_rows_can_be_locked(engine: Engine) -> None:
    """SQLite locks the whole file, so the queries ask for no row locks."""
    with Store(engine, Vault(b"d" * 32, b"i" * 32)).read() as tx:
        assert tx.locks_rows is False


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [
        (OperationalError, True),
        (InterfaceError, True),
        (DatabaseError, True),
        (IntegrityError, False),
        (ProgrammingError, False),
    ],
)
def test_trouble_is_the_database_not_the_row(kind: type[DBAPIError], trouble: bool) -> None:
    """A database that is gone is told apart from one that refused something."""
    assert is_trouble(kind("select", {}, Exception())) is trouble


def test_a_lost_connection_is_trouble_whatever_it_is_called() -> None:
    """A connection that broke is trouble under any name."""
    assert is_trouble(ProgrammingError("select", {}, Exception(), connection_invalidated=True))
