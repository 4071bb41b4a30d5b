"""A worker alone at a visit: `in`, `out`, asked when overdue or silent, and then supervisors learn the place."""

from datetime import UTC, datetime, timedelta

import pytest
from world import BOSS, DECEMBER, FIRST, OWN, SECOND, STAFF, THURSDAY_6_PM, ZONE, Handset, World, no_logged_errors

from bot.model.phones import Phone
from bot.store.engine import Store
from scheduler import lone

AT_NIGHT = DECEMBER + timedelta(hours=11)
"""A visit at nine in the evening: until ten, in the hours in which staff get nothing else unasked."""
HOUR = timedelta(hours=1)


def a_visit(world: World, at: datetime = DECEMBER + 2 * HOUR, **columns: str) -> Handset:
    """Plan a visit to a family nobody texts; return its worker's phone."""
    if not world.families:
        world.family("rosa")
    world.visit("F-0001", at, **columns)
    return world.phone(OWN)


def goes_in(world: World, at: datetime, words: str = "in") -> Handset:
    """Let the worker stand at the door at a time."""
    world.at(at)
    return world.phone(OWN).ignores().texts(words).gets("You are at visit", "Text out")


def test_out_in_time_and_nobody_is_asked(on: World) -> None:
    """`in`, `out`: two texts, and the supervisor hears nothing."""
    a_visit(on)
    dana = goes_in(on, DECEMBER + 2 * HOUR)
    on.at(DECEMBER + 3 * HOUR)
    dana.texts("out").gets("Noted: out of visit 1 F-0001").texts("H1").gets("held")
    on.at(DECEMBER + 8 * HOUR)
    dana.gets_nothing()


def test_overdue_after_in_is_asked_then_told_with_the_place(on: World) -> None:
    """20 minutes after the end the worker; 10 minutes later the supervisors, with family code, time and place."""
    a_visit(on, place="7 Vauxhall Street back door")
    dana = goes_in(on, DECEMBER + 2 * HOUR)
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=19))
    dana.gets_nothing()
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=20))
    dana.gets("Are you out of visit 1 F-0001", "Text out", "help").lacks("Vauxhall", "Rosa")
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=29))
    on.phone(BOSS).gets_nothing()
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=30))
    told = on.phone(BOSS).gets("ALARM", "Dana", "visit 1 F-0001", "12:00 pm to 1:00 pm", "7 Vauxhall Street back door")
    told.lacks("Rosa")
    dana.gets("possible no-show")


def test_it_goes_out_at_night_and_off_duty(on: World) -> None:
    """Ten in the evening: one of the few things that may be sent then (SAFETY 5)."""
    a_visit(on, AT_NIGHT)
    dana = goes_in(on, AT_NIGHT)
    on.at(AT_NIGHT + HOUR + timedelta(minutes=20))
    dana.gets("Are you out")
    on.at(AT_NIGHT + HOUR + timedelta(minutes=30))
    on.phone(BOSS).gets("ALARM", "1 Example St")
    dana.texts("out").gets("Noted: out of visit 1")
    on.phone(BOSS).gets("Dana is heard from again", "visit 1 F-0001")
    dana.texts("H1").gets("held")


def test_out_ends_it_for_those_who_were_told(on: World) -> None:
    """Only who was told hears that it is over, once."""
    a_visit(on)
    dana = goes_in(on, DECEMBER + 2 * HOUR)
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=31))
    on.phone(BOSS).gets("ALARM")
    dana.ignores().texts("out 1").gets("Noted: out of visit 1").texts("out").gets("Noted: you are out")
    on.phone(BOSS).gets("heard from again")
    dana.texts("H1").gets("held")
    on.at(DECEMBER + 8 * HOUR)
    on.phone(BOSS).gets_nothing()


def test_a_yes_to_the_question_is_an_out(on: World) -> None:
    """It asked "Are you out?": whoever says yes has said so."""
    a_visit(on)
    dana = goes_in(on, DECEMBER + 2 * HOUR)
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=21))
    dana.gets("Are you out").replies("yes").gets("Noted: out of visit 1").texts("H1").gets("held")
    on.at(DECEMBER + 5 * HOUR)
    on.phone(BOSS).gets_nothing()


def test_still_there_is_asked_again_later(on: World) -> None:
    """`in` again: 20 more minutes, then the same question; a supervisor who was told hears of it."""
    a_visit(on)
    dana = goes_in(on, DECEMBER + 2 * HOUR)
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=31))
    on.phone(BOSS).gets("ALARM")
    dana.ignores().texts("in").gets("You are at visit 1")
    on.phone(BOSS).gets("heard from again")
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=50))
    dana.gets_nothing()
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=52))
    dana.gets("Are you out").replies("ya salí").gets("Noted: out").texts("H1").gets("held")


def test_an_outcome_from_their_own_phone_is_an_out(on: World) -> None:
    """Whoever enters what became of the visit is out of it."""
    a_visit(on)
    dana = goes_in(on, DECEMBER + 2 * HOUR)
    on.at(DECEMBER + 3 * HOUR)
    dana.texts("H1").gets("held")
    on.at(DECEMBER + 6 * HOUR)
    dana.gets_nothing()


def test_what_others_enter_ends_nothing(on: World) -> None:
    """A family that cancels meanwhile, or a supervisor's entry, says nothing of where the worker is."""
    a_visit(on)
    dana = goes_in(on, DECEMBER + 2 * HOUR)
    on.phone(BOSS).texts("C1").gets("cancelled by family")
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=20))
    dana.gets("Are you out of visit 1")
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=30))
    on.phone(BOSS).gets("ALARM", "visit 1").replies("out 1").gets("Noted: out of visit 1")
    on.phone(BOSS).gets("heard from again")


def test_a_visit_moved_while_the_worker_is_inside(on: World) -> None:
    """The office moves the visit to Thursday; whoever said `in` today is asked today."""
    dana = a_visit(on, THURSDAY_6_PM)
    on.at(DECEMBER + HOUR)
    on.visit("F-0001", DECEMBER + 2 * HOUR, "V-1")
    goes_in(on, DECEMBER + 2 * HOUR)
    on.visit("F-0001", THURSDAY_6_PM, "V-1")
    dana.ignores()
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=20))
    dana.gets("Are you out of visit 1", "in 1").replies("in 1").gets("You are at visit 1")
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=40))
    dana.gets("Are you out of visit 1").replies("out").gets("Noted: out")


def test_the_next_in_is_an_out_of_the_visit_before(on: World) -> None:
    """Several visits in a row: who stands at the next door has left the last one."""
    a_visit(on)
    a_visit(on, DECEMBER + timedelta(hours=3.5))
    dana = goes_in(on, DECEMBER + 2 * HOUR, "in 1")
    on.at(DECEMBER + timedelta(hours=3.25))
    dana.texts("in").gets("You are at visit 2").texts("H1").gets("held")
    on.at(DECEMBER + timedelta(hours=4.8))
    dana.gets_nothing()
    on.at(DECEMBER + timedelta(hours=4.9))
    dana.gets("Are you out of visit 2").replies("H2").gets("held")


def test_silence_is_asked_about_once(on: World) -> None:
    """No `in`, no outcome, no text: asked 45 minutes after the end, then the supervisor; never again of this visit."""
    dana = a_visit(on).ignores()
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=44))
    dana.gets("possible no-show").gets_nothing()
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=45))
    dana.gets("Are you out of visit 1")
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=55))
    on.phone(BOSS).gets("ALARM", "Dana", "1 Example St")
    on.at(DECEMBER + 6 * HOUR)
    dana.gets_nothing()
    dana.texts("H1").gets("held")
    on.phone(BOSS).gets("heard from again")


def test_any_text_of_theirs_since_the_end_is_a_sign(on: World) -> None:
    """A worker who never says `in` but asks who is on call after the visit is not asked."""
    dana = a_visit(on)
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=5))
    dana.ignores().texts("oncall").gets("on call")
    on.at(DECEMBER + 6 * HOUR)
    dana.gets_nothing()
    on.phone(BOSS).gets_nothing()


def test_a_word_after_the_question_is_a_sign_where_nobody_said_in(on: World) -> None:
    """They were asked and write something else: whoever never said `in` is not looked for."""
    dana = a_visit(on)
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=46))
    dana.ignores().texts("oncall").gets("on call")
    on.at(DECEMBER + 6 * HOUR)
    on.phone(BOSS).gets_nothing()


def test_visits_in_a_row_without_a_word_are_asked_about_after_the_last(on: World) -> None:
    """At the next family's table nobody is asked whether they are out of the last one."""
    dana = a_visit(on)
    a_visit(on, DECEMBER + timedelta(hours=3.5))
    on.at(DECEMBER + timedelta(hours=4.5) + timedelta(minutes=44))
    dana.ignores()
    on.at(DECEMBER + timedelta(hours=4.5) + timedelta(minutes=45))
    dana.gets("Are you out of visit 2").gets_nothing()
    dana.replies("yes").gets("out of visit 1").gets("out of visit 2").texts("H1").gets("held").texts("H2").gets("held")


def test_silence_after_visits_in_a_row_is_told_of_each(on: World) -> None:
    """One question for all of them; where nobody answers it the supervisors learn every place."""
    dana = a_visit(on)
    a_visit(on, DECEMBER + timedelta(hours=3.5))
    on.at(DECEMBER + timedelta(hours=4.5) + timedelta(minutes=56))
    dana.ignores()
    on.phone(BOSS).gets("Dana does not answer after visit 1 F-0001").gets("Dana does not answer after visit 2 F-0001")
    dana.texts("H1").gets("held").texts("H2").gets("held")
    on.phone(BOSS).gets("Dana is heard from again").ignores()


def test_a_visit_over_midnight_in_the_night_with_an_hour_twice(sqlite_store: Store) -> None:
    """11:30 pm to the second 1:30 am: asked 20 minutes after its real end, three hours later."""
    starts = datetime(2026, 10, 31, 23, 30, tzinfo=ZONE)
    really_over = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    with no_logged_errors():
        on = World(sqlite_store, starts - HOUR)
        on.staff()
        on.phone(BOSS).ignores()
        a_visit(on, starts, ends_at="2026-11-01T01:30:00-05:00")
        dana = goes_in(on, starts)
        on.at(really_over + timedelta(minutes=19))
        dana.gets_nothing()
        on.at(really_over + timedelta(minutes=20))
        dana.gets("Are you out of visit 1").replies("salgo").gets("Noted: out of visit 1").texts("H1").gets("held")
        on.end()


def test_the_clock_steps_back_while_a_worker_is_inside(on: World) -> None:
    """What began to wait in the future is due now: asked too early rather than never."""
    a_visit(on)
    dana = goes_in(on, DECEMBER + 2 * HOUR)
    on.clock.move(-HOUR)
    on.settle()
    dana.gets("Are you out").replies("in 1").gets("You are at visit 1").texts("H1").ignores()


def test_a_worker_who_cries_for_help_is_not_asked(on: World) -> None:
    """Their pages carry the place and go round until somebody has them; nothing more lights up that phone."""
    a_visit(on, place="7 Vauxhall Street")
    dana = goes_in(on, DECEMBER + 3 * HOUR - timedelta(minutes=5))
    on.at(DECEMBER + 3 * HOUR)
    dana.texts("help").gets("telling the supervisors")
    on.phone(FIRST).gets("WORKER IN DANGER")
    on.phone(BOSS).gets("WORKER IN DANGER", "7 Vauxhall Street").replies("1").ignores()
    dana.gets("Sam has your message")
    on.phone(BOSS).texts("police are on their way").gets("sent to")
    dana.gets("police are on their way")
    on.at(DECEMBER + 5 * HOUR)
    dana.gets_nothing()
    on.phone(BOSS).gets_nothing()


def test_a_worker_in_danger_is_looked_for_where_they_said_in(on: World) -> None:
    """The visit is cancelled in the records, and long past its time: they said that they are there."""
    a_visit(on, place="7 Vauxhall Street")
    dana = goes_in(on, DECEMBER + 2 * HOUR)
    on.phone(BOSS).texts("C1").gets("cancelled by family")
    on.at(DECEMBER + 3 * HOUR)
    for _ in range(6):
        on.at(on.clock.now() + timedelta(minutes=15))
        dana.ignores().texts("in 1").gets("You are at visit 1")
    dana.texts("help").gets("telling the supervisors")
    for phone in (on.phone(BOSS), on.phone(FIRST)):
        phone.gets("WORKER IN DANGER", "7 Vauxhall Street", "F-0001")


def test_the_only_supervisor_is_looked_for_by_who_is_on_call(on: World) -> None:
    """A supervisor who visits alone has a phone nobody else answers for."""
    a_visit(on, worker_id=BOSS)
    sam = on.phone(BOSS).ignores()
    on.at(DECEMBER + 2 * HOUR)
    sam.ignores().texts("in 1").gets("You are at visit 1")
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=30))
    sam.gets("Are you out of visit 1").gets("possible no-show")
    on.phone(FIRST).gets("ALARM", "Sam")
    on.phone(SECOND).gets("ALARM", "Sam")
    sam.texts("H1").gets("held")
    on.phone(FIRST).gets("heard from again")
    on.phone(SECOND).gets("heard from again")


def test_a_visit_of_the_past_is_no_alarm(on: World) -> None:
    """Written down after it was over, or hours before the line was back: the lists tell of it."""
    dana = a_visit(on, DECEMBER - 2 * HOUR)
    dana.gets("possible no-show").gets("Morning list")
    on.at(DECEMBER + 3 * HOUR)
    dana.gets_nothing()
    on.phone(BOSS).gets_nothing()


def test_outs_that_mean_nothing(on: World) -> None:
    """No check runs: said, and nothing done; a colleague cannot answer for another."""
    a_visit(on)
    dana = goes_in(on, DECEMBER + 2 * HOUR)
    on.phone(SECOND).texts("out").gets("Noted: you are out").texts("out 1").gets("Nobody is known to be in visit 1")
    on.phone(SECOND).texts("out 77").gets("Nobody is known to be in visit 77")
    dana.texts("out").gets("Noted: out of visit 1").texts("H1").gets("held")


@pytest.mark.parametrize(
    ("arrives", "leaves"), [("entro", "salgo"), ("IN 1", "Out 1."), ("in", "ok out"), ("in", "I'm out now")]
)
def test_the_words_people_use(on: World, arrives: str, leaves: str) -> None:
    """In two languages, with a number, with what stands around it."""
    a_visit(on)
    dana = goes_in(on, DECEMBER + 2 * HOUR, arrives)
    dana.texts(leaves).gets("Noted: out of visit 1").texts("H1").gets("held")


def test_two_machines_ask_once(on: World) -> None:
    """The tick runs twice at the same moment, and once more later: one question, one alarm."""
    a_visit(on)
    dana = goes_in(on, DECEMBER + 2 * HOUR)
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=30))
    assert lone.run(on.services) == 0
    on.settle()
    dana.gets("Are you out").gets("possible no-show").texts("H1").gets("held")
    on.phone(BOSS).gets("ALARM").gets("heard from again")


def test_two_at_one_visit_are_each_looked_for(on: World) -> None:
    """A supervisor who joins takes nobody's place: each of the two is asked, and each says `out` for themselves."""
    a_visit(on)
    dana = goes_in(on, DECEMBER + 2 * HOUR)
    on.phone(BOSS).ignores().texts("in 1").gets("You are at visit 1")
    on.at(DECEMBER + 3 * HOUR)
    on.phone(BOSS).texts("out").gets("Noted: out of visit 1")
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=20))
    dana.gets("Are you out of visit 1")
    on.phone(BOSS).gets_nothing()
    dana.texts("out").gets("Noted: out of visit 1").texts("H1").gets("held")


def test_the_place_of_a_visit_of_last_week_is_no_place_to_look(on: World) -> None:
    """Who never said `out` and cries days later is not sought where they were then."""
    a_visit(on, place="7 Vauxhall Street")
    dana = goes_in(on, DECEMBER + 2 * HOUR)
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=31))
    on.phone(BOSS).gets("ALARM").ignores().texts("H1").gets("held")
    on.at(DECEMBER + timedelta(days=6))
    dana.ignores().texts("help")
    on.phone(BOSS).gets("WORKER IN DANGER").lacks("Vauxhall")
    on.phone(FIRST).gets("WORKER IN DANGER").lacks("Vauxhall").replies("1").ignores()
    dana.ignores()


SECOND_PHONE = Phone("+12025550118")


def carries_two(world: World, worker: str, more: str = "", columns: str = "second_phone") -> Handset:
    """Give a worker a second phone; return it."""
    listed = ",".join((worker, *STAFF[worker], "yes", SECOND_PHONE.e164))
    world.imports("workers", f"worker_id,name,phone,role,languages,active,{columns}\n{listed}{more}\n")
    return world.handset(SECOND_PHONE, f"{worker}'s other phone")


def test_both_phones_of_a_supervisor_learn_the_place(on: World) -> None:
    """Somebody may be in danger: whichever phone is at hand."""
    other = carries_two(on, BOSS)
    a_visit(on)
    dana = goes_in(on, DECEMBER + 2 * HOUR)
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=31))
    dana.ignores()
    on.phone(BOSS).gets("ALARM", "1 Example St")
    other.gets("ALARM", "1 Example St")
    dana.texts("out").gets("Noted: out").texts("H1").gets("held")
    on.phone(BOSS).gets("heard from again")
    other.gets("heard from again")


def test_a_word_from_the_other_phone_is_a_sign(on: World) -> None:
    """It was heard from them, and nobody is told a place."""
    other = carries_two(on, OWN)
    a_visit(on)
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=10))
    other.texts("oncall").gets("On call")
    on.at(DECEMBER + 8 * HOUR)
    on.phone(BOSS).gets_nothing()
    on.phone(OWN).gets("Morning list").gets("possible no-show").gets_nothing()


def test_an_outcome_under_duress_from_the_other_phone_calls_nothing_off(on: World) -> None:
    """Supervisors who know the place are not told that all is well."""
    other = carries_two(on, OWN, ",copper walrus", "second_phone,duress_word")
    a_visit(on)
    dana = goes_in(on, DECEMBER + 2 * HOUR)
    on.at(DECEMBER + 3 * HOUR + timedelta(minutes=31))
    on.phone(BOSS).gets("ALARM")
    other.ignores().texts("H1 copper walrus").gets("held")
    on.phone(BOSS).gets("PAGE", "WORKER IN DANGER").gets_nothing()
    on.phone(FIRST).gets("PAGE").replies("1").ignores()
    on.phone(BOSS).ignores()
    dana.ignores()
