"""Reads days: by their name, by date, by week, by holiday; and the parts of a day."""

from bot.language.times.asked import Ahead, Day, Following, Holiday, OnDate, Week, Weekday, Weekend
from bot.language.times.reading import Reading
from bot.language.times.signs import HOLIDAYS, MONTHS, NEAR, PARTS, UNITS, WEEKDAYS
from bot.language.times.vocabulary import Sign

_LAST_DAY, _LAST_MONTH, _LITTLE = 31, 12, 4


def until_day(here: Reading, at: int) -> int:
    """Read "any time up to friday" and "before friday"."""
    is_in = here.sign() is not Sign.BEFORE
    here.at += at
    day, taken = day_at(here)
    here.at -= at
    if day is None:
        return 0
    here.found.until, here.found.until_is_in = day, is_in
    return at + taken


def day_said(here: Reading) -> int:
    """Read a day, a date, a week."""
    day, taken = day_at(here)
    if day is None:
        return 0
    if here.sign(taken) is Sign.THE_ONE or _is_of_the_one(here):
        return taken + (here.sign(taken) is Sign.THE_ONE)
    here.add_day(day)
    return taken


def _is_of_the_one(here: Reading) -> bool:
    """Whether a day says which visit is meant: "the one on friday"."""
    before = here.token(-1)
    is_little = before is not None and before.sign is None and len(before.text) < _LITTLE
    return Sign.THE_ONE in {here.sign(-1), here.sign(-2) if is_little else None}


def day_at(here: Reading) -> tuple[Day | None, int]:
    """Return the day that begins here, and how many tokens it takes."""
    for read in (_named_day, _week, _date, _holiday):
        day, taken = read(here)
        if day is not None:
            return day, taken
    return None, 0


def _named_day(here: Reading) -> tuple[Day | None, int]:
    """Read today, tomorrow, friday, next friday."""
    sign = here.sign()
    if sign is Sign.TONIGHT:
        here.found.part = Sign.EVENING
    if sign in NEAR:
        return Ahead(NEAR[sign]), 1
    if sign is Sign.TOMORROW_OR_MORNING and not _is_the_morning(here):
        return Ahead(1), 1
    begins = 1 if sign in {Sign.NEXT, Sign.THIS} else 0
    weekday = here.sign(begins)
    if weekday not in WEEKDAYS:
        return None, 0
    taken = begins + 1
    is_next = sign is Sign.NEXT or here.sign(taken) is Sign.NEXT
    taken += here.sign(taken) in {Sign.NEXT, Sign.THIS}
    if here.sign(taken) is Sign.AFTER and here.sign(taken + 1) in HOLIDAYS:
        holiday = Holiday(here.sign(taken + 1))  # type: ignore[arg-type]
        return Following(holiday, weekday=WEEKDAYS.index(weekday)), taken + 2
    if here.sign(taken) is Sign.AFTER and here.token(taken + 1) is None and here.memory.day is not None:
        return Following(here.memory.day, weekday=WEEKDAYS.index(weekday)), taken + 1
    number = here.token(taken)
    if number is not None and number.ordinal is not None:
        return OnDate(number.ordinal), taken + 1
    later = any(token.clock or token.sign is Sign.AT for token in here.tokens[here.at + taken + 1 :])
    if number is not None and number.number is not None and later and here.sign(taken + 1) not in {Sign.AM, Sign.PM}:
        return OnDate(number.number), taken + 1
    return Weekday(WEEKDAYS.index(weekday), in_next_week=is_next), taken


def _is_the_morning(here: Reading) -> bool:
    """Whether a "manana" is the morning: "la manana"."""
    before = here.token(-1)
    return before is not None and before.text in {"la", "las"}


def _week(here: Reading) -> tuple[Day | None, int]:
    """Read next week, the early part of it, the weekend."""
    part = here.sign() if here.sign() in {Sign.EARLY_PART, Sign.LATE_PART} else None
    at = 1 if part else 0
    is_next, is_this = here.sign(at) is Sign.NEXT, here.sign(at) is Sign.THIS
    at += is_next or is_this
    if here.sign(at) is Sign.WEEKEND:
        return Weekend(in_next_week=is_next), at + 1
    if here.sign(at) is not Sign.WEEK:
        return None, 0
    at += 1
    if not is_next and here.sign(at) is Sign.NEXT:
        is_next, at = True, at + 1
    elif not is_this and here.sign(at) is Sign.THIS:
        is_this, at = True, at + 1
    if not part and here.sign(at) in {Sign.EARLY_PART, Sign.LATE_PART}:
        part, at = here.sign(at), at + 1
    return (Week(1 if is_next else 0, part), at) if is_next or is_this else (None, 0)


def _date(here: Reading) -> tuple[Day | None, int]:
    """Read dec 2, the 14th, 3/4, el 4 de marzo."""
    token, sign = here.token(), here.sign()
    if sign in MONTHS:
        number = here.token(1 + (here.sign(1) is Sign.THE))
        day = (number.ordinal or number.number) if number is not None else None
        known = day is not None and 0 < day <= _LAST_DAY
        return (OnDate(day or 1, MONTHS.index(sign) + 1), 2 + (here.sign(1) is Sign.THE)) if known else (None, 0)
    begins = 1 if sign is Sign.THE else 0
    token = here.token(begins)
    day = (token.ordinal or token.number) if token is not None else None
    if token is None or day is None or token.sign is not None or not 0 < day <= _LAST_DAY:
        return None, 0
    slash, month = here.token(begins + 1), here.token(begins + 2)
    if slash is not None and slash.text == "/" and month is not None and month.number is not None:
        return _slashed(day, month.number), begins + 3
    at = begins + 1 + (here.sign(begins + 1) is Sign.THE or (slash is not None and slash.text in {"de", "of"}))
    if here.sign(at) in MONTHS:
        return OnDate(day, MONTHS.index(here.sign(at)) + 1), at + 1
    if token.ordinal is not None and here.sign(begins + 1) is not Sign.THE_ONE and token.text[0].isdigit():
        return OnDate(day), begins + 1
    is_date = begins and token.number is not None and not _is_spoken_of(here, begins + 1)
    return (OnDate(day), begins + 1) if is_date else (None, 0)


def _is_spoken_of(here: Reading, at: int) -> bool:
    """Whether a number with "the" is something else than a day of the month."""
    behind = here.token(at)
    return behind is not None and (behind.sign in {Sign.THE_ONE, Sign.COUNTED, Sign.AM, Sign.PM, *UNITS})


def _holiday(here: Reading) -> tuple[Day | None, int]:
    """Read christmas, the day after christmas."""
    if here.sign() in HOLIDAYS:
        return Holiday(here.sign()), 1  # type: ignore[arg-type]
    if here.sign() is not Sign.DAY or here.sign(1) not in {Sign.AFTER, Sign.BEFORE}:
        return None, 0
    days = 1 if here.sign(1) is Sign.AFTER else -1
    if here.sign(2) in HOLIDAYS:
        return Following(Holiday(here.sign(2)), days), 3  # type: ignore[arg-type]
    is_end = here.token(2) is None and here.memory.day is not None
    return (Following(here.memory.day, days), 2) if is_end and here.memory.day else (None, 0)


def part_at(here: Reading) -> int:
    """Read morning, after school, evening."""
    sign = here.sign()
    if sign is Sign.TOMORROW_OR_MORNING:
        sign = Sign.MORNING
    if sign not in PARTS or sign is Sign.TONIGHT:
        return 0
    if sign is Sign.MORNING and here.sign(-1) is Sign.LATE_PART:
        sign = Sign.LATE_MORNING
    if sign is Sign.NOON:
        return 0
    if not here.is_old:
        here.found.part = sign
    return 1


def _slashed(first: int, second: int) -> Day | None:
    """Return a date written with a slash: the month first, as here, unless that cannot be."""
    if first <= _LAST_MONTH:
        return OnDate(second, first)
    return OnDate(first, second) if second <= _LAST_MONTH else None
