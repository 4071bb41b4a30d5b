"""The carrier's rules for documents that lead a call: good ones pass, and each kind of bad one is named."""

import pytest
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse  # type: ignore[import-untyped]

from bot.telephony.twiml_rules import ATTRIBUTES, LARGEST_DOCUMENT, problems_of

PATH = "/twilio/voice/next"
SAY = "<Say>Hello</Say>"


def problems(inside: str, *, is_waiting: bool = False) -> tuple[str, ...]:
    """Look at a document with these verbs."""
    return problems_of(f"<Response>{inside}</Response>", is_waiting=is_waiting)


def test_what_the_sdk_writes_is_taken() -> None:
    """A document of every verb, with the attributes the line uses, written by the SDK."""
    answer = VoiceResponse()
    gather = Gather(
        input="dtmf speech",
        action=PATH,
        num_digits=1,
        timeout=8,
        finish_on_key="",
        hints="ayuda,visita",
        language="es-US",
        speech_timeout="auto",
        profanity_filter=False,
        action_on_empty_result=True,
        barge_in=True,
    )
    gather.say("Oprima 1 & espere", voice="Polly.Lupe-Neural", language="es-US")
    gather.pause(length=1)
    gather.play("https://line.example.org/recordings/es/menu.mp3")
    answer.append(gather)
    answer.record(
        action=PATH,
        max_length=120,
        finish_on_key="#",
        timeout=5,
        play_beep=True,
        recording_status_callback=PATH,
        transcribe=True,
        transcribe_callback=PATH,
    )
    dial = Dial(action=PATH, timeout=20, caller_id="+12025550100", answer_on_bridge=True)
    dial.number("+12025550111", url=PATH, status_callback=PATH, status_callback_event="ringing answered")
    answer.append(dial)
    assert problems_of(str(answer)) == ()
    queue = Dial(action=PATH, timeout=5)
    queue.queue("KB", url=PATH)
    taking = VoiceResponse()
    taking.append(queue)
    assert problems_of(str(taking)) == ()
    waiting = VoiceResponse()
    waiting.enqueue("KB", wait_url=PATH, action=PATH)
    assert problems_of(str(waiting)) == ()


@pytest.mark.parametrize("verbs", ["", "<Hangup/>", "<Reject reason='busy'/>", f"{SAY}<Redirect>{PATH}</Redirect>"])
def test_short_documents_are_taken(verbs: str) -> None:
    """Nothing at all, an end, a refusal, a way on."""
    assert problems(verbs) == ()


def test_every_attribute_has_the_sdks_name() -> None:
    """Read from the SDK, so that it is the one place to learn a new name from."""
    assert {"numDigits", "finishOnKey", "actionOnEmptyResult"} <= ATTRIBUTES["Gather"]
    assert {"waitUrl", "action"} <= ATTRIBUTES["Enqueue"]
    assert "url" in ATTRIBUTES["Queue"]
    assert "url" in ATTRIBUTES["Number"]
    assert ATTRIBUTES["Hangup"] == ATTRIBUTES["Leave"] == frozenset()


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("", "not XML"),
        ("Good evening", "not XML"),
        ("<Response>", "not XML"),
        ("<Request/>", "no Response"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><Response/>", "declares"),
        ("<Response><!-- hello --></Response>", "declares"),
        (f"<Response><Say>{'x' * LARGEST_DOCUMENT}</Say></Response>", "larger"),
    ],
)
def test_what_is_no_document(document: str, problem: str) -> None:
    """Each is named, and nothing of it is quoted."""
    (said,) = problems_of(document)
    assert problem in said


@pytest.mark.parametrize(
    ("verbs", "problem"),
    [
        ("<Shout/>", "Shout cannot stand in Response"),
        ("Hello", "Response holds words"),
        ("<Number>+12025550111</Number>", "Number cannot stand in Response"),
        ("<Say></Say>", "says nothing"),
        ("<Say> </Say>", "says nothing"),
        (f"<Say>{'x' * 4097}</Say>", "longer than 4096"),
        (f"<Say voice='Polly.Lupe-Neural'>{'x' * 3001}</Say>", "longer than 3000"),
        (f"<Say voice='Google.es-US-Standard-A'>{'x' * 5001}</Say>", "longer than 5000"),
        ("<Say language='Spanish'>Hola</Say>", "language cannot be"),
        ("<Say speed='2'>Hola</Say>", "no attribute speed"),
        ("<Say loop='x'>Hola</Say>", "loop cannot be"),
        ("<Say><Gather/></Say>", "Gather cannot stand in Say"),
        ("<Play>hello.mp3</Play>", "Play names no address"),
        ("<Pause length='0'/>", "length cannot be"),
        (f"<Redirect method='PUT'>{PATH}</Redirect>", "method cannot be"),
        ("<Redirect></Redirect>", "Redirect names no address"),
        (f"<Redirect>{PATH}?b=1&amp;a=2</Redirect>", "Redirect names no address"),
        (f"<Redirect>{PATH}</Redirect>{SAY}", "never reached"),
        (f"<Hangup/>{SAY}", "never reached"),
        (f"{SAY}<Reject/>", "not the first"),
        ("<Reject reason='asleep'/>", "Reject knows"),
        (f"<Gather/>{SAY}", "Gather names no action"),
        (f"<Gather action='{PATH}'>Hello</Gather>{SAY}", "Gather holds words"),
        (f"<Gather action='{PATH}'><Gather/></Gather>{SAY}", "Gather cannot stand in Gather"),
        (f"<Gather action='{PATH}'/>", "silence ends the call"),
        (f"<Gather action='{PATH}' input='speech'/>{SAY}", "takes no keys"),
        (f"<Gather action='{PATH}' input='voice dtmf'/>{SAY}", "input cannot be"),
        (f"<Gather action='{PATH}' numDigits='0'/>{SAY}", "numDigits cannot be"),
        (f"<Gather action='{PATH}' timeout='0'/>{SAY}", "timeout cannot be"),
        (f"<Gather action='{PATH}' timeout='soon'/>{SAY}", "timeout cannot be"),
        (f"<Gather action='{PATH}' finishOnKey='A'/>{SAY}", "finishOnKey cannot be"),
        (f"<Gather action='{PATH}' actionOnEmptyResult='yes'/>{SAY}", "actionOnEmptyResult cannot be"),
        (f"<Gather action='{PATH}' hints='{'a' * 101}'/>{SAY}", "hints cannot be"),
        (f"<Gather action='{PATH}' speechTimeout='0'/>{SAY}", "speechTimeout cannot be"),
        ("<Enqueue></Enqueue>", "Enqueue needs a name"),
        (f"<Enqueue>{'x' * 65}</Enqueue>", "Enqueue needs a name"),
        (f"<Enqueue action='{PATH}'>KB</Enqueue>{SAY}", "never reached"),
        ("<Leave/>", "outside of a queue"),
        ("<Dial/>", "either a number or nouns"),
        ("<Dial>+12025550111<Number>+12025550112</Number></Dial>", "either a number or nouns"),
        ("<Dial>2025550111</Dial>", "international form"),
        ("<Dial>911</Dial>", "never dialled"),
        ("<Dial><Number>988</Number></Dial>", "never dialled"),
        ("<Dial timeout='700'>+12025550111</Dial>", "timeout cannot be"),
        ("<Dial callerId='the line'>+12025550111</Dial>", "callerId cannot be"),
        ("<Dial record='record-from-answer'>+12025550111</Dial>", "record cannot be"),
        (f"<Dial action='{PATH}'>+12025550111</Dial>{SAY}", "never reached"),
        ("<Dial><Queue>KB</Queue><Queue>QM</Queue></Dial>", "one queue"),
        ("<Dial><Queue></Queue></Dial>", "Queue needs a name"),
        (f"<Dial>{'<Number>+12025550111</Number>' * 11}</Dial>", "at most 10"),
        ("<Dial><Conference>KB</Conference></Dial>", "Conference cannot stand in Dial"),
        ("<Record/>", "Record names no action"),
        (f"<Record action='{PATH}' maxLength='1'/>", "maxLength cannot be"),
        (f"<Record action='{PATH}' transcribe='true'/>", "not transcribed"),
        (f"<Record action='{PATH}' recordingStatusCallbackEvent='done'/>", "recordingStatusCallbackEvent cannot be"),
    ],
)
def test_what_the_carrier_would_not_take(verbs: str, problem: str) -> None:
    """Each broken rule is named once."""
    assert sum(problem in said for said in problems(verbs)) == 1, problems(verbs)


@pytest.mark.parametrize("verb", ["<Enqueue>KB</Enqueue>", "<Dial>+12025550111</Dial>", f"<Record action='{PATH}'/>"])
def test_whoever_waits_hears_simple_documents(verb: str) -> None:
    """Only what may sound to somebody in a queue; there, silence ends nothing and Leave leaves."""
    assert problems(verb, is_waiting=True)
    assert problems(f"{SAY}<Gather action='{PATH}' numDigits='1'/>", is_waiting=True) == ()
    assert problems("<Leave/>", is_waiting=True) == ()


def test_whoever_is_taken_from_a_queue_hears_even_simpler_ones() -> None:
    """No keys are taken between the queue and the talk."""
    heard = f"<Response>{SAY}<Gather action='{PATH}'/>{SAY}</Response>"
    assert problems_of(heard, is_whispered=True) == ("Gather cannot be heard before a talk",)
    assert problems_of(f"<Response>{SAY}</Response>", is_whispered=True) == ()
