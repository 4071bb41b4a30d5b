"""The open database: its keys, its transactions under threads, and what it does when it is gone."""

import base64
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from rows import MOMENT, put
from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.engine import make_url

from bot.store.engine import Contention, DatabaseTrouble, Store
from bot.store.schema import open_store, rewrap
from bot.store.tables import alarms, conversations, data_keys, metadata, sender_rates, workers
from bot.store.vault import WrongKeyError, fingerprint

OLD, NEW, OTHER = (base64.urlsafe_b64encode(bytes([number] * 32)).decode() for number in (1, 2, 3))
THREADS, TIMES = 8, 50


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Read every row but the wrapped keys."""
    with store.read() as tx:
        return {
            table.name: sorted(tuple(row) for row in tx.connection.execute(select(table)))
            for table in metadata.sorted_tables
            if table is not data_keys
        }


def wrapped_by(store: Store) -> list[str]:
    """Read which keys wrap the database's own."""
    with store.read() as tx:
        return list(tx.connection.execute(select(data_keys.c.wrapped_by)).scalars())


def at_once(work: Callable[[int], Any], times: int) -> list[Any]:
    """Do `work` in as many threads, all let go together."""
    gate = threading.Barrier(times)

    def one(number: int) -> Any:  # noqa: ANN401
        gate.wait(timeout=10)
        return work(number)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def increment(store: Store) -> None:
    """Read a number and write the next one, many times, as the line does with everything it keeps."""
    read = select(sender_rates.c.segments_sent).with_for_update()
    for _ in range(TIMES):
        with store.write() as tx:
            number = tx.connection.execute(read).scalar_one()
            tx.connection.execute(update(sender_rates).values(segments_sent=number + 1))


def total(store: Store) -> int:
    """Read the number."""
    with store.read() as tx:
        return int(tx.connection.execute(select(sender_rates.c.segments_sent)).scalar_one())


def test_the_first_start_makes_the_keys_once(database_url: str) -> None:
    """The next start finds the keys of the first and opens what it sealed."""
    first = open_store(database_url, [OLD])
    sealed = first.vault.seal("workers.name", 1, "Lucia")
    first.close()
    second = open_store(database_url, [OLD])
    assert second.vault.open("workers.name", 1, sealed) == "Lucia"
    assert wrapped_by(second) == [fingerprint(OLD)]
    second.close()


def test_processes_that_start_together_share_one_key(database_url: str) -> None:
    """Whoever comes second at the first start takes the keys of whoever came first."""
    stores = at_once(lambda _: open_store(database_url, [OLD]), 6)
    assert len({store.vault.data_key for store in stores}) == 1
    assert len(wrapped_by(stores[0])) == 1
    for store in stores:
        store.close()


def test_a_wrong_key_is_refused_at_the_door(database_url: str) -> None:
    """A database is never opened with keys that cannot read it, and is not given others."""
    open_store(database_url, [OLD]).close()
    with pytest.raises(WrongKeyError, match=fingerprint(OLD)):
        open_store(database_url, [NEW, OTHER])
    again = open_store(database_url, [OLD])
    assert wrapped_by(again) == [fingerprint(OLD)]
    again.close()


def test_rotation_rewraps_the_keys_and_touches_no_row(database_url: str) -> None:
    """A new key in front takes over at the next start; what was sealed stays as it is and still opens."""
    store = open_store(database_url, [OLD])
    sealed = store.vault.seal("workers.name_sealed", 7, "Lucia")
    with store.write() as tx:
        put(tx.connection, workers, id=7, name_sealed=sealed)
    before = everything(store)
    store.close()

    rotated = open_store(database_url, [NEW, OLD])
    assert wrapped_by(rotated) == [fingerprint(NEW)]
    assert everything(rotated) == before
    rotated.close()

    after = open_store(database_url, [NEW])
    assert after.vault.open("workers.name_sealed", 7, sealed) == "Lucia"
    after.close()
    with pytest.raises(WrongKeyError):
        open_store(database_url, [OLD])


def test_rewrapping_is_done_once(store: Store, keys: tuple[str, ...]) -> None:
    """Rewrapping again, or with the key in use, changes nothing."""
    assert rewrap(store, keys) is False
    assert rewrap(store, [NEW, *keys]) is True
    assert rewrap(store, [NEW, *keys]) is False


def test_a_cell_moved_in_the_database_does_not_open(store: Store) -> None:
    """Somebody who can write the file cannot give one person another's words."""
    with store.write() as tx:
        put(tx.connection, workers, id=7, name_sealed=tx.vault.seal("workers.name_sealed", 7, "Lucia"))
        put(tx.connection, workers, id=8, name_sealed=tx.vault.seal("workers.name_sealed", 8, "Dana"))
        lucia = select(workers.c.name_sealed).where(workers.c.id == 7).scalar_subquery()
        tx.connection.execute(update(workers).where(workers.c.id == 8).values(name_sealed=lucia))
    with store.read() as tx:
        moved = tx.connection.execute(select(workers.c.name_sealed).where(workers.c.id == 8)).scalar_one()
    with pytest.raises(InvalidTag):
        store.vault.open("workers.name_sealed", 8, moved)


def test_nothing_sealed_can_be_read_in_the_file(sqlite_store: Store, sqlite_url: str) -> None:
    """The words are not in the file, nor in the log beside it."""
    with sqlite_store.write() as tx:
        put(tx.connection, workers, id=7, name_sealed=tx.vault.seal("workers.name_sealed", 7, "Lucia Unmistakable"))
    home = Path(str(make_url(sqlite_url).database)).parent
    assert all(b"Unmistakable" not in file.read_bytes() for file in home.glob("hearthline.db*"))


def test_a_moment_comes_back_as_it_went_in(store: Store) -> None:
    """Both engines keep the moment and its zone."""
    with store.write() as tx:
        put(tx.connection, sender_rates, sender="+12025550100", free_at=MOMENT)
    with store.read() as tx:
        found = tx.connection.execute(select(sender_rates.c.free_at)).scalar_one()
    assert (found, found.utcoffset()) == (MOMENT, MOMENT.utcoffset())


def test_a_write_is_whole_or_not_at_all(store: Store) -> None:
    """When our own code fails half way, nothing of the transaction remains."""

    def half_a_turn() -> None:
        with store.write() as tx:
            put(tx.connection, conversations)
            put(tx.connection, workers)
            raise KeyError("a mistake")

    with pytest.raises(KeyError):
        half_a_turn()
    assert not any(everything(store).values())


def test_writers_in_threads_lose_no_update(store: Store) -> None:
    """Every read-and-write of every thread counts, and nobody hears "database is locked"."""
    with store.write() as tx:
        put(tx.connection, sender_rates, segments_sent=0)
    at_once(lambda _: increment(store), THREADS)
    assert total(store) == THREADS * TIMES


def test_a_command_beside_the_line_loses_no_update(sqlite_store: Store, sqlite_url: str) -> None:
    """A second process on the same file, an import for one, waits its turn."""
    with sqlite_store.write() as tx:
        put(tx.connection, sender_rates, segments_sent=0)
    beside = open_store(sqlite_url, [OLD])
    stores = [sqlite_store, beside] * 2
    at_once(lambda number: increment(stores[number]), len(stores))
    assert total(beside) == len(stores) * TIMES
    beside.close()


def test_readers_are_not_stopped_by_a_writer(store: Store) -> None:
    """Somebody reading sees what was committed and does not wait for who writes."""
    with store.write() as tx:
        put(tx.connection, sender_rates, segments_sent=1)
    with store.write() as tx:
        tx.connection.execute(update(sender_rates).values(segments_sent=2))
        assert total(store) == 1
    assert total(store) == 2


def test_a_dropped_database_is_trouble(postgres_url: str, postgres_admin: Engine, keys: tuple[str, ...]) -> None:
    """A database that vanished under the line is named, for reading and for writing."""
    store = open_store(postgres_url, keys)
    with postgres_admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {make_url(postgres_url).database} WITH (FORCE)")
    for begin in (store.read, store.write):
        with pytest.raises(DatabaseTrouble), begin():
            pass
    store.close()


def test_a_connection_cut_in_a_transaction_is_trouble_once(postgres_url: str, keys: tuple[str, ...]) -> None:
    """The transaction that was cut is gone whole; the next one has a new connection."""
    store = open_store(postgres_url, keys)
    cut = text("SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(DatabaseTrouble), store.write() as tx:
        tx.connection.execute(cut, {"worker": put(tx.connection, workers)})
    with store.read() as tx:
        assert tx.connection.execute(select(func.count()).select_from(workers)).scalar_one() == 0
    store.close()


def test_a_removed_file_is_trouble(sqlite_store: Store, sqlite_url: str) -> None:
    """A file that vanished under the line is named, and no empty one takes its place."""
    file = Path(str(make_url(sqlite_url).database))
    file.unlink()
    for begin in (sqlite_store.read, sqlite_store.write):
        with pytest.raises(DatabaseTrouble), begin():
            pass
    assert not file.exists()


def test_a_file_locked_by_another_program_is_trouble(sqlite_store: Store, sqlite_url: str) -> None:
    """When a stranger holds the file for longer than we wait, the writer hears so."""
    beside = open_store(sqlite_url, [OLD])
    with sqlite_store.write() as tx:
        tx.connection.exec_driver_sql("SELECT 1")
        with beside.read() as other:
            other.connection.exec_driver_sql("PRAGMA busy_timeout=50")
        with pytest.raises(DatabaseTrouble), beside.write():
            pass
    with beside.write():
        pass
    beside.close()


def test_row_locks_are_offered_where_the_engine_has_them(store: Store) -> None:
    """The queries ask for row locks on PostgreSQL only."""
    with store.read() as tx:
        assert tx.locks_rows is (tx.connection.dialect.name == "postgresql")


def test_a_locked_row_is_contention_within_the_carriers_patience(postgres_url: str, keys: tuple[str, ...]) -> None:
    """On PostgreSQL a row somebody else holds is given up on in time, as something that may be tried again."""
    opened = open_store(postgres_url, keys)
    with opened.write() as tx:
        put(tx.connection, alarms, kind="held")
    with opened.write() as tx:
        tx.connection.execute(select(alarms).with_for_update())
        with pytest.raises(Contention), opened.write() as other:
            other.connection.execute(select(alarms).with_for_update())
    opened.close()
