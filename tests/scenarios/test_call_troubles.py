"""What goes wrong on calls: steps twice and out of order, two at once, a carrier that fails, a process that dies."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from world import ACCOUNT, BOSS, FIRST, LINE, OWN, PUBLIC_URL, SECOND, STAFF, TOKEN, Handset, World

from bot.store.tables import calls, help_requests, inbound
from bot.telephony.signature import sign
from bot.telephony.simulated_call import Outcome


def post(world: World, path: str, sid: str, **form: str) -> str:
    """Post a step of a call as the carrier does; return the document."""
    fields = {"CallSid": sid, "AccountSid": ACCOUNT, "From": "+12025550120", "To": LINE.e164} | form
    signature = sign(PUBLIC_URL + path, fields, TOKEN)
    answer = world.web.post(path, data=fields, headers={"X-Twilio-Signature": signature}, base_url=PUBLIC_URL)
    assert answer.status_code == 200, answer.text
    return answer.text


def count(world: World, table: object) -> int:
    """Count the rows of a table."""
    with world.store.read() as tx:
        return len(tx.connection.execute(select(table)).all())  # type: ignore[call-overload]


def key_of(world: World) -> int:
    """Return the key of the first call."""
    with world.store.read() as tx:
        return int(tx.connection.execute(select(calls.c.id).order_by(calls.c.opened_at)).scalars().first() or 0)


def connected(world: World, caller: Handset, worker: str) -> None:
    """Let a worker take the call that rings, and wait until the two are joined."""
    world.phone(worker).answers().presses("1").hears("connected")
    world.later(seconds=6)
    caller.talks_to(worker)


def test_a_call_that_is_announced_twice_is_one(world: World) -> None:
    """The same CallSid twice is answered the same, and is one row."""
    world.family("rosa")
    once, twice = (post(world, "/twilio/voice", "CA1", CallStatus="ringing") for _ in range(2))
    assert once == twice
    assert "9 1 1" in once
    assert count(world, calls) == 1


def test_a_step_that_comes_twice_does_nothing(world: World) -> None:
    """The key that asked for a person opens one request, however often the carrier repeats it."""
    world.family("rosa")
    post(world, "/twilio/voice", "CA1", CallStatus="ringing")
    path = f"/twilio/voice/{key_of(world)}/1"
    once, twice = (post(world, path, "CA1", CallStatus="in-progress", Digits="1") for _ in range(2))
    assert once == twice
    assert "<Enqueue" in once
    assert count(world, help_requests) == 1
    world.settle()
    world.phone(FIRST).rings()
    world.phone(FIRST).gets("PAGE")


def test_a_step_out_of_order_hears_how_it_stands(world: World) -> None:
    """An old step, and one that never was, are answered with what was said last, and change nothing."""
    world.family("rosa")
    post(world, "/twilio/voice", "CA1", CallStatus="ringing")
    key = key_of(world)
    menu = post(world, f"/twilio/voice/{key}/1", "CA1", CallStatus="in-progress", Digits="2")
    assert post(world, f"/twilio/voice/{key}/1", "CA1", CallStatus="in-progress", Digits="1") == menu
    assert post(world, f"/twilio/voice/{key}/7", "CA1", CallStatus="in-progress", Digits="1") == menu
    assert count(world, help_requests) == 0


def test_another_calls_steps_are_not_this_ones(world: World) -> None:
    """A step under the key of another call is answered 404."""
    world.family("rosa")
    post(world, "/twilio/voice", "CA1", CallStatus="ringing")
    path = f"/twilio/voice/{key_of(world)}/1"
    fields = {"CallSid": "CA2", "AccountSid": ACCOUNT, "Digits": "1"}
    headers = {"X-Twilio-Signature": sign(PUBLIC_URL + path, fields, TOKEN)}
    assert world.web.post(path, data=fields, headers=headers, base_url=PUBLIC_URL).status_code == 404


@pytest.mark.parametrize(
    "path", ["/twilio/voice", "/twilio/voice/1/1", "/twilio/voice/status/1", "/twilio/voice/1/wait"]
)
def test_a_forged_call_is_refused(world: World, path: str) -> None:
    """Without the carrier's signature nothing is answered and nothing kept."""
    fields = {"CallSid": "CA1", "From": "+12025550120"}
    assert world.web.post(path, data=fields, base_url=PUBLIC_URL).status_code == 403
    assert count(world, calls) == 0


@pytest.mark.parametrize(
    "form",
    [
        {"Digits": "x" * 5000},
        {"Digits": "١"},
        {"SpeechResult": "\x00"},
        {"RecordingSid": "", "RecordingUrl": ""},
        {"RecordingSid": "RE1", "RecordingDuration": "minus"},
        {"DialCallStatus": "nonsense", "DialCallDuration": "9" * 40},
        {"QueueResult": "nonsense"},
        {"CallStatus": "nonsense"},
    ],
    ids=lambda form: next(iter(form)),
)
def test_odd_forms_lead_to_a_person_or_a_question(world: World, form: dict[str, str]) -> None:
    """Whatever a form holds, the caller hears something; nothing is a crash."""
    world.family("rosa")
    post(world, "/twilio/voice", "CA1", CallStatus="ringing")
    heard = post(world, f"/twilio/voice/{key_of(world)}/1", "CA1", **form)
    assert "<Response>" in heard
    for worker in STAFF:
        world.phone(worker).ignores()
    world.settle()
    for worker in STAFF:
        world.phone(worker).ignores()


def test_two_calls_of_one_family_reach_one_worker(world: World) -> None:
    """Two persons of a family call at once: one request each, and each call waits in a queue of its own."""
    rosa = world.family("rosa", phone_is="private")
    marco = world.family("marco", code="F-0001", person_id="2", phone_is="private")
    for worker in STAFF:
        world.calls.always(world.phone(worker).phone, Outcome.NO_ANSWER)
    rosa.calls().presses("1").hears("ringing")
    marco.calls().presses("1").hears("ringing")
    assert rosa.current.waits_in != marco.current.waits_in
    assert rosa.current.waits_in is not None
    assert marco.current.waits_in is not None
    rosa.hangs_up()
    marco.hangs_up()
    for worker in STAFF:
        world.phone(worker).ignores()


def test_one_person_calls_twice(world: World) -> None:
    """A second call from the same phone joins the request; its holder is rung for it before anybody else."""
    rosa = world.family("rosa", phone_is="private").calls().presses("1")
    connected(world, rosa, FIRST)
    world.phone(FIRST).gets("PAGE").gets("is yours")
    world.later(seconds=30)
    rosa.hangs_up()
    world.later(seconds=5)
    rosa.calls().presses("1").hears("ringing")  # she still hears the last words of the line: the first ring is busy
    world.later(seconds=11)
    connected(world, rosa, FIRST)
    assert count(world, help_requests) == 1
    world.phone(SECOND).does_not_ring()
    rosa.hangs_up()


def test_claim_by_text_joins_the_caller(world: World) -> None:
    """Who claims by text while the caller waits is rung at once, and nobody else any more."""
    rosa = world.family("rosa", phone_is="private").calls().presses("1").hears("ringing")
    lucia = world.phone(FIRST).gets("PAGE")
    lucia.does_not_answer()
    lee = world.phone(SECOND).rings()
    lucia.replies("1").gets("is yours")
    world.later(seconds=2)
    connected(world, rosa, FIRST)
    lee.does_not_ring()
    rosa.gets("Lucia has your message").hangs_up()
    lucia.notes_rings()


def test_both_claim_at_once(world: World) -> None:
    """One presses 1 and another texts 1 in the same moment: one has it, the other is told who."""
    rosa = world.family("rosa", phone_is="private").calls().presses("1").hears("ringing")
    lucia = world.phone(FIRST).gets("PAGE")
    lucia.does_not_answer()
    lee = world.phone(SECOND).answers()
    world.carrier.receive(lucia.phone, "1")
    lee.presses("1")
    with world.store.read() as tx:
        holders = tx.connection.execute(select(help_requests.c.holder)).scalars().all()
    assert len(holders) == 1
    assert holders[0] is not None
    rosa.ignores()
    for worker in STAFF:
        world.phone(worker).ignores()


def test_a_call_begun_before_a_restart_goes_on(world: World) -> None:
    """The process dies while a caller waits: the next one knows the call from its rows, and finds a person."""
    rosa = world.family("rosa").calls().presses("1").hears("ringing")
    lucia = world.phone(FIRST).gets("PAGE").rings()
    world._open()
    connected(world, rosa, FIRST)
    lucia.gets("is yours")
    rosa.hangs_up()


def test_a_carrier_that_places_no_call(world: World) -> None:
    """Every ring is refused: the caller is asked for a message at once, and the texts go on."""
    world.calls.fail_next(21217, n=50)
    rosa = world.family("rosa").calls().presses("1").hears("ringing")
    began = world.clock.now()
    world.later(seconds=75)
    rosa.hears("not reached anyone", "911", "988", "tone")
    assert world.clock.now() - began < timedelta(seconds=90)
    rosa.hangs_up()
    for worker in STAFF:
        world.phone(worker).ignores()


def test_a_carrier_that_answers_too_late(world: World) -> None:
    """A ring the carrier placed without saying so is found in its list, and its worker is joined all the same."""
    world.calls.time_out_after_accepting(n=1)
    rosa = world.family("rosa").calls().presses("1").hears("ringing")
    world.phone(FIRST).gets("PAGE")
    connected(world, rosa, FIRST)
    world.phone(FIRST).gets("is yours")
    rosa.hangs_up()


def test_a_worker_who_calls_reaches_a_colleague(world: World) -> None:
    """Staff hear what everybody hears; staying on the line is a worker's own emergency, for somebody else."""
    dana = world.phone(OWN).calls().hears("automatic", "911")
    dana.presses("1").hears("ringing")
    world.phone(FIRST).gets("PAGE", "Dana").answers().presses("1").hears("connected")
    world.phone(FIRST).gets("yours") if world.phone(FIRST).unread() else None
    world.later(seconds=6)
    dana.talks_to(FIRST)
    dana.hangs_up()
    for worker in STAFF:
        world.phone(worker).ignores()


def test_a_blocked_number_hears_where_help_is(world: World) -> None:
    """A blocked unknown number rings nobody; in danger its first key is told to a person, once."""
    stranger = world.stranger()
    stranger.texts("hello").texts("hello you").ignores()
    code = world.phone(FIRST).gets("PAGE").code
    world.phone(BOSS).texts(f"block {code} 24h").gets("blocked")
    stranger.calls().hears("911", "988").presses("1").hears("911", "988").was_hung_up()
    world.phone(FIRST).does_not_ring()
    for worker in STAFF:
        world.phone(worker).ignores()


def test_a_short_silent_call_of_a_stranger_is_nothing(world: World) -> None:
    """Under ten seconds from a number nobody knows: logged only."""
    caller = world.stranger().calls()
    world.later(seconds=4)
    caller.hangs_up()
    assert count(world, help_requests) == 0
    assert count(world, inbound) == 0


def test_a_family_that_hangs_up_at_once_is_told_to_somebody(world: World) -> None:
    """A known phone that called and hung up is a text page, and no ring."""
    world.family("rosa").calls().hangs_up()
    world.phone(FIRST).gets("PAGE", "UNREAD", "F-0001").does_not_ring()


def test_keys_pressed_while_it_speaks_are_heard(world: World) -> None:
    """Nobody has to wait for the end of a sentence."""
    world.family("rosa").calls().presses("2").hears("schedule", "another language").hangs_up()
