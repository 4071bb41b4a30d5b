"""Answers to a reminder: which visit, which version, and what is said back (SAFETY 1.7, 1.8, 4.2)."""

from datetime import timedelta

import pytest
from world import AGREED, BOSS, DECEMBER, FIRST, OWN, SECOND, THURSDAY_6_PM, Handset, World

DAY = timedelta(days=1)
TWO_ADULTS = (
    "family_id,person_id,person,relation,phone,language,channel,discreet,voicemail,phone_is,safe_from,safe_to,"
    "consented_on,address,worker_id,started_on,ended_on\n"
    "F-0007,1,Rosa,parent,+12025550131,en,text,no,no,private,,,2026-11-20,,dana,,\n"
    "F-0007,2,Luis,parent,+12025550132,en,text,no,no,private,,,2026-11-20,,dana,,\n"
)


def reminded(world: World, **profile: str) -> Handset:
    """Admit a parent who was reminded of a visit on Thursday at six."""
    rosa = world.family("rosa", **(AGREED | profile))
    world.visit("F-0001", THURSDAY_6_PM)
    world.at(THURSDAY_6_PM - timedelta(hours=24, minutes=50))
    return rosa.ignores()


@pytest.mark.parametrize("words", ["1", "1.", "yes", "ok", "👍", "ok see u then", "sí", "sounds good"])
def test_it_suits(on: World, words: str) -> None:
    """The answer repeats day and time."""
    reminded(on).texts(words).gets("Thank you", "Thu, Dec 3, 6:00 pm").gets_nothing()


def test_an_answer_may_be_changed_while_its_question_is_open(on: World) -> None:
    """Fine at first, then not."""
    rosa = reminded(on)
    rosa.texts("1").gets("Thank you").texts("2").gets("Free instead of")


@pytest.mark.parametrize("words", ["2", "no", "No."])
def test_it_does_not_suit(on: World, words: str) -> None:
    """Three free times, each with its digit."""
    reminded(on).texts(words).gets("Free instead of", "1 =", "2 =", "3 =", "4 = none of these", "5 = leave it out")


def test_another_digit_is_asked_back(on: World) -> None:
    """Nothing is guessed."""
    reminded(on).texts("7").gets("Please text 1 or 2")


def test_two_visits_asked_about_apart_are_asked_back(on: World) -> None:
    """Two reminders since their last text: the line asks which one is meant."""
    rosa = reminded(on)
    on.visit("F-0001", THURSDAY_6_PM + DAY)
    on.at(THURSDAY_6_PM - timedelta(hours=9) + timedelta(minutes=1))
    rosa.gets("Thu, Dec 3")
    on.at(THURSDAY_6_PM - timedelta(hours=1) + timedelta(minutes=1))
    rosa.gets("Fri, Dec 4")
    on.phone(OWN).ignores()
    rosa.texts("1").gets("Which one", "1 = Thu, Dec 3, 6:00 pm", "2 = Fri, Dec 4, 6:00 pm", "3 = all of them")
    rosa.texts("2").gets("Thank you", "Fri, Dec 4").lacks("Thu")
    rosa.texts("1").gets("Thank you", "Thu, Dec 3").lacks("Fri")
    on.phone(OWN).ignores()


def test_one_of_the_week_does_not_suit(on: World) -> None:
    """`2` to the week's list: which one? Then times for that one."""
    rosa = on.agreed("rosa")
    for days in (4, 5, 7):
        on.visit("F-0001", THURSDAY_6_PM + days * DAY)
    on.at(THURSDAY_6_PM + 3 * DAY - timedelta(minutes=50))
    rosa.gets("next visits").replies("2").gets("Which one", "1 = Mon", "2 = Tue", "3 = Thu").lacks("all of them")
    rosa.texts("9").gets("Which one")
    rosa.texts("2").gets("Free instead of").lacks("Mon, Dec 7, 6:00 pm")


def test_no_question_is_asked_about_no_visit(on: World) -> None:
    """Both visits of the question are over by now: that is said, and nothing is asked."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + timedelta(hours=3))
    on.visit("F-0001", DECEMBER + timedelta(hours=5))
    rosa.ignores().texts("can we do another day").gets("Which one", "1 =", "2 =")
    on.at(DECEMBER + timedelta(hours=7))
    on.phone(OWN).ignores()
    on.phone(BOSS).ignores()  # nobody said what became of these visits
    rosa.ignores().texts("7").gets("no longer on the list")


def test_a_stale_answer_is_a_new_message(on: World) -> None:
    """A `1` after the visit is no yes to the next one: the same evening that is said, next day it answers nothing."""
    rosa = reminded(on)
    on.at(THURSDAY_6_PM + timedelta(hours=1))
    rosa.ignores().texts("1").gets("no longer on the list")
    on.at(THURSDAY_6_PM + timedelta(hours=20))
    rosa.texts("1").gets_nothing()
    on.phone(OWN).ignores()
    on.phone("sam").ignores()


def test_a_visit_moved_by_the_office_meanwhile(on: World) -> None:
    """The answer to the old time is no answer to the new one."""
    rosa = reminded(on)
    rosa.texts("1").gets("Thank you", "6:00 pm")
    on.visit("F-0001", THURSDAY_6_PM - timedelta(hours=2), visit_id="V-1")
    rosa.gets_nothing().texts("1").gets("changed in the meantime", "4:00 pm").replies("1").gets("Thank you", "4:00 pm")


def test_a_visit_called_off_meanwhile(on: World) -> None:
    """What is no longer on the list is said to be so."""
    rosa = reminded(on)
    on.visit("F-0001", THURSDAY_6_PM, visit_id="V-1", status="cancelled_by_program")
    rosa.gets("Sorry").texts("1").gets("no longer on the list")


def test_two_persons_answer_differently(on: World) -> None:
    """One says fine: the other cannot move it away by a digit; the worker decides, the visit stands."""
    on.imports("families", TWO_ADULTS)
    on.settle()
    rosa, luis = on.stranger(31).gets("visits"), on.stranger(32).gets("visits")
    on.visit("F-0007", THURSDAY_6_PM, persons="1;2")
    on.at(THURSDAY_6_PM - timedelta(hours=24, minutes=50))
    rosa.gets("Thu, Dec 3").replies("1").gets("Thank you")
    luis.gets("Thu, Dec 3").replies("2").gets("We pass this on to Dana now", "until you both agree").lacks("Rosa")
    on.at(THURSDAY_6_PM - timedelta(hours=9, minutes=50))
    on.phone(OWN).gets("F-0007", "visit 1", "does not suit", "STANDS").gets("Morning list", "does NOT suit them")
    rosa.gets_nothing()


def test_the_other_persons_no_is_told_to_the_worker(on: World) -> None:
    """First a no that chose no time, then the other's yes."""
    on.imports("families", TWO_ADULTS)
    on.settle()
    rosa, luis = on.stranger(31).gets("visits"), on.stranger(32).gets("visits")
    on.visit("F-0007", THURSDAY_6_PM, persons="1;2")
    on.at(THURSDAY_6_PM - timedelta(hours=24, minutes=50))
    luis.gets("Thu, Dec 3").replies("2").gets("Free instead of")
    rosa.gets("Thu, Dec 3").replies("1").gets("Thank you")
    on.phone(OWN).gets("F-0007", "one person says it suits, one that it does not")


def test_a_cry_comes_before_any_digit(on: World) -> None:
    """Crisis words in an answer are a cry, whatever was asked (SAFETY 2.1)."""
    rosa = reminded(on)
    rosa.texts("yes but he is here and he has a knife").gets("911", "988")
    on.phone(FIRST).gets("PAGE", "EMERGENCY")


def test_a_bare_cancel_is_no_cancelled_visit(on: World) -> None:
    """The carrier has switched texts off; the visit stands, and the worker is told (SAFETY 3)."""
    rosa = reminded(on)
    rosa.texts("CANCEL").gets_nothing()
    on.phone(OWN).gets("F-0001", "may mean the visit", "Visits stand")


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("next", ("Your next visit is Thu, Dec 3, 6:00 pm",)),
        ("Next?", ("Thu, Dec 3",)),
        ("week", ("Thu, Dec 3, 6:00 pm", "Mon, Dec 7, 6:00 pm")),
        ("who", ("Dana comes Thu, Dec 3, 6:00 pm",)),
        ("count", ("Missed visits: 0", "2 in a row or 4 in all")),
        ("próxima", ("Thu, Dec 3",)),
        ("semana", ("Mon, Dec 7",)),
        ("¿quién?", ("Dana",)),
        ("when is my next visit", ("Thu, Dec 3",)),
        ("who is this", ("appointments", "911")),
        ("privacy", ("read and keep what you text",)),
    ],
)
def test_what_may_be_asked(on: World, word: str, found: tuple[str, ...]) -> None:
    """next, week, who, count; and the two questions about the line itself."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.visit("F-0001", THURSDAY_6_PM + 4 * DAY)
    rosa.texts(word).gets(*found)


@pytest.mark.parametrize("word", ["next", "week", "who", "count", "when is my next visit"])
@pytest.mark.parametrize("profile", [{"consented_on": ""}, {"phone_is": "monitored"}])
def test_a_number_alone_proves_nothing(on: World, word: str, profile: dict[str, str]) -> None:
    """Nobody agreed, or somebody reads: nothing of any visit is told (SAFETY 1.8)."""
    rosa = on.family("rosa", **(AGREED | profile))
    on.visit("F-0001", THURSDAY_6_PM)
    rosa.texts(word).gets("cannot tell you that by text").lacks("Dec", "Dana", "pm")


def test_late_reaches_the_worker_at_once(on: World) -> None:
    """In their words, with the minutes if there are any."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + timedelta(hours=2))
    rosa.gets("Tue, Dec 1").texts("running 15 min late").gets("We pass this on to Dana now")
    on.phone(OWN).gets("F-0001 is running about 15 min late for visit 1, 12:00 pm")
    rosa.texts("running late").gets("We pass this on to Dana now")
    on.phone(OWN).gets("F-0001 is running", "late for visit 1")


def test_the_same_lateness_is_told_once(on: World) -> None:
    """Whether one of them says so twice or two of them once."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + timedelta(hours=2))
    rosa.ignores().texts("running 15 min late").gets("We pass this on to Dana now")
    on.phone(OWN).gets("late for visit 1")
    rosa.texts("running 15 min late").gets("We pass this on to Dana now")
    on.phone(OWN).gets_nothing()
    rosa.texts("running 25 min late").gets("We pass this on to Dana now")
    on.phone(OWN).gets("about 25 min late for visit 1")


def test_what_is_asked_twice_in_a_minute_is_told_once(on: World) -> None:
    """From a phone that may be read a visit stands until the worker confirms: they are asked once."""
    rosa = on.agreed("rosa", phone_is="shared")
    on.visit("F-0001", DECEMBER + timedelta(hours=4))
    rosa.ignores()
    rosa.texts("i cant make it today").ignores()
    on.phone(OWN).gets("is to be off, as texted from their phone")
    on.later(seconds=59)
    rosa.texts("i cant make it today").ignores()
    on.phone(OWN).gets_nothing()
    on.later(minutes=2)
    rosa.texts("i cant make it today").ignores()
    on.phone(OWN).gets("is to be off, as texted from their phone")


def test_words_nobody_understood_go_to_a_human_who_is_named(on: World) -> None:
    """In office hours the family's own worker, and the family reads so."""
    rosa = on.agreed("rosa")
    rosa.texts("about that thing with the blue folder").gets("We are giving your message to Dana now", "Text 1", "911")
    on.phone(OWN).gets("PAGE", "UNREAD")


def test_a_name_is_told_only_where_that_worker_is_paged_now(on: World) -> None:
    """What joins a request nobody took waits for the list, and is told so; by day it reaches those at work at once."""
    rosa = on.agreed("rosa")
    rosa.texts("about that thing with the blue folder").gets("We are giving your message to Dana now")
    on.phone(OWN).gets("PAGE", "UNREAD")
    on.later(minutes=4)
    rosa.texts("the blue one with the papers").gets("Your message is passed on").lacks("Dana")
    on.phone(FIRST).ignores()
    on.at(DECEMBER + timedelta(hours=9))
    for worker in (OWN, FIRST, SECOND):
        on.phone(worker).ignores()
    rosa.texts("it is blue").gets("We have not reached anyone yet", "again at 8:00 am", "Text 1").lacks("passed on")
    on.at(DECEMBER + timedelta(hours=23))
    dana, sam = on.phone(OWN).ignores(), on.phone(BOSS).ignores()
    rosa.texts("blue as the sky").gets("Your message is passed on").lacks("Dana")
    sam.gets("PAGE", "UNREAD")
    dana.gets("PAGE", "UNREAD").replies("1").gets("yours").gets("blue folder")
    dana.gets("papers").gets("it is blue").gets("blue as the sky")
    sam.ignores()
    rosa.gets("Dana has")


def test_more_than_a_keyword_is_counted_and_shown_on_request(on: World) -> None:
    """The line answered alone: the evening list says how often, `words` shows them, on the record."""
    rosa = reminded(on)
    rosa.texts("ok see u then, ty for everything").gets("Thank you")
    on.at(THURSDAY_6_PM - timedelta(hours=23))
    dana = on.phone(OWN)
    dana.gets("Evening list", "F-0001: texts the line answered alone: 1", "words F-0001")
    dana.texts("words F-0001").gets("F-0001 wrote", "ok see u then")
    on.phone(FIRST).texts("words F-0001").gets("another worker's").lacks("see u")
    dana.texts("words F-0002").gets("No family F-0002")
