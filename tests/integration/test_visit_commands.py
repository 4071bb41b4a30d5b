"""The commands about visits and reminders, as an operator types them."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import made_up_key
from sqlalchemy import select
from world import FAMILY_COLUMNS, VISIT_COLUMNS, ZONE

from bot.cli import hearthline
from bot.clock import SystemClock
from bot.model.visits import Outcome
from bot.store import audit, brakes, tables, visits
from bot.store.schema import open_store

KEY = made_up_key(1)
now = SystemClock().now
THURSDAY = 3
WORKERS = "worker_id,name,phone,role,languages,active\ndana,Dana,+12025550110,worker,en,yes\n"
FAMILIES = (
    f"{FAMILY_COLUMNS}\nF-0001,1,Rosa,parent,+12025550120,en,text,no,no,private,,,2026-01-01,1 Example St,dana,,\n"
)


@pytest.fixture
def line(sqlite_url: str, tmp_path: Path) -> "Line":
    """Give a database with a worker and a family, and the command to look at it with."""
    made = Line(sqlite_url, tmp_path)
    for kind, rows in (("workers", WORKERS), ("families", FAMILIES)):
        assert made(f"import {kind} -", rows).exit_code == 0
    return made


class Line:
    """The command against one database."""

    def __init__(self, url: str, folder: Path) -> None:
        """Point at the database."""
        self.url = url
        self.folder = folder
        self.environment = {"DATABASE_URL": url, "HEARTHLINE_KEYS": KEY, "HEARTHLINE_CONFIG": str(folder)}

    def __call__(self, words: str, stdin: str = "") -> Result:
        """Run one command."""
        return CliRunner().invoke(hearthline, words.split(), input=stdin, env=self.environment)

    def turned_on(self) -> "Line":
        """Switch reminders on."""
        (self.folder / "program.toml").write_text('[sending]\nreminders = "on"\n', "utf-8")
        return self

    def visits(self) -> list[str]:
        """Name the visits that were written."""
        store = open_store(self.url, (KEY,))
        with store.read() as tx:
            written = list(tx.connection.execute(select(tables.visits.c.visit_id)).scalars())
        store.close()
        return written

    def plan(self, on: date, visit_id: str = "V-1", dry_run: bool = False) -> Result:
        """Import a visit on a day, in the afternoon."""
        starts = datetime.combine(on, time(15), tzinfo=ZONE)
        cells = f"{visit_id},F-0001,,,,{starts.isoformat()},{(starts + timedelta(hours=1)).isoformat()},,"
        return self(f"import visits -{' --dry-run' if dry_run else ''}", f"{VISIT_COLUMNS}\n{cells}\n")


def a_thursday() -> date:
    """Return the first Thursday whose Sunday before lies ahead: on whatever day this runs, no reminder is too late."""
    soonest = now().astimezone(ZONE).date() + timedelta(days=5)
    return soonest + timedelta(days=(THURSDAY - soonest.weekday()) % 7)


def test_a_dry_run_counts_the_texts_it_would_cause(line: Line) -> None:
    """On Sunday, on the day before and on the day itself; and nothing is written, so that nothing will leave."""
    told = line.turned_on().plan(a_thursday(), dry_run=True)
    assert told.exit_code == 0, told.output
    assert "new 1, changed 0, unchanged 0, texts it would cause 3" in told.output
    assert "1 texts in 14 days" in line("preview --days 14").output  # the welcome
    assert line.visits() == []
    line.plan(a_thursday())
    assert "4 texts in 14 days" in line("preview --days 14").output
    assert len(line.visits()) == 1


def test_preview_shows_words_and_why(line: Line) -> None:
    """As it would be, and that reminders are off as shipped."""
    line.plan(a_thursday())
    told = line("preview --days 14").output
    assert "Reminders are OFF" in told
    assert "F-0001 person 1  en full" in told
    assert "Your visit with Dana is" in told
    assert "(day_before of visit 1)" in told
    assert "+1202" not in told


def test_pause_and_resume(line: Line) -> None:
    """On the record; a time that is over or none at all is a clear mistake."""
    assert "paused" in line("pause reminders --by sam").output
    store = open_store(line.url, (KEY,))
    with store.read() as tx:
        assert brakes.is_paused(tx, now())
        assert audit.entries(tx, "all", 1)[0].actor == "sam"
    store.close()
    assert "Reminders are PAUSED" in line("preview").output
    assert "go on" in line("resume reminders").output
    assert "PAUSED" not in line("preview").output
    assert "were not paused" in line("resume reminders").output
    assert line("pause reminders --until 2020-01-01").exit_code == 2
    assert line("pause reminders --until yesterday").exit_code == 2


def test_closed(line: Line) -> None:
    """First what it would do; then, at --yes, it is done."""
    day = a_thursday()
    line.plan(day)
    assert "Would close" in line(f"closed {day}").output
    assert "1 visits of 1 families" in line(f"closed {day}").output
    done = line(f"closed {day} --yes")
    assert "Closed" in done.output
    assert "NOT told: reminders are off" in done.output
    assert "0 visits" in line(f"closed {day} --yes").output
    assert line("closed 2020-01-01").exit_code == 2
    assert line("closed someday").exit_code == 2


def test_a_reason_of_safety_stays_in_the_house(line: Line) -> None:
    """The report says "excused" and who entered it; an ordinary reason is told."""
    for number, note in ((1, "safety, he was there"), (2, "sick child")):
        line.plan(now().date() - timedelta(days=1 + number), visit_id=f"V-{number}")
        store = open_store(line.url, (KEY,))
        with store.write() as tx:
            visit = visits.by_number(tx, number)
            assert visit is not None
            assert visits.enter(tx, visit, Outcome.EXCUSED, now(), reason=note)
        store.close()
    told = line("report visits F-0001")
    assert told.exit_code == 0, told.output
    assert "safety" not in told.output
    assert "he was there" not in told.output
    assert told.output.count("excused") == 2
    assert "(sick child)" in told.output
    assert "Missed: 0 in a row, 0 in all" in told.output
    assert line("report visits F-0099").exit_code == 1


def test_check_says_what_keeps_reminders_back(line: Line) -> None:
    """Off as shipped, and whom no reminder can reach."""
    families = FAMILIES.replace("2026-01-01", "").replace("F-0001", "F-0002").replace("0120", "0121")
    line("import families -", families)
    starts = (now() + timedelta(days=3)).replace(microsecond=0)
    rows = f"V-9,F-0002,,,,{starts.isoformat()},{(starts + timedelta(hours=1)).isoformat()},,"
    assert line("import visits -", f"{VISIT_COLUMNS}\n{rows}\n").exit_code == 0
    told = line("check").output
    assert "automatic texts to families: off" in told
    assert "visits are planned with 1 family of whom nobody agreed to texts: F-0002" in told
