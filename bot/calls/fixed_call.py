"""What is heard on a call while even the database is gone: fixed words, 911 and 988, fixed phones that ring in turn.

Nothing here looks at a row: where a call stands is in the addresses of its documents. Each of them leads back to the
line after a while, which goes on where it was as soon as its rows can be reached again.
"""

from collections.abc import Sequence

from bot.model.calls import Voice
from bot.model.people import Language
from bot.services import Services
from bot.telephony.twiml import End, GoTo, Leave, Line, Listen, Ring, Say, Still, call_document

WORDS, NOBODY = "call.fixed", "call.fixed_nobody"
MOMENT, CANNOT = "call.moment", "call.cannot_go_on"
SCREEN = "staff.call.ring"
RINGS_FOR = 20
KEY_WITHIN = 8
TAKES = "1"
MOST_AGAIN = 3
"""How often a call comes back to the line before it ends: some two minutes, all of them with 911 and 988."""
LONGEST_WAIT = 2
"""How often somebody in a queue hears the fixed words before they come out of it, to the fixed phones."""


def fixed_call(services: Services, again: int = 0) -> str:
    """Return the document that answers somebody who called: words in every language that has a voice, then phones.

    `again`: how often this call was answered so before.
    """
    return call_document([*_said(services, WORDS), *_phones_from(services, 0, again)])


def fixed_after(services: Services, place: int, again: int, *, was_taken: bool) -> str:
    """Return what follows the ring of the phone before `place`: the end after a talk, else the next phone."""
    lines = (End(),) if was_taken else _phones_from(services, place, again)
    return call_document([*(_said(services, WORDS) if was_taken else ()), *lines])


def fixed_wait(services: Services, call_key: int, again: int) -> str:
    """Return what somebody in a queue hears: the fixed words, and after a while the way out, to the fixed phones."""
    if again >= LONGEST_WAIT:
        return call_document([Leave()])
    back = GoTo(_url(services, call_key, "wait", "again", again + 1))
    return call_document([*_said(services, WORDS), Still(3), back])


def fixed_outbound(services: Services, call_key: int, number: int, again: int) -> str:
    """Return what whoever the line has called hears: that it takes a moment, and nothing of why they were called."""
    if again >= MOST_AGAIN:
        return call_document([*_said(services, CANNOT), End()])
    back = GoTo(_url(services, call_key, number, "again", again + 1))
    return call_document([*_said(services, MOMENT), Still(3), back])


def fixed_lost(services: Services, *, is_outbound: bool, is_waiting: bool = False) -> str:
    """Return the document for a call whose row is not there: who called begins anew, who was called hears the end.

    Who waits comes out of the queue first: what may be said and done there is less than a call begins with.
    """
    if is_waiting:
        return call_document([Leave()])
    if is_outbound:
        return call_document([*_said(services, CANNOT), End()])
    return call_document([GoTo(services.calls_url)])


def fixed_screen(services: Services) -> str:
    """Return what a fixed phone hears before it is joined: only a pressed key takes the call, a voicemail presses none.

    Silence, too, comes to the address of the key, which hangs up this phone alone.
    """
    staff_read = {language: voice for language, voice in services.program.voices.items() if language.is_read_by_staff}
    asked = _said(services, SCREEN, staff_read)
    return call_document([Listen(sounds=asked, keys=1, seconds=KEY_WITHIN, to=_url(services, "screened"))])


def fixed_screened(keys: str) -> str:
    """Return what a pressed key does: 1 joins the two, anything else hangs up, and the next phone rings."""
    return call_document([] if keys == TAKES else [End()])


def _phones_from(services: Services, place: int, again: int) -> Sequence[Line]:
    phones = services.program.calls.fixed_phones
    if place < len(phones):
        to, screen = _url(services, "fixed", again, place + 1), _url(services, "screen")
        return (Ring(phone=phones[place], shows=services.sender, seconds=RINGS_FOR, to=to, screen=screen),)
    if again < MOST_AGAIN:
        return Still(5), GoTo(_url(services, "again", again + 1))
    return *_said(services, NOBODY), End()


def _url(services: Services, *parts: object) -> str:
    return "/".join((services.calls_url, *map(str, parts)))


def _said(services: Services, words: str, voices: dict[Language, Voice] | None = None) -> tuple[Say, ...]:
    speak = services.program.voices if voices is None else voices
    return tuple(
        Say(services.catalog.spoken(words, one, {}), voice.name, voice.language) for one, voice in speak.items()
    )
