"""Numbers nobody knows: a neutral answer first, one page after `1` or a second text, a cry at once (SAFETY 2.3)."""

import pytest
from sqlalchemy import func, select
from world import BOSS, FIRST, OWN, SECOND, World

from bot.store.tables import inbound


def test_a_first_text_gets_a_neutral_answer_and_no_page(world: World) -> None:
    """Nobody is woken by a first text without crisis words, and the answer names nothing."""
    someone = world.stranger()
    someone.texts("is this the pizza place").gets("do not know this number", "911").lacks("program", "agency", "family")
    world.later(minutes=20)


@pytest.mark.parametrize("second", ["1", "are you there", "i have a question about my visit"])
def test_one_page_after_a_second_text(world: World, second: str) -> None:
    """`1` or a second text pages on call, then backup, once each; further texts page nobody again."""
    someone = world.stranger()
    someone.texts("who do i ask about monday").gets("Text 1")
    someone.texts(second).gets("passed on", "911")
    world.phone(FIRST).gets("PAGE", "UNREAD", "unknown number").lacks("F-0")
    someone.texts("please").gets_nothing()
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE", "UNREAD", "unknown number")
    someone.texts("are you there?").gets("911")
    world.later(minutes=60)
    world.phone(BOSS).gets_nothing()
    someone.gets_nothing()


def test_the_offer_ends(world: World) -> None:
    """Days later a text is a first text again."""
    someone = world.stranger()
    someone.texts("is this the pizza place").gets("Text 1")
    world.clock.move(world.services.program.contact.question_lives)
    world.later(minutes=1)
    someone.texts("is this the pizza place").gets("Text 1")


@pytest.mark.parametrize("words", ["he is hitting me", "i want to die", "no quiero vivir"])
def test_crisis_words_page_at_once_with_no_family(world: World, words: str) -> None:
    """A cry from a number nobody knows climbs the ladder like any other; its page names no family."""
    someone = world.stranger()
    someone.texts(words).gets("911", "988", "text again or call 911")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE", "EMERGENCY", "unknown number", "Text only in answer", "Do not call").lacks("F-0")
    world.later(minutes=10)
    world.phone(SECOND).gets("PAGE").lacks("F-0")
    world.phone(BOSS).gets("PAGE").lacks("F-0")
    lucia.replies("1").gets("yours", "unknown number").gets(words)
    someone.gets_nothing().texts("hello?").gets("Lucia has")
    lucia.gets("hello?").texts("are you safe?").gets("sent to")
    someone.gets("are you safe?")


def test_crisis_words_after_the_neutral_answer(world: World) -> None:
    """A cry in the second text is a cry, not a second text."""
    someone = world.stranger()
    someone.texts("is this the help line").gets("Text 1")
    someone.texts("he has a knife").gets("911", "988")
    world.phone(FIRST).gets("PAGE", "EMERGENCY")


def test_a_limit_in_an_open_request_of_an_unknown_number_is_quoted(world: World) -> None:
    """Nobody's phone may be read as well: held, OK, and the holder told."""
    someone = world.stranger()
    someone.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE").replies("1").gets("yours").gets("hitting me")
    someone.texts("he reads this phone").gets("OK.")
    lucia.gets("he reads this").texts("are you safe?").gets("not sent", "not safe to text now")
    lucia.texts("2").gets("passed")
    world.phone(SECOND).gets("PAGE", "They said: somebody reads this phone", "HELD")


def test_a_sign_of_danger_counts_as_a_first_text(world: World) -> None:
    """OK and no page at first; the next text is the second one and pages with the limit held."""
    someone = world.stranger()
    someone.texts("delete this").gets("OK.")
    someone.texts("please").gets("passed on")
    world.phone(FIRST).gets("PAGE", "UNREAD", "HELD")


def test_a_wrong_number_of_an_unknown_number_is_left_in_peace(world: World) -> None:
    """OK, and nobody is paged."""
    world.stranger().texts("sorry wrong number").gets("OK.")
    world.later(minutes=20)


def test_stop_from_an_unknown_number_ends_it(world: World) -> None:
    """The opt-out is mirrored; a cry from there still pages, with nothing sent back."""
    someone = world.stranger()
    someone.texts("STOP").gets_nothing()
    someone.texts("he is hitting me").gets_nothing()
    world.phone(FIRST).gets("PAGE", "Cannot be texted")


def test_what_an_unknown_number_writes_reaches_its_holder_whatever_it_is(world: World) -> None:
    """A bare ok, yes or STOP is an answer to whoever holds the request."""
    someone = world.stranger()
    someone.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets("hitting me")
    someone.texts("ok").gets("Lucia has")
    someone.texts("yes").texts("stop").gets_nothing()
    lucia.gets(f"{code}: ok").gets(f"{code}: yes").gets(f"{code}: stop")


@pytest.mark.parametrize("sender", ["73773", "22000", "anonymous", "Restricted", "+266696687", "VERIFY"])
def test_a_sender_that_is_no_phone_is_kept_and_left_alone(world: World, sender: str) -> None:
    """Short codes, names and withheld numbers cannot be answered: kept, never answered, nobody paged."""
    world.carrier.receive(sender, "Your code is 1234")
    world.settle()
    with world.store.read() as tx:
        assert tx.connection.execute(select(func.count()).select_from(inbound)).scalar_one() == 1
    assert not [text for text in world.carrier.record() if not text.inbound]


def test_nothing_about_a_family_is_told_to_a_number_nobody_knows(world: World) -> None:
    """Knowing a code or a name opens nothing."""
    rosa = world.family("rosa", phone_is="private")
    rosa.texts("he is hitting me").gets("911")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia has")
    someone = world.stranger()
    someone.texts("who has F-0001? this is Rosa").gets("do not know this number").lacks("Lucia", "F-0001", "Rosa")
    world.phone(OWN).gets_nothing()


def test_what_needs_nobody_gets_no_answer_and_no_page(world: World) -> None:
    """Reactions, auto-replies, bare ok and digits that answer nothing get no answer and no page."""
    someone = world.stranger()
    for words in ("ok", "thanks", "👍", "Liked “Automatic answer.”", "I'm driving right now", "7"):
        someone.texts(words).gets_nothing()
