"""Who is on call at a moment: held against an oracle that looks at every minute and shares no line with the rules."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.people import Language, Role, Worker
from bot.model.phones import Phone
from bot.model.policy import Tier
from bot.model.rota import TIERS, Pattern, Shift, Source, WeeklySlot
from bot.rules.coverage import Gap, gaps
from bot.rules.oncall import as_stood, who_is_on_call
from bot.rules.patterns import turns

ZONE = ZoneInfo("America/New_York")
MINUTE = timedelta(minutes=1)
BEGIN = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LENGTH = 40
WEEK_MINUTES = 7 * 24 * 60
NIGHTS = {
    "spring": date(2026, 3, 8),
    "autumn": date(2026, 11, 1),
    "leap day": date(2028, 2, 29),
    "new year": date(2027, 1, 1),
}
STAFF = tuple(
    Worker(
        key=number,
        worker_id=f"W-{number}",
        name="Dana",
        phone=Phone(f"+1202555011{number}"),
        role=Role.WORKER,
        languages=(Language.ENGLISH,),
        active=True,
    )
    for number in range(1, 5)
)


def minutes(count: float) -> datetime:
    """Give a moment so many minutes after the beginning."""
    return BEGIN + count * MINUTE


@st.composite
def rotas(draw: st.DrawFn) -> tuple[Shift, ...]:
    """Make a rota of patterns, imported shifts and covers; no two covers are made at one moment."""
    shifts = []
    for number in range(draw(st.integers(0, 9))):
        first, last = sorted(draw(st.lists(st.integers(0, LENGTH), min_size=2, max_size=2, unique=True)))
        source = draw(st.sampled_from(Source))
        worker = draw(st.sampled_from(STAFF))
        others = [None, *(one.key for one in STAFF if one != worker)]
        shifts.append(
            Shift(
                key=number,
                starts_at=minutes(first),
                ends_at=minutes(last),
                tier=draw(st.sampled_from(TIERS[:2])),
                worker=worker,
                source=source,
                covers_key=draw(st.sampled_from(others)) if source is Source.COVER else None,
                made_at=BEGIN - timedelta(days=number),
            )
        )
    return tuple(shifts)


def painted(shifts: Sequence[Shift], at: datetime) -> set[int]:
    """Paint the moment tier by tier, layer upon layer, as one would on paper."""
    on_paper: set[int] = set()
    for tier in TIERS:
        there = [one for one in shifts if one.tier == tier and not (at < one.starts_at or at >= one.ends_at)]
        paint = [one for one in there if one.source == "imported"] or [one for one in there if one.source == "pattern"]
        for cover in sorted((one for one in there if one.source == "cover"), key=lambda one: one.made_at):
            paint = [one for one in paint if cover.covers_key is not None and cover.covers_key != one.worker.key]
            paint.append(cover)
        on_paper |= {one.key for one in paint}
    return on_paper


@settings(derandomize=True, deadline=None)
@given(rotas())
def test_who_is_on_call_is_what_one_would_paint(shifts: tuple[Shift, ...]) -> None:
    """In every minute, at its beginning and at its last thousandth; cut into stretches it is the same."""
    stretches = as_stood(shifts)
    for minute in range(-1, LENGTH + 1):
        for at in (minutes(minute), minutes(minute) + timedelta(seconds=59, milliseconds=999)):
            wanted = painted(shifts, at)
            assert {one.key for one in who_is_on_call(shifts, at)} == wanted
            assert {one.key for one in stretches if one.covers(at)} == wanted


@settings(derandomize=True, deadline=None)
@given(rotas())
def test_what_lies_on_top_opens_no_gap(shifts: tuple[Shift, ...]) -> None:
    """A tier somebody stands on by any row has somebody in the end, and gaps are the minutes nobody has."""
    for tier in TIERS[:2]:
        found = gaps(as_stood(shifts), tier, BEGIN, minutes(LENGTH))
        assert found == gaps(shifts, tier, BEGIN, minutes(LENGTH))
        for minute in range(LENGTH):
            is_empty = not any(one.tier is tier for one in who_is_on_call(shifts, minutes(minute)))
            assert is_empty == any(hole.starts_at <= minutes(minute) < hole.ends_at for hole in found)


def weekly(bounds: Sequence[int], *, with_holes: bool) -> Pattern:
    """Make a pattern whose shifts meet at these minutes of the week; with holes, each second one is left out."""
    ends = [*bounds[1:], bounds[0] + WEEK_MINUTES]
    pairs = list(zip(bounds, ends, strict=True))
    slots = tuple(
        WeeklySlot(
            weekday=first // 1440,
            starts=time(first % 1440 // 60, first % 60),
            ends=time(last % 1440 // 60, last % 60),
            days=last // 1440 - first // 1440,
            worker_id="W-1",
        )
        for first, last in pairs[:: 2 if with_holes else 1]
    )
    return Pattern(name="made up", tier=Tier.ON_CALL, slots=slots)


def read_off_the_wall(pattern: Pattern, around: date) -> tuple[list[datetime], set[datetime]]:
    """Look at the clock on the wall in each minute of three weeks; return the middle days' minutes, and who has one.

    A shift lasts from the first minute in which the wall shows its start, or something later, to the last one in which
    it shows something earlier than its end.
    """
    midnight = datetime.combine(around - timedelta(days=10), time(), tzinfo=UTC)
    wall = [(at, at.astimezone(ZONE).replace(tzinfo=None)) for at in (midnight + n * MINUTE for n in range(21 * 1440))]
    place = {at: number for number, (at, _) in enumerate(wall)}
    covered: set[datetime] = set()
    for day in (around + timedelta(days=n) for n in range(-9, 3)):
        for slot in (one for one in pattern.slots if one.weekday == day.weekday()):
            starts = datetime.combine(day, slot.starts)
            ends = datetime.combine(day + timedelta(days=slot.days), slot.ends)
            near = range(
                max(0, place[starts.replace(tzinfo=UTC)]), min(len(wall), place[ends.replace(tzinfo=UTC)] + 420)
            )
            first = next((n for n in near if wall[n][1] >= starts), None)
            last = next((n for n in reversed(near) if wall[n][1] < ends), None)
            if first is not None and last is not None:
                covered |= {wall[n][0] for n in range(first, last + 1)}
    middle = [at for at, shown in wall if around - timedelta(days=1) <= shown.date() <= around + timedelta(days=1)]
    return middle, covered


@pytest.mark.parametrize("night", NIGHTS)
@settings(derandomize=True, deadline=None, max_examples=12)
@given(
    st.lists(st.integers(0, WEEK_MINUTES - 1), min_size=1, max_size=12, unique=True).map(sorted),
    st.booleans(),
)
def test_patterns_are_what_the_clock_on_the_wall_shows(night: str, bounds: list[int], with_holes: bool) -> None:
    """On both clock-change nights, the leap day and New Year's: minute by minute; shifts that meet leave no hole."""
    around = NIGHTS[night]
    pattern = weekly(bounds, with_holes=with_holes)
    middle, covered = read_off_the_wall(pattern, around)
    spans = [span for turn in turns(pattern, ZONE, middle[0], middle[-1] + MINUTE) for span in turn.spans]
    shifts = [
        Shift(starts_at=span.starts_at, ends_at=span.ends_at, tier=Tier.ON_CALL, worker=STAFF[0]) for span in spans
    ]
    for at in middle:
        assert bool(who_is_on_call(shifts, at)) == (at in covered), at.astimezone(ZONE)
        assert bool(who_is_on_call(shifts, at + MINUTE - timedelta(milliseconds=1))) == (at in covered)
    if not with_holes:
        assert gaps(shifts, Tier.ON_CALL, middle[0], middle[-1] + MINUTE) == ()


@pytest.mark.parametrize(
    ("day", "hour", "first", "last"),
    [(date(2026, 3, 8), 2, 23.5, 23.5), (date(2026, 11, 1), 1, 25, 25), (date(2026, 7, 1), 2, 24, 24)],
)
def test_the_night_the_clocks_change_overlaps_and_never_gaps(day: date, hour: int, first: float, last: float) -> None:
    """A shift that ends in the hour shown twice ends at the last, the next begins at the first; none is left out."""
    daily = tuple(
        WeeklySlot(weekday=n, starts=time(hour, 30), ends=time(hour, 30), days=1, worker_id="W-1") for n in range(7)
    )
    pattern = Pattern(name="daily", tier=Tier.ON_CALL, slots=daily)
    begins = datetime.combine(day, time(), tzinfo=ZONE)
    spans = [span for one in turns(pattern, ZONE, begins, begins + timedelta(days=1)) for span in one.spans]
    shifts = [Shift(starts_at=one.starts_at, ends_at=one.ends_at, tier=Tier.ON_CALL, worker=STAFF[0]) for one in spans]
    assert gaps(shifts, Tier.ON_CALL, begins.astimezone(UTC), begins.astimezone(UTC) + timedelta(days=1)) == ()
    assert [one.ends_at - one.starts_at for one in shifts[:2]] == [timedelta(hours=first), timedelta(hours=last)]


def test_the_last_thousandth_of_a_day_belongs_to_the_day() -> None:
    """A shift to midnight has 23:59:59.999; the next one has midnight."""
    midnight = datetime(2026, 3, 3, 0, 0, tzinfo=ZONE)
    evening, morning = (
        Shift(starts_at=first, ends_at=first + timedelta(hours=6), tier=Tier.ON_CALL, worker=worker)
        for first, worker in ((midnight - timedelta(hours=6), STAFF[0]), (midnight, STAFF[1]))
    )
    both = (evening, morning)
    assert who_is_on_call(both, midnight - timedelta(milliseconds=1)) == (evening,)
    assert who_is_on_call(both, midnight - timedelta(microseconds=1)) == (evening,)
    assert who_is_on_call(both, midnight) == (morning,)
    assert gaps(both, Tier.ON_CALL, evening.starts_at, morning.ends_at) == ()
    a_minute_short = Shift(starts_at=evening.starts_at, ends_at=midnight - MINUTE, tier=Tier.ON_CALL, worker=STAFF[0])
    assert gaps((a_minute_short, morning), Tier.ON_CALL, evening.starts_at, morning.ends_at) == (
        Gap(midnight - MINUTE, midnight),
    )


def on_call(worker: Worker, source: Source, *, covers: Worker | None = None, made: int = 0) -> Shift:
    """Put a worker on call for the whole time."""
    return Shift(
        starts_at=minutes(0),
        ends_at=minutes(LENGTH),
        tier=Tier.ON_CALL,
        worker=worker,
        source=source,
        covers_key=covers.key if covers else None,
        made_at=minutes(made),
    )


def test_what_was_taken_can_be_passed_on_and_taken_back() -> None:
    """One covers for one, another for that one, and in the end it is the first one's again."""
    first, second, third, _ = STAFF
    shifts = [on_call(first, Source.IMPORTED)]
    for worker, covers, made in ((second, first, 1), (third, second, 2), (first, third, 3)):
        shifts.append(on_call(worker, Source.COVER, covers=covers, made=made))
        assert [one.worker for one in who_is_on_call(shifts, minutes(1))] == [worker]


def test_a_cover_takes_one_place_and_leaves_the_others_theirs() -> None:
    """Two stand on a tier; one of them is covered."""
    first, second, third, _ = STAFF
    both = [on_call(first, Source.IMPORTED), on_call(second, Source.IMPORTED)]
    shifts = [*both, on_call(third, Source.COVER, covers=first, made=1)]
    assert {one.worker for one in who_is_on_call(shifts, minutes(1))} == {second, third}
