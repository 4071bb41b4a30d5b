"""What every carrier of calls keeps to, so that the simulated one cannot drift from the real client."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from contract.call_carriers import CallSetting, a_call, remote_calls, simulated_calls
from contract.carriers import FATHER, LINE, MOTHER, START

from bot.telephony.calls import CallStatus
from bot.telephony.failures import PermanentFailure, TemporaryFailure, UnknownOutcome

UNKNOWN = "CA" + "f" * 32
ELSEWHERE = "https://line.example.org/twilio/voice/elsewhere"
RECORD = "<Record action='/twilio/voice/recorded' maxLength='60'/><Hangup/>"


@pytest.fixture(params=["simulated", "real client"])
def setting(request: pytest.FixtureRequest) -> Iterator[CallSetting]:
    """A carrier of calls, whichever it is."""
    with simulated_calls() if request.param == "simulated" else remote_calls() as made:
        yield made


def test_a_call_is_placed_and_can_be_looked_up(setting: CallSetting) -> None:
    """It gets an identity under which the carrier shows it with numbers, time and status."""
    placed = setting.carrier.place_call(a_call())
    assert (len(placed.sid), placed.status) == (34, CallStatus.QUEUED)
    shown = setting.carrier.call(placed.sid)
    assert shown is not None
    assert (shown.called_from, shown.called_to, shown.created_at) == (LINE.e164, MOTHER.e164, START)
    assert setting.carrier.call(UNKNOWN) is None


def test_a_call_goes_its_way(setting: CallSetting) -> None:
    """Every step that was asked for is told, and shown on request."""
    sid = setting.carrier.place_call(a_call()).sid
    setting.passes()
    assert setting.status_of(sid) == "ringing"
    setting.network.answer(sid)
    setting.passes()
    assert setting.status_of(sid) == "in-progress"
    setting.network.hang_up(sid)
    setting.passes()
    assert setting.status_of(sid) == "completed"
    steps = [form["CallStatus"] for form in setting.told if form["path"].endswith("progress")]
    assert steps == ["initiated", "ringing", "in-progress", "completed"]


@pytest.mark.parametrize("seconds", [5, 20, 90])
def test_a_call_rings_as_long_as_it_was_told_to(setting: CallSetting, seconds: int) -> None:
    """In whole seconds."""
    sid = setting.carrier.place_call(a_call(rings_for=seconds + 0.9 if setting.is_remote else seconds)).sid
    setting.passes()
    setting.passes(seconds - 0.1)
    assert setting.status_of(sid) == "ringing"
    setting.passes(0.2)
    assert setting.status_of(sid) == "no-answer"


def test_calls_are_listed_by_whom_they_went_to_and_since_when(setting: CallSetting) -> None:
    """Oldest first, one that has not begun too; not those that came in."""
    early = setting.carrier.place_call(a_call()).sid
    setting.passes()
    setting.clock.forward(minutes=10)
    setting.network.dial(MOTHER)
    setting.carrier.place_call(a_call(FATHER))
    late = setting.carrier.place_call(a_call()).sid
    assert [call.sid for call in setting.carrier.placed_calls(MOTHER, START)] == [early, late]
    since = START + timedelta(minutes=10, milliseconds=900)
    assert [call.sid for call in setting.carrier.placed_calls(MOTHER, since)] == [late]


def test_a_call_is_ended_whether_it_rings_or_is_on(setting: CallSetting) -> None:
    """One that is over or unknown is left alone."""
    ringing, on = (setting.carrier.place_call(a_call(to)).sid for to in (MOTHER, FATHER))
    setting.passes()
    setting.network.answer(on)
    setting.passes()
    for sid in (ringing, on):
        setting.carrier.end_call(sid)
    setting.passes()
    assert (setting.status_of(ringing), setting.status_of(on)) == ("canceled", "completed")
    for sid in (ringing, on, UNKNOWN):
        setting.carrier.end_call(sid)


def test_a_call_that_is_on_is_sent_elsewhere(setting: CallSetting) -> None:
    """One that rings, is over or unknown is not."""
    sid = setting.carrier.place_call(a_call()).sid
    setting.passes()
    assert not setting.carrier.redirect_call(sid, ELSEWHERE)
    setting.network.answer(sid)
    setting.passes()
    assert setting.carrier.redirect_call(sid, ELSEWHERE)
    setting.passes()
    assert setting.told[-1]["path"] == "/twilio/voice/elsewhere"
    setting.network.hang_up(sid)
    setting.passes()
    assert not setting.carrier.redirect_call(sid, ELSEWHERE)
    assert not setting.carrier.redirect_call(UNKNOWN, ELSEWHERE)


def test_only_an_empty_queue_is_dropped(setting: CallSetting) -> None:
    """Nothing happens where somebody waits, nor where there is none of this name."""
    setting.documents["/twilio/voice"] = "<Enqueue>KB</Enqueue>"
    sid = setting.network.dial(MOTHER)
    setting.passes()
    for name in ("KB", "QM"):
        setting.carrier.drop_queue(name)
    assert [queue.name for queue in setting.network.queues()] == ["KB"]
    setting.network.hang_up(sid)
    setting.passes()
    setting.carrier.drop_queue("KB")
    assert setting.network.queues() == ()


def test_a_recording_is_fetched_and_forgotten(setting: CallSetting) -> None:
    """It is there a moment after the end, until it is deleted; deleting twice does no harm."""
    setting.documents["/twilio/voice"] = RECORD
    sid = setting.network.dial(MOTHER)
    setting.passes()
    setting.passes(1)
    setting.network.speak(sid, "this is Rosa")
    setting.passes(1)
    setting.network.press(sid, "#")
    setting.passes()
    recording = setting.told[-1]["RecordingSid"]
    assert setting.carrier.recording(recording) is None
    setting.passes(2)
    sound = setting.carrier.recording(recording)
    assert sound is not None
    assert sound.startswith(b"ID3")
    assert b"Rosa" in sound
    for _ in range(2):
        setting.carrier.forget_recording(recording)
        assert setting.carrier.recording(recording) is None


def test_no_strange_sid_is_asked_for(setting: CallSetting) -> None:
    """What came in a webhook is no path into the carrier's API."""
    setting.cut()
    if setting.is_remote:
        assert setting.carrier.recording("../Messages/SM1") is None
        setting.carrier.forget_recording("../Calls/CA1")


def test_a_refusal_carries_its_code(setting: CallSetting) -> None:
    """What cannot be called, and what the carrier will not call."""
    with pytest.raises(PermanentFailure) as failed:
        setting.carrier.place_call(a_call(LINE))
    assert failed.value.code == 21211
    setting.network.fail_next(13227)
    with pytest.raises(PermanentFailure) as failed:
        setting.carrier.place_call(a_call())
    assert failed.value.code == 13227
    assert setting.carrier.placed_calls(MOTHER, START) == ()


def test_a_lost_answer_is_an_unknown_outcome(setting: CallSetting) -> None:
    """The list tells whether the call was placed."""
    setting.network.time_out_before_accepting()
    with pytest.raises(UnknownOutcome):
        setting.carrier.place_call(a_call())
    assert setting.carrier.placed_calls(MOTHER, START) == ()
    setting.network.time_out_after_accepting()
    with pytest.raises(UnknownOutcome):
        setting.carrier.place_call(a_call())
    assert len(setting.carrier.placed_calls(MOTHER, START)) == 1


def test_too_many_requests_are_temporary(setting: CallSetting) -> None:
    """Nothing happened: of every request."""
    asks = (
        lambda: setting.carrier.place_call(a_call()),
        lambda: setting.carrier.placed_calls(MOTHER, START),
        lambda: setting.carrier.call(UNKNOWN),
        lambda: setting.carrier.end_call(UNKNOWN),
        lambda: setting.carrier.redirect_call(UNKNOWN, ELSEWHERE),
        lambda: setting.carrier.drop_queue("KB"),
        lambda: setting.carrier.recording("RE" + "0" * 32),
        lambda: setting.carrier.forget_recording("RE" + "0" * 32),
    )
    for ask in asks:
        setting.network.too_many_requests()
        with pytest.raises(TemporaryFailure):
            ask()


def test_a_page_of_html_is_no_answer(setting: CallSetting) -> None:
    """Whoever answered, the call may have been placed; a look may be repeated."""
    setting.network.answer_in_html()
    with pytest.raises(UnknownOutcome):
        setting.carrier.place_call(a_call())
    setting.network.answer_in_html()
    with pytest.raises(TemporaryFailure):
        setting.carrier.recording("RE" + "0" * 32)


def test_a_carrier_that_is_not_there_is_temporary(setting: CallSetting) -> None:
    """Nothing was placed."""
    setting.cut()
    with pytest.raises(TemporaryFailure):
        setting.carrier.place_call(a_call())
