"""A profile changes while texts wait: each leaves as the profile now says, or not at all, and what is over is told."""

from datetime import timedelta

import pytest
from steered import CRY, profile
from troubles import rows
from world import AGREED, DECEMBER, FIRST, OWN, THURSDAY_6_PM, World

from bot.delivery import OTHER_LANES, Claimed, deliver_due, send_one
from bot.store.tables import outbound
from scheduler import reminders

DAY_BEFORE = THURSDAY_6_PM - timedelta(days=1)


def states(on: World, purpose: str) -> list[tuple[str, str | None]]:
    """Return what became of the texts of a purpose, and why."""
    return [(row["state"], row["reason"]) for row in rows(on, outbound) if row["purpose"] == purpose]


def waiting_reminder(on: World) -> None:
    """Let the reminder of tomorrow's visit wait in the outbox for the family's safe hours, from 7 pm on."""
    on.family("rosa", **AGREED, safe_from="19:00", safe_to="19:50")
    on.at(DECEMBER.replace(hour=19, minute=1))
    on.handset(on.stranger(20).phone, "rosa").ignores()
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(DAY_BEFORE + timedelta(minutes=30))
    on.phone(OWN).ignores()


def test_hours_that_open_let_go_at_once_what_waited(on: World) -> None:
    """Nothing waits for hours that hold no longer."""
    waiting_reminder(on)
    rosa = on.stranger(20).gets_nothing()
    on.phone(OWN).texts("hours F-0001 any").gets("Every hour")
    rosa.gets("Thu, Dec 3")


def test_what_was_planned_in_full_leaves_in_discreet_words(on: World) -> None:
    """The words are made at the moment they leave."""
    waiting_reminder(on)
    on.phone(OWN).texts("discreet F-0001").gets("Discreet words")
    on.at(DAY_BEFORE + timedelta(hours=1, minutes=1))
    on.stranger(20).gets("6 pm").lacks("Dana")
    on.phone(OWN).ignores()


@pytest.mark.parametrize("command", ["monitored", "reminders no", "texts off", "hours never"])
def test_what_became_unsafe_or_unwanted_never_leaves(on: World, command: str) -> None:
    """Nor when its hour comes."""
    waiting_reminder(on)
    on.phone(OWN).texts(f"{command} F-0001").ignores()
    on.at(THURSDAY_6_PM - timedelta(hours=3))
    on.stranger(20).gets_nothing()
    assert "submitted" not in {state for state, reason in states(on, "reminder")[1:]}
    on.phone(OWN).ignores()


def test_what_an_unsafe_phone_does_not_get_is_listed_for_the_worker(on: World) -> None:
    """All phones held: the reminder is dropped at once, and the next list says whose and why."""
    waiting_reminder(on)
    on.phone(OWN).texts("unsafe F-0001").gets("No phone of F-0001 may be texted now")
    on.at(THURSDAY_6_PM - timedelta(hours=9, minutes=50))
    on.stranger(20).gets_nothing()
    on.phone(OWN).gets("Morning list", "F-0001: a reminder did not reach them, their phone is held")


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "40"},
        {"number": "40", "person": "Juan", "person_id": "2"},
        {"number": "40", "phone_is": "shared", "discreet": "yes"},
    ],
)
def test_unsafe_is_for_a_number_that_comes_later_too(on: World, changes: dict[str, str]) -> None:
    """The office's list gives them a new phone, or another person: held until somebody writes `safe`."""
    rosa = on.agreed("rosa")
    on.phone(OWN).texts("unsafe F-0001").gets("held")
    new = on.family("rosa", **(AGREED | {"code": "F-0001", "person_id": "1"} | changes))
    on.visit("F-0001", THURSDAY_6_PM, persons=changes.get("person_id", "1"))
    on.at(THURSDAY_6_PM - timedelta(hours=5))
    new.gets_nothing()
    rosa.gets_nothing()
    on.phone(OWN).ignores().texts("safe F-0001").gets("released")
    new.ignores().texts("next").gets("Dec 3")
    for one in (new, rosa, on.phone(OWN)):
        one.ignores()


@pytest.mark.parametrize("command", ["unsafe F-0001", "monitored F-0001"])
def test_what_is_handed_to_the_carrier_cannot_be_called_back(on: World, command: str) -> None:
    """Between claim and send lie moments: that text leaves as it was made, and is the last one."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    caught: list[Claimed] = []
    on.clock.move(DAY_BEFORE - on.clock.now())
    reminders.run(on.services)
    deliver_due(on.services, OTHER_LANES, 5, caught.append)
    (claimed,) = [one for one in caught if one.to == rosa.phone]
    on.phone(OWN).texts(command).ignores()
    send_one(on.services, claimed)
    on.settle()
    rosa.gets("Thu, Dec 3").gets_nothing()
    on.at(THURSDAY_6_PM - timedelta(hours=1))
    rosa.gets_nothing()
    on.phone(OWN).ignores()


def test_a_reminder_planned_for_later_is_worked_out_anew(on: World) -> None:
    """Consent and phone are as they were; the profile is stricter when its time comes."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.phone(OWN).texts("shared F-0001").gets("Shared")
    on.at(DAY_BEFORE + timedelta(minutes=1))
    rosa.gets("6 pm").lacks("Dana")
    on.phone(OWN).ignores()


def test_news_held_in_a_request_waits_for_their_text_all_the_same(world: World) -> None:
    """A worker's word about the phone is no sign that the family has it in hand; their next text is (SAFETY 1.1)."""
    rosa = world.family("rosa").texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets(CRY)
    rosa.gets_nothing()
    world.phone(FIRST).texts("private F-0001").gets("Private phone")
    world.later(minutes=3)
    rosa.gets_nothing()
    assert profile(world).phone_is == "private"
    world.phone(FIRST).texts("I can talk now").gets("sent to")
    rosa.gets("I can talk now")


def test_a_claimers_words_wait_once_the_phone_is_watched(world: World) -> None:
    """Set while they are on their way: held, and no override."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    lucia = world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets(CRY)
    rosa.gets("Lucia")
    world.later(minutes=16)
    lucia.ignores()
    lucia.texts("monitored F-0001").gets("read by somebody")
    lucia.texts(f"{lucia.code} can you talk").gets("not sent", "not safe to text now")
    rosa.gets_nothing()
