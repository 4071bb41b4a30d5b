"""The simulated carrier's way with documents: every verb, every way to answer, and what goes wrong."""

from collections.abc import Iterator

import pytest
from scripted_line import BACKUP, MOTHER, WORKER, Line

from bot.telephony.simulated_call import Answer, Kind

MENU = "<Gather action='/twilio/voice/key' numDigits='1' timeout='5'><Say>Press one or two</Say></Gather>"


@pytest.fixture
def line() -> Iterator[Line]:
    """Give a line whose calls must have met no error."""
    made = Line()
    yield made
    assert made.carrier.errors == []


def test_words_take_their_time(line: Line) -> None:
    """150 words a minute; language and voice are kept; what is played shows its address."""
    line.goes(
        voice="<Say language='es-US' voice='Polly.Lupe-Neural'>Uno dos tres cuatro cinco</Say>"
        "<Pause length='3'/><Play>/recordings/es/hello.mp3</Play><Say loop='2'>Bye</Say>"
    )
    sid = line.dials()
    (first,) = line.carrier.heard(sid)
    assert (first.language, first.voice, first.seconds) == ("es-US", "Polly.Lupe-Neural", 2.0)
    line.passes(4.9)
    assert len(line.heard(sid)) == 1
    line.passes(0.2)
    assert line.carrier.heard(sid)[1].kind is Kind.PLAYED
    line.passes(20)
    assert line.heard(sid)[1:] == ["/recordings/es/hello.mp3", "Bye", "Bye"]
    assert line.status_of(sid) == "completed"


@pytest.mark.parametrize(("pressed_after", "still_says"), [(0, False), (3, True)])
def test_keys_are_taken_while_speaking_and_after(line: Line, pressed_after: float, still_says: bool) -> None:
    """A key cuts the speaking short and leads on at once."""
    line.goes(voice=f"{MENU}<Say>Nothing</Say>", key="<Say>Good</Say>")
    sid = line.dials()
    line.passes(pressed_after)
    line.presses(sid, "2")
    (form,) = line.told("key")
    assert (form["Digits"], form["CallStatus"]) == ("2", "in-progress")
    assert line.heard(sid) == ["Press one or two", "Good"]


def test_keys_pressed_too_early_wait_for_the_next_question(line: Line) -> None:
    """An impatient second key answers the second question."""
    line.goes(voice=f"{MENU}<Hangup/>", key="<Gather numDigits='1' action='/twilio/voice/next'/><Hangup/>", next="")
    line.presses(line.dials(), "12")
    assert [form["Digits"] for form in line.told("key") + line.told("next")] == ["1", "2"]


def test_several_keys_end_with_a_key_or_a_pause(line: Line) -> None:
    """The last key is not among the digits; each further key has the whole timeout."""
    line.goes(voice="<Gather action='/twilio/voice/key' timeout='4'/><Say>None</Say>", key="")
    line.presses(line.dials(), "47#")
    line.passes(1)
    sid = line.dials()
    for key in "123":
        line.presses(sid, key)
        line.passes(3)
    line.passes(2)
    assert [(form["Digits"], form.get("FinishedOnKey")) for form in line.told("key")] == [("47", "#"), ("123", None)]


def test_silence_falls_through_or_is_told(line: Line) -> None:
    """Without a key the next verb comes; the line may wish to be told instead."""
    line.goes(voice=f"{MENU}<Say>Nothing</Say>")
    sid = line.dials()
    line.passes(6.5)
    assert line.heard(sid)[-1] == "Press one or two"
    line.passes(0.2)
    assert (line.heard(sid)[-1], line.told("key")) == ("Nothing", [])
    line.goes(voice=MENU.replace("numDigits", "actionOnEmptyResult='true' numDigits"), key="<Say>Still there?</Say>")
    sid = line.dials()
    line.passes(7)
    assert (line.told("key")[0]["Digits"], line.heard(sid)[-1]) == ("", "Still there?")


def test_words_are_taken_when_they_have_been_said(line: Line) -> None:
    """Speech cuts in, takes its time, and comes with how sure the carrier is."""
    hears = MENU.replace("numDigits", "input='dtmf speech' speechTimeout='auto' numDigits")
    line.goes(voice=f"{hears}<Say>Nothing</Say>", key="<Say>Good</Say>")
    sid = line.dials()
    line.carrier.speak(sid, "necesito ayuda por favor", confidence=0.7)
    line.passes(2)
    assert line.told("key") == []
    line.passes(1)
    (form,) = line.told("key")
    assert (form["SpeechResult"], form["Confidence"], "Digits" in form) == ("necesito ayuda por favor", "0.7", False)


def test_words_said_where_only_keys_are_taken_are_lost(line: Line) -> None:
    """And they do not answer a later question."""
    line.goes(voice=f"{MENU}<Gather input='dtmf speech' action='/twilio/voice/next'/><Say>No</Say>")
    sid = line.dials()
    line.carrier.speak(sid, "hello hello")
    line.passes(20)
    assert line.told("key") + line.told("next") == []


def test_documents_lead_to_documents(line: Line) -> None:
    """A redirect leaves the rest behind."""
    line.goes(voice="<Say>One</Say><Redirect>/twilio/voice/next</Redirect>", next="<Say>Two</Say><Hangup/>")
    sid = line.dials()
    line.passes(3)
    assert (line.heard(sid), line.status_of(sid)) == (["One", "Two"], "completed")


@pytest.mark.parametrize(("reason", "ends"), [("", "no-answer"), (" reason='busy'", "busy")])
def test_a_caller_may_be_turned_away(line: Line, reason: str, ends: str) -> None:
    """A rejected call was never answered."""
    line.goes(voice=f"<Reject{reason}/>")
    sid = line.dials()
    assert (line.status_of(sid), line.carrier.calls_of(MOTHER)[0].answered_at) == (ends, None)


# --- queues


WAIT = "<Say>Please wait</Say><Gather numDigits='1' timeout='10' action='/twilio/voice/choice'/>"


def waiting(line: Line) -> str:
    """Let the mother wait."""
    line.goes(
        voice="<Enqueue waitUrl='/twilio/voice/wait' action='/twilio/voice/left'>KB</Enqueue>",
        wait=WAIT,
        choice="<Leave/>",
        left="<Say>After</Say>",
        placed="<Dial timeout='5' action='/twilio/voice/dialled'><Queue url='/twilio/voice/whisper'>KB</Queue></Dial>",
        whisper="<Say>Somebody is here</Say>",
        dialled="<Say>Over</Say>",
    )
    return line.dials()


def answering(line: Line, worker: object = WORKER) -> str:
    """Let a worker be called and answer."""
    sid = line.places(worker)  # type: ignore[arg-type]
    line.carrier.answer(sid)
    line.passes()
    return sid


def test_whoever_waits_hears_the_document_again_and_again(line: Line) -> None:
    """Each time the carrier tells where in the queue the call is, and since when."""
    sid = waiting(line)
    line.passes(25)
    assert line.heard(sid) == ["Please wait"] * 3
    first, second, _ = line.told("wait")
    assert (first["QueuePosition"], first["QueueTime"], second["QueueTime"]) == ("1", "0", "10")
    assert [queue.name for queue in line.carrier.queues()] == ["KB"]


def test_a_key_leads_out_of_the_queue(line: Line) -> None:
    """The answer to a key is a document for those who wait; Leave ends the waiting."""
    sid = waiting(line)
    line.passes(12)
    line.presses(sid, "2")
    (left,) = line.told("left")
    assert (left["QueueResult"], left["QueueTime"]) == ("leave", "12")
    assert line.heard(sid)[-1] == "After"
    assert line.carrier.calls_of(MOTHER)[0].waits_in is None


def test_two_calls_become_a_talk(line: Line) -> None:
    """The caller hears the whisper, both talk, and whoever is left goes on with their action."""
    caller = waiting(line)
    line.passes(4)
    worker = answering(line)
    assert line.heard(caller)[-1] == "Somebody is here"
    assert line.carrier.talks(worker) is None
    line.passes(3)
    assert (line.carrier.talks(worker), line.carrier.talks(caller)) == (caller, worker)
    line.passes(30)
    line.carrier.hang_up(worker)
    line.passes()
    (left,) = line.told("left")
    assert (left["QueueResult"], line.heard(caller)[-1], line.told("dialled")) == ("bridged", "After", [])


def test_the_caller_ends_the_talk(line: Line) -> None:
    """The other side is told how long it was, and with whom."""
    caller = waiting(line)
    worker = answering(line)
    line.passes(12)
    line.carrier.drop(caller)
    line.passes()
    (dialled,) = line.told("dialled")
    assert (dialled["DialCallStatus"], dialled["DialCallSid"]) == ("completed", caller)
    assert 10 <= int(dialled["DialCallDuration"]) <= 12
    assert line.told("left")[0]["CallStatus"] == "in-progress"
    assert line.heard(worker) == ["Over"]


def test_the_first_of_two_workers_gets_the_caller(line: Line) -> None:
    """The second finds nobody, and is told so after the timeout."""
    caller = waiting(line)
    first, second = line.places(WORKER), line.places(BACKUP)
    line.carrier.answer(second)
    line.carrier.answer(first)
    line.passes(6)
    assert line.carrier.talks(caller) == second
    (dialled,) = line.told("dialled")
    assert (dialled["CallSid"], dialled["DialCallStatus"]) == (first, "no-answer")


def test_a_dialled_queue_waits_for_somebody(line: Line) -> None:
    """Who comes within the timeout is taken at once; a queue that was never there is an error at once."""
    worker = answering(line.goes(placed="<Dial action='/twilio/voice/dialled'><Queue>KB</Queue></Dial>", dialled=""))
    assert line.told("dialled")[0]["DialCallStatus"] == "failed"
    assert line.status_of(worker) == "completed"
    caller = waiting(line)
    line.carrier.hang_up(caller)
    line.passes()
    worker = answering(line)
    line.passes(4)
    caller = waiting(line)
    line.passes(3)
    assert line.carrier.talks(caller) == worker


@pytest.mark.parametrize("after", [0, 1])
def test_a_caller_who_hangs_up_while_being_taken(line: Line, after: float) -> None:
    """Whoever dialled goes on; nobody is left in an empty talk."""
    caller = waiting(line)
    worker = answering(line)
    line.passes(after)
    line.carrier.hang_up(caller)
    line.passes()
    assert (line.told("dialled")[0]["DialCallStatus"], line.heard(worker)) == ("canceled", ["Over"])


def test_a_worker_who_hangs_up_while_the_caller_is_taken(line: Line) -> None:
    """The caller goes on with the action and is not left in silence."""
    caller = waiting(line)
    worker = answering(line)
    line.carrier.hang_up(worker)
    line.passes(5)
    assert (line.heard(caller)[-1], line.told("left")[0]["QueueResult"]) == ("After", "bridged")


def test_a_caller_hangs_up_while_waiting(line: Line) -> None:
    """The action is told, with nothing to lead to, and the queue is empty."""
    caller = waiting(line)
    line.passes(7)
    line.carrier.hang_up(caller)
    line.passes(20)
    (left,) = line.told("left")
    assert (left["QueueResult"], left["QueueTime"]) == ("hangup", "7")
    line.carrier.drop_queue("KB")
    assert line.carrier.queues() == ()


def test_a_queue_with_somebody_in_it_is_not_dropped(line: Line) -> None:
    """Nothing happens to it, nor where there is no such queue."""
    caller = waiting(line)
    line.carrier.drop_queue("KB")
    line.carrier.drop_queue("QM")
    assert line.carrier.calls_of(MOTHER)[0].waits_in == "KB"
    line.passes(12)
    assert line.heard(caller) == ["Please wait"] * 2


def test_the_line_takes_a_caller_out_of_the_queue(line: Line) -> None:
    """A redirect ends the waiting; the action is told why."""
    caller = waiting(line).strip()
    line.goes(elsewhere="<Say>Here now</Say>")
    assert line.carrier.redirect_call(caller, "https://line.example.org/twilio/voice/elsewhere")
    line.passes()
    assert (line.told("left")[0]["QueueResult"], line.heard(caller)[-1]) == ("redirected", "Here now")


# --- numbers


def dialling(line: Line, numbers: str = f"<Number url='/twilio/voice/whisper'>{WORKER.e164}</Number>") -> str:
    """Let the mother's call dial a worker."""
    line.goes(
        voice=f"<Dial timeout='20' action='/twilio/voice/dialled' callerId='+12025550100'>{numbers}</Dial>",
        whisper="<Gather numDigits='1' action='/twilio/voice/accepts'><Say>Press one</Say></Gather><Hangup/>",
        accepts="",
        dialled="<Say>Over</Say>",
    )
    return line.dials()


def leg(line: Line, phone: object = WORKER) -> str:
    """Return the newest call of a phone."""
    return line.carrier.calls_of(phone)[-1].sid  # type: ignore[arg-type]


def test_a_dialled_phone_hears_a_whisper_and_talks(line: Line) -> None:
    """It is shown the line's number; the talk ends with the one who hangs up."""
    caller = dialling(line)
    shown = line.carrier.calls_of(WORKER)[0]
    assert (shown.called_from, shown.status) == ("+12025550100", "ringing")
    line.carrier.answer(leg(line))
    line.passes(1)
    assert line.carrier.talks(caller) is None
    line.presses(leg(line), "1")
    assert line.carrier.talks(caller) == leg(line)
    assert line.told("accepts")[0]["ParentCallSid"] == caller
    line.passes(8)
    line.carrier.hang_up(leg(line))
    line.passes()
    (dialled,) = line.told("dialled")
    assert (dialled["DialCallStatus"], dialled["DialCallDuration"], dialled["DialBridged"]) == (
        "completed",
        "8",
        "true",
    )
    assert line.heard(caller) == ["Over"]


@pytest.mark.parametrize(("does", "status"), [("decline", "busy"), ("let_ring", "no-answer"), ("fail", "failed")])
def test_a_dialled_phone_may_not_answer(line: Line, does: str, status: str) -> None:
    """The caller goes on with the action and hears why."""
    caller = dialling(line)
    getattr(line.carrier, does)(leg(line))
    line.passes(22)
    assert (line.told("dialled")[0]["DialCallStatus"], line.heard(caller)) == (status, ["Over"])


def test_an_answer_without_a_key_is_no_talk(line: Line) -> None:
    """The carrier calls it completed: only our own key proves a person."""
    caller = dialling(line)
    line.carrier.voicemail(leg(line))
    line.passes(20)
    (dialled,) = line.told("dialled")
    assert (dialled["DialCallStatus"], dialled["DialBridged"], line.heard(caller)) == ("completed", "false", ["Over"])


def test_the_caller_hangs_up_while_it_rings(line: Line) -> None:
    """The dialled phone stops ringing."""
    caller = dialling(line)
    line.carrier.hang_up(caller)
    line.passes()
    assert (line.status_of(caller), line.status_of(leg(line))) == ("completed", "canceled")


def test_the_first_number_that_answers_is_connected(line: Line) -> None:
    """The others stop ringing, a voicemail's win included."""
    caller = dialling(line, f"<Number>{WORKER.e164}</Number><Number>{BACKUP.e164}</Number>")
    line.carrier.voicemail(leg(line, BACKUP))
    line.passes()
    assert (line.carrier.talks(caller), line.status_of(leg(line))) == (leg(line, BACKUP), "canceled")


def test_nothing_but_the_lines_number_or_the_callers_is_shown(line: Line) -> None:
    """A strange number is an error of the line."""
    line.goes(voice=f"<Dial callerId='{BACKUP.e164}'>{WORKER.e164}</Dial>")
    line.dials()
    assert line.carrier.calls_of(WORKER) == ()
    assert line.carrier.errors.pop().startswith("Dial shows")


def test_a_star_ends_a_talk_where_it_may(line: Line) -> None:
    """The caller goes on, the other side is hung up."""
    line.goes(voice=f"<Dial hangupOnStar='true'>{WORKER.e164}</Dial><Say>Next</Say>")
    caller = line.dials()
    line.carrier.answer(leg(line))
    line.passes(3)
    line.presses(caller, "*")
    assert (line.heard(caller), line.status_of(leg(line))) == (["Next"], "completed")


# --- recordings


RECORD = (
    "<Record action='/twilio/voice/recorded' maxLength='60' timeout='5' recordingStatusCallback='/twilio/voice/file' "
    "transcribe='true' transcribeCallback='/twilio/voice/words'/><Say>Nothing was said</Say>"
)


def test_a_message_is_recorded_told_and_written_down(line: Line) -> None:
    """Silence ends it; the file is there a moment later, and until it is deleted."""
    line.goes(voice=RECORD, recorded="<Say>Thank you</Say>")
    sid = line.dials()
    line.passes(1)
    line.carrier.speak(sid, "this is Rosa please call me back when you can thank you")
    line.passes(10)
    (recorded,) = line.told("recorded")
    assert recorded["RecordingDuration"] == "4"
    recording = recorded["RecordingSid"]
    assert recorded["RecordingUrl"].endswith(recording)
    assert (line.carrier.recording(recording), line.told("file")) == (None, [])
    line.passes(1)
    assert line.told("file")[0]["RecordingSid"] == recording
    assert b"Rosa" in (line.carrier.recording(recording) or b"")
    line.passes(20)
    (words,) = line.told("words")
    assert (words["TranscriptionStatus"], "Rosa" in words["TranscriptionText"]) == ("completed", True)
    line.carrier.forget_recording(recording)
    assert line.carrier.recording(recording) is None
    line.carrier.forget_recording(recording)
    assert line.heard(sid) == ["beep", "Thank you"]


def test_nothing_said_is_no_recording(line: Line) -> None:
    """The next verb comes, and no address is told."""
    line.goes(voice=RECORD)
    sid = line.dials()
    line.passes(10)
    assert (line.heard(sid), line.told("recorded") + line.told("file")) == (["beep", "Nothing was said"], [])


@pytest.mark.parametrize("ends", ["key", "hang up"])
def test_a_key_or_the_end_of_the_call_ends_a_recording(line: Line, ends: str) -> None:
    """The action is told with what ended it; after the end its answer leads nowhere."""
    line.goes(voice=RECORD, recorded="<Say>Thank you</Say>")
    sid = line.dials()
    line.passes(1)
    line.carrier.speak(sid, "he is here")
    line.passes(2)
    line.carrier.press(sid, "#") if ends == "key" else line.carrier.hang_up(sid)
    line.passes(30)
    (recorded,) = line.told("recorded")
    assert recorded["Digits"] == ("#" if ends == "key" else "hangup")
    assert ("Thank you" in line.heard(sid)) is (ends == "key")
    assert line.told("words")[0]["TranscriptionStatus"] == "failed"  # too short


def test_a_recording_may_have_no_file_and_no_words(line: Line) -> None:
    """What is told of it comes all the same."""
    line.carrier.lose_recordings()
    line.carrier.fail_transcriptions()
    line.goes(voice=RECORD, recorded="")
    sid = line.dials()
    line.carrier.speak(sid, "one two three four five six seven eight nine ten")
    line.passes(60)
    assert line.carrier.recording(line.told("file")[0]["RecordingSid"]) is None
    assert line.told("words")[0]["TranscriptionStatus"] == "failed"


# --- what goes wrong


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(500, "text/html", "oops"), "11200"),
        (Answer(403, "text/plain", ""), "11200"),
        (Answer(200, "text/html", "<Response/>"), "12300"),
        (Answer(200, "text/xml", "<Response>"), "12100"),
        (Answer(200, "text/xml", ""), "12100"),
        (Answer(200, "text/xml", "<Response><Shout/></Response>"), "12200"),
    ],
)
def test_a_line_that_fails_has_its_fallback_asked(answer: Answer, code: str) -> None:
    """The fallback is told what failed; without one the caller hears an apology, and the call ends."""
    line = Line().goes(voice="unused")
    said = "<Response><Say>Call 911</Say></Response>"

    def post(path: str, form: dict[str, str], signature: str) -> Answer:
        line.post(path, form, signature)
        return Answer(200, "text/xml", said) if path.startswith("http") else answer

    line.carrier.on_webhook(post)
    sid = line.dials()
    assert "application error" in line.heard(sid)[0]
    line.passes(5)
    assert line.status_of(sid) == "completed"
    line.carrier.route.fallback = "https://elsewhere.example.org/voice"
    sid = line.dials()
    assert line.heard(sid) == ["Call 911"]
    path, form = line.asked[-1]
    assert (path, form["ErrorCode"]) == ("https://elsewhere.example.org/voice", code)
    assert form["ErrorUrl"] == "https://line.example.org/twilio/voice"
    assert len(line.carrier.errors) == 2


def test_a_line_that_is_not_there_is_an_error() -> None:
    """No connection, or no answer in time."""

    def post(*_args: object) -> Answer:
        raise TimeoutError

    line = Line()
    line.carrier.on_webhook(post)
    assert "application error" in line.heard(line.dials())[0]
    assert line.carrier.errors == ["/twilio/voice: answered 0"]


def test_a_loop_without_end_is_an_error() -> None:
    """A document that leads to itself while no time goes by."""
    line = Line().goes(voice="<Redirect>/twilio/voice</Redirect>")
    sid = line.dials()
    assert line.status_of(sid) == "completed"
    assert "without end" in line.carrier.errors[0]


def test_what_is_told_must_be_answered_well() -> None:
    """A webhook that only tells something may not be refused either."""
    line = Line().goes(placed="")
    line.status["/twilio/voice/progress"] = 403
    line.carrier.decline(line.places())
    line.passes()
    assert len(line.carrier.errors) == 3
