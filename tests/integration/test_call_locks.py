"""Whoever changes a request, its caller and the rings for them locks them in one order: nobody waits in a circle."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from world import FIRST, World

from bot.calls import ringing
from bot.calls.calling import hears, is_joined
from bot.calls.placing import place_due, progress
from bot.model.calls import Call, CameBack, Pressed
from bot.store import calls, requests
from bot.store.engine import Store, Tx
from bot.telephony.calls import CallStatus

pytestmark = pytest.mark.postgres
WAITING = text("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


class Night:
    """A caller in their queue and a worker whose phone has answered."""

    def __init__(self, world: World) -> None:
        rosa = world.family("rosa", phone_is="private").calls().hears("press 1").presses("1").is_waiting()
        world.phone(FIRST).rings().answers().hears("Press 1")
        self.services = world.services
        with world.store.read() as tx:
            caller = calls.by_sid(tx, rosa.current.sid)
            assert caller is not None
            self.caller = caller
            (self.ring,) = calls.rings_for(tx, caller.key)

    def queued(self) -> int:
        """Return the number of the step that brought the caller into their queue."""
        with self.services.store.read() as tx:
            return calls.queued_number(tx, self.caller.key) or 0

    def asked(self, call: Call) -> int:
        """Return the number of the step a call is at."""
        with self.services.store.read() as tx:
            found = calls.get(tx, call.key)
        assert found is not None
        return found.number


def presses_1(night: Night) -> object:
    """The worker takes the caller."""
    return hears(night.services, night.ring.key, night.asked(night.ring), Pressed("1"), night.ring.sid or "")


def rings_out(night: Night) -> object:
    """The carrier says that nobody took it."""
    return progress(night.services, night.ring.key, night.ring.sid or "", CallStatus.NO_ANSWER)


def waits_on(night: Night) -> object:
    """The caller wants to wait."""
    return hears(night.services, night.caller.key, night.asked(night.caller), Pressed("1"), night.caller.sid or "")


def gives_up(night: Night) -> object:
    """The caller comes out of the queue."""
    return hears(night.services, night.caller.key, night.queued(), CameBack(was_joined=False), night.caller.sid or "")


def is_looked_after(night: Night) -> object:
    """The lane sees to the caller."""
    night.services.store.write_again(lambda tx: calls.change(tx, night.caller.key, due_at=night.services.clock.now()))
    return place_due(night.services)


def is_dropped(night: Night) -> object:
    """A ring that waits is of no use any more."""
    at = night.services.clock.now() - timedelta(seconds=1)
    night.services.store.write_again(
        lambda tx: calls.change(
            tx, night.ring.key, state="waiting", sid=None, due_at=at, not_after=at - timedelta(seconds=1)
        )
    )
    return place_due(night.services)


def are_joined(night: Night) -> object:
    """The carrier joins the two."""
    is_joined(night.services, night.caller.key, night.ring.key)
    return None


OTHERS = (presses_1, rings_out, waits_on, gives_up, is_looked_after, is_dropped, are_joined)


@pytest.mark.parametrize("other", OTHERS)
def test_a_claim_by_text_and_whatever_happens_on_the_line_take_turns(
    postgres_store: Store, other: Callable[[Night], object]
) -> None:
    """Who claims has the request, then needs the rings and the caller: the other is not in possession of those."""
    world = World(postgres_store)
    world.staff()
    night = Night(world)
    with ThreadPoolExecutor(1) as beside:
        with world.store.write() as tx:
            assert night.caller.request_key is not None
            requests.get(tx, night.caller.request_key, locked=True)
            done = beside.submit(other, night)
            _until_it_waits(world.store, done)
            _as_a_claim(tx, night)
        done.result(timeout=10)


@pytest.mark.parametrize("other", [rings_out, presses_1, are_joined])
def test_a_step_of_the_caller_and_what_becomes_of_a_ring_take_turns(
    postgres_store: Store, other: Callable[[Night], object]
) -> None:
    """A caller who gives up calls their rings off, at the very moment at which one ends, or is taken."""
    world = World(postgres_store)
    world.staff()
    night = Night(world)
    with ThreadPoolExecutor(1) as beside:
        with world.store.write() as tx:
            calls.in_order(tx, night.caller.key)
            done = beside.submit(other, night)
            _until_it_waits(world.store, done)
            ringing.stop(tx, night.caller.key, world.clock.now())
            calls.change(tx, night.ring.key, hang_up_at=world.clock.now())
        done.result(timeout=10)


def _as_a_claim(tx: Tx, night: Night) -> None:
    """Take what a claim by text takes after the request."""
    calls.change(tx, night.ring.key, hang_up_at=night.services.clock.now())
    calls.get(tx, night.caller.key, locked=True)


def _until_it_waits(store: Store, done: "Future[object]") -> None:
    """Go on once the other transaction waits for a row, or is over."""
    while not done.done():
        with store.read() as tx:
            if tx.connection.execute(WAITING).first() is not None:
                return
