"""Patterns, files and covers beside each other as rows: laid down once, however many look, and never over the past."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from import_files import DANA, LUCIA, NOW, ZONE, taken
from rows import put
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from world import ACCOUNT, LINE, PUBLIC_URL, TOKEN, MovableClock

from bot.checks import Finding, Level, check_records
from bot.importing.run import Kind
from bot.model.policy import Tier
from bot.model.rota import Shift, Source
from bot.program import shipped_config
from bot.rota_ahead import gaps_ahead, work_out
from bot.rules.oncall import who_is_on_call
from bot.services import Services
from bot.settings import Need, make_key, read_settings
from bot.store import people, rota
from bot.store.engine import Store
from bot.store.schema import open_store
from bot.store.tables import shifts
from bot.telephony.simulated import SimulatedCarrier
from bot.wiring import assemble

PATTERN = '[rota.patterns.on_call]\ntier = "on_call"\nevery_day = "08:30-08:30"\nworkers = ["W-1", "W-2"]\n'
SETTINGS = read_settings({"HEARTHLINE_KEYS": make_key()}, needs=Need.DATABASE)
DAY = timedelta(days=1)


def services_on(store: Store, folder: Path, pattern: str = PATTERN, now: datetime = NOW) -> Services:
    """Assemble a line whose patterns are these."""
    agency = folder / f"config-{abs(hash(pattern))}"
    agency.mkdir(exist_ok=True)
    (agency / "oncall.toml").write_text(pattern, "utf-8")
    clock = MovableClock(now)
    carrier = SimulatedCarrier(
        clock, line=LINE, page_line=None, account_sid=ACCOUNT, auth_token=TOKEN, public_url=PUBLIC_URL
    )
    return assemble([shipped_config(), agency], store, carrier, LINE, PUBLIC_URL, clock)


@pytest.fixture
def line(store: Store, tmp_path: Path) -> Services:
    """Give a line with two workers who take turns on call, on each engine in turn."""
    taken(store, Kind.WORKERS, DANA, LUCIA)
    return services_on(store, tmp_path)


def in_rows(store: Store, source: Source = Source.PATTERN) -> set[tuple[datetime, int]]:
    """Return when each shift of that source begins, and whose it is."""
    with store.read() as tx:
        query = select(shifts.c.starts_at, shifts.c.worker_key).where(shifts.c.source == source)
        return {(row.starts_at, row.worker_key) for row in tx.connection.execute(query)}


def standing(store: Store, at: datetime) -> list[str]:
    """Return who is on call at a moment."""
    with store.read() as tx:
        return [one.worker.worker_id for one in who_is_on_call(rota.shifts_at(tx, at), at)]


def test_patterns_are_laid_down_once(line: Services) -> None:
    """Eight weeks and the shift that runs; a second look, and one after a restart, find nothing to do."""
    assert work_out(line) == 57
    assert work_out(line) == 0
    with line.store.read() as tx:
        assert gaps_ahead(tx, NOW)[Tier.ON_CALL] == ()
    assert standing(line.store, NOW) == ["W-1"]
    assert standing(line.store, NOW + 7 * DAY) == ["W-2"]


def test_many_processes_at_once_lay_them_down_once(
    line: Services, tmp_path: Path, database_url: str, keys: tuple[str, ...]
) -> None:
    """Whoever comes second finds it done."""
    other = open_store(database_url, keys)
    both = (line, services_on(other, tmp_path) if not database_url.startswith("sqlite") else line)
    gate = threading.Barrier(6)

    def one(number: int) -> int:
        gate.wait(timeout=10)
        return work_out(both[number % 2])

    with ThreadPoolExecutor(6) as threads:
        counts = list(threads.map(one, range(6)))
    other.close()
    assert sorted(counts) == [0, 0, 0, 0, 0, 57]
    assert len(in_rows(line.store)) == 57


def test_a_shift_of_a_pattern_has_one_worker(line: Services) -> None:
    """The table itself refuses a second one; a file's and a cover may stand beside it."""
    work_out(line)
    with line.store.read() as tx:
        first = min(rota.every_shift_since(tx, NOW), key=lambda one: one.starts_at)
        lucia = people.worker_by_id(tx, "W-2")
    assert lucia is not None
    row = {"starts_at": first.starts_at, "ends_at": first.ends_at, "tier": "on_call", "worker_key": lucia.key}
    with pytest.raises(IntegrityError), line.store.write() as tx:
        put(tx.connection, shifts, source="pattern", **row)
    for source in ("imported", "cover"):
        with line.store.write() as tx:
            put(tx.connection, shifts, source=source, **row)


def test_a_file_lies_on_patterns_and_leaves_covers_and_patterns(line: Services) -> None:
    """It replaces what was imported inside its span, nothing else; without it the pattern is there again."""
    work_out(line)
    before = in_rows(line.store)
    tonight = {"starts_at": "2026-03-02 20:00", "ends_at": "2026-03-02 23:00", "tier": "on_call", "worker_id": "W-2"}
    result = taken(line.store, Kind.ROTA, tonight)
    assert (result.new, result.changed) == (1, 0)
    nine_pm = datetime(2026, 3, 2, 21, 0, tzinfo=ZONE)
    assert standing(line.store, nine_pm) == ["W-2"]
    assert standing(line.store, nine_pm + timedelta(hours=2)) == ["W-1"]
    with line.store.write() as tx:
        dana, lucia = (people.worker_by_id(tx, one) for one in ("W-1", "W-2"))
        assert dana is not None
        assert lucia is not None
        cover = Shift(
            starts_at=nine_pm,
            ends_at=nine_pm + timedelta(minutes=30),
            tier=Tier.ON_CALL,
            worker=dana,
            covers_key=lucia.key,
        )
        assert rota.lay_cover(tx, cover, NOW)
    assert standing(line.store, nine_pm) == ["W-1"]
    assert standing(line.store, nine_pm + timedelta(minutes=30)) == ["W-2"]
    again = taken(line.store, Kind.ROTA, tonight)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    other = tonight | {"starts_at": "2026-03-02 19:00", "ends_at": "2026-03-02 23:00"}
    replaced = taken(line.store, Kind.ROTA, other)
    assert (replaced.new, replaced.changed) == (1, 1)
    assert standing(line.store, nine_pm) == ["W-1"]
    assert (len(in_rows(line.store, Source.IMPORTED)), len(in_rows(line.store, Source.COVER))) == (1, 1)
    assert work_out(line) == 0
    assert in_rows(line.store) == before


def test_a_file_that_says_what_a_pattern_says_holds_without_the_pattern(line: Services, tmp_path: Path) -> None:
    """The same shift of the same worker is imported all the same, and stays when the pattern goes."""
    work_out(line)
    tomorrow = {"starts_at": "2026-03-03 08:30", "ends_at": "2026-03-04 08:30", "tier": "on_call", "worker_id": "W-1"}
    assert taken(line.store, Kind.ROTA, tomorrow).new == 1
    assert work_out(services_on(line.store, tmp_path, "[rota]\nweeks_ahead = 4\n")) == 56
    assert standing(line.store, datetime(2026, 3, 3, 20, 0, tzinfo=ZONE)) == ["W-1"]
    assert standing(line.store, datetime(2026, 3, 4, 20, 0, tzinfo=ZONE)) == []


def test_the_past_is_never_written_anew(line: Services, tmp_path: Path) -> None:
    """Another pattern ten days on: every shift that has begun is as it was."""
    work_out(line)
    before, later = in_rows(line.store), NOW + 10 * DAY
    other = services_on(line.store, tmp_path, PATTERN.replace('"W-1", ', "").replace("08:30", "17:00"), later)
    assert work_out(other)
    assert {one for one in before if one[0] <= later} == {one for one in in_rows(line.store) if one[0] <= later}
    assert {key for at, key in in_rows(line.store) if at > later} < {key for _, key in before}


def findings(line: Services, now: datetime = NOW) -> tuple[Finding, ...]:
    """Check the rows of a line."""
    with line.store.read() as tx:
        return tuple(check_records(tx, SETTINGS, line.program, now))


def told(line: Services, *words: str) -> Finding:
    """Return the one finding with these words."""
    (one,) = [one for one in findings(line) if all(word in one.what for word in words)]
    return one


def test_the_check_finds_who_cannot_stand(store: Store, tmp_path: Path) -> None:
    """Unknown people and people who left, by pattern and code; and shifts that nobody has worked out yet."""
    taken(store, Kind.WORKERS, DANA, LUCIA | {"active": "N"})
    line = services_on(store, tmp_path, PATTERN.replace('"W-2"', '"W-2", "W-7"'))
    assert told(line, "rota.patterns.on_call", "W-2", "has left").level is Level.WARNING
    assert "restart" in told(line, "W-7", "is unknown").remedy
    assert "hearthline rota show" in told(line, "57 shifts of the patterns").remedy
    work_out(line)
    assert not [one for one in findings(line) if "shifts of the patterns" in one.what]


@pytest.mark.parametrize(("hours", "level"), [(47, Level.SERIOUS), (49, Level.WARNING)])
def test_a_gap_on_call_is_serious_when_it_is_near(store: Store, tmp_path: Path, hours: int, level: Level) -> None:
    """Within 48 hours; a gap of the backup is looked after, for the ladder goes on at once."""
    taken(store, Kind.WORKERS, DANA, LUCIA)
    span = {"starts_at": NOW.isoformat(), "ends_at": (NOW + timedelta(hours=hours)).isoformat(), "worker_id": "W-1"}
    taken(store, Kind.ROTA, *(span | {"tier": tier} for tier in ("on_call", "backup")))
    line = services_on(store, tmp_path, "")
    assert told(line, "tier on_call").level is level
    assert told(line, "tier backup").level is Level.WARNING
