"""What does a worker mean about shifts? `my shifts`, `cover Fri`, `swap Fri Lee Sat`, `assign Fri Lee`, `T BB`."""

import re
from datetime import date, time

from bot.language.normalise import fold
from bot.model.help import looks_like_code
from bot.model.policy import Tier
from bot.model.value import value, value_in_order

_WEEKDAYS = (
    r"mon(?:day)?|lun(?:es)?",
    r"tue(?:s|sday)?|mar(?:tes)?",
    r"wed(?:nesday)?|mie(?:rcoles)?",
    r"thu(?:r|rs|rsday)?|jue(?:ves)?",
    r"fri(?:day)?|vie(?:rnes)?",
    r"sat(?:urday)?|sab(?:ado)?",
    r"sun(?:day)?|dom(?:ingo)?",
)
_NEAR = {"today": 0, "hoy": 0, "tonight": 0, "esta noche": 0, "tomorrow": 1, "manana": 1}
_TIERS = {
    r"on[ -]?call|(?:de )?guardia": Tier.ON_CALL,
    r"backup|(?:de )?respaldo": Tier.BACKUP,
    r"supervisors?|supervision": Tier.SUPERVISOR,
}
_DAY = (
    rf"(?P<weekday>{'|'.join(_WEEKDAYS)})\b|(?P<near>{'|'.join(_NEAR)})\b"
    r"|(?P<iso>\d{4}-\d{1,2}-\d{1,2})\b|(?P<month>\d{1,2})/(?P<day>\d{1,2})(?:/(?P<year>\d{4}))?(?![\d/])"
)
_CLOCK = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?:(?P<half>[ap])\.? ?m\b\.?)?"
_SHIFT = re.compile(
    rf"(?:(?:my|mi|the|el|la|on|this|este|de|del) )*(?:{_DAY})"
    r"(?:,? (?:(?:por|de|en) )?(?:la )?(?P<part>day|night|evening|dia|noche)\b)?"
    rf"(?:,? (?:at |a las? )?(?<= ){_CLOCK}(?=[ ,]|$))?"
    rf"(?:,? (?P<tier>{'|'.join(_TIERS)})\b)?(?:,? (?:shift|turno)\b)?"
)
_MINE = re.compile(r"(?:when is )?(?:my |mis? )?(?:next )?(?:shifts?|turnos?|schedule)|mi horario")
_TAKE = re.compile(r"t(?:[ .,:=-]+([a-z]{2,3}))?(?:[ ,.]+(?:please|thanks|thank you|gracias|ok|yes|si))?")
_TAKES_MORE = re.compile(r"t[ .,:=-]+([a-z]{2,3})\b")
"""Two codes in one text, or words behind one: asked back."""
_VERB = re.compile(r"(cover|cubrir|swap|cambiar|cambio|assign|asignar)\b[ ,:]*(.*)", re.DOTALL)
_OFF = re.compile(r"([a-z]{2,3}) (?:off|back|no|ya no)")
_WITH = re.compile(r"(?:with|con) | (?:for|por)$")
_FOR = re.compile(r"(.+?) (?:for|por) (.+)")
_OF_SHIFTS = re.compile(r"\b(?:shifts?|turnos?)\b|^(?:for|por) (?:me|mi)\b")
"""What only a command speaks of behind its verb ("cover for me on friday night"): never words for a family."""
_VERBS = {"cubrir": "cover", "cambiar": "swap", "cambio": "swap", "asignar": "assign"}
_FEW_WORDS = 3
"""Behind a verb so few words are half a command; more of them may be words for a family ("cover the kids with ...")."""


@value
class ShiftNamed:
    """A shift as one writes it: its day (weekday from 0 = Monday, days ahead, or a date) and what tells it from others.

    `year` is None where it was left out; `at_night` where neither day nor night was said.
    """

    weekday: int | None = None
    ahead: int | None = None
    year: int | None = None
    month: int = 0
    day: int = 0
    at_night: bool | None = None
    begins: time | None = None
    tier: Tier | None = None


@value_in_order
class MyShifts:
    """`my shifts`: those of the next two weeks."""


@value_in_order
class Cover:
    """`cover Fri`: ask others to take a shift of mine."""

    named: ShiftNamed


@value_in_order
class TakeShift:
    """`T BB`: I take that shift."""

    code: str | None


@value_in_order
class TakeBack:
    """`cover BB off`: I stand my shift after all."""

    code: str


@value_in_order
class Swap:
    """`swap Fri Lee Sat`: my Friday against Lee's Saturday."""

    mine: ShiftNamed
    whom: str
    theirs: ShiftNamed


@value_in_order
class Assign:
    """`assign Fri Lee for Dana`: a supervisor puts one in the place of another; without `for` where only one fits."""

    named: ShiftNamed
    taker: str
    owner: str | None


@value_in_order
class HalfShift:
    """Half of such a command: no words for a family."""


AboutShift = MyShifts | Cover | TakeShift | TakeBack | Swap | Assign | HalfShift


def about_shift(plain: str) -> AboutShift | None:
    """Read what a worker writes about shifts; None where a text is about something else."""
    bare = " ".join(fold(plain, {}).split())
    if _MINE.fullmatch(bare.rstrip("?")):
        return MyShifts()
    if match := _TAKE.fullmatch(bare):
        code = match.group(1)
        return TakeShift(code.upper() if code else None) if not code or looks_like_code(code.upper()) else None
    if (match := _TAKES_MORE.match(bare)) and looks_like_code(match.group(1).upper()):
        return HalfShift()
    if match := _VERB.fullmatch(bare):
        return _verb(_VERBS.get(match.group(1), match.group(1)), match.group(2).strip(" ?.,!"))
    return None


def _verb(verb: str, rest: str) -> AboutShift | None:
    if verb == "cover" and (off := _OFF.fullmatch(rest)) and looks_like_code(off.group(1).upper()):
        return TakeBack(off.group(1).upper())
    first = _SHIFT.match(rest)
    named = _named(first) if first else None
    if first is None or named is None:
        is_half = first or len(rest.split()) <= _FEW_WORDS or _OF_SHIFTS.search(rest)
        return HalfShift() if is_half else None
    behind = rest[first.end() :].strip(" ,")
    match verb:
        case "cover":
            return Cover(named) if behind in {"", "please", "por favor"} else HalfShift()
        case "swap":
            return _swap(named, behind)
        case _:
            return _assign(named, behind)


def _swap(mine: ShiftNamed, behind: str) -> AboutShift:
    """Read whom and which shift of theirs: the shortest name behind which a shift is left."""
    words = behind.split()
    for number in range(1, len(words)):
        theirs = _SHIFT.fullmatch(" ".join(words[number:]))
        whom = _WITH.sub("", " ".join(words[:number])).removesuffix("'s").strip(" ,")
        if whom and theirs and (named := _named(theirs)):
            return Swap(mine, whom, named)
    return HalfShift()


def _assign(named: ShiftNamed, behind: str) -> AboutShift:
    if match := _FOR.fullmatch(behind):
        return Assign(named, match.group(1), match.group(2))
    return Assign(named, behind, None) if behind else HalfShift()


def _named(match: re.Match[str]) -> ShiftNamed | None:
    """Return the shift a text names; None where it names a day or an hour that is none."""
    begins = None
    if match["hour"]:
        begins = _clock(match["hour"], match["minute"], match["half"])
        if begins is None:
            return None
    tier = next((tier for words, tier in _TIERS.items() if match["tier"] and re.fullmatch(words, match["tier"])), None)
    near = match["near"]
    at_night = match["part"] not in {"day", "dia"} if match["part"] else None
    if near in {"tonight", "esta noche"}:
        at_night = True
    year, month, day = _date(match)
    if month and not _is_date(year or 2028, month, day):
        return None
    return ShiftNamed(
        weekday=_weekday(match["weekday"]) if match["weekday"] else None,
        ahead=_NEAR[near] if near else None,
        year=year,
        month=month,
        day=day,
        at_night=at_night,
        begins=begins,
        tier=tier,
    )


def _weekday(word: str) -> int:
    return next(number for number, words in enumerate(_WEEKDAYS) if re.fullmatch(words, word))


def _date(match: re.Match[str]) -> tuple[int | None, int, int]:
    """Return year, month and day as they were written, 0 for none."""
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
        return year, month, day
    return int(match["year"]) if match["year"] else None, int(match["month"] or 0), int(match["day"] or 0)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _clock(hour: str, minute: str | None, half: str | None) -> time | None:
    """Read 8pm, 8:30 pm, 20:30; a bare 8 could be either half of the day."""
    hours, minutes = int(hour), int(minute or 0)
    if half is None and minute is None:
        return None
    if half is not None:
        if not 1 <= hours <= 12:  # noqa: PLR2004
            return None
        hours = hours % 12 + (12 if half == "p" else 0)
    return time(hours, minutes) if hours < 24 and minutes < 60 else None  # noqa: PLR2004
