"""Who is rung next: tiers in order, each phone twice, the second ring of one tier with the first of the next."""

from dataclasses import replace

import pytest
from a_request import REQUEST

from bot.model.calls import CallOutcome
from bot.model.help import Grade, RequestState
from bot.model.policy import Tier
from bot.rules.ringing import Rung, ToRing, next_rings

OWN, FIRST, SECOND, BOSS = 1, 2, 3, 4
PEOPLE = {Tier.OWN_WORKER: (OWN,), Tier.ON_CALL: (FIRST,), Tier.BACKUP: (SECOND,), Tier.SUPERVISOR: (BOSS,)}
NOBODY = CallOutcome.NO_ANSWER


def rung(worker: int, tier: Tier | None, turn: int = 1, outcome: CallOutcome | None = NOBODY) -> Rung:
    """Say that a worker was rung."""
    return Rung(worker_key=worker, tier=tier, turn=turn, outcome=outcome)


def first(*rungs: Rung, busy: tuple[int, ...] = (), office_open: bool = False) -> tuple[ToRing, ...]:
    """Say who is next for an open emergency."""
    return next_rings(REQUEST, PEOPLE, rungs, busy, office_open=office_open)


def test_on_call_is_rung_first() -> None:
    """At night nobody else's phone rings before that of who is on call."""
    assert first() == (ToRing(FIRST, Tier.ON_CALL, 1),)


def test_their_own_worker_comes_first_by_day() -> None:
    """While the office is open a family's own worker is the first rung."""
    assert first(office_open=True) == (ToRing(OWN, Tier.OWN_WORKER, 1),)


@pytest.mark.parametrize("outcome", [CallOutcome.NO_KEY, CallOutcome.BUSY, CallOutcome.NO_ANSWER, CallOutcome.FAILED])
def test_a_phone_nobody_took_rings_again_with_the_next_tier(outcome: CallOutcome) -> None:
    """The second ring of a tier is the first of the next: "do not disturb" lets the second call through."""
    told = first(rung(FIRST, Tier.ON_CALL, outcome=outcome))
    assert told == (ToRing(SECOND, Tier.BACKUP, 1), ToRing(FIRST, Tier.ON_CALL, 2))


def test_who_passed_is_not_rung_again() -> None:
    """Whoever pressed 2 has said that it is not theirs."""
    assert first(rung(FIRST, Tier.ON_CALL, outcome=CallOutcome.PASSED)) == (ToRing(SECOND, Tier.BACKUP, 1),)


def test_nobody_is_rung_while_a_phone_rings() -> None:
    """The next phones wait for what becomes of those that ring."""
    assert first(rung(FIRST, Tier.ON_CALL, outcome=None)) == ()


def test_a_worker_on_another_call_is_skipped() -> None:
    """Who talks on the line, or is rung for somebody else, is not rung."""
    assert first(busy=(FIRST,)) == (ToRing(SECOND, Tier.BACKUP, 1),)


def test_everybody_had_two_rings() -> None:
    """After the second ring of the last tier there is nobody left to ring."""
    order = ((FIRST, Tier.ON_CALL), (SECOND, Tier.BACKUP), (BOSS, Tier.SUPERVISOR))
    twice = [rung(worker, tier, turn) for worker, tier in order for turn in (1, 2)]
    assert first(*twice) == ()
    assert first(*twice[:-1]) == (ToRing(BOSS, Tier.SUPERVISOR, 2),)


def test_each_phone_rings_at_most_twice_whatever_comes_of_it() -> None:
    """Played to its end, a night without an answer rings each of three phones twice and stops."""
    rungs: list[Rung] = []
    rounds = []
    while found := first(*rungs):
        rounds.append([(one.worker_key, one.turn) for one in found])
        rungs += [rung(one.worker_key, one.tier, one.turn) for one in found]
    assert rounds == [[(FIRST, 1)], [(SECOND, 1), (FIRST, 2)], [(BOSS, 1), (SECOND, 2)], [(BOSS, 2)]]


def test_whoever_has_it_is_rung_before_anybody_else() -> None:
    """A caller whose request somebody has reaches that worker first, twice; then nobody by this rule."""
    held = replace(REQUEST, state=RequestState.CLAIMED, holder=BOSS)
    assert next_rings(held, PEOPLE, [], (), office_open=False) == (ToRing(BOSS, None, 1),)
    once = [rung(BOSS, None)]
    assert next_rings(held, PEOPLE, once, (), office_open=False) == (ToRing(BOSS, None, 2),)
    assert next_rings(held, PEOPLE, [*once, rung(BOSS, None, 2)], (), office_open=False) == ()


def test_unread_never_rings_a_supervisor() -> None:
    """What nobody understood climbs no higher than backup."""
    unread = replace(REQUEST, grade=Grade.UNREAD)
    tried = [rung(FIRST, Tier.ON_CALL, 1), rung(SECOND, Tier.BACKUP, 1), rung(FIRST, Tier.ON_CALL, 2)]
    assert next_rings(unread, PEOPLE, [*tried, rung(SECOND, Tier.BACKUP, 2)], (), office_open=False) == ()


def test_two_phones_of_one_worker_are_one_second_ring() -> None:
    """Both phones of a worker ring; they are asked twice, not four times."""
    both = [rung(FIRST, Tier.ON_CALL), rung(FIRST, Tier.ON_CALL)]
    assert first(*both) == (ToRing(SECOND, Tier.BACKUP, 1), ToRing(FIRST, Tier.ON_CALL, 2))
