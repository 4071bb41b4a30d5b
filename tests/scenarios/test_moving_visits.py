"""Another time for a visit: offered, chosen, echoed, taken; given back; left out; or asked of the worker (SAFETY 3)."""

from datetime import timedelta

import pytest
from world import AGREED, BOSS, DECEMBER, FIRST, OWN, THURSDAY_6_PM, Handset, World

DAY = timedelta(days=1)
TWO_ADULTS = (
    "family_id,person_id,person,relation,phone,language,channel,discreet,voicemail,phone_is,safe_from,safe_to,"
    "consented_on,address,worker_id,started_on,ended_on\n"
    "F-0007,1,Rosa,parent,+12025550131,en,text,no,no,private,,,2026-11-20,,dana,,\n"
    "F-0007,2,Luis,parent,+12025550132,en,text,no,no,private,,,2026-11-20,,dana,,\n"
)


def reminded(world: World, **profile: str) -> Handset:
    """Admit a parent who was reminded of a visit on Thursday at six; it is Wednesday, ten past five."""
    rosa = world.family("rosa", **(AGREED | profile))
    world.visit("F-0001", THURSDAY_6_PM)
    world.at(THURSDAY_6_PM - timedelta(hours=24, minutes=50))
    return rosa.ignores()


def test_a_visit_moves(on: World) -> None:
    """Offer, choice, echo, done; the worker hears at once, because it is soon; reminders follow the new time."""
    rosa = reminded(on)
    rosa.texts("2").gets("1 = Fri, Dec 4, 6:00 pm", "2 = Mon, Dec 7, 6:00 pm", "3 = Tue, Dec 8, 6:00 pm")
    rosa.texts("1").gets("Move Thu 6:00 pm to Fri, Dec 4, 6:00 pm?", "1 = yes, 2 = no")
    rosa.texts("1").gets("Done", "Fri, Dec 4, 6:00 pm")
    on.phone(OWN).gets("F-0001 moved visit 1 from Thu 6:00 pm to Fri, Dec 4, 6:00 pm", "N1")
    on.at(THURSDAY_6_PM - timedelta(minutes=50))
    rosa.gets("Fri, Dec 4, 6:00 pm").gets_nothing()
    on.at(THURSDAY_6_PM + timedelta(hours=16))
    rosa.gets_nothing()
    on.phone(OWN).gets("Morning list", "1 F-0001 6:00 pm").lacks("not confirmed")


@pytest.mark.parametrize("words", ["2", "no"])
def test_an_echo_may_be_turned_down(on: World, words: str) -> None:
    """No move without a yes; the offer comes again."""
    rosa = reminded(on)
    rosa.texts("2").gets("free").replies("1").gets("Move").replies(words).gets("Free instead of")
    on.phone(OWN).gets_nothing()


def test_far_ahead_the_worker_reads_it_in_the_list(on: World) -> None:
    """A change of next week can wait for the morning."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM + 4 * DAY)
    rosa.texts("can we do another day").gets("Free instead of", "1 =")
    rosa.texts("3").gets("Move").replies("1").gets("Done")
    on.phone(OWN).gets_nothing()
    on.at(DECEMBER + timedelta(hours=9))
    on.phone(OWN).gets("Evening list", "moved visit 1")


@pytest.mark.parametrize("finds_one", [True, False])
def test_late_in_the_evening_the_worker_reads_it_in_the_morning_list(on: World, finds_one: bool) -> None:
    """Half past nine on Wednesday, a visit of Thursday: near enough, but nobody is at work; no family reads "now"."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=20, minutes=30))
    rosa.ignores().texts("2").gets("Free instead of")
    if finds_one:
        rosa.texts("1").gets("Move").replies("1").gets("Done").lacks("Dana", "now")
    else:
        rosa.texts("4").gets("Dana gets this by Thu 8:00 am", "stays on the list").lacks("now")
    on.at(THURSDAY_6_PM - timedelta(hours=10, minutes=10))
    dana = on.phone(OWN).gets_nothing()
    on.at(THURSDAY_6_PM - timedelta(hours=9, minutes=50))
    dana.gets("Morning list", "F-0001 moved visit 1 from Thu 6:00 pm" if finds_one else "nor any time offered")
    dana.gets_nothing()


def test_own_hours_and_what_is_booked(on: World) -> None:
    """The worker's own hours count; another family's visit and the way there keep times away; so do closed days."""
    on.imports("availability", "worker_id,weekday,from,to\ndana,friday,15:00,19:00\ndana,monday,15:00,16:00\n")
    rosa = reminded(on)
    on.family("luz", **AGREED)
    on.visit("F-0002", THURSDAY_6_PM + DAY)
    on.settle()
    rosa.texts("2").gets("1 = Fri, Dec 4, 4:30 pm", "2 = Mon, Dec 7, 3:00 pm").lacks("Dec 8", "Dec 9")
    on.phone(BOSS).texts("closed 2026-12-07 yes").gets("Mon, Dec 7 is closed")
    rosa.texts("4").gets("pass this on to Dana")
    rosa.texts("can we do another day").gets("Fri, Dec 4, 4:30 pm").lacks("Dec 7")
    on.phone(OWN).ignores()
    on.stranger(21).ignores()


def test_a_time_taken_between_offer_and_choice(on: World) -> None:
    """Said honestly, with what is free now."""
    rosa = reminded(on)
    rosa.texts("2").gets("1 = Fri, Dec 4, 6:00 pm").replies("1").gets("Move")
    on.family("luz", consented_on="")
    on.visit("F-0002", THURSDAY_6_PM + DAY)
    rosa.texts("1").gets("Sorry, that time is gone. Free instead of").lacks("Dec 4, 6:00 pm")
    rosa.texts("1").gets("Move").replies("1").gets("Done")
    on.phone(OWN).ignores()


def test_none_of_these(on: World) -> None:
    """The worker is asked to find another; the visit stands."""
    rosa = reminded(on)
    rosa.texts("2").gets("free").replies("4").gets("pass this on to Dana now", "stays on the list")
    on.phone(OWN).gets("F-0001", "visit 1", "nor any time offered", "It stands")


def test_no_free_time_at_all(on: World) -> None:
    """A worker without a free hour: the family is told who reads it, the worker that nothing could be offered."""
    on.imports("availability", "worker_id,weekday,from,to\ndana,thursday,18:00,19:00\n")
    rosa = reminded(on)
    on.phone(BOSS).texts("closed 2026-12-10 yes").gets("is closed")
    rosa.texts("2").gets("pass this on to Dana now", "stays on the list")
    on.phone(OWN).gets("F-0001", "no free time of yours could be offered")


def test_it_is_left_out(on: World) -> None:
    """Cancelled by the family, after one more question; the worker is told, no reminder follows."""
    rosa = reminded(on)
    rosa.texts("2").gets("free").replies("5").gets("Leave out Thu, Dec 3, 6:00 pm?").replies("1").gets("off the list")
    on.phone(OWN).gets("F-0001 left out visit 1")
    on.at(THURSDAY_6_PM)
    rosa.gets_nothing()


SATURDAY_11_AM = THURSDAY_6_PM + timedelta(days=1, hours=17)


@pytest.mark.parametrize("minutes", [-50, 10])
def test_of_a_visit_at_hand_the_worker_hears_off_duty_too(on: World, minutes: int) -> None:
    """A Saturday: Monday's list would be too late, before the visit or while it is on."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", SATURDAY_11_AM)
    on.at(SATURDAY_11_AM + timedelta(minutes=minutes))
    rosa.ignores()
    dana = on.phone(OWN).ignores()
    rosa.texts("we cant make it sorry")
    if minutes < 0:
        rosa.gets("2 = leave it out").replies("2").gets("off the list")
        dana.gets("left out visit 1")
    else:
        rosa.gets("We pass this on to Dana now")
        dana.gets("visit 1", "is to be off")
        on.at(SATURDAY_11_AM + timedelta(hours=2))
        on.phone(BOSS).gets("Dana does not answer")
        dana.ignores().replies("E1").gets("excused")
        on.phone(BOSS).gets("Dana is heard from again")


def test_who_else_is_expected_is_named_to_the_worker(on: World) -> None:
    """One person left it out; no text tells the other why, or that it is so: the worker must (SAFETY 1.7)."""
    on.imports("families", TWO_ADULTS)
    on.settle()
    rosa, luis = on.stranger(31).ignores(), on.stranger(32).ignores()
    on.visit("F-0007", THURSDAY_6_PM, persons="1;2")
    on.at(THURSDAY_6_PM - timedelta(hours=24, minutes=50))
    rosa.gets("Thu, Dec 3").replies("2").gets("free").replies("5").gets("Leave out").replies("1").gets("off the list")
    on.phone(OWN).gets("F-0007 left out visit 1", "others", "Please see that they know")
    luis.gets("Thu, Dec 3").gets_nothing()


def test_cannot_make_it(on: World) -> None:
    """Another time, leave it out, or keep it: each by its digit."""
    rosa = reminded(on)
    rosa.texts("cant make it tmrw").gets("Thu, Dec 3, 6:00 pm", "1 = another time, 2 = leave it out, 3 = keep it")
    rosa.texts("3").gets("Thu, Dec 3, 6:00 pm is on")
    rosa.texts("cant make it tmrw").gets("1 = another time").replies("2").gets("off the list")
    on.phone(OWN).gets("left out visit 1")
    rosa.texts("next").gets("No visit is on the list")


def test_given_back_with_an_apology(on: World) -> None:
    """`N1`: that time does not work for the worker; the visit is where it was, the family is told once and asked."""
    rosa = reminded(on)
    rosa.texts("2").gets("free").replies("1").gets("Move").replies("1").gets("Done")
    dana = on.phone(OWN).gets("N1")
    on.phone(FIRST).texts("N1").gets("another worker's")
    dana.replies("N1").gets("Visit 1 F-0001 goes back")
    rosa.gets("Sorry", "Fri 6:00 pm does not work", "Thu, Dec 3, 6:00 pm, as before", "1 = fine").gets_nothing()
    rosa.replies("1").gets("Thank you", "Thu, Dec 3")
    dana.replies("N1").gets("was not moved by the family")


def test_given_back_when_the_old_time_is_over(on: World) -> None:
    """Then it is off, on our side, and other times are shown."""
    rosa = reminded(on)
    rosa.texts("2").gets("free").replies("1").gets("Move").replies("1").gets("Done")
    on.at(THURSDAY_6_PM + timedelta(minutes=5))
    rosa.ignores()
    on.phone(OWN).ignores().replies("N1").gets("goes back")
    rosa.gets("Sorry", "Fri, Dec 4", "1 = show me other times").gets_nothing()
    rosa.replies("1").gets("Free instead of").replies("1").gets("A visit on").replies("1").gets("Done")
    on.phone(OWN).gets("booked a new visit 2", "N2")


@pytest.mark.parametrize("gone", ["booked", "closed"])
def test_no_visit_goes_back_to_a_time_that_is_gone(on: World, gone: str) -> None:
    """Another family has that time by now, or the program is closed that day: it is off, and other times are shown."""
    rosa = reminded(on)
    rosa.texts("2").gets("free").replies("1").gets("Move").replies("1").gets("Done")
    if gone == "booked":
        on.family("luz", consented_on="")
        on.visit("F-0002", THURSDAY_6_PM)
    else:
        on.phone(BOSS).texts("closed 2026-12-03 yes").gets("is closed")
    on.phone(OWN).ignores().replies("N1").gets("goes back")
    rosa.gets("Sorry", "Fri, Dec 4", "1 = show me other times").lacks("Dec 3").gets_nothing()
    rosa.texts("next").gets("No visit is on the list")
    rosa.texts("we were home").gets("Your message is passed on")
    on.phone(FIRST).gets("PAGE", "UNREAD")


@pytest.mark.parametrize("phone_is", ["shared", "monitored"])
@pytest.mark.parametrize("words", ["2", "cant make it tomorrow", "can we do another day"])
def test_whoever_holds_a_shared_phone_cannot_move_a_family_out(on: World, phone_is: str, words: str) -> None:
    """A question to the worker; the visit stands until they confirm by a safe route."""
    rosa = reminded(on, phone_is=phone_is)
    on.at(THURSDAY_6_PM - timedelta(hours=24, minutes=40))
    rosa.texts(words)
    if phone_is == "monitored" and words == "2":
        rosa.gets_nothing()
    else:
        rosa.gets("Thank you", "Dana").lacks("Dec")
        on.phone(OWN).gets("F-0001", "visit 1", "STANDS until you confirm by a safe route")
    on.at(THURSDAY_6_PM - timedelta(hours=9))
    rosa.ignores()
    stands = "not confirmed" if phone_is == "monitored" else "does NOT suit them"
    on.phone(OWN).gets("Morning list", f"1 F-0001 6:00 pm, {stands}").ignores()


def test_a_child_moves_nothing(on: World) -> None:
    """A child may be asked to a visit, and may not cancel it."""
    rosa = on.family("rosa", **(AGREED | {"relation": "child"}))
    on.visit("F-0001", THURSDAY_6_PM)
    rosa.texts("we cant make it thursday").gets("Dana")
    on.at(DECEMBER + timedelta(hours=9))
    on.phone(OWN).gets("F-0001", "visit 1")
