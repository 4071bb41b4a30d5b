"""`hearthline rota`: the days to come on a screen, the imported shifts as a file that changes nothing, calendars."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from import_files import DANA, LUCIA, ZONE, file_of

from bot.cli import hearthline
from bot.clock import SystemClock
from bot.importing.run import Kind
from bot.model.policy import Tier
from bot.model.rota import Shift
from bot.store import audit, feeds, people, rota
from bot.store.engine import Store
from bot.store.schema import open_store

Run = Callable[..., Result]
PATTERN = '[rota.patterns.backup]\ntier = "backup"\nevery_day = "08:30-08:30"\nworkers = ["W-1", "W-2"]\n'
TODAY = SystemClock().now().astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)


@pytest.fixture
def run(tmp_path: Path, sqlite_url: str, keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command on a line with two workers and, in its own folder, a pattern."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "oncall.toml").write_text(PATTERN, "utf-8")
    known = {"DATABASE_URL": sqlite_url, "HEARTHLINE_KEYS": keys[0], "HEARTHLINE_CONFIG": str(tmp_path / "config")}

    def run_it(*arguments: str, stdin: bytes | None = None, **env: str) -> Result:
        return CliRunner(env=known | env).invoke(hearthline, arguments, input=stdin)

    assert run_it("import", "workers", "-", stdin=file_of(Kind.WORKERS, DANA, LUCIA)).exit_code == 0
    return run_it


@pytest.fixture
def house(run: Run, sqlite_url: str, keys: tuple[str, ...]) -> Iterator[Store]:
    """Open the database beside the command."""
    opened = open_store(sqlite_url, keys)
    yield opened
    opened.close()


def night(days: int, worker: str = "W-1") -> dict[str, str]:
    """Write a night's row, so many days from today."""
    starts, ends = (
        f"{(TODAY + timedelta(days=day)):%Y-%m-%d} {hour}" for day, hour in ((days, "17:00"), (days + 1, "08:30"))
    )
    return {"starts_at": starts, "ends_at": ends, "tier": "on_call", "worker_id": worker}


def nights(run: Run, *rows: dict[str, str]) -> str:
    """Import nights, and return what was said."""
    ended = run("import", "rota", "-", stdin=file_of(Kind.ROTA, *rows))
    assert ended.exit_code == 0, ended.output
    return ended.output


def test_show_tells_who_where_and_when_nobody(run: Run, house: Store) -> None:
    """Imported, worked out just now, covered, and the holes between, in the order of their times."""
    nights(run, night(1), night(2, "W-2"))
    with house.write() as tx:
        dana, lucia = (people.worker_by_id(tx, one) for one in ("W-1", "W-2"))
        assert dana is not None
        assert lucia is not None
        starts_at = datetime.combine((TODAY + timedelta(days=1)).date(), datetime.min.time(), tzinfo=ZONE)
        cover = Shift(
            starts_at=starts_at + timedelta(hours=20),
            ends_at=starts_at + timedelta(hours=22),
            tier=Tier.ON_CALL,
            worker=lucia,
            covers_key=dana.key,
        )
        rota.lay_cover(tx, cover, starts_at)
    printed = run("rota", "show", "--days", "4").output
    first = f"{TODAY + timedelta(days=1):%a %Y-%m-%d}"
    assert f"{first} 17:00 to {first} 20:00  on_call     W-1 Dana\n" in printed
    assert f"{first} 20:00 to {first} 22:00  on_call     W-2 Lucia (covers W-1)\n" in printed
    assert re.search(r"backup      W-1 Dana \(pattern\)", printed)
    assert re.search(r"on_call     NOBODY", printed)
    assert re.search(r"^\d gaps$", printed.splitlines()[-1])
    starts = re.findall(r"^\w{3} (\S+ \S+) to", printed, re.MULTILINE)
    assert starts == sorted(starts)
    assert "555" not in printed


def test_what_is_exported_is_imported_again_unchanged(run: Run, tmp_path: Path) -> None:
    """Of shifts, also the one that runs, whatever stands beside them; into a file and to standard output."""
    listed = [night(day, "W-2" if day % 2 else "W-1") for day in range(-3, 6)]
    long = night(-5) | {"ends_at": night(2)["ends_at"], "tier": "supervisor", "worker_id": "W-2"}
    nights(run, *listed, long)
    run("rota", "show")
    to_file = run("rota", "export", "rota.csv")
    assert to_file.exit_code == 0
    assert "shifts of patterns and covers are not among them" in to_file.stderr
    content = (tmp_path / "rota.csv").read_bytes()
    assert content == run("rota", "export", "-").stdout_bytes
    assert content.splitlines()[0] == b"starts_at,ends_at,tier,worker_id"
    ended = run("import", "rota", "rota.csv")
    assert ended.output == f"new 0, changed 0, unchanged {len(content.splitlines()) - 1}\n"


def test_an_empty_rota_is_a_file_too(run: Run) -> None:
    """The header alone, and how many shifts are in it."""
    ended = run("rota", "export", "-")
    assert ended.stdout_bytes == b"starts_at,ends_at,tier,worker_id\n"
    assert "0 shifts" in ended.stderr


def test_who_really_stands_can_be_exported(run: Run) -> None:
    """Patterns counted, for a wall or another system; the columns are the same."""
    nights(run, night(1))
    run("rota", "show")
    rows = run("rota", "export", "-", "--all").stdout_bytes.decode().splitlines()
    assert len(rows) > 56
    assert any(",backup,W-2" in row for row in rows)
    assert any(",on_call,W-1" in row for row in rows)


def test_who_left_is_named_beside_the_file(run: Run) -> None:
    """The import would ask for somebody else; better to know before."""
    nights(run, night(1), night(2, "W-2"))
    run("import", "workers", "-", stdin=file_of(Kind.WORKERS, DANA, LUCIA | {"active": "N"}))
    ended = run("rota", "export", "-")
    assert ended.exit_code == 0
    assert "who has left: W-2" in ended.stderr


def test_a_calendar_is_made_told_and_closed(run: Run, house: Store) -> None:
    """The address is shown once; afterwards only that there is one. Who did it is in the audit."""
    assert "has no calendar; --new" in run("rota", "feed", "W-1").output
    made = run("rota", "feed", "W-1", "--new", "--by", "Sam", PUBLIC_URL="https://line.example.org").output
    found = re.match(r"https://line\.example\.org/calendar/([\w-]{43})\.ics\n", made)
    assert found
    with house.read() as tx:
        worker = feeds.worker_of_token(tx, found[1])
    assert worker is not None
    assert worker.worker_id == "W-1"
    shown = run("rota", "feed", "W-1").output
    assert "has a calendar since" in shown
    assert found[1] not in shown
    assert "is closed" in run("rota", "feed", "W-1", "--revoke").output
    assert "has no calendar" in run("rota", "feed", "W-1", "--revoke").output
    with house.read() as tx:
        assert feeds.worker_of_token(tx, found[1]) is None
        actions = [(one.action, one.actor, one.about) for one in audit.entries(tx, None, 10)]
        assert found[1] not in str([one.detail for one in audit.entries(tx, None, 10)])
    assert ("feed_made", "Sam", "W-1") in actions
    assert "feed_revoked" in [action for action, _, _ in actions]


def test_a_calendar_is_for_who_works_here(run: Run) -> None:
    """Unknown and left: a sentence, exit 1; both options at once: a mistake of use."""
    run("import", "workers", "-", stdin=file_of(Kind.WORKERS, DANA, LUCIA | {"active": "N"}))
    unknown, left = run("rota", "feed", "W-9", "--new"), run("rota", "feed", "W-2", "--new")
    assert (unknown.exit_code, left.exit_code) == (1, 1)
    assert "No worker is called W-9." in unknown.stderr
    assert "has left" in left.stderr
    assert run("rota", "feed", "W-1", "--new", "--revoke").exit_code == 2
