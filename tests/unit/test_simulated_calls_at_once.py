"""Many things at once in the simulated carrier of calls: hands on several phones, in any order, and in two threads."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted_line import BACKUP, LINE, MOTHER, WORKER, Line

from bot.model.phones import Phone
from bot.telephony.simulated_call import Answer, SimulatedCall

VOICE = "/twilio/voice"
FATHER = Phone("+12025550102")
PHONES = (MOTHER, FATHER, WORKER, BACKUP)
KEY = f"<Gather numDigits='1' timeout='4' action='{VOICE}/accept'><Say>Press one</Say></Gather><Hangup/>"


def a_line() -> Line:
    """Make a line where callers wait and workers take them."""
    return Line().goes(
        voice=f"<Enqueue waitUrl='{VOICE}/wait' action='{VOICE}/left'>KB</Enqueue>",
        wait=f"<Say>Please wait</Say><Gather numDigits='1' timeout='7' action='{VOICE}/choice'/>",
        choice="<Leave/>",
        left=f"<Record action='{VOICE}/recorded' timeout='3'/><Hangup/>",
        recorded="<Say>Thank you</Say>",
        placed=KEY,
        accept=f"<Dial timeout='5' action='{VOICE}/after'><Queue url='{VOICE}/whisper'>KB</Queue></Dial>",
        whisper="<Say>Somebody is here</Say>",
        after=f"<Dial callerId='{LINE.e164}' timeout='9'>{BACKUP.e164}</Dial>",
    )


def does(line: Line, what: str, call: SimulatedCall) -> None:
    """Let a hand do something to a call, where it can be done."""
    carrier = line.carrier
    hands: dict[str, Callable[[], object]] = {
        "answer": lambda: carrier.answer(call.sid),
        "decline": lambda: carrier.decline(call.sid),
        "voicemail": lambda: carrier.voicemail(call.sid),
        "press": lambda: carrier.press(call.sid, "1"),
        "speak": lambda: carrier.speak(call.sid, "he is here and I am afraid"),
        "hang up": lambda: carrier.hang_up(call.sid),
        "end": lambda: carrier.end_call(call.sid),
        "redirect": lambda: carrier.redirect_call(call.sid, f"https://line.example.org{VOICE}/left"),
    }
    try:
        hands[what]()
    except ValueError as impossible:
        assert str(impossible) in {"the call is over", "the call is not on", "the call does not ring"}  # noqa: PT017


STEPS = st.tuples(
    st.sampled_from(
        ["dial", "place", "answer", "decline", "voicemail", "press", "press", "speak", "hang up", "end", "redirect"]
    ),
    st.sampled_from(PHONES),
    st.sampled_from([0.0, 0.0, 0.5, 3.0, 11.0]),
)


@settings(max_examples=150)
@given(st.lists(STEPS, max_size=25))
def test_whatever_hands_do_every_call_comes_to_its_end(steps: list[tuple[str, Phone, float]]) -> None:
    """Talks have two sides, nobody waits who is over, every end is told once, and nothing is an error of the line."""
    line = a_line()
    for what, phone, seconds in steps:
        calls = line.carrier.calls_of(phone)
        if what == "dial":
            line.carrier.dial(phone)
        elif what == "place":
            line.places(phone)
        elif calls:
            does(line, what, calls[-1])
        line.passes(seconds)
        holds(line)
    for call in line.carrier.all_calls():
        line.carrier.end_call(call.sid)
    line.passes(200)
    holds(line)
    assert all(call.is_over for call in line.carrier.all_calls())
    assert line.carrier.next_due() is None
    assert line.carrier.errors == []
    ended = [form["CallSid"] for form in line.told("progress") if "CallDuration" in form]
    placed = [call.sid for call in line.carrier.all_calls() if call.progress is not None]
    assert sorted(ended) == sorted(placed)


def holds(line: Line) -> None:
    """Check what is so at every moment."""
    waiting = [call for queue in line.carrier.queues() for call in queue.waiting]
    for call in line.carrier.all_calls():
        assert call.partner is None or (call.partner.partner is call and not call.is_over)
        assert (call in waiting) == (call.waits_in is not None)
        assert not (call.is_over and call.waits_in)


@pytest.mark.parametrize("turn", range(5))
def test_two_threads_let_calls_go_on(turn: int) -> None:
    """Two presses at the same moment, each carried by a thread of its own: one talk, and nothing is lost."""
    line = a_line()
    together = Barrier(2, timeout=2)
    caller = line.dials()
    workers = [line.places(WORKER), line.places(BACKUP)]
    for sid in workers:
        line.carrier.answer(sid)
    line.passes()

    def post(path: str, form: dict[str, str], signature: str) -> Answer:
        if path == f"{VOICE}/accept":
            together.wait()
        return line.post(path, form, signature)

    line.carrier.on_webhook(post)
    for sid in workers:
        line.carrier.press(sid, "1")
    threads = [Thread(target=line.carrier.advance) for _ in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    line.carrier.on_webhook(line.post)
    line.passes(4)
    assert line.carrier.talks(caller) in workers
    line.passes(3)
    assert [form["DialCallStatus"] for form in line.told("after")] == ["no-answer"]
