"""A picture with a cry for help: the cry is answered, and that the picture was not seen (SAFETY 7)."""

import pytest
from world import FIRST, OWN, World

CRY = "he is hitting me right now"
NOT_SEEN = "cannot open pictures or voice notes"


@pytest.mark.parametrize("phone_is", ["private", "shared", "monitored", ""])
def test_a_cry_with_a_picture_is_told_that_it_was_not_seen(world: World, phone_is: str) -> None:
    """Whoever sends a picture must not believe that somebody looks at it."""
    world.family("rosa", phone_is=phone_is).texts(CRY, media=1).gets("911", "988").gets(NOT_SEEN)
    world.phone(FIRST).gets("PAGE", "EMERGENCY")


def test_a_number_nobody_knows_is_told_too(world: World) -> None:
    """A cry is a cry."""
    world.stranger().texts(CRY, media=2).gets("911").gets(NOT_SEEN)
    world.phone(FIRST).gets("PAGE", "EMERGENCY")


def test_a_picture_behind_a_cry_is_told_with_the_next_answer(world: World) -> None:
    """Each new cry is told; a picture alone only where it is answered at all."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE")
    rosa.texts("", media=1).gets_nothing()
    rosa.texts("he has a knife", media=1).gets(NOT_SEEN)
    world.later(minutes=3)
    rosa.texts("", media=1).gets("Nobody has answered us yet").gets(NOT_SEEN)


@pytest.mark.parametrize("words", [f"{CRY}, he reads this phone", "he reads this phone"])
def test_words_that_limit_contact_get_ok_and_no_more(world: World, words: str) -> None:
    """With a picture too."""
    world.family("rosa", phone_is="private").texts(words, media=1).gets("OK.").gets_nothing()
    world.phone(FIRST).gets("PAGE")


def test_a_held_phone_is_not_told(world: World) -> None:
    """The help answer alone."""
    rosa = world.family("rosa", phone_is="private")
    world.phone(OWN).texts("unsafe F-0001").gets("held")
    rosa.texts(CRY, media=1).gets("911").gets_nothing()
    world.phone(FIRST).gets("PAGE")
