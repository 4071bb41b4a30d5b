"""The line as a contact for workers' phones, so that a page may ring through "do not disturb"."""

from collections.abc import Sequence

from bot.model.phones import Phone


def contact(name: str, phones: Sequence[Phone]) -> str:
    """Return a card (vCard 3.0, which both kinds of phone take) with a name and numbers, each once."""
    numbers = (f"TEL;TYPE=CELL:{phone.e164}" for phone in dict.fromkeys(phones))
    lines = ("BEGIN:VCARD", "VERSION:3.0", f"N:{_escaped(name)};;;;", f"FN:{_escaped(name)}", *numbers, "END:VCARD")
    return "".join(f"{line}\r\n" for line in lines)


def _escaped(text: str) -> str:
    """Write text so that none of it is taken for the form of the card."""
    plain = " ".join(text.split())
    for mark in "\\,;":
        plain = plain.replace(mark, f"\\{mark}")
    return plain
