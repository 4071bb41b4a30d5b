"""When a report is due, when it is reminded of, and what a written time means, on odd nights too."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.language.report_commands import NoReport, Report, Reported, WrittenReport, about_report
from bot.model.reports import ReportClock, ReportRules, SpokenTime
from bot.rules.reports import due_at, moments, next_stage, stages_passed

ZONE = ZoneInfo("America/New_York")
RULES = ReportRules(remind=(timedelta(hours=3), timedelta(hours=1)))
TWICE = datetime(2026, 11, 1, 12, 0, tzinfo=ZONE)
SKIPPED = datetime(2026, 3, 8, 12, 0, tzinfo=ZONE)
NOON = datetime(2026, 12, 1, 12, 0, tzinfo=ZONE)


def clock(oral_at: datetime | None = None) -> ReportClock:
    """Make a clock that began at noon."""
    return ReportClock(key=1, request_key=2, code="KB", family="F-0012", worker_key=3, began_at=NOON, oral_at=oral_at)


def test_twelve_hours_then_forty_eight_from_the_oral_report() -> None:
    """C.G.S. §17a-101b and §17a-101c."""
    assert due_at(clock(), RULES) == NOON + timedelta(hours=12)
    oral_at = NOON + timedelta(hours=2)
    assert due_at(clock(oral_at), RULES) == oral_at + timedelta(hours=48)


def test_twelve_hours_are_twelve_hours_on_the_night_the_clocks_change() -> None:
    """Hours are counted, not read off the wall."""
    began = datetime(2026, 10, 31, 20, 0, tzinfo=ZONE)
    due = due_at(ReportClock(key=1, request_key=2, code="KB", family=None, worker_key=3, began_at=began), RULES)
    assert due.timestamp() - began.timestamp() == timedelta(hours=12).total_seconds()


@pytest.mark.parametrize(
    ("hours_before", "passed", "next_in"),
    [(12, 0, 9), (3, 1, 2), (2, 1, 1), (1, 2, 1), (0, 3, 24), (-23, 3, 1), (-24, 4, 24), (-49, 5, 23)],
)
def test_stages(hours_before: int, passed: int, next_in: int) -> None:
    """Three hours before, one hour before, at the end, and each day after it; never a moment without a next one."""
    due, now = NOON, NOON - timedelta(hours=hours_before)
    assert stages_passed(due, now, RULES) == passed
    assert next_stage(due, now, RULES) == now + timedelta(hours=next_in)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("report KB", Report("KB")),
        ("Report kb.", Report("KB")),
        ("report KB 14:30", Report("KB", SpokenTime(hour=14, minute=30))),
        ("report 2pm KB", Report("KB", SpokenTime(hour=2, minute=0, is_pm=True))),
        ("report KB 2 pm", Report("KB", SpokenTime(hour=2, minute=0, is_pm=True))),
        ("reported 14:30 KB", Reported("KB", SpokenTime(hour=14, minute=30))),
        ("reported 02:30", Reported(None, SpokenTime(hour=2, minute=30, is_padded=True))),
        ("reported KB yesterday 10:15 p.m.", Reported("KB", SpokenTime(hour=10, minute=15, is_pm=True, days_ago=1))),
        ("reported hoy at 9am KB", Reported("KB", SpokenTime(hour=9, minute=0, is_pm=False, days_ago=0))),
        ("reported KB", Reported("KB")),
        ("written KB", WrittenReport("KB")),
        ("written", WrittenReport(None)),
        ("report KB by mistake", NoReport("KB")),
        ("report", None),
        ("report KB 14", None),
        ("reported 13pm KB", None),
        ("reported 10:75 KB", None),
        ("written words help me", None),
        ("reports are due", None),
    ],
)
def test_what_is_read(text: str, meant: object) -> None:
    """Whole commands only; the rest is asked back or is words."""
    assert about_report(text.strip(".")) == meant


@pytest.mark.parametrize(
    ("spoken", "now", "expected"),
    [
        (SpokenTime(hour=14, minute=30), NOON, []),
        (SpokenTime(hour=9, minute=30), NOON, ["2026-12-01T09:30-05:00"]),
        (
            SpokenTime(hour=9, minute=30),
            NOON + timedelta(hours=10),
            ["2026-12-01T09:30-05:00", "2026-12-01T21:30-05:00"],
        ),
        (SpokenTime(hour=12, minute=0), NOON, ["2026-12-01T00:00-05:00", "2026-12-01T12:00-05:00"]),
        (SpokenTime(hour=23, minute=0), NOON - timedelta(hours=2), ["2026-11-30T23:00-05:00"]),
        (SpokenTime(hour=1, minute=30, is_padded=True), TWICE, ["2026-11-01T01:30-04:00"]),
        (SpokenTime(hour=2, minute=30, is_padded=True), SKIPPED, ["2026-03-08T03:00-04:00"]),
        (SpokenTime(hour=14, minute=0, days_ago=1), NOON, ["2026-11-30T14:00-05:00"]),
        (SpokenTime(hour=13, minute=0, days_ago=0), NOON, []),
    ],
)
def test_which_moment_is_meant(spoken: SpokenTime, now: datetime, expected: list[str]) -> None:
    """Never one that lies ahead; of an hour that comes twice the first; two that fit are asked about."""
    assert list(moments(spoken, now, ZONE)) == [datetime.fromisoformat(one) for one in expected]
