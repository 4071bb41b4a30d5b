"""The simulated carrier of calls: rings, what becomes of them, and what the line is told."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from scripted_line import BACKUP, MOTHER, START, WORKER, Line, a_call

from bot.telephony.failures import PermanentFailure, TemporaryFailure, UnknownOutcome
from bot.telephony.simulated_call import Outcome


@pytest.fixture
def line() -> Iterator[Line]:
    """Give a line whose calls must have met no error."""
    made = Line().goes(placed="<Say>Press one</Say><Pause length='10'/><Hangup/>")
    yield made
    assert made.carrier.errors == []


def steps(line: Line) -> list[str]:
    """Return how the line was told a call stood, one after the other."""
    return [form["CallStatus"] for form in line.told("progress")]


def test_a_call_is_answered_heard_and_over(line: Line) -> None:
    """Every step is told in order, with its number; the end tells how long it was."""
    sid = line.places()
    assert line.status_of(sid) == "ringing"
    line.passes(7)
    line.carrier.answer(sid)
    line.passes()
    assert (line.status_of(sid), line.heard(sid)) == ("in-progress", ["Press one"])
    line.passes(60)
    assert steps(line) == ["initiated", "ringing", "in-progress", "completed"]
    assert [form["SequenceNumber"] for form in line.told("progress")] == ["0", "1", "2", "3"]
    assert line.told("progress")[-1]["CallDuration"] == "10"
    (form,) = line.told("placed")
    assert (form["Direction"], form["From"], form["To"]) == ("outbound-api", "+12025550100", WORKER.e164)
    assert line.carrier.next_due() is None


@pytest.mark.parametrize(
    ("habit", "ends", "after"),
    [
        (Outcome.BUSY, "busy", 0),
        (Outcome.FAILED, "failed", 0),
        (Outcome.NO_ANSWER, "no-answer", 25),
        (Outcome.VOICEMAIL, "completed", 26),
        (Outcome.ANSWERED, "completed", 11),
    ],
)
def test_a_phone_has_its_habit(line: Line, habit: Outcome, ends: str, after: float) -> None:
    """A standing habit decides each ring of a phone; nothing is over before its time."""
    line.carrier.always(WORKER, habit)
    sid = line.places()
    line.passes(after - 1 if after else 0)
    assert (line.status_of(sid) == ends) is (after == 0)
    line.passes(1)
    assert (line.status_of(sid), steps(line)[-1]) == (ends, ends)
    line.carrier.heal(WORKER)
    assert line.status_of(line.places()) == "ringing"


@pytest.mark.parametrize(
    ("does", "ends"), [("decline", "busy"), ("let_ring", "no-answer"), ("fail", "failed"), ("hang_up", "canceled")]
)
def test_a_hand_decides_a_ring(line: Line, does: str, ends: str) -> None:
    """Declining, letting ring, failing: each has its status, and nobody hears anything."""
    sid = line.places()
    getattr(line.carrier, does)(sid)
    line.passes(30)
    assert (line.status_of(sid), line.heard(sid), line.told("placed")) == (ends, [], [])


def test_a_voicemail_answers_and_presses_nothing(line: Line) -> None:
    """For the carrier it is a completed call; the voicemail keeps what sounds after its greeting."""
    line.goes(placed="<Gather action='/twilio/voice/key' timeout='5'><Say>Press one</Say></Gather><Say>So long</Say>")
    sid = line.places()
    line.carrier.voicemail(sid, greeting_seconds=3)
    line.passes(60)
    assert (line.status_of(sid), line.told("key")) == ("completed", [])
    assert [one.words for one in line.carrier.left_on_voicemail(sid)] == ["So long"]


def test_a_voicemails_greeting_is_speech_to_whoever_listens(line: Line) -> None:
    """Where words are taken, a greeting is taken for words: only a key proves a person."""
    line.goes(placed="<Gather input='dtmf speech' action='/twilio/voice/key' speechTimeout='1'/><Hangup/>", key="")
    line.carrier.voicemail(line.places())
    line.passes(60)
    assert "Nobody can take your call" in line.told("key")[0]["SpeechResult"]


def test_a_voicemail_hangs_up_in_the_end(line: Line) -> None:
    """A document without an end does not keep a machine on the line for ever."""
    line.goes(placed="<Say>Hello</Say><Pause length='5'/><Redirect>/twilio/voice/placed</Redirect>")
    sid = line.places()
    line.carrier.voicemail(sid)
    line.passes(200)
    assert line.status_of(sid) == "completed"


def test_a_phone_that_talks_is_busy(line: Line) -> None:
    """A second call to it finds it engaged; one that its voicemail has does not."""
    line.goes(placed="<Pause length='60'/>")
    first = line.places()
    line.carrier.answer(first)
    line.passes()
    assert line.status_of(line.places()) == "busy"
    line.carrier.voicemail(line.places(BACKUP))
    line.passes()
    assert line.status_of(line.places(BACKUP)) == "ringing"


def test_the_line_ends_a_call_whether_it_rings_or_is_on(line: Line) -> None:
    """A ringing one is canceled, one that is on completed; an ended or unknown one is left alone."""
    ringing, on = line.places(), line.places(BACKUP)
    line.carrier.answer(on)
    line.passes()
    for sid in (ringing, on, on, "CA" + "f" * 32):
        line.carrier.end_call(sid)
    line.passes()
    assert (line.status_of(ringing), line.status_of(on)) == ("canceled", "completed")
    line.carrier.end_call(on)
    line.passes()
    assert steps(line).count("completed") == 1


def test_a_call_that_was_just_placed_can_be_ended(line: Line) -> None:
    """Ended before it has rung."""
    sid = line.carrier.place_call(a_call()).sid
    line.carrier.end_call(sid)
    line.passes()
    assert (line.status_of(sid), steps(line)) == ("canceled", ["canceled"])


def test_the_line_sends_a_call_elsewhere(line: Line) -> None:
    """Whatever it was hearing ends; one that rings or is over goes nowhere."""
    line.goes(elsewhere="<Say>Here now</Say>")
    to = "https://line.example.org/twilio/voice/elsewhere"
    sid = line.places()
    assert not line.carrier.redirect_call(sid, to)
    line.carrier.answer(sid)
    line.passes(2)
    assert line.carrier.redirect_call(sid, to)
    line.passes(20)
    assert line.heard(sid) == ["Press one", "Here now"]
    assert not line.carrier.redirect_call(sid, to)
    assert not line.carrier.redirect_call("CA" + "f" * 32, to)


def test_progress_may_be_lost_doubled_late_or_shuffled(line: Line) -> None:
    """As receipts of texts may be, phone by phone."""
    carrier = line.carrier
    carrier.always(WORKER, Outcome.BUSY)
    carrier.lose_progress(WORKER)
    line.places()
    assert steps(line) == []
    carrier.heal(WORKER)
    carrier.duplicate_progress(WORKER)
    carrier.always(WORKER, Outcome.BUSY)
    line.places()
    assert steps(line) == ["initiated", "initiated", "busy", "busy"]
    line.asked.clear()
    carrier.heal(WORKER)
    carrier.shuffle_progress(WORKER)
    carrier.late_progress(WORKER, timedelta(seconds=9))
    sid = line.places(rings_for=5)
    line.passes(6)
    assert (line.status_of(sid), steps(line)) == ("no-answer", [])
    line.passes(10)
    assert steps(line) == ["no-answer", "ringing", "initiated"]


def test_a_call_may_be_refused_lost_or_never_acknowledged(line: Line) -> None:
    """Each fault of the API, and what the list shows afterwards."""
    carrier = line.carrier
    carrier.fail_next(13227)
    with pytest.raises(PermanentFailure) as refused:
        carrier.place_call(a_call())
    assert refused.value.code == 13227
    carrier.time_out_before_accepting()
    with pytest.raises(UnknownOutcome):
        carrier.place_call(a_call())
    assert carrier.placed_calls(WORKER, START) == ()
    carrier.time_out_after_accepting()
    with pytest.raises(UnknownOutcome):
        carrier.place_call(a_call())
    (placed,) = carrier.placed_calls(WORKER, START)
    line.passes()
    assert line.status_of(placed.sid) == "ringing"
    for trouble in (carrier.down, carrier.too_many_requests):
        trouble()
        with pytest.raises(TemporaryFailure):
            carrier.place_call(a_call())
        carrier.up()
    carrier.answer_in_html()
    with pytest.raises(UnknownOutcome):
        carrier.place_call(a_call())
    assert len(carrier.placed_calls(WORKER, START)) == 1


def test_callers_show_a_number_or_none(line: Line) -> None:
    """The carrier's word on the number is passed on; a withheld one has the carrier's own."""
    line.goes(voice="<Say>Hello</Say>")
    line.dials(MOTHER)
    line.dials(None)
    line.carrier.dial(MOTHER, verified=None)
    line.passes()
    known, withheld, unverified = line.told("voice")
    assert (known["From"], known["StirVerstat"], known["CallStatus"]) == (
        MOTHER.e164,
        "TN-Validation-Passed-A",
        "ringing",
    )
    assert withheld["From"] == "+266696687"
    assert "StirVerstat" not in unverified


def test_the_end_of_a_received_call_is_told_where_the_number_says_so(line: Line) -> None:
    """Nobody is told unless the number names an address."""
    line.goes(voice="<Pause length='9'/>")
    line.carrier.route.progress_to = "https://line.example.org/twilio/voice/ended"
    sid = line.dials()
    line.passes(4)
    line.carrier.hang_up(sid)
    line.passes()
    (form,) = line.told("ended")
    assert (form["CallStatus"], form["CallDuration"]) == ("completed", "4")


def test_a_phone_cannot_do_what_is_not_to_be_done(line: Line) -> None:
    """Keys before an answer, answers after the end: a mistake of the test, and told as one."""
    sid = line.places()
    with pytest.raises(ValueError, match="not on"):
        line.carrier.press(sid, "1")
    line.carrier.decline(sid)
    line.passes()
    with pytest.raises(ValueError, match="over"):
        line.carrier.answer(sid)


def test_the_line_that_dies_over_a_call_is_asked_no_more_for_it(line: Line) -> None:
    """The failure reaches whoever runs the line; the caller hears the carrier's apology."""

    class Killed(BaseException):
        pass

    def dies(*_args: object) -> None:
        raise Killed

    line.goes(voice="<Say>Hello</Say>")
    line.carrier.on_webhook(dies)  # type: ignore[arg-type]
    sid = line.carrier.dial(MOTHER)
    with pytest.raises(Killed):
        line.carrier.advance()
    line.carrier.on_webhook(line.post)
    line.passes(10)
    assert line.carrier.heard(sid)[0].kind == "error"
    assert line.carrier.errors
    line.carrier.errors.clear()
