"""Turns what a call is to hear and do into the carrier's document: in words, a language, a voice, and its next URLs."""

from collections.abc import Sequence
from dataclasses import replace

from bot.flows.calls.finding import IN_QUEUE
from bot.model.calls import (
    Ask,
    Call,
    Connect,
    HangUp,
    JoinCaller,
    LeaveQueue,
    Pause,
    PlayMessage,
    RecordMessage,
    Script,
    Speak,
    Verb,
    Voice,
    WaitForPerson,
)
from bot.model.people import Language
from bot.services import Services
from bot.telephony import twiml
from bot.telephony.twiml import Line, Sound, call_document
from bot.wording import spoken


def document(services: Services, call: Call, script: Script, *, is_new_language: bool = False) -> str:
    """Return the document for a call whose step has just been counted: every URL in it carries that number.

    `is_new_language`: the call has just begun in its language, or changed to it, and who cannot hear it is told so.
    """
    heard = noticed(script, call.language) if is_new_language and not _is_heard(services, call.language) else script
    return call_document([line for verb in heard for line in _lines(services, call, verb)])


def noticed(script: Script, language: Language) -> Script:
    """Say behind the first words of a script, which name 911, that this language is not spoken yet."""
    notice = Speak("call.no_voice", {"language": language})
    for place, verb in enumerate(script):
        if isinstance(verb, Ask):
            return (*script[:place], replace(verb, says=(*verb.says, notice)), *script[place + 1 :])
        if isinstance(verb, Speak):
            return (*script[: place + 1], notice, *script[place + 1 :])
    return script


def _is_heard(services: Services, language: Language) -> bool:
    """Say whether anything can be said in a language: by a voice of the carrier's, or by a person who spoke it."""
    return bool(services.program.voices.get(language)) or services.recordings.speak(language)


def url(services: Services, *parts: object) -> str:
    """Return the address of a step of a call."""
    return "/".join((services.calls_url, *map(str, parts)))


def queue_of(call_key: int) -> str:
    """Name the queue of one caller: a number that says nothing of anybody (SAFETY 7)."""
    return f"caller-{call_key}"


def _lines(services: Services, call: Call, verb: Verb) -> Sequence[Line]:
    here = _here(services, call)
    match verb:
        case Speak() | Pause():
            return _sounds(services, call, verb)
        case Ask():
            return (_question(services, call, verb, here),)
        case WaitForPerson():
            asks, to = url(services, call.key, "wait"), url(services, call.key, "left", call.number)
            return (twiml.Queue(name=queue_of(call.key), asks=asks, to=to),)
        case LeaveQueue():
            return (twiml.Leave(),)
        case JoinCaller(caller_key=key, seconds=seconds):
            hears = url(services, key, "joined", call.key)
            return (twiml.Join(queue=queue_of(key), seconds=seconds, caller_hears=hears, to=here),)
        case Connect(phone=phone, seconds=seconds, is_noted=is_noted):
            screen = url(services, call.key, "answered") if is_noted else ""
            ring = twiml.Ring(phone=phone, shows=services.sender, seconds=seconds, to=here, screen=screen)
            return (ring,)
        case RecordMessage(seconds=seconds):
            is_english = call.language is Language.ENGLISH
            written = url(services, call.key, "written") if is_english else ""
            return (twiml.Record(seconds=seconds, to=here, written_to=written),)
        case PlayMessage(voicemail_key=key):
            return (twiml.Play(url(services, call.key, "message", key)),)
        case HangUp():
            return (twiml.End(),)


def _here(services: Services, call: Call) -> str:
    """Return where the next step of a call is heard; from within a queue it is another address, so that it shows."""
    return url(services, call.key, *(("wait",) if call.step in IN_QUEUE else ()), call.number)


def _question(services: Services, call: Call, ask: Ask, here: str) -> twiml.Listen:
    sounds = tuple(sound for one in ask.says for sound in _sounds(services, call, one))
    heard_in = _voice(services, call.language).language if ask.by_voice else ""
    return twiml.Listen(sounds=sounds, keys=ask.keys, seconds=ask.seconds, to=here, language=heard_in)


def _sounds(services: Services, call: Call, one: Speak | Pause) -> Sequence[Sound]:
    match one:
        case Pause(seconds=seconds):
            return (twiml.Still(seconds),)
        case Speak(words=words, params=params, language=language):
            recorded = None if params else services.recordings.of(words, language or call.language)
            if recorded is not None:
                return (twiml.Play(f"{services.said_url}/{recorded.name}.mp3"),)
            spoken_in = _spoken_in(services, language or call.language)
            voice = _voice(services, spoken_in)
            return (twiml.Say(spoken(services, words, params, spoken_in), voice.name, voice.language),)


def _spoken_in(services: Services, language: Language) -> Language:
    """Return the language words are said in: another where the carrier has no voice that speaks this one."""
    return language if services.program.voices.get(language) else services.program.fallback_language


def _voice(services: Services, language: Language) -> Voice:
    voices = services.program.voices
    return voices.get(language) or voices[Language.ENGLISH]
