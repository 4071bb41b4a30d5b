"""The shift question as a rule: what counts as one time on duty, until when there is patience, what is weak."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model.nights import NightRules, ShiftQuestion, Stretch, Weak
from bot.model.people import Language, Role, Worker
from bot.model.phones import Phone
from bot.model.policy import Tier
from bot.model.rota import Shift, Source
from bot.rules.coverage import Gap
from bot.rules.nights import Move, answer_by, next_move, next_step_at, plan, stretches
from bot.rules.weak_spots import weak_spots

RULES = NightRules(before=timedelta(minutes=30), again=timedelta(minutes=15))
FIVE = datetime(2026, 11, 24, 22, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LONG_AGO = FIVE - 30 * 24 * HOUR


def worker(key: int, *languages: Language) -> Worker:
    """Make a worker."""
    phone = Phone(f"+1202555011{key}")
    return Worker(key=key, worker_id=f"W-{key}", name="Lucia", phone=phone, role=Role.WORKER, languages=languages)


def shift(who: Worker, first: float, last: float, tier: Tier = Tier.ON_CALL, source: Source = Source.PATTERN) -> Shift:
    """Make a shift, in hours after five."""
    starts, ends = FIVE + first * HOUR, FIVE + last * HOUR
    return Shift(starts_at=starts, ends_at=ends, tier=tier, worker=who, source=source, made_at=LONG_AGO)


LUCIA, LEE = worker(1, Language.SPANISH), worker(2, Language.ENGLISH)


def spans(*shifts: Shift) -> list[tuple[int, Tier, float, float]]:
    """Return the times on duty, in hours after five."""
    return [
        (one.worker.key, one.tier, (one.starts_at - FIVE) / HOUR, (one.ends_at - FIVE) / HOUR)
        for one in stretches(shifts)
    ]


def test_shifts_that_meet_or_overlap_are_one_time_on_duty() -> None:
    """On either tier; a minute's break makes two; the last tier is not asked about."""
    assert spans(shift(LUCIA, 0, 5), shift(LUCIA, 5, 9, Tier.BACKUP), shift(LUCIA, 8, 12)) == [(1, Tier.ON_CALL, 0, 12)]
    assert spans(shift(LUCIA, 0, 5), shift(LUCIA, 5.25, 9)) == [
        (1, Tier.ON_CALL, 0, 5),
        (1, Tier.ON_CALL, 5.25, 9),
    ]
    assert spans(shift(LUCIA, 0, 5, Tier.SUPERVISOR)) == []


def test_a_file_that_lies_on_a_pattern_splits_its_time() -> None:
    """Who stands counts, not who was planned."""
    assert spans(shift(LUCIA, 0, 12), shift(LEE, 2, 4, source=Source.IMPORTED)) == [
        (1, Tier.ON_CALL, 0, 2),
        (2, Tier.ON_CALL, 2, 4),
        (1, Tier.ON_CALL, 4, 12),
    ]


@pytest.mark.parametrize(
    ("given", "patience"),
    [(-600, 0), (-30, 0), (-10, 20), (-1, 29)],
)
def test_short_notice_leaves_as_long_to_answer(given: float, patience: float) -> None:
    """Whoever is given a shift ten minutes before it begins has their half hour all the same."""
    given_at = FIVE + given * MINUTE
    one = Stretch(worker=LUCIA, tier=Tier.ON_CALL, starts_at=FIVE, ends_at=FIVE + HOUR, given_at=given_at)
    assert answer_by(one, RULES, FIVE) == FIVE + patience * MINUTE


def question(**at: datetime) -> ShiftQuestion:
    """Make a question about the shift at five."""
    known: dict[str, datetime] = {"asked_at": FIVE - 30 * MINUTE} | at
    return ShiftQuestion(
        key=1,
        number=1,
        worker_key=1,
        tier=Tier.ON_CALL,
        starts_at=FIVE,
        ends_at=FIVE + HOUR,
        answer_by=FIVE,
        **known,
    )


@pytest.mark.parametrize(
    ("asked", "minutes", "move"),
    [
        (question(), -15, Move.ASK),
        (question(asked_again_at=FIVE - 15 * MINUTE), -1, Move.TELL),
        (question(), 0, Move.TELL),
        (question(told_at=FIVE), 1, Move.REST),
        (question(), 60, Move.REST),
    ],
)
def test_what_is_next(asked: ShiftQuestion, minutes: float, move: Move) -> None:
    """Asked twice, then told; of a shift that is over nobody is told."""
    assert next_move(asked, FIVE + minutes * MINUTE) is move


def test_the_second_question_never_waits_past_the_shift() -> None:
    """Asked eight minutes before it, the next step is its beginning."""
    assert next_step_at(FIVE, RULES, FIVE - 8 * MINUTE) == FIVE
    assert next_step_at(FIVE, RULES, FIVE - 30 * MINUTE) == FIVE - 15 * MINUTE


def test_nobody_is_asked_twice_or_about_what_is_long_past() -> None:
    """A question that stands keeps its shift; five hours after the beginning there is no use in one."""
    standing = stretches([shift(LUCIA, 0, 12)])
    assert plan(standing, [], RULES, FIVE - 30 * MINUTE).ask == standing
    assert not plan(standing, [], RULES, FIVE - 31 * MINUTE).ask
    assert not plan(standing, [question()], RULES, FIVE - 29 * MINUTE).ask
    assert not plan(standing, [], RULES, FIVE + 5 * HOUR).ask


def test_what_somebody_took_over_is_asked_about_no_more() -> None:
    """Of a shift that was cut short no silence is told; one that ended as it should stays unanswered."""
    now = FIVE + 10 * MINUTE
    asked = question(next_step_at=now + MINUTE)
    assert plan(stretches([shift(LUCIA, 0, 1 / 12)]), [asked], RULES, now).withdraw == (asked,)
    assert plan(stretches([shift(LUCIA, 0, 5)]), [asked], RULES, now).withdraw == ()
    over = asked.ends_at + MINUTE
    assert plan(stretches([shift(LUCIA, 0, (asked.ends_at - FIVE) / HOUR)]), [asked], RULES, over).withdraw == ()


def test_what_is_weak_is_named_once_with_when_it_begins() -> None:
    """A dead phone is graver than an unverified one; a language is looked for wherever somebody stands."""
    shifts = [shift(LUCIA, 0, 4), shift(LEE, 4, 8), shift(LUCIA, 8, 12), shift(LEE, 12, 16)]
    found = weak_spots(shifts, {1}, {1, 2}, {Language.SPANISH}, Gap(FIVE, FIVE + 20 * HOUR))
    assert [(one.kind, (one.starts_at - FIVE) / HOUR, one.times) for one in found] == [
        (Weak.UNREACHABLE, 0, 1),
        (Weak.UNVERIFIED, 4, 1),
        (Weak.LANGUAGE, 4, 2),
    ]
