"""What may reach a worker at night, and what waits (SAFETY 3, 5)."""

from datetime import UTC, datetime, timedelta

from world import BOSS, FIRST, OWN, SECOND, ZONE, World

from bot.store.engine import Store

CRY = "he is hitting me right now"


def test_a_stop_waits_for_the_working_morning(world: World) -> None:
    """Saturday night nobody is told of a routine matter, nor on Sunday; on Monday at 8 the own worker is, once."""
    world.family("rosa", phone_is="private").texts("STOP").gets_nothing()
    world.phone(OWN).gets_nothing()
    for hours in (9, 10.5, 13.5 - 1 / 60):  # Sunday, 8:00 and 18:30; Monday, a minute to 8
        world.clock.move(timedelta(hours=hours))
        world.settle()
        world.phone(OWN).gets_nothing()
    world.clock.move(timedelta(minutes=1))
    world.settle()
    world.phone(OWN).gets("Morning list", "F-0001 texted STOP", "Visits stand")
    world.clock.move(timedelta(hours=10, minutes=30))  # Monday, 18:30
    world.settle()
    world.phone(OWN).gets_nothing()


def test_a_stop_in_working_time_is_told_at_once(office: World) -> None:
    """Within the hour: here within the minute."""
    office.family("rosa", phone_is="private").texts("STOP").gets_nothing()
    office.phone(OWN).gets("F-0001 texted STOP")


def test_only_pages_look_like_pages(world: World) -> None:
    """PAGE stands before nothing else that a worker gets."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets(CRY).texts("are you ok").gets("sent to").texts("?").gets("done KB")
    lucia.texts("oncall").gets("Now").texts("3").gets("Not understood").texts(f"done {code}").gets("closed")
    rosa.gets("Lucia").gets("are you ok")
    bodies = [text.body for text in world.carrier.handset(lucia.phone)]
    assert [body.startswith("PAGE") for body in bodies].count(True) == 1
    assert all("PAGE" not in body for body in bodies[1:])


def test_the_own_worker_sleeps_while_the_office_is_closed(world: World) -> None:
    """After hours the own worker is no rung of the ladder."""
    world.family("rosa").texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE")
    world.later(minutes=11)
    world.phone(SECOND).gets("PAGE")
    world.phone(BOSS).gets("PAGE")
    world.phone(OWN).gets_nothing()


def test_supervisors_are_woken_by_the_ladder_alone(world: World) -> None:
    """A claimed request never reaches a supervisor."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets(CRY)
    rosa.gets("Lucia").texts("he left")
    world.phone(FIRST).gets("he left")
    world.later(minutes=16)
    world.phone(FIRST).gets("wait for a word")
    world.phone(BOSS).gets_nothing()


def test_the_one_who_holds_it_hears_the_family_at_any_hour(world: World) -> None:
    """Words about a request one holds come at three in the morning too."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE").replies("1").gets("yours").gets(CRY)
    rosa.gets("Lucia")
    lucia.texts("I am here all night").gets("sent to")
    rosa.gets("all night")
    world.clock.move(timedelta(hours=4))
    assert world.clock.now().astimezone(ZONE).hour == 3
    rosa.texts("are you awake")
    lucia.gets("are you awake")


def test_a_ladder_at_the_clock_change_neither_skips_nor_repeats(sqlite_store: Store) -> None:
    """The hour that comes twice is passed like any other: five minutes a tier."""
    world = World(sqlite_store, now=datetime(2026, 11, 1, 5, 58, tzinfo=UTC))
    world.staff()
    assert world.clock.now().astimezone(ZONE).strftime("%m-%d %H:%M %Z") == "11-01 01:58 EDT"
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911", "1:14 AM")
    world.phone(FIRST).gets("PAGE")
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE")
    world.later(minutes=5)
    world.phone(BOSS).gets("PAGE").replies("1").gets("yours").gets(CRY)
    rosa.gets("Sam")
    world.end()
