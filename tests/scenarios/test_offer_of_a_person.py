"""Need a person? Text 1: the offer is kept wherever its words were read, and a yes is a `1` (SAFETY 2.2, 4.2)."""

import pytest
from troubles import rows
from world import BOSS, FIRST, OWN, SECOND, World

from bot.store.tables import conversations, help_requests

YES = ["Yes", "yes please", "Yes.", "please", "1 please", "text 1", "1"]
ODD = "the blue thing again"


def grades(world: World) -> list[str]:
    """Return the grades of all requests."""
    return [row["grade"] for row in rows(world, help_requests)]


@pytest.mark.parametrize("yes", YES)
def test_a_yes_to_the_offer_wakes_the_whole_ladder(world: World, yes: str) -> None:
    """However it is said, a family that was asked whether it needs a person gets the whole ladder."""
    rosa = world.family("rosa", phone_is="private").texts(ODD).gets("Need a person tonight? Text 1")
    world.phone(FIRST).gets("PAGE", "UNREAD")
    rosa.texts(yes).gets("We are telling the person on call now", "911", "988")
    world.phone(FIRST).gets("PAGE", "EMERGENCY")
    assert grades(world) == ["emergency"]


@pytest.mark.parametrize("yes", ["si", "Sí", "si por favor", "1 por favor"])
def test_a_yes_in_spanish_is_one_too(world: World, yes: str) -> None:
    """Mande 1, or say so."""
    rosa = world.family("rosa", phone_is="private", language="es").texts("lo de la carpeta azul").gets("Mande 1")
    world.phone(FIRST).gets("PAGE", "UNREAD")
    rosa.texts(yes).gets("Estamos avisando")
    world.phone(FIRST).gets("PAGE", "EMERGENCY")


def test_a_bare_yes_that_answers_also_switches_texts_on(world: World) -> None:
    """The carrier takes a bare YES for START, whatever it answers."""
    rosa = world.family("rosa", phone_is="private").texts(ODD).gets("Text 1")
    world.phone(FIRST).gets("PAGE", "UNREAD")
    rosa.texts("STOP").texts("yes").gets("We are telling the person on call now")
    world.phone(FIRST).gets("PAGE", "EMERGENCY")
    assert not [row for row in rows(world, conversations) if row["opted_out_at"]]


@pytest.mark.parametrize("words", ["see you tomorrow", "sounds good", "START", "7"])
def test_other_agreeable_words_are_no_yes(world: World, words: str) -> None:
    """What a family says of its visit, and the carrier's other words, wake nobody anew."""
    rosa = world.family("rosa", phone_is="private").texts(ODD).gets("Text 1")
    world.phone(FIRST).gets("PAGE", "UNREAD")
    rosa.texts(words).gets_nothing()
    assert grades(world) == ["unread"]


@pytest.mark.parametrize("words", ["yes", "yes please", "1"])
def test_once_somebody_has_it_a_yes_is_theirs(world: World, words: str) -> None:
    """The newest question is the worker's: it is answered, and nobody else is woken."""
    rosa = world.family("rosa", phone_is="private").texts(ODD).gets("Text 1")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE", "UNREAD").code
    lucia.replies("1").gets("yours").gets(ODD)
    rosa.gets("Lucia has")
    lucia.texts("is it about your folder?").gets("sent to")
    rosa.gets("your folder?").texts(words).gets_nothing()
    lucia.gets(f"{code}: {words}")
    assert grades(world) == ["unread"]


@pytest.mark.parametrize("words", ["1", "1 please", "yes please"])
def test_an_unknown_number_that_is_offered_a_person_again_gets_one(world: World, words: str) -> None:
    """The offer means the same for a number nobody knows once its request is open."""
    someone = world.stranger().texts("hello").gets("Need a person? Text 1")
    someone.texts("hello?").gets("passed on")
    world.phone(FIRST).gets("PAGE", "UNREAD")
    world.later(minutes=3)
    someone.texts("is anybody there").gets("Need a person tonight? Text 1").texts(words).gets("telling", "911")
    world.phone(FIRST).gets("PAGE", "EMERGENCY", "unknown number")
    world.later(minutes=10)
    world.phone(SECOND).gets("PAGE", "EMERGENCY")
    world.phone(BOSS).gets("PAGE", "EMERGENCY")


def test_an_unknown_number_may_text_1_while_its_request_is_open(world: World) -> None:
    """Also where the last answer offered nothing."""
    someone = world.stranger().texts("hello").gets("Text 1").texts("1").gets("passed on")
    world.phone(FIRST).gets("PAGE", "UNREAD")
    world.later(minutes=3)
    someone.texts("1").gets("telling the person on call", "911")
    world.phone(FIRST).gets("PAGE", "EMERGENCY")


@pytest.mark.parametrize("word", ["yes", "YES", "start", "please", "yes please"])
def test_a_yes_to_the_first_answer_is_the_second_text(world: World, word: str) -> None:
    """A number nobody knows was asked whether it needs a person; the carrier's START words answer that too."""
    world.stranger().texts("can you tell me something").gets("Need a person? Text 1").texts(word).gets("passed on")
    world.phone(FIRST).gets("PAGE", "UNREAD", "unknown number")


def test_the_newest_question_is_answered_not_the_list_of_numbers(world: World) -> None:
    """Asked for the numbers, then offered a person: the 1 is the person (SAFETY 4.2)."""
    rosa = world.family("rosa", phone_is="private").texts(ODD).gets("Text 1")
    world.phone(FIRST).gets("PAGE", "UNREAD")
    rosa.texts("numbers").gets("More: call us")
    world.later(minutes=3)
    rosa.texts("the green thing i mean").gets("Need a person tonight? Text 1").texts("1").gets("telling")
    world.phone(FIRST).gets("PAGE", "EMERGENCY")


def test_the_list_of_numbers_asks_for_its_digit_alone(world: World) -> None:
    """With the list no other text asks for a 1, so that the 1 means one thing."""
    rosa = world.family("rosa", phone_is="private").texts(ODD).gets("Text 1")
    world.phone(FIRST).gets("PAGE", "UNREAD")
    world.later(minutes=3)
    rosa.texts("numbers").gets("More: call us").gets_nothing()
    rosa.texts("1").gets("911").gets_nothing()
    world.phone(OWN).gets_nothing()


def test_a_picture_nobody_can_open_offers_a_person_too(world: World) -> None:
    """After the list a picture: the 1 that follows is the offer in the answer to it."""
    rosa = world.family("rosa", phone_is="private").texts(ODD).gets("Text 1")
    world.phone(FIRST).gets("PAGE", "UNREAD")
    rosa.texts("numbers").gets("More: call us")
    world.later(minutes=3)
    rosa.texts("", media=1).gets("We cannot open these", "Text 1").texts("1").gets("telling")
    world.phone(FIRST).gets("PAGE", "EMERGENCY")
