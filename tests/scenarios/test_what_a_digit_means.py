"""A digit answers what was asked and nothing else, and what the line says of a visit is so (SAFETY 4.2)."""

from datetime import timedelta

import pytest
from world import AGREED, BOSS, DECEMBER, FIRST, OWN, SECOND, THURSDAY_6_PM, Handset, World

from bot.delivery import OTHER_LANES, Claimed, deliver_due, send_one
from bot.store import audit, brakes
from scheduler import reminders

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MANY = 70


def missed_then_reminded(on: World) -> Handset:
    """Let a family miss a visit on Tuesday noon, read the kind text, and then be reminded of Thursday."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + 2 * HOUR)
    on.at(DECEMBER + 4 * HOUR)
    rosa.ignores()
    on.phone(OWN).ignores().texts("M1").ignores()
    on.phone(BOSS).ignores()
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(DECEMBER + 5 * HOUR)
    rosa.gets("Sorry we did not meet")
    on.at(THURSDAY_6_PM - 24 * HOUR)
    on.phone(OWN).ignores()
    return rosa.gets("Thu, Dec 3")


def test_two_different_questions_are_asked_back_in_words(on: World) -> None:
    """`1` would be a new time to one text and fine to the other: neither is guessed, words are heard."""
    rosa = missed_then_reminded(on)
    rosa.texts("1").gets("asked about two visits", "your own words")
    rosa.texts("we cant make it thursday").gets("Free instead of Thu")
    on.phone(OWN).gets_nothing()
    on.phone(BOSS).gets("one miss away")


def test_a_new_time_may_be_asked_for_the_day_after_a_miss(on: World) -> None:
    """The kind text asks for two days."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + 2 * HOUR)
    on.at(DECEMBER + 4 * HOUR)
    rosa.ignores()
    on.phone(OWN).ignores().texts("M1").ignores()
    on.phone(BOSS).ignores()
    on.at(DECEMBER + 5 * HOUR)
    rosa.gets("Sorry we did not meet")
    on.at(DECEMBER + 30 * HOUR)
    rosa.texts("1").gets("Free instead of")
    on.phone(OWN).ignores()
    on.phone(BOSS).gets("one miss away")


@pytest.mark.parametrize(
    "words", ["yes but can we do another day", "ok but not this week", "yes? or is it friday", "si pero no el jueves"]
)
def test_a_yes_with_a_but_confirms_nothing(on: World, words: str) -> None:
    """Whatever else they said is heard; the visit is not marked as suiting."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - 24 * HOUR)
    rosa.gets("Thu, Dec 3").texts(words).ignores()
    on.phone(OWN).ignores().texts("1").ignores()
    on.at(THURSDAY_6_PM - 9 * HOUR)
    rosa.ignores()
    on.phone(OWN).gets("Morning list", "1 F-0001 6:00 pm, ")
    for worker in (OWN, FIRST, SECOND, BOSS):
        on.phone(worker).ignores()


@pytest.mark.parametrize(
    "words",
    ["yes he is drunk", "ok he is here", "yes please call me tonight", "yes 2", "friday is fine", "yes is that ok?"],
)
def test_a_yes_with_more_beside_it_is_read_by_a_person(on: World, words: str) -> None:
    """One word that is no yes, thanks or day, and a person reads all of them; nothing is confirmed or moved."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - 24 * HOUR)
    rosa.gets("Thu, Dec 3").texts(words).gets("Your message is passed on")
    on.phone(FIRST).gets("PAGE", "UNREAD").replies("1").gets("yours").gets(words)
    rosa.gets("Lucia has").gets_nothing()
    on.phone(FIRST).texts("thank you, i tell dana").ignores().texts("done").ignores()
    rosa.ignores()
    on.at(THURSDAY_6_PM - 9.9 * HOUR)
    rosa.ignores()
    on.phone(OWN).gets("Morning list", "1 F-0001 6:00 pm, not confirmed").ignores()
    on.phone(BOSS).gets("Morning list", "not understood", "Lucia had it, closed")


def test_a_day_that_is_named_is_the_one_that_is_confirmed(on: World) -> None:
    """Three visits in one text: the one of that day, else it is asked which; a bare yes is for all, as was asked."""
    rosa = on.agreed("rosa")
    for days in (4, 5, 7):
        on.visit("F-0001", THURSDAY_6_PM + days * DAY)
    on.at(THURSDAY_6_PM + 3 * DAY - HOUR)
    rosa.gets("next visits").texts("thursday is fine").gets("Thank you", "Thu, Dec 10").lacks("Dec 7", "Dec 8")
    rosa.texts("yes see you tomorrow").gets("Thank you", "Mon, Dec 7").lacks("Dec 10")
    rosa.texts("ok see you then").gets("Which one", "1 = Mon", "4 = all of them")
    rosa.texts("tuesday is fine").gets("Which one", "2 = Tue").texts("2").gets("Thank you", "Tue, Dec 8").lacks("Mon")
    on.at(THURSDAY_6_PM + 3 * DAY)


def test_a_yes_in_words_answers_no_question_it_does_not_fit(on: World) -> None:
    """Free times were offered: "friday is fine" confirms no Thursday, it chooses Friday, and is asked about first."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - 24 * HOUR)
    rosa.gets("Thu, Dec 3").texts("2").gets("1 = Fri, Dec 4")
    rosa.texts("friday is fine").gets("Move Thu 6:00 pm to Fri, Dec 4").texts("1").gets("Done")
    on.phone(OWN).ignores()


@pytest.mark.parametrize("words", ["ok coming", "im here", "ok", "on our way"])
def test_a_yes_to_the_worker_at_the_door_is_on_my_way(on: World, words: str) -> None:
    """It is about this visit, not the next one."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + HOUR)
    on.visit("F-0001", DECEMBER + 5 * DAY)
    on.at(DECEMBER + 1.1 * HOUR)
    rosa.ignores()
    dana = on.phone(OWN).ignores().texts("nobody home F-0001").gets("asked once")
    rosa.gets("We came at").texts(words).gets("We pass this on to Dana now").gets_nothing()
    dana.gets("on their way for visit 1").texts("H1").gets("held")


def test_a_visit_that_has_begun_is_never_moved_by_text(on: World) -> None:
    """Their worker stands at the door: they are told, and the visit stands as it is."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + HOUR)
    on.at(DECEMBER + 1.2 * HOUR)
    rosa.ignores()
    on.phone(OWN).ignores()
    rosa.texts("sorry we cant make it").gets("Dana").lacks("1 = another time")
    on.phone(OWN).gets("F-0001", "visit 1")
    on.at(DECEMBER + 3 * HOUR)
    on.phone(OWN).ignores().texts("H1").gets("held")
    on.phone(BOSS).gets("ALARM: Dana does not answer").gets("Dana is heard from again")


def test_which_of_two_visits_a_worker_is_late_for_is_asked(on: World) -> None:
    """One is on and one is next: neither family is told what may be wrong."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + HOUR)
    on.visit("F-0001", DECEMBER + 2.5 * HOUR)
    on.at(DECEMBER + 1.5 * HOUR)
    rosa.ignores()
    on.phone(OWN).ignores().texts("late 20").gets("Which visit: 1, 2").texts("late 20 2").ignores()
    rosa.gets("about 20 minutes late", "12:30 pm")
    for number in (1, 2):
        on.at(DECEMBER + 4.2 * HOUR)
        on.phone(OWN).ignores().texts(f"H{number}").ignores()
    rosa.ignores()


def test_who_moved_a_visit_is_not_told_of_it_as_a_change(on: World) -> None:
    """They have read "Done": no second text says that something was changed."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - 24 * HOUR)
    rosa.gets("Thu, Dec 3").texts("2").gets("1 = Fri, Dec 4, 6:00 pm").texts("1").gets("Move").texts("1").gets("Done")
    on.phone(OWN).ignores()
    on.later(minutes=30)
    rosa.gets_nothing()
    on.phone(OWN).ignores()


@pytest.mark.parametrize(("brake", "goes"), [("paused", False), ("on", True)])
def test_the_brake_holds_what_workers_send_too(on: World, brake: str, goes: bool) -> None:
    """Paused means that families get nothing automatic, asked for by a worker or not; the worker reads that."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + HOUR)
    on.at(DECEMBER + 0.5 * HOUR)
    rosa.ignores()
    on.phone(OWN).ignores()
    if brake == "paused":
        with on.store.write() as tx:
            brakes.pause(tx, "test", None, on.clock.now())
    on.phone(OWN).texts("late 20").gets("20 min late")
    if goes:
        rosa.gets("running about 20 minutes late")
    else:
        rosa.gets_nothing()
        on.phone(OWN).gets("did NOT go")
    on.at(DECEMBER + 2.2 * HOUR)
    on.phone(OWN).ignores().texts("H1").gets("held")


def test_a_worker_asks_only_at_their_own_door(on: World) -> None:
    """`nobody home` for a visit of another worker, or long before it: no family is asked."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + HOUR)
    on.at(DECEMBER + 1.1 * HOUR)
    rosa.ignores()
    on.phone(OWN).ignores()
    on.phone(SECOND).texts("nobody home F-0001").gets("no visit around now")
    rosa.gets_nothing()
    on.at(DECEMBER + 2.2 * HOUR)
    on.phone(OWN).ignores().texts("H1").gets("held")


def test_a_closed_day_weeks_ahead_is_told_at_once_to_everybody(on: World) -> None:
    """Nobody was reminded of that visit yet; they are told all the same, it was promised to the supervisor."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM + 21 * DAY)
    on.phone(BOSS).texts("closed 2026-12-24").gets("cancel: 1").texts("closed 2026-12-24 yes").gets("is closed")
    on.later(minutes=10)
    rosa.gets("Sorry", "Thu, Dec 24")
    on.phone(OWN).ignores()
    with on.store.read() as tx:
        kept = [(entry.actor, entry.action, entry.detail) for entry in audit.entries(tx, "2026-12-24", 5)]
    assert kept == [("sam", "closed_day", "1 visits")]


def test_news_of_a_visit_called_off_that_cannot_leave_is_told_to_the_worker(on: World) -> None:
    """A phone that may be read: the family does not know, so the worker must."""
    on.family("rosa", **(AGREED | {"phone_is": "monitored"}))
    on.visit("F-0001", THURSDAY_6_PM)
    on.phone(BOSS).texts("closed 2026-12-03 yes").gets("is closed")
    on.at(DECEMBER + 9 * HOUR)
    on.phone(OWN).gets("Evening list", "1 F-0001 is CALLED OFF", "no automatic texts").ignores()


def test_a_long_list_is_split_and_begins_with_what_has_to_be_done(on: World) -> None:
    """Seventy visits on one day make several texts; nothing is cut off."""
    rosa = on.agreed("rosa")
    for minute in range(MANY):
        on.visit("F-0001", THURSDAY_6_PM + timedelta(minutes=minute))
    on.at(THURSDAY_6_PM - 9 * HOUR)
    texts = [text.body for text in on.phone(OWN).unread()]
    lists = [body for body in texts if "list" in body.partition("\n")[0]]
    listed = "\n".join(lists)
    assert len(lists) > 1
    assert all(f"{number} F-0001" in listed for number in range(1, MANY + 1))
    on.phone(OWN).ignores()
    rosa.ignores()


def test_a_welcome_kept_back_by_a_cry_comes_later(on: World) -> None:
    """It may not be lost: it is the first word of what the line will send."""
    rosa = on.family("rosa", **AGREED)
    rosa.texts("he has a knife").gets("911")
    dana = on.phone(OWN).gets("PAGE")
    code = dana.code
    dana.replies("1").ignores()
    rosa.gets("Dana has your message").gets_nothing()
    on.later(minutes=2)
    dana.texts(f"done {code} police came, she is safe").gets("is closed")
    on.later(minutes=2)
    dana.texts("resume F-0001").ignores()
    on.later(minutes=20)
    rosa.gets("about 3 to 5 a week").ignores()
    dana.ignores()


def asked_about_two(on: World) -> Handset:
    """Let a family be reminded of Thursday and of Friday, each in a text of its own, and ask which one a `1` means."""
    rosa = on.agreed("rosa")
    for day in (0, 1):
        on.visit("F-0001", THURSDAY_6_PM + day * DAY)
    on.at(THURSDAY_6_PM - HOUR + timedelta(minutes=1))
    on.phone(OWN).ignores()
    rosa.ignores().texts("1")
    return rosa.gets("Which one", "1 = Thu, Dec 3, 6:00 pm", "2 = Fri, Dec 4, 6:00 pm", "3 = all of them")


def test_the_last_number_of_a_list_means_all_of_them(on: World) -> None:
    """Both are confirmed: the worker's list of the next morning says nothing else of the second."""
    rosa = asked_about_two(on)
    rosa.texts("3").gets("Thank you", "Thu, Dec 3, 6:00 pm", "Fri, Dec 4, 6:00 pm")
    on.at(THURSDAY_6_PM + 1.2 * HOUR)
    on.phone(OWN).texts("H1").gets("held")
    on.at(THURSDAY_6_PM + 14.5 * HOUR)
    on.phone(OWN).gets("Morning list", "2 F-0001 6:00 pm").lacks("not confirmed")


def test_a_number_of_a_list_means_the_visit_as_it_was_listed(on: World) -> None:
    """The office moved the second one since: its new time is said, and asked about before anything is noted."""
    rosa = asked_about_two(on)
    on.visit("F-0001", THURSDAY_6_PM + 22 * HOUR, visit_id="V-2")
    rosa.texts("2").gets("changed in the meantime", "Fri, Dec 4, 4:00 pm").lacks("Thu", "Thank you")
    rosa.texts("1").gets("Thank you", "Fri, Dec 4, 4:00 pm").lacks("Thu")


def test_another_time_from_the_doorstep(on: World) -> None:
    """`2`: the worker stood at the door in vain; free times are offered, and one is booked as a visit of its own."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + HOUR)
    on.at(DECEMBER + 1.1 * HOUR)
    rosa.ignores()
    dana = on.phone(OWN).ignores().texts("nobody home F-0001").gets("asked once")
    rosa.gets("We came at", "2 = another time").replies("2").gets("Free instead of Tue 11:00 am", "1 = ")
    dana.gets_nothing()
    rosa.texts("1").gets("A visit on").replies("1").gets("Done")
    dana.gets("booked a new visit 2").replies("E1").gets("Visit 1", "excused")


def test_kind_words_move_no_visit(on: World) -> None:
    """At "Move …?" nothing but a plain yes moves it: "sounds good" may be about anything they read."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - 24 * HOUR)
    rosa.gets("Thu, Dec 3").replies("2").gets("free").replies("1").gets("Move Thu 6:00 pm to")
    rosa.texts("sounds good").ignores().texts("next").gets("Your next visit is Thu, Dec 3, 6:00 pm")
    on.phone(OWN).gets_nothing()


def test_a_second_dispute_is_told_to_nobody_again(on: World) -> None:
    """The family reads the same answer; supervisor and worker have heard of it."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + 2 * HOUR)
    on.at(DECEMBER + 4 * HOUR)
    rosa.ignores()
    dana, boss = on.phone(OWN).ignores().texts("M1").ignores(), on.phone(BOSS).ignores()
    rosa.gets("Sorry we did not meet").replies("2").gets("does not count until a supervisor has looked")
    boss.gets("they say they were there")
    dana.gets("they say they were there")
    rosa.texts("2").gets("does not count until a supervisor has looked")
    boss.gets_nothing()
    dana.gets_nothing()


@pytest.mark.parametrize("words", ["1", "yes please"])
def test_a_yes_belongs_to_a_cry_that_came_while_a_reminder_left(on: World, words: str) -> None:
    """The reminder was in the air when they wrote: what they answer asks for a person, and confirms nothing."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - 25 * HOUR - timedelta(minutes=1))
    on.clock.move(timedelta(minutes=1))
    caught: list[Claimed] = []
    reminders.run(on.services)
    deliver_due(on.services, OTHER_LANES, 1, caught.append)
    rosa.texts("purple elephants again").gets("Need a person tonight? Text 1")
    send_one(on.services, caught[0])
    on.settle()
    rosa.gets("Thu, Dec 3", "1 = fine").replies(words).gets("We are telling the person on call now").gets_nothing()
    on.phone(FIRST).gets("PAGE", "UNREAD").gets("PAGE", "EMERGENCY")
    on.at(THURSDAY_6_PM - 9.9 * HOUR)
    on.phone(OWN).gets("Morning list", "1 F-0001 6:00 pm, not confirmed")
    for handset in (rosa, *(on.phone(worker) for worker in (OWN, FIRST, SECOND, BOSS))):
        handset.ignores()


def test_a_question_that_has_ended_muddles_no_later_one(on: World) -> None:
    """Nobody answered the kind text for two days: `1` to the next reminder means that reminder."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + 2 * HOUR)
    on.at(DECEMBER + 4 * HOUR)
    rosa.ignores()
    on.phone(OWN).ignores().texts("M1").ignores()
    on.phone(BOSS).ignores()
    on.visit("F-0001", THURSDAY_6_PM + DAY)
    on.at(THURSDAY_6_PM - HOUR + timedelta(minutes=1))
    rosa.gets("Sorry we did not meet").gets("Fri, Dec 4").gets_nothing()
    rosa.texts("1").gets("Thank you", "Fri, Dec 4, 6:00 pm")
    for worker in (OWN, BOSS):
        on.phone(worker).gets("one miss away")
