"""Safe hours: outside them a phone gets an answer within two minutes of its text, and nothing else (SAFETY 1.1)."""

from datetime import timedelta

import pytest
from world import BOSS, FIRST, OWN, SECOND, World

SATURDAY_NIGHT_TO_MONDAY_10_AM = timedelta(hours=35)


def staff_is_beside_the_point(world: World) -> None:
    """Take what the four workers got as read."""
    for worker in (OWN, FIRST, SECOND, BOSS):
        world.phone(worker).ignores()


@pytest.mark.parametrize("phone_is", ["private", "shared", "monitored", ""])
def test_an_answer_may_come_outside_safe_hours(world: World, phone_is: str) -> None:
    """Whoever just texted holds the phone now; nothing else follows before the safe hours."""
    rosa = world.family("rosa", phone_is=phone_is, safe_from="09:00", safe_to="15:00")
    rosa.texts("he is hitting me").gets("911", "988")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    world.later(minutes=5)
    rosa.gets_nothing().texts("hello?").gets("Lucia has your message")
    world.phone(FIRST).gets("hello?")


def test_nothing_is_promised_that_safe_hours_forbid(world: World) -> None:
    """A private phone outside its safe hours is promised no further text, and gets none."""
    rosa = world.family("rosa", phone_is="private", safe_from="09:00", safe_to="15:00")
    rosa.texts("i want to kill myself").gets("text again or call 911").lacks("11:16")
    world.later(minutes=20)
    rosa.gets_nothing()
    staff_is_beside_the_point(world)


def test_nothing_is_promised_for_a_time_after_the_safe_hours(world: World) -> None:
    """Safe hours that end before the promise would fall due allow no promise."""
    rosa = world.family("rosa", phone_is="private", safe_from="09:00", safe_to="23:10")
    rosa.texts("i want to kill myself").gets("text again or call 911").lacks("11:16")
    world.later(minutes=20)
    rosa.gets_nothing()
    staff_is_beside_the_point(world)


def test_inside_safe_hours_a_private_phone_hears_what_follows(world: World) -> None:
    """Monday at ten: the promise is given, and who has it is told."""
    world.clock.move(SATURDAY_NIGHT_TO_MONDAY_10_AM)
    rosa = world.family("rosa", phone_is="private", safe_from="09:00", safe_to="15:00")
    rosa.texts("he is hitting me").gets("10:21")
    world.phone(OWN).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Dana has your message")


def test_safe_hours_may_span_midnight(world: World) -> None:
    """From ten at night to two in the morning, eleven at night is safe."""
    rosa = world.family("rosa", phone_is="private", safe_from="22:00", safe_to="02:00")
    rosa.texts("he is hitting me").gets("11:16")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia has your message")


def test_a_claimers_late_words_wait_outside_safe_hours(world: World) -> None:
    """Even on a private phone late words are held outside safe hours; the claimer may send them once."""
    rosa = world.family("rosa", phone_is="private", safe_from="09:00", safe_to="15:00")
    rosa.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets("hitting me")
    lucia.texts("are you alone?").gets("sent to")
    rosa.gets("are you alone?")
    world.later(minutes=16)
    lucia.texts(f"{code} are you there?").gets("not sent")
    rosa.gets_nothing()
    lucia.texts(f"send {code}").gets("sent to")
    rosa.gets("are you there?")


def test_the_strictest_hours_hold_where_two_share_a_phone(world: World) -> None:
    """Two persons of one phone who named different hours leave none that is safe for both."""
    world.family("rosa", phone_is="shared", safe_from="22:00", safe_to="02:00", number=30)
    juan = world.family(
        "juan", phone_is="shared", safe_from="20:00", safe_to="23:30", number=30, code="F-0001", person_id="2"
    )
    juan.texts("he is hitting me").gets("911", "988")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    juan.gets_nothing()
