"""Reminders: the right ones, once, from the visit as it stands, each of the others with a reason (SAFETY 1.2, 2.7)."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from world import (
    AGREED,
    BOSS,
    DECEMBER,
    FAMILY_COLUMNS,
    FIRST,
    OWN,
    SECOND,
    THURSDAY_6_PM,
    VISIT_COLUMNS,
    ZONE,
    World,
    no_logged_errors,
    reminders_on,
)

from bot.store.engine import Store
from bot.store.tables import reminders
from scheduler.reminders import SinceStart

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SUNDAY_5_PM = datetime(2026, 12, 6, 17, 0, tzinfo=ZONE)
TUESDAY_6_PM = datetime(2026, 12, 8, 18, 0, tzinfo=ZONE)

TWO_ADULTS = (
    f"{FAMILY_COLUMNS}\n"
    "F-0007,1,Rosa,parent,+12025550131,en,text,no,no,private,,,2026-11-20,,dana,,\n"
    "F-0007,2,Luis,parent,+12025550132,en,text,no,no,private,,,2026-11-20,,dana,,\n"
)
MOST_LETTERS = 1_600
"""What the carrier takes in one text; it refuses more."""


def reasons(world: World, rule: str) -> list[str | None]:
    """Return why reminders by a rule did not leave."""
    with world.store.read() as tx:
        return list(tx.connection.execute(select(reminders.c.reason).where(reminders.c.rule == rule)).scalars())


def test_the_day_before_and_the_day_itself(on: World) -> None:
    """The day before in any case; on the day only while nobody said that it suits."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    rosa.gets_nothing()
    on.at(THURSDAY_6_PM - timedelta(hours=25))
    rosa.gets("Dana", "Thu, Dec 3, 6:00 pm", "1 = fine", "2 = does not suit")
    on.at(THURSDAY_6_PM - timedelta(hours=9))
    rosa.gets("Thu, Dec 3, 6:00 pm")
    on.phone(OWN).gets("Morning list", "1 F-0001 6:00 pm, not confirmed")


def test_who_confirmed_is_left_alone_on_the_day(on: World) -> None:
    """One text less, and the worker's list says nothing of it."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=25))
    rosa.gets("Thu").replies("1").gets("Thank you", "Thu, Dec 3, 6:00 pm")
    on.at(THURSDAY_6_PM - timedelta(hours=1))
    rosa.gets_nothing()
    on.phone(OWN).gets("1 F-0001 6:00 pm").lacks("not confirmed")
    assert reasons(on, "same_day") == ["confirmed_already"]


def test_a_week_in_one_text(on: World) -> None:
    """Sunday evening all visits of the coming week; the one of Monday is not told twice that evening."""
    rosa = on.agreed("rosa")
    for days in (0, 1, 3):
        on.visit("F-0001", TUESDAY_6_PM + (days - 1) * DAY)
    on.at(SUNDAY_5_PM + timedelta(minutes=1))
    rosa.gets("next visits", "Mon, Dec 7", "Tue, Dec 8", "Thu, Dec 10", "1 = all fine, 2 = one does not suit")
    rosa.gets_nothing()
    assert reasons(on, "day_before") == ["told_lately"]
    rosa.replies("1").gets("Mon, Dec 7", "Tue, Dec 8", "Thu, Dec 10")


def test_several_visits_of_a_day_make_one_text(on: World) -> None:
    """One text, a row in the ledger for each visit; a visit added later gets its own."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM - timedelta(hours=8))
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=24))
    rosa.gets("Thu, Dec 3, 10:00 am", "Thu, Dec 3, 6:00 pm", "all fine").gets_nothing()
    assert reasons(on, "day_before") == [None, None]
    rosa.replies("1").gets("Thank you", "10:00 am", "6:00 pm")
    on.visit("F-0001", THURSDAY_6_PM - timedelta(hours=3))
    on.at(THURSDAY_6_PM - timedelta(hours=9))
    rosa.gets("Thu, Dec 3, 3:00 pm").lacks("6:00 pm").replies("1").gets("Thank you", "3:00 pm")
    on.phone(OWN).gets("Morning list", "1 F-0001 10:00 am\n3 F-0001 3:00 pm, not confirmed\n2 F-0001 6:00 pm")


def test_meetings_are_told_seven_three_and_one_day_before(on: World) -> None:
    """Rare and weighty: and never called by their name."""
    rosa = on.agreed("rosa")
    meeting = THURSDAY_6_PM + timedelta(days=7) - timedelta(hours=4)
    on.visit("F-0001", meeting, kind="progress_meeting")
    got = []
    while on.clock.now() < meeting:
        on.at(on.clock.now() + timedelta(hours=1))
        for _ in rosa.unread():
            got.append(on.clock.now().astimezone(ZONE).strftime("%a %d %H"))
            rosa.gets("Thu, Dec 10").lacks("meeting", "DCF", "progress")
    assert got == ["Thu 03 12", "Sun 06 17", "Mon 07 12", "Wed 09 17", "Thu 10 09"]
    on.phone(OWN).gets("Morning list", "not confirmed", "2:00 pm").gets("nobody has confirmed")


@pytest.mark.parametrize("hours", [3, 7])
def test_a_visit_booked_late_gets_the_next_useful_one(on: World, hours: int) -> None:
    """Booked today for today: told at once, for otherwise nobody would be."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + timedelta(hours=hours))
    rosa.gets("Tue, Dec 1")


def test_a_visit_booked_too_late_is_listed_for_the_worker(on: World) -> None:
    """Half an hour before it a text is no use any more; the worker reads so."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", DECEMBER + timedelta(minutes=30))
    rosa.gets_nothing()
    assert reasons(on, "booked_late") == ["too_late_to_be_useful"]


def test_a_moved_visit_is_told_once_and_the_old_reminder_is_dead(on: World) -> None:
    """Three visits moved by the office are told in one text, and asked about anew."""
    rosa = on.agreed("rosa")
    ids = [on.visit("F-0001", TUESDAY_6_PM + days * DAY) for days in range(3)]
    on.at(SUNDAY_5_PM + timedelta(minutes=1))
    rosa.gets("next visits").replies("1").gets("Thank you")
    on.later(minutes=10)
    rows = "\n".join(
        f"{visit},F-0001,,{OWN},,{(TUESDAY_6_PM + days * DAY).replace(hour=16).isoformat()},"
        f"{(TUESDAY_6_PM + days * DAY).replace(hour=17).isoformat()},,"
        for days, visit in enumerate(ids)
    )
    on.imports("visits", f"visit_id,family_id,persons,worker_id,kind,starts_at,ends_at,place,status\n{rows}\n")
    on.settle()
    rosa.gets("were changed", "Tue, Dec 8, 4:00 pm", "Wed, Dec 9, 4:00 pm", "Thu, Dec 10, 4:00 pm", "1 = all fine")
    rosa.gets_nothing().replies("1").gets("Thank you", "Tue, Dec 8, 4:00 pm")


def file_of_visits(starts: dict[str, tuple[str, datetime]]) -> str:
    """Write a file of visits: by their ids, of which family and when."""
    rows = (
        f"{visit},{family},,{OWN},,{at.isoformat()},{(at + HOUR).isoformat()},,"
        for visit, (family, at) in starts.items()
    )
    return "\n".join([VISIT_COLUMNS, *rows]) + "\n"


def test_fifty_visits_moved_in_one_file_are_one_text_a_family(on: World) -> None:
    """The dry run counts what will be read of the new times, and none leaves; then each phone gets exactly one text."""
    phones = [on.agreed(f"family {number}") for number in range(10)]
    starts = {
        f"V-{family}-{day}": (f"F-{family + 1:04d}", TUESDAY_6_PM.replace(hour=10) + (day - 1) * DAY + family * HOUR)
        for family in range(10)
        for day in range(5)
    }
    on.imports("visits", file_of_visits(starts))
    on.at(SUNDAY_5_PM + timedelta(minutes=10))
    for phone in phones:
        phone.gets("next visits").gets_nothing()
    moved = file_of_visits({visit: (family, at + timedelta(minutes=15)) for visit, (family, at) in starts.items()})
    assert on.dry_run("visits", moved).texts_it_would_cause == 10 * (1 + 4 + 5)  # and evenings before, and mornings
    on.later(minutes=1)
    for phone in phones:
        phone.gets_nothing()
    on.imports("visits", moved)
    on.later(minutes=1)
    for family, phone in enumerate(phones):
        phone.gets("were changed", "Mon, Dec 7", "Fri, Dec 11", "1 = all fine").gets_nothing()
        assert phone.text.count(":15 ") == 5, family


CHANGED = {"en": "were changed", "es": "han cambiado", "ht": "ou yo chanje", "pt": "mudaram"}


@pytest.mark.parametrize(
    "profile",
    [
        {},
        *(
            {"language": language, "discreet": discreet}
            for language in ("es", "ht", "pt")
            for discreet in ("yes", "no")
        ),
    ],
)
def test_fifty_visits_of_one_family_fit_one_text(on: World, profile: dict[str, str]) -> None:
    """Each of them stands in it, and what the digits mean: the carrier takes it whole, nothing is cut off."""
    for worker in (FIRST, SECOND):
        on.speaks(worker, "en;es;ht;pt")
    rosa = on.agreed("rosa", **profile)
    starts = {
        f"V-{number}": ("F-0001", TUESDAY_6_PM.replace(hour=10) + (number % 5 - 1) * DAY + number // 5 * HOUR)
        for number in range(50)
    }
    on.imports("visits", file_of_visits(starts))
    on.at(SUNDAY_5_PM + timedelta(minutes=10))
    rosa.ignores()
    on.imports(
        "visits",
        file_of_visits({visit: (family, at + timedelta(minutes=15)) for visit, (family, at) in starts.items()}),
    )
    on.later(minutes=1)
    rosa.gets(CHANGED[profile.get("language", "en")]).gets_nothing()
    assert len(rosa.text) <= MOST_LETTERS
    assert len([line for line in rosa.text.splitlines() if line.endswith((" am", " pm"))]) == 50
    assert "1 = " in rosa.text.splitlines()[-1]


def test_a_move_nobody_was_told_of_is_told_by_the_ordinary_reminder(on: World) -> None:
    """Who never heard of the first time needs no word of a change."""
    rosa = on.agreed("rosa")
    visit = on.visit("F-0001", THURSDAY_6_PM)
    on.visit("F-0001", THURSDAY_6_PM + timedelta(hours=-2), visit_id=visit)
    rosa.gets_nothing()
    on.at(THURSDAY_6_PM - timedelta(hours=25))
    rosa.gets("Thu, Dec 3, 4:00 pm").lacks("changed")


def test_a_cancelled_visit_is_dead(on: World) -> None:
    """Called off by the program: told to who knew of it, in kind words; by the family itself: nothing more."""
    rosa, luz = on.agreed("rosa"), on.agreed("luz")
    visit = on.visit("F-0001", THURSDAY_6_PM)
    on.visit("F-0002", THURSDAY_6_PM + DAY)
    on.at(THURSDAY_6_PM - timedelta(hours=25))
    rosa.gets("Thu, Dec 3")
    on.visit("F-0001", THURSDAY_6_PM, visit_id=visit, status="cancelled_by_program")
    rosa.gets("Sorry", "Thu, Dec 3, 6:00 pm", "on our side")
    on.visit("F-0002", THURSDAY_6_PM + DAY, visit_id="V-2", status="cancelled_by_program")
    on.at(THURSDAY_6_PM + DAY)
    luz.gets_nothing()


def test_the_words_are_those_of_the_moment_of_leaving(on: World) -> None:
    """Moved while the text waited for the carrier: the old time never leaves."""
    rosa = on.agreed("rosa")
    visit = on.visit("F-0001", THURSDAY_6_PM)
    on.carrier.down()
    on.at(THURSDAY_6_PM - timedelta(hours=24, minutes=30))
    on.visit("F-0001", THURSDAY_6_PM - timedelta(hours=2), visit_id=visit)
    on.carrier.up()
    on.later(minutes=6)
    rosa.gets_nothing()
    on.at(THURSDAY_6_PM - timedelta(hours=8, minutes=50))
    rosa.gets("4:00 pm").lacks("6:00 pm", "changed").gets_nothing()
    on.phone(OWN).gets("Morning list")
    on.phone("sam").ignores()


def test_six_hours_without_a_carrier(on: World) -> None:
    """The evening's text comes in the morning if that is of use, and never twice."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=26))
    on.carrier.down()
    on.at(THURSDAY_6_PM - timedelta(hours=20))
    on.carrier.up()
    on.at(THURSDAY_6_PM - timedelta(hours=8, minutes=30))
    rosa.gets("Thu, Dec 3").gets_nothing()
    assert "overtaken_by_a_later_one" in reasons(on, "day_before")
    on.phone(OWN).gets("Morning list", "F-0001")
    on.phone("sam").ignores()


def test_nothing_while_a_request_is_open(on: World) -> None:
    """A cry of Wednesday, closed in the night: reminders go on by `resume`, and what was dropped is listed."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=26))
    rosa.texts("i want to kill myself").gets("911", "988")
    dana = on.phone(OWN)
    code = dana.gets("PAGE", "EMERGENCY").code
    dana.replies("1").gets("yours").gets("kill myself")
    rosa.gets("Dana has")
    dana.replies(f"{code} i am with you").gets("sent to")
    rosa.gets("i am with you")
    on.at(THURSDAY_6_PM - timedelta(hours=24))
    rosa.gets_nothing()
    dana.replies(f"done {code} safe with her sister").gets("is closed")
    on.at(THURSDAY_6_PM - timedelta(hours=6))
    rosa.gets_nothing()
    dana.gets("Morning list")
    dana.replies("resume F-0001").gets("may go out again")
    rosa.gets("Thu, Dec 3, 6:00 pm")
    on.phone(FIRST).ignores()


def test_news_that_a_request_kept_back_leaves_once_it_is_closed(on: World) -> None:
    """Off while somebody has their request: the worker hears at once that they do not know, they hear afterwards."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=8))
    rosa.ignores().texts("purple elephants again").gets("Dana")
    dana = on.phone(OWN).gets("Morning list")
    dana.gets("PAGE").replies("1").gets("yours").gets("purple")
    rosa.gets("Dana has")
    on.visit("F-0001", THURSDAY_6_PM, visit_id="V-1", status="cancelled_by_program")
    dana.gets("1 F-0001 is CALLED OFF", "a request is open", "Please tell them")
    on.later(minutes=6)
    rosa.gets_nothing()
    dana.texts("hello rosa, all is well").gets("sent to").replies("done").gets("is closed")
    rosa.gets("hello rosa")
    on.later(minutes=10)
    rosa.gets("Sorry", "Thu, Dec 3, 6:00 pm").gets_nothing()


def test_a_live_conversation_is_not_interrupted(on: World) -> None:
    """Who texted a moment ago is reminded some minutes later."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=25, minutes=2))
    rosa.texts("numbers").gets("911")
    on.later(minutes=4)
    rosa.gets_nothing()
    on.later(minutes=2)
    rosa.gets("Thu, Dec 3")


@pytest.mark.parametrize(
    ("profile", "reason"),
    [
        ({"consented_on": ""}, "no_consent"),
        ({"phone_is": "monitored"}, "phone_may_be_read"),
        ({"channel": "none"}, "they_want_no_texts"),
        ({"relation": "child"}, "children_get_none"),
        ({"phone": ""}, "no_phone"),
        ({"ended_on": "2026-11-30"}, "program_has_ended"),
        ({"safe_from": "21:00", "safe_to": "22:00"}, "outside_safe_hours"),
    ],
)
def test_who_gets_none_and_why(on: World, profile: dict[str, str], reason: str) -> None:
    """Each reminder that does not leave has a reason."""
    rosa = on.family("rosa", **(AGREED | profile))
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=8, minutes=30))
    rosa.gets_nothing()
    assert set(reasons(on, "day_before")) == {reason}
    on.phone(OWN).gets("Morning list", "not confirmed").ignores()


@pytest.mark.parametrize("phone_is", ["shared", ""])
def test_where_others_may_read_the_words_are_discreet(on: World, phone_is: str) -> None:
    """About when, "your visit", no name; even where the person once chose full wording."""
    rosa = on.family("rosa", **(AGREED | {"phone_is": phone_is}))
    on.settle()
    rosa.gets("appointments").lacks("worker", "visits")
    on.visit("F-0001", THURSDAY_6_PM + timedelta(minutes=40))
    on.at(THURSDAY_6_PM - timedelta(hours=24))
    rosa.gets("Your visit is Thu, Dec 3, about 7 pm").lacks("Dana", "6:40")


def test_a_monitored_phone_only_if_its_profile_says_so(on: World) -> None:
    """The column `reminders`: yes means that the person asked for them all the same."""
    columns = "family_id,person_id,person,relation,phone,language,channel,discreet,voicemail,phone_is,safe_from,safe_to"
    on.imports(
        "families",
        f"{columns},consented_on,address,worker_id,started_on,ended_on,reminders\n"
        "F-0009,1,Rosa,parent,+12025550130,en,text,yes,no,monitored,,,2026-11-20,,dana,,,yes\n",
    )
    on.visit("F-0009", THURSDAY_6_PM)
    rosa = on.handset(on.stranger(30).phone)
    rosa.gets("appointments")
    on.at(THURSDAY_6_PM - timedelta(hours=24))
    rosa.gets("about 6 pm").lacks("Dana")


def test_only_the_persons_of_a_visit_are_reminded(on: World) -> None:
    """Two adults of a family: one never learns of the other's visits (SAFETY 1.7)."""
    on.imports("families", TWO_ADULTS)
    on.settle()
    rosa, luis = on.stranger(31).gets("visits"), on.stranger(32).gets("visits")
    on.visit("F-0007", THURSDAY_6_PM, persons="2")
    on.at(THURSDAY_6_PM - timedelta(hours=24))
    luis.gets("Thu, Dec 3")
    rosa.gets_nothing().texts("next").gets("No visit is on the list")
    rosa.texts("week").gets("No visit is on the list")


def test_who_a_visit_is_no_longer_for_gets_no_reminder_of_it(on: World) -> None:
    """The office wrote the other parent in while the text waited for the carrier (SAFETY 1.7)."""
    on.imports("families", TWO_ADULTS)
    on.settle()
    rosa, luis = on.stranger(31).gets("visits"), on.stranger(32).gets("visits")
    visit = on.visit("F-0007", THURSDAY_6_PM, persons="1")
    on.carrier.down()
    on.at(THURSDAY_6_PM - timedelta(hours=24, minutes=50))
    on.visit("F-0007", THURSDAY_6_PM, visit_id=visit, persons="2")
    on.carrier.up()
    on.later(minutes=10)
    rosa.gets_nothing()
    luis.gets("Thu, Dec 3").gets_nothing()
    assert sorted(reasons(on, "day_before"), key=str) == [None, "no_longer_so"]


def test_four_texts_a_day_are_the_most(on: World) -> None:
    """Five visits of today booked one after another: the last is told by nobody, and people hear of it at once."""
    rosa = on.agreed("rosa")
    on.at(DECEMBER + DAY)  # the welcome was a text of its day
    for hour in range(4, 9):
        on.visit("F-0001", DECEMBER + DAY + hour * HOUR)
        on.later(minutes=1)
    for clock in ("2:00 pm", "3:00 pm", "4:00 pm", "5:00 pm"):
        rosa.gets("Wed, Dec 2", clock)
    rosa.gets_nothing()
    assert reasons(on, "booked_late") == [None, None, None, None, "daily_cap"]
    on.watches()
    (told,) = [sentence for kind, sentence in on.alarms_sent if kind == "daily_cap"]
    assert "F-0001" not in told
    on.phone("sam").gets("ALARM")


def test_the_daily_cap(on: World) -> None:
    """Many changes on one day: after twice four texts no more, the reason is kept, and the alarm names no family."""
    rosa = on.agreed("rosa")
    visit = on.visit("F-0001", TUESDAY_6_PM - 5 * DAY)
    on.at(TUESDAY_6_PM - 6 * DAY - timedelta(minutes=55))
    rosa.gets("Thu, Dec 3")
    for hour in range(10, 19):
        on.visit("F-0001", TUESDAY_6_PM.replace(hour=hour) - 5 * DAY, visit_id=visit)
        on.later(minutes=1)
    assert len(rosa.unread()) == 7
    rosa.ignores()
    assert "daily_cap" in reasons(on, "moved")
    on.watches()
    on.phone(BOSS).gets("ALARM", "too many automatic texts")
    assert [sentence.split(" since")[0] for _, sentence in on.alarms_sent] == ["daily_cap"]


def test_off_means_off(sqlite_store: Store) -> None:
    """As shipped, nothing automatic leaves for a family; what would have left has its reason."""
    with no_logged_errors():
        world = World(sqlite_store, now=DECEMBER)
        world.staff()
        rosa = world.family("rosa", **AGREED)
        world.visit("F-0001", THURSDAY_6_PM)
        world.at(THURSDAY_6_PM - timedelta(hours=8))
        rosa.gets_nothing()
        assert set(reasons(world, "day_before")) == {"reminders_are_off"}


def test_the_pilot_reaches_listed_phones_alone(sqlite_store: Store, tmp_path: Path) -> None:
    """Own phones first."""
    (tmp_path / "program.toml").write_text('[sending]\nreminders = "pilot"\npilot_phones = ["+12025550120"]\n', "utf-8")
    with no_logged_errors():
        world = World(sqlite_store, now=DECEMBER, folders=[tmp_path])
        world.staff()
        rosa, luz = world.family("rosa", **AGREED), world.family("luz", **AGREED)
        world.visit("F-0001", THURSDAY_6_PM)
        world.visit("F-0002", THURSDAY_6_PM)
        world.at(THURSDAY_6_PM - timedelta(hours=24))
        rosa.gets("visits here").gets("Thu, Dec 3")
        luz.gets_nothing()
        assert set(reasons(world, "day_before")) == {None, "not_in_the_pilot"}


@pytest.mark.parametrize("change", [datetime(2027, 3, 14, 18, tzinfo=ZONE), datetime(2026, 11, 1, 18, tzinfo=ZONE)])
def test_the_clock_on_the_wall_counts(sqlite_store: Store, switched_on: Path, change: datetime) -> None:
    """On the nights with 23 and 25 hours reminders keep their time of day, and name the visit's."""
    with no_logged_errors():
        world = World(sqlite_store, now=change - timedelta(days=2), folders=[switched_on])
        world.staff()
        rosa = world.family("rosa", **(AGREED | {"consented_on": "2026-01-01"}))
        world.settle()
        rosa.ignores()
        world.visit("F-0001", change)
        world.at((change - timedelta(days=1)).replace(hour=16, minute=59))
        rosa.gets_nothing()
        world.at((change - timedelta(days=1)).replace(hour=17, minute=1))
        rosa.gets("Sun", "6:00 pm")


def test_a_visit_over_midnight_and_one_in_the_past(on: World) -> None:
    """The day it begins on counts; a visit entered after the fact reminds of nothing."""
    rosa = on.agreed("rosa")
    on.visit(
        "F-0001",
        THURSDAY_6_PM.replace(hour=23),
        ends_at=(THURSDAY_6_PM.replace(hour=23) + 2 * timedelta(hours=1)).isoformat(),
    )
    on.visit("F-0001", DECEMBER - DAY)
    on.phone(OWN).gets("visit 2", "possible no-show")
    on.phone("sam").ignores()
    on.at(THURSDAY_6_PM - timedelta(hours=24))
    rosa.gets("Thu, Dec 3, 11:00 pm").gets_nothing()
    on.phone(OWN).ignores()
    on.phone("sam").ignores()


def test_a_phone_that_was_given_away(on: World) -> None:
    """The number of a person changed while a reminder waited: the old phone gets nothing, the new one is told."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.carrier.down()
    on.at(THURSDAY_6_PM - timedelta(hours=24, minutes=30))
    header = "family_id,person,relation,phone,language,channel,discreet,voicemail,phone_is,safe_from,safe_to,person_id"
    on.imports(
        "families",
        f"{header},consented_on,address,worker_id,started_on,ended_on\n"
        "F-0001,Rosa,parent,+12025550140,en,text,no,no,private,,,1,2026-11-20,,dana,,\n",
    )
    on.carrier.up()
    on.at(THURSDAY_6_PM - timedelta(hours=8, minutes=30))
    rosa.gets_nothing()
    on.stranger(40).gets("Thu, Dec 3").gets("Thu, Dec 3").gets_nothing()
    on.phone(OWN).ignores()
    on.phone("sam").ignores()


def test_a_plan_is_asked_for_where_the_agency_wants_it(sqlite_store: Store, tmp_path: Path) -> None:
    """`asks_who_is_home`: in full wording only, and the digits are the same."""
    with no_logged_errors():
        more = "[reminders]\nasks_who_is_home = true\n"
        world = World(sqlite_store, now=DECEMBER, folders=[reminders_on(tmp_path, more)])
        world.staff()
        rosa, luz = world.agreed("rosa"), world.agreed("luz", discreet="yes")
        for code in ("F-0001", "F-0002"):
            world.visit(code, THURSDAY_6_PM)
        world.at(THURSDAY_6_PM - timedelta(hours=24))
        rosa.gets("Who will be home then?", "1 = fine").replies("1").gets("Thank you")
        luz.gets("about 6 pm").lacks("home")


def test_a_rule_may_be_switched_off_or_moved(sqlite_store: Store, tmp_path: Path) -> None:
    """No weekly text, and the day before at noon: what an agency writes is what leaves."""
    with no_logged_errors():
        more = "[reminders.rules.weekly]\nkinds = []\n[reminders.rules.day_before]\nat = '12:00'\n"
        world = World(sqlite_store, now=DECEMBER, folders=[reminders_on(tmp_path, more)])
        world.staff()
        rosa = world.agreed("rosa")
        world.visit("F-0001", TUESDAY_6_PM)
        world.at(SUNDAY_5_PM + timedelta(hours=2))
        rosa.gets_nothing()
        world.at(TUESDAY_6_PM - timedelta(hours=29))
        rosa.gets("Tue, Dec 8")


def test_a_changed_program_counts_from_the_next_start_on(
    sqlite_store: Store, switched_on: Path, tmp_path: Path
) -> None:
    """The day before at noon instead of at five: a visit that was planned before the change is told at noon."""
    with no_logged_errors():
        before = World(sqlite_store, now=DECEMBER, folders=[switched_on])
        before.staff()
        phone = before.agreed("rosa").phone
        before.visit("F-0001", THURSDAY_6_PM)
        at_noon = reminders_on(tmp_path, "[reminders.rules.day_before]\nat = '12:00'\n")
        world = World(sqlite_store, now=DECEMBER + timedelta(hours=1), folders=[at_noon])
        tick = SinceStart()
        tick.run(world.services)
        rosa = world.handset(phone)
        world.at(THURSDAY_6_PM - timedelta(hours=30, minutes=5))
        rosa.gets_nothing()
        world.at(THURSDAY_6_PM - timedelta(hours=29, minutes=55))
        rosa.gets("Thu, Dec 3")
