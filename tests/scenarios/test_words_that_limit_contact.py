"""Words that limit contact act at once: hold, at most OK, and a page that quotes them (SAFETY 3)."""

from datetime import timedelta

import pytest
from world import BOSS, FIRST, OWN, SECOND, World

TO_MONDAY_DIGEST = timedelta(hours=33)
SIGNS = {
    "he reads this phone": "They said: somebody reads this phone",
    "delete this": "They said: delete this",
    "use my other phone": "They said: other phone",
}
LIMITS = SIGNS | {
    "do not text me": "They said: do not text",
    "don't call me": "They said: do not call",
    "wrong number": "They said: wrong number",
}
PHONES = ["private", "shared", "monitored", ""]


def staff_is_beside_the_point(world: World) -> None:
    """Take what the four workers got as read."""
    for worker in (OWN, FIRST, SECOND, BOSS):
        world.phone(worker).ignores()


@pytest.mark.parametrize("words", SIGNS)
@pytest.mark.parametrize("phone_is", PHONES)
def test_a_sign_of_danger_holds_the_phone_and_pages(world: World, words: str, phone_is: str) -> None:
    """The answer is OK and no more; somebody is paged tonight and reads the limit, and nothing unasked is sent."""
    rosa = world.family("rosa", phone_is=phone_is)
    rosa.texts(words).gets("OK.")
    assert rosa.text == "OK."
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE", "UNREAD", "F-0001", SIGNS[words], "HELD", "Do not call").code
    lucia.replies("1").gets("yours", SIGNS[words]).gets(words)
    lucia.texts("are you safe?").gets("not sent", "not safe to text now")
    lucia.texts(f"send {code}").gets("not sent", "not safe to text now")
    rosa.gets_nothing()
    world.later(minutes=1)
    rosa.texts("ok now").gets_nothing()
    lucia.gets("ok now").texts("are you safe?").gets("sent to")
    rosa.gets("are you safe?")


@pytest.mark.parametrize("words", LIMITS)
@pytest.mark.parametrize("phone_is", ["private", ""])
def test_a_cry_with_a_limit_is_answered_with_ok_alone(world: World, words: str, phone_is: str) -> None:
    """Crisis and limit in one text: the request opens, the page quotes the limit, the phone shows OK."""
    rosa = world.family("rosa", phone_is=phone_is)
    rosa.texts(f"he is hitting me, {words}").gets("OK.")
    assert rosa.text == "OK."
    world.phone(FIRST).gets("PAGE", "EMERGENCY", LIMITS[words], "Do not call")
    world.later(minutes=10)
    world.phone(SECOND).gets("PAGE", LIMITS[words])
    world.phone(BOSS).gets("PAGE", LIMITS[words])
    rosa.gets_nothing()


@pytest.mark.parametrize("words", LIMITS)
def test_a_limit_during_an_open_request_is_quoted_on_the_next_pages(world: World, words: str) -> None:
    """The request goes on; whoever is paged from now on reads the limit."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("he is hitting me").gets("911")
    world.phone(FIRST).gets("PAGE").lacks("They said")
    rosa.texts(words).gets("OK.")
    world.later(minutes=5)
    lee = world.phone(SECOND)
    lee.gets("PAGE", LIMITS[words]).replies("1").gets("yours", LIMITS[words]).gets("hitting me").gets(words)
    staff_is_beside_the_point(world)
    rosa.ignores()


@pytest.mark.parametrize("words", [*SIGNS, "do not text me", "wrong number"])
def test_a_limit_while_somebody_has_it_stops_their_words(world: World, words: str) -> None:
    """The holder reads the limit; what they write is held from then on, even on a private phone."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia has").texts(words).gets("OK.")
    lucia.gets(words).texts("are you safe?").gets("not sent", "not safe to text now")
    rosa.gets_nothing()


@pytest.mark.parametrize("words", ["don't call me", "can't talk right now", "no me llames"])
def test_whoever_refuses_calls_may_still_be_texted(world: World, words: str) -> None:
    """The channel that is held is the one they named: "text only" must not silence the worker who texts."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE", "Call ok").replies("1").gets("yours", "Call ok").gets("hitting me")
    rosa.gets("Lucia has").texts(words).gets("OK.")
    lucia.gets(words).texts("then text me here").gets("sent to")
    rosa.gets("then text me here")
    lucia.texts("2").gets("passed")
    rosa.gets("telling the next person")
    world.phone(SECOND).gets("PAGE", "Text ok", "Do not call", "They said: do not call")


def test_refused_calls_stay_refused_until_a_worker_says_safe(world: World) -> None:
    """A later request says "do not call" too; `safe F-0001` ends it."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("don't call me").gets("OK.")
    rosa.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE", "Do not call").code
    lucia.replies("1").gets("yours").gets("hitting me")
    lucia.texts("safe F-0001").gets("released").texts(f"done {code} she is fine").gets("closed")
    rosa.gets("Lucia has").texts("he is hitting me again").gets("911")
    lucia.gets("PAGE", "Call ok")


@pytest.mark.parametrize("words", ["do not text me", "don't call me"])
@pytest.mark.parametrize("phone_is", PHONES)
def test_do_not_text_and_do_not_call_are_told_in_the_morning_digest(world: World, words: str, phone_is: str) -> None:
    """No request, no page at night: OK, and the family's worker hears of it on Monday morning."""
    rosa = world.family("rosa", phone_is=phone_is)
    rosa.texts(words).gets("OK.")
    assert rosa.text == "OK."
    world.later(minutes=10)
    world.phone(OWN).gets_nothing()
    world.clock.move(TO_MONDAY_DIGEST - timedelta(minutes=11))
    world.settle()
    world.phone(OWN).gets_nothing()
    world.clock.move(timedelta(minutes=1))
    world.settle()
    world.phone(OWN).gets("F-0001", "asked not to be").lacks("Rosa")


@pytest.mark.parametrize("phone_is", ["private", "shared", ""])
def test_wrong_number_holds_all_texts_and_tells_the_worker_in_the_morning(world: World, phone_is: str) -> None:
    """Nobody is woken; the worker learns of it next working morning."""
    rosa = world.family("rosa", phone_is=phone_is)
    rosa.texts("wrong number").gets("OK.")
    world.later(minutes=10)
    world.clock.move(TO_MONDAY_DIGEST - timedelta(minutes=10))
    world.settle()
    world.phone(OWN).gets("F-0001", "wrong number", "held")
    rosa.gets_nothing()


def test_wrong_number_from_a_monitored_phone_is_a_sign(world: World) -> None:
    """Somebody may have taken the phone: a human hears of it tonight."""
    rosa = world.family("rosa", phone_is="monitored")
    rosa.texts("wrong number, who is this").gets("OK.")
    world.phone(FIRST).gets("PAGE", "UNREAD", "They said: wrong number").replies("1").gets("yours").gets("wrong number")
    rosa.gets_nothing()


def test_wrong_number_during_an_open_request_joins_it(world: World) -> None:
    """A cry that is suddenly a wrong number stays a cry: held, quoted, never closed."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("he is hitting me").gets("911")
    rosa.texts("sorry wrong number").gets("OK.")
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE", "wrong number", "HELD").replies("1").gets("yours").gets("hitting me").gets("sorry")
    world.phone(FIRST).ignores()
    rosa.gets_nothing()


def test_unsafe_holds_every_phone_of_the_family_and_safe_releases_them(world: World) -> None:
    """`unsafe F-0001` stops everything unasked at once; their own texts are still answered; `safe` ends it."""
    rosa = world.family("rosa", phone_is="private", discreet="no", number=30)
    nana = world.family("nana", phone_is="private", code="F-0001", person_id="2", relation="caregiver", number=31)
    dana = world.phone(OWN)
    dana.texts("unsafe F-0001").gets("F-0001", "all phones held")
    for phone in (rosa, nana):
        phone.texts("he is hitting me").gets("Right now you can call 911", "text again or call 911").lacks("11:16")
        world.phone(FIRST).gets("PAGE", "HELD", "Text only in answer", "Do not call")
    world.later(minutes=20)
    rosa.gets_nothing()
    nana.gets_nothing()
    dana.texts("safe f-0001").gets("F-0001", "released")
    rosa.gets_nothing()
    staff_is_beside_the_point(world)
    rosa.texts("he is at the door").gets("In danger? Call 911")
    staff_is_beside_the_point(world)


def test_an_unsafe_phone_has_no_override_outside_safe_hours(world: World) -> None:
    """The holder writes `unsafe` and cannot lift it with `send KB`; the next text from the phone can be answered."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia has")
    world.later(minutes=1)
    lucia.texts("unsafe F-0001").gets("all phones held")
    lucia.texts("are you alone?").gets("not sent", "not safe to text now")
    lucia.texts(f"send {code}").gets("not sent", "not safe to text now")
    rosa.gets_nothing()
    world.later(minutes=1)
    rosa.texts("yes").gets_nothing()
    lucia.gets("yes").texts("stay inside").gets("sent to")
    rosa.gets("stay inside")


def test_a_retraction_with_a_limit_closes_nothing(world: World) -> None:
    """To be told to ignore and delete is one more reason to care."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("he is hitting me").gets("911")
    rosa.texts("ignore that, delete this").gets("OK.")
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE", "They said: delete this", "HELD")
    world.phone(FIRST).ignores()
    rosa.gets_nothing()
