"""Whoever is rung, whatever becomes of it, whatever the caller does: each call ends as a cry must end (SAFETY 2.5).

A human word or a message that is cared for; until then a request that goes on by itself; never a bare hang-up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from world import BOSS, FIRST, OWN, SATURDAY_11_PM, SECOND, TUESDAY_10_AM, Handset, World, no_logged_errors

from bot.model.calls import CallState
from bot.model.help import HelpRequest, RequestState, StepKind
from bot.store import requests
from bot.store.engine import Store
from bot.store.tables import calls, help_requests
from bot.telephony.calls import CallStatus
from bot.telephony.simulated_call import Outcome

LADDER = (OWN, FIRST, SECOND, BOSS)
PATIENCE = timedelta(seconds=150)
"""The hold of 90 seconds, and the last words on both sides of it."""
STEP = 1


def takes(world: World, phone: Handset) -> None:
    """Answer, and press 1."""
    phone.answers().presses("1")


def answers_alone(world: World, phone: Handset) -> None:
    """Answer, and press nothing."""
    phone.answers()


def voicemail(world: World, phone: Handset) -> None:
    """Let the voicemail answer."""
    world.calls.voicemail(phone.rings().current.sid)


def busy(world: World, phone: Handset) -> None:
    """Be on another call."""
    world.calls.always(phone.phone, Outcome.BUSY)
    phone.notes_rings()


def no_answer(world: World, phone: Handset) -> None:
    """Let it ring."""
    phone.rings()


def declines(world: World, phone: Handset) -> None:
    """Turn the call away."""
    phone.declines()


def fails(world: World, phone: Handset) -> None:
    """Have no network."""
    phone.fails_to_ring()


def drops(world: World, phone: Handset) -> None:
    """Take the call, and fall out of the network in the middle of it."""
    phone.answers().presses("1")
    world.later(seconds=12)
    if phone.current.status is CallStatus.IN_PROGRESS:
        phone.drops()


Way = Callable[[World, Handset], None]
Does = Callable[[Handset, timedelta], None]
WAYS: tuple[Way, ...] = (*(takes, answers_alone, voicemail, busy, no_answer, declines, fails, drops),)


@dataclass
class Ended:
    """How a call ended for its caller."""

    talked: bool = False
    was_asked_for_message: bool = False
    hung_up: bool = False


def waits(caller: Handset, so_far: timedelta) -> None:
    """Do nothing."""


def leaves_message(caller: Handset, so_far: timedelta) -> None:
    """Press 2 as soon as the choice has been heard, and speak."""
    if so_far >= timedelta(seconds=45) and caller.current.waits_in is not None:
        caller.presses("2")


def hangs_up(caller: Handset, so_far: timedelta) -> None:
    """Hang up before most phones have rung."""
    if so_far >= timedelta(seconds=20):
        caller.hangs_up()


CALLERS: tuple[Does, ...] = (waits, leaves_message, hangs_up)


def play(world: World, target: str, way: Way, does: Does) -> tuple[Ended, Handset]:
    """Let somebody call; those below the target do not answer, the target does what it does, once it rings."""
    for below in LADDER[: LADDER.index(target)]:
        world.calls.always(world.phone(below).phone, Outcome.NO_ANSWER)
    caller, ended, has_rung = world.family("rosa").calls().presses("1"), Ended(), False
    began = world.clock.now()
    while (so_far := world.clock.now() - began) < PATIENCE and not caller.current.is_over:
        phone = world.phone(target)
        if not has_rung and _rings(world, phone):
            has_rung = True
            way(world, phone)
            ended.talked |= way in {takes, drops} and the_request(world).holder is not None
        ended.talked |= caller.current.partner is not None
        said = " ".join(one.words for one in caller.current.heard)
        ended.was_asked_for_message |= "after the tone" in said
        if not ended.talked and not ended.was_asked_for_message:
            does(caller, so_far)
        if ended.talked and so_far > timedelta(seconds=100):
            break
        world.later(seconds=STEP)
    ended.hung_up = does is hangs_up and not ended.talked
    if not caller.current.is_over:
        caller.hangs_up()
    return ended, caller


def _rings(world: World, phone: Handset) -> bool:
    return any(call.status is CallStatus.RINGING for call in world.calls.calls_of(phone.phone))


def the_request(world: World) -> HelpRequest:
    """Return the one request there is."""
    with world.store.read() as tx:
        (key,) = tx.connection.execute(select(help_requests.c.id)).scalars().all()
        return requests.get(tx, key)


def kinds(world: World, key: int) -> list[str]:
    """Return what happened to a request, in order."""
    with world.store.read() as tx:
        return [step.kind for step in requests.steps(tx, key)]


def rows_of(world: World) -> list[tuple[str, str | None]]:
    """Return the state and the outcome of every call."""
    with world.store.read() as tx:
        return [(row.state, row.outcome) for row in tx.connection.execute(select(calls)).all()]


@pytest.mark.parametrize("does", CALLERS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("way", WAYS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("target", LADDER)
def test_every_call_ends_as_a_cry_must(sqlite_store: Store, target: str, way: Way, does: Does) -> None:
    """Within the hold the caller has talked, was asked for a message or has hung up; the request lives on till done."""
    with no_logged_errors():
        world = World(sqlite_store, now=TUESDAY_10_AM if target == OWN else SATURDAY_11_PM)
        world.staff()
        ended, caller = play(world, target, way, does)
        world.later(seconds=60)
        request = the_request(world)
        assert ended.talked or ended.was_asked_for_message or ended.hung_up
        assert ended.talked == (way in {takes, drops} and not ended.hung_up and not ended.was_asked_for_message)
        if ended.talked and way is takes:
            assert request.state is RequestState.CLAIMED
        assert request.state is not RequestState.CLOSED
        if request.state is RequestState.OPEN:
            assert request.next_step_at is not None
        assert all(state == CallState.ENDED and outcome for state, outcome in rows_of(world))
        if ended.hung_up and request.holder is None:
            assert StepKind.HUNG_UP in kinds(world, request.key)
        said = " ".join(one.words for one in caller.current.heard)
        assert "9 1 1" in said
        assert "9 8 8" in said
        assert not world.calls.errors
