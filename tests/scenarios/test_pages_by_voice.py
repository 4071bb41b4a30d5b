"""A page that nobody answers in half its time, or that does not arrive, rings too (issue F; SAFETY 2.4, 5)."""

import pytest
from world import BOSS, FIRST, OWN, SECOND, STAFF, World

UNDELIVERED = 30003


@pytest.fixture
def ringing(world: World) -> World:
    """Let pages ring."""
    world.pages_ring()
    return world


def test_a_page_rings_at_half_its_time(ringing: World) -> None:
    """Two and a half minutes without an answer: the phone rings, says grade and code, and `1` takes it."""
    rosa = ringing.family("rosa", phone_is="private").texts("he is hitting me right now").gets("911")
    lucia = ringing.phone(FIRST).gets("PAGE")
    ringing.later(minutes=2, seconds=20)
    lucia.does_not_ring()
    ringing.later(seconds=15)
    lucia.answers().hears("Page", "Emergency", "B. D.", "press 1").lacks("F-0001", "Rosa", "hitting")
    lucia.presses("1").hears("is yours").was_hung_up()
    lucia.gets("is yours").gets("hitting me right now")
    rosa.gets("Lucia has your message")


def test_a_page_that_was_answered_does_not_ring(ringing: World) -> None:
    """Whoever has it is not rung."""
    rosa = ringing.family("rosa", phone_is="private").texts("he is hitting me right now").gets("911")
    lucia = ringing.phone(FIRST).gets("PAGE").replies("1").gets("is yours").gets("hitting")
    rosa.gets("Lucia")
    ringing.later(minutes=4)
    lucia.does_not_ring()


def test_a_page_that_did_not_arrive_rings_at_once(ringing: World) -> None:
    """The carrier could not deliver it: the phone rings, and the ladder has moved on as well."""
    ringing.carrier.undelivered(ringing.phone(FIRST).phone, UNDELIVERED)
    ringing.family("rosa").texts("he is hitting me right now").gets("911")
    ringing.later(seconds=5)
    ringing.phone(FIRST).answers().hears("Page").presses("1").hears("is yours")
    ringing.phone(SECOND).gets("PAGE")
    ringing.later(minutes=1)
    for worker in STAFF:
        ringing.phone(worker).ignores()


def test_a_page_is_passed_on_by_key(ringing: World) -> None:
    """`2` passes the page: the next tier is paged at once."""
    ringing.family("rosa").texts("he is hitting me right now").gets("911")
    lucia = ringing.phone(FIRST).gets("PAGE")
    ringing.later(minutes=2, seconds=31)
    lucia.answers().hears("press 2").presses("2").hears("Passed")
    ringing.phone(SECOND).gets("PAGE").replies("1").gets("yours").gets("hitting")
    ringing.later(minutes=4)
    ringing.phone(SECOND).does_not_ring()


def test_a_page_is_heard_again(ringing: World) -> None:
    """The star says it once more."""
    ringing.family("rosa").texts("he is hitting me right now").gets("911")
    lucia = ringing.phone(FIRST).gets("PAGE")
    ringing.later(minutes=2, seconds=31)
    lucia.answers().hears("Emergency").presses("*").hears("Emergency").presses("1").hears("is yours").ignores()


def test_a_voicemail_takes_no_page(ringing: World) -> None:
    """What presses no key has nothing, and hears no code to keep on a tape but that of the request."""
    ringing.family("rosa").texts("he is hitting me right now").gets("911")
    lucia = ringing.phone(FIRST).gets("PAGE")
    ringing.later(minutes=2, seconds=31)
    lucia.goes_to_voicemail()
    ringing.later(minutes=2)
    ringing.phone(SECOND).gets("PAGE")
    for worker in STAFF:
        ringing.phone(worker).ignores()


def test_what_nobody_understood_rings_nobody(ringing: World) -> None:
    """`unread` is a text page alone: a robot's silence must not wake anybody."""
    ringing.family("rosa").texts("mmmh the thing with the blue one").gets("passed on")
    ringing.phone(FIRST).gets("PAGE", "UNREAD")
    ringing.later(minutes=4)
    ringing.phone(FIRST).does_not_ring()
    ringing.later(minutes=4)
    for worker in (FIRST, SECOND, BOSS, OWN):
        ringing.phone(worker).ignores()


def test_a_worker_in_danger_by_a_sign_is_not_rung(ringing: World) -> None:
    """Their own alarm rings their colleagues, never their own phones (SAFETY 2.6)."""
    ringing.phone(OWN).texts("help").gets("We are telling")
    lucia = ringing.phone(FIRST).gets("PAGE", "Dana")
    ringing.phone(BOSS).gets("PAGE", "Dana")
    ringing.later(minutes=2, seconds=31)
    lucia.answers().hears("colleague is in danger").presses("1").hears("is yours")
    ringing.phone(OWN).does_not_ring()
    for worker in STAFF:
        ringing.phone(worker).ignores()
