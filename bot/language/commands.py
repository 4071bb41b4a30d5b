"""What did a worker mean? Commands are whole words at the start of a text; everything else is words (SAFETY 4)."""

import re
import unicodedata
from dataclasses import dataclass

from bot.model.help import looks_like_code

FAMILY = re.compile(r"f[- ]?([0-9]{1,6})")
ABOUT_FAMILY = re.compile(r"(resume|unsafe|safe)[ :]+f[- ]?([0-9]{1,6})(?![0-9])")
DIGIT_AND_CODE = re.compile(r"([12])[ .,:-]*([a-z]{2,3})|([a-z]{2,3})[ .,:-]*([12])")
LETTER_AND_NUMBER = re.compile(r"[a-z]?[ -]?[0-9]{1,4}")
MARKS = " \t\r\n.!,;:¡¿\"'“”‘’()*"
KEYCAP = dict.fromkeys(map(ord, "\ufe0f\u20e3"))
OWN_HELP = frozenset({"help", "help me", "ayuda", "ayudame", "ayúdame"})


@dataclass(frozen=True, slots=True)
class Take:
    """`1`: I have it."""

    code: str | None


@dataclass(frozen=True, slots=True)
class Pass:
    """`2`: pass it on."""

    code: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """`done KB note`: the request is cared for."""

    code: str | None
    note: str


@dataclass(frozen=True, slots=True)
class SendOnce:
    """`send KB`: lift the hold on my words once."""

    code: str | None


@dataclass(frozen=True, slots=True)
class Resume:
    """`resume F-0012`: reminders may go out again."""

    family: str


@dataclass(frozen=True, slots=True)
class Unsafe:
    """`unsafe F-0012`: hold every phone of the family."""

    family: str


@dataclass(frozen=True, slots=True)
class Safe:
    """`safe F-0012`: release every phone of the family."""

    family: str


@dataclass(frozen=True, slots=True)
class WhoIsOnCall:
    """`oncall`: who stands on which tier now."""


@dataclass(frozen=True, slots=True)
class ListCommands:
    """`?`: what can I write here."""


@dataclass(frozen=True, slots=True)
class OwnHelp:
    """`help` alone: the worker's own emergency."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A digit, a letter, a code or half a command alone: no words for a family, and nothing we know."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words for a family; `code` is the code they began with, if any."""

    code: str | None
    text: str


Command = (
    Take | Pass | Done | SendOnce | Resume | Unsafe | Safe | WhoIsOnCall | ListCommands | OwnHelp | Unclear | Words
)
FAMILY_COMMANDS: dict[str, type[Resume] | type[Unsafe] | type[Safe]] = {
    "resume": Resume,
    "unsafe": Unsafe,
    "safe": Safe,
}


def parse_command(text: str) -> Command:
    """Read a worker's text; never raises, whatever it holds."""
    bare = _bare(text)
    if bare.rstrip("?") in OWN_HELP:
        return OwnHelp()
    if bare and not bare.strip("?"):
        return ListCommands()
    if bare.rstrip("?") in {"oncall", "on call", "on-call"}:
        return WhoIsOnCall()
    return _digit(bare) or _about_family(bare) or _about_request(text) or _unclear(text, bare) or _words(text)


def codes_in(text: str) -> frozenset[str]:
    """Return the words of a text that could be codes, upper-cased; only the first few words count."""
    found = re.findall(r"[A-Za-z]+", text[:40])[:3]
    return frozenset(word.upper() for word in found if looks_like_code(word))


def family_in(text: str) -> str | None:
    """Return the family code in a command's text, as it is written in the records (``F-0012``)."""
    match = FAMILY.search(text[:40].lower())
    return f"F-{match.group(1)}" if match else None


def _digit(bare: str) -> Command | None:
    """Read `1`, `2`, `1 KB`, `KB 1`."""
    digit, code = bare, None
    if match := DIGIT_AND_CODE.fullmatch(bare):
        digit = match.group(1) or match.group(4)
        code = (match.group(2) or match.group(3)).upper()
        if not looks_like_code(code):
            return None
    if digit == "1":
        return Take(code)
    return Pass(code) if digit == "2" else None


def _about_family(bare: str) -> Command | None:
    """Read `resume F-0012`, `unsafe F-0012`, `safe F-0012`, whatever is written behind them."""
    match = ABOUT_FAMILY.match(bare)
    return FAMILY_COMMANDS[match.group(1)](f"F-{match.group(2)}") if match else None


def _about_request(text: str) -> Command | None:
    """Read `done`, `done KB note` and `send KB`."""
    words = text.split(maxsplit=2)
    verb = words[0].strip(MARKS).lower() if words else ""
    named = words[1].strip(MARKS) if len(words) > 1 else ""
    code = named.upper() if looks_like_code(named) else None
    if verb == "send" and (code or len(words) == 1):
        return SendOnce(code)
    if verb != "done":
        return None
    note = words[2:] if code else text.split(maxsplit=1)[1:]
    return Done(code, note[0].strip() if note else "")


def _unclear(text: str, bare: str) -> Command | None:
    """Hold back what can only be half a command: `3`, `H12`, `S`, `KB` or `unsafe KB` are no words for a family."""
    verb, _, rest = bare.partition(" ")
    half = verb in FAMILY_COMMANDS and (not rest or looks_like_code(rest.upper()) or rest.isdigit())
    alone = (
        (len(bare) == 1 and bare.isalnum()) or LETTER_AND_NUMBER.fullmatch(bare) or looks_like_code(text.strip(MARKS))
    )
    return Unclear() if half or alone else None


def _bare(text: str) -> str:
    """Return the text in small letters without marks around it; a digit in a box is a digit."""
    return unicodedata.normalize("NFKC", text).translate(KEYCAP).strip(MARKS).lower()


def _words(text: str) -> Words:
    """Read words, with the code they begin with (``KB are you safe``) if there is one."""
    first, _, rest = text.strip().partition(" ")
    first = first.rstrip(":,")
    return Words(first.upper(), rest.strip()) if looks_like_code(first) and rest.strip() else Words(None, text.strip())
