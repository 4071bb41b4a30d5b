"""What did a worker mean? Commands are whole words at the start of a text; everything else is words (SAFETY 4)."""

import re
import unicodedata

from bot.language.block_commands import AboutBlock, about_block
from bot.language.help_called_commands import HalfHelpCalled, HelpCalled, about_help
from bot.language.night_commands import AboutNight, about_night
from bot.language.phrases import NoSuchPhrase, SayPhrase, phrase
from bot.language.profile_commands import AboutProfile, about_profile
from bot.language.report_commands import AboutReport, about_report
from bot.language.shift_commands import AboutShift, about_shift
from bot.language.visit_commands import AboutVisit, Unclear, about_visit
from bot.model.help import looks_like_code
from bot.model.value import value_in_order

RECORD_WORDS = frozenset({"report", "reported", "written", "oral", "reporte", "reporté", "reportado", "reportada"})
CODE_SECOND = 2
FAMILY_CODE = re.compile(r"\bf(?=[-._ ]?o*[0-9])(?:[-._][0-9o]+| ?[0-9o]{3,})\b", re.IGNORECASE)
"""A family's code in any text, mistyped too (F-O012, F.0012): such a text is no words for a family."""
FAMILY = re.compile(r"\bf[- ]*([0-9]{1,6})(?![0-9])", re.IGNORECASE)
ABOUT_FAMILY = re.compile(
    r"(resume|unsafe|safe|pause|pausa)[^a-z0-9]+(?:(?:family|familia)[^a-z0-9]+)?f[- ]*([0-9]{1,6})(?![0-9])",
    re.IGNORECASE,
)
HALF_ABOUT_FAMILY = re.compile(
    r"resume\b.*|unsafe(?:[^a-z0-9]+[^ ]+){0,2}|(?:safe|pause|pausa)(?:[^a-z0-9]+[^ ]+)?"
    r"|(?:unsafe|safe|pause|pausa)[^a-z0-9]+(?:[0-9]{2}|(?:family|familia|[b-df-hj-np-tv-xz]{2})\b).*",
    re.DOTALL,
)
HALF_AT_WORK = re.compile(
    r"[hmecpn][ #-]*[0-9]{1,6}\b.*|(?:late|closed)(?: +[0-9].*)?|words|palabras"
    r"|(?:nobody|no +one|noone)(?: +is)?(?: +at)? +home|nadie +(?:est[aá] +)?en +(?:la +)?casa",
    re.DOTALL,
)
DIGIT_AND_CODE = re.compile(r"([12])[ .,:=-]*([a-z]{2,3})(?:[^a-z0-9](.*))?", re.IGNORECASE | re.DOTALL)
CODE_AND_DIGIT = re.compile(r"([a-z]{2,3})[ .,:-]*([12])(?:[^a-z0-9](.*))?", re.IGNORECASE | re.DOTALL)
DIGIT_AND_WORDS = re.compile(r"([12])([^a-z0-9]+)(.+)", re.DOTALL)
VERB_AND_CODE = re.compile(r"(take|pass)[ .,:=-]+([a-z]{2,3})", re.IGNORECASE)
WHO_IS_ON_CALL = re.compile(
    r"(?:who(?:'?s| is)? +)?on[ -]?call(?: +(?:now|tonight|today|please))?|who(?:'?s| is)? +on[ -]?call\b.{0,30}"
    r"|(?:quien +esta +)?de +guardia(?: +(?:ahora|hoy))?"
)
I_HAVE_IT = re.compile(
    r"(?:i +have|have|(?:i *'?ve +)?got|i +got|i *'?ll +take|i +take|take|taking) +(?:it|this)"
    r"|mine|(?:i *'?a?m +)?on +it|(?:yo +)?l[ao] +(?:tomo|tengo)|yes|ok|s[ií]|thanks|thank +you|gracias|please"
)
PASS_IT_ON = re.compile(
    r"(?:pass|passing)(?: +(?:it|this))?(?: +on)?|(?:l[ao] +)?paso|no|sorry|i +can *'?t|ok|thanks|please"
)
NO_WORDS_ALONE = re.compile(
    r"(?:un)?block|i +have +it|(?:pass|take)(?: +(?:it|on|it +on))?|(?:yo +)?l[ao] +(?:tomo|tengo|paso)"
)
LETTER_AND_NUMBER = re.compile(r"[a-z]?[ -]?[0-9]{1,6}")
ANSWERS = frozenset({"1", "2", "take", "pass", "done", "send", "and", "y", "written", "report", "unblock"})
MARKS = " \t\r\n.!,;:¡¿\"'“”‘’()*"
TYPED = dict.fromkeys(map(ord, "\ufe0f\u20e3")) | dict.fromkeys(range(0x2010, 0x2016), "-") | {0x2212: "-", 0x2019: "'"}
"""What phones make of a digit, a hyphen and an apostrophe."""
OWN_HELP = frozenset({"help", "help me", "ayuda", "ayudame", "ayúdame"})


@value_in_order
class Take:
    """`1`: I have it."""

    code: str | None


@value_in_order
class Pass:
    """`2`: pass it on."""

    code: str | None


@value_in_order
class Done:
    """`done KB note`: the request is cared for."""

    code: str | None
    note: str


@value_in_order
class SendOnce:
    """`send KB`: lift the hold on my words once."""

    code: str | None


@value_in_order
class Resume:
    """`resume F-0012`: reminders may go out again; `is_sure`: repeated with a yes."""

    family: str
    note: str = ""
    is_sure: bool = False


@value_in_order
class Unsafe:
    """`unsafe F-0012`: hold every phone of the family."""

    family: str
    note: str = ""


@value_in_order
class Safe:
    """`safe F-0012`: release every phone of the family; `is_sure`: repeated with a yes."""

    family: str
    note: str = ""
    is_sure: bool = False


@value_in_order
class Pause:
    """`pause F-0012`: nothing automatic to the family until `resume F-0012`."""

    family: str
    note: str = ""


@value_in_order
class WhoIsOnCall:
    """`oncall`: who stands on which tier now."""


@value_in_order
class ListCommands:
    """`?`: what can I write here."""


@value_in_order
class OwnHelp:
    """`help` alone: the worker's own emergency."""


@value_in_order
class Words:
    """Words for a family; `code` is the code they began with, if any."""

    code: str | None
    text: str


Command = (
    Take
    | Pass
    | Done
    | SendOnce
    | Resume
    | Unsafe
    | Safe
    | Pause
    | AboutVisit
    | AboutProfile
    | AboutShift
    | AboutNight
    | AboutReport
    | AboutBlock
    | HelpCalled
    | HalfHelpCalled
    | SayPhrase
    | NoSuchPhrase
    | WhoIsOnCall
    | ListCommands
    | OwnHelp
    | Unclear
    | Words
)
AboutFamily = Resume | Unsafe | Safe | Pause
SURE = re.compile(r"(?:yes|si|sí)\b[^a-z0-9]*", re.IGNORECASE)
UNSURE = re.compile(
    r"(?:no|not|nope|never|if|when|until|unless|todav[ií]a|a[uú]n|nunca|cuando|hasta)\b|si +[a-z]|[^?]*\?",
    re.IGNORECASE,
)


def parse_command(text: str) -> Command:
    """Read a worker's text; never raises, whatever it holds."""
    plain = _plain(text)
    bare = plain.lower()
    if bare.rstrip("?") in OWN_HELP:
        return OwnHelp()
    if bare and not bare.strip("?"):
        return ListCommands()
    if _names_two(plain):
        return Unclear()
    if WHO_IS_ON_CALL.fullmatch(bare.rstrip("?")):
        return WhoIsOnCall()
    at_work: Command | None = about_visit(plain) or about_shift(plain) or about_night(plain)
    at_work = at_work or phrase(plain) or about_report(plain) or about_block(plain)
    at_work = at_work or about_help(plain)
    short = at_work or _digit(plain) or _about_family(plain) or about_profile(plain)
    return short or _about_request(text) or _unclear(text, bare) or _words(text)


def codes_in(text: str) -> frozenset[str]:
    """Return the words of a text that could be codes, upper-cased; only the first few words count."""
    found = re.findall(r"[A-Za-z]+", text[:40])[:3]
    return frozenset(word.upper() for word in found if looks_like_code(word))


def family_in(text: str) -> str | None:
    """Return the family code in a command's text, as it is written in the records (``F-0012``)."""
    match = FAMILY.search(_plain(text)[:40])
    return f"F-{match.group(1)}" if match else None


def _names_two(plain: str) -> bool:
    """Whether a text answers two requests at once (`1 KB KC`, `done KB KC`): it is asked back, never half obeyed."""
    words = [word.strip(MARKS) for word in re.split(r"[ ,+&/]+", plain) if word.strip(MARKS)]
    codes = [word for word in words if looks_like_code(word)]
    rest = {word.lower() for word in words if not looks_like_code(word)}
    return len(codes) > 1 and rest <= ANSWERS


def _digit(plain: str) -> Command | None:
    """Read `1`, `2`, `1 KB`, `KB 1`, `take KB`, and what people write behind them or copy from the page."""
    if plain in {"1", "2"}:
        return _answer(plain, None)
    if (match := VERB_AND_CODE.fullmatch(plain)) and looks_like_code(match.group(2).upper()):
        return _answer("1" if match.group(1).lower() == "take" else "2", match.group(2))
    if (match := DIGIT_AND_CODE.fullmatch(plain)) and _is_code(match.group(2), match.group(3)):
        return _answer(match.group(1), match.group(2))
    if (match := CODE_AND_DIGIT.fullmatch(plain)) and _is_code(match.group(1), match.group(3)):
        rest = match.group(3)
        return _answer(match.group(2), match.group(1)) if rest is None or _fits(match.group(2), rest) else None
    if match := DIGIT_AND_WORDS.fullmatch(plain.lower()):
        digit, mark, rest = match.groups()
        if _fits(digit, rest):
            return _answer(digit, None)
        return Unclear() if "=" in mark or _fits("1", rest) or _fits("2", rest) else None
    return None


def _answer(digit: str, code: str | None) -> Take | Pass:
    named = code.upper() if code else None
    return Take(named) if digit == "1" else Pass(named)


def _is_code(word: str, rest: str | None) -> bool:
    """Whether `word` beside a digit is a code; three small letters with more behind them are a word ("2 hrs ago")."""
    return looks_like_code(word if rest else word.upper())


def _fits(digit: str, rest: str) -> bool:
    """Whether what stands behind a digit says the same as the digit."""
    return (I_HAVE_IT if digit == "1" else PASS_IT_ON).fullmatch(rest.strip(MARKS + "=-").lower()) is not None


def _about_family(plain: str) -> AboutFamily | Unclear | None:
    """Read `resume F-0012`, `unsafe F-0012`, `safe F-0012`, `pause F-0012`; what is written behind them is a note.

    A note that takes back what it stands behind, or asks, releases nobody.
    """
    match = ABOUT_FAMILY.match(plain)
    if match is None:
        return None
    family, note = f"F-{match.group(2)}", plain[match.end() :].strip(MARKS + "-")
    sure = SURE.match(note)
    behind = note[sure.end() :] if sure else note
    if match.group(1).lower() in {"safe", "resume"} and UNSURE.match(note):
        return Unclear()
    match match.group(1).lower():
        case "unsafe":
            return Unsafe(family, note)
        case "safe":
            return Safe(family, behind, is_sure=sure is not None)
        case "resume":
            return Resume(family, behind, is_sure=sure is not None)
        case _:
            return Pause(family, note)


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
    """Hold back what can only be half a command: `3`, `H12`, `S`, `KB?` or `unsafe KB` are no words for a family."""
    asked = bare.rstrip("? ")
    half = (asked == bare and HALF_ABOUT_FAMILY.fullmatch(bare)) or NO_WORDS_ALONE.fullmatch(asked)
    half = half or HALF_AT_WORK.fullmatch(asked)
    is_code = looks_like_code(text.strip(MARKS + "?"))
    alone = (len(asked) == 1 and asked.isalnum()) or LETTER_AND_NUMBER.fullmatch(asked) or is_code
    return Unclear() if half or alone or _names_records(bare) else None


def _names_records(bare: str) -> bool:
    """Whether a text speaks of records, as only staff do: a family's code, `report KB`, `H12 E13`."""
    words = [word.strip(MARKS + "?") for word in bare.lower().split()]
    named = len(words) > 1 and looks_like_code(words[0].upper())
    first = words[int(named)] if words else ""
    letters = bool(words) and all(LETTER_AND_NUMBER.fullmatch(word) for word in words)
    about_code = len(words) == CODE_SECOND and looks_like_code(words[1].upper()) and words[0].isdecimal()
    return letters or about_code or first in RECORD_WORDS or FAMILY_CODE.search(bare) is not None


def _plain(text: str) -> str:
    """Return the text without marks around it; a digit in a box is a digit, and every dash a hyphen."""
    return unicodedata.normalize("NFKC", text).translate(TYPED).strip(MARKS)


def _words(text: str) -> Words:
    """Read words, with the code they begin with (``KB are you safe``) if there is one."""
    first, _, rest = text.strip().partition(" ")
    first = first.rstrip(":,")
    return Words(first.upper(), rest.strip()) if looks_like_code(first) and rest.strip() else Words(None, text.strip())
