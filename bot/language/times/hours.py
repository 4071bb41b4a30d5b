"""Reads hours: a clock time, a range, a bound, how much later."""

from datetime import timedelta

from bot.language.times.asked import Ahead, Bound, Clock, Timed
from bot.language.times.days import until_day
from bot.language.times.reading import Reading
from bot.language.times.signs import BOUNDS, EARLIER, LATER, UNITS
from bot.language.times.vocabulary import Sign

DASHES = frozenset({"-", "–", "—"})
COUNTS = frozenset({Sign.MINUTE, Sign.HOUR, Sign.DAY, Sign.WEEK, Sign.MONTH, Sign.COUNTED})
"""Behind a number: it counts something, and is no hour."""
_LONGER = {Sign.DAY: 1, Sign.WEEK: 7}
_TWELVE, _MOST_HOUR, _HALF, _QUARTER, _FULL = 12, 23, 30, 15, 60
_DICTATED = frozenset({15, 30, 45})


def shift_at(here: Reading) -> int:
    """Read "an hour later", "in two days", "30 min earlier"."""
    begins = 1 if here.sign() is Sign.IN else 0
    amount, taken = _amount(here, begins)
    if amount is None:
        return 0
    behind, before = here.sign(begins + taken), here.sign(-1)
    if behind in LATER or (before in LATER and before is not Sign.AFTER):
        here.found.shift = (here.found.shift or timedelta()) + amount
        return begins + taken + (behind in LATER)
    if behind in EARLIER or (before in EARLIER and before is not Sign.BEFORE):
        here.found.shift = (here.found.shift or timedelta()) - amount
        return begins + taken + (behind in EARLIER)
    if not begins and here.moves and amount < timedelta(days=1):
        here.found.shift = (here.found.shift or timedelta()) + amount
        return taken
    if not begins:
        return taken if amount < timedelta(days=1) else 0
    if amount >= timedelta(days=1):
        here.add_day(Ahead(amount.days))
    else:
        here.found.from_now = amount
    return begins + taken


def _amount(here: Reading, begins: int) -> tuple[timedelta | None, int]:
    """Read a length of time: how long, and how many tokens it takes."""
    at = begins
    half = here.sign(at) is Sign.HALF
    at += half
    token = here.token(at)
    number = 1 if here.sign(at) is Sign.A else token.number if token is not None else None
    at += number is not None
    unit = here.sign(at)
    size = UNITS.get(unit) if unit in UNITS else timedelta(days=_LONGER[unit]) if unit in _LONGER else None
    if size is None or (number is None and not half):
        return None, 0
    at += 1
    length = size / 2 if half else size * (number or 1)
    if here.sign(at) is Sign.AND_A_HALF:
        length += size / 2
        at += 1
    return length, at - begins


def range_at(here: Reading) -> int:
    """Read "between 3 and 5", "3-5pm", "from 3 to 5"."""
    begins = 1 if here.sign() in {Sign.BETWEEN, Sign.AT} else 0
    first, taken = _clock(here, begins, is_cued=True)
    if first is None:
        return 0
    at = begins + taken
    joint = here.token(at)
    is_between = here.sign() is Sign.BETWEEN
    joins = joint is not None and (
        joint.sign in {Sign.TO, Sign.UNTIL}
        or joint.text in {"-", "–", "—"}
        or (is_between and joint.sign in {Sign.AND, Sign.A})
    )
    if not joins:
        return 0
    second, more = _clock(here, at + 1 + (here.sign(at + 1) is Sign.AT), is_cued=True)
    if second is None:
        return 0
    at += 1 + (here.sign(at + 1) is Sign.AT) + more
    if first.half is None and second.half is not None and first.hour <= second.hour % _TWELVE:
        first = Clock(first.hour, first.minute, second.half)
    here.add_time(Timed(first, Bound.AT, second))
    return at


def bound_at(here: Reading) -> int:
    """Read "after 5", "before noon", "4 or later", "after that", "before friday"."""
    bound = BOUNDS.get(here.sign()) if here.sign() is not None else None  # type: ignore[arg-type]
    if bound is None:
        return 0
    at = 1 + (here.sign(1) in {Sign.AT, Sign.THE})
    if here.sign(1) is Sign.THAT:
        named = here.memory.time
        if named is None or bound is Bound.BEFORE:
            return 2
        if here.found.times and here.found.times[-1] is named:
            here.found.times.pop()
        here.add_time(Timed(named.clock, bound))
        return 2
    clock, taken = _clock(here, at, is_cued=True)
    if clock is not None:
        here.add_time(Timed(clock, bound))
        return at + taken
    if bound is Bound.BEFORE:
        return until_day(here, at)
    return 0


def clock_at(here: Reading) -> int:
    """Read a time with or without "at"."""
    begins = 1 if here.sign() is Sign.AT else 0
    clock, taken = _clock(here, begins, is_cued=bool(begins))
    if clock is None:
        return 0
    at = begins + taken
    if here.sign(at) is Sign.AND and here.sign(at + 1) in LATER | EARLIER:
        here.add_time(Timed(clock, Bound.AFTER if here.sign(at + 1) in LATER else Bound.BEFORE))
        return at + 2
    here.add_time(Timed(clock))
    return at


def _clock(here: Reading, at: int, *, is_cued: bool) -> tuple[Clock | None, int]:
    """Return the clock time that begins so many tokens ahead, and how many tokens it takes."""
    if here.sign(at) is Sign.NOON:
        return Clock(_TWELVE, 0, Sign.PM), 1
    before = here.sign(at)
    offset = {Sign.HALF_PAST: _HALF, Sign.QUARTER_PAST: _QUARTER, Sign.QUARTER_TO: -_QUARTER}.get(before)  # type: ignore[arg-type]
    begins = at + (offset is not None)
    begins += offset is not None and here.sign(begins) is Sign.AT
    token = here.token(begins)
    if token is None:
        return None, 0
    if token.clock is not None:
        half, more = _half_of_day(here, begins + 1)
        return Clock(*token.clock, half), begins + 1 + more - at
    if token.number is None or not _is_hour(here, begins, is_cued=is_cued or offset is not None):
        return None, 0
    hour, minute, taken = token.number, offset or 0, begins + 1
    minute, taken = _minutes(here, minute, taken)
    if minute < 0:
        hour, minute = hour - 1 or _TWELVE, minute + _FULL
    half, more = _half_of_day(here, taken)
    return Clock(hour, minute, half), taken + more - at


def _minutes(here: Reading, minute: int, at: int) -> tuple[int, int]:
    """Read what stands behind an hour: o'clock, "y media", "3 30"."""
    at += here.sign(at) is Sign.O_CLOCK
    behind = {Sign.AND_A_HALF: _HALF, Sign.AND_A_QUARTER: _QUARTER, Sign.LESS_A_QUARTER: -_QUARTER}
    sign = here.sign(at)
    if sign in behind:
        return behind[sign], at + 1
    token, next_one = here.token(at), here.token(at + 1)
    if token is not None and token.number in _DICTATED and here.sign(at + 1) not in UNITS:
        return token.number or 0, at + 1
    is_and = sign is Sign.AND and next_one is not None and next_one.number is not None
    if is_and and _TWELVE < (next_one.number or 0) < _FULL and here.sign(at + 2) not in UNITS:  # type: ignore[union-attr]
        return next_one.number or 0, at + 2  # type: ignore[union-attr]
    return minute, at


def _half_of_day(here: Reading, at: int) -> tuple[Sign | None, int]:
    """Read am or pm, o'clock before it too."""
    at_first = at
    at += here.sign(at) is Sign.O_CLOCK
    if here.sign(at) in {Sign.AM, Sign.PM}:
        return here.sign(at), at + 1 - at_first
    return None, at - at_first


def _is_hour(here: Reading, at: int, *, is_cued: bool) -> bool:
    """Whether a number is an hour: something says so before or behind it, or nothing else is counted by it."""
    token, behind, before = here.token(at), here.token(at + 1), here.token(at - 1)
    assert token is not None
    if token.number is None or not 0 < token.number <= _MOST_HOUR:
        return False
    if token.sign is not None and not is_cued:
        return False
    if behind is not None and (behind.sign in {*UNITS, *_LONGER, Sign.COUNTED, Sign.MONTH} or behind.text in "/#%$"):
        return False
    if before is not None and (before.sign is Sign.NUMBERED or before.text in {"#", "/", "$"}):
        return False
    follows = behind.sign if behind is not None else None
    if follows in {Sign.AM, Sign.PM, Sign.O_CLOCK, Sign.AND_A_HALF, Sign.AND_A_QUARTER, Sign.LESS_A_QUARTER}:
        return True
    if is_cued:
        return True
    if token.number > _TWELVE:
        return False
    return behind is None or behind.says_time or behind.text in DASHES
