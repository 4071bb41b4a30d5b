"""A worker marks the wrong family: loosening is asked back once, care never waits, and what was done can be undone."""

from datetime import timedelta

import pytest
from steered import CRY, profile, two_persons
from world import BOSS, DECEMBER, FIRST, OWN, SECOND, World

from bot.model.people import SafeContact


@pytest.mark.parametrize(
    "command", ["private F-0001", "full F-0001", "voicemail yes F-0001", "checked F-0001", "reminders yes F-0001 1"]
)
def test_a_family_of_somebody_else_is_asked_back_once(on: World, command: str) -> None:
    """The question says what to write to do it all the same; its own worker learns of it at once."""
    on.settle()
    on.family("rosa")
    lucia = on.phone(FIRST)
    asked = lucia.texts(command).gets("F-0001 is not your family", "Nothing was done", "yes")
    assert profile(on) == SafeContact()
    on.phone(OWN).gets_nothing()
    lucia.texts(asked.text.partition("text: ")[2]).gets("F-0001 person 1", "undo F-0001")
    assert profile(on) != SafeContact()
    on.phone(OWN).gets("F-0001 person 1", "Set by lucia")


def test_safe_and_resume_are_asked_back_too(on: World) -> None:
    """They loosen for a whole family."""
    on.settle()
    on.family("rosa")
    lucia = on.phone(FIRST)
    on.phone(OWN).texts("unsafe F-0001").gets("held")
    lucia.texts("safe F-0001 I think").gets("not your family", "safe F-0001 yes")
    lucia.texts("safe F-0001 yes").gets("released", "Wrong family? unsafe F-0001")
    on.phone(OWN).gets("F-0001: phones released. Set by lucia")
    lucia.texts("resume F-0001").gets("not your family", "resume F-0001 yes")
    lucia.texts("resume F-0001 sí").gets("may go out again", "Wrong family? pause F-0001")
    on.phone(OWN).gets("reminders may go out again. Set by lucia")


def test_care_never_waits(on: World) -> None:
    """Anybody on staff makes any phone safer at once; its own worker reads it in the next list."""
    on.settle()
    two_persons(on, phone_is="private")
    lucia = on.phone(FIRST)
    lucia.texts("monitored F-0001").gets("F-0001 person 1, 2", "undo F-0001")
    lucia.texts("pause F-0001").gets("nothing automatic")
    on.phone(OWN).gets_nothing()
    on.at(DECEMBER + timedelta(hours=8, minutes=31))
    on.phone(OWN).gets("Evening list", "F-0001 person 1, 2: Phone is read by somebody. Set by lucia").lacks(
        "rosa", "tom"
    )


@pytest.mark.parametrize("worker", [OWN, BOSS])
def test_who_answers_for_a_family_is_not_asked(on: World, worker: str) -> None:
    """Its own worker, and supervisors."""
    on.settle()
    on.family("rosa")
    on.phone(worker).texts("private F-0001").gets("F-0001 person 1: Private phone")
    on.phone(OWN).ignores()


def test_who_holds_its_request_is_not_asked(world: World) -> None:
    """At night the person on call speaks with the family, and a while after too; another one is asked."""
    rosa = world.family("rosa").texts(CRY).gets("911")
    lucia = world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets(CRY)
    world.phone(SECOND).texts("private F-0001").gets("not your family")
    lucia.texts("private F-0001").gets("Private phone")
    lucia.texts("done called her, her sister is there").ignores()
    world.later(minutes=1)
    lucia.texts("voicemail yes F-0001").gets("Voicemail ok")
    rosa.ignores()
    world.phone(SECOND).ignores()


def test_at_night_the_own_worker_sleeps(world: World) -> None:
    """What was loosened at night stands in the morning list."""
    world.family("rosa")
    world.phone(BOSS).texts("private F-0001").gets("Private phone")
    world.phone(OWN).gets_nothing()
    world.later(hours=35)
    world.phone(OWN).gets("Morning list", "F-0001 person 1: Private phone. Set by sam")


def test_undo_puts_back_what_the_last_change_replaced(on: World) -> None:
    """For everybody it was done to, and no more than it did."""
    on.settle()
    two_persons(on, phone_is="private", discreet="no")
    before = [profile(on, one) for one in (0, 1)]
    lucia = on.phone(FIRST)
    lucia.texts("discreet F-0001").gets("person 1, 2")
    on.later(seconds=1)
    lucia.texts("monitored F-0001").gets("person 1, 2")
    on.later(seconds=1)
    lucia.texts("undo F-0001").gets(
        "undone", "F-0001 person 1: Private phone. Discreet words.", "person 2: Private phone"
    )
    on.phone(OWN).gets("F-0001 person 1, 2: Private phone. Set by lucia")
    assert [profile(on, one).phone_is for one in (0, 1)] == [one.phone_is for one in before]
    assert all(profile(on, one).discreet for one in (0, 1))
    on.later(seconds=1)
    lucia.texts("undo F-0001").gets("nothing of yours to undo")


def test_undo_leaves_what_somebody_changed_since(on: World) -> None:
    """Another's word about the same thing is newer than what is put back."""
    on.settle()
    on.family("rosa", phone_is="private")
    lucia = on.phone(FIRST)
    lucia.texts("shared F-0001").gets("Shared")
    on.later(seconds=1)
    on.phone(OWN).texts("monitored F-0001").gets("read by somebody")
    on.later(seconds=1)
    lucia.texts("undo F-0001").gets("somebody has changed it since", "Nothing was undone")
    assert profile(on).phone_is == "monitored"


@pytest.mark.parametrize("again", ["monitored F-0001", "checked F-0001"])
def test_undo_leaves_what_somebody_has_found_to_hold_since(on: World, again: str) -> None:
    """The slip turned out to be right: whoever asked the person says so, and the phone stays watched."""
    on.settle()
    on.family("rosa", phone_is="private")
    lucia = on.phone(FIRST)
    lucia.texts("monitored F-0001").gets("read by somebody")
    on.later(seconds=1)
    on.phone(OWN).texts(again).gets("F-0001 person 1")
    on.later(seconds=1)
    lucia.texts("undo F-0001").gets("somebody has changed it since", "Nothing was undone")
    assert profile(on).phone_is == "monitored"


def test_undo_is_for_a_day_and_for_own_changes(on: World) -> None:
    """Later, and of others' changes, nothing is undone."""
    on.settle()
    on.family("rosa", phone_is="private")
    on.phone(OWN).texts("shared F-0001").gets("Shared")
    on.phone(FIRST).texts("undo F-0001").gets("nothing of yours to undo in the last 24 hours")
    on.later(hours=25)
    on.phone(OWN).ignores()
    on.phone(OWN).texts("undo F-0001").gets("nothing of yours to undo")
    assert profile(on).phone_is == "shared"


@pytest.mark.parametrize(
    ("command", "back"),
    [("unsafe", "safe F-0001"), ("safe", "unsafe F-0001"), ("pause", "resume F-0001"), ("resume", "pause F-0001")],
)
def test_undo_names_what_takes_back_a_command_of_another_kind(on: World, command: str, back: str) -> None:
    """An older change of a profile is not taken for the last thing they did."""
    on.settle()
    on.family("rosa")
    dana = on.phone(OWN)
    dana.texts("voicemail yes F-0001").gets("Voicemail ok")
    on.later(seconds=1)
    dana.texts(f"{command} F-0001").ignores()
    on.later(seconds=1)
    dana.texts("undo F-0001").gets("taken back by", back, "Nothing was done")
    assert profile(on).voicemail
