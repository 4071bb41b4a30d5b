"""The table of profiles, as a supervisor reads it: by codes alone, and each look is on record."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import made_up_key
from rows import put
from sqlalchemy import select
from world import FAMILY_COLUMNS

from bot.cli import hearthline
from bot.clock import SystemClock
from bot.store import audit, tables
from bot.store.schema import open_store

KEY = made_up_key(1)
WORKERS = "worker_id,name,phone,role,languages,active\ndana,Dana,+12025550110,worker,en,yes\n"
TODAY = SystemClock().now().date()
Run = Callable[..., Result]


@pytest.fixture
def run(sqlite_url: str, tmp_path: Path) -> Run:
    """Give the command on a database with a family asked yesterday, one asked long ago, and one that has left."""
    environment = {"DATABASE_URL": sqlite_url, "HEARTHLINE_KEYS": KEY, "HEARTHLINE_CONFIG": str(tmp_path)}

    def command(words: str, stdin: str = "") -> Result:
        return CliRunner().invoke(hearthline, words.split(), input=stdin, env=environment)

    lately, long_ago = TODAY - timedelta(days=1), TODAY - timedelta(days=45)
    rows = (
        f"F-0001,1,Rosa,parent,+12025550120,en,text,no,no,private,9:00,15:00,2026-01-01,,dana,,,yes,{lately}\n",
        f"F-0002,1,Luz,parent,+12025550121,en,text,yes,no,shared,,,2026-01-01,,dana,,,,{long_ago}\n",
        "F-0003,1,Ana,parent,+12025550122,en,text,yes,no,,,,,,dana,,,,\n",
        "F-0003,2,Leo,child,+12025550123,en,text,yes,no,,,,,,dana,,,,\n",
        "F-0004,1,Eva,parent,+12025550124,en,text,yes,no,,,,,,dana,2025-01-01,2025-03-01,,\n",
    )
    families = f"{FAMILY_COLUMNS},reminders,checked_on\n{''.join(rows)}"
    for kind, content in (("workers", WORKERS), ("families", families)):
        taken = command(f"import {kind} -", content)
        assert taken.exit_code == 0, taken.output
    return command


def test_each_profile_is_a_row(run: Run) -> None:
    """What was said, when it was last asked, and who is to be asked again; no name and no number."""
    told = run("report profiles").output
    head, rosa, luz, ana = told.splitlines()
    assert head.split("  ")[0] == "family"
    assert f"F-0001  1       private    full      09:00-15:00  yes         {TODAY - timedelta(days=1)}" in rosa
    assert not rosa.endswith("time")
    assert luz.split()[:2] == ["F-0002", "1"]
    assert "shared" in luz
    assert luz.endswith("it is time")
    assert "not asked  discreet  any          no consent  never" in ana
    assert not any(secret in told for secret in ("Rosa", "Luz", "Ana", "55501"))


def test_overdue_names_only_whom_to_ask(run: Run, sqlite_url: str) -> None:
    """Who was asked yesterday is not among them; nobody left to ask is a sentence."""
    told = run("report profiles --overdue").output
    assert "F-0001" not in told
    assert "F-0002" in told
    assert "F-0003" in told
    store = open_store(sqlite_url, (KEY,))
    with store.write() as tx:
        tx.connection.execute(tables.persons.update().values(checked_on=TODAY))
    store.close()
    assert run("report profiles --overdue").output == "Nobody is to be asked again.\n"


def test_each_look_is_on_record(run: Run, sqlite_url: str) -> None:
    """Who looked, and at which families."""
    run("report profiles --by sam --overdue")
    store = open_store(sqlite_url, (KEY,))
    with store.read() as tx:
        (entry,) = [one for one in audit.entries(tx, None, 50) if one.action == "profiles_report"]
    store.close()
    assert (entry.actor, entry.detail) == ("sam", "F-0002 F-0003")


def test_the_last_change_is_named(run: Run, sqlite_url: str) -> None:
    """When and by whom, the newest one."""
    store = open_store(sqlite_url, (KEY,))
    now = SystemClock().now()
    with store.write() as tx:
        key = tx.connection.execute(select(tables.persons.c.id).where(tables.persons.c.reminders)).scalars().first()
        for days, actor in ((3, "import"), (-1, "dana")):
            put(tx.connection, tables.profile_changes, person_key=key, at=now - timedelta(days=days), actor=actor)
    store.close()
    told = run("report profiles").output
    changed = [line for line in told.splitlines() if " dana" in line]
    assert len(changed) == 1
    assert "import" not in changed[0]
