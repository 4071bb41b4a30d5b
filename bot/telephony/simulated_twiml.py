"""Leads a simulated call through the documents it is given: what is heard, what is taken, where it goes."""

from collections.abc import Callable, Generator, Mapping
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from bot.telephony.calls import CallStatus
from bot.telephony.simulated_call import (
    NO_ANSWER,
    Answer,
    Ask,
    Direction,
    GoTo,
    HungUp,
    Kind,
    Left,
    Redirected,
    Rest,
    Script,
    SimulatedCall,
    Speech,
    Utterance,
    length_of,
)
from bot.telephony.simulated_exchange import MOST_AT_ONCE, Exchange
from bot.telephony.twiml_rules import parsed, problems_of

SECONDS_PLAYED = 4.0
SECONDS_OF_BEEP = 0.5
SILENCE_ENDS_SPEECH = 1.0
"""How long a pause tells the carrier, left to itself, that somebody has said all."""
APOLOGY = "An application error has occurred. Goodbye."

_USUAL_TIMEOUT = "5"
_UNREACHABLE, _NO_XML, _NOT_TWIML, _BAD_KIND = 11200, 12100, 12200, 12300

Verb = Callable[[Exchange, SimulatedCall, Element, str], Script]
Rules = Callable[[str], tuple[str, ...]]
Fetched = Generator[Rest | Ask, Answer | None, tuple[str, Element]]


class Player:
    """Performs documents; `verbs` names what each verb does, beside those that are performed here."""

    def __init__(self, exchange: Exchange, verbs: Mapping[str, Verb]) -> None:
        self._exchange = exchange
        self._verbs: dict[str, Verb] = {
            "Say": say,
            "Play": play,
            "Pause": pause,
            "Gather": gather,
            "Redirect": redirect,
            "Leave": leave,
            "Hangup": hang_up,
            **verbs,
        }

    def run(self, call: SimulatedCall, url: str) -> Script:
        """Follow documents until one of them ends, and go wherever the line sends the call meanwhile."""
        while True:
            try:
                yield from self.follow(call, url)
                return
            except Redirected as away:
                url = away.url

    def follow(
        self, call: SimulatedCall, url: str, fields: dict[str, str] | None = None, *, is_whispered: bool = False
    ) -> Script:
        """Follow documents from one to the next until one of them ends."""
        more = fields or {}
        while True:
            try:
                yield from self.perform(call, url, more, is_whispered=is_whispered)
                return
            except GoTo as onward:
                url, more = onward.url, onward.fields

    def perform(
        self,
        call: SimulatedCall,
        url: str,
        fields: dict[str, str],
        *,
        is_waiting: bool = False,
        is_whispered: bool = False,
    ) -> Script:
        """Fetch one document and perform it."""
        rules = partial(problems_of, is_waiting=is_waiting, is_whispered=is_whispered)
        base, document = yield from self._fetch(call, url, fields, rules)
        for verb in document:
            if call.direction is Direction.INBOUND and verb.tag != "Reject":
                _pick_up(call)
            yield from self._verbs[verb.tag](self._exchange, call, verb, base)

    def _fetch(self, call: SimulatedCall, url: str, fields: dict[str, str], rules: Rules) -> Fetched:
        """Ask for a document, then for the fallback's; without either the call hears an apology and ends."""
        exchange = self._exchange
        code = 0
        for address in (url, call.fallback):
            if not address:
                break
            told = {"ErrorCode": str(code), "ErrorUrl": url} if code else fields
            _count(exchange, call)
            answer = yield Ask(address, exchange.form(call, **told))
            document, code, trouble = _read(answer or NO_ANSWER, rules)
            if document is not None:
                return address, document
            exchange.errors.append(f"{urlsplit(address).path}: {trouble}")
        _pick_up(call)
        yield from apologise(call)
        raise HungUp

    def tell(self, call: SimulatedCall, url: str, **fields: str) -> Script:
        """Ask an address whose answer leads nowhere any more."""
        answer = yield Ask(url, self._exchange.form(call, **fields))
        if answer is None or not 200 <= answer.status < 300:  # noqa: PLR2004 - what HTTP calls success
            self._exchange.errors.append(f"{urlsplit(url).path} was told the end and did not answer well")


def _read(answer: Answer, rules: Rules) -> tuple[Element | None, int, str]:
    """Read an answer as a document, or say with which code and words the carrier would complain."""
    if not 200 <= answer.status < 300:  # noqa: PLR2004 - what HTTP calls success
        return None, _UNREACHABLE, f"answered {answer.status}"
    if answer.content_type.partition(";")[0].strip() not in {"text/xml", "application/xml"}:
        return None, _BAD_KIND, f"answered in {answer.content_type!r}"
    try:
        document = parsed(answer.body)
    except ValueError as error:
        return None, _NO_XML, str(error)
    problems = rules(answer.body)
    return (None, _NOT_TWIML, "; ".join(problems)) if problems else (document, 0, "")


def _count(exchange: Exchange, call: SimulatedCall) -> None:
    """Stop a call that asks and asks while no time goes by."""
    call.asked = call.asked + 1 if call.asked_at == call.at else 1
    call.asked_at = call.at
    if call.asked > MOST_AT_ONCE:
        exchange.errors.append("a call goes from document to document without end")
        raise HungUp


def apologise(call: SimulatedCall) -> Script:
    """Say that the line has failed."""
    yield from hear(call, Kind.ERROR, APOLOGY, length_of(APOLOGY))


def _pick_up(call: SimulatedCall) -> None:
    if call.answered_at is None:
        call.answered_at = call.at
        call.status = CallStatus.IN_PROGRESS


def rest(call: SimulatedCall, seconds: float, until: Callable[[], bool] = lambda: False) -> Script:
    """Let time pass, or stop as soon as something has come."""
    end = call.at + timedelta(seconds=seconds)
    while call.at < end and not until():
        yield Rest(end)


def hear(
    call: SimulatedCall,
    kind: Kind,
    words: str,
    seconds: float,
    *,
    language: str = "",
    voice: str = "",
    until: Callable[[], bool] = lambda: False,
) -> Script:
    """Let something sound; what breaks in (`until`) cuts it short."""
    call.heard.append(Utterance(kind=kind, words=words, language=language, voice=voice, at=call.at, seconds=seconds))
    yield from _sound(call, seconds, until)


def _sound(call: SimulatedCall, seconds: float, until: Callable[[], bool]) -> Script:
    call.sounds_until = call.at + timedelta(seconds=seconds)
    try:
        yield from rest(call, seconds, until)
    finally:
        call.sounds_until = None


def say(_exchange: Exchange, call: SimulatedCall, verb: Element, _base: str) -> Script:
    """Say words."""
    yield from _prompt(call, verb, lambda: False)


play = pause = say


def _prompt(call: SimulatedCall, verb: Element, until: Callable[[], bool]) -> Script:
    """Let a Say, Play or Pause sound."""
    if verb.tag == "Pause":
        yield from _sound(call, float(verb.get("length", "1")), until)
        return
    words = " ".join("".join(verb.itertext()).split())
    kind = Kind.SPOKEN if verb.tag == "Say" else Kind.PLAYED
    seconds = length_of(words) if verb.tag == "Say" else SECONDS_PLAYED
    language, voice = verb.get("language", "en-US"), verb.get("voice", "")
    for _ in range(int(verb.get("loop", "1")) or 1000):
        if until():
            return
        yield from hear(call, kind, words, seconds, language=language, voice=voice, until=until)


def redirect(exchange: Exchange, _call: SimulatedCall, verb: Element, base: str) -> Script:
    """Go to another document."""
    yield from ()
    raise GoTo(exchange.absolute((verb.text or "").strip(), base))


def leave(_exchange: Exchange, _call: SimulatedCall, _verb: Element, _base: str) -> Script:
    """Leave the queue."""
    yield from ()
    raise Left


def hang_up(_exchange: Exchange, _call: SimulatedCall, _verb: Element, _base: str) -> Script:
    """End the call."""
    yield from ()
    raise HungUp


def visible_key(call: SimulatedCall) -> str | None:
    """Show the next key that has been pressed by now; a key of later waits for its moment."""
    return call.keys[0][1] if call.keys and call.keys[0][0] <= call.at else None


def speech_under_way(call: SimulatedCall, since: datetime) -> Speech | None:
    """Show the first words that began by now and had not ended before `since`."""
    return next((one for one in call.speech if one.begins_at <= call.at and one.ends_at > since), None)


def gather(exchange: Exchange, call: SimulatedCall, verb: Element, base: str) -> Script:
    """Speak, then take keys or words; keys pressed earlier count, and both cut the speaking short."""
    takes = verb.get("input", "dtmf").split()
    began_at = call.at

    def has_come() -> bool:
        breaks_in = "speech" in takes and verb.get("bargeIn") != "false" and speech_under_way(call, began_at)
        return bool(breaks_in) or ("dtmf" in takes and visible_key(call) is not None)

    def may_come() -> bool:
        speaks = "speech" in takes and speech_under_way(call, began_at) is not None
        return speaks or ("dtmf" in takes and visible_key(call) is not None)

    for prompt in verb:
        if not has_come():
            yield from _prompt(call, prompt, has_come)
    yield from rest(call, float(verb.get("timeout", _USUAL_TIMEOUT)), may_come)
    fields: dict[str, str] = {}
    if "dtmf" in takes and visible_key(call) is not None:
        yield from _take_keys(call, verb, fields)
    elif "speech" in takes and (speech := speech_under_way(call, began_at)) is not None:
        yield from _take_words(call, verb, speech, fields)
    if not fields and verb.get("actionOnEmptyResult") == "true":
        fields = {"Digits": ""} if "dtmf" in takes else {"SpeechResult": ""}
    if fields:
        raise GoTo(exchange.absolute(verb.get("action", ""), base) or base, fields)


def _take_keys(call: SimulatedCall, verb: Element, fields: dict[str, str]) -> Script:
    """Take keys until enough of them, the last key, or a pause."""
    digits = ""
    last = verb.get("finishOnKey", "#")
    while len(digits) < int(verb.get("numDigits", "1000")):
        yield from rest(call, float(verb.get("timeout", _USUAL_TIMEOUT)), lambda: visible_key(call) is not None)
        if visible_key(call) is None:
            break
        _, key = call.keys.pop(0)
        if last and key in last:
            fields["FinishedOnKey"] = key
            break
        digits += key
    if digits:
        fields["Digits"] = digits
    else:
        fields.clear()


def _take_words(call: SimulatedCall, verb: Element, speech: Speech, fields: dict[str, str]) -> Script:
    """Wait until somebody has finished, and a little longer."""
    pause_after = verb.get("speechTimeout", verb.get("timeout", _USUAL_TIMEOUT))
    quiet = SILENCE_ENDS_SPEECH if pause_after == "auto" else float(pause_after)
    yield from rest(call, (speech.ends_at - call.at).total_seconds() + quiet)
    call.speech.remove(speech)
    fields |= {"SpeechResult": speech.words, "Confidence": str(speech.confidence)}
