"""The useful numbers by text: all of them on request, and 911, 988, 211 alone where others may read (SAFETY 1.4)."""

import re

import pytest
from world import FIRST, OWN, World

THREE = {"911", "988", "211"}
SENSITIVE = re.compile(
    r"suicid|swisid|violen|vyolans|sexual|seks|cris[ei]|kriz|abus|agresyon|hotline|women|social|sosyal", re.IGNORECASE
)
CARELINE = ("careline", "800-842-2288", "dcf")


def numbers_in(text: str) -> set[str]:
    """Return the phone numbers that stand in a text."""
    return set(re.findall(r"\d{3}(?:-\d{3}-\d{4})?", text))


@pytest.mark.parametrize("phone_is", ["private", "shared", "monitored", ""])
@pytest.mark.parametrize(
    ("words", "language"), [("numbers", "en"), ("numeros", "es"), ("nimewo", "ht"), ("números", "pt")]
)
def test_a_discreet_phone_gets_three_numbers_and_more_by_call(
    world: World, phone_is: str, words: str, language: str
) -> None:
    """Discreet wording names 911, 988 and 211 and says that there is more by call; nobody is paged."""
    rosa = world.family("rosa", phone_is=phone_is, language=language)
    rosa.texts(words).gets("1 ", "2 ", "3 ").lacks("4 ", *CARELINE, "suicid", "swisid", "violen", "vyolans")
    listed = rosa.text
    given = set()
    for digit in "123":
        rosa.texts(digit).gets("")
        given |= numbers_in(rosa.text)
    assert given == numbers_in(listed) == THREE
    more = {"en": "More: call us.", "es": "Mas: llamenos.", "ht": "Plis: rele nou.", "pt": "Mais: ligue para a gente."}
    assert more[language] in listed


def test_full_wording_gets_the_whole_list_without_the_careline(world: World) -> None:
    """By digit every other number is given; the child-protection Careline only to somebody who asks for it."""
    rosa = world.family("rosa", phone_is="private", discreet="no")
    rosa.texts("numbers").gets("1 ", "4 ", "911").lacks(*CARELINE)
    rosa.texts("1").gets("911").texts("2").gets("988").texts("5").gets("800-222-1222")
    rosa.texts("77").gets("from 1 to", "911")


@pytest.mark.parametrize("language", ["en", "es", "ht", "pt"])
def test_the_lock_screen_shows_no_sensitive_word(world: World, language: str) -> None:
    """Whatever digit is asked for, the first 40 characters give nothing away."""
    rosa = world.family("rosa", phone_is="private", discreet="no", language=language)
    rosa.texts("numbers").gets("911")
    for digit in range(1, 12):
        rosa.texts(str(digit)).gets("")
        assert not SENSITIVE.search(rosa.text[:40])


def test_a_held_phone_gets_the_short_list_whatever_they_chose(world: World) -> None:
    """Full wording ends where a phone is unsafe; so does the long list."""
    rosa = world.family("rosa", phone_is="private", discreet="no")
    world.phone(OWN).texts("unsafe F-0001").gets("held")
    rosa.texts("numbers").gets("More: call us.")
    assert numbers_in(rosa.text) == THREE


def test_a_digit_after_the_question_has_died_answers_nothing(world: World) -> None:
    """A list of yesterday is no question any more."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("numbers").gets("911")
    world.clock.move(world.services.program.contact.question_lives)
    world.later(minutes=1)
    rosa.texts("2").gets_nothing()


def test_the_list_is_an_answer_and_comes_too_late_on_a_phone_that_may_be_read(world: World) -> None:
    """After ten minutes without a carrier the list stays away."""
    rosa = world.family("rosa", phone_is="shared")
    world.carrier.down()
    rosa.texts("numbers")
    world.later(minutes=10)
    world.carrier.up()
    world.later(minutes=6)
    rosa.gets_nothing()


def test_a_cry_while_the_list_is_open_is_a_cry(world: World) -> None:
    """In every state of a conversation crisis words come first, and the digit that follows means a person."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("numbers").gets("911").texts("he is hitting me").gets("911", "988", "11:16")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia has").texts("2").gets_nothing()
    world.phone(FIRST).gets("2")


def test_a_stranger_may_have_the_numbers_too(world: World) -> None:
    """Numbers are given to whoever asks, in discreet wording, and no page follows."""
    world.stranger().texts("numbers").gets("911", "call us").texts("2").gets("988")
