"""The documents hosted at the carrier for calls while this line is down: the fixed words, then the fixed phones."""

from collections.abc import Mapping, Sequence

from bot.calls.fixed_call import KEY_WITHIN, NOBODY, RINGS_FOR, SCREEN, WORDS
from bot.catalog import Catalog
from bot.model.calls import Voice
from bot.model.people import Language
from bot.model.phones import Phone
from bot.program import Program
from bot.telephony.twiml import End, Listen, Ring, Say, call_document


def static_call(program: Program, catalog: Catalog, line: Phone | None) -> str:
    """Return the document that answers a call: one phone rings after another, and sees the number of the line.

    Nobody is asked how a ring went, so whoever stays on the line after a talk hears the next phone ring.
    """
    screen = program.carrier.fallback_screen_url
    phones = program.calls.fixed_phones if line is not None else ()
    rings = [Ring(phone=one, shows=line, seconds=RINGS_FOR, to="", screen=screen) for one in phones if line is not None]
    words, nobody = _said(catalog, program.voices, WORDS), _said(catalog, program.voices, NOBODY)
    return call_document([*words, *rings, *nobody, End()])


def static_screen(program: Program, catalog: Catalog) -> str:
    """Return what a fixed phone hears: a key leads on; silence ends this leg, and the next phone rings."""
    staff_read = {language: voice for language, voice in program.voices.items() if language.is_read_by_staff}
    asked = tuple(_said(catalog, staff_read, SCREEN))
    to = program.carrier.fallback_taken_url
    return call_document([Listen(sounds=asked, keys=1, seconds=KEY_WITHIN, to=to, on_silence=False), End()])


def static_taken() -> str:
    """Return what follows the key: nothing, so that the two are joined."""
    return call_document([])


def _said(catalog: Catalog, voices: Mapping[Language, Voice], words: str) -> Sequence[Say]:
    return [Say(catalog.spoken(words, one, {}), voice.name, voice.language) for one, voice in voices.items()]
