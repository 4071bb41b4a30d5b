"""The nights to come on both engines: asked once by whoever looks first, answered, told, weak spots once."""

from datetime import timedelta

from nights import local, stand
from world import BOSS, FIRST, TUESDAY_10_AM, World, no_logged_errors

from bot.nights import ask_due
from bot.store import nights
from bot.store.engine import Store
from bot.weak_spots import tell_weak


def test_a_night_is_asked_about_answered_and_told(store: Store) -> None:
    """The question, its round trip, the silence of another night, and a phone in doubt."""
    with no_logged_errors():
        world = World(store, now=TUESDAY_10_AM)
        world.hires()
        stand(world, (local(24, 17), local(24, 18), FIRST), (local(24, 19), local(24, 22), FIRST))
        world.clock.move(local(24, 16, 30) - world.clock.now())
        assert [ask_due(world.services) for _ in range(2)] == [1, 0]
        world.settle()
        world.phone(FIRST).gets("SHIFT 1:").replies("S1").gets("S1, seen")
        world.clock.move(timedelta(hours=2))
        world.settle()
        world.phone(FIRST).gets("SHIFT 2:")
        world.clock.move(timedelta(minutes=31))
        world.settle()
        world.phone(BOSS).gets("NOT SEEN: Lucia", "delivered")
        world.phone(FIRST).replies("S").gets("S2 counts, late")
        with store.read() as tx:
            trip, counted = nights.last_round_trip(tx), nights.counts(tx, local(24, 0), local(25, 0))
        assert trip is not None
        assert trip.delivered_at is not None
        assert (counted.in_time, counted.late, counted.unseen) == (1, 1, 0)
        world.phone(FIRST).texts("STOP")
        assert [tell_weak(world.services) for _ in range(2)] == [1, 0]
