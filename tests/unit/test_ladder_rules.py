"""The ladder's rules as tables and properties: whom to ask, when again, what to promise (SAFETY 2.2, 2.6, 5)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from a_request import NIGHT, REQUEST
from hypothesis import given
from hypothesis import strategies as st

from bot.model.help import Grade, HelpRequest, RequestKind
from bot.model.people import Language, Role, SafeHours, Worker
from bot.model.phones import Phone
from bot.model.policy import Hours, LadderRules, Tier
from bot.model.rota import Shift, Source
from bot.rules.ladder import People, Step, goes_on_from, next_morning, next_step, nobody_by, pause_after, tiers_for
from bot.rules.oncall import people_for

ZONE = ZoneInfo("America/New_York")
OPEN = SafeHours(time(8, 30), time(17))
HOURS = Hours(
    zone=ZONE,
    office=dict.fromkeys(range(5), OPEN),
    evening_visits={},
    holidays=frozenset({date(2026, 11, 26)}),
    family_texts=SafeHours(time(9), time(20)),
    staff_texts=SafeHours(time(7), time(21)),
    morning_list_at=time(8),
    evening_list_at=time(18, 30),
)
RULES = LadderRules(
    silence=timedelta(minutes=10),
    waits=dict.fromkeys(Tier, timedelta(minutes=5)),
    between_rounds=timedelta(minutes=10),
    growth=2.0,
    cap=timedelta(minutes=60),
)
WORKDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # Tuesday, 10 am
OWN, ON_CALL, BACKUP, SUPERVISOR = Tier
EVERYBODY: People = {OWN: (1,), ON_CALL: (2,), BACKUP: (3,), SUPERVISOR: (4,)}
grades = st.sampled_from(Grade)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
worker_sets = st.lists(st.integers(1, 6), max_size=3, unique=True).map(tuple)
staffings = st.fixed_dictionaries(dict.fromkeys(Tier, worker_sets))
ladder_rules = st.builds(
    LadderRules,
    waits=st.fixed_dictionaries(dict.fromkeys(Tier, st.integers(1, 30).map(lambda m: timedelta(minutes=m)))),
    between_rounds=st.integers(1, 60).map(lambda m: timedelta(minutes=m)),
    growth=st.floats(1.0, 4.0),
    cap=st.integers(60, 240).map(lambda m: timedelta(minutes=m)),
)


@dataclass(frozen=True)
class Taken:
    """A step and the moment it was taken."""

    at: datetime
    step: Step


def climb(request: HelpRequest, people: People, rules: LadderRules, begin: datetime) -> list[Taken]:
    """Take every step of one round, as the tick would, until it is over."""
    taken: list[Taken] = []
    now = begin
    for _ in range(2 * len(Tier)):
        step = next_step(request, people, rules, HOURS, now)
        taken.append(Taken(now, step))
        if step.round_over:
            return taken
        request = replace(request, tier=step.tier, round=step.round)
        now = step.next_at
    raise AssertionError("the round has no end")


@pytest.mark.parametrize(
    ("kind", "grade", "office_open", "tiers"),
    [
        (RequestKind.FAMILY, Grade.EMERGENCY, False, (ON_CALL, BACKUP, SUPERVISOR)),
        (RequestKind.FAMILY, Grade.EMERGENCY, True, (OWN, ON_CALL, BACKUP, SUPERVISOR)),
        (RequestKind.FAMILY, Grade.SOON, False, (ON_CALL, BACKUP, SUPERVISOR)),
        (RequestKind.FAMILY, Grade.SOON, True, (OWN, ON_CALL, BACKUP, SUPERVISOR)),
        (RequestKind.FAMILY, Grade.UNREAD, False, (ON_CALL, BACKUP)),
        (RequestKind.FAMILY, Grade.UNREAD, True, (OWN, ON_CALL, BACKUP)),
        (RequestKind.UNKNOWN, Grade.UNREAD, False, (ON_CALL, BACKUP)),
        (RequestKind.UNKNOWN, Grade.EMERGENCY, False, (ON_CALL, BACKUP, SUPERVISOR)),
        (RequestKind.WORKER, Grade.EMERGENCY, False, (ON_CALL, BACKUP)),
        (RequestKind.WORKER, Grade.EMERGENCY, True, (ON_CALL, BACKUP)),
    ],
)
def test_each_grade_has_its_tiers(
    kind: RequestKind, grade: Grade, *, office_open: bool, tiers: tuple[Tier, ...]
) -> None:
    """The table of SAFETY 2.2; the own worker stands first while the office is open."""
    assert tiers_for(kind, grade, office_open=office_open) == tiers


@pytest.mark.parametrize(("at", "pages"), [(NIGHT, [2, 3, 4]), (WORKDAY, [1, 2, 3, 4])])
def test_an_emergency_asks_everybody_in_order(at: datetime, pages: list[int]) -> None:
    """One after the other, five minutes apart, then a rest."""
    steps = climb(REQUEST, EVERYBODY, RULES, at)
    assert [key for taken in steps for key in taken.step.page] == pages
    assert [taken.at for taken in steps] == [at + timedelta(minutes=5 * n) for n in range(len(pages) + 1)]
    assert steps[-1].step.next_at - steps[-1].at == timedelta(minutes=10)


@pytest.mark.parametrize(
    ("round_number", "minutes"), [(0, 10), (1, 20), (2, 40), (3, 60), (4, 60), (40, 60), (10_000, 60)]
)
def test_the_rest_after_a_round(round_number: int, minutes: int) -> None:
    """It doubles up to an hour."""
    assert pause_after(round_number, RULES) == timedelta(minutes=minutes)


@pytest.mark.parametrize("grade", [Grade.SOON, Grade.UNREAD])
def test_the_milder_grades_wait_for_the_morning(grade: Grade) -> None:
    """After one round: supervisors at eight, every morning; the own worker too on the first on which they work."""
    over = climb(replace(REQUEST, grade=grade), EVERYBODY, RULES, NIGHT)[-1].step
    assert over.next_at == datetime(2026, 11, 22, 8, tzinfo=ZONE)
    waiting = replace(REQUEST, grade=grade, round=over.round)
    morning = next_step(waiting, EVERYBODY, RULES, HOURS, over.next_at)
    assert (morning.page, morning.morning) == ((4,), True)
    assert morning.next_at == datetime(2026, 11, 23, 8, tzinfo=ZONE)
    monday = next_step(waiting, EVERYBODY, RULES, HOURS, morning.next_at)
    assert (monday.page, monday.morning) == ((1, 4), True)
    nobody_above = {**EVERYBODY, SUPERVISOR: ()}
    assert next_step(waiting, nobody_above, RULES, HOURS, over.next_at).page == (2, 3)


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (datetime(2026, 11, 22, 7, 59, tzinfo=ZONE), datetime(2026, 11, 22, 8, tzinfo=ZONE)),
        (datetime(2026, 11, 22, 8, 0, tzinfo=ZONE), datetime(2026, 11, 23, 8, tzinfo=ZONE)),
        (datetime(2026, 10, 31, 23, 0, tzinfo=ZONE), datetime(2026, 11, 1, 13, tzinfo=UTC)),
        (datetime(2026, 3, 7, 23, 0, tzinfo=ZONE), datetime(2026, 3, 8, 12, tzinfo=UTC)),
    ],
)
def test_the_next_morning_is_eight_by_the_wall(now: datetime, morning: datetime) -> None:
    """Also on the nights when the clock changes."""
    assert next_morning(HOURS, now) == morning


@pytest.mark.parametrize("begin", [datetime(2026, 11, 1, 5, 52, tzinfo=UTC), datetime(2026, 3, 8, 6, 52, tzinfo=UTC)])
def test_a_clock_change_neither_hurries_nor_delays_the_ladder(begin: datetime) -> None:
    """Five minutes are five minutes when 1:59 is followed by 1:00 or by 3:00."""
    steps = climb(REQUEST, EVERYBODY, RULES, begin)
    assert [taken.at - begin for taken in steps] == [timedelta(minutes=5 * n) for n in range(4)]
    assert nobody_by(RequestKind.FAMILY, Grade.EMERGENCY, RULES, HOURS, begin) >= steps[-1].at


@pytest.mark.parametrize(
    ("tier", "round_number", "grade", "goes_on"),
    [
        (None, 2, Grade.EMERGENCY, (None, 2)),
        (ON_CALL, 1, Grade.EMERGENCY, (ON_CALL, 1)),
        (SUPERVISOR, 1, Grade.EMERGENCY, (None, 2)),
        (SUPERVISOR, 0, Grade.SOON, (SUPERVISOR, 0)),
        (OWN, 0, Grade.EMERGENCY, (OWN, 0)),
    ],
)
def test_where_a_request_given_back_goes_on(
    tier: Tier | None, round_number: int, grade: Grade, goes_on: tuple[Tier | None, int]
) -> None:
    """Above its tier; an emergency at the top starts again without a rest."""
    assert goes_on_from(replace(REQUEST, tier=tier, round=round_number, grade=grade), HOURS, NIGHT) == goes_on


def test_an_office_that_closes_in_the_middle_of_a_round_skips_nobody() -> None:
    """The own worker was asked at 16:58; on call comes next at 17:03."""
    begin = datetime(2026, 11, 24, 16, 58, tzinfo=ZONE).astimezone(UTC)
    assert [key for taken in climb(REQUEST, EVERYBODY, RULES, begin) for key in taken.step.page] == [1, 2, 3, 4]


def test_an_office_that_opens_in_the_middle_of_a_round_asks_nobody_twice() -> None:
    """On call was asked at 8:28; the backup comes next at 8:33."""
    begin = datetime(2026, 11, 24, 8, 28, tzinfo=ZONE).astimezone(UTC)
    assert [key for taken in climb(REQUEST, EVERYBODY, RULES, begin) for key in taken.step.page] == [2, 3, 4]


@given(grades, staffings, ladder_rules, moments)
def test_every_tier_is_asked_once_a_round(grade: Grade, people: People, rules: LadderRules, begin: datetime) -> None:
    """No tier twice, always upwards, and a tier is left out only if nobody fresh stands there."""
    steps = climb(replace(REQUEST, grade=grade), people, rules, begin)
    asked = [taken.step.tier for taken in steps if taken.step.tier is not None]
    skipped = [tier for taken in steps for tier in taken.step.empty]
    assert len(asked + skipped) == len(set(asked + skipped))
    assert asked == sorted(asked, key=list(Tier).index)
    assert not steps[-1].step.page
    for tier in skipped:
        assert not set(people[tier]) - set(people[OWN])


@given(grades, staffings, ladder_rules, moments)
def test_a_promise_is_never_earlier_than_the_round_ends(
    grade: Grade, people: People, rules: LadderRules, begin: datetime
) -> None:
    """The time in "if nobody has it by" is kept whoever is missing, and is a whole minute."""
    promised = nobody_by(RequestKind.FAMILY, grade, rules, HOURS, begin)
    assert promised >= climb(replace(REQUEST, grade=grade), people, rules, begin)[-1].at
    assert (promised.second, promised.microsecond) == (0, 0)


@given(ladder_rules, st.integers(0, 500))
def test_rests_grow_to_the_cap_and_never_beyond(rules: LadderRules, round_number: int) -> None:
    """No rest is shorter than the one before it, none longer than the cap, none empty."""
    rest = pause_after(round_number, rules)
    assert timedelta() < rest <= rules.cap
    assert rest <= pause_after(round_number + 1, rules)


@given(moments)
def test_the_next_morning_lies_ahead_within_a_day(now: datetime) -> None:
    """Never now, never more than 25 hours off, always at eight by the wall."""
    morning = next_morning(HOURS, now)
    assert timedelta() < morning.astimezone(UTC) - now <= timedelta(hours=25)
    assert HOURS.local(morning).time() == time(8)


# ---- Who stands where.

roles = st.sampled_from(Role)
languages = st.sampled_from([(Language.ENGLISH,), (Language.ENGLISH, Language.SPANISH), (Language.SPANISH,)])


def worker(key: int, role: Role = Role.WORKER, *spoken: Language, active: bool = True) -> Worker:
    """Hire somebody."""
    return Worker(
        key=key,
        worker_id=f"w{key}",
        name=f"W{key}",
        phone=Phone(f"+12025550{100 + key}"),
        role=role,
        languages=spoken or (Language.ENGLISH,),
        active=active,
    )


def shifts_of(places: Iterable[tuple[Tier, Worker]]) -> list[Shift]:
    """Put people on the rota for a day around the night."""
    day = timedelta(days=1)
    return [Shift(starts_at=NIGHT - day, ends_at=NIGHT + day, tier=tier, worker=person) for tier, person in places]


workers_drawn = st.lists(st.tuples(roles, languages, st.booleans()), min_size=1, max_size=6).map(
    lambda rows: [worker(key, role, *spoken, active=active) for key, (role, spoken, active) in enumerate(rows, 1)]
)


@given(workers_drawn, st.data())
def test_nobody_stands_on_two_tiers_and_only_those_who_may_are_asked(staff: list[Worker], data: st.DataObject) -> None:
    """Active, not in danger themselves, on the first of their tiers, speakers of the language first."""
    places = data.draw(st.lists(st.tuples(st.sampled_from([ON_CALL, BACKUP, SUPERVISOR]), st.sampled_from(staff))))
    in_danger = data.draw(st.none() | st.sampled_from([person.key for person in staff]))
    kind = RequestKind.WORKER if in_danger else RequestKind.FAMILY
    language = data.draw(st.sampled_from([Language.ENGLISH, Language.SPANISH]))
    request = replace(REQUEST, kind=kind, in_danger_key=in_danger, language=language)
    tiers = people_for(request, shifts_of(places), tuple(staff))
    on_ladder = [key for tier in (ON_CALL, BACKUP, SUPERVISOR) for key in tiers[tier]]
    by_key = {person.key: person for person in staff}
    assert len(on_ladder) == len(set(on_ladder))
    assert all(by_key[key].active and key != in_danger for key in (*on_ladder, *tiers[OWN]))
    for tier in (ON_CALL, BACKUP, SUPERVISOR):
        speaks = [language in by_key[key].languages for key in tiers[tier]]
        assert speaks == sorted(speaks, reverse=True)


@given(workers_drawn, st.data())
def test_supervisors_are_found_while_there_is_one(staff: list[Worker], data: st.DataObject) -> None:
    """Without a shift of their own all of them stand on the last tier, unless they stand lower already."""
    places = data.draw(st.lists(st.tuples(st.sampled_from([ON_CALL, BACKUP]), st.sampled_from(staff))))
    tiers = people_for(REQUEST, shifts_of(places), tuple(staff))
    leads = {person.key for person in staff if person.active and person.role is not Role.WORKER}
    assert leads <= {*tiers[ON_CALL], *tiers[BACKUP], *tiers[SUPERVISOR]}


def test_a_worker_in_danger_is_paged_to_on_call_and_supervisors_together() -> None:
    """Both at once, then the backup; never to themselves."""
    staff = (worker(1), worker(2), worker(3), worker(4, Role.SUPERVISOR))
    request = replace(REQUEST, kind=RequestKind.WORKER, own_worker_key=None, in_danger_key=2)
    places = shifts_of([(ON_CALL, staff[0]), (ON_CALL, staff[1]), (BACKUP, staff[2])])
    steps = climb(request, people_for(request, places, staff), RULES, NIGHT)
    assert [taken.step.page for taken in steps] == [(1, 4), (3,), ()]


def test_whose_shift_is_covered_is_not_woken_for_who_covers_it() -> None:
    """On call is in danger and covers another's shift: the other is off duty; backup and supervisors are asked."""
    staff = (worker(1), worker(2), worker(3), worker(4, Role.SUPERVISOR))
    request = replace(REQUEST, kind=RequestKind.WORKER, own_worker_key=None, in_danger_key=2)
    own, cover, backup = shifts_of([(ON_CALL, staff[0]), (ON_CALL, staff[1]), (BACKUP, staff[2])])
    shifts = [replace(own, source=Source.PATTERN), replace(cover, source=Source.COVER), backup]
    steps = climb(request, people_for(request, shifts, staff), RULES, NIGHT)
    assert [taken.step.page for taken in steps] == [(4,), (3,), ()]


def test_a_supervisor_with_a_shift_stands_for_all() -> None:
    """The rota decides which supervisor is woken."""
    staff = (worker(1), worker(2, Role.SUPERVISOR), worker(3, Role.SUPERVISOR))
    assert people_for(REQUEST, shifts_of([(SUPERVISOR, staff[2])]), staff)[SUPERVISOR] == (3,)


def test_the_own_worker_who_has_left_is_nobody() -> None:
    """A rung without anybody is skipped at once."""
    staff = (worker(1, active=False), worker(2))
    people = people_for(REQUEST, shifts_of([(ON_CALL, staff[1])]), staff)
    assert people[OWN] == ()
    assert next_step(REQUEST, people, RULES, HOURS, WORKDAY).page == (2,)


def test_language_decides_only_the_order() -> None:
    """Those without the language are asked all the same."""
    staff = (worker(1), worker(2, Role.WORKER, Language.SPANISH), worker(3))
    request = replace(REQUEST, language=Language.SPANISH, own_worker_key=None)
    places = shifts_of([(ON_CALL, staff[0]), (ON_CALL, staff[1]), (ON_CALL, staff[2])])
    assert people_for(request, places, staff)[ON_CALL] == (2, 1, 3)


def test_who_covers_is_paged_and_not_who_is_covered() -> None:
    """Also where the one who covers is the worker in danger: the other is off duty, the supervisors are asked."""
    staff = (worker(1), worker(2), worker(3, Role.SUPERVISOR))
    first, second, lead = staff
    shift, cover = shifts_of([(ON_CALL, first), (ON_CALL, second)])
    shifts = [shift, replace(cover, source=Source.COVER, covers_key=first.key)]
    assert people_for(REQUEST, shifts, staff)[ON_CALL] == (second.key,)
    own = replace(REQUEST, kind=RequestKind.WORKER, in_danger_key=second.key)
    assert people_for(own, shifts, staff)[ON_CALL] == (lead.key,)
