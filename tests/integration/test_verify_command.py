"""`hearthline verify`: who gets a code, and what it says of whom."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from import_files import DANA, LUCIA, NOW, taken
from sqlalchemy import select

from bot.cli import hearthline
from bot.importing.run import Kind
from bot.store import phone_checks
from bot.store.engine import Store
from bot.store.tables import audit, outbound
from bot.store.tables import phone_checks as rows

Run = Callable[..., Result]


@pytest.fixture
def run(sqlite_store: Store, sqlite_url: str, keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs the command on a database with two workers."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("HEARTHLINE_KEYS", ",".join(keys))
    taken(sqlite_store, Kind.WORKERS, DANA, LUCIA)

    def run_it(*words: str) -> Result:
        return CliRunner().invoke(hearthline, ["verify", *words, "--by", "ana"])

    return run_it


def test_everybody_whose_phone_is_not_verified_gets_a_code(run: Run, sqlite_store: Store) -> None:
    """Each once, on record; once all have answered nobody is asked."""
    told = run()
    assert told.exit_code == 0, told.output
    assert told.output.count("gets a code by text, between 07:00 and 21:00") == 2
    with sqlite_store.write() as tx:
        texts = tx.connection.execute(select(outbound.c.words_key)).scalars().all()
        by = tx.connection.execute(select(audit.c.actor).where(audit.c.action == "phone_asked")).scalars().all()
        assert (list(texts), list(by)) == (["staff.phone_check"] * 2, ["ana"] * 2)
        for key in tx.connection.execute(select(rows.c.id)).scalars().all():
            phone_checks.note_verified(tx, key, NOW)
    assert "Every worker's phone is verified." in run().output


def test_one_by_name_even_if_verified_and_nobody_unknown(run: Run) -> None:
    """A worker who asks for a new code gets one; an unknown id is one sentence."""
    assert run("W-1").output.count("gets a code") == 1
    refused = run("W-9")
    assert refused.exit_code == 1
    assert "No worker who works here is called W-9." in refused.output
