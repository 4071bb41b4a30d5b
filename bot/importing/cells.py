"""What people and spreadsheets write into one cell, as values; each raises `ValueError` with a remedy."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import TypeVar

from bot.language.personal_words import MOST_WORDS, plain

_E = TypeVar("_E", bound=StrEnum)

_YES = frozenset({"y", "yes", "true", "t", "1"})
_NO = frozenset({"n", "no", "false", "f", "0"})
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_US_DAY = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})(?::([0-5]\d)(?::([0-5]\d))?)?\s?(?:([ap])\.?\s?m\.?)?", re.ASCII | re.IGNORECASE)
_MOMENT = re.compile(r"(\S+?)[T ](.+?)\s?(Z|[+-]\d\d:?[0-5]\d)?", re.ASCII)
_YEARS = range(2000, 2101)
_NOON = 12
_LAST_HOUR = 23
_LONGEST_OFFSET = timedelta(hours=15)

LONGEST_NAME = 60
LONGEST_ADDRESS = 200
LONGEST_ID = 32
SHORTEST_OWN_WORD, LONGEST_OWN_WORD = 4, 40


def name(cell: str) -> str:
    """Return a person's name."""
    return _at_most(LONGEST_NAME, cell)


def address(cell: str) -> str:
    """Return an address on one line."""
    return _at_most(LONGEST_ADDRESS, cell)


def identity(cell: str) -> str:
    """Return what the program's own lists call somebody."""
    return _at_most(LONGEST_ID, cell)


def own_word(cell: str) -> str:
    """Return a word a person chose for themselves as it is looked for: small letters, no accents, one blank between."""
    words = plain(cell)
    word = " ".join(words)
    if sum(map(len, words)) < SHORTEST_OWN_WORD or len(word) > LONGEST_OWN_WORD:
        raise ValueError(f"must have {SHORTEST_OWN_WORD} to {LONGEST_OWN_WORD} letters or digits, one to three words")
    if all(one.isdigit() for one in words) or len(words) > MOST_WORDS:
        raise ValueError("must be one to three words, not digits alone: digits answer questions")
    return word


def _at_most(longest: int, cell: str) -> str:
    if len(cell) > longest:
        raise ValueError(f"is longer than {longest} characters; shorten it")
    return cell


def one_of(values: type[_E], cell: str) -> _E:
    """Return the member of a closed set, in capitals or not."""
    try:
        return values(cell.lower())
    except ValueError:
        raise ValueError(f"must be one of {', '.join(values)}") from None


def yes(cell: str) -> bool:
    """Return what Y, N, yes, no, TRUE, FALSE, 1 or 0 mean."""
    word = cell.lower()
    if word not in _YES | _NO:
        raise ValueError("must be Y or N")
    return word in _YES


def day(cell: str) -> date:
    """Return a day written 2027-01-31, or 1/31/2027 as spreadsheets here write it."""
    found = _ISO_DAY.fullmatch(cell) or _US_DAY.fullmatch(cell)
    if not found:
        raise ValueError("is no date; write 2027-01-31 or 1/31/2027")
    year, month, number = (int(found[part]) for part in ("year", "month", "day"))
    if year not in _YEARS:
        raise ValueError(f"the year must lie between {_YEARS[0]} and {_YEARS[-1]}")
    try:
        return date(year, month, number)
    except ValueError:
        raise ValueError("there is no such day; write 2027-01-31 or 1/31/2027, the month first") from None


def clock(cell: str) -> time:
    """Return a time of day written 21:30, 9:30 PM or 9 pm."""
    found = _CLOCK.fullmatch(cell)
    if not found or not (found[2] or found[4]):
        raise ValueError("is no time of day; write 21:30 or 9:30 PM")
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= _NOON:
            raise ValueError("AM and PM go with the hours 1 to 12; write 21:30 or 9:30 PM")
        hour = hour % _NOON + (_NOON if found[4].lower() == "p" else 0)
    if hour > _LAST_HOUR:
        raise ValueError("the hours go from 0 to 23; midnight is 0:00 or 12:00 AM")
    return time(hour, minute, second)


def moment(cell: str) -> datetime:
    """Return date and time: aware where an offset was written, else naive, on the program's clock."""
    found = _MOMENT.fullmatch(cell)
    if not found:
        raise ValueError("needs date and time; write 2027-01-31 17:00, with or without an offset such as -05:00")
    return datetime.combine(day(found[1]), clock(found[2]), _offset(found[3]))


def _offset(written: str | None) -> timezone | None:
    if written is None:
        return None
    if written == "Z":
        return UTC
    apart = timedelta(hours=int(written[1:3]), minutes=int(written[-2:]))
    if apart > _LONGEST_OFFSET:
        raise ValueError("there is no such offset; the program's own is like -05:00")
    return timezone(-apart if written[0] == "-" else apart)
