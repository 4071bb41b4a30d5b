"""Somebody calls the line: a person is found for them, whatever becomes of the phones that ring (issue F)."""

from datetime import timedelta

import pytest
from world import BOSS, FIRST, SECOND, World

from bot.telephony.simulated_call import Outcome

NUMBERS = ("911",)


def test_a_call_reaches_who_is_on_call(world: World) -> None:
    """A pressed 1 brings the caller to the worker who presses 1."""
    rosa = world.family("rosa", phone_is="private")
    rosa.calls().hears("automatic", "911", "press 1").presses("1").hears("ringing", "911", "988")
    lucia = world.phone(FIRST).gets("PAGE")
    lucia.answers().hears("waiting on the line").presses("1").hears("connected")
    rosa.talks_to(FIRST)
    lucia.gets("is yours")
    world.later(seconds=40)
    lucia.hangs_up()
    rosa.hears("ended", "stay on the line").hangs_up()


def test_whoever_does_nothing_reaches_a_person(world: World) -> None:
    """Silence from a phone the line knows is a wish for a person."""
    rosa = world.family("rosa")
    rosa.calls().hears("911")
    world.later(seconds=20)
    world.phone(FIRST).gets("PAGE").answers().presses("1").hears("connected").gets("is yours")
    rosa.talks_to(FIRST).hangs_up()


def test_a_family_is_greeted_in_its_language(world: World) -> None:
    """The first words are in the language of who may hold the phone, and name nobody."""
    rosa = world.family("rosa", language="es")
    rosa.calls().hears("automática", "911", "oprima 1").lacks("programa", "visita", "Child").hangs_up()
    world.phone(FIRST).gets("PAGE", "UNREAD")


def test_an_unknown_number_hears_two_languages(world: World) -> None:
    """Nobody knows what they speak: Spanish has a key of its own, and then its own menu."""
    caller = world.stranger().calls().hears("Para español, oprima 2", "automatic", "911")
    caller.presses("2").hears("automática", "911").presses("1").hears("guardia")
    world.phone(FIRST).gets("PAGE").answers().presses("1").hears("connected").gets("is yours")
    caller.talks_to(FIRST).hangs_up()


def test_a_robot_wakes_nobody(world: World) -> None:
    """An unknown number that stays silent twice hears numbers, may leave a message, and rings no phone."""
    robot = world.stranger().calls().hears("español")
    world.later(seconds=22)
    robot.hears("español")
    world.later(seconds=25)
    robot.hears("911", "988", "tone")
    world.phone(FIRST).gets("PAGE", "UNREAD").does_not_ring()
    robot.hangs_up()


def test_a_withheld_number_reaches_a_person(world: World) -> None:
    """Who withholds their number is answered like anybody; their page says that they cannot be texted."""
    caller = world.anonymous().calls().hears("911").presses("1").hears("ringing")
    world.phone(FIRST).gets("PAGE", "not be texted").answers().presses("1").hears("connected").gets("is yours")
    caller.talks_to(FIRST).hangs_up()


def test_spoken_words_reach_the_claimer(world: World) -> None:
    """What a caller says instead of pressing a key is a cry like a text: its words follow the claim."""
    rosa = world.family("rosa", phone_is="private")
    rosa.calls().hears("911").says("he is going to kill me").hears("ringing")
    lucia = world.phone(FIRST).gets("PAGE", "EMERGENCY").answers().presses("1").hears("connected")
    lucia.gets("is yours").gets("he is going to kill me")
    rosa.talks_to(FIRST).hangs_up()


def test_nobody_answers(world: World) -> None:
    """Every phone rings twice, nobody takes it: within the hold the caller may leave a message, and texts go on."""
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).always(Outcome.NO_ANSWER)
    rosa = world.family("rosa").calls().hears("911").presses("1").hears("ringing")
    began = world.clock.now()
    world.later(seconds=40)
    rosa.hears("still ringing", "press 2", "988")
    while world.clock.now() < began + timedelta(seconds=130):
        world.later(seconds=5)
    rosa.hears("not reached anyone", "911", "988", "tone")
    assert world.clock.now() - began < timedelta(seconds=135)
    rosa.says("please call me").hangs_up()
    world.phone(FIRST).ignores()
    world.phone(SECOND).ignores()
    world.phone(BOSS).ignores()


@pytest.mark.parametrize("way", ["goes_to_voicemail", "declines", "does_not_answer", "fails_to_ring"])
def test_the_next_phone_rings(world: World, way: str) -> None:
    """Whatever becomes of the first ring but a pressed key, the next tier rings."""
    rosa = world.family("rosa").calls().presses("1")
    getattr(world.phone(FIRST).gets("PAGE"), way)()
    world.phone(SECOND).answers().presses("1").hears("connected").gets("is yours")
    world.later(seconds=6)
    rosa.talks_to(SECOND).hangs_up()
    world.phone(FIRST).notes_rings()  # her second ring began with Lee's first
