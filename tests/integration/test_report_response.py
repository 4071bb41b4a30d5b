"""How soon people answered and how much they are texted: numbers worked out by hand from nights made by hand."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from conftest import made_up_key
from rows import put
from sqlalchemy import select

from bot.cli import hearthline
from bot.clock import SystemClock
from bot.model.help import Grade
from bot.model.messages import Purpose
from bot.model.policy import Hours, Tier
from bot.program import load_program, shipped_config
from bot.reports import load, response
from bot.rules.percentile import percentile
from bot.store import tables
from bot.store.engine import Store
from bot.store.load import Got, got
from bot.store.response import answered
from bot.store.schema import open_store

NIGHT = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
UNTIL = NIGHT + timedelta(days=7)
ZONE = ZoneInfo("America/New_York")


@pytest.fixture(scope="module")
def hours() -> Hours:
    """Give the program's hours as shipped."""
    return load_program([shipped_config()]).hours


def a_request(
    store: Store, minutes: float, grade: str, *steps: tuple[float, str, str | None], state: str = "open"
) -> None:
    """Write a request opened so many minutes into the night, and its steps: seconds after that, kind, tier."""
    opened_at = NIGHT + timedelta(minutes=minutes)
    with store.write() as tx:
        key = put(
            tx.connection,
            tables.help_requests,
            grade=grade,
            state=state,
            opened_at=opened_at,
        )
        for seconds, kind, tier in steps:
            at = opened_at + timedelta(seconds=seconds)
            put(tx.connection, tables.request_steps, request_key=key, at=at, kind=kind, tier=tier)


@pytest.fixture
def nights(store: Store) -> Store:
    """Make four requests of one week and one of another."""
    a_request(
        store,
        0,
        "emergency",
        (1, "paged", "on_call"),
        (60, "claimed", None),
        (90, "words_out", None),
        (600, "words_out", None),
    )
    a_request(
        store,
        60,
        "emergency",
        (1, "paged", "on_call"),
        (301, "paged", "backup"),
        (400, "claimed", None),
        (500, "passed", None),
        (501, "paged", "supervisor"),
        (700, "claimed", None),
        (900, "words_out", None),
    )
    a_request(store, 120, "emergency", (1, "tier_empty", "on_call"), (2, "round_over", None))
    a_request(store, 180, "soon", (0, "paged", "own_worker"), (30, "claimed", None))
    a_request(store, 7 * 24 * 60, "soon", (0, "paged", "on_call"), (5, "claimed", None))
    return store


def test_waits_and_tiers_by_hand(nights: Store) -> None:
    """The first claim and the first word count; a tier paged after the first claim is no height reached."""
    with nights.read() as tx:
        found = answered(tx, NIGHT, UNTIL)
    assert [(one.grade, one.to_claim, one.to_word, one.tier) for one in found] == [
        (Grade.EMERGENCY, 60, 90, Tier.ON_CALL),
        (Grade.EMERGENCY, 400, 900, Tier.BACKUP),
        (Grade.EMERGENCY, None, None, None),
        (Grade.SOON, 30, None, Tier.OWN_WORKER),
    ]


def test_percentiles_by_grade_by_hand(nights: Store, hours: Hours) -> None:
    """Of 60 and 400 seconds the median is 60, and 95 in a hundred is 400; of all three, 60 and 400."""
    with nights.read() as tx:
        found = response.measured(answered(tx, NIGHT, UNTIL))
    assert list(found) == ["emergency", "soon", "unread", "all"]
    assert found["emergency"].requests == 3
    assert found["emergency"].to_claim == response.Waits(count=2, p50=60, p95=400)
    assert found["emergency"].to_word == response.Waits(count=2, p50=90, p95=900)
    assert found["all"].to_claim == response.Waits(count=3, p50=60, p95=400)
    assert found["unread"].to_claim == response.Waits(count=0, p50=None, p95=None)
    assert found["all"].tiers == {"own_worker": 1, "on_call": 1, "backup": 1, "supervisor": 0, "nobody": 1}
    printed = response.table(found, NIGHT, UNTIL, hours, None)
    assert "emergency          3      2    1:00    6:40      2    1:30   15:00" in printed
    assert "Shifts nobody said they had seen: -" in printed
    assert "had seen: 2" in response.table(found, NIGHT, UNTIL, hours, 2)


@pytest.mark.parametrize(
    ("values", "part", "expected"),
    [([], 50, None), ([7], 95, 7), ([1, 2], 50, 1), ([3, 1, 2], 50, 2), (list(range(1, 101)), 95, 95), ([1, 9], 95, 9)],
)
def test_percentiles_are_measured_values(values: list[int], part: int, expected: int | None) -> None:
    """Nearest rank: never a value between two."""
    assert percentile(values, part) == expected


def test_load_counts_days_of_the_programs_calendar(hours: Hours) -> None:
    """Eleven at night and one in the morning are two days; 13 on one day are named, 12 are not."""
    eleven_pm = datetime(2026, 3, 2, 23, 0, tzinfo=ZONE)
    texts = [Got("dana", eleven_pm + timedelta(minutes=one), Purpose.PAGE) for one in range(13)]
    texts += [Got("dana", eleven_pm + timedelta(hours=2), Purpose.STAFF_ROUTINE)]
    texts += [Got("lee", eleven_pm, Purpose.STAFF_ROUTINE)] * 12
    assert load.whole(texts, hours) == load.Load(texts=26, days=3, p50=12, p95=13, most=13)
    assert load.by_kind(texts, hours)["page"] == load.Load(texts=13, days=1, p50=13, p95=13, most=13)
    assert [(one.worker_id, one.day.isoformat(), one.texts) for one in load.too_many(texts, hours)] == [
        ("dana", "2026-03-02", 13)
    ]
    assert load.whole([], hours) == load.Load(texts=0, days=0, p50=None, p95=None, most=None)
    assert "More than 12 on one day: nobody" in load.table([], hours, NIGHT, UNTIL)


def test_load_counts_what_left_for_staff(store: Store) -> None:
    """Not what was dropped, not a family's text, not another week's."""
    with store.write() as tx:
        worker = put(tx.connection, tables.workers, worker_id="dana")
        known: dict[str, object] = {"worker_key": worker, "state": "submitted", "attempted_at": NIGHT}
        put(tx.connection, tables.outbound, **known, sid="SM1", purpose="page")
        put(tx.connection, tables.outbound, **known, sid="SM2", purpose="follow_up")
        put(tx.connection, tables.outbound, **known | {"attempted_at": UNTIL}, sid="SM3", purpose="page")
        put(tx.connection, tables.outbound, worker_key=worker, state="waiting", attempted_at=NIGHT, purpose="page")
        put(tx.connection, tables.outbound, **known | {"worker_key": None}, sid="SM4", purpose="answer")
    with store.read() as tx:
        assert got(tx, NIGHT, UNTIL) == (Got("dana", NIGHT, Purpose.PAGE),)


@pytest.fixture
def run(sqlite_url: str, tmp_path: Path) -> Callable[[str], Result]:
    """Give the command on an empty line."""
    environment = {"DATABASE_URL": sqlite_url, "HEARTHLINE_KEYS": made_up_key(1), "HEARTHLINE_CONFIG": str(tmp_path)}

    def command(words: str) -> Result:
        return CliRunner().invoke(hearthline, words.split(), env=environment)

    assert command("migrate").exit_code == 0
    return command


def test_the_commands_print_and_are_on_record(run: Callable[[str], Result], sqlite_url: str) -> None:
    """For people, for machines, since a day; a day that is none is said so."""
    yesterday = f"{SystemClock().now() - timedelta(days=1):%Y-%m-%d}"
    assert "all" in run("report response --by pat").output
    told = json.loads(run(f"report response --since {yesterday} --json").output)
    assert told["grades"]["all"]["requests"] == 0
    assert told["unseen_shifts"] is None
    assert "More than 12 on one day: nobody" in run("report load").output
    assert json.loads(run("report load --json").output)["over"] == []
    wrong = run("report load --since yesterday")
    assert wrong.exit_code == 2
    assert "Traceback" not in wrong.output
    ahead = run("report response --since 2999-01-01")
    assert ahead.exit_code == 2
    assert "--since: lies ahead" in ahead.output
    with open_store(sqlite_url, [made_up_key(1)]).read() as tx:
        actions = set(tx.connection.execute(select(tables.audit.c.action)).scalars())
    assert {"response_report", "load_report"} <= actions


def test_shifts_nobody_said_they_had_seen_are_counted(run: Callable[[str], Result], sqlite_url: str) -> None:
    """One was seen, one was not, one was somebody else's by then."""
    now = SystemClock().now()
    spans = [{"starts_at": now - timedelta(hours=hour), "ends_at": now, "number": hour} for hour in (1, 2, 3)]
    with open_store(sqlite_url, [made_up_key(1)]).write() as tx:
        worker = put(tx.connection, tables.workers)
        for span, more in zip(spans, ({"seen_at": now}, {}, {"withdrawn_at": now}), strict=True):
            put(tx.connection, tables.shift_questions, worker_key=worker, **span, **more)
    assert "Shifts nobody said they had seen: 1" in run("report response").output
    assert json.loads(run("report response --json").output)["unseen_shifts"] == 1
