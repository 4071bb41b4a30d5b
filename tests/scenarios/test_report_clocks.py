"""A worker owes a report: the clock is theirs, the line counts, reminds and keeps it from families (SAFETY 2.9)."""

from datetime import datetime, timedelta

import pytest
from troubles import rows
from world import BOSS, FIRST, OWN, SECOND, ZONE, Handset, World

from bot.store import audit
from bot.store.tables import report_clocks

CRY = "he is hitting me right now"
TEXTS_OF_IT = ("oral report", "written report", "clock")


def held(world: World) -> tuple[Handset, Handset, str]:
    """Let Lucia take the cry of a family at 11 pm, and write to it."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    lucia = world.phone(FIRST)
    code = lucia.gets("PAGE").code
    lucia.replies("1").gets("yours").gets(CRY)
    rosa.gets("Lucia")
    lucia.texts("I am here").gets("sent to")
    rosa.gets("I am here")
    return rosa, lucia, code


def sunday(hour: int, minute: int = 0) -> datetime:
    """Return a time of the day after the cry."""
    return datetime(2026, 11, 22, hour, minute, tzinfo=ZONE)


def test_report_starts_twelve_hours(world: World) -> None:
    """The answer names the end, what comes next, and that telling a supervisor stops nothing; the family hears none."""
    rosa, lucia, code = held(world)
    lucia.texts(f"report {code}").gets(
        "Oral report due by Sun 11:00 am", f"reported 14:30 {code}", "at any hour", "does not stop"
    )
    world.phone(BOSS).gets_nothing()
    rosa.gets_nothing()
    lucia.texts(f"report {code}").gets("your clock runs", "Sun 11:00 am")
    assert len(rows(world, report_clocks)) == 1


def test_the_hours_count_from_the_time_that_was_named(world: World) -> None:
    """Reasonable cause was at 10:15; naming another time sets it anew."""
    _, lucia, code = held(world)
    lucia.texts(f"report {code} 22:15").gets("counted from Sat 10:15 pm", "Sun 10:15 am")
    lucia.texts(f"report {code} 9:30pm").gets("counted from Sat 9:30 pm", "Sun 9:30 am")
    assert len(rows(world, report_clocks)) == 1


def test_both_are_reminded_before_the_oral_report_is_due(world: World) -> None:
    """Three hours and one hour before; to the supervisor that telling them stops nothing."""
    _, lucia, code = held(world)
    lucia.texts(f"report {code}").gets("Oral report due by")
    world.at(sunday(7, 59))
    lucia.gets_nothing()
    world.at(sunday(8, 1))
    lucia.gets("Oral report due by Sun 11:00 am", f"reported 14:30 {code}").gets("not closed")
    boss = world.phone(BOSS).gets("Lucia started a clock", "Telling you does not stop it")
    world.at(sunday(10, 1))
    lucia.gets("Oral report due by Sun 11:00 am")
    boss.gets("Lucia started a clock")


def test_reported_starts_forty_eight_hours(world: World) -> None:
    """The time is the worker's word; the reminders of the oral report end, those of the written one begin."""
    rosa, lucia, code = held(world)
    lucia.texts(f"report {code}").gets("Oral report due by")
    world.later(minutes=50)
    lucia.texts(f"reported 23:40 {code}").gets("oral report noted, Sat 11:40 pm", "due by Mon 11:40 pm")
    world.at(sunday(20))
    lucia.gets("not closed").gets_nothing()
    world.at(datetime(2026, 11, 23, 8, 30, tzinfo=ZONE))
    world.later(minutes=1)
    lucia.gets("Morning list", f"{code}: your written report is due by Mon 11:40 pm")
    world.phone(BOSS).gets("Morning list", f"{code}: Lucia's written report is due by Mon 11:40 pm")
    world.at(datetime(2026, 11, 23, 20, 41, tzinfo=ZONE))
    lucia.gets("Written report due by Mon 11:40 pm", f"written {code}")
    world.phone(BOSS).gets("Lucia's clock runs")
    lucia.texts(f"written {code}").gets("written report noted", "ended")
    world.at(datetime(2026, 11, 24, 8, 30, tzinfo=ZONE))
    world.later(minutes=1)
    lucia.gets("Morning list").lacks("report")
    world.phone(BOSS).gets("Morning list").lacks("report")
    world.phone(OWN).gets("Morning list", f"{code} F-0001")
    rosa.gets_nothing()


def test_what_is_overdue_goes_to_the_supervisors_and_again_each_day(world: World) -> None:
    """In the hours in which staff get such texts; it ends only by a worker's word."""
    _, lucia, code = held(world)
    lucia.texts(f"report {code}").gets("Oral report due by")
    world.at(sunday(11, 1))
    lucia.gets("due by").gets("due by").gets("not closed").gets("OVERDUE since Sun 11:00 am", "your oral report")
    boss = world.phone(BOSS).gets("started a clock").gets("started a clock").gets("OVERDUE", "Lucia's oral report")
    world.at(datetime(2026, 11, 23, 11, 1, tzinfo=ZONE))
    lucia.gets("Morning list", "oral report").gets("OVERDUE")
    boss.gets("Morning list", "Lucia's oral report").gets("OVERDUE")
    boss.texts(f"reported 10:30am {code}").gets("oral report noted, Mon 10:30 am")
    boss.texts(f"written {code}").gets("ended")
    world.phone(OWN).gets("Morning list", f"{code} F-0001")


def test_who_called_at_once_needs_no_start(world: World) -> None:
    """The 48 hours run from the oral report."""
    _, lucia, code = held(world)
    lucia.texts("reported 22:50").gets("Which request?")
    lucia.texts(f"reported 22:50 {code}").gets("oral report noted, Sat 10:50 pm", "Mon 10:50 pm")
    lucia.texts(f"report {code}").gets("your oral report is noted")
    lucia.texts("reported 22:55").gets(f"{code}: oral report noted, Sat 10:55 pm")
    lucia.texts("written").gets("ended")
    lucia.texts("written").gets("Which request?")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("reported {code}", "When did you make it?"),
        ("reported 23:30 {code}", "lies ahead"),
        ("reported today 23:30 {code}", "lies ahead"),
        ("reported 9:30 {code}", "Morning or evening?"),
        ("written {code}", "oral report comes first"),
        ("report ZX", "No request"),
        ("reported 22:00 ZX", "No request"),
        ("reported 25:00 {code}", "Nothing was done or sent"),
        ("report {code} he told me", "Nothing was done or sent"),
    ],
)
def test_what_cannot_be_meant_is_asked_back(world: World, text: str, answer: str) -> None:
    """Nothing is noted, and the family reads none of it."""
    rosa, lucia, code = held(world)
    lucia.texts(f"report {code} 22:00").gets("counted from")
    before = rows(world, report_clocks)
    lucia.texts(text.format(code=code)).gets(answer)
    assert rows(world, report_clocks) == before
    rosa.gets_nothing()


def test_after_midnight_last_evening_is_meant(world: World) -> None:
    """A bare 23:50 at half past midnight is forty minutes ago."""
    _, lucia, code = held(world)
    world.later(minutes=90)
    lucia.texts(f"reported 23:50 {code}").gets("oral report noted, Sat 11:50 pm")
    lucia.texts(f"reported yesterday 10:15pm {code}").gets("oral report noted, Sat 10:15 pm")


def test_a_clock_started_by_mistake_ends_and_stays_on_record(world: World) -> None:
    """Nobody has to write that a report was made to be left in peace."""
    _, lucia, code = held(world)
    lucia.texts(f"report {code}").gets("report", "mistake").texts(f"report {code} mistake").gets("by mistake")
    world.at(sunday(12))
    lucia.gets("not closed").gets_nothing()
    lucia.texts(f"report {code}").gets("counted from Sun 12:00 pm")
    with world.store.read() as tx:
        actions = [one.action for one in audit.entries(tx, "F-0001", 20)]
    assert sorted(actions) == ["report_begun", "report_begun", "report_mistake"]


def test_each_worker_owes_their_own(world: World) -> None:
    """Two who know of it have two clocks, and one's word ends only one's own."""
    _, lucia, code = held(world)
    lucia.texts(f"report {code}").gets("counted from")
    dana = world.phone(OWN).texts(f"report {code}").gets("counted from")
    lucia.texts(f"reported 22:55 {code}").gets("oral report noted")
    lucia.texts(f"written {code}").gets("ended")
    world.phone(SECOND).texts(f"written {code}").gets("no clock of yours")
    assert sorted(str(row["ended_how"]) for row in rows(world, report_clocks)) == ["None", "written"]
    dana.texts(f"report {code}").gets("your clock runs")


def test_a_clock_outlives_its_request(world: World) -> None:
    """`done` ends the request, not the duty."""
    _, lucia, code = held(world)
    lucia.texts(f"report {code}").gets("counted from")
    lucia.texts(f"done {code} she is with her sister").gets("closed")
    world.at(sunday(10, 1))
    lucia.gets("Oral report due").gets("Oral report due")
    world.phone(BOSS).gets("clock").gets("clock")


def test_a_process_dead_for_hours_tells_the_newest_moment_once(world: World) -> None:
    """Not three reminders at once."""
    _, lucia, code = held(world)
    lucia.texts(f"report {code}").gets("counted from")
    world.clock.move(timedelta(hours=11, minutes=30))
    world.settle()
    world.later(minutes=1)
    lucia.gets("Oral report due by Sun 11:00 am").ignores()
    boss = world.phone(BOSS).gets("started a clock").gets_nothing()
    world.clock.move(-timedelta(hours=4))
    world.watches()
    boss.gets_nothing()
    world.clock.move(timedelta(hours=4))
    world.watches()
    boss.gets_nothing()


@pytest.mark.parametrize("word", TEXTS_OF_IT)
def test_no_text_of_it_is_for_a_family(world: World, word: str) -> None:
    """Not even when the family asks what is going on."""
    rosa, lucia, code = held(world)
    lucia.texts(f"report {code}").gets("counted from")
    rosa.texts("who did you talk to")
    lucia.gets("who did you talk to")
    bodies = [text.body for text in world.carrier.handset(rosa.phone)]
    assert not any(word in body.lower() for body in bodies)
