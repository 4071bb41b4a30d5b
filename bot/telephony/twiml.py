"""Documents for the carrier, built by its own SDK, which escapes what must be escaped."""

from collections.abc import Sequence

from twilio.twiml.messaging_response import MessagingResponse  # type: ignore[import-untyped]
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse  # type: ignore[import-untyped]

from bot.model.phones import Phone
from bot.model.value import value, value_in_order

EMPTY_CALL = "<?xml version='1.0' encoding='UTF-8'?><Response/>"


@value_in_order
class Say:
    """Words for the carrier's own voice; `language` as it names one (en-US)."""

    words: str
    voice: str
    language: str


@value_in_order
class Play:
    """A recording at a URL."""

    url: str


@value_in_order
class Still:
    """So many seconds of nothing."""

    seconds: int


Sound = Say | Play | Still


@value
class Listen:
    """Sounds, and keys or words waited for; whatever comes, and that nothing came, goes to `to`.

    Not `on_silence`: where nothing came, the next line follows.
    """

    sounds: tuple[Sound, ...]
    keys: int
    seconds: int
    to: str
    language: str = ""
    on_silence: bool = True


@value
class Queue:
    """A queue to wait in: `asks` says what is heard there, `to` hears how they came out."""

    name: str
    asks: str
    to: str


@value_in_order
class Leave:
    """Out of the queue one waits in."""


@value
class Join:
    """Joined with who waits in a queue; `caller_hears` is asked just before, `to` hears how it went."""

    queue: str
    seconds: int
    caller_hears: str
    to: str


@value
class Ring:
    """Another phone rung, which sees the number `shows`; `to` hears how it went.

    `screen` says what whoever answers hears before the two are joined; one who hangs up there has not been joined.
    """

    phone: Phone
    shows: Phone
    seconds: int
    to: str
    screen: str = ""


@value
class Record:
    """A tone, and what is said then; `written_to` is told the words, where the carrier understands the language."""

    seconds: int
    to: str
    written_to: str = ""


@value_in_order
class GoTo:
    """On with another document."""

    url: str


@value_in_order
class End:
    """The end of the call."""


Line = Sound | Listen | Queue | Leave | Join | Ring | Record | GoTo | End


def fixed_answer(words: str) -> str:
    """Return the document that answers a text by itself: used only while the database is gone."""
    response = MessagingResponse()
    response.message(words)
    return str(response)


def call_document(lines: Sequence[Line]) -> str:
    """Return the document that lets a call hear and do these lines, one after the other."""
    response = VoiceResponse()
    for line in lines:
        _append(response, line)
    return str(response)


def _append(to: VoiceResponse | Gather, line: Line) -> None:
    match line:
        case Say(words, voice, language):
            to.say(words, voice=voice, language=language)
        case Play(url):
            to.play(url)
        case Still(seconds):
            to.pause(length=seconds)
        case Listen():
            _listen(to, line)
        case Queue(name=name, asks=asks, to=url):
            to.enqueue(name, wait_url=asks, wait_url_method="POST", action=url, method="POST")
        case Leave():
            to.leave()
        case Join(queue=queue, seconds=seconds, caller_hears=hears, to=url):
            dial = _dial(seconds, url)
            dial.queue(queue, url=hears, method="POST")
            to.append(dial)
        case Ring():
            _ring(to, line)
        case Record():
            _record(to, line)
        case GoTo(url):
            to.redirect(url, method="POST")
        case End():
            to.hangup()


def _listen(to: VoiceResponse, line: Listen) -> None:
    """Let every end of a question come to one place: keys, words, and the silence after them."""
    speech = {"language": line.language, "speech_timeout": "auto", "profanity_filter": False} if line.language else {}
    # Of one key "#" and "*" are keys like any other; of several, "#" is the end.
    keys: dict[str, object] = {"num_digits": line.keys} if line.keys else {}
    keys["finish_on_key"] = "" if line.keys == 1 else "#"
    gather = Gather(
        input="dtmf speech" if line.language else "dtmf",
        timeout=line.seconds,
        action=line.to,
        method="POST",
        action_on_empty_result=line.on_silence or None,
        **keys,
        **speech,
    )
    for sound in line.sounds:
        _append(gather, sound)
    to.append(gather)


def _dial(seconds: int, to: str, **more: object) -> Dial:
    """Dial; without `to` the next line follows once the other side has hung up, or did not answer."""
    return Dial(timeout=seconds, **({"action": to, "method": "POST"} if to else {}), **more)


def _ring(to: VoiceResponse, line: Ring) -> None:
    """Ring a phone; where somebody is asked first, the caller goes on hearing it ring meanwhile."""
    screened = {"url": line.screen, "method": "POST"} if line.screen else {}
    dial = _dial(line.seconds, line.to, caller_id=line.shows.e164, answer_on_bridge=bool(line.screen) or None)
    dial.number(line.phone.e164, **screened)
    to.append(dial)


def _record(to: VoiceResponse, line: Record) -> None:
    # Nothing but silence is no recording: the carrier goes on with the next line.
    written = {"transcribe": True, "transcribe_callback": line.written_to} if line.written_to else {}
    to.record(
        max_length=line.seconds,
        timeout=5,
        play_beep=True,
        finish_on_key="#",
        action=line.to,
        method="POST",
        **written,
    )
    to.redirect(line.to, method="POST")
