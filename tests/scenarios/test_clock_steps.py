"""Clocks that are set and clocks that change: real minutes stay real minutes (docs/design.md)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from troubles import rows, sent
from world import BOSS, FIRST, SECOND, World, no_logged_errors

from bot.store.engine import Store
from bot.store.tables import help_requests, outbound, sender_rates

CRY = "he is hitting me right now"
FALL_BACK = datetime(2026, 11, 1, 5, 55, tzinfo=UTC)  # Sunday, 1:55 am in summer time; at 2:00 am it is 1:00 am again
SPRING_FORWARD = datetime(2027, 3, 14, 6, 55, tzinfo=UTC)  # Sunday, 1:55 am; at 2:00 am it is 3:00 am
HOUR = timedelta(hours=1)


@contextmanager
def living(store: Store, now: datetime) -> Iterator[World]:
    """Give a staffed world at that moment."""
    with no_logged_errors():
        world = World(store, now)
        world.staff()
        yield world
        world.settle()
        world.end()


@pytest.fixture(params=[FALL_BACK, SPRING_FORWARD], ids=["fall back", "spring forward"])
def night(request: pytest.FixtureRequest, sqlite_store: Store) -> Iterator[World]:
    """Give the line five minutes before the clocks change."""
    with living(sqlite_store, request.param) as world:
        yield world


def test_the_ladder_keeps_its_minutes_when_clocks_change(night: World) -> None:
    """Five minutes for each tier, ten until the next round, whatever the wall says."""
    rosa = night.family("rosa", phone_is="private")
    rosa.texts(CRY).gets("911")
    began = night.clock.now()
    night.phone(FIRST).gets("PAGE", "1:55 am")
    night.later(minutes=4, seconds=30)
    night.phone(SECOND).gets_nothing()
    night.later(seconds=30)
    night.phone(SECOND).gets("PAGE")
    night.later(minutes=5)
    night.phone(BOSS).gets("PAGE")
    night.later(minutes=5)
    rosa.gets("not reached anyone")
    night.later(minutes=9, seconds=30)
    night.phone(FIRST).gets_nothing()
    night.later(seconds=30)
    assert night.clock.now() - began == timedelta(minutes=25)
    night.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia")


def test_the_promised_time_is_kept_when_clocks_change(night: World) -> None:
    """The minute named to the family is on the clock they will look at then, and by it they hear the truth."""
    rosa = night.family("rosa", phone_is="private")
    by = night.clock.now() + timedelta(minutes=16)
    rosa.texts(CRY).gets("911", night.services.program.hours.local(by).strftime("by %-I:%M am"))
    night.later(minutes=16)
    rosa.gets("not reached anyone")
    for worker in (FIRST, SECOND, BOSS):
        night.phone(worker).gets("PAGE")


def test_the_morning_list_is_at_eight_local_when_clocks_change(night: World) -> None:
    """`soon` that nobody took waits for 8:00 on the wall, not for so many hours."""
    rosa = night.family("rosa", phone_is="private")
    rosa.texts("we have no food in the house").gets("211")
    night.later(minutes=15)
    rosa.gets("not reached anyone", "8:00 am")
    due_at = rows(night, help_requests)[0]["next_step_at"]
    assert night.services.program.hours.local(due_at).strftime("%a %H:%M") == "Sun 08:00"
    for worker in ("dana", FIRST, SECOND, BOSS):
        night.phone(worker).ignores()
    night.clock.move(due_at - night.clock.now() - timedelta(seconds=1))
    night.settle()
    night.phone(BOSS).gets_nothing()
    night.later(seconds=1)
    night.phone(BOSS).gets("PAGE", "SOON")
    night.phone("dana").gets_nothing()


def test_the_rota_has_no_hole_when_clocks_change(night: World) -> None:
    """Minute by minute through the change somebody is on call."""
    for _ in range(150):
        assert night.watches() == 0
        night.clock.move(timedelta(minutes=1))


def test_a_clock_set_back_holds_up_no_tier(world: World) -> None:
    """The machine's clock goes back an hour while a tier waits: the next person is paged now, not in an hour."""
    rosa = world.family("rosa", phone_is="private")
    world.watches()
    rosa.texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE")
    world.later(minutes=2)
    world.watches()
    world.clock.move(-HOUR)
    world.watches()
    world.phone(SECOND).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lee")


def test_a_clock_set_back_holds_up_no_text(world: World) -> None:
    """A text that waits for a retry leaves at once, not in an hour."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts(CRY).gets("911")
    lucia = world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia")
    world.carrier.down()
    lucia.texts("are you safe now?")
    world.later(seconds=90)
    world.watches()
    world.carrier.up()
    world.clock.move(-HOUR)
    world.watches()
    rosa.gets("are you safe now?")
    lucia.gets("wait for a word").gets("sent to")  # asked too early rather than an hour late
    world.phone(BOSS).ignores()


def test_a_clock_set_back_between_tries_holds_up_no_text(world: World) -> None:
    """Set back a little less than the text has waited: it was written before, and tried after, the present."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.down()
    rosa.texts(CRY)
    world.later(minutes=4, seconds=50)
    world.watches()
    waits_until = sent(world, purpose="help_answer")["due_at"]
    world.carrier.up()
    world.clock.move(-timedelta(minutes=4))
    assert waits_until - world.clock.now() > timedelta(minutes=4)
    world.watches()
    rosa.gets("911")
    world.phone(FIRST).gets("PAGE")
    for worker in (SECOND, BOSS):
        world.phone(worker).ignores()


def test_a_clock_set_back_holds_up_no_look_at_the_list(world: World) -> None:
    """A text in doubt is looked up now, not in an hour."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.lose_receipts(rosa.phone)
    world.carrier.time_out_after_accepting(to=rosa.phone)
    rosa.texts(CRY).gets("911")
    world.watches()
    world.clock.move(-HOUR)
    world.watches()
    world.phone(FIRST).gets("PAGE")
    world.phone(SECOND).ignores()
    world.later(seconds=1)
    assert sent(world, purpose="help_answer")["state"] == "submitted"
    rosa.gets_nothing()


def test_a_clock_set_back_gives_nobody_a_longer_answer(world: World) -> None:
    """On a phone that may be read, a text 'of the future' is no excuse to light it up for another hour."""
    rosa = world.family("rosa", phone_is="shared")
    rosa.texts(CRY).gets("911")
    lucia = world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    world.watches()
    world.clock.move(-HOUR)
    world.watches()
    lucia.gets("wait for a word").replies("1").gets("You have")
    world.later(minutes=14)
    lucia.gets("wait for a word").texts("are you safe now?").gets("not sent", "may be read")
    rosa.gets_nothing()


def test_a_clock_set_forward_sends_each_thing_once(world: World) -> None:
    """A day skipped: what was due comes once, not once for every hour that never was."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE")
    world.clock.move(timedelta(days=1))
    world.settle()
    world.phone(SECOND).gets("PAGE").gets_nothing()
    world.phone(FIRST).gets_nothing()
    assert len(rows(world, outbound, purpose="page")) == 2


def test_the_sending_rate_survives_a_clock_set_back(world: World) -> None:
    """A debt dated an hour ahead is not waited for."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts(CRY).gets("911")
    lucia = world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia")
    lucia.texts("done BD talked to her, police are there").gets("closed")
    world.watches()
    world.clock.move(-timedelta(hours=13))
    assert rows(world, sender_rates)[0]["free_at"] > world.clock.now()
    world.watches()
    assert rows(world, sender_rates)[0]["free_at"] == world.clock.now()
