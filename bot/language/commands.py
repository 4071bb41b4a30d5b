"""What did a worker mean? Commands are whole words at the start of a text; everything else is words (SAFETY 4)."""

import re
from dataclasses import dataclass

from bot.model.help import looks_like_code

FAMILY = re.compile(r"f[- ]?(\d{1,6})")
DIGIT_AND_CODE = re.compile(r"([12]) ?([a-z]{2,3})|([a-z]{2,3}) ?([12])")
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
class Words:
    """Words for a family; `code` is the code they began with, if any."""

    code: str | None
    text: str


Command = Take | Pass | Done | SendOnce | Resume | Unsafe | Safe | WhoIsOnCall | ListCommands | OwnHelp | Words
FAMILY_COMMANDS: dict[str, type[Resume] | type[Unsafe] | type[Safe]] = {
    "resume": Resume,
    "unsafe": Unsafe,
    "safe": Safe,
}


def parse_command(text: str) -> Command:
    """Read a worker's text; never raises, whatever it holds."""
    bare = text.strip().strip(".!,;:").strip().lower()
    if bare in OWN_HELP:
        return OwnHelp()
    if text.strip() in {"?", "??"}:
        return ListCommands()
    if bare in {"oncall", "on call", "on-call"}:
        return WhoIsOnCall()
    return _digit(bare) or _about_family(bare) or _about_request(text) or _words(text)


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
    """Read `resume F-0012`, `unsafe F-0012`, `safe F-0012`."""
    verb, _, rest = bare.partition(" ")
    make = FAMILY_COMMANDS.get(verb)
    match = FAMILY.fullmatch(rest.strip())
    return make(f"F-{match.group(1)}") if make and match else None


def _about_request(text: str) -> Command | None:
    """Read `done`, `done KB note` and `send KB`."""
    words = text.split(maxsplit=2)
    verb = words[0].lower() if words else ""
    code = words[1].strip(".,:;").upper() if len(words) > 1 and looks_like_code(words[1].strip(".,:;")) else None
    note = "".join(words[2:]).strip()
    alone = len(words) == 1
    if verb == "send" and (code or alone) and not note:
        return SendOnce(code)
    if verb == "done":
        return Done(code, note) if code or alone else Done(None, text.split(maxsplit=1)[1])
    return None


def _words(text: str) -> Words:
    """Read words, with the code they begin with (``KB are you safe``) if there is one."""
    first, _, rest = text.strip().partition(" ")
    first = first.rstrip(":,")
    return Words(first.upper(), rest.strip()) if looks_like_code(first) and rest.strip() else Words(None, text.strip())
