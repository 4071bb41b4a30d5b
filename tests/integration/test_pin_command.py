"""`hearthline pin`: a worker's own number is shown once and kept as nothing that gives it away."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result
from import_files import DANA, LUCIA, NOW, taken
from sqlalchemy import select

from bot.calls import pins
from bot.cli import hearthline
from bot.importing.run import Kind
from bot.store import people
from bot.store import pins as rows
from bot.store.engine import Store
from bot.store.tables import audit
from bot.store.tables import pins as table

Run = Callable[..., Result]


@pytest.fixture
def run(sqlite_store: Store, sqlite_url: str, keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs the command on a database with two workers."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("HEARTHLINE_KEYS", ",".join(keys))
    taken(sqlite_store, Kind.WORKERS, DANA, LUCIA)

    def run_it(*words: str) -> Result:
        return CliRunner().invoke(hearthline, ["pin", *words, "--by", "ana"])

    return run_it


def _shown(result: Result) -> str:
    assert result.exit_code == 0, result.output
    (found,) = re.findall(r"is (\d{6})\.", result.output)
    return str(found)


def test_a_pin_is_shown_once_and_kept_as_a_hash(run: Run, sqlite_store: Store) -> None:
    """Six digits on the screen; in the row a salt and a slow hash, never the same for the same number; on record."""
    made = _shown(run("W-1"))
    with sqlite_store.read() as tx:
        hashed = tx.connection.execute(select(table.c.hashed)).scalar_one()
        actors = tx.connection.execute(select(audit.c.actor).where(audit.c.action == "pin_made")).scalars().all()
    assert made not in hashed
    assert re.fullmatch(r"[0-9a-f]{32}:[0-9a-f]{64}", hashed)
    assert list(actors) == ["ana"]


def test_a_new_pin_voids_the_old_one_and_unlocks(run: Run, sqlite_store: Store) -> None:
    """One row a worker: the new number opens, the old one does not, and the lock is gone."""
    old = _shown(run("W-1"))
    with sqlite_store.write() as tx:
        key = people.worker_by_id(tx, "W-1").key  # type: ignore[union-attr]
        rows.change(tx, key, wrong=3, locked_at=NOW)
    new = _shown(run("W-1"))
    with sqlite_store.write() as tx:
        pin = rows.of_worker(tx, key)
        assert pin is not None
        assert (pin.wrong, pin.locked_at) == (0, None)
        assert pins.fits(tx, pin, new)
        assert old == new or not pins.fits(tx, pin, old)


def test_nobody_unknown_and_nobody_who_left_gets_one(run: Run, sqlite_store: Store) -> None:
    """Each is one sentence, and no row."""
    assert "No worker is called W-9" in run("W-9").output
    with sqlite_store.write() as tx:
        worker = people.worker_by_id(tx, "W-1")
        assert worker is not None
        people.save_worker(tx, replace(worker, active=False))
    refused = run("W-1")
    assert refused.exit_code == 1
    assert "does not work here any more" in refused.output
    with sqlite_store.read() as tx:
        assert tx.connection.execute(select(table)).all() == []


@pytest.mark.parametrize("pin", ["111111", "123456", "987654", "890123", "121212", "417417", "112211"])
def test_easy_numbers_are_never_given(pin: str) -> None:
    """Few digits, a run, or a part said twice."""
    assert pins.is_easy(pin)
    assert not any(pins.is_easy(pins.new_pin()) for _ in range(50))
