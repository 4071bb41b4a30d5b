"""When somebody is asked anew what is safe, and in which order (docs/safety.md, rule 1.2)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.model.people import PhoneIs, Recheck
from bot.model.rechecks import Standing, Unanswered
from bot.program import load_program, shipped_config
from bot.rules.recheck import to_ask, why

RULES = load_program([shipped_config()]).contact
TODAY = date(2026, 12, 7)
FRESH = Standing(
    person_key=1,
    family="F-0012",
    person_id="1",
    phone_is=PhoneIs.PRIVATE,
    worker_key=7,
    checked_on=None,
    told_on=TODAY,
    happened=None,
    asked_on=None,
    unanswered=None,
)


def ago(days: int) -> date:
    """Return a day before today."""
    return TODAY - timedelta(days=days)


def silent(first: int, last: int) -> Unanswered:
    """Return questions that left so many days ago, with nothing since."""
    return Unanswered(first_on=ago(first), last_on=ago(last))


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, None),
        ({"told_on": ago(29)}, None),
        ({"told_on": ago(30)}, Recheck.TIME),
        ({"told_on": None}, Recheck.TIME),
        ({"told_on": TODAY + timedelta(days=3)}, None),
        ({"told_on": ago(25), "unanswered": silent(21, 2)}, Recheck.SILENCE),
        ({"told_on": ago(25), "unanswered": silent(20, 2)}, None),
        ({"told_on": ago(20), "unanswered": silent(40, 2)}, None),
        ({"told_on": ago(21), "unanswered": silent(40, 2)}, Recheck.SILENCE),
        ({"told_on": ago(22), "unanswered": silent(40, 23)}, None),
        ({"told_on": ago(40), "unanswered": silent(30, 30)}, Recheck.SILENCE),
        ({"happened": Recheck.NUMBER}, Recheck.NUMBER),
        ({"happened": Recheck.UNREACHED, "told_on": ago(50)}, Recheck.UNREACHED),
    ],
)
def test_why_somebody_is_asked_anew(known: dict[str, object], expected: Recheck | None) -> None:
    """Thirty days, or nobody knows since when; questions unanswered for three weeks since it was last asked; events."""
    assert why(replace(FRESH, **known), TODAY, RULES) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(("asked", "is_asked"), [(None, True), (0, False), (6, False), (7, True)])
def test_nobody_is_asked_about_one_person_twice_in_a_week(asked: int | None, is_asked: bool) -> None:
    """Until it is answered, once in seven days, whatever happens meanwhile."""
    standing = replace(FRESH, happened=Recheck.NUMBER, asked_on=None if asked is None else ago(asked))
    assert bool(to_ask([standing], TODAY, RULES)) is is_asked


def test_what_happened_comes_before_who_has_waited_longest() -> None:
    """A number that may be somebody else's is worse than a month that is over; never asked is longest of all."""
    standings = [
        replace(FRESH, person_key=1, told_on=ago(40)),
        replace(FRESH, person_key=2, told_on=ago(90)),
        replace(FRESH, person_key=3, told_on=None),
        replace(FRESH, person_key=4, happened=Recheck.UNREACHED),
        replace(FRESH, person_key=5),
    ]
    assert [one.person_key for one, _ in to_ask(standings, TODAY, RULES)] == [4, 3, 2, 1]
