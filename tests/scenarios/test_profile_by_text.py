"""A worker says by text what a family told them of its phones: what it takes, what it asks back, what it never does."""

from datetime import date, timedelta

import pytest
from steered import CRY, profile, two_persons
from troubles import rows
from world import BOSS, FIRST, OWN, SATURDAY_11_PM, THURSDAY_6_PM, World

from bot.catalog import segments
from bot.model.people import SafeContact
from bot.reports.sheet import on_call_sheet
from bot.store import people, profiles
from bot.store.audit import entries
from bot.store.tables import persons


@pytest.mark.parametrize(
    ("text", "says", "field", "value"),
    [
        ("private F-0001", "Private phone", "phone_is", "private"),
        ("PRIVADO f0001.", "Private phone", "phone_is", "private"),
        ("F-0001: shared", "Shared phone", "phone_is", "shared"),
        ("monitored F 1 he goes through it", "read by somebody", "phone_is", "monitored"),
        ("full F-0001", "Full words", "discreet", False),
        ("voicemail yes F-0001", "Voicemail ok", "voicemail", True),
        ("buzón F-0001 1 sí", "Voicemail ok", "voicemail", True),
        ("reminders F-0001 no", "Reminders: no", "reminders", False),
        ("recordatorios si F-0001", "Reminders: yes", "reminders", True),
        ("texts off F-0001", "Texts off, no calls", "channel", "none"),
    ],
)
def test_a_worker_sets_one_thing(world: World, text: str, says: str, field: str, value: object) -> None:
    """In either order, case and language; the answer says what it took and how it is taken back."""
    world.family("rosa")
    world.phone(OWN).texts(text).gets("F-0001 person 1", says, "Wrong family? undo F-0001").lacks("rosa")
    assert getattr(profile(world), field) == value


@pytest.mark.parametrize(
    "text",
    [
        "hours F-0001 9am-5pm",
        "horas F-0001 1 de las 9am a las 5pm",
        "hours from 9:00 a.m. until 5:00 p.m. family F-0001",
    ],
)
def test_safe_hours_are_set(world: World, text: str) -> None:
    """The answer words them as they were taken."""
    world.family("rosa")
    world.phone(OWN).texts(text).gets("F-0001 person 1: Safe hours 9:00 am to 5:00 pm.")
    world.later(seconds=1)
    world.phone(OWN).texts("hours any F-0001").gets("Every hour")
    assert profile(world).safe_hours is None


@pytest.mark.parametrize("hours", ["9-9", "9am-9am", "9-5", "25:00-26:00", "soon", "9am"])
def test_hours_that_never_come_or_could_be_others_are_refused(world: World, hours: str) -> None:
    """9-5 may be a day or a night: it is asked back with what to write."""
    world.family("rosa")
    world.phone(OWN).texts(f"hours F-0001 {hours}").gets("which hours", "hours F-0001 9am-5pm", "never")
    assert profile(world) == SafeContact()


def test_careful_words_mean_everybody(world: World) -> None:
    """With several phones nothing is asked back before it is safe."""
    two_persons(world, phone_is="private", discreet="no")
    world.phone(OWN).texts("monitored F-0001").gets("F-0001 person 1, 2: Phone is read by somebody")
    assert {profile(world, one).phone_is for one in (0, 1)} == {"monitored"}
    world.phone(OWN).texts("discreet F-0001 2").gets("F-0001 person 2: Discreet")
    assert not profile(world, 0).discreet


def test_careful_words_loosen_nobody_on_the_way(world: World) -> None:
    """`shared` of a family is no word about the person whose phone is watched."""
    two_persons(world, phone_is="private")
    world.phone(OWN).texts("monitored F-0001 1").gets("person 1:")
    world.phone(OWN).texts("shared F-0001").gets("F-0001 person 2: Shared")
    assert profile(world, 0).phone_is == "monitored"


@pytest.mark.parametrize("command", ["private", "full", "voicemail yes", "reminders yes", "hours 9am-5pm", "checked"])
def test_looser_words_ask_which_person(world: World, command: str) -> None:
    """The question holds the texts to choose from, and each of them is understood."""
    two_persons(world)
    if command.startswith("hours"):
        world.phone(OWN).texts("hours never F-0001").gets("person 1, 2")
    asked = world.phone(OWN).texts(f"{command} F-0001").gets("which person", "Nothing was done")
    before = profile(world, 0)
    choices = asked.text.splitlines()[1:]
    assert choices == [f"{command} F-0001 1", f"{command} F-0001 2"]
    world.phone(OWN).texts(choices[1]).gets("F-0001 person 2:")
    assert profile(world, 0) == before
    assert profile(world, 1) != before


def test_a_person_or_a_family_that_is_not_there(world: World) -> None:
    """Nothing is guessed."""
    two_persons(world)
    dana = world.phone(OWN)
    dana.texts("monitored F-0001 3").gets("no such person", "1, 2", "Nothing was done")
    dana.texts("private F-0077").gets("No family F-0077", "Nothing was done")
    dana.texts("undo F-0077").gets("No family F-0077")
    assert profile(world, 0) == SafeContact() == profile(world, 1)


def test_a_family_that_has_ended(world: World) -> None:
    """Nothing is loosened any more; what is careful is done."""
    world.family("rosa", started_on="2026-08-01", ended_on="2026-11-01")
    world.phone(OWN).texts("private F-0001").gets("F-0001 has ended", "Nothing was done")
    world.phone(OWN).texts("monitored F-0001").gets("read by somebody")


@pytest.mark.parametrize(
    "text",
    [
        *("private", "privat F-0001", "privat f0001", "voicemail F-0001", "voicemail maybe F-0001", "private 0001"),
        *("private F-0001 no longer", "private F-0001?", "full F-0001 not", "hours 9am-5pm", "checked", "undo"),
        *("texts off", "pause", "profile", "reminders no 12", "F-0001", "shared KB", "perfil"),
    ],
)
def test_half_a_command_is_never_relayed_and_never_guessed(world: World, text: str) -> None:
    """A worker who holds a request mistypes: no family reads it, and no profile changes."""
    rosa = world.family("rosa", phone_is="private").texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE").replies("1").gets("yours").gets(CRY)
    rosa.gets("Lucia")
    before = profile(world)
    world.phone(FIRST).texts(text).gets("Nothing was done or sent")
    rosa.gets_nothing()
    assert profile(world) == before


@pytest.mark.parametrize("text", ["quiet word blue umbrella", "code word F-0001 1 ponce", "palabra clave F-0001 ponce"])
def test_own_words_are_never_set_by_text(world: World, text: str) -> None:
    """A worker's screen may be read: such words are the office's."""
    world.family("rosa")
    world.phone(OWN).texts(text).gets("set at the office", "Delete").lacks("umbrella", "ponce")
    assert profile(world) == SafeContact()


def test_checked_says_that_all_holds(world: World) -> None:
    """The day is kept, and a worker who was to ask again has done so."""
    world.family("rosa")
    with world.store.write() as tx:
        tx.connection.execute(persons.update().values(recheck_because="time", recheck_asked_on=date(2026, 11, 20)))
    world.phone(OWN).texts("checked F-0001").gets("F-0001 person 1", "all holds")
    assert profile(world).checked_on == date(2026, 11, 21)
    (row,) = rows(world, persons)
    assert (row["recheck_because"], row["recheck_asked_on"]) == (None, None)
    world.phone(OWN).texts("profile F-0001").gets("Checked Sat, Nov 21 by dana")


def test_who_speaks_of_one_phone_has_asked(world: World) -> None:
    """`private F-0001` counts as a check; a careful word about everybody does not."""
    two_persons(world)
    world.phone(OWN).texts("shared F-0001").gets("person 1, 2")
    assert profile(world).checked_on is None
    world.phone(OWN).texts("private F-0001 1").gets("person 1")
    assert profile(world).checked_on == date(2026, 11, 21)


def test_the_profile_is_shown_by_codes_and_on_record(world: World) -> None:
    """To the family's own worker, a supervisor, who holds its request; never a name, a number, a word of theirs."""
    world.imports(
        "families",
        "family_id,person_id,person,relation,phone,language,channel,discreet,voicemail,phone_is,safe_from,safe_to,"
        "consented_on,address,worker_id,started_on,ended_on,reminders,quiet_word,code_word\n"
        "F-0001,1,Rosa,parent,+12025550120,en,text,,,private,9:00,17:00,,1 Example St,dana,,,yes,blue umbrella,ponce\n",
    )
    shown = (
        world.phone(OWN).texts("perfil F-0001").gets("F-0001 person 1: Private phone. Discreet words. No voicemail.")
    )
    assert all(one in shown.text for one in ("Reminders: yes. Texts on.", "9:00 am to 5:00 pm", "Never checked"))
    shown.lacks("rosa", "0120", "example", "umbrella", "ponce")
    world.phone(BOSS).texts("profile F-0001").gets("Private phone")
    world.phone(FIRST).texts("profile F-0001").gets("another worker's", "Nothing was shown")
    with world.store.read() as tx:
        looks = [entry.actor for entry in entries(tx, "F-0001", 10) if entry.action == "profile_shown"]
    assert sorted(looks) == [OWN, BOSS]


def test_a_pause_holds_all_that_is_automatic_until_resumed(on: World) -> None:
    """Reminders rest; the family's own texts are answered, and a cry is heard."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.phone(OWN).texts("pause F-0001 she is at her mother's").gets("nothing automatic", "resume F-0001")
    on.phone(OWN).texts("profile F-0001").gets("Nothing automatic goes out until resumed")
    on.at(THURSDAY_6_PM - timedelta(hours=23))
    rosa.gets_nothing()
    on.phone(OWN).texts("resume F-0001").gets("may go out again")
    rosa.gets("Thu, Dec 3")
    on.phone(OWN).ignores()


def test_two_hours_on_one_phone_never_meet(world: World) -> None:
    """The worker is told that no hour counts as safe on a phone whose two persons have different ones."""
    world.imports(
        "families",
        "family_id,person_id,person,relation,phone,language,channel,discreet,voicemail,phone_is,safe_from,safe_to,"
        "consented_on,address,worker_id,started_on,ended_on\n"
        "F-0001,1,Rosa,parent,+12025550120,en,,,,shared,,,,1 Example St,dana,,\n"
        "F-0001,2,Tom,parent,+12025550120,en,,,,shared,,,,1 Example St,dana,,\n",
    )
    world.phone(OWN).texts("hours F-0001 1 9am-5pm").gets("person 1: Safe hours").lacks("different hours")
    world.phone(OWN).texts("hours F-0001 2 6pm-8pm").gets("No phone of F-0001 may be texted now")
    assert profile(world, 0).safe_hours != profile(world, 1).safe_hours


@pytest.mark.parametrize("text", ["monitored F-0001", "texts off F-0001", "hours F-0001 never", "unsafe F-0001"])
def test_a_worker_reads_when_no_phone_is_left(world: World, text: str) -> None:
    """All phones of a family unsafe: only what was agreed is left."""
    two_persons(world)
    world.phone(OWN).texts(text).gets("No phone of F-0001 may be texted now", "call or visit only as agreed")


def test_one_phone_left_is_no_alarm(world: World) -> None:
    """Person 2 can still be reached."""
    two_persons(world)
    world.phone(OWN).texts("texts off F-0001 1").gets("Texts off").lacks("No phone")


def test_every_change_is_kept_with_who_and_when(world: World) -> None:
    """By the list and by text; the on-call sheet says so."""
    world.family("rosa", phone_is="private")
    world.later(minutes=1)
    world.phone(OWN).texts("shared F-0001").gets("Shared")
    with world.store.write() as tx:
        (person,) = people.all_persons(tx)
        newest, first = profiles.changes(tx, (person.key,))
        services = world.services
        sheet = on_call_sheet(tx, services.program, services.directory, now=world.clock.now(), printed_by="sam")
    assert (first.actor, first.before, first.after.phone_is) == ("import", SafeContact(), "private")
    assert (newest.actor, newest.before, newest.after) == (OWN, first.after, person.profile)
    assert newest.at == world.clock.now()
    assert "set 2026-11-21 (dana)" in " ".join(sheet.split())
    assert "last checked 2026-11-21 (dana)" in " ".join(sheet.split())


def test_a_late_text_loosens_nothing_that_was_set_since(office: World) -> None:
    """It was written before the hold, and comes an hour after it."""
    office.family("rosa", phone_is="shared")
    dana = office.phone(OWN)
    for words in ("safe F-0001", "private F-0001"):
        office.carrier.drop_webhooks()
        office.carrier.receive(dana.phone, words)
        office.carrier.resume_webhooks()
    office.later(minutes=30)
    office.phone(BOSS).texts("unsafe F-0001").gets("all phones held")
    office.later(minutes=30)
    assert office.fetches() == 2
    dana.gets("F-0001 was changed after you wrote").gets("F-0001 was changed after you wrote")
    assert profile(office).phone_is == "shared"


@pytest.mark.parametrize(("plan", "words"), [("call_back", "If the call drops: call back."), ("wait", "drops: wait.")])
def test_the_page_says_what_to_do_if_a_call_drops(world: World, plan: str, words: str) -> None:
    """Where a call is allowed; on a phone that must not ring there is nothing to say."""
    header = (
        "family_id,person_id,person,relation,phone,language,channel,discreet,voicemail,phone_is,safe_from,safe_to,"
        "consented_on,address,worker_id,started_on,ended_on,dropped_call\n"
    )
    row = "F-000{0},1,Rosa,parent,+1202555012{0},en,text,no,yes,{1},,,,1 Example St,dana,,,{2}\n"
    world.imports("families", header + row.format(1, "private", plan) + row.format(2, "shared", plan))
    world.handset(world.stranger(21).phone).texts(CRY).gets("911")
    page = world.phone(FIRST).gets("PAGE", "Call ok", words)
    assert segments(page.text) <= 2
    world.handset(world.stranger(22).phone).texts(CRY).gets("911")
    world.phone(FIRST).gets("PAGE", "Do not call").lacks("drops")


def test_the_clock_of_the_program_tells_the_day(office: World) -> None:
    """Late in the evening it is still today, whatever the server's zone says."""
    office.family("rosa")
    office.at(SATURDAY_11_PM + timedelta(days=7))
    office.phone(OWN).ignores()
    office.phone(OWN).texts("checked F-0001").gets("all holds")
    assert profile(office).checked_on == date(2026, 11, 28)
