"""Patterns of the rota worked out weeks ahead: fair, the same each time, true to what people have already read."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.people import Language, Role, Worker
from bot.model.phones import Phone
from bot.model.policy import Tier
from bot.model.rota import TIERS, Pattern, RotaRules, Shift, Source, WeeklySlot
from bot.rules.coverage import gaps
from bot.rules.oncall import as_stood, who_is_on_call
from bot.rules.patterns import WEEK, Plan, work_out

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=ZONE)
"""A Monday."""
ROUND_THE_CLOCK = tuple(WeeklySlot(weekday=day, starts=time(8, 30), ends=time(8, 30), days=1) for day in range(7))
LATE_FRIDAY = WeeklySlot(weekday=4, starts=time(17), ends=time(8, 30), days=3, worker_id="W-9")


def staff(count: int) -> list[Worker]:
    """Hire so many people."""
    return [
        Worker(
            key=number,
            worker_id=f"W-{number}",
            name="Dana",
            phone=Phone(f"+12025550{110 + number}"),
            role=Role.WORKER,
            languages=(Language.ENGLISH,),
            active=True,
        )
        for number in range(1, count + 1)
    ]


def turns_of(*workers: str, tier: Tier = Tier.ON_CALL, handover: int = 0) -> Pattern:
    """Make a pattern round the clock in which these take turns."""
    return Pattern(name=tier, tier=tier, slots=ROUND_THE_CLOCK, workers=workers, handover=handover)


def rules(*patterns: Pattern, weeks: int = 8) -> RotaRules:
    """Work these patterns out so many weeks ahead."""
    return RotaRules(ahead=weeks * WEEK, untaken=timedelta(hours=12), patterns=patterns)


class Book:
    """A rota on paper, on which plans are carried out as the store would."""

    def __init__(self, workers: Sequence[Worker], *shifts: Shift) -> None:
        """Begin with these shifts."""
        self.workers = list(workers)
        self.shifts = list(shifts)

    def plans(self, wanted: RotaRules, now: datetime = NOW) -> Plan:
        """Work the patterns out and write down what they want."""
        known = {worker.key: worker for worker in self.workers}
        self.shifts = [replace(shift, worker=known[shift.worker.key]) for shift in self.shifts]
        plan = work_out(wanted, self.shifts, self.workers, ZONE, now)
        assert all(shift.starts_at > now for shift in plan.remove)
        gone = {(shift.tier, shift.starts_at) for shift in plan.remove}
        self.shifts = [one for one in self.shifts if one.source != "pattern" or (one.tier, one.starts_at) not in gone]
        self.shifts += [replace(shift, made_at=now) for shift in plan.add]
        places = [(one.tier, one.starts_at) for one in self.shifts if one.source == "pattern"]
        assert len(set(places)) == len(places), "the table would refuse this"
        return plan

    def weeks(self, tier: Tier = Tier.ON_CALL) -> list[str]:
        """Return who stands on a tier on each Wednesday at noon."""
        first = datetime(2026, 3, 4, 12, 0, tzinfo=ZONE)
        active = [one for one in self.shifts if one.worker.active and one.tier is tier]
        found = [who_is_on_call(active, first + number * WEEK) for number in range(7)]
        return ["+".join(one.worker.worker_id for one in there) for there in found]


def imported(worker: Worker, first: datetime, last: datetime, tier: Tier = Tier.ON_CALL) -> Shift:
    """Put a shift in from a file."""
    return Shift(starts_at=first, ends_at=last, tier=tier, worker=worker)


def test_turns_go_round() -> None:
    """Nobody has been on call yet: as listed, a week each, from the running shift on without a gap."""
    book = Book(staff(3))
    book.plans(rules(turns_of("W-1", "W-2", "W-3")))
    assert book.weeks() == ["W-1", "W-2", "W-3", "W-1", "W-2", "W-3", "W-1"]
    assert gaps(book.shifts, Tier.ON_CALL, NOW, NOW + 8 * WEEK) == ()
    assert min(shift.starts_at for shift in book.shifts) == NOW.replace(hour=8, minute=30)


def test_the_same_rota_asks_for_nothing_twice() -> None:
    """Run again, restarted, an hour or weeks later: only the far end grows, and nothing already there changes."""
    book, wanted = Book(staff(3)), rules(turns_of("W-1", "W-2", "W-3"))
    assert book.plans(wanted).add
    assert book.plans(wanted) == Plan(add=(), remove=())
    for hours in range(1, 24 * 7 * 3, 7):
        later = NOW + timedelta(hours=hours)
        plan = book.plans(wanted, later)
        assert plan.remove == ()
        assert all(shift.starts_at > later + 7 * WEEK for shift in plan.add)
    assert book.weeks() == ["W-1", "W-2", "W-3", "W-1", "W-2", "W-3", "W-1"]


def test_who_was_on_call_least_recently_is_next() -> None:
    """By what was really stood: a file's shifts count, and a cover counts for who took it."""
    first, second, third = workers = staff(3)
    week_before, last = NOW - 2 * WEEK, NOW - WEEK
    cover = replace(
        imported(third, last, NOW), source=Source.COVER, covers_key=first.key, made_at=last, tier=Tier.ON_CALL
    )
    book = Book(workers, imported(second, week_before, last), imported(first, last, NOW), cover)
    book.plans(rules(turns_of("W-1", "W-2", "W-3")))
    assert book.weeks()[:3] == ["W-1", "W-2", "W-3"]
    without = Book(workers, *book.shifts[:2])
    without.plans(rules(turns_of("W-1", "W-2", "W-3")))
    assert without.weeks()[:3] == ["W-3", "W-2", "W-1"]


def test_a_newcomer_comes_first_in_what_is_not_given_yet() -> None:
    """Weeks that people have planned with stay theirs."""
    book = Book(staff(3))
    book.plans(rules(turns_of("W-1", "W-2"), weeks=4))
    assert book.weeks()[:4] == ["W-1", "W-2", "W-1", "W-2"]
    book.plans(rules(turns_of("W-2", "W-1", "W-3"), weeks=8))
    assert book.weeks() == ["W-1", "W-2", "W-1", "W-2", "W-1", "W-3", "W-2"]


def test_who_is_no_longer_listed_gives_their_weeks_away() -> None:
    """From the next shift on, in the middle of a week too; what has begun stays theirs to its end."""
    book, tuesday_noon = Book(staff(3)), NOW + timedelta(days=1)
    book.plans(rules(turns_of("W-1", "W-2", "W-3")))
    book.plans(rules(turns_of("W-2", "W-3")), tuesday_noon)
    running = who_is_on_call(book.shifts, tuesday_noon)
    assert [one.worker.worker_id for one in running] == ["W-1"]
    assert book.weeks() == ["W-3", "W-2", "W-3", "W-2", "W-2", "W-3", "W-2"]
    assert gaps(book.shifts, Tier.ON_CALL, tuesday_noon, tuesday_noon + 7 * WEEK) == ()


def test_who_left_keeps_their_weeks_as_gaps_until_somebody_is_named() -> None:
    """A gap is told; a week handed over behind everybody's back would not be. New weeks go to the others."""
    book, wanted = Book(staff(3)), rules(turns_of("W-1", "W-2", "W-3"), weeks=4)
    book.plans(wanted)
    book.workers[1] = replace(book.workers[1], active=False)
    assert book.plans(wanted) == Plan(add=(), remove=())
    assert book.weeks()[:4] == ["W-1", "", "W-3", "W-1"]
    book.plans(rules(turns_of("W-1", "W-2", "W-3"), weeks=8))
    assert book.weeks() == ["W-1", "", "W-3", "W-1", "", "W-3", "W-1"]
    book.plans(rules(turns_of("W-1", "W-3"), weeks=8))
    assert "" not in book.weeks()


def test_who_is_unknown_gets_no_week() -> None:
    """Nor does the line stop: the others take turns, and alone nobody does."""
    book = Book(staff(2))
    book.plans(rules(turns_of("W-1", "W-77", "W-2")))
    assert book.weeks()[:4] == ["W-1", "W-2", "W-1", "W-2"]
    assert Book(staff(2)).plans(rules(turns_of("W-77"))) == Plan(add=(), remove=())


def test_nobody_is_given_two_tiers_at_once_while_there_is_somebody_else() -> None:
    """On call and backup take turns from one list."""
    book = Book(staff(3))
    everybody = ("W-1", "W-2", "W-3")
    book.plans(rules(turns_of(*everybody, tier=Tier.BACKUP), turns_of(*everybody)))
    for on_call, backup in zip(book.weeks(), book.weeks(Tier.BACKUP), strict=True):
        assert on_call != backup
    assert set(book.weeks(Tier.BACKUP)) == set(everybody)
    alone = Book(staff(1))
    alone.plans(rules(turns_of("W-1", tier=Tier.BACKUP), turns_of("W-1")))
    assert set(alone.weeks()) == {"W-1"}


def test_an_imported_shift_lies_on_a_patterns_for_as_long_as_it_lasts() -> None:
    """Before and after it the pattern goes on; taken away again, the pattern is whole."""
    first, second = workers = staff(2)
    tuesday = datetime(2026, 3, 3, 20, 0, tzinfo=ZONE)
    shift = imported(second, tuesday, tuesday + timedelta(hours=4))
    book = Book(workers, shift)
    own = tuple(replace(slot, worker_id="W-1") for slot in ROUND_THE_CLOCK)
    wanted = rules(Pattern(name="own", tier=Tier.ON_CALL, slots=own))
    book.plans(wanted)
    assert book.plans(wanted) == Plan(add=(), remove=())
    for hour, who in ((19, first), (20, second), (23, second), (24, first)):
        at = tuesday.replace(hour=0) + timedelta(hours=hour)
        assert [one.worker for one in who_is_on_call(book.shifts, at)] == [who]
    assert gaps(as_stood(book.shifts), Tier.ON_CALL, NOW, NOW + WEEK) == ()


def test_other_hours_leave_the_weeks_with_whom_they_were_given_to() -> None:
    """The handover moves by half an hour; the shift that runs ends as it was, without a second one beside it."""
    book, tuesday = Book(staff(3)), NOW + timedelta(days=1)
    book.plans(rules(turns_of("W-1", "W-2", "W-3")))
    before = book.weeks()
    later = tuple(replace(slot, starts=time(9), ends=time(9)) for slot in ROUND_THE_CLOCK)
    book.plans(rules(replace(turns_of("W-1", "W-2", "W-3"), slots=later)), tuesday)
    assert book.weeks() == before
    assert len(who_is_on_call(book.shifts, tuesday)) == 1


def test_a_week_begins_on_the_day_of_handover() -> None:
    """With the first shift that begins on it; until then the one before goes on."""
    book = Book(staff(2))
    book.plans(rules(turns_of("W-1", "W-2", handover=4)))
    friday = datetime(2026, 3, 6, 8, 30, tzinfo=ZONE)
    before, after = (who_is_on_call(book.shifts, friday + by) for by in (-timedelta(microseconds=1), timedelta()))
    assert [one.worker.worker_id for one in (*before, *after)] == ["W-1", "W-2"]


def test_an_hour_shown_twice_gives_nobody_a_second_week() -> None:
    """Handed over at half past one on the night the clocks go back: both stand that hour, and the next week is new."""
    nights = tuple(replace(slot, starts=time(1, 30), ends=time(1, 30)) for slot in ROUND_THE_CLOCK)
    pattern = replace(turns_of("W-1", "W-2", handover=6), slots=nights)
    book, monday = Book(staff(2)), datetime(2026, 10, 26, 12, 0, tzinfo=ZONE)
    book.plans(replace(rules(pattern), ahead=timedelta(days=5)), monday)
    book.plans(rules(pattern), monday)
    moments = [datetime(2026, 11, 1, 1, minute, fold=fold, tzinfo=ZONE) for minute, fold in ((45, 0), (15, 1), (45, 1))]
    stand = [{one.worker.worker_id for one in who_is_on_call(book.shifts, at)} for at in moments]
    assert stand == [{"W-1", "W-2"}, {"W-1", "W-2"}, {"W-2"}]


def test_without_patterns_what_is_to_come_goes_and_what_runs_stays() -> None:
    """An agency that imports files again is not held to what was worked out."""
    book = Book(staff(2))
    book.plans(rules(turns_of("W-1", "W-2")))
    book.plans(rules())
    assert [one.starts_at for one in book.shifts] == [NOW.replace(hour=8, minute=30)]


def test_a_weekend_is_one_shift() -> None:
    """Friday evening to Monday morning, and its worker stands in the pattern itself."""
    workers = [replace(staff(1)[0], worker_id="W-9")]
    book = Book(workers)
    book.plans(rules(Pattern(name="weekends", tier=Tier.BACKUP, slots=(LATE_FRIDAY,)), weeks=2))
    (first, _) = sorted(book.shifts, key=lambda one: one.starts_at)
    assert first.ends_at - first.starts_at == timedelta(hours=62, minutes=30)  # an hour less: the clocks go forward


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    st.integers(1, 5),
    st.integers(0, 6),
    st.sampled_from([date(2026, 2, 23), date(2026, 10, 20), date(2028, 2, 14)]),
    st.lists(st.tuples(st.integers(1, 200), st.sampled_from(["leaves", "listed", "again"])), max_size=5),
)
def test_whatever_happens_the_past_stays_and_nobody_is_skipped_unsaid(
    count: int, handover: int, begin: date, events: list[tuple[int, str]]
) -> None:
    """People leave, lists change, the tick runs at odd times: what has begun is never touched; a gap is of who left."""
    now = datetime.combine(begin, time(10), tzinfo=ZONE)
    book, listed = Book(staff(count)), [f"W-{number}" for number in range(1, count + 1)]
    for hours, event in [(1, "again"), *events]:
        begun = {(one.key, one.starts_at, one.worker.key) for one in book.shifts if one.starts_at <= now}
        if event == "leaves" and sum(worker.active for worker in book.workers) > 1:
            number = hours % count
            book.workers[number] = replace(book.workers[number], active=False)
        if event == "listed":
            listed = listed[1:] + listed[:1]
        wanted = rules(turns_of(*listed, handover=handover), weeks=4)
        book.plans(wanted, now)
        assert book.plans(wanted, now) == Plan(add=(), remove=())
        assert begun <= {(one.key, one.starts_at, one.worker.key) for one in book.shifts if one.starts_at <= now}
        assert gaps(book.shifts, Tier.ON_CALL, now, now + 4 * WEEK) == ()
        now += timedelta(hours=hours)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.integers(2, 6), st.integers(0, 6))
def test_over_a_season_nobody_is_on_call_more_often_than_anybody_else(count: int, handover: int) -> None:
    """The difference is one week at most, and nobody stands two weeks in a row."""
    book = Book(staff(count))
    book.plans(rules(turns_of(*(f"W-{number}" for number in range(1, count + 1)), handover=handover), weeks=26))
    weeks = [shift.worker.worker_id for shift in sorted(book.shifts, key=lambda one: one.starts_at)]
    days = [weeks.count(f"W-{number}") for number in range(1, count + 1)]
    assert max(days) - min(days) <= 14
    changes = sum(one != other for one, other in pairwise(weeks))
    assert changes >= 25


@pytest.mark.parametrize("tier", TIERS)
def test_each_tier_has_its_own_turns(tier: Tier) -> None:
    """A pattern lays shifts on its own tier alone."""
    book = Book(staff(2))
    book.plans(rules(turns_of("W-1", "W-2", tier=tier)))
    assert {shift.tier for shift in book.shifts} == {tier}


def test_what_was_stood_today_is_not_laid_again_with_a_later_end() -> None:
    """The pattern is lengthened after its shift is over: the table would refuse it, minute after minute."""

    def until(ends: int) -> Pattern:
        slots = tuple(WeeklySlot(weekday=day, starts=time(9), ends=time(ends), days=0) for day in range(7))
        return Pattern(name="day", tier=Tier.ON_CALL, slots=slots, workers=("W-1",))

    book = Book(staff(1))
    book.plans(rules(until(11)), NOW - timedelta(hours=4))
    evening = NOW + timedelta(hours=1)
    book.plans(rules(until(15)), evening)
    assert book.plans(rules(until(15)), evening) == Plan(add=(), remove=())
    today = [one for one in book.shifts if one.starts_at < NOW]
    assert [one.ends_at.astimezone(ZONE).hour for one in today] == [11]
