"""Which day and shift a worker means, and when nobody may be woken for it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.language.shift_commands import ShiftNamed
from bot.model.people import Role, SafeHours, Worker
from bot.model.phones import Phone
from bot.model.policy import Hours, Tier
from bot.model.rota import Shift
from bot.rules.covers import days_meant, is_told_at_once, named_again, question_waits, shifts_meant, stands

ZONE = ZoneInfo("America/New_York")
HOURS = Hours(
    zone=ZONE,
    office={},
    evening_visits={},
    holidays=frozenset(),
    family_texts=SafeHours(time(9), time(20)),
    staff_texts=SafeHours(time(7), time(21)),
    morning_list_at=time(8),
    evening_list_at=time(18),
)
LEE = Worker(
    key=1, worker_id="W-1", name="Lee", phone=Phone("+12025550110"), role=Role.WORKER, languages=(), active=True
)
TUESDAY = date(2026, 11, 24)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """Return a moment of 2026 on the program's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def shift(starts: datetime, ends: datetime, tier: Tier = Tier.ON_CALL) -> Shift:
    """Make a shift of Lee's."""
    return Shift(starts_at=starts, ends_at=ends, tier=tier, worker=LEE)


@pytest.mark.parametrize(
    ("named", "days"),
    [
        (ShiftNamed(weekday=4), (date(2026, 11, 27),)),
        (ShiftNamed(weekday=0), (date(2026, 11, 30),)),
        (ShiftNamed(weekday=1), (TUESDAY, date(2026, 12, 1))),
        (ShiftNamed(ahead=1), (date(2026, 11, 25),)),
        (ShiftNamed(month=1, day=5), (date(2027, 1, 5),)),
        (ShiftNamed(month=11, day=20), (date(2026, 11, 20),)),
        (ShiftNamed(year=2028, month=2, day=29), (date(2028, 2, 29),)),
        (ShiftNamed(month=2, day=29), ()),
    ],
)
def test_the_day_that_is_meant(named: ShiftNamed, days: tuple[date, ...]) -> None:
    """A weekday is the next one, today first; a date without its year is the nearest."""
    assert days_meant(named, TUESDAY) == days


def test_night_and_day_are_told_apart_by_when_they_last() -> None:
    """A day and a night of one shift is both; an evening that reaches into the night is its night."""
    day, night, whole = (
        shift(at(27, 8, 30), at(27, 17)),
        shift(at(27, 17), at(28, 8, 30)),
        shift(at(27, 8, 30), at(28, 8, 30)),
    )
    now = at(24, 10)
    for at_night, meant in ((True, (night, whole)), (False, (day, whole)), (None, (day, night, whole))):
        assert shifts_meant(ShiftNamed(weekday=4, at_night=at_night), (day, night, whole), TUESDAY, now, HOURS) == meant


def test_after_midnight_tonight_is_the_night_one_stands_in() -> None:
    """At half past midnight the shift that began yesterday is tonight's too; then both are asked about."""
    last, next_one = shift(at(23, 17), at(24, 8, 30)), shift(at(24, 17), at(25, 8, 30))
    tonight = ShiftNamed(ahead=0, at_night=True)
    assert shifts_meant(tonight, (last, next_one), TUESDAY, at(24, 0, 30), HOURS) == (last, next_one)
    assert shifts_meant(tonight, (last, next_one), TUESDAY, at(24, 10), HOURS) == (next_one,)


def test_today_over_is_next_week() -> None:
    """On Friday evening `Fri` is no more the shift that ended in the morning."""
    over, next_week = shift(at(27, 0), at(27, 8)), shift(at(4, 0, month=12), at(4, 8, month=12))
    assert shifts_meant(ShiftNamed(weekday=4), (over, next_week), date(2026, 11, 27), at(27, 18), HOURS) == (next_week,)


@pytest.mark.parametrize(
    ("starts", "words"), [(at(27, 0, 5), "11/27 12:05am"), (at(27, 12), "11/27 12:00pm"), (at(27, 20), "11/27 8:00pm")]
)
def test_a_shift_is_named_so_that_it_can_be_sent_back(starts: datetime, words: str) -> None:
    """Its day and hour; its tier only beside another that begins then."""
    one, other = shift(starts, starts + timedelta(hours=1)), shift(starts, starts + timedelta(hours=1), Tier.BACKUP)
    assert named_again(one, (one,), HOURS) == words
    assert [named_again(each, (one, other), HOURS) for each in (one, other)] == [f"{words} on call", f"{words} backup"]


def test_in_the_night_only_what_begins_before_the_morning_is_told_at_once() -> None:
    """Also on the night the clocks change; by day nothing needs to be (SAFETY 5)."""
    assert is_told_at_once(at(25, 6, 59), at(24, 21), HOURS)
    assert not is_told_at_once(at(25, 7), at(24, 21), HOURS)
    assert not is_told_at_once(at(24, 12), at(24, 11), HOURS)
    assert is_told_at_once(at(1, 6, 30), at(1, 0), HOURS)
    assert not is_told_at_once(at(1, 7), datetime(2026, 11, 1, 1, 30, tzinfo=ZONE, fold=1), HOURS)


def test_a_question_of_the_night_waits_until_its_morning() -> None:
    """Not longer: who reads it at seven hears what becomes of it."""
    assert question_waits(at(24, 22), at(25, 6, 59), HOURS)
    assert not question_waits(at(24, 22), at(25, 7), HOURS)
    assert not question_waits(at(24, 20), at(24, 22), HOURS)


def test_a_shift_stands_only_where_its_owner_stands_all_of_it() -> None:
    """Two pieces that meet are the whole; an hour of somebody else's is not; what was stood no longer counts."""
    whole = shift(at(27, 17), at(28, 8))
    first, second = shift(at(27, 17), at(27, 22)), shift(at(27, 22), at(28, 8))
    assert stands(whole, (first, second), at(24, 10))
    assert not stands(whole, (first,), at(24, 10))
    assert not stands(whole, (second,), at(24, 10))
    assert stands(whole, (second,), at(27, 23))
    assert not stands(whole, (first, second), at(28, 8))
