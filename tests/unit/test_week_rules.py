"""The week's arithmetic: waits, spans of time, the day on which it is told."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from bot.model.people import SafeHours
from bot.program import load_program, shipped_config
from bot.rules.week import is_told_at, is_told_on, response, spoken, week_before

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
    ("day", "is_told"),
    [
        ("2026-11-22", False),
        ("2026-11-23", True),
        ("2026-11-24", False),
        ("2026-09-07", False),  # Labor Day
        ("2026-09-08", True),
        ("2026-09-09", False),
    ],
)
def test_the_first_working_day_of_a_week(day: str, is_told: bool) -> None:
    """Monday, or the day after the holidays."""
    assert is_told_on(HOURS, date.fromisoformat(day)) is is_told


@pytest.mark.parametrize(
    ("opening", "clock", "is_told"),
    [(7, "06:59", False), (7, "07:00", True), (7, "23:58", True), (8, "07:54", False), (8, "07:55", True)],
)
def test_nobody_is_woken_for_the_week(opening: int, clock: str, is_told: bool) -> None:
    """It is told when staff may be texted; where that is the hour of their list, in time for it."""
    hours = replace(HOURS, staff_texts=SafeHours(time(opening), time(21)))
    assert is_told_at(hours, datetime.combine(date(2026, 11, 23), time.fromisoformat(clock), hours.zone)) is is_told


def test_an_office_that_never_opens_is_told_nothing() -> None:
    """There is no working day to tell it on."""
    assert not is_told_on(replace(HOURS, office={}), date(2026, 11, 23))
