"""Each sign of SAFETY 3, a person's own word among them: acted on at once, and nothing on their phone shows it."""

from datetime import timedelta

import pytest
from world import BOSS, FIRST, OWN, SECOND, THURSDAY_6_PM, Handset, World

OWN_WORD = {"quiet_word": "blue umbrella"}
QUOTED = "They used their own quiet word"
READS = {"phone_is": "monitored", "reminders": "yes", "consented_on": "2026-11-01"}
SPELLINGS = [
    "blue umbrella",
    "Blue UMBRELLA!!",
    "did you find my bluuuue umbrella? i miss it",
    "ok thanks, see you. blue   umbrella 🙂",
    "blue-umbrella",
    "the 🌂blue🌂umbrella🌂 is here",
]
NOT_IT = ["umbrella", "blue umbrellas", "the blue one, my umbrella", "Liked “is the blue umbrella yours?”"]


def rosa_reads_nothing(world: World, rosa: Handset) -> None:
    """See that nothing reaches her phone until long after."""
    world.later(minutes=30)
    rosa.gets_nothing()
    for worker in (FIRST, SECOND):
        world.phone(worker).ignores()


@pytest.mark.parametrize("words", SPELLINGS)
@pytest.mark.parametrize("phone_is", ["private", "monitored"])
def test_their_own_word_holds_the_phone_and_pages(world: World, words: str, phone_is: str) -> None:
    """However it is written: no answer at all, a page that quotes the sign and not the word, the phone held."""
    rosa = world.family("rosa", phone_is=phone_is, **OWN_WORD)
    rosa.texts(words).gets_nothing()
    lucia = world.phone(FIRST)
    lucia.gets("PAGE", "UNREAD", "F-0001", "HELD", "Do not call", QUOTED).lacks("umbrella", "blue")
    lucia.replies("1").gets("yours", QUOTED).gets(words)
    lucia.texts("are you safe?").gets("not sent", "not safe to text now")
    rosa_reads_nothing(world, rosa)


@pytest.mark.parametrize("words", NOT_IT)
def test_what_only_resembles_it_is_no_sign(world: World, words: str) -> None:
    """Parts of it, other forms, and our own words in a reaction."""
    rosa = world.family("rosa", phone_is="private", **OWN_WORD)
    rosa.texts(words).ignores()
    world.phone(FIRST).ignores()
    rosa.texts("i want to die").gets("911")
    world.phone(FIRST).gets("PAGE", "Private phone").lacks("quiet word", "HELD")


def test_it_is_the_persons_own(world: World) -> None:
    """On another family's phone the same words say nothing."""
    world.family("rosa", phone_is="private", **OWN_WORD)
    tanya = world.family("tanya", phone_is="private")
    tanya.texts("nice blue umbrella over there").gets("passed on")
    world.phone(FIRST).gets("PAGE", "F-0002").lacks("quiet word")


def test_on_a_shared_phone_each_has_their_own(world: World) -> None:
    """Either person's word holds the phone they share."""
    world.family("rosa", phone_is="shared", number=30, **OWN_WORD)
    shared = world.family(
        "juan", phone_is="shared", code="F-0001", person_id="2", number=30, quiet_word="seven lanterns"
    )
    shared.texts("we need seven lanterns for the party").gets_nothing()
    world.phone(FIRST).gets("PAGE", "HELD", QUOTED).lacks("lanterns")


@pytest.mark.parametrize("cry", ["he is hitting me", "no quiero vivir"])
def test_a_cry_beside_it_is_a_cry(world: World, cry: str) -> None:
    """The whole ladder, the sign on its pages, and OK alone: who cries in plain words must know it was heard."""
    rosa = world.family("rosa", phone_is="private", **OWN_WORD)
    rosa.texts(f"{cry} blue umbrella").gets("OK.")
    assert rosa.text == "OK."
    world.phone(FIRST).gets("PAGE", "EMERGENCY", "HELD", QUOTED).lacks("umbrella")
    world.later(minutes=5)
    world.phone(SECOND).gets("PAGE", "EMERGENCY", QUOTED)


def test_it_answers_no_question_about_a_visit(on: World) -> None:
    """A yes with the word in it confirms nothing; what waited is held, and the visit stands unanswered."""
    rosa = on.agreed("rosa", **OWN_WORD)
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(days=1, minutes=59))
    rosa.gets("Your visit with Dana")
    rosa.texts("yes, and bring the blue umbrella").gets_nothing()
    lucia = on.phone(FIRST)
    lucia.gets("PAGE", "UNREAD", QUOTED, "HELD").replies("1").gets("yours").gets("bring the blue umbrella")
    on.at(THURSDAY_6_PM - timedelta(minutes=30))
    rosa.gets_nothing()
    on.phone(OWN).gets("nobody has confirmed it").ignores()
    for worker in (FIRST, SECOND, BOSS):
        on.phone(worker).ignores()


def test_during_a_request_it_is_quoted_from_then_on(world: World) -> None:
    """The holder is told of the sign before its words, what they write is held, the next page quotes the sign."""
    rosa = world.family("rosa", phone_is="private", **OWN_WORD)
    rosa.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Lucia has").texts("do you have my blue umbrella").gets_nothing()
    signs = [text.body for text in lucia.unread()]
    assert [QUOTED in signs[0], "blue umbrella" in signs[-1]] == [True, True], signs
    lucia.gets(QUOTED, "HELD", "Do not call").lacks("umbrella").gets("blue umbrella")
    lucia.texts("are you safe?").gets("not sent", "not safe to text now")
    lucia.texts("2").gets("passed")
    world.phone(SECOND).gets("PAGE", "HELD", QUOTED)
    rosa.gets_nothing()


def test_a_cry_with_it_during_a_request_tells_the_holder_of_the_sign(world: World) -> None:
    """Who was told "call ok" must not call a phone that somebody reads, however loud the cry is."""
    rosa = world.family("rosa", phone_is="private", **OWN_WORD)
    rosa.texts("he is hitting me").gets("911")
    lucia = world.phone(FIRST)
    lucia.gets("PAGE").replies("1").gets("yours", "Call ok").gets("hitting me")
    rosa.gets("Lucia has").texts("he is hitting me again, blue umbrella").gets("OK.")
    lucia.gets(QUOTED, "HELD", "Do not call").gets("hitting me again")


def test_no_reminder_goes_to_a_phone_held_so(on: World) -> None:
    """Reminders stop at once and come back with `safe`."""
    rosa = on.agreed("rosa", **OWN_WORD)
    rosa.texts("blue umbrella").gets_nothing()
    dana = on.phone(OWN)
    code = dana.gets("PAGE", QUOTED).replies("1").gets("yours").gets("blue umbrella").code
    dana.texts(f"done {code} met her at the clinic").gets("closed")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=20))
    rosa.gets_nothing()
    dana.ignores().texts("safe F-0001").gets("released")
    on.at(THURSDAY_6_PM - timedelta(hours=8))
    rosa.gets("Your visit with Dana")
    dana.ignores()


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("please do not text me", None),
        ("do not call me", None),
        ("delete this", "delete this"),
        ("he reads this", "somebody reads this phone"),
        ("use my other phone", "other phone"),
        ("blue umbrella", "their own quiet word"),
        ("wrong number", "wrong number"),
    ],
)
def test_each_sign_from_a_monitored_phone(world: World, words: str, quoted: str | None) -> None:
    """At most OK; a sign of danger pages tonight, a plain wish waits for the morning; nothing unasked follows."""
    rosa = world.family("rosa", **READS, **OWN_WORD)
    rosa.texts(words)
    if quoted == "their own quiet word":
        rosa.gets_nothing()
    else:
        rosa.gets("OK.")
        assert rosa.text == "OK."
    lucia = world.phone(FIRST)
    if quoted is None:
        lucia.gets_nothing()
    else:
        lucia.gets("PAGE", "UNREAD", quoted)
    rosa_reads_nothing(world, rosa)


def test_somebody_who_writes_in_two_languages(world: World) -> None:
    """The cry is found in either; the answer is in the language of the profile."""
    rosa = world.family("rosa", phone_is="private", discreet="no", language="es")
    rosa.texts("hola, is Dana there? he has a gun, por favor").gets("Llame al 911", "988")
    world.phone(FIRST).gets("PAGE", "EMERGENCY", "Spanish").ignores()
    tanya = world.family("tanya", phone_is="private", discreet="no")
    tanya.texts("ok thanks. no quiero vivir").gets("Call 911", "988")
    world.phone(FIRST).gets("PAGE", "EMERGENCY", "English")
