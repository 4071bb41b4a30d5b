"""What a caller hears while even the database is gone: fixed words, 911 and 988, and fixed phones that ring in turn."""

from bot.services import Services
from bot.telephony.twiml import End, Line, Ring, Say, call_document

WORDS = "call.fixed"
NOBODY = "call.fixed_nobody"
RINGS_FOR = 20


def fixed_call(services: Services, to: str = "") -> str:
    """Return the document that answers a call without any row: words in every language that has a voice, then phones.

    The phones ring one after another, each long enough to be taken; a voicemail may take one, which is why they are the
    way of last resort.
    """
    phones = services.program.calls.fixed_phones
    rings = [Ring(phone=phone, shows=services.sender, seconds=RINGS_FOR, to=to) for phone in phones]
    return call_document([*_said(services, WORDS), *rings, *_said(services, NOBODY), End()])


def _said(services: Services, words: str) -> list[Line]:
    voices = services.program.voices
    return [Say(services.catalog.spoken(words, one, {}), voice.name, voice.language) for one, voice in voices.items()]
