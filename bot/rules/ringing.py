"""Who is rung next for a caller who waits: tier by tier, each phone twice, moving on by what became of the rings.

A phone that lies on "do not disturb" lets a second call through within three minutes, so the same one rings twice; the
second ring of a tier is the first of the next, so that nobody waits for the sake of it.
"""

from collections.abc import Collection, Sequence

from bot.model.calls import NOT_REACHED, CallOutcome
from bot.model.help import HelpRequest, RequestState
from bot.model.policy import Tier
from bot.model.value import value, value_in_order
from bot.rules.ladder import People, tiers_for

TWICE = 2


@value
class Rung:
    """A ring for this caller: whose phone, for which tier and turn; no `outcome` while it goes on."""

    worker_key: int
    tier: Tier | None
    turn: int
    outcome: CallOutcome | None = None


@value_in_order
class ToRing:
    """A worker to be rung now."""

    worker_key: int
    tier: Tier | None
    turn: int


def next_rings(
    request: HelpRequest,
    people: People,
    rung: Sequence[Rung],
    busy: Collection[int],
    *,
    office_open: bool,
) -> tuple[ToRing, ...]:
    """Return who is rung now that nothing rings any more for this caller; nobody, once everybody had their two rings.

    Whoever has the request is rung before anybody else: they were told of it, or their call with the caller broke off.
    """
    if any(one.outcome is None for one in rung):
        return ()
    if request.state is RequestState.CLAIMED and request.holder is not None:
        return _holder(request.holder, rung, busy)
    gone = {one.worker_key for one in rung if one.outcome is CallOutcome.PASSED} | set(busy)
    again = _second_turns(rung, gone)
    return (*_first_turns(request, people, rung, gone, office_open=office_open), *again)


def _holder(holder: int, rung: Sequence[Rung], busy: Collection[int]) -> tuple[ToRing, ...]:
    """Return whoever has the request, for their first or second ring as such; on no tier they are asked again."""
    theirs = [one for one in rung if one.worker_key == holder and one.tier is None]
    turn = max((one.turn for one in theirs), default=0) + 1
    has_passed = any(one.outcome is CallOutcome.PASSED for one in theirs)
    return () if holder in busy or has_passed or turn > TWICE else (ToRing(holder, None, turn),)


def _first_turns(
    request: HelpRequest, people: People, rung: Sequence[Rung], gone: Collection[int], *, office_open: bool
) -> tuple[ToRing, ...]:
    """Return the first tier nobody of whom has been rung yet, and somebody can be."""
    asked = {one.worker_key for one in rung if one.tier is not None}
    tried = {one.tier for one in rung}
    for tier in tiers_for(request.kind, request.grade, office_open=office_open):
        fresh = [key for key in people.get(tier, ()) if key not in gone and key not in asked]
        if tier not in tried and fresh:
            return tuple(ToRing(key, tier, 1) for key in fresh)
    return ()


def _second_turns(rung: Sequence[Rung], gone: Collection[int]) -> tuple[ToRing, ...]:
    """Return those whose first ring was answered by nobody, for their second."""
    twice = {one.worker_key for one in rung if one.turn > 1 and one.tier is not None}
    missed = [one for one in rung if one.turn == 1 and one.tier is not None and one.outcome in NOT_REACHED]
    again = (ToRing(one.worker_key, one.tier, 2) for one in missed if one.worker_key not in {*gone, *twice})
    return tuple(dict.fromkeys(again))
