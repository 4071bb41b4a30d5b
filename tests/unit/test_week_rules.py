"""The week's arithmetic: waits, spans of time, the morning on which it is told."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from world import ZONE

from bot.program import load_program, shipped_config
from bot.rules.week import is_told_at, monday_of, response, spoken, week_before

HOURS = load_program([shipped_config()]).hours


def seconds(*waits: int | None) -> list[timedelta | None]:
    """Write waits in seconds."""
    return [None if wait is None else timedelta(seconds=wait) for wait in waits]


def test_waits_are_counted_without_those_nobody_took() -> None:
    """The median of an even number lies between the middle two; nothing is divided by zero."""
    found = response(seconds(10, None, 30, 600, 20))
    assert (found.requests, found.not_taken) == (5, 1)
    assert (found.median, found.worst) == (timedelta(seconds=25), timedelta(seconds=600))
    assert response([]).median is None
    assert response(seconds(None, None)).worst is None


@pytest.mark.parametrize(
    ("wait", "words"), [(None, "-"), (45, "45 s"), (119, "119 s"), (120, "2 min"), (7199, "120 min"), (7200, "2 h")]
)
def test_a_wait_is_spoken_shortly(wait: int | None, words: str) -> None:
    """Seconds, minutes or hours, one number."""
    assert spoken(seconds(wait)[0]) == words


def test_a_week_with_a_clock_change_begins_and_ends_at_midnight() -> None:
    """The week in which clocks go back has one hour more."""
    since, until = week_before(HOURS, date(2026, 11, 2))
    assert (since.isoformat(), until.isoformat()) == ("2026-10-26T00:00:00-04:00", "2026-11-02T00:00:00-05:00")


@pytest.mark.parametrize(
    ("at", "is_told"),
    [
        ("2026-11-23 07:59", False),
        ("2026-11-23 08:00", True),
        ("2026-11-23 10:59", True),
        ("2026-11-23 11:00", False),
        ("2026-11-24 08:00", False),
        ("2026-11-22 08:00", False),
        ("2026-09-07 08:30", False),  # Labor Day
        ("2026-09-08 08:30", True),
    ],
)
def test_the_first_working_morning_of_a_week(at: str, is_told: bool) -> None:
    """From the morning list's time on, for three hours."""
    assert is_told_at(HOURS, datetime.fromisoformat(at).replace(tzinfo=ZONE)) is is_told


def test_a_program_without_office_hours_is_told_nothing() -> None:
    """There is no working morning; the report can still be printed."""
    assert not is_told_at(replace(HOURS, office={}), datetime(2026, 11, 23, 8, tzinfo=ZONE))
    assert monday_of(HOURS, datetime(2026, 11, 29, 23, 59, tzinfo=ZONE)) == date(2026, 11, 23)
