"""Cells are read as people and spreadsheets write them, on the nights the clocks change as well."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.importing import cells
from bot.model.people import Relation
from bot.rules.wall_clock import first_moment, last_moment, only_moment

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize("cell", ["Y", "y", "Yes", "TRUE", "true", "1"])
def test_yes_is_read(cell: str) -> None:
    """As people and spreadsheets write it."""
    assert cells.yes(cell)


@pytest.mark.parametrize("cell", ["N", "no", "FALSE", "0"])
def test_no_is_read(cell: str) -> None:
    """As people and spreadsheets write it."""
    assert not cells.yes(cell)


def test_maybe_is_neither() -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match="must be Y or N"):
        cells.yes("maybe")


def test_a_closed_set_names_its_members() -> None:
    """In capitals or not."""
    assert cells.one_of(Relation, "Parent") is Relation.PARENT
    with pytest.raises(ValueError, match="must be one of parent, caregiver, child, other"):
        cells.one_of(Relation, "mother")


@pytest.mark.parametrize("cell", ["2027-01-31", "1/31/2027", "01/31/2027", "2027-1-31"])
def test_days_are_read(cell: str) -> None:
    """ISO and as Excel writes them here."""
    assert cells.day(cell) == date(2027, 1, 31)


@pytest.mark.parametrize("cell", ["31/1/2027", "2027-02-29", "1/31/27", "Jan 31", "46418", "1/31/1027", "٢٠٢٧-٠١-٣١"])
def test_other_days_are_refused(cell: str) -> None:
    """Impossible, ambiguous or a spreadsheet's own number."""
    with pytest.raises(ValueError, match=r"date|no such day|year"):
        cells.day(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("9:00", time(9)),
        ("21:30", time(21, 30)),
        ("9:30 PM", time(21, 30)),
        ("9:30:00 PM", time(21, 30)),
        ("9 pm", time(21)),
        ("9p.m.", time(21)),
        ("12:00 AM", time(0)),
        ("12:15 pm", time(12, 15)),
        ("0:00", time(0)),
    ],
)
def test_times_of_day_are_read(cell: str, expected: time) -> None:
    """With and without AM and PM."""
    assert cells.clock(cell) == expected


@pytest.mark.parametrize("cell", ["9", "24:00", "13:00 PM", "0:30 AM", "9:60", "0.375", "noon", "9:3"])
def test_other_times_are_refused(cell: str) -> None:
    """Each with how to write it."""
    with pytest.raises(ValueError, match=r"21:30 or 9:30 PM|midnight is 0:00"):
        cells.clock(cell)


@pytest.mark.parametrize(
    "cell", ["2027-01-31T17:00", "2027-01-31 17:00", "2027-01-31 17:00:00", "1/31/2027 17:00", "1/31/2027 5:00 PM"]
)
def test_moments_without_an_offset_are_the_programs_clock(cell: str) -> None:
    """ISO and as Excel writes them."""
    assert cells.moment(cell) == datetime(2027, 1, 31, 17, 0)  # noqa: DTZ001


@pytest.mark.parametrize("cell", ["2027-01-31T17:00-05:00", "2027-01-31 17:00 -0500", "2027-01-31T22:00Z"])
def test_moments_with_an_offset_are_exact(cell: str) -> None:
    """Whatever the program's zone."""
    moment = cells.moment(cell)
    assert moment == datetime(2027, 1, 31, 17, 0, tzinfo=timezone(timedelta(hours=-5)))


@pytest.mark.parametrize("cell", ["2027-01-31", "17:00", "2027-01-31T25:00", "tomorrow 9:00", "2027-01-31T17:00-25:00"])
def test_other_moments_are_refused(cell: str) -> None:
    """A date alone is no shift's beginning."""
    with pytest.raises(ValueError, match=r"date|hours|offset"):
        cells.moment(cell)


@given(st.text(max_size=30))
def test_no_cell_crashes(cell: str) -> None:
    """Anything that is no value is a `ValueError`."""
    for parse in (cells.day, cells.clock, cells.moment, cells.yes):
        with suppress(ValueError):
            assert parse(cell) is not None


def test_long_values_are_refused() -> None:
    """Names, addresses and ids have their limits."""
    for parse, longest in ((cells.name, 60), (cells.address, 200), (cells.identity, 32)):
        assert parse("x" * longest)
        with pytest.raises(ValueError, match="shorten it"):
            parse("x" * (longest + 1))


def local(day: int, month: int, hour: int, minute: int = 0) -> datetime:
    """Make a wall clock's time in 2026."""
    return datetime(2026, month, day, hour, minute)  # noqa: DTZ001


def test_an_ordinary_time_is_one_moment() -> None:
    """Summer and winter."""
    for moment in (first_moment, last_moment):
        assert moment(local(15, 7, 12), NEW_YORK) == datetime(2026, 7, 15, 16, tzinfo=UTC)
        assert moment(local(15, 1, 12), NEW_YORK) == datetime(2026, 1, 15, 17, tzinfo=UTC)


def test_a_time_shown_twice_has_a_first_and_a_last_moment() -> None:
    """November 1, 2026, 1:30 in the night."""
    assert first_moment(local(1, 11, 1, 30), NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert last_moment(local(1, 11, 1, 30), NEW_YORK) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize("minute", [0, 1, 30, 59])
def test_a_time_that_does_not_exist_is_the_jump(minute: int) -> None:
    """March 8, 2026: from 2:00 to 3:00."""
    jump = datetime(2026, 3, 8, 7, 0, tzinfo=UTC)
    assert first_moment(local(8, 3, 2, minute), NEW_YORK) == jump
    assert last_moment(local(8, 3, 2, minute), NEW_YORK) == jump


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))  # noqa: DTZ001
def test_shifts_that_meet_on_the_clock_leave_no_hole(meeting: datetime) -> None:
    """One that ends and one that begins at the same local time touch or overlap, by an hour at most."""
    overlap = last_moment(meeting, NEW_YORK) - first_moment(meeting, NEW_YORK)
    assert timedelta(0) <= overlap <= timedelta(hours=1)


def test_an_offset_settles_it() -> None:
    """Then both are the same moment."""
    aware = local(1, 11, 1, 30).replace(tzinfo=timezone(timedelta(hours=-5)))
    assert first_moment(aware, NEW_YORK) == last_moment(aware, NEW_YORK) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_a_time_shown_twice_is_no_one_moment() -> None:
    """Unless it is settled by an offset; any other time is one."""
    with pytest.raises(
        ValueError, match="twice that night; write the offset behind it, -04:00 or an hour later -05:00"
    ):
        only_moment(local(1, 11, 1, 30), NEW_YORK)
    aware = local(1, 11, 1, 30).replace(tzinfo=timezone(timedelta(hours=-5)))
    assert only_moment(aware, NEW_YORK) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert only_moment(local(8, 3, 2, 30), NEW_YORK) == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)
    assert only_moment(local(15, 7, 12), NEW_YORK) == datetime(2026, 7, 15, 16, tzinfo=UTC)
