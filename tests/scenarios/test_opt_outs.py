"""Opt-outs: the carrier's words mirrored, visits untouched, the worker told, a cry still heard (SAFETY 2.8, 3)."""

from datetime import timedelta

import pytest
from world import BOSS, FIRST, OWN, SECOND, World

TO_MONDAY_DIGEST = timedelta(hours=33)
STOPS = ["STOP", "stopall", "Unsubscribe"]
MAYBE_THE_VISIT = ["CANCEL", "End", "quit", "REVOKE", "optout"]


def to_monday_digest(world: World) -> None:
    """Move from Saturday at 11 pm to the digest of the next working morning."""
    world.clock.move(TO_MONDAY_DIGEST)
    world.settle()


@pytest.mark.parametrize("word", STOPS)
@pytest.mark.parametrize("phone_is", ["private", ""])
def test_stop_is_told_to_the_worker_in_the_morning_digest(world: World, word: str, phone_is: str) -> None:
    """The line says nothing (the carrier has), nobody is woken, visits stand."""
    rosa = world.family("rosa", phone_is=phone_is)
    rosa.texts(word).gets_nothing()
    world.phone(OWN).gets_nothing()
    to_monday_digest(world)
    world.phone(OWN).gets("F-0001", "STOP", "Visits stand").lacks("until you confirm", "Rosa")


@pytest.mark.parametrize("word", MAYBE_THE_VISIT)
def test_words_that_may_mean_the_visit_are_told_so(world: World, word: str) -> None:
    """A bare CANCEL, END or QUIT switches texts off; the worker is asked to find out whether the visit was meant."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts(word).gets_nothing()
    to_monday_digest(world)
    world.phone(OWN).gets("F-0001", "may mean the visit", "call if safe", "Visits stand")


@pytest.mark.parametrize("word", [*STOPS, *MAYBE_THE_VISIT])
@pytest.mark.parametrize("phone_is", ["shared", "monitored"])
def test_from_a_phone_others_use_it_is_a_question(world: World, word: str, phone_is: str) -> None:
    """Whoever holds the phone must not be able to cancel a family out of its program."""
    rosa = world.family("rosa", phone_is=phone_is)
    rosa.texts(word).gets_nothing()
    to_monday_digest(world)
    world.phone(OWN).gets("F-0001", "others may use", "Visits stand until you confirm by a safe route")


def test_in_working_time_the_worker_hears_at_once(world: World) -> None:
    """Monday at ten: told well within the hour."""
    world.clock.move(timedelta(hours=35))
    world.family("rosa", phone_is="private").texts("stop").gets_nothing()
    world.phone(OWN).gets("F-0001", "STOP", "Visits stand")


def test_a_family_without_a_worker_is_told_to_the_supervisors(world: World) -> None:
    """Nobody's family is somebody's all the same."""
    world.clock.move(timedelta(hours=35))
    world.family("rosa", worker_id="").texts("stop")
    world.phone(BOSS).gets("F-0001", "STOP")


def test_a_worker_who_left_hears_nothing_of_the_family(world: World) -> None:
    """Their families' news goes to the supervisors, never to the phone of somebody who works here no longer."""
    world.clock.move(timedelta(hours=35))
    rosa = world.family("rosa", phone_is="private")
    world.imports("workers", "worker_id,name,phone,role,languages,active\ndana,Dana,+12025550110,worker,en,no\n")
    rosa.texts("stop")
    world.phone(BOSS).gets("F-0001", "STOP")
    world.phone(OWN).gets_nothing()


def test_stop_during_a_claimed_request_is_told_to_its_holder_at_once(world: World) -> None:
    """The holder learns at night that words no longer arrive."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia has").texts("STOP").gets_nothing()
    lucia.gets("F-0001", "STOP", "off").gets(f"{code}: STOP")
    lucia.texts("are you safe?").gets("not sent", "cannot be texted")
    rosa.gets_nothing()


@pytest.mark.parametrize("word", [*STOPS, *MAYBE_THE_VISIT])
def test_an_opted_out_phone_that_cries_still_reaches_a_human(world: World, word: str) -> None:
    """The request opens, the page says that it cannot be texted, and nothing is sent there."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts(word).texts("he is hitting me").gets_nothing()
    lucia = world.phone(FIRST)
    lucia.gets("PAGE", "EMERGENCY", "Cannot be texted", "call only if the profile allows")
    lucia.replies("1").gets("yours", "Cannot be texted").gets("hitting me")
    lucia.texts("are you safe?").gets("cannot be texted")
    world.later(minutes=5)
    assert not world.carrier.texts_to(rosa.phone)


@pytest.mark.parametrize("code", [21610, 21614, 30006])
def test_a_phone_the_carrier_refuses_is_learned_of(world: World, code: int) -> None:
    """Texts were off, or the phone is a landline, and only the carrier knew: the next page says so."""
    rosa = world.family("rosa", phone_is="private")
    world.carrier.fail_next(code, rosa.phone)
    rosa.texts("he is hitting me").gets_nothing()
    world.phone(FIRST).gets("PAGE")
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE", "Cannot be texted")
    rosa.gets_nothing()


@pytest.mark.parametrize("word", ["START", "unstop", "yes"])
def test_start_opens_the_phone_again(world: World, word: str) -> None:
    """After START a cry is answered as before."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("STOP").texts(word).gets_nothing()
    rosa.texts("he is hitting me").gets("911", "988")
    world.phone(FIRST).gets("PAGE", "Text ok").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia has")


def test_yes_answers_whoever_holds_the_request(world: World) -> None:
    """The carrier's word for START is also what people answer when asked whether they are safe."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia has")
    lucia.texts("are you safe now?").gets("sent to")
    rosa.gets("safe now?").texts("YES").gets_nothing()
    lucia.gets(f"{code}: YES")


def test_a_limit_from_an_opted_out_phone_is_kept_silently(world: World) -> None:
    """Nothing can be sent there, not even OK; a human hears of the sign all the same."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("STOP").texts("he reads this phone").gets_nothing()
    world.phone(FIRST).gets("PAGE", "Cannot be texted", "somebody reads this phone")
