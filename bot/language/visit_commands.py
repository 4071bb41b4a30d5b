"""What does a worker mean about visits? Outcomes by letter, `in`, `out`, `late 20`, closed days (SAFETY 4.1)."""

import re
from datetime import date

from bot.model.value import value_in_order
from bot.model.visits import Outcome

MARKS = " .,;:!?-"
ABOUT_VISIT = re.compile(
    r"([hmecpn])(?:#?([0-9]{1,6})(?:[^a-z0-9]+(.+))?|[ #-]+([0-9]{1,6}))", re.IGNORECASE | re.DOTALL
)
ARRIVED = re.compile(r"(?:(?:i *'?a?m|estoy) +)?(?:in|entro|adentro)(?:[ ,:#-]+(?:visit +|v)?([0-9]{1,6}))?")
LEFT = re.compile(
    r"(?:(?:yes|ok|s[ií]|ya|i *'?a?m|estoy)[ ,]+)*(?:out|salgo|sal[ií]|fuera)(?: +(?:now|ya))?"
    r"(?:[ ,:#-]+(?:visita? +|v)?([0-9]{1,6}))?"
)
RUNNING_LATE = re.compile(r"late[ ,:-]*([0-9]{1,3}) *(?:m|min|mins|minutes)?(?:[ ,]+(?:visit +|#|v)?([0-9]{1,6}))?")
NOBODY_HOME = re.compile(
    r"(?:nobody|no +one|noone)(?: +is)?(?: +at)? +home[^a-z0-9]+f[- ]*([0-9]{1,6})"
    r"|nadie +(?:est[aá] +)?en +(?:la +)?casa[^a-z0-9]+f[- ]*([0-9]{1,6})"
)
WORDS_OF = re.compile(r"(?:words|palabras)[^a-z0-9]+f[- ]*([0-9]{1,6})")
CLOSED_ON = re.compile(r"closed[ ,:]+(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}/\d{4})(?:[ ,:]+(yes|si|sí))?")


@value_in_order
class Enter:
    """`H12`, `M12`, `E12`, `C12`, `P12` and a note: what became of a visit."""

    number: int
    outcome: Outcome
    note: str = ""


@value_in_order
class NotThatTime:
    """`N12`: the time a family chose does not suit; give it back."""

    number: int


@value_in_order
class Arrived:
    """`in`: the worker is at a visit, the one at hand unless a number names another."""

    number: int | None


@value_in_order
class Left:
    """`out`: the worker has left a visit, the ones they were at unless a number names one."""

    number: int | None


@value_in_order
class RunningLate:
    """`late 20`: the worker comes so many minutes late to their next visit."""

    minutes: int
    number: int | None


@value_in_order
class NobodyHome:
    """`nobody home F-0012`: the worker stands at a door that nobody opens."""

    family: str


@value_in_order
class WordsOf:
    """`words F-0012`: show what a family wrote that the line answered by itself."""

    family: str


@value_in_order
class CloseOn:
    """`closed 2027-01-20`: the program is closed that day (None: no such day); carried out once repeated with a yes."""

    day: date | None
    is_sure: bool


@value_in_order
class Unclear:
    """A digit, a letter, a code or half a command alone: no words for a family, and nothing we know."""


AboutVisit = Enter | NotThatTime | Arrived | Left | RunningLate | NobodyHome | WordsOf | CloseOn
OUTCOMES = {
    "h": Outcome.HELD,
    "m": Outcome.MISSED,
    "e": Outcome.EXCUSED,
    "c": Outcome.CANCELLED_BY_FAMILY,
    "p": Outcome.CANCELLED_BY_PROGRAM,
}
"""The letters that alerts print (SAFETY 4.1)."""


def about_visit(plain: str) -> AboutVisit | Unclear | None:
    """Read what a worker writes about visits; None where a text is about something else."""
    return _by_number(plain) or _at_work(plain.lower())


def _by_number(plain: str) -> AboutVisit | Unclear | None:
    """Read `H12` and its sisters, with a note behind the number, and `N12`; two answers in one text are asked back."""
    match = ABOUT_VISIT.fullmatch(plain)
    if match is None:
        return None
    letter, number = match.group(1).lower(), int(match.group(2) or match.group(4))
    note = (match.group(3) or "").strip()
    if any(ABOUT_VISIT.fullmatch(word.strip(MARKS)) for word in note.split()) or (letter == "n" and note):
        return Unclear()
    return NotThatTime(number) if letter == "n" else Enter(number, OUTCOMES[letter], note)


def _at_work(bare: str) -> AboutVisit | None:
    """Read what a worker writes on the way: `in`, `out`, `late 20`, nobody home, `words F-0012`, `closed DAY`."""
    if match := ARRIVED.fullmatch(bare):
        return Arrived(int(match.group(1)) if match.group(1) else None)
    if match := LEFT.fullmatch(bare):
        return Left(int(match.group(1)) if match.group(1) else None)
    if match := RUNNING_LATE.fullmatch(bare):
        return RunningLate(int(match.group(1)), int(match.group(2)) if match.group(2) else None)
    if match := NOBODY_HOME.fullmatch(bare):
        return NobodyHome(f"F-{match.group(1) or match.group(2)}")
    if match := WORDS_OF.fullmatch(bare):
        return WordsOf(f"F-{match.group(1)}")
    if match := CLOSED_ON.fullmatch(bare):
        return CloseOn(_day(match.group(1)), match.group(2) is not None)
    return None


def _day(written: str) -> date | None:
    """Read 2027-01-20 or 1/20/2027; None where there is no such day."""
    parts = [int(part) for part in re.split("[-/]", written)]
    year, month, day = parts if "-" in written else (parts[2], parts[0], parts[1])
    try:
        return date(year, month, day)
    except ValueError:
        return None
