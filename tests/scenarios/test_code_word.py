"""A code word shows who writes: on a number nobody knows it is a claim, on a phone others use it opens a window."""

from datetime import timedelta

import pytest
from world import AGREED, BOSS, FIRST, OWN, SECOND, THURSDAY_6_PM, Handset, World

WORD = "ponce 1987"
SHARED = {"phone_is": "shared", "consented_on": "2026-11-01", "code_word": WORD}
SATURDAY_6_PM = THURSDAY_6_PM + timedelta(days=2)


def at_home(on: World, **profile: str) -> Handset:
    """Admit a family of one phone that others use, with one visit, and read its welcome."""
    rosa = on.family("rosa", **(SHARED | profile))
    on.settle()
    rosa.ignores()
    on.visit("F-0001", THURSDAY_6_PM)
    return rosa


# --- a number nobody knows


def test_a_word_from_an_unknown_number_is_told_to_the_worker(office: World) -> None:
    """At work at once; the number itself is told nothing, and the word stays here."""
    office.family("rosa", phone_is="private", code_word=WORD)
    someone = office.stranger()
    someone.texts("hi its me, Ponce 1987").gets("We do not know this number").lacks("F-0001", "Rosa", "Dana")
    office.later(seconds=5)
    office.phone(OWN).gets("number we do not know", "word of F-0001 person 1", "only as agreed").lacks("ponce")


def test_no_oracle(office: World) -> None:
    """Right word, wrong word, no word: the number reads the same."""
    office.family("rosa", phone_is="private", code_word=WORD)
    told = set()
    for number, words in enumerate(["ponce 1987", "ponce 1986", "is this the pizza place"], start=90):
        told.add(office.stranger(number).texts(words).gets("We do not know").text)
    assert len(told) == 1
    office.later(seconds=5)
    office.phone(OWN).gets("word of F-0001")


def test_off_duty_it_waits_for_the_list(world: World) -> None:
    """Nobody is woken by a word alone; the morning list has it."""
    world.family("rosa", phone_is="private", code_word=WORD)
    world.stranger().texts(WORD).gets("We do not know")
    for worker in (OWN, FIRST, SECOND, BOSS):
        world.phone(worker).gets_nothing()
    world.at(world.clock.now() + timedelta(hours=33, minutes=5))
    world.phone(OWN).gets("Morning list", "word of F-0001 person 1")


@pytest.mark.parametrize("first", [f"{WORD} please call", "please call"])
def test_a_request_from_there_says_whose_it_claims_to_be(world: World, first: str) -> None:
    """A claim, not the family: the page says "says F-0001", and the words come with the word covered."""
    world.family("rosa", phone_is="private", code_word=WORD)
    someone = world.stranger()
    someone.texts(first).gets("We do not know")
    someone.texts(f"he has a knife, {WORD}").gets("911", "988", "text again or call 911")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE", "EMERGENCY", "unknown number, says F-0001", "Do not call").lacks("ponce", "Rosa")
    lucia.replies("1").gets("Unknown number, says F-0001", "not proved").gets("knife", "[code word]").lacks("ponce")
    someone.texts(f"{WORD} again").gets("Lucia has").lacks("Rosa")
    lucia.gets("[code word] again")
    lucia.ignores()
    world.at(world.clock.now() + timedelta(hours=33, minutes=5))
    for worker in (OWN, FIRST, SECOND, BOSS):
        world.phone(worker).ignores()
    someone.ignores()


def test_it_is_told_once(office: World) -> None:
    """Who repeats a word does not fill the worker's phone."""
    office.family("rosa", phone_is="private", code_word=WORD)
    someone = office.stranger()
    someone.texts(WORD).ignores()
    office.later(seconds=5)
    office.phone(OWN).gets("word of F-0001")
    someone.texts(f"its me {WORD}").ignores()
    office.later(seconds=5)
    office.phone(FIRST).gets("PAGE", "UNREAD", "says F-0001")
    office.phone(OWN).gets_nothing()


def test_one_word_means_one_person(world: World) -> None:
    """A longer word is not the shorter one in it; the shorter still means its own."""
    world.family("rosa", phone_is="private", code_word="ponce")
    world.family("tanya", phone_is="private", code_word=WORD)
    world.stranger().texts("its ponce 1987").gets("We do not know")
    world.at(world.clock.now() + timedelta(hours=33, minutes=5))
    world.phone(OWN).gets("Morning list", "F-0002 person 1").lacks("F-0001")


# --- a phone that others use


@pytest.mark.parametrize(
    "words", ["next", "week", "who", "count", "when is my visit", "cancel my visit", "can we move it"]
)
@pytest.mark.parametrize("phone_is", ["shared", "monitored", ""])
def test_of_visits_only_after_the_word(on: World, words: str, phone_is: str) -> None:
    """Without the word one neutral answer, whatever there is to tell; with it, as on any such phone."""
    rosa = at_home(on, phone_is=phone_is, reminders="yes" if phone_is == "monitored" else "")
    rosa.texts(words).gets("Please write your word first.").lacks("Dec", "Dana", "visit")
    rosa.texts(WORD.upper()).gets("Thank you.")
    rosa.texts(words).lacks("word first")
    bodies = [text.body for text in rosa.unread()]
    assert len(bodies) == 1
    assert "word first" not in bodies[0]
    rosa.ignores()
    on.later(seconds=5)
    for worker in (OWN, FIRST):
        on.phone(worker).ignores()


def test_word_and_question_in_one_text(on: World) -> None:
    """They need not be two texts."""
    rosa = at_home(on)
    rosa.texts("ponce 1987. next").gets("Next: Thu, Dec 3, about 6 pm")
    on.later(minutes=14)
    rosa.texts("next").gets("Next: Thu, Dec 3")


def test_after_a_quarter_of_an_hour_somebody_else_may_hold_it(on: World) -> None:
    """The word opens a window, not the phone."""
    rosa = at_home(on)
    rosa.texts(WORD).gets("Thank you.")
    on.later(minutes=16)
    rosa.texts("next").gets("word first")


def test_who_has_no_word_is_answered_as_before(on: World) -> None:
    """A rule for those who chose one."""
    rosa = at_home(on, code_word="")
    rosa.texts("next").gets("Thu, Dec 3")


def test_a_private_phone_needs_none(on: World) -> None:
    """There the word is for other numbers."""
    rosa = on.agreed("rosa", code_word=WORD)
    on.visit("F-0001", THURSDAY_6_PM)
    rosa.texts("next").gets("Thu, Dec 3").texts(WORD).gets("Thank you.")


def test_a_digit_answers_what_was_just_asked(on: World) -> None:
    """As ever; a yes in words is asked for the word first, and then counts."""
    rosa = at_home(on)
    on.at(THURSDAY_6_PM - timedelta(hours=25))
    rosa.gets("Your visit is").texts("yes").gets("word first")
    rosa.texts("yes please ponce 1987").gets("It is on", "Dec 3")
    on.later(minutes=20)
    rosa.texts("2").gets("We pass this on to Dana").lacks("word first")
    on.phone(OWN).ignores()


def test_the_word_says_which_of_two_writes(on: World) -> None:
    """In its window only that person's visits are spoken of, and confirmations are theirs."""
    on.family("rosa", **SHARED, number=30)
    shared = on.family("juan", **(SHARED | {"code_word": "tres luceros"}), code="F-0001", person_id="2", number=30)
    on.settle()
    shared.ignores()
    on.visit("F-0001", THURSDAY_6_PM, persons="1")
    on.visit("F-0001", THURSDAY_6_PM + timedelta(days=1), persons="2")
    shared.texts("week").gets("word first").lacks("Dec")
    shared.texts("tres luceros week").gets("Dec 4").lacks("Dec 3")
    shared.texts("yes see you then").gets("Dec 4").lacks("Dec 3")
    on.later(minutes=20)
    shared.texts("ponce 1987 week").gets("Dec 3").lacks("Dec 4")
    for worker in (OWN, FIRST):
        on.phone(worker).ignores()


def test_a_cry_needs_no_word(world: World) -> None:
    """Crisis words come before everything, with the word, without it, and around it."""
    rosa = world.family("rosa", phone_is="shared", code_word=WORD)
    rosa.texts("i want ponce 1987 to die").gets("911", "988")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE", "EMERGENCY", "F-0001").lacks("ponce")
    lucia.replies("1").gets("yours").gets("i want [code word] to die")


def test_a_word_alone_wakes_nobody_and_is_relayed_to_nobody(world: World) -> None:
    """Not to whoever has the request either."""
    rosa = world.family("rosa", phone_is="private", code_word=WORD)
    rosa.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia has").texts("Ponce 1987!").gets("Thank you.")
    lucia.gets_nothing()
    rosa.texts("its really me, ponce 1987")
    lucia.gets("its really me, [code word]").lacks("ponce")


def test_another_persons_word_is_nothing_here(on: World) -> None:
    """On a known phone only its own persons' words count: a partner's word is words nobody understood."""
    on.family("rosa", **SHARED, number=30)
    juan = on.family("juan", **AGREED, code="F-0001", person_id="2", number=31)
    on.settle()
    for handset in on.handsets.values():
        handset.ignores()
    on.visit("F-0001", THURSDAY_6_PM, persons="1")
    juan.texts(f"{WORD} next").gets("giving your message to Dana").lacks("Dec 3")
    on.phone(OWN).gets("PAGE", "UNREAD", "F-0001")
    for handset in on.handsets.values():
        handset.ignores()
