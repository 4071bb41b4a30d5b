"""Free times of a worker: inside their hours, clear of what is booked, soon enough and not too soon."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.people import SafeHours
from bot.model.visits import Diary, Span
from bot.program import load_program
from bot.rules.slots import free_slots, is_free

ZONE = ZoneInfo("America/New_York")
PROGRAM = load_program([Path(__file__).parents[2] / "config"])
HOURS, RULES = PROGRAM.hours, PROGRAM.moving
TUESDAY = datetime(2026, 12, 1, 10, 0, tzinfo=ZONE)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Give a moment of December."""
    return datetime(2026, 12, day, hour, minute, tzinfo=ZONE)


def an_hour(start: datetime) -> Span:
    """Give the hour that begins then."""
    return Span(start, start + timedelta(hours=1))


def test_the_same_hour_on_other_days_comes_first() -> None:
    """Who cannot on Thursday at six is most likely to be free at six on another day."""
    found = free_slots(an_hour(at(3, 18)), Diary(), HOURS, RULES, TUESDAY)
    assert found == (at(2, 18), at(4, 18), at(7, 18))


def test_an_evening_visit_fits_between_office_and_evening_hours() -> None:
    """Office and evening hours meet: a visit may lie across the seam."""
    found = free_slots(an_hour(at(3, 16, 30)), Diary(), HOURS, RULES, TUESDAY)
    assert found == (at(2, 16, 30), at(4, 16, 30), at(7, 16, 30))


def test_own_hours_count_instead() -> None:
    """A worker who works on Mondays alone is offered on Mondays alone, a weekend if that is theirs."""
    diary = Diary(week={0: (SafeHours(time(9), time(11)),), 5: (SafeHours(time(10), time(11)),)})
    found = free_slots(an_hour(at(3, 18)), diary, HOURS, RULES, TUESDAY)
    assert {one.astimezone(ZONE).weekday() for one in found} == {0, 5}


def test_no_time_at_all() -> None:
    """Nobody is offered what there is not."""
    diary = Diary(week={0: (SafeHours(time(9), time(9, 30)),)})
    assert free_slots(an_hour(at(3, 18)), diary, HOURS, RULES, TUESDAY) == ()


def test_holidays_and_closed_days_are_left_out() -> None:
    """Christmas, and a day a supervisor closed."""
    diary = Diary(closed=frozenset({date(2026, 12, 24)}))
    found = free_slots(an_hour(at(23, 18)), diary, HOURS, RULES, at(22, 10))
    assert not {one.astimezone(ZONE).date() for one in found} & {date(2026, 12, 24), date(2026, 12, 25)}


def test_across_a_clock_change_the_hour_on_the_wall_stays() -> None:
    """Six in the evening is six in the evening before and after."""
    friday = datetime(2027, 3, 12, 18, 0, tzinfo=ZONE)
    found = free_slots(an_hour(friday), Diary(), HOURS, RULES, friday - timedelta(days=1))
    assert {one.astimezone(ZONE).time() for one in found} == {time(18)}


@given(
    st.integers(1, 12),
    st.integers(8, 19),
    st.lists(st.tuples(st.integers(1, 14), st.integers(8, 20), st.integers(1, 3)), max_size=25),
    st.integers(0, 23),
)
@settings(max_examples=150)
def test_every_offer_keeps_the_rules(day: int, hour: int, booked: list[tuple[int, int, int]], now_hour: int) -> None:
    """Never booked, too soon, too far, on a closed day, outside hours, or the time it has already."""
    visit, now = an_hour(at(day, hour)), at(1, now_hour)
    spans = tuple(Span(at(d, h), at(d, h) + timedelta(hours=long)) for d, h, long in booked)
    diary = Diary(booked=(*spans, visit))
    found = free_slots(visit, diary, HOURS, RULES, now)
    assert len(found) == len(set(found)) <= RULES.offers
    assert list(found) == sorted(found)
    for start in found:
        local = start.astimezone(ZONE)
        assert now + RULES.notice <= start <= now + RULES.ahead + timedelta(days=1)
        assert local.date() not in HOURS.holidays
        assert time(8, 30) <= local.time() <= time(19, 30)
        assert local.weekday() < 5
        assert start != visit.starts_at.astimezone(UTC)
        assert is_free(start, visit, diary, RULES)
        assert not any(
            start - RULES.gap < span.ends_at and span.starts_at < start + timedelta(hours=1) + RULES.gap
            for span in spans
            if span != visit
        )
