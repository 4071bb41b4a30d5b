"""The carrier's rules for documents that lead a call, so that a document that breaks one fails before a call does."""

import re
from collections.abc import Callable, Iterator, Mapping
from inspect import signature
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

from twilio.twiml import TwiML, lower_camel  # type: ignore[import-untyped]
from twilio.twiml.voice_response import Dial, VoiceResponse  # type: ignore[import-untyped]

LARGEST_DOCUMENT = 64 * 1024
LONGEST_NAME = 64
MOST_HINTS, LONGEST_HINT = 500, 100
MOST_NUMBERS = 10
LONGEST_TRANSCRIBED = 120
LONGEST_SPEECH = {"Polly": 3000, "Google": 5000}
LONGEST_PLAIN_SPEECH = 4096
E164 = re.compile(r"\+[1-9]\d{7,14}")
EMERGENCY = frozenset({"911", "112", "933", "988"})
"""Never dialled by a machine: help would be sent to where the line is registered, not to where the caller is."""

WAITING = frozenset({"Say", "Play", "Pause", "Gather", "Redirect", "Leave", "Hangup"})
"""What a document may hold that somebody in a queue hears."""
WHISPERED = frozenset({"Say", "Play", "Pause", "Redirect"})
"""What a document may hold that somebody hears on the way from a queue into a talk."""

_VERBS = {
    "Say": VoiceResponse.say,
    "Play": VoiceResponse.play,
    "Pause": VoiceResponse.pause,
    "Gather": VoiceResponse.gather,
    "Redirect": VoiceResponse.redirect,
    "Enqueue": VoiceResponse.enqueue,
    "Leave": VoiceResponse.leave,
    "Dial": VoiceResponse.dial,
    "Record": VoiceResponse.record,
    "Reject": VoiceResponse.reject,
    "Hangup": VoiceResponse.hangup,
}
_NOUNS = {"Number": Dial.number, "Queue": Dial.queue}
_INSIDE = {
    "Response": frozenset(_VERBS),
    "Gather": frozenset({"Say", "Play", "Pause"}),
    "Dial": frozenset(_NOUNS),
    "Say": frozenset({"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"}),
}
_WITH_WORDS = frozenset({"Say", "Play", "Redirect", "Enqueue", "Dial", "Number", "Queue"})
_CONTENT = frozenset({"self", "kwargs", "message", "url", "name", "number", "phone_number"})
_LAST = frozenset({"Redirect", "Leave", "Reject", "Hangup"})
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")


def _attributes_of(verb: str, method: Callable[..., object]) -> frozenset[str]:
    """Read from the SDK which attributes a verb has; what it takes as content is not one, except where it is both."""
    names = frozenset(signature(method).parameters) - (_CONTENT - {"url"} if verb in _NOUNS else _CONTENT)
    return frozenset(lower_camel(TwiML.MAP.get(name, name)) for name in names)


ATTRIBUTES: Mapping[str, frozenset[str]] = {
    verb: _attributes_of(verb, method) for verb, method in {**_VERBS, **_NOUNS}.items()
}


def problems_of(document: str, *, is_waiting: bool = False, is_whispered: bool = False) -> tuple[str, ...]:
    """Say what the carrier would not take in a document.

    `is_waiting`: it is heard by somebody in a queue; `is_whispered`: by somebody on the way from there into a talk.
    """
    if len(document.encode()) > LARGEST_DOCUMENT:
        return (f"the document is larger than {LARGEST_DOCUMENT} bytes",)
    try:
        root = parsed(document)
    except ValueError as error:
        return (str(error),)
    strays = [verb.tag for verb in root if is_whispered and verb.tag not in WHISPERED]
    whispered = tuple(f"{tag} cannot be heard before a talk" for tag in strays)
    return (*_of_element(root), *_of_order(root, is_waiting=is_waiting), *whispered)


def parsed(document: str) -> ET.Element:
    """Read a document. Raises `ValueError` if it is none, with a sentence that quotes nothing of it."""
    if "<!" in document:
        raise ValueError("the document declares types or comments")
    try:
        root = ET.fromstring(document)  # noqa: S314 - without declarations there is nothing to expand
    except ET.ParseError:
        raise ValueError("the document is not XML") from None
    if root.tag != "Response":
        raise ValueError("the document is no Response")
    return root


def _of_element(element: ET.Element) -> Iterator[str]:
    """Look at one element and all within it."""
    tag = element.tag
    known = ATTRIBUTES.get(tag, frozenset())
    yield from (f"{tag} has no attribute {name}" for name in element.attrib if name not in known)
    for name, value in element.attrib.items():
        if (rule := _RULES.get(name)) and not rule(value):
            yield f"{tag}: {name} cannot be {value!r}"
    yield from _of_content(element)
    yield from _OWN_RULES.get(tag, _nothing)(element)
    for child in element:
        if child.tag not in _INSIDE.get(tag, frozenset()):
            yield f"{child.tag} cannot stand in {tag}"
        elif tag != "Say":
            yield from _of_element(child)


def _of_content(element: ET.Element) -> Iterator[str]:
    between = "".join([element.text or "", *(child.tail or "" for child in element)]).strip()
    if between and element.tag not in _WITH_WORDS:
        yield f"{element.tag} holds words of its own"


def _of_order(root: ET.Element, *, is_waiting: bool) -> Iterator[str]:
    """Look at the verbs one after the other: what may not be there, what is never reached, what ends in silence."""
    verbs = list(root)
    for place, verb in enumerate(verbs):
        if is_waiting and verb.tag in ATTRIBUTES and verb.tag not in WAITING:
            yield f"{verb.tag} cannot stand in a document for somebody who waits"
        if not is_waiting and verb.tag == "Leave":
            yield "Leave stands outside of a queue"
        if verb.tag == "Reject" and place:
            yield "Reject is not the first verb"
        if place and _never_returns(verbs[place - 1]):
            yield f"{verb.tag} after {verbs[place - 1].tag} is never reached"
    if verbs and not is_waiting and verbs[-1].tag == "Gather" and verbs[-1].get("actionOnEmptyResult") != "true":
        yield "Gather is the last verb, so that silence ends the call without a word"


def _never_returns(verb: ET.Element) -> bool:
    return verb.tag in _LAST or (verb.tag in {"Dial", "Enqueue"} and "action" in verb.attrib)


def _of_say(say: ET.Element) -> Iterator[str]:
    words = "".join(say.itertext()).strip()
    longest = LONGEST_SPEECH.get(say.get("voice", "").partition(".")[0], LONGEST_PLAIN_SPEECH)
    if not words:
        yield "Say says nothing"
    if len(words) > longest:
        yield f"Say is longer than {longest} characters"


def _of_play(play: ET.Element) -> Iterator[str]:
    if not play.get("digits") and not _is_address((play.text or "").strip()):
        yield "Play names no address"


def _of_redirect(redirect: ET.Element) -> Iterator[str]:
    if not _is_address((redirect.text or "").strip()):
        yield "Redirect names no address"


def _of_gather(gather: ET.Element) -> Iterator[str]:
    if not gather.get("action"):
        yield "Gather names no action, so that the same document is asked for again"
    if "dtmf" not in gather.get("input", "dtmf").split():
        yield "Gather takes no keys"


def _of_enqueue(enqueue: ET.Element) -> Iterator[str]:
    if not 0 < len((enqueue.text or "").strip()) <= LONGEST_NAME:
        yield f"Enqueue needs a name of at most {LONGEST_NAME} characters"


def _of_dial(dial: ET.Element) -> Iterator[str]:
    inside = [child.tag for child in dial]
    number = (dial.text or "").strip()
    if bool(number) == bool(inside):
        yield "Dial needs either a number or nouns"
    if number:
        yield from _of_dialled(number)
    if "Queue" in inside and len(inside) > 1:
        yield "Dial takes one queue and nothing beside it"
    if inside.count("Number") > MOST_NUMBERS:
        yield f"Dial rings at most {MOST_NUMBERS} numbers"


def _of_number(number: ET.Element) -> Iterator[str]:
    yield from _of_dialled((number.text or "").strip())


def _of_dialled(number: str) -> Iterator[str]:
    if number in EMERGENCY:
        yield f"{number} is never dialled by a machine"
    elif not E164.fullmatch(number):
        yield "a dialled number is not in full international form"


def _of_queue(queue: ET.Element) -> Iterator[str]:
    if not 0 < len((queue.text or "").strip()) <= LONGEST_NAME:
        yield f"Queue needs a name of at most {LONGEST_NAME} characters"


def _of_record(record: ET.Element) -> Iterator[str]:
    if not record.get("action"):
        yield "Record names no action, so that the same document is asked for again"
    longest = record.get("maxLength", "3600")
    if record.get("transcribe") == "true" and longest.isdecimal() and int(longest) > LONGEST_TRANSCRIBED:
        yield f"a recording longer than {LONGEST_TRANSCRIBED} seconds is not transcribed"


def _of_reject(reject: ET.Element) -> Iterator[str]:
    if reject.get("reason", "rejected") not in {"rejected", "busy"}:
        yield "Reject knows the reasons rejected and busy"


def _nothing(_element: ET.Element) -> Iterator[str]:
    return iter(())


_OWN_RULES: Mapping[str, Callable[[ET.Element], Iterator[str]]] = {
    "Say": _of_say,
    "Play": _of_play,
    "Redirect": _of_redirect,
    "Gather": _of_gather,
    "Enqueue": _of_enqueue,
    "Dial": _of_dial,
    "Number": _of_number,
    "Queue": _of_queue,
    "Record": _of_record,
    "Reject": _of_reject,
}


def _is_address(value: str) -> bool:
    """Say whether a URL can be asked: absolute or from the root, and no parameters that the carrier would re-sort."""
    parts = urlsplit(value)
    names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    rooted = parts.scheme in {"http", "https"} if parts.netloc else value.startswith("/")
    return rooted and value.isascii() and " " not in value and names == sorted(names)


def _are_hints(hints: list[str]) -> bool:
    return len(hints) <= MOST_HINTS and all(len(hint) <= LONGEST_HINT for hint in hints)


def _between(least: int, most: int) -> Callable[[str], bool]:
    return lambda value: value.isdecimal() and least <= int(value) <= most


def _one_of(*values: str) -> Callable[[str], bool]:
    return lambda value: value in values


def _some_of(*values: str) -> Callable[[str], bool]:
    return lambda value: bool(value.split()) and set(value.split()) <= set(values)


_TRUTH = _one_of("true", "false")
_METHOD = _one_of("GET", "POST")
_RULES: Mapping[str, Callable[[str], bool]] = {
    "action": _is_address,
    "url": _is_address,
    "waitUrl": _is_address,
    "statusCallback": _is_address,
    "recordingStatusCallback": _is_address,
    "transcribeCallback": _is_address,
    "method": _METHOD,
    "waitUrlMethod": _METHOD,
    "statusCallbackMethod": _METHOD,
    "recordingStatusCallbackMethod": _METHOD,
    "timeout": _between(1, 600),
    "timeLimit": _between(1, 14_400),
    "maxLength": _between(2, 14_400),
    "maxSpeechTime": _between(1, 60),
    "length": _between(1, 3600),
    "loop": _between(0, 1000),
    "numDigits": _between(1, 100),
    "speechTimeout": lambda value: value == "auto" or _between(1, 60)(value),
    "finishOnKey": lambda value: re.fullmatch(r"[0-9#*]*", value) is not None,
    "input": _some_of("dtmf", "speech"),
    "language": lambda value: _LANGUAGE.fullmatch(value) is not None,
    "callerId": lambda value: E164.fullmatch(value) is not None,
    "actionOnEmptyResult": _TRUTH,
    "answerOnBridge": _TRUTH,
    "bargeIn": _TRUTH,
    "hangupOnStar": _TRUTH,
    "playBeep": _TRUTH,
    "profanityFilter": _TRUTH,
    "transcribe": _TRUTH,
    "statusCallbackEvent": _some_of("initiated", "ringing", "answered", "completed"),
    "recordingStatusCallbackEvent": _some_of("in-progress", "completed", "absent"),
    "hints": lambda value: _are_hints(value.split(",")),
    "trim": _one_of("trim-silence", "do-not-trim"),
    "record": _one_of("do-not-record"),  # what two people say to each other is never kept
}
