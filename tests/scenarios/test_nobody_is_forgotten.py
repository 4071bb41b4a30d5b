"""Whoever calls and is not reached is not forgotten, robots wake nobody, and a worker's sign stays unheard on calls."""

import re
from datetime import timedelta

from sqlalchemy import select
from world import (
    ACCOUNT,
    BOSS,
    DECEMBER,
    FIRST,
    LINE,
    OWN,
    PUBLIC_URL,
    SECOND,
    STAFF,
    TOKEN,
    TUESDAY_10_AM,
    Handset,
    World,
)

from bot.model.phones import Phone
from bot.store.tables import calls, voicemails
from bot.telephony.signature import sign
from bot.telephony.simulated_call import Outcome

PRIVATE = {"phone_is": "private"}
WORD = "copper walrus"
NIGHT = TUESDAY_10_AM + timedelta(hours=16)
UNDELIVERED = 30003


def post(world: World, path: str, **form: str) -> str:
    """Post a step of a call as the carrier does; return the document."""
    fields = {"CallSid": "CA1", "AccountSid": ACCOUNT, "From": "+12025550120", "To": LINE.e164} | form
    signature = sign(PUBLIC_URL + path, fields, TOKEN)
    answer = world.web.post(path, data=fields, headers={"X-Twilio-Signature": signature}, base_url=PUBLIC_URL)
    assert answer.status_code < 300, answer.text
    return answer.text


def taken_by_text(world: World, family: str, worker: str) -> Handset:
    """Let a family cry by text, and a worker take it."""
    phone = world.family(family, **PRIVATE).texts("he hits me")
    phone.ignores()
    world.phone(worker).gets("PAGE").replies("1").gets("is yours").gets("he hits me")
    return phone.ignores()


def in_talk(world: World, family: str, worker: str) -> Handset:
    """Let a family call, and a worker talk with it."""
    phone = world.family(family, **PRIVATE).calls().presses("1")
    world.phone(worker).gets("PAGE").answers().presses("1").hears("connected").gets("is yours")
    return phone.talks_to(worker)


def with_sign(world: World, worker: str) -> Handset:
    """Give a worker a duress word."""
    row = ",".join((worker, *STAFF[worker], "yes", WORD))
    world.imports("workers", f"worker_id,name,phone,role,languages,active,duress_word\n{row}\n")
    return world.phone(worker)


# Nobody is forgotten.


def test_a_message_that_comes_after_the_end_of_its_call_is_kept(world: World) -> None:
    """The word that the call is over may overtake the recording: what was said is kept all the same, once."""
    world.family("rosa")
    post(world, "/twilio/voice", CallStatus="ringing")
    with world.store.read() as tx:
        key = tx.connection.execute(select(calls.c.id)).scalar_one()
    post(world, f"/twilio/voice/{key}/1", Digits="1")
    post(world, f"/twilio/voice/{key}/wait")
    post(world, f"/twilio/voice/{key}/3", Digits="2")
    asked = post(world, f"/twilio/voice/{key}/left/2", QueueResult="leave")
    found = re.search(r'<Record [^>]*action="[^"]*?(/twilio/voice/\d+/\d+)"', asked)
    assert found is not None
    post(world, "/twilio/voice/status", CallStatus="completed")
    for _ in range(2):
        post(world, found[1], CallStatus="completed", RecordingSid="RE1", RecordingDuration="9")
    with world.store.read() as tx:
        assert tx.connection.execute(select(voicemails.c.seconds)).scalars().all() == [9]
    world.settle()
    world.phone(FIRST).gets("PAGE").gets("message").ignores()


def test_a_family_whose_worker_talks_with_another_is_passed_on(world: World) -> None:
    """Who has it is on another call all the while: the ladder goes on, as the caller was told, and they know."""
    ana = taken_by_text(world, "ana", FIRST)
    in_talk(world, "bea", FIRST)
    ana.calls().presses("1")
    world.later(seconds=115)
    ana.hears("We keep trying by text", "911", "988")
    world.phone(SECOND).gets("PAGE", "F-0001")
    world.phone(FIRST).gets("they called and you were not reached").ignores()
    ana.hangs_up().ignores()
    world.phone(SECOND).gets("caller hung up")
    world.handset(Phone("+12025550121"), "bea").hangs_up()


def test_who_leaves_no_message_is_told_of(world: World) -> None:
    """They waited, chose to leave a message, and hung up without one: whoever was paged is told that they called."""
    rosa = world.family("rosa", **PRIVATE).calls().presses("1").hears("ringing")
    lucia = world.phone(FIRST).gets("PAGE").rings()
    rosa.presses("2").hears("988").hangs_up()
    lucia.gets("caller hung up")


def test_where_nobody_can_be_rung_nothing_is_said_of_ringing(world: World) -> None:
    """Everybody talks with others: the caller hears at once how it stands, and may leave a message."""
    for number, worker in enumerate((FIRST, SECOND, BOSS)):
        caller = world.family(f"family{number}", **PRIVATE).calls().presses("1")
        world.phone(worker).answers().presses("1").hears("connected")
        caller.talks_to(worker)
        for one in STAFF:
            world.phone(one).ignores()
    rosa = world.family("rosa", **PRIVATE).calls().presses("1")
    rosa.hears("not reached anyone", "911", "988").lacks("ringing").hangs_up()
    for one in STAFF:
        world.phone(one).ignores()


def test_a_second_call_of_a_phone_takes_nothing_from_who_talks_with_it(world: World) -> None:
    """A phone fell out of the network and calls again: who has just taken the first call keeps the request."""
    rosa = world.family("rosa", **PRIVATE)
    rosa.calls().presses("1").hears("ringing")
    rosa.calls().presses("1")
    lucia = world.phone(FIRST).gets("PAGE").answers().presses("1").hears("connected").gets("is yours")
    world.phone(SECOND).always(Outcome.NO_ANSWER)
    world.later(seconds=60)
    lucia.gets_nothing()
    rosa.hangs_up().ignores()
    lucia.ignores()


# Robots.


def test_a_robot_that_speaks_wakes_nobody(world: World) -> None:
    """Words of an unknown number that ask for nobody are asked for once more, then passed on by text (SAFETY 2.3)."""
    robot = world.stranger().calls().hears("automatic").says("hello this is about your car warranty")
    robot.hears("Para español", "911", "press 1").says("we have been trying to reach you")
    robot.hears("911", "988", "tone")
    world.phone(FIRST).gets("PAGE", "UNREAD").does_not_ring()
    robot.hangs_up()


def test_a_stranger_who_cries_or_asks_for_a_person_rings(world: World) -> None:
    """Crisis words, and the wish for a person, ring who is on call from any phone."""
    world.stranger().calls().says("he is going to kill me").hears("ringing").hangs_up()
    world.phone(FIRST).gets("PAGE", "EMERGENCY").notes_rings()
    world.stranger(91).calls().says("quiero hablar con una persona").hears("ringing").hangs_up()
    world.phone(FIRST).gets("PAGE", "EMERGENCY").ignores()


# Two rings at once.


def test_a_page_by_voice_waits_while_its_worker_is_rung(world: World) -> None:
    """The page did not arrive, and the caller waits: one phone rings once."""
    world.pages_ring()
    world.carrier.undelivered(world.phone(FIRST).phone, UNDELIVERED)
    rosa = world.family("rosa", **PRIVATE).calls().presses("1").hears("ringing")
    world.later(seconds=5)
    ringing = [one for one in world.calls.calls_of(world.phone(FIRST).phone) if one.rang]
    assert len(ringing) == 1
    rosa.hangs_up()
    for one in STAFF:
        world.phone(one).ignores()


def test_a_page_to_come_keeps_nobody_from_being_rung(world: World) -> None:
    """A request by text is open, and would ring in a minute: who calls now still reaches who is on call."""
    world.pages_ring()
    world.family("ana", **PRIVATE).texts("he hits me").ignores()
    bea = world.family("bea", **PRIVATE).calls().presses("1").hears("ringing")
    world.phone(FIRST).answers().presses("1").hears("connected")
    bea.talks_to(FIRST).hangs_up()
    for one in STAFF:
        world.phone(one).ignores()


# A worker's sign.


def test_a_sign_that_is_spoken_is_heard_by_nobody_else(world: World) -> None:
    """The duress word on a call: everybody who can help is paged by a sign, and the call seems not to understand."""
    dana = with_sign(world, OWN).calls().hears("automatic").says(WORD)
    dana.hears("This is an automatic line").lacks("ringing", "telling")
    world.phone(FIRST).gets("PAGE", "by a sign", "Do NOT text or call this phone").does_not_ring()
    world.phone(BOSS).gets("PAGE", "by a sign").does_not_ring()
    world.later(seconds=20)
    dana.hears("Goodbye").was_hung_up().gets_nothing()


def test_who_gave_a_sign_is_joined_with_a_warning(world: World) -> None:
    """They press 1 later: who takes the call hears, before the two are joined, that others may listen."""
    lucia = with_sign(world, FIRST).texts(WORD)
    world.phone(BOSS).gets("PAGE", "by a sign")
    lucia.calls().hears("automatic").presses("1")
    world.phone(BOSS).answers().presses("1").hears("gave their sign", "Do not speak of it")
    lucia.talks_to(BOSS).hangs_up().gets_nothing()
    world.phone(BOSS).ignores()


# What a number that is shown tells.


def test_a_number_that_may_have_changed_hands_is_offered_nothing_of_its_own(world: World) -> None:
    """Whoever has the number now hears what any stranger hears of the menu."""
    rosa = world.family("rosa", **PRIVATE).texts("wrong number").gets("OK")
    rosa.calls().presses("2").hears("phone numbers, press 2").lacks("schedule", "visit").hangs_up()


def test_the_menu_names_no_visit(on: World) -> None:
    """In each language the menu of a shown number speaks of no visit."""
    said = {"en": "schedule", "es": "horarios", "pt": "horários", "ht": "schedule"}
    for number, (language, word) in enumerate(said.items()):
        caller = on.agreed(f"family{number}", language=language, number=str(30 + number))
        on.visit(f"F-{number + 1:04d}", DECEMBER + timedelta(days=2))
        caller.calls().presses("2").hears(word).lacks("visit", "vizit", "Dana").hangs_up()


def test_after_a_useful_number_there_is_a_menu(world: World) -> None:
    """Who comes back from another line hears what a key does, before silence means a person."""
    rosa = world.family("rosa", **PRIVATE).calls().presses("2").presses("2").presses("5")
    world.later(seconds=4)
    other = world.handset(Phone("+18002221222"), "poison").answers()
    other.hangs_up()
    rosa.hears("back on our line", "phone numbers, press 2", "stay on the line").hangs_up()


def test_only_keys_that_are_one_digit_are_offered(world: World) -> None:
    """The tenth number of the list is told, and no key is promised for it."""
    rosa = world.family("rosa").calls().presses("2").presses("2")
    world.later(seconds=75)
    rosa.hears("press 9").lacks("press 10", "press 11").hangs_up()


def test_who_works_here_no_longer_keeps_no_caller_waiting(world: World) -> None:
    """The request is held by somebody who has left: the others ring at once."""
    rosa = taken_by_text(world, "rosa", FIRST)
    world.hires(FIRST)
    rosa.calls().presses("1").hears("ringing")
    world.phone(SECOND).gets("PAGE").answers().presses("1").hears("connected").gets("is yours").gets("he hits me")
    rosa.talks_to(SECOND).hangs_up().ignores()


def test_a_voicemail_keeps_nothing_where_nobody_said_that_it_is_safe(on: World) -> None:
    """The call back rings, a voicemail answers: what is said is over before it records (SAFETY 1.2)."""
    rosa = on.agreed("rosa").calls().presses("2").presses("1").hears("call this phone back").was_hung_up()
    on.later(seconds=10)
    rosa.goes_to_voicemail()
    rosa.kept_on_voicemail()


def test_who_was_rung_by_day_is_told_nothing_of_a_call_by_night(office: World) -> None:
    """The own worker is off duty: that a caller hung up is for who was asked for this call (SAFETY 5)."""
    for worker in (OWN, FIRST, SECOND, BOSS):
        office.phone(worker).always(Outcome.NO_ANSWER)
    rosa = office.family("rosa", **PRIVATE).calls().presses("1")
    office.later(seconds=60)
    rosa.hangs_up()
    office.at(NIGHT)
    for worker in STAFF:
        office.phone(worker).ignores()
    rosa.calls().presses("1")
    office.later(seconds=10)
    rosa.hangs_up().ignores()
    office.phone(FIRST).gets("caller hung up").ignores()
    office.phone(OWN).gets_nothing()
    for worker in STAFF:
        office.phone(worker).ignores()
