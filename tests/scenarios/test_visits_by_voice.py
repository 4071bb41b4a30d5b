"""A family asks about its visits on a call: a number shown proves nothing, and what follows is what follows by text."""

from datetime import timedelta

import pytest
from world import AGREED, FIRST, OWN, THURSDAY_6_PM, Handset, World

from bot.calls.calling import hears
from bot.model.calls import Pressed
from bot.store import calls, visits
from bot.telephony.simulated_call import Outcome

HIDDEN = ("visit", "Dana", "Thursday", "December", "program")
"""What nobody hears before it is shown whose phone it is."""
DAY = timedelta(days=1)
WORDS = AGREED | {"code_word": "blue moon"}


def asks(caller: Handset) -> Handset:
    """Call the line, and press 2 and 1."""
    return caller.calls().hears("911").presses("2").hears("For your schedule, press 1").presses("1")


def is_called_back(world: World, caller: Handset) -> Handset:
    """Hang up as asked, and answer when the line calls back."""
    caller.hears("we call this phone back").lacks(*HIDDEN).was_hung_up()
    world.later(seconds=10)
    return caller.answers().hears("A call for you", "press 1").lacks(*HIDDEN)


def replies(world: World) -> list[str | None]:
    """Return what the persons of the first visit answered."""
    with world.store.read() as tx:
        found = visits.by_number(tx, 1)
    assert found is not None
    return [one.reply for one in found.attendees]


def test_a_number_alone_is_called_back(on: World) -> None:
    """Who asks is called back; after a key they hear day and time, and 1 confirms as by text."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    is_called_back(on, asks(rosa)).presses("1").hears("Thursday, December 3", "6:00 pm", "press 1").lacks("text")
    rosa.presses("1").hears("Thank you. It is on: Thursday, December 3, 6:00 pm", "hear your visits again")
    assert replies(on) == ["fine"]
    rosa.presses("1").hears("Thursday, December 3").hangs_up().gets_nothing()


def test_a_visit_moves_on_a_call(on: World) -> None:
    """The same slots as by text, with a key each; the echo repeats day and time; the worker is told."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=27))
    on.phone(OWN).ignores()
    is_called_back(on, asks(rosa)).presses("1").hears("does not suit, press 2")
    rosa.presses("2").hears("free instead of Thursday 6:00 pm", "For Friday, December 4, 6:00 pm, press 1", "press 5")
    rosa.presses("9").hears("press the number of a time")
    rosa.presses("1").hears("Move Thursday 6:00 pm to Friday, December 4, 6:00 pm?", "For yes, press 1")
    rosa.presses("1").hears("Done. It is Friday, December 4, 6:00 pm").hangs_up()
    on.phone(OWN).gets("F-0001 moved visit 1 from Thu 6:00 pm to Fri, Dec 4, 6:00 pm", "N1")
    rosa.gets_nothing()


def test_several_visits_are_told_and_asked_apart(on: World) -> None:
    """A week's visits make one list; 2 asks which, and each has its key."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.visit("F-0001", THURSDAY_6_PM + DAY)
    is_called_back(on, asks(rosa)).presses("1").hears("Thursday, December 3, 6:00 pm. Friday, December 4, 6:00 pm.")
    rosa.presses("2").hears("Which one", "For Thursday, December 3, 6:00 pm, press 1", "press 2")
    rosa.presses("2").hears("free instead of Friday").hangs_up()


def test_a_code_word_spoken_or_keyed_opens_at_once(on: World) -> None:
    """Spoken, or by the letters of its keys, the word shows who calls; nobody is called back."""
    rosa = on.family("rosa", **WORDS).ignores()
    on.visit("F-0001", THURSDAY_6_PM)
    asks(rosa).hears("say your own word", "pound").lacks(*HIDDEN).says("Blue, moon.").hears("Thursday, December 3")
    rosa.presses("1").hears("It is on").hangs_up()
    assert replies(on) == ["fine"]
    asks(rosa).hears("your own word").presses("25836666#").hears("Thursday, December 3").hangs_up()
    rosa.ignores()


@pytest.mark.parametrize("guess", ["red sun", ""])
def test_a_wrong_word_tells_nothing(on: World, guess: str) -> None:
    """A wrong word is answered as none is: the phone itself is called back, and hears no visit without a key."""
    rosa = on.family("rosa", **WORDS).ignores()
    on.visit("F-0001", THURSDAY_6_PM)
    asks(rosa).hears("your own word")
    if guess:
        rosa.says(guess)
    else:
        on.later(seconds=20)
    is_called_back(on, rosa).presses("1").hears("Thursday, December 3").hangs_up()
    rosa.ignores()


def test_the_word_counts_for_its_call_alone(on: World) -> None:
    """Whoever calls with the same number shown afterwards is asked again."""
    rosa = on.family("rosa", **(WORDS | {"phone_is": "shared"})).ignores()
    on.visit("F-0001", THURSDAY_6_PM)
    asks(rosa).hears("your own word").says("blue moon").hears("Thursday").hangs_up()
    asks(rosa).hears("your own word").lacks(*HIDDEN).hangs_up()
    rosa.texts("next visit").gets("Please write your word first").ignores()
    on.phone(FIRST).ignores()


def test_words_of_danger_come_before_any_word(on: World) -> None:
    """Asked for their word, they cry for help: a person is found."""
    rosa = on.family("rosa", **WORDS).ignores()
    asks(rosa).hears("your own word").says("he is going to kill me").hears("ringing", "911")
    on.phone(OWN).gets("PAGE").answers().presses("1").hears("connected").gets("is yours").gets("kill me")
    rosa.talks_to(OWN).hangs_up().ignores()


@pytest.mark.parametrize(
    "profile", [{"channel": "none"}, {"phone_is": "monitored"}, {"safe_from": "21:00", "safe_to": "22:00"}]
)
def test_where_no_call_is_safe_none_is_made(on: World, profile: dict[str, str]) -> None:
    """No call back: numbers and a person are offered instead, and nothing is told."""
    rosa = on.family("rosa", **(AGREED | profile)).ignores()
    on.visit("F-0001", THURSDAY_6_PM)
    asks(rosa).hears("cannot tell you that on this call", "For phone numbers, press 2", "For a person, press 0").lacks(
        *HIDDEN[1:]
    )
    on.later(seconds=3)
    rosa.presses("0").hears("ringing")
    on.phone(FIRST).ignores()
    rosa.hangs_up()
    on.phone(FIRST).ignores()
    on.phone(OWN).ignores()


def test_nobody_presses_a_key_and_nothing_is_said(on: World) -> None:
    """A voicemail takes the call back: it keeps the neutral question alone."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    asks(rosa).hears("we call this phone back").was_hung_up()
    on.later(seconds=10)
    rosa.goes_to_voicemail()
    kept = " ".join(one.words for one in on.calls.left_on_voicemail(rosa.current.sid)).lower()
    assert not [word for word in HIDDEN if word.lower() in kept]
    on.later(minutes=10)
    rosa.does_not_ring().gets_nothing()


def test_a_person_is_one_key_away(on: World) -> None:
    """On the call back, 0 asks the whole ladder: a call of ours has no queue, and says so truthfully."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    is_called_back(on, asks(rosa)).presses("1").hears("Thursday").presses("0").hears("tell the person on call", "911")
    on.phone(OWN).gets("PAGE", "EMERGENCY").replies("1").gets("is yours")
    rosa.was_hung_up().ignores()
    on.later(minutes=1)
    on.phone(OWN).ignores()


def test_with_a_request_open_visits_are_told_and_no_key_is_a_digit(on: World) -> None:
    """A digit means a person while a request is open: the list is told without a question."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    rosa.texts("he is going to kill me").ignores()
    on.phone(OWN).ignores()
    is_called_back(on, asks(rosa)).presses("1").hears(
        "Your next visits: Thursday, December 3", "hear your visits again"
    )
    rosa.lacks("does not suit").hangs_up().ignores()
    on.phone(OWN).ignores()


def test_call_backs_are_bounded(on: World) -> None:
    """Whoever shows the number of another cannot make their phone ring on and on."""
    rosa = on.agreed("rosa")
    rosa.always(Outcome.NO_ANSWER)
    most = on.services.program.calls.private_tries
    for _ in range(most):
        asks(rosa).hears("we call this phone back").was_hung_up()
        on.later(minutes=2)
    asks(rosa).hears("cannot tell you that on this call").hangs_up()


def test_two_persons_of_one_phone_stay_apart(on: World) -> None:
    """The word of one opens the visits of that one alone."""
    columns = "family_id,person_id,person,relation,phone,language,channel,discreet,voicemail,phone_is,safe_from,safe_to"
    rows = "\n".join(
        f"F-0007,{person},{name},parent,+12025550131,en,text,no,no,shared,,,2026-11-20,,dana,,,{word}"
        for person, name, word in ((1, "Rosa", "blue moon"), (2, "Luis", "red sun"))
    )
    on.imports("families", f"{columns},consented_on,address,worker_id,started_on,ended_on,code_word\n{rows}\n")
    on.settle()
    phone = on.handset(on.phone(OWN).phone.__class__("+12025550131"), "shared").ignores()
    on.visit("F-0007", THURSDAY_6_PM, persons="1")
    on.visit("F-0007", THURSDAY_6_PM + DAY, persons="2")
    asks(phone).hears("your own word").says("red sun").hears("Friday, December 4").lacks("Thursday").hangs_up()
    phone.ignores()


def test_a_shared_phone_that_is_called_back_still_asks_for_the_word(on: World) -> None:
    """Somebody else of the house answers and presses a key: without the word they hear nothing."""
    rosa = on.family("rosa", **(WORDS | {"phone_is": "shared"})).ignores()
    on.visit("F-0001", THURSDAY_6_PM)
    asks(rosa).hears("your own word").says("red sun")
    is_called_back(on, rosa).presses("1").hears("say your own word").lacks(*HIDDEN).says("green tree")
    rosa.hears("cannot tell you that on this call").was_hung_up()
    rosa.ignores()


def test_a_step_that_comes_twice_is_taken_once(on: World) -> None:
    """The carrier repeats the key that moves a visit: the same words, and one move."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    is_called_back(on, asks(rosa)).presses("1").hears("press 2").presses("2").hears("press 1").presses("1")
    rosa.hears("For yes, press 1")
    with on.store.read() as tx:
        call = calls.by_sid(tx, rosa.current.sid)
    assert call is not None
    first, again = (hears(on.services, call.key, call.number, Pressed("1"), rosa.current.sid) for _ in range(2))
    assert first == again
    assert "Done. It is Wednesday, December 2" in (first or "")
    with on.store.read() as tx:
        moved = visits.by_number(tx, 1)
    assert moved is not None
    assert moved.version == 2
    rosa.hangs_up()
    on.settle()
    on.phone(OWN).ignores()


def test_a_time_that_is_gone_is_not_taken(on: World) -> None:
    """Another family took it between the echo and the key: other times are offered."""
    rosa, luz = on.agreed("rosa"), on.agreed("luz")
    on.visit("F-0001", THURSDAY_6_PM)
    is_called_back(on, asks(rosa)).presses("1").hears("press 2").presses("2").hears("press 1").presses("1")
    rosa.hears("Wednesday, December 2, 6:00 pm?")
    on.visit("F-0002", THURSDAY_6_PM - DAY)
    rosa.presses("1").hears("Sorry, that time is gone", "press 4").hangs_up()
    luz.ignores()
    on.phone(OWN).ignores()


def test_a_word_may_not_be_tried_on_and_on(on: World) -> None:
    """After some calls within the hour no word is asked for any more: guessing leads to the phone itself."""
    rosa = on.family("rosa", **WORDS).ignores()
    rosa.always(Outcome.NO_ANSWER)
    for _ in range(on.services.program.calls.private_tries - 1):
        asks(rosa).hears("your own word").says("green tree").hears("call this phone back").was_hung_up()
        on.later(minutes=1)
    asks(rosa).hears("call this phone back").lacks("your own word").was_hung_up()
    rosa.ignores()
