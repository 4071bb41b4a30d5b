"""What wakes nobody (SAFETY 2.3)."""

from datetime import timedelta

import pytest
from world import FIRST, OWN, World

NOTHINGS = [
    "Liked “Your message is passed on.”",
    "Loved an image",
    'Disliked "he is going to kill me"',
    "A Rosa le gustó “Visita mañana”",
    "Reacted 😂 to “See you at 4”",
    "I’m driving with Focus turned on. I’ll see your message when I get where I’m going.",
    "Automatic reply: I am out of the office",
    "ok",
    "Ok!",
    "thanks",
    "Thank you so much",
    "gracias",
    "👍",
    "🙏🙏",
    "❤️",
    "7",
    "3.",
    "",
]


@pytest.mark.parametrize("text", NOTHINGS)
def test_small_things_wake_nobody(world: World, text: str) -> None:
    """Reactions, auto-replies, bare thanks, emoji and digits that answer nothing: kept, and no more."""
    world.family("rosa", phone_is="private").texts(text).gets_nothing()
    world.phone(FIRST).gets_nothing()


@pytest.mark.parametrize("text", NOTHINGS)
def test_small_things_from_an_unknown_number_wake_nobody(world: World, text: str) -> None:
    """Nor is a machine answered by a machine."""
    world.stranger().texts(text).gets_nothing()


def test_words_in_a_reaction_are_read_but_not_the_quote(world: World) -> None:
    """What they add to a reaction is theirs."""
    world.family("rosa").texts("Liked “See you at 4” i want to kill myself").gets("911", "988")
    world.phone(FIRST).gets("PAGE", "EMERGENCY")


def test_a_stray_one_asks_nobody(world: World) -> None:
    """`1` means the whole ladder only while something is open or was offered."""
    world.family("rosa").texts("1").gets_nothing()


def test_a_one_three_weeks_late_asks_nobody(world: World) -> None:
    """A stale answer is a new message, and a digit alone is none."""
    rosa = world.family("rosa").texts("about that thing with the blue folder").gets("Text 1")
    world.phone(FIRST).gets("UNREAD").replies("1").gets("yours").gets("blue folder")
    world.phone(FIRST).replies("done BD called her").gets("closed")
    world.clock.move(timedelta(weeks=3))
    rosa.texts("1").gets_nothing()


def test_words_three_weeks_late_are_a_new_message(world: World) -> None:
    """What answers nothing any more is read as if for the first time."""
    rosa = world.family("rosa").texts("about that thing with the blue folder").gets("Text 1")
    code = world.phone(FIRST).gets("UNREAD").replies("1").gets("yours").gets("blue folder").code
    world.phone(FIRST).replies("done BD called her").gets("closed")
    world.clock.move(timedelta(weeks=3) - timedelta(hours=12))
    world.rota((FIRST, "on_call"))
    rosa.texts("the folder is still not here").gets("passed on")
    assert world.phone(FIRST).gets("PAGE", "UNREAD").code != code
    world.phone(OWN).gets_nothing()


def test_an_unknown_number_is_answered_once_and_pages_after_a_second_text(world: World) -> None:
    """A neutral answer first; one page after the second text, and no second page after a third."""
    stranger = world.stranger().texts("is this maria").gets("do not know this number", "Text 1", "911")
    world.phone(FIRST).gets_nothing()
    stranger.texts("i need to ask something").gets("passed on")
    world.phone(FIRST).gets("PAGE", "UNREAD", "unknown number")
    stranger.texts("hello?")
    world.phone(FIRST).gets_nothing()


def test_an_unknown_number_pages_after_a_one(world: World) -> None:
    """Need a person? Text 1."""
    world.stranger().texts("is this maria").gets("Text 1").texts("1").gets("passed on")
    world.phone(FIRST).gets("PAGE", "UNREAD", "unknown number")


def test_thanks_after_a_cry_does_not_take_it_back(world: World) -> None:
    """A bare ok joins quietly: the ladder goes on, nothing is answered."""
    rosa = world.family("rosa", phone_is="private").texts("i want to die").gets("911")
    rosa.texts("ok thanks")
    rosa.gets_nothing()
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("want to die").gets("ok thanks")
    rosa.gets("Lucia")
