"""A number that may have changed hands: one neutral question, nothing automatic, nobody named, until a worker knows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from steered import profile
from world import AGREED, BOSS, FIRST, OWN, SECOND, THURSDAY_6_PM, Handset, World

from bot.model.people import SafeContact
from bot.model.phones import Phone
from bot.store.tables import outbound

STAFF = (OWN, FIRST, SECOND, BOSS)
FAMILY = "family_id,person_id,person,relation,phone,language,channel,discreet,voicemail,phone_is,safe_from,safe_to"
FAMILY += ",consented_on,address,worker_id,started_on,ended_on"
WHO = "Who is this, please? Your answer is passed on."
DEAD = 30005
NEW_NUMBER = Phone("+12025550160")


def everybody_else_is_beside_the_point(world: World) -> None:
    """Take what the staff got as read."""
    world.later(seconds=5)
    for worker in STAFF:
        world.phone(worker).ignores()


def wrong_number(on: World, **profile: str) -> Handset:
    """Admit a family whose phone answers "wrong number", and let its worker read that."""
    rosa = on.agreed("rosa", **profile)
    on.visit("F-0001", THURSDAY_6_PM)
    rosa.texts("wrong number").gets("OK.")
    on.later(seconds=5)
    on.phone(OWN).gets("F-0001", "wrong number", "safe F-0001")
    return rosa


def number_moves(on: World, *rows: str) -> None:
    """Import rows of families: code, person id, name, phone."""
    cells = [row.split(",") for row in rows]
    lines = [
        f"{code},{person},{name},parent,{phone},en,text,no,no,private,,,2026-11-01,1 Example St,{OWN},,"
        for code, person, name, phone in cells
    ]
    on.imports("families", "\n".join([FAMILY, *lines]))
    on.settle()


# --- what sets it, and what it does


def test_wrong_number_ends_what_is_automatic(on: World) -> None:
    """No reminder; one neutral question to the next text, in which nothing of the family stands."""
    rosa = wrong_number(on)
    on.at(THURSDAY_6_PM - timedelta(hours=8))
    rosa.gets_nothing()
    on.phone(OWN).ignores()
    rosa.texts("who are you people").gets(WHO).lacks("visit", "Dana", "Rosa", "F-0001", "911")
    on.later(seconds=5)
    on.phone(OWN).gets("F-0001", "may have changed hands", "safe F-0001")
    rosa.texts("my name is Bob").gets_nothing()
    on.later(seconds=5)
    on.phone(OWN).gets("PAGE", "UNREAD", "F-0001", "may have changed hands", "Do not call")
    everybody_else_is_beside_the_point(on)


@pytest.mark.parametrize("words", ["next", "week", "who", "1", "2", "yes see you then", "cancel it", "numbers", "help"])
def test_nothing_is_told_or_done_there(on: World, words: str) -> None:
    """No look-up, no confirmation, no move, whatever was asked before."""
    rosa = wrong_number(on)
    rosa.texts(words).gets(WHO)
    rosa.texts(words).gets_nothing()
    on.at(THURSDAY_6_PM - timedelta(minutes=30))
    rosa.gets_nothing()
    everybody_else_is_beside_the_point(on)


def test_small_things_wake_nobody_there(on: World) -> None:
    """A bare ok or thumb is no message for anybody."""
    rosa = wrong_number(on)
    rosa.texts("ok").texts("👍").gets_nothing()
    on.phone(OWN).gets_nothing()


def test_the_question_is_asked_again_only_after_hours(on: World) -> None:
    """Once in as long as questions live."""
    rosa = wrong_number(on, language="es")
    rosa.texts("hola").gets("¿Quien es, por favor?").gets(WHO)
    everybody_else_is_beside_the_point(on)
    on.at(on.clock.now() + timedelta(hours=13))
    rosa.gets_nothing().texts("hola").gets("¿Quien es, por favor?").gets(WHO)
    everybody_else_is_beside_the_point(on)


def test_a_cry_from_there_is_a_cry(on: World) -> None:
    """The whole ladder; its page says that nobody knows whose number it is; a claimer may answer who wrote."""
    rosa = wrong_number(on)
    rosa.texts("he is hitting me").gets("911", "988", "text again or call 911").lacks("In danger?")
    dana = on.phone(OWN)
    code = dana.gets("PAGE", "EMERGENCY", "F-0001", "may have changed hands", "Do not call").lacks("Private").code
    dana.replies("1").gets("yours", "may have changed hands").gets("hitting me")
    rosa.gets_nothing()
    dana.texts("where are you?").gets("sent to")
    rosa.gets("where are you?")
    on.later(minutes=16)
    dana.texts(f"{code} still there?").gets("not sent", "not safe to text now").texts(f"send {code}").gets("not sent")
    rosa.gets_nothing()
    everybody_else_is_beside_the_point(on)


def test_a_worker_confirms_it(on: World) -> None:
    """`safe` ends the doubt: reminders, questions and answers are as before."""
    rosa = wrong_number(on)
    on.phone(OWN).texts("safe F-0001").gets("released")
    rosa.texts("next").gets("Thu, Dec 3")
    on.at(THURSDAY_6_PM - timedelta(hours=24))
    rosa.gets("Your visit with Dana")


def test_a_wrong_number_from_a_monitored_phone_is_a_sign(world: World) -> None:
    """There it is more likely a cover than a stranger: held and paged, but no doubt about the number."""
    rosa = world.family("rosa", phone_is="monitored")
    rosa.texts("wrong number").gets("OK.")
    world.phone(FIRST).gets("PAGE", "HELD", "wrong number").lacks("changed hands")


def test_a_dead_number_that_writes_again(on: World) -> None:
    """The carrier called it out of service: who writes from it now may be anybody."""
    rosa = on.agreed("rosa")
    on.carrier.undelivered(rosa.phone, DEAD)
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=24))
    on.carrier.heal(rosa.phone)
    rosa.ignores().texts("next").gets(WHO).lacks("Dec", "visit")
    on.later(seconds=5)
    on.phone(OWN).gets("may have changed hands")
    on.phone(OWN).ignores().texts("safe F-0001").gets("released")
    rosa.texts("next").gets("Thu, Dec 3")
    everybody_else_is_beside_the_point(on)


@pytest.mark.parametrize("command", ["private F-0001", "checked F-0001", "shared F-0001 1"])
def test_whoever_asks_about_the_phone_confirms_the_number(on: World, command: str) -> None:
    """A worker who has asked what is safe on it has spoken with them: the doubt is over."""
    rosa = on.agreed("rosa")
    on.carrier.undelivered(rosa.phone, DEAD)
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=24))
    on.carrier.heal(rosa.phone)
    rosa.ignores().texts("next").gets(WHO)
    on.phone(OWN).ignores().texts(command)
    rosa.texts("next").gets("Thu, Dec 3")
    everybody_else_is_beside_the_point(on)


def dead_and_writing(on: World) -> Handset:
    """Admit a family whose number was dead and writes again."""
    rosa = on.agreed("rosa")
    on.carrier.undelivered(rosa.phone, DEAD)
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=24))
    on.carrier.heal(rosa.phone)
    rosa.ignores().texts("next").gets(WHO)
    on.phone(OWN).ignores()
    return rosa


def test_a_worker_of_another_family_confirms_no_number(on: World) -> None:
    """Care is taken from anybody and may be meant for another family: whose number it is stays in doubt."""
    rosa = dead_and_writing(on)
    on.phone(FIRST).texts("shared F-0001 1").gets("Shared phone")
    on.phone(FIRST).texts("monitored F-0001 1").gets("read by somebody")
    rosa.texts("next").lacks("Dec")
    everybody_else_is_beside_the_point(on)


def test_a_careful_word_that_could_mean_two_persons_confirms_no_number(on: World) -> None:
    """Nobody has been asked where nobody was named."""
    rosa = dead_and_writing(on)
    on.family("tom", number=31, code="F-0001", person_id="2", phone_is="monitored")
    on.phone(OWN).texts("shared F-0001").gets("F-0001 person 1: Shared phone")
    rosa.texts("next").lacks("Dec")
    everybody_else_is_beside_the_point(on)


def test_a_safe_written_before_the_doubt_does_not_end_it(on: World) -> None:
    """It came in late and cannot have known."""
    rosa = on.agreed("rosa")
    on.carrier.undelivered(rosa.phone, DEAD)
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=24))
    on.carrier.drop_webhooks()
    on.carrier.receive(on.phone(OWN).ignores().phone, "safe F-0001")
    on.settle()
    on.carrier.resume_webhooks()
    on.later(minutes=3)
    on.carrier.heal(rosa.phone)
    rosa.ignores().texts("next").gets(WHO)
    on.phone(OWN).ignores()
    on.fetches()
    on.phone(OWN).gets("F-0001 was changed after you wrote")
    rosa.texts("next").lacks("Dec")
    everybody_else_is_beside_the_point(on)


def given_on(on: World) -> Handset:
    """Give the number of one family to another, whose visit is near."""
    rosa = on.agreed("rosa")
    number_moves(on, "F-0001,1,Rosa,+12025550160", f"F-0002,1,Tanya,{rosa.phone.e164}")
    on.visit("F-0002", THURSDAY_6_PM)
    return rosa


@pytest.mark.parametrize("command", ["shared F-0002", "monitored F-0002 1"])
def test_care_by_mistake_confirms_no_number(on: World, command: str) -> None:
    """Who takes a phone for another family's has asked nobody whose number this is."""
    stranger = given_on(on)
    on.phone(FIRST).texts(command).gets("F-0002 person 1")
    stranger.texts("next").gets(WHO).lacks("Dec")
    on.at(THURSDAY_6_PM - timedelta(hours=1))
    stranger.gets_nothing()
    everybody_else_is_beside_the_point(on)


@pytest.mark.parametrize("command", ["shared F-0002", "checked F-0002 1"])
def test_undo_brings_the_doubt_back(on: World, command: str) -> None:
    """A slip of the own worker's too: nothing automatic until somebody has asked."""
    stranger = given_on(on)
    dana = on.phone(OWN)
    dana.texts(command).gets("undo F-0002")
    on.later(seconds=5)
    dana.texts("undo F-0002").gets("undone")
    stranger.texts("next").gets(WHO).lacks("Dec")
    on.at(THURSDAY_6_PM - timedelta(hours=1))
    stranger.gets_nothing()
    everybody_else_is_beside_the_point(on)


def test_undo_brings_back_no_doubt_that_was_none(on: World) -> None:
    """Whose number was never in doubt goes on as before."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    dana = on.phone(OWN)
    dana.texts("shared F-0001").gets("undo F-0001")
    on.later(seconds=5)
    dana.texts("undo F-0001").gets("undone")
    rosa.texts("next").gets("Thu, Dec 3")


def test_the_persons_word_from_there_is_told(on: World) -> None:
    """It may well be theirs: the worker hears so, and decides."""
    rosa = wrong_number(on, code_word="ponce 1987")
    rosa.texts("its me ponce 1987").gets(WHO)
    on.later(seconds=5)
    dana = on.phone(OWN)
    dana.gets("changed hands gave the word of F-0001 person 1").lacks("ponce").gets("We asked who it is")


# --- a number that is new


def test_what_loosened_the_old_number_says_nothing_of_the_new(on: World) -> None:
    """Nobody has asked who reads that one: the list alone speaks of it (SAFETY 1.2)."""
    on.settle()
    on.family("rosa")
    for command in ("private", "full", "voicemail yes", "reminders yes"):
        on.phone(OWN).texts(f"{command} F-0001").gets("F-0001 person 1")
    on.family("rosa", code="F-0001", number=60)
    assert replace(profile(on), checked_on=None) == SafeContact()


def test_what_tightened_the_old_number_holds_for_the_new(on: World) -> None:
    """He may read that one too."""
    rosa = on.agreed("rosa")
    on.phone(OWN).texts("monitored F-0001").gets("read by somebody")
    on.family("rosa", code="F-0001", number=60, **AGREED)
    assert profile(on).phone_is == "monitored"
    rosa.gets_nothing()


def test_unsafe_holds_the_new_number_too(on: World) -> None:
    """Only `safe` ends what `unsafe` began, no nightly list."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.phone(OWN).texts("unsafe F-0001").gets("held")
    number_moves(on, "F-0001,1,Rosa,+12025550160")
    on.at(THURSDAY_6_PM - timedelta(hours=23))
    on.handset(NEW_NUMBER).gets_nothing()
    rosa.gets_nothing()
    on.phone(OWN).ignores()
    on.phone(OWN).texts("safe F-0001").gets("released")
    on.at(THURSDAY_6_PM - timedelta(hours=7))
    on.handset(NEW_NUMBER).gets("Dec 3")
    everybody_else_is_beside_the_point(on)


# --- a number the agency's list gives to somebody else


def test_a_recycled_number_begins_anew(on: World) -> None:
    """The former holder's open question and held news never reach the new one; automatic texts wait for a word."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    on.at(THURSDAY_6_PM - timedelta(hours=24, minutes=50))
    rosa.gets("Your visit with Dana is Thu, Dec 3")
    number_moves(on, "F-0001,1,Rosa,+12025550160", f"F-0002,1,Tanya,{rosa.phone.e164}")
    on.visit("F-0002", THURSDAY_6_PM + timedelta(hours=1, minutes=30))
    new = rosa
    new.texts("1").gets(WHO).lacks("Dec", "on:")
    on.later(seconds=5)
    on.phone(OWN).gets("F-0002", "may have changed hands")
    on.at(THURSDAY_6_PM - timedelta(hours=9))
    new.gets_nothing()
    on.phone(OWN).gets("F-0002: person 1 has a number now that was somebody else's").ignores()
    on.phone(OWN).texts("safe F-0002").gets("released")
    on.at(THURSDAY_6_PM - timedelta(hours=8))
    new.ignores()
    on.handset(NEW_NUMBER).ignores()
    everybody_else_is_beside_the_point(on)


def test_where_their_worker_has_left_the_supervisors_read_of_it(on: World) -> None:
    """A list nobody reads tells nobody."""
    rosa = on.agreed("rosa")
    on.imports("workers", "worker_id,name,phone,role,languages,active\ndana,Dana,+12025550110,worker,en,no\n")
    number_moves(on, "F-0001,1,Rosa,+12025550160", f"F-0002,1,Tanya,{rosa.phone.e164}")
    on.at(on.clock.now() + timedelta(hours=24))
    on.phone(BOSS).gets("F-0002: person 1 has a number now that was somebody else's")
    for handset in (rosa, on.handset(NEW_NUMBER)):
        handset.ignores()
    everybody_else_is_beside_the_point(on)


def test_what_waited_for_the_former_holder_is_dropped(on: World) -> None:
    """Held words of a claimer, and who has it: neither is sent to whoever has the number now."""
    rosa = on.family("rosa", phone_is="")
    rosa.texts("he is hitting me").gets("911")
    dana = on.phone(OWN)
    code = dana.gets("PAGE").replies("1").gets("yours").gets("hitting me").code
    on.later(minutes=16)
    dana.texts(f"{code} are you safe?").gets("not sent")
    number_moves(on, "F-0001,1,Rosa,", f"F-0002,1,Tanya,{rosa.phone.e164}")
    dana.texts(f"send {code}").ignores()
    with on.store.read() as tx:
        rows = tx.connection.execute(select(outbound.c.state, outbound.c.reason).where(outbound.c.worker_key.is_(None)))
        held = [row for row in rows if row.state in {"held", "waiting"}]
    assert not held
    rosa.gets_nothing().texts("hello, new phone").lacks("are you safe")
    rosa.ignores()
    everybody_else_is_beside_the_point(on)


@pytest.mark.parametrize("new", ["F-0002,1,Tanya", "F-0001,2,Tom"])
def test_an_open_request_stays_with_who_cried(on: World, new: str) -> None:
    """Whoever has the number now reads nothing of it, and a cry of theirs is their own: no door is mistaken."""
    rosa = on.agreed("rosa")
    rosa.texts("he is hitting me").gets("911")
    dana = on.phone(OWN)
    code = dana.gets("PAGE", "F-0001").replies("1").gets("yours").gets("hitting me").code
    rosa.ignores()
    number_moves(on, "F-0001,1,Rosa,", f"{new},{rosa.phone.e164}")
    on.later(minutes=1)
    rosa.texts("hi, new phone").gets(WHO).gets_nothing()
    dana.texts(f"{code} is he still hitting you?").gets("not sent")
    rosa.gets_nothing()
    rosa.texts("my baby is not breathing").gets("telling the person on call now").lacks("Dana")
    page = dana.gets("PAGE", "EMERGENCY", new[:6], "may have changed hands")
    assert page.code != code
    everybody_else_is_beside_the_point(on)


def test_what_the_former_holder_wrote_is_not_shown_as_theirs(on: World) -> None:
    """Nor are their words counted, or shown, under the code of the family that has the number now."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    rosa.texts("when is my visit, he must not know").gets("Thu, Dec 3")
    dana = on.phone(OWN)
    number_moves(on, "F-0001,1,Rosa,+12025550160", f"F-0002,1,Tanya,{rosa.phone.e164}")
    dana.texts("words F-0002")
    assert not any("must not know" in text.body for text in dana.unread())
    everybody_else_is_beside_the_point(on)
    on.handset(NEW_NUMBER).ignores()


def test_a_number_given_on_twice_is_doubted_still(on: World) -> None:
    """Who had it in between never wrote: nobody knows any better whose it is."""
    rosa = on.agreed("rosa")
    number_moves(on, "F-0001,1,Rosa,+12025550160", f"F-0002,1,Tanya,{rosa.phone.e164}")
    number_moves(on, "F-0002,1,Tanya,+12025550161")
    number_moves(on, f"F-0003,1,Lee,{rosa.phone.e164}")
    rosa.texts("next").gets(WHO)
    everybody_else_is_beside_the_point(on)
    for handset in on.handsets.values():
        handset.ignores()
    for number in (NEW_NUMBER, Phone("+12025550161")):
        on.handset(number).ignores()


def test_who_holds_a_request_is_warned_before_a_strangers_words(on: World) -> None:
    """A dead number writes again while the request stands: its holder must not answer a stranger as the family."""
    rosa = on.family("rosa", phone_is="private")
    rosa.texts("he is hitting me").gets("911")
    dana = on.phone(OWN)
    code = dana.gets("PAGE").replies("1").gets("yours").gets("hitting me").code
    rosa.gets("Dana")
    on.carrier.undelivered(rosa.phone, DEAD)
    dana.texts("are you alone")
    on.later(minutes=1)
    dana.ignores()
    on.carrier.heal(rosa.phone)
    rosa.ignores().texts("hello is this the visit line")
    dana.gets(f"{code}: this number may have changed hands", "no names").gets(f"{code}: hello")
    rosa.texts("are you there").gets_nothing()
    dana.gets("are you there").gets_nothing()
    everybody_else_is_beside_the_point(on)


def test_a_number_left_long_ago_is_still_another_persons(on: World) -> None:
    """Two imports apart: texts for somebody else went there once."""
    rosa = on.agreed("rosa")
    number_moves(on, "F-0001,1,Rosa,+12025550160")
    on.at(on.clock.now() + timedelta(days=2))
    number_moves(on, f"F-0002,1,Tanya,{rosa.phone.e164}")
    rosa.texts("hi").gets(WHO)
    for handset in on.handsets.values():
        handset.ignores()
    on.handset(NEW_NUMBER).ignores()
    everybody_else_is_beside_the_point(on)


def test_a_number_that_comes_back_is_theirs(on: World) -> None:
    """A slip in the list, mended the day after, leaves no doubt."""
    rosa = on.agreed("rosa")
    on.visit("F-0001", THURSDAY_6_PM)
    number_moves(on, "F-0001,1,Rosa,+12025550160")
    number_moves(on, f"F-0001,1,Rosa,{rosa.phone.e164}")
    rosa.ignores().texts("next").gets("Thu, Dec 3")
    on.handset(NEW_NUMBER).ignores()


def test_an_import_that_changes_the_number_ends_the_doubt(on: World) -> None:
    """The doubt belongs to the old number; the new one is nobody else's."""
    rosa = wrong_number(on)
    number_moves(on, "F-0001,1,Rosa,+12025550160")
    new = on.handset(NEW_NUMBER)
    new.ignores().texts("next").gets("Thu, Dec 3")
    rosa.gets_nothing()
    on.at(THURSDAY_6_PM - timedelta(hours=24))
    new.gets("Your visit with Dana")
    on.phone(OWN).gets("Ask F-0001 person 1 again", "a new number")


def test_who_was_unknown_and_is_listed_now_is_known(on: World) -> None:
    """A stranger's number that the agency writes down is no recycled one."""
    someone = on.stranger()
    someone.texts("hi is this the visit line").gets("We do not know this number")
    number_moves(on, f"F-0001,1,Rosa,{someone.phone.e164}")
    on.visit("F-0001", THURSDAY_6_PM)
    someone.ignores().texts("next").gets("Thu, Dec 3")


def test_a_phone_that_a_family_comes_to_share_has_not_changed_hands(on: World) -> None:
    """Who had it has it still."""
    rosa = on.agreed("rosa", phone_is="shared", discreet="yes", number="30")
    on.family("juan", **(AGREED | {"phone_is": "shared"}), code="F-0001", person_id="2", number=30)
    on.settle()
    rosa.ignores()
    on.visit("F-0001", THURSDAY_6_PM)
    rosa.texts("next").gets("Thu, Dec 3")
