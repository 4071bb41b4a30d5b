"""A message left on a call: kept sealed, deleted at the carrier, heard with a PIN, written down, never lost unsaid."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from world import BOSS, FIRST, PUBLIC_URL, SECOND, TOKEN, Handset, World

from bot.calls import pins
from bot.model.help import RequestState
from bot.store import alarms, people, requests, voicemails
from bot.store.tables import voicemails as rows
from bot.telephony.failures import TemporaryFailure
from bot.telephony.signature import sign
from bot.telephony.simulated_call import Kind, Outcome

PIN = "274913"
WORDS = "he took my keys please call me back"


def message_left(world: World, words: str = WORDS, **profile: str) -> Handset:
    """Let a family wait in vain for a person, and leave a message."""
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).always(Outcome.NO_ANSWER)
    rosa = world.family("rosa", **({"phone_is": "private"} | profile)).calls().presses("1").hears("911")
    world.later(seconds=24)
    rosa.presses("2").hears("988")
    while rosa.current.heard[-1].kind is not Kind.BEEP:
        world.later(seconds=1)
    world.later(seconds=1)
    rosa.says(words)
    world.later(seconds=8)
    rosa.hangs_up()
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).ignores()
    return rosa


def held_by(world: World, worker: str) -> str:
    """Let a worker take the request; return its code."""
    with world.store.read() as tx:
        (request,) = [one for one in requests.unclaimed_open(tx) if one.state is RequestState.OPEN]
    world.phone(worker).texts(f"1 {request.code}").gets(request.code, "yours")
    return request.code


def with_pin(world: World, worker_id: str) -> None:
    """Give a worker a PIN."""
    with world.store.write() as tx:
        worker = people.worker_by_id(tx, worker_id)
        assert worker is not None
        pins.give(tx, worker, PIN, world.clock.now())


def kept(world: World) -> tuple[voicemails.Voicemail, bytes | None]:
    """Return the only message and its sound."""
    with world.store.read() as tx:
        request_key = tx.connection.execute(select(rows.c.request_key)).scalar_one()
        (message,) = voicemails.of_request(tx, request_key)
        return message, voicemails.sound(tx, message.key)


def played(world: World, call_key: int, message_key: int) -> int:
    """Ask for a message as the carrier does; return the status."""
    path = f"/twilio/voice/{call_key}/message/{message_key}"
    headers = {"X-Twilio-Signature": sign(f"{PUBLIC_URL}{path}", {}, TOKEN)}
    return world.web.get(path, headers=headers, base_url=PUBLIC_URL).status_code


def addresses(worker: Handset) -> list[str]:
    """Return the addresses of what was played on a worker's call."""
    return [one.words for one in worker.current.heard if one.kind is Kind.PLAYED]


def test_a_message_is_kept_sealed_and_deleted_at_the_carrier(world: World) -> None:
    """Fetched once it is there; in the row nothing of it can be read; the carrier has it no more."""
    message_left(world)
    world.later(seconds=30)
    message, sound = kept(world)
    assert sound is not None
    assert WORDS.encode() in sound
    assert world.calls.recording(message.recording_sid) is None
    with world.store.read() as tx:
        sealed = tx.connection.execute(select(rows.c.sound_sealed)).scalar_one()
        assert WORDS.encode() not in sealed
        assert tx.connection.execute(select(rows.c.forgotten_at, rows.c.due_at)).one().due_at is None
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).ignores()


def test_a_message_is_heard_with_a_pin_alone(world: World) -> None:
    """The sound goes to the call of a worker who showed their PIN and chose its request, and to no other."""
    rosa = message_left(world)
    world.later(seconds=30)
    held_by(world, FIRST)
    with_pin(world, FIRST)
    message, _ = kept(world)
    lucia = world.phone(FIRST).calls().presses("*").presses(PIN).hears("Voice messages: 1", "press 1")
    lucia.presses("2").hears("Message of")
    world.later(seconds=5)
    (address,) = [one for one in addresses(lucia) if "/message/" in one]
    call_key = int(address.split("/")[-3])
    assert played(world, call_key, message.key) == 200
    assert played(world, call_key, message.key + 1) == 404
    assert played(world, message.call_key, message.key) == 404
    assert world.web.get(address, base_url=PUBLIC_URL).status_code == 403
    lucia.hangs_up()
    assert played(world, call_key, message.key) == 404
    rosa.ignores()
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).ignores()


def test_what_a_machine_wrote_down_reaches_the_holder(world: World) -> None:
    """After the claim the words come as words of a machine; before it they wait, and no page holds them."""
    rosa = message_left(world)
    code = held_by(world, FIRST)
    world.phone(FIRST).gets(code, "voice message", "Call the line")
    world.later(seconds=30)
    world.phone(FIRST).gets(code, "by a machine", WORDS)
    rosa.ignores()
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).ignores()


def test_words_before_the_claim_come_with_it(world: World) -> None:
    """Nobody's phone shows them before somebody has the request."""
    rosa = message_left(world)
    world.later(seconds=40)
    texts = [text.body for worker in (FIRST, SECOND, BOSS) for text in world.carrier.handset(world.phone(worker).phone)]
    assert not any(WORDS in text for text in texts)
    code = held_by(world, SECOND)
    world.phone(SECOND).gets(code, "by a machine", WORDS)
    rosa.ignores()
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).ignores()


def test_what_could_not_be_written_down_is_said(world: World) -> None:
    """The carrier fails to: the worker is told to call and listen."""
    world.calls.fail_transcriptions()
    rosa = message_left(world)
    code = held_by(world, FIRST)
    world.later(seconds=30)
    world.phone(FIRST).gets(code, "not written down", "Call the line")
    rosa.ignores()
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).ignores()


def test_only_english_is_written_down(world: World) -> None:
    """A message in another language: said with the claim that it can be heard, and was not written down."""
    rosa = message_left(world, "por favor llamen", language="es")
    code = held_by(world, FIRST)
    world.phone(FIRST).gets(code, "not written down", "Call the line")
    world.later(minutes=1)
    rosa.ignores()
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).ignores()


def test_a_message_that_never_comes_is_told(world: World) -> None:
    """Asked for with growing pauses for a day; then an alarm, and a text to whoever has it."""
    world.calls.lose_recordings()
    rosa = message_left(world)
    code = held_by(world, FIRST)
    world.phone(FIRST).ignores()
    world.at(world.clock.now() + timedelta(hours=23))
    assert not kept(world)[0].is_lost
    world.phone(FIRST).ignores()
    world.at(world.clock.now() + timedelta(hours=3))
    assert kept(world)[0].is_lost
    world.phone(FIRST).gets(code, "could not be fetched")
    with world.store.read() as tx:
        assert "message_lost" in {one.kind for one in alarms.open_alarms(tx)}
    rosa.ignores()
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).ignores()


@pytest.mark.parametrize("what", ["recording", "forget_recording"])
def test_a_carrier_that_fails_is_asked_again(world: World, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """A failure loses nothing: fetched, or deleted, at a later try."""
    message_left_failing(world, monkeypatch, what)
    message, sound = kept(world)
    assert (sound is None) is (what == "recording")
    monkeypatch.undo()
    world.later(minutes=3)
    assert kept(world)[1] is not None
    assert world.calls.recording(message.recording_sid) is None
    for worker in (FIRST, SECOND, BOSS):
        world.phone(worker).ignores()


def message_left_failing(world: World, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """Let a message be left while the carrier refuses one thing."""

    def refuse(_sid: str) -> None:
        raise TemporaryFailure("no")

    monkeypatch.setattr(world.calls, what, refuse)
    message_left(world).ignores()
    world.later(seconds=20)


def test_the_words_of_another_call_are_not_taken(world: World) -> None:
    """A transcription for a message that was not left on that call changes nothing; one without a SID is refused."""
    rosa = message_left(world)
    message, _ = kept(world)
    for path, form, status in (
        (f"/twilio/voice/{message.call_key + 1}/written", {"RecordingSid": message.recording_sid}, 204),
        (f"/twilio/voice/{message.call_key}/written", {"TranscriptionText": "x"}, 400),
    ):
        headers = {"X-Twilio-Signature": sign(f"{PUBLIC_URL}{path}", form, TOKEN)}
        answer = world.web.post(path, data=form, headers=headers, base_url=PUBLIC_URL)
        assert answer.status_code == status
    assert kept(world)[0].transcript is None
    rosa.ignores()
