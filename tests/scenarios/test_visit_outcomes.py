"""What became of a visit: only ever a person's entry, counted as the policy counts, with evidence (SAFETY 4.1, 6)."""

from datetime import timedelta

import pytest
from world import AGREED, BOSS, DECEMBER, FIRST, OWN, SECOND, STAFF, THURSDAY_6_PM, Handset, World

DAY = timedelta(days=1)


def a_visit(world: World, hours: float = 2, **profile: str) -> Handset:
    """Admit a parent with a visit today, of which they read."""
    rosa = world.family("rosa", **(AGREED | profile))
    world.visit("F-0001", DECEMBER + timedelta(hours=hours))
    world.phone(OWN).ignores()
    return rosa.ignores()


def after(world: World, hours: float) -> None:
    """Let time pass until so many hours after ten in the morning."""
    world.at(DECEMBER + timedelta(hours=hours))


def missed(world: World, number: int, by: str = OWN) -> Handset:
    """Let a worker enter a miss."""
    return world.phone(by).texts(f"M{number}").gets(f"Visit {number}", "missed")


def test_an_unconfirmed_visit_is_told_an_hour_before(on: World) -> None:
    """Only where somebody was asked and nobody answered."""
    a_visit(on)
    after(on, 1.1)
    on.phone(OWN).gets("Visit 1 F-0001 at 12:00 pm", "nobody has confirmed")


def test_nobody_is_told_of_silence_where_nobody_was_asked(on: World) -> None:
    """A family without consent cannot confirm by text."""
    a_visit(on, consented_on="")
    after(on, 1.9)
    on.phone(OWN).gets_nothing()


def test_a_possible_no_show_soon_after_the_start(on: World) -> None:
    """Never confirmed, and the worker has not texted `in`: code, time, their last answer, and the letters."""
    a_visit(on)
    after(on, 2.4)
    dana = on.phone(OWN).gets("nobody has confirmed")
    dana.gets("Visit 1 F-0001 Tue 12:00 pm", "possible no-show", "none", "H1 held, M1 missed, E1 excused")
    dana.lacks("Rosa", "Example").replies("h1").gets("Visit 1 F-0001 Tue 12:00 pm: held")
    after(on, 30)
    on.phone(BOSS).gets_nothing()


def test_who_answers_nothing_is_asked_about_the_rest_in_the_list(on: World) -> None:
    """A question waits for an answer: the next makes no text, and stands in the evening's list (SAFETY 5)."""
    a_visit(on, consented_on="")
    for hours in (3, 4):
        on.visit("F-0001", DECEMBER + timedelta(hours=hours))
    after(on, 3.9)
    dana = on.phone(OWN).gets("Visit 1 F-0001", "possible no-show")
    dana.gets_nothing()
    dana.texts("H1").gets("Visit 1 F-0001", "held")
    dana.texts("E2").gets("Visit 2 F-0001", "excused")
    after(on, 4.4)
    dana.gets("Visit 3 F-0001", "possible no-show")
    after(on, 9)
    dana.gets("Are you out").gets("Evening list", "3 F-0001 Tue 2:00 pm: no outcome yet", "H3 M3")
    dana.lacks("1 F-0001 Tue", "2 F-0001 Tue")
    on.phone(BOSS).ignores()


def test_a_confirmed_visit_is_asked_about_after_its_end(on: World) -> None:
    """Somebody is there: no alert in the middle of the visit."""
    a_visit(on).texts("1").gets("Thank you")
    after(on, 3.4)
    on.phone(OWN).gets_nothing()
    after(on, 3.6)
    on.phone(OWN).gets("possible no-show", "it suits").replies("H1").gets("held")


def test_in_stills_the_alert_until_the_end(on: World) -> None:
    """The worker is there."""
    a_visit(on)
    after(on, 2.1)
    on.phone(OWN).gets("nobody has confirmed").texts("in").gets("You are at visit 1 F-0001")
    after(on, 3.3)
    on.phone(OWN).gets_nothing()
    after(on, 3.4)
    on.phone(OWN).gets("Are you out").texts("H1").gets("held")


def test_an_alert_nobody_answers(on: World) -> None:
    """Again in the evening list; next morning the supervisor sees it too; silence so long may be danger."""
    a_visit(on)
    after(on, 9)
    dana = on.phone(OWN).gets("nobody has confirmed").gets("possible no-show").gets("Are you out of visit 1")
    on.phone(BOSS).gets("Dana does not answer after visit 1 F-0001")
    dana.gets("Evening list", "1 F-0001 Tue 12:00 pm: no outcome yet", "H1 M1")
    on.phone(BOSS).gets_nothing()
    after(on, 23)
    on.phone(BOSS).gets("Morning list", "1 F-0001 Tue, Dec 1, Dana: no outcome yet")
    dana.gets("Morning list", "no outcome yet").replies("E1 sick child").gets("excused")
    on.phone(BOSS).gets("Dana is heard from again")
    after(on, 34)


@pytest.mark.parametrize(
    ("letter", "word"),
    [("H", "held"), ("E", "excused"), ("C", "cancelled by family"), ("P", "cancelled by us")],
)
def test_each_letter_says_what_it_took(on: World, letter: str, word: str) -> None:
    """With or without a space, a note behind it."""
    a_visit(on, consented_on="")
    after(on, 2.1)
    on.phone(OWN).texts(f"{letter}1 as agreed").gets("Visit 1 F-0001 Tue 12:00 pm", word)
    on.phone(OWN).texts(f"{letter.lower()} 1").gets("stands so already")


def test_outcomes_that_cannot_be(on: World) -> None:
    """For the future, unknown, another's: a clear answer, and nothing is done."""
    a_visit(on, hours=28, consented_on="")
    dana = on.phone(OWN)
    dana.texts("H1").gets("Wed, Dec 2", "not yet")
    dana.texts("M1").gets("not yet")
    dana.texts("H77").gets("No visit 77")
    on.phone(SECOND).texts("C1").gets("another worker's")
    dana.texts("C1 they called").gets("cancelled by family")


def test_entered_twice_by_two_people(on: World) -> None:
    """Whoever entered it may correct it, and a supervisor; nobody else."""
    a_visit(on, consented_on="")
    after(on, 2.1)
    on.phone(BOSS).texts("H1").gets("held")
    on.phone(OWN).texts("M1").gets("entered by somebody else")
    on.phone(BOSS).texts("E1").gets("excused")
    on.phone(BOSS).texts("H1").gets("held")


def test_a_miss_and_a_kind_text(on: World) -> None:
    """The family reads no threat and no count; a new time is one digit away."""
    rosa = a_visit(on)
    after(on, 2.1)
    on.phone(OWN).gets("nobody has confirmed")
    missed(on, 1)
    rosa.gets("Sorry we did not meet on Tue, Dec 1", "1 = yes, a new time, 2 = we were there").lacks(
        "missed", "may end"
    )
    rosa.replies("1").gets("Free instead of", "1 = Wed, Dec 2").replies("1").gets("A visit on").replies("1")
    rosa.gets("Done", "Wed, Dec 2")
    on.phone(OWN).gets("F-0001 booked a new visit 2: Wed, Dec 2")


def test_one_miss_away_stands_in_the_next_list(on: World) -> None:
    """Nothing is to be decided yet, so it is no text of its own (SAFETY 5)."""
    rosa = a_visit(on)
    after(on, 2.1)
    on.phone(OWN).gets("nobody has confirmed")
    missed(on, 1)
    rosa.gets("Sorry we did not meet")
    on.phone(OWN).gets_nothing()
    on.phone(BOSS).gets_nothing()
    after(on, 9)
    evidence = ("1 in a row, 1 in all", "entered by Dana", "1 sent, 1 delivered", "none")
    on.phone(OWN).gets("Evening list", "F-0001: one miss away", *evidence)
    on.phone(BOSS).gets("Evening list", "F-0001: one miss away", *evidence)


@pytest.mark.parametrize(
    ("ago", "is_told"), [(14 * DAY - timedelta(hours=1), True), (14 * DAY + timedelta(hours=1), False)]
)
def test_a_miss_entered_weeks_later_is_told_by_no_text(on: World, ago: timedelta, is_told: bool) -> None:
    """A person talks about it; up to two weeks later the kind text still goes."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER - ago)
    on.phone(OWN).ignores()
    missed(on, 1)
    on.phone(BOSS).ignores()
    on.phone(OWN).ignores()
    on.later(minutes=10)
    if is_told:
        rosa.gets("Sorry we did not meet")
    rosa.gets_nothing()


def test_we_were_there(on: World) -> None:
    """A dispute opens a review: the miss does not count until a supervisor decides."""
    rosa = a_visit(on)
    after(on, 2.1)
    missed(on, 1)
    on.phone(OWN).ignores()
    on.phone(BOSS).ignores()
    rosa.gets("Sorry we did not meet").replies("2").gets("does not count until a supervisor has looked")
    on.phone(BOSS).gets("F-0001: visit 1", "they say they were there", "M1 counts")
    on.phone(OWN).gets("they say they were there")
    rosa.texts("count").gets("Missed visits: 0")
    on.phone(BOSS).replies("M1").gets("missed")
    rosa.texts("count").gets("Missed visits: 1")
    after(on, 9)
    on.phone(BOSS).gets("Evening list", "one miss away")
    on.phone(OWN).gets("Evening list", "one miss away")


def test_two_misses_of_a_day_make_one_text(on: World) -> None:
    """The same words twice would leave no digit its meaning: 2 disputes both."""
    rosa = a_visit(on)
    on.visit("F-0001", DECEMBER + timedelta(hours=3))
    after(on, 5)
    for phone in (on.phone(OWN), on.phone(BOSS), rosa):
        phone.ignores()
    rosa.texts("next").ignores()  # they are writing just now: both texts wait
    on.phone(OWN).texts("M1")
    on.phone(OWN).texts("M2").ignores()
    on.phone(BOSS).ignores()
    on.later(minutes=30)
    rosa.gets("Sorry we did not meet on Tue, Dec 1").gets_nothing()
    rosa.replies("2").gets("does not count until a supervisor has looked")
    on.phone(BOSS).gets("visit 1", "they say they were there").gets("visit 2", "they say they were there")
    on.phone(OWN).ignores()


@pytest.mark.parametrize("words", ["we were home", "no, i was there waiting", "nosotros si estuvimos"])
def test_we_were_there_in_words(on: World, words: str) -> None:
    """Said by who was there, and nothing else in the text."""
    rosa = a_visit(on)
    after(on, 2.1)
    missed(on, 1)
    on.phone(OWN).ignores()
    on.phone(BOSS).ignores()
    rosa.gets("Sorry we did not meet").texts(words).gets("does not count until a supervisor has looked")
    on.phone(BOSS).gets("they say they were there")
    on.phone(OWN).gets("they say they were there")


@pytest.mark.parametrize(
    "words", ["i am home please call me", "are you there?", "estoy esperando que me llamen", "i was not home sorry"]
)
def test_words_after_a_miss_reach_a_human(on: World, words: str) -> None:
    """A plea for a person, a question, an apology: none of them is a dispute."""
    rosa = a_visit(on)
    after(on, 2.1)
    missed(on, 1)
    on.phone(OWN).ignores()
    on.phone(BOSS).ignores()
    rosa.gets("Sorry we did not meet").texts(words).gets("We are giving your message to Dana now")
    on.phone(OWN).gets("PAGE", "UNREAD").replies("1").gets("yours").gets(words)
    rosa.gets("Dana has")
    on.phone(BOSS).gets_nothing()


def test_reminders_that_never_arrived_hold_the_count(on: World) -> None:
    """The phone got nothing: a supervisor decides, by an excuse here."""
    rosa = on.family("rosa", **AGREED)
    on.settle()
    rosa.ignores()
    on.carrier.undelivered(rosa.phone, 30003)
    on.visit("F-0001", DECEMBER + timedelta(hours=2))
    after(on, 2.1)
    on.phone(OWN).ignores()
    missed(on, 1)
    on.phone(BOSS).gets("visit 1", "does not count yet", "no reminder reached them", "E1 excused")
    on.phone(OWN).gets_nothing()
    on.phone(BOSS).replies("E1 phone was off").gets("excused")


def test_an_open_request_holds_the_count(on: World) -> None:
    """A cry around the visit: the miss waits for a supervisor, and no text of it goes to the family."""
    rosa = a_visit(on)
    rosa.texts("he is hitting me right now").gets("911")
    dana = on.phone(OWN)
    dana.gets("PAGE").replies("1").gets("yours").gets("hitting me")
    rosa.gets("Dana has")
    dana.replies("are you safe now").gets("sent to")
    rosa.gets("are you safe")
    after(on, 2.1)
    dana.ignores()
    missed(on, 1)
    on.phone(BOSS).gets("does not count yet", "a request is or was open")
    after(on, 5)
    rosa.gets_nothing()
    dana.ignores()


def test_a_kind_text_that_a_request_kept_back_leaves_once_it_is_closed(on: World) -> None:
    """The miss was entered while somebody had their request: they may still say that they were there."""
    rosa = a_visit(on)
    after(on, 2.1)
    on.phone(OWN).ignores()
    rosa.texts("purple elephants again").gets("Dana")
    dana = on.phone(OWN).gets("PAGE").replies("1").gets("yours").gets("purple")
    rosa.gets("Dana has")
    missed(on, 1)
    on.phone(BOSS).gets("does not count yet", "a request is or was open")
    dana.texts("hello rosa, all is well").gets("sent to").replies("done").gets("is closed")
    rosa.gets("hello rosa").gets_nothing()
    on.later(minutes=10)
    rosa.gets("Sorry we did not meet").gets_nothing()


def test_two_in_a_row_reach_the_policy(on: World) -> None:
    """Excused and cancelled ones are skipped, a held one ends a row; nothing ends by itself."""
    a_visit(on, hours=-30, consented_on="")
    for days in (1, 2, 3):
        on.visit("F-0001", DECEMBER - days * DAY - timedelta(hours=2))
    on.phone(OWN).ignores()
    on.phone(BOSS).ignores()
    for number, letter in ((4, "H"), (3, "M"), (2, "E")):
        on.phone(OWN).texts(f"{letter}{number}")
    on.phone(OWN).ignores()
    on.phone(BOSS).gets_nothing()
    missed(on, 1)
    on.phone(BOSS).gets("policy is reached", "2 in a row, 2 in all", "Nothing ends by itself: people decide")
    on.phone(OWN).gets("policy is reached")


def test_nobody_home(on: World) -> None:
    """From the doorstep: one neutral text; the outcome stays the worker's, and the supervisor hears if it is near."""
    rosa = a_visit(on)
    after(on, 2.1)
    dana = on.phone(OWN).gets("nobody has confirmed")
    dana.texts("nobody home F-0001").gets("asked once by text if their profile allows", "outcome stays yours")
    rosa.gets("We came at 12:06 pm", "1 = on my way, 2 = another time")
    on.phone(BOSS).gets_nothing()  # a first miss ends nothing
    dana.texts("nobody home F-1").gets("asked once").gets("did NOT go to them")
    rosa.gets_nothing().replies("1").gets("We pass this on to Dana now")
    dana.gets("F-0001: on their way for visit 1")
    dana.texts("nobody home F-0099").gets("no visit around now")
    after(on, 2.2)
    dana.texts("H1").gets("held")


def test_on_my_way_hours_later_is_no_answer(on: World) -> None:
    """Nobody waits at that door any more: that is said, and nobody is told."""
    rosa = a_visit(on)
    after(on, 2.1)
    dana = on.phone(OWN).ignores().texts("nobody home F-0001").gets("asked once")
    rosa.gets("We came at").ignores()
    after(on, 6)
    dana.ignores()
    on.phone(BOSS).gets("Dana does not answer")
    rosa.texts("1").gets("no longer on the list")
    dana.gets_nothing().texts("E1").gets("excused")
    on.phone(BOSS).gets("Dana is heard from again")


@pytest.mark.parametrize("words", ["where are you", "1"])
def test_nobody_is_named_who_works_here_no_longer(on: World, words: str) -> None:
    """The worker has left, and the visit still stands in their name: the supervisors hear, and no name is told."""
    rosa = a_visit(on, hours=1)
    after(on, 1.1)
    on.phone(OWN).ignores()
    left = ",".join((OWN, *STAFF[OWN], "no"))
    on.imports("workers", f"worker_id,name,phone,role,languages,active\n{left}")
    rosa.texts(words).gets("Thank you. We pass this on").lacks("Dana", "telling")
    on.phone(BOSS).gets("F-0001").replies("H1").gets("held")


def test_at_ten_in_the_evening_nobody_is_told_now(on: World) -> None:
    """Staff get no such text before seven: the family reads by when it is read."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + timedelta(hours=10.5))
    after(on, 11.1)
    rosa.ignores()
    on.phone(OWN).ignores()
    rosa.texts("where are you").gets("8:30 pm", "Dana gets this by Wed 8:00 am").lacks("now")
    after(on, 23)
    on.phone(OWN).gets("is asking where you are").ignores().texts("H1").gets("held")
    on.phone(BOSS).ignores()


def test_nobody_home_where_one_more_miss_ends_services(on: World) -> None:
    """The supervisor hears while the worker still stands there."""
    rosa = a_visit(on)
    after(on, 3)
    dana = on.phone(OWN).ignores().texts("M1").ignores()
    on.phone(BOSS).ignores()
    on.visit("F-0001", DECEMBER + timedelta(hours=4))
    after(on, 4.1)
    dana.ignores().texts("nobody home F-0001").gets("asked once")
    on.phone(BOSS).gets("Dana stands at the door of F-0001")
    dana.ignores()
    rosa.ignores()


def test_nobody_home_on_a_monitored_phone(on: World) -> None:
    """Nothing lights up there."""
    rosa = a_visit(on, phone_is="monitored")
    after(on, 2.1)
    on.phone(OWN).ignores().texts("nobody home F-0001").gets("if their profile allows").gets("did NOT go to them")
    on.phone(BOSS).ignores()
    rosa.gets_nothing()


def test_running_late(on: World) -> None:
    """`late 20` reaches the family of the next visit; without one, the worker is told so."""
    rosa = a_visit(on, hours=1)
    dana = on.phone(OWN)
    dana.texts("late 20").gets("Visit 1 F-0001 11:00 am: 20 min late")
    rosa.gets("Dana is running about 20 minutes late", "11:00 am")
    on.phone(FIRST).texts("late 20").gets("No visit of yours is at hand")
    dana.texts("late 999").gets("No visit of yours is at hand")
    after(on, 1.1)
    dana.ignores().texts("H1").gets("held")


def test_in_with_two_visits_at_hand(on: World) -> None:
    """Asked back with the numbers."""
    a_visit(on, hours=1, consented_on="")
    on.visit("F-0001", DECEMBER + timedelta(minutes=70))
    dana = on.phone(OWN)
    dana.texts("in").gets("Which visit: 1, 2", "in 1")
    dana.texts("in 2").gets("You are at visit 2")
    for number in (1, 2):
        after(on, 1.2)
        dana.texts(f"H{number}").gets("held")


def test_in_names_no_visit_of_another_day(on: World) -> None:
    """A slip of the thumb marks nothing: visit 1 is next Monday."""
    a_visit(on, hours=6 * 24, consented_on="")
    on.visit("F-0001", DECEMBER + timedelta(hours=1))
    dana = on.phone(OWN)
    dana.texts("in 1").gets("Visit 1 is not at hand").texts("in 2").gets("You are at visit 2")
    after(on, 1.2)
    dana.texts("H2").gets("held")


def test_closed_on_a_day(on: World) -> None:
    """A supervisor's preview, then a yes: cancelled by the program, each family told in its wording."""
    rosa, ana = on.agreed("rosa"), on.agreed("ana", language="es", phone_is="shared", discreet="yes")
    on.visit("F-0001", THURSDAY_6_PM)
    on.visit("F-0002", THURSDAY_6_PM - timedelta(hours=2))
    on.visit("F-0001", THURSDAY_6_PM + DAY)
    on.at(THURSDAY_6_PM - timedelta(hours=24))
    rosa.gets("Thu, Dec 3")
    ana.gets("jue, 3 dic")
    on.phone(OWN).texts("closed 2026-12-03").gets("Only a supervisor")
    boss = on.phone(BOSS)
    boss.texts("closed 2026-11-30").gets("is over")
    boss.texts("closed 2026-13-77").gets("Not understood")
    boss.texts("closed 2026-12-03").gets("cancel: 2. Families: 2", "Nothing was done yet", "closed 2026-12-03 yes")
    rosa.gets_nothing()
    boss.texts("closed 12/3/2026 yes").gets("Thu, Dec 3 is closed", "us: 2")
    rosa.gets("Sorry", "Thu, Dec 3, 6:00 pm", "does not count against you")
    ana.gets("Lo sentimos", "jue, 3 dic", "como a las 4 pm").lacks("Dana")
    rosa.texts("next").gets("Fri, Dec 4")
    on.at(THURSDAY_6_PM + timedelta(hours=1))
    rosa.ignores()
    for worker in (OWN, BOSS):
        on.phone(worker).ignores()


def test_a_worker_in_danger_at_a_visit(on: World) -> None:
    """The one page that may carry an address: code and place of the visit at hand (SAFETY 2.6)."""
    a_visit(on, hours=0.5, consented_on="")
    on.phone(OWN).texts("help").gets("We are telling the supervisors")
    on.phone(BOSS).gets("PAGE", "WORKER IN DANGER: Dana", "F-0001", "1 Example St")
    on.phone(FIRST).gets("PAGE", "F-0001", "1 Example St")
    on.phone(BOSS).replies("1").gets("yours").ignores()
    on.phone(OWN).ignores()
