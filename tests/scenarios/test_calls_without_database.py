"""The database is gone, stalled, or has lost a call: who calls hears 911 and 988, and the fixed phones are asked."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from troubles import logged_errors, post, rows
from world import ACCOUNT, FIRST, LINE, OWN, PUBLIC_URL, SECOND, TOKEN, World

from bot.app import create_app
from bot.model.calls import CallState
from bot.store.engine import Store
from bot.store.tables import calls, voicemails
from bot.telephony.simulated_call import SimulatedCall
from bot.telephony.twiml_rules import problems_of
from bot.web.edge import Edge
from bot.web.in_time import InTime

VOICE = "/twilio/voice"
FIXED = '[calls]\nfixed_phones = ["202-555-0111", "202-555-0112"]\n'
"""The phones of Lucia and Lee."""
LOGGERS = ("bot.web.voice",)


@pytest.fixture
def fixed_phones(sqlite_store: Store, tmp_path: Path) -> Iterator[World]:
    """Give a world with two fixed phones."""
    folder = tmp_path / "agency"
    folder.mkdir()
    (folder / "oncall.toml").write_text(FIXED, "utf-8")
    made = World(sqlite_store, folders=[folder])
    made.staff()
    yield made
    made.settle()
    made.end()


@contextmanager
def gone(world: World) -> Iterator[None]:
    """Let the database be gone: its file is moved away, and comes back at the end; the carrier is refused its news."""
    file = Path(str(world.store.engine.url.database).removeprefix("file://"))
    away = file.with_suffix(".away")
    file.rename(away)
    try:
        with logged_errors(*LOGGERS):
            yield
    finally:
        away.rename(file)
    world.calls.errors[:] = [error for error in world.calls.errors if not error.endswith(": 503")]


def goes_by(world: World, seconds: float) -> None:
    """Let time pass at the carrier alone: no tick of the line could run."""
    end = world.clock.now() + timedelta(seconds=seconds)
    while True:
        while world.calls.advance():
            pass
        due = world.calls.next_due()
        if due is None or due > end:
            break
        world.clock.move(max(due - world.clock.now(), timedelta(milliseconds=1)))
    world.clock.move(max(end - world.clock.now(), timedelta()))


def newest(world: World, worker: str) -> SimulatedCall:
    """Return the last call a worker's phone took part in."""
    return world.calls.calls_of(world.phone(worker).phone)[-1]


def said(call: SimulatedCall) -> str:
    """Return all that was heard on a call."""
    return " ".join(one.words for one in call.heard)


def with_patience(world: World, calls_in: InTime) -> FlaskClient:
    """Open the line once more, with another patience."""
    edge = Edge(
        services=world.services,
        wake=lambda: None,
        public_url=PUBLIC_URL,
        tokens=(TOKEN,),
        account_sid=ACCOUNT,
        calls_in=calls_in,
    )
    return create_app(edge).test_client()


def _until_all_is_taken() -> None:
    """Wait for the steps that go on unheard."""
    for thread in threading.enumerate():
        if thread.name == "step-of-a-call":
            thread.join()


def dialled(world: World) -> tuple[str, Callable[[], str]]:
    """Let a phone nobody knows call, and give its call and what it hears."""
    sid = world.calls.dial(world.stranger().phone)
    return sid, lambda: said(world.calls.record(sid)[0])


def test_a_call_hears_the_fixed_words_and_a_fixed_phone_takes_it_by_a_key(fixed_phones: World) -> None:
    """In each language with a voice 911 and 988; then a phone rings, and whoever presses 1 talks with the caller."""
    world = fixed_phones
    with gone(world):
        sid, heard = dialled(world)
        goes_by(world, 35)
        assert "dial 9 1 1" in heard()
        assert "marque 9 8 8" in heard()
        ring = newest(world, FIRST)
        world.calls.answer(ring.sid)
        goes_by(world, 4)
        assert "waiting on the line" in said(ring)
        assert world.calls.talks(sid) is None
        world.calls.press(ring.sid, "1")
        goes_by(world, 2)
        assert world.calls.talks(sid) == ring.sid
        world.calls.hang_up(ring.sid)
        goes_by(world, 60)
        assert world.calls.record(sid)[0].is_over
        assert world.calls.calls_of(world.phone(SECOND).phone) == ()
    world.phone(FIRST).ignores()


def test_a_voicemail_takes_no_caller(fixed_phones: World) -> None:
    """The first phone's voicemail presses no key and hears nothing of the call; the next phone rings."""
    world = fixed_phones
    with gone(world):
        sid, _heard = dialled(world)
        goes_by(world, 35)
        ring = newest(world, FIRST)
        world.calls.voicemail(ring.sid)
        goes_by(world, 30)
        assert world.calls.talks(sid) is None
        assert ring.is_over
        second = newest(world, SECOND)
        world.calls.answer(second.sid)
        goes_by(world, 4)
        world.calls.press(second.sid, "1")
        goes_by(world, 2)
        assert world.calls.talks(sid) == second.sid
        world.calls.hang_up(sid)
        goes_by(world, 2)
    world.phone(FIRST).ignores()
    world.phone(SECOND).ignores()


def test_nobody_at_the_fixed_phones_comes_back_to_the_line_and_ends_with_911(fixed_phones: World) -> None:
    """Each round leads back to the line; after the last the caller hears that nobody was reached, and 911."""
    world = fixed_phones
    for worker in (FIRST, SECOND):
        world.phone(worker).ignores()
    with gone(world):
        sid, heard = dialled(world)
        for _ in range(8):
            goes_by(world, 60)
        assert heard().count("dial 9 8 8") == 4
        assert "cannot reach anyone" in heard()
        assert heard().endswith("9 1 1.")
        assert world.calls.record(sid)[0].is_over
    for worker in (FIRST, SECOND):
        world.phone(worker).ignores()


def test_the_line_takes_the_call_up_again(world: World) -> None:
    """The database comes back while the caller is on the line: the next round is the line itself."""
    with gone(world):
        sid, heard = dialled(world)
        goes_by(world, 20)
        assert "press 1" not in heard()
    world.later(seconds=30)
    assert "For a person, press 1" in heard()
    (row,) = rows(world, calls)
    assert row["sid"] == sid
    world.calls.hang_up(sid)
    world.settle()


def test_a_later_step_is_answered_too(world: World) -> None:
    """A key pressed while the database is gone is answered in time; afterwards the call is where it was."""
    rosa = world.family("rosa", phone_is="private").calls().hears("press 2")
    with gone(world):
        world.calls.press(rosa.current.sid, "2")
        goes_by(world, 10)
        assert "dial 9 8 8" in said(rosa.current)
    rosa.hears("press 2").presses("2").hears("For your schedule").hangs_up()


def test_who_waits_hears_the_words_in_the_queue(world: World) -> None:
    """A document of a queue may not dial: the caller hears the words there, waits on, and a worker still comes."""
    rosa = world.family("rosa", phone_is="private").calls().hears("press 1").presses("1").is_waiting()
    world.phone(FIRST).rings().answers().hears("Press 1")
    with gone(world):
        goes_by(world, 30)
        assert rosa.current.waits_in is not None
        assert "dial 9 8 8" in said(rosa.current)
        assert said(newest(world, FIRST)).count("One moment") >= 1
        assert "dial" not in said(newest(world, FIRST))
    world.phone(FIRST).hears("Press 1").presses("1").talks_to(rosa)
    world.phone(FIRST).ignores().hangs_up()
    rosa.hangs_up()
    world.phone(FIRST).ignores()


def test_a_phone_the_line_called_hears_nothing_of_why(world: World) -> None:
    """Who was called hears that it takes a moment, then the end: no program, no number of somebody else is dialled."""
    form = {"CallSid": "CA1", "AccountSid": ACCOUNT, "Direction": "outbound-api", "CallStatus": "in-progress"}
    with gone(world):
        first = post(world, form, f"{VOICE}/77/0").text
        last = post(world, form, f"{VOICE}/77/0/again/3").text
    assert "One moment, please." in first
    assert f"{VOICE}/77/0/again/1" in first
    assert "This call cannot go on" in last
    assert "Redirect" not in last
    for document in (first, last):
        assert "Dial" not in document
        assert problems_of(document) == ()


def test_a_message_left_meanwhile_is_kept_in_the_end(world: World) -> None:
    """The carrier tells of a recording once: it is noted when the database is back, though the caller is long gone."""
    for worker in (OWN, FIRST, SECOND):
        world.phone(worker).ignores()
    caller = world.stranger().calls()
    world.later(seconds=45)
    caller.hears("tone")
    (row,) = rows(world, calls)
    quick, web = with_patience(world, InTime(0.05, again_after=0.01)), world.web
    form = {"CallSid": row["sid"], "AccountSid": ACCOUNT, "Direction": "inbound", "CallStatus": "completed"}
    recorded = {"RecordingSid": "RE" + "a" * 32, "RecordingDuration": "9"}
    with gone(world):
        world.web = quick
        answer = post(world, form | recorded, f"{VOICE}/{row['id']}/{row['number']}")
        world.web = web
    assert "9 8 8" in answer.text
    _until_all_is_taken()
    (message,) = rows(world, voicemails)
    assert message["recording_sid"] == recorded["RecordingSid"]
    caller.hangs_up()
    for worker in (OWN, FIRST, SECOND):
        world.phone(worker).ignores()


def test_a_call_whose_row_was_lost_begins_anew(world: World) -> None:
    """After a restore a call may have no row: who called is greeted, who was called hears the end."""
    form = {
        "CallSid": "CA1",
        "AccountSid": ACCOUNT,
        "CallStatus": "in-progress",
        "From": "+12025550119",
        "To": LINE.e164,
    }
    with logged_errors(*LOGGERS):
        inbound = post(world, form | {"Direction": "inbound", "Digits": "1"}, f"{VOICE}/77/3").text
        placed = post(world, form | {"Direction": "outbound-api", "Digits": "1"}, f"{VOICE}/77/3").text
    assert f'<Redirect method="POST">{PUBLIC_URL}{VOICE}</Redirect>' in inbound
    assert "cannot go on" in placed
    assert rows(world, calls) == []


def test_a_stalled_step_is_answered_and_still_counts(world: World) -> None:
    """A writer that holds the database answers nobody: the caller hears the words; what they pressed is not lost."""
    rosa = world.family("rosa", phone_is="private").calls().hears("press 1")
    (row,) = rows(world, calls)
    stalled = with_patience(world, InTime(0.05))
    web, world.web = world.web, stalled
    form = {"CallSid": row["sid"], "AccountSid": ACCOUNT, "Direction": "inbound", "CallStatus": "in-progress"}
    with world.store.write(), logged_errors(*LOGGERS):
        answer = post(world, form | {"Digits": "1"}, f"{VOICE}/{row['id']}/{row['number']}")
    world.web = web
    assert "9 8 8" in answer.text
    _until_all_is_taken()
    (row,) = rows(world, calls, id=row["id"])
    assert (row["state"], row["step"]) == (CallState.UP, "finding.waits")
    again = post(world, form, f"{VOICE}/again/1").text
    assert "<Enqueue" in again
    world.settle()
    for worker in (OWN, FIRST, SECOND):
        world.phone(worker).ignores()
    rosa.ignores().hangs_up()
    world.later(seconds=30)
    for worker in (OWN, FIRST, SECOND):
        world.phone(worker).ignores()


def test_a_choice_in_the_queue_is_answered_without_a_dial(fixed_phones: World) -> None:
    """Nor may what answers a key, or silence, there: the words are heard, and the way out leads to the fixed phones."""
    world = fixed_phones
    rosa = world.family("rosa", phone_is="private").calls().hears("press 1").presses("1").is_waiting()
    world.phone(FIRST).rings()
    with gone(world):
        first_ring = newest(world, FIRST).sid
        world.calls.press(rosa.current.sid, "3")
        goes_by(world, 10)
        assert rosa.current.waits_in is not None
        assert "dial 9 8 8" in said(rosa.current)
        assert world.calls.errors == []
        goes_by(world, 100)
        assert newest(world, FIRST).sid != first_ring
    rosa.hangs_up()
    for worker in (OWN, FIRST, SECOND):
        world.phone(worker).ignores()


def test_who_fell_out_of_the_queue_is_led_back(world: World) -> None:
    """They came out of it while the database was gone; when it is back they wait again, and a person comes."""
    rosa = world.family("rosa", phone_is="private").calls().hears("press 1").presses("1").is_waiting()
    for worker in (OWN, FIRST, SECOND):
        world.phone(worker).ignores()
    with gone(world):
        world.calls.press(rosa.current.sid, "3")
        for _ in range(60):
            goes_by(world, 2)
            if rosa.current.waits_in is None:
                break
        assert rosa.current.waits_in is None
    world.later(seconds=40)
    rosa.is_waiting().hangs_up()
    for worker in (OWN, FIRST, SECOND):
        world.phone(worker).ignores()
    world.settle()
    rosa.ignores()
