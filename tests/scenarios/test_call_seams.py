"""Calls where something was late, lost or spoilt between two steps: nobody hears nothing, and no talk is made up."""

from datetime import timedelta

from sqlalchemy import update
from troubles import alarm_kinds, logged_errors, post, rows
from world import ACCOUNT, FIRST, OWN, SECOND, STAFF, Handset, World

from bot.calls.calling import is_joined
from bot.model.help import StepKind
from bot.store import calls as stored
from bot.store.tables import calls, help_requests, request_steps

VOICE = "/twilio/voice"


def key_of(world: World) -> int:
    """Return the key of the call that came in."""
    (row,) = rows(world, calls, kind="inbound")
    return int(row["id"])


def connected(world: World, caller: Handset, worker: str) -> None:
    """Let a worker take the call that rings, and wait until the two are joined."""
    world.phone(worker).answers().presses("1").hears("connected")
    world.later(seconds=6)
    caller.talks_to(worker)


def test_a_spoilt_row_is_answered_with_the_fixed_words(world: World) -> None:
    """What the step could not read, the alarm about it cannot read either; the caller hears 911 and 988 anyhow."""
    rosa = world.family("rosa", phone_is="private").calls().hears("press 1")
    key = key_of(world)
    with world.store.write() as tx:
        tx.connection.execute(update(calls).where(calls.c.id == key).values(recalls_sealed=b"spoilt"))
    form = {"CallSid": rosa.current.sid, "AccountSid": ACCOUNT, "Direction": "inbound", "CallStatus": "in-progress"}
    with logged_errors("bot.web.voice"):
        answer = post(world, form | {"Digits": "1"}, f"{VOICE}/{key}/1")
    assert answer.status_code == 200
    assert "9 8 8" in answer.text
    assert "call_crash" in alarm_kinds(world)
    with world.store.write() as tx:
        tx.connection.execute(update(calls).where(calls.c.id == key).values(recalls_sealed=None))
    rosa.hangs_up()
    for worker in STAFF:
        world.phone(worker).ignores()


def test_a_talk_whose_beginning_was_not_noted_is_over_too(world: World) -> None:
    """The note that they were joined is lost: when the talk has ended nobody waits, and nobody is rung for them."""
    rosa = world.family("rosa", phone_is="private").calls().hears("press 1").presses("1")
    connected(world, rosa, FIRST)
    with world.store.write() as tx:
        stored.change(tx, key_of(world), joined_at=None)
    world.later(seconds=60)
    world.phone(FIRST).hangs_up()
    rosa.hears("has ended")
    (row,) = rows(world, calls, kind="inbound")
    assert row["waits_since"] is None
    world.phone(FIRST).does_not_ring()
    rosa.hangs_up()
    for worker in STAFF:
        world.phone(worker).ignores()


def test_a_late_note_of_a_talk_makes_none_up(world: World) -> None:
    """That they were joined comes again, after the talk: who waits anew goes on waiting, and no word is counted."""
    rosa = world.family("rosa", phone_is="private").calls().hears("press 1").presses("1")
    connected(world, rosa, FIRST)
    (ring,) = rows(world, calls, kind="ring")
    world.later(seconds=3)
    world.phone(FIRST).hangs_up()
    rosa.hears("has ended")
    rosa.presses("1").is_waiting()
    is_joined(world.services, key_of(world), ring["id"])
    world.later(seconds=22)
    rosa.hangs_up()
    assert rows(world, request_steps, kind=StepKind.TALKED) == []
    (request,) = rows(world, help_requests)
    assert request["human_word_at"] is None
    for worker in STAFF:
        world.phone(worker).ignores()


def test_a_clock_that_steps_back_keeps_no_worker_rung_for_ever(world: World) -> None:
    """The machine's clock goes back an hour while a phone rings: what is looked after by it is looked after now."""
    rosa = world.family("rosa", phone_is="private").calls().hears("press 1").presses("1").is_waiting()
    sid = world.phone(FIRST).rings().current.sid
    world.calls.lose_progress(world.phone(FIRST).phone)
    world.watches()
    world.clock.move(-timedelta(hours=1))
    world.watches()
    world.later(seconds=80)
    (ring,) = rows(world, calls, sid=sid)
    assert ring["state"] == "ended"
    rosa.hangs_up()
    for worker in (OWN, FIRST, SECOND):
        world.phone(worker).ignores()


def test_the_queue_of_a_caller_who_is_gone_is_deleted(world: World) -> None:
    """Each caller has a queue of their own: it is deleted at the carrier after them, however they left it."""
    for worker in STAFF:
        world.phone(worker).ignores()
    rosa = world.family("rosa", phone_is="private").calls().hears("press 1").presses("1").is_waiting()
    assert len(world.calls.queues()) == 1
    world.calls.down()
    rosa.hangs_up()
    world.later(seconds=30)
    world.calls.up()
    assert len(world.calls.queues()) == 1
    world.later(hours=1.1)
    assert world.calls.queues() == ()
    assert [row["queue_at"] for row in rows(world, calls, kind="inbound")] == [None]
    for worker in STAFF:
        world.phone(worker).ignores()
    rosa.ignores()


def test_a_queue_in_which_the_carrier_asks_no_more_lets_out(world: World) -> None:
    """The hold is long over by the line's own clock, and nobody was told so: the caller is led out, to a message."""
    for worker in STAFF:
        world.phone(worker).ignores()
    rosa = world.family("rosa", phone_is="private").calls().hears("press 1").presses("1").is_waiting()
    with world.store.write() as tx:
        stored.change(tx, key_of(world), holds_until=world.clock.now() - timedelta(seconds=30))
    world.later(seconds=6)
    assert rosa.current.waits_in is None
    rosa.hears("tone").hangs_up()
    for worker in STAFF:
        world.phone(worker).ignores()
