"""Phones that others may read: nothing unasked follows a cry for help, and answers name nothing (SAFETY 1.1 to 1.5)."""

import re
from datetime import timedelta

import pytest
from world import BOSS, FIRST, OWN, SECOND, World

MAY_BE_READ = ["shared", "monitored", ""]
EVERY_PHONE = ["private", *MAY_BE_READ]
NOT_ASKED = ""


def staff_is_beside_the_point(world: World) -> None:
    """Take what the four workers got as read: the test is about the family's phone."""
    for worker in (OWN, FIRST, SECOND, BOSS):
        world.phone(worker).ignores()


@pytest.mark.parametrize("phone_is", MAY_BE_READ)
def test_who_has_it_waits_for_their_next_text(world: World, phone_is: str) -> None:
    """No name and no closing follows a cry by itself; their next text is answered with the truth, once."""
    rosa = world.family("rosa", phone_is=phone_is)
    rosa.texts("he is hitting me").gets("911", "988", "If you hear nothing, text again or call 911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE", "nothing unasked is sent").code
    lucia.replies("1").gets(code, "yours", "nothing unasked is sent").gets("hitting me")
    world.later(minutes=3)
    rosa.gets_nothing()
    rosa.texts("are you there").gets("Lucia has your message")
    lucia.gets(code, "are you there")
    rosa.texts("i am in the kitchen").gets_nothing()
    lucia.gets(code, "kitchen").texts(f"done {code} she is with her sister").gets(code, "closed")
    world.later(minutes=30)
    rosa.gets_nothing()


@pytest.mark.parametrize("phone_is", MAY_BE_READ)
def test_a_bare_ok_is_text_enough_to_hear_who_has_it(world: World, phone_is: str) -> None:
    """Whoever texts holds the phone, whatever they write; an auto-reply is no proof of that."""
    rosa = world.family("rosa", phone_is=phone_is)
    rosa.texts("he is hitting me").gets("911")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.texts("I'm driving right now").gets_nothing()
    rosa.texts("ok").gets("Lucia has your message")
    world.phone(FIRST).gets("ok")


@pytest.mark.parametrize("phone_is", MAY_BE_READ)
def test_asking_for_numbers_is_text_enough_too(world: World, phone_is: str) -> None:
    """What waited for the next text is told although that text asks for something else."""
    rosa = world.family("rosa", phone_is=phone_is)
    rosa.texts("he is hitting me").gets("911")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets_nothing().texts("numbers").gets("Lucia has your message").gets("911", "988", "211")
    world.phone(FIRST).gets("numbers")


@pytest.mark.parametrize("phone_is", MAY_BE_READ)
def test_nobody_reached_waits_for_their_next_text(world: World, phone_is: str) -> None:
    """A round without an answer is not told by itself; whoever texts again hears how things stand."""
    rosa = world.family("rosa", phone_is=phone_is)
    rosa.texts("i want to kill myself").gets("911", "988")
    world.later(minutes=40)
    rosa.gets_nothing().texts("please").gets("Nobody has answered us yet", "911", "988")
    world.later(minutes=40)
    rosa.gets_nothing()
    staff_is_beside_the_point(world)


def test_a_private_phone_hears_what_follows(world: World) -> None:
    """On a private phone the truth comes unasked: nobody reached, then who has it."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("i want to kill myself").gets("911", "988")
    world.later(minutes=16)
    rosa.gets("not reached anyone", "911", "988")
    staff_is_beside_the_point(world)
    world.phone(BOSS).replies("1").gets("yours").gets("kill myself")
    rosa.gets("Sam has your message")


@pytest.mark.parametrize("cry", ["i want to kill myself", "we have no food for the kids"])
@pytest.mark.parametrize("discreet", ["yes", "no"])
def test_the_promised_text_comes_by_the_time_it_named(world: World, cry: str, discreet: str) -> None:
    """The line names a time by which it texts again, and it does."""
    rosa = world.family("rosa", phone_is="private", discreet=discreet)
    rosa.texts(cry).gets("11:16")
    world.later(minutes=16)
    rosa.gets("not reached anyone")
    staff_is_beside_the_point(world)


def test_a_promise_given_anew_is_kept_although_nobody_reached_was_told_lately(world: World) -> None:
    """A graver text gets a promise of its own; "once an hour at most" does not break it."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("we have no food for the kids").gets("211", "11:16")
    world.later(minutes=16)
    rosa.gets("not reached anyone")
    rosa.texts("he is hitting me").gets("11:32")
    world.later(minutes=16)
    rosa.gets("not reached anyone")
    staff_is_beside_the_point(world)


@pytest.mark.parametrize("phone_is", MAY_BE_READ)
@pytest.mark.parametrize("cry", ["i want to kill myself", "we have no food for the kids"])
def test_nothing_is_promised_to_a_phone_that_may_be_read(world: World, phone_is: str, cry: str) -> None:
    """No time, no further text: only what to do if nothing comes."""
    rosa = world.family("rosa", phone_is=phone_is)
    rosa.texts(cry).gets("text again or call 911").lacks("11:16", "another text", "text you again")
    staff_is_beside_the_point(world)


@pytest.mark.parametrize("phone_is", MAY_BE_READ)
def test_an_answer_that_comes_too_late_is_held(world: World, phone_is: str) -> None:
    """The carrier was down for ten minutes: by then somebody else may hold the phone."""
    rosa = world.family("rosa", phone_is=phone_is)
    world.carrier.down()
    rosa.texts("he is hitting me")
    world.later(minutes=10)
    world.carrier.up()
    world.later(minutes=6)
    rosa.gets_nothing().texts("hello?").gets("Nobody has answered us yet", "911")
    staff_is_beside_the_point(world)


def test_a_late_answer_still_goes_to_a_private_phone(world: World) -> None:
    """On a private phone the answer comes late rather than never."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.down()
    rosa.texts("he is hitting me")
    world.later(minutes=10)
    world.carrier.up()
    world.later(minutes=6)
    rosa.gets("911", "988").gets("not reached anyone")
    staff_is_beside_the_point(world)


@pytest.mark.parametrize("phone_is", MAY_BE_READ)
def test_a_text_that_reached_us_late_is_not_answered_on_such_a_phone(world: World, phone_is: str) -> None:
    """A text found in the carrier's list half an hour later is passed on with its age, and answered to nobody."""
    rosa = world.family("rosa", phone_is=phone_is)
    world.carrier.drop_webhooks()
    rosa.texts("he is hitting me")
    world.clock.move(timedelta(minutes=30))
    world.carrier.resume_webhooks()
    assert world.fetches() == 1
    rosa.gets_nothing()
    world.phone(FIRST).gets("PAGE", "11:00").replies("1").gets("yours").gets("11:00", "hitting me")
    rosa.gets_nothing()
    world.phone(FIRST).texts("are you safe?").gets("not sent")


def test_a_claimers_words_count_as_an_answer_for_fifteen_minutes(world: World) -> None:
    """Within a quarter of an hour of their text words go out; later they are held and `send KB` sends them once."""
    rosa = world.family("rosa", phone_is="shared")
    rosa.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets("hitting me")
    world.later(minutes=15)
    lucia.gets("wait for a word").texts("are you alone?").gets(f"sent to {code}")
    rosa.gets("are you alone?")
    world.later(seconds=30)
    lucia.texts("i am calling the police").gets(f"not sent: this phone may be read. send {code} sends it once.")
    rosa.gets_nothing()
    lucia.texts(f"send {code}").gets(f"sent to {code}")
    rosa.gets("calling the police")
    lucia.texts(f"send {code}").gets("nothing of yours is held back")
    lucia.texts("are you there?").gets("not sent: this phone may be read")
    rosa.gets_nothing()


@pytest.mark.parametrize("by_itself", ["I'm driving right now", "Liked “are you alone?”"])
def test_what_a_phone_writes_by_itself_is_no_text_of_theirs(world: World, by_itself: str) -> None:
    """An auto-reply or a reaction opens no new quarter of an hour for a claimer's words."""
    rosa = world.family("rosa", phone_is="shared")
    rosa.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets("hitting me")
    world.later(minutes=14)
    rosa.texts(by_itself)
    world.later(minutes=2)
    lucia.gets("wait for a word").texts(f"{code} are you there?").gets("not sent: this phone may be read")
    rosa.gets_nothing()


def test_older_held_words_do_not_leave_with_newer_ones(world: World) -> None:
    """`send KB` sends what was held back last, not what later words have overtaken."""
    rosa = world.family("rosa", phone_is="shared")
    rosa.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets("hitting me")
    world.later(minutes=16)
    lucia.gets("wait for a word").texts(f"{code} is he with you?").gets("not sent")
    rosa.texts("he went out").gets("Lucia has your message")
    lucia.gets("he went out").texts("good, lock the door").gets("sent to")
    rosa.gets("lock the door")
    world.later(minutes=16)
    lucia.texts(f"{code} still there?").gets("not sent").texts(f"send {code}").gets("sent to")
    rosa.gets("still there?").gets_nothing()


def test_a_monitored_phone_has_no_override_outside_safe_hours(world: World) -> None:
    """`send KB` does nothing on a phone that somebody reads, unless it is an hour they called safe."""
    rosa = world.family("rosa", phone_is="monitored")
    rosa.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets("hitting me")
    world.later(minutes=16)
    lucia.gets("wait for a word")
    lucia.texts(f"{code} are you safe?").gets("not sent", "not safe to text now").lacks("send")
    lucia.texts(f"send {code}").gets("not sent", "not safe to text now")
    rosa.gets_nothing()


def test_a_monitored_phone_has_the_override_inside_safe_hours(world: World) -> None:
    """Inside the hours they called safe, a worker may lift the hold once."""
    rosa = world.family("rosa", phone_is="monitored", safe_from="22:00", safe_to="02:00")
    rosa.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets("hitting me")
    world.later(minutes=16)
    lucia.gets("wait for a word")
    lucia.texts(f"{code} are you safe?").gets(f"not sent: this phone may be read. send {code} sends it once.")
    lucia.texts(f"send {code}").gets("sent to", code)
    rosa.gets("are you safe?")


@pytest.mark.parametrize("phone_is", EVERY_PHONE)
def test_wording_is_discreet_unless_they_chose_full(world: World, phone_is: str) -> None:
    """Nobody asked = discreet: no sign of danger, no name before a worker's words."""
    rosa = world.family("rosa", phone_is=phone_is)
    rosa.texts("he is hitting me").gets("Right now you can call 911").lacks("danger")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE").replies("1").gets("yours").gets("hitting me")
    lucia.texts("are you safe?").gets("sent to")
    rosa.ignores()
    assert world.carrier.handset(rosa.phone)[-1].body == "are you safe?"


def test_full_wording_is_what_they_chose(world: World) -> None:
    """Whoever chose full wording reads who writes."""
    rosa = world.family("rosa", phone_is="private", discreet="no")
    rosa.texts("he is hitting me").gets("In danger? Call 911")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia has your message")
    lucia.texts("are you safe?").gets("sent to")
    rosa.gets("Lucia: are you safe?")


CRIES = {
    "i want to kill myself": {"911", "988"},
    "he is choking me": {"911", "988"},
    "my son took all her pills": {"911", "988"},
    "dcf is coming to take my kids and i want to die": {"911", "988"},
    "we have no food for the kids": {"911", "988", "211"},
    "we got evicted and have nowhere to sleep tonight": {"911", "988", "211"},
    "no quiero vivir": {"911", "988"},
    "no tengo comida para mis hijos": {"911", "988", "211"},
}


@pytest.mark.parametrize("cry", CRIES)
@pytest.mark.parametrize("discreet", ["yes", "no"])
def test_the_automatic_answer_names_no_other_number(world: World, cry: str, discreet: str) -> None:
    """911 and 988 only, 211 where food, money or shelter is meant; never the Careline, a person or help on its way."""
    language = "es" if cry.startswith("no ") else "en"
    rosa = world.family("rosa", phone_is="private", discreet=discreet, language=language)
    rosa.texts(cry).gets("911").lacks("careline", "dcf", "agency", "program", "on the way", "en camino", "lucia")
    assert set(re.findall(r"\d{3}[\d-]*", rosa.text)) == CRIES[cry]
    world.phone(FIRST).ignores()


@pytest.mark.parametrize("phone_is", EVERY_PHONE)
def test_the_page_says_who_may_read_and_what_is_safe(world: World, phone_is: str) -> None:
    """A worker reads before the first word what is safe: text, call, voicemail, readers; no name, number or word."""
    rosa = world.family("rosa", phone_is=phone_is, voicemail="yes")
    rosa.texts("he is hitting me").gets("911")
    told = {
        "private": ("Text ok", "Call ok", "Private phone"),
        "shared": ("Text only in answer", "Do not call", "Shared phone, may be read"),
        "monitored": ("Text only in answer", "Do not call", "read by somebody"),
        NOT_ASKED: ("Text only in answer", "Do not call", "Never asked"),
    }
    world.phone(FIRST).gets("PAGE", "F-0001", "Voicemail ok", *told[phone_is]).lacks("Rosa", "hitting", "555")


def test_who_wants_no_texts_gets_only_answers(world: World) -> None:
    """A person whose channel is none is answered when they write, and told nothing unasked, on a private phone too."""
    rosa = world.family("rosa", phone_is="private", channel="none")
    rosa.texts("i want to kill myself").gets("911", "988").lacks("you will get another text")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE").replies("1").gets("yours").gets("kill myself")
    rosa.gets_nothing().texts("are you there").gets("Lucia has your message")
    lucia.gets("are you there")
