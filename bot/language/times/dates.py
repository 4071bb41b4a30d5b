"""Reads dates: "3/4", "march 4", "4 de marzo", "the 14th", "dia 14"."""

from calendar import monthrange
from datetime import date

from bot.language.times.clock_times import Signs
from bot.language.times.setting import Days, Sort
from bot.language.times.signs import Kind, past

_MONTHS, _LONGEST_MONTH = 12, 31
_MONTHS_AHEAD = 6
_TO_A_LEAP_DAY = 9
"""Years ahead in which any date comes at least once."""
_FEW = 3
_FIRST_ALONE = 10
"""Whoever says "the tenth" means a date; "the second" may be one of two."""
_TWO_DIGITS = 2
_ARTICLES = frozenset({Kind.OF, Kind.THE})
MAKES_AN_HOUR = frozenset({Kind.COLON, Kind.OCLOCK, Kind.AM, Kind.PM, Kind.H, Kind.HOUR, Kind.MINUTE, Kind.AND_HALF})
"""What makes the number before it an hour, and no day of the month."""
_COUNTS_OTHERS = frozenset({Kind.UNIT, Kind.OTHER, Kind.DASH, Kind.NUMBER, Kind.VISIT})


def date_at(signs: Signs, place: int, today: date, weekday: int | None) -> tuple[Days, int] | None:
    """Return the next such date from `today` on; a `weekday` named beside it has a say ("sunday the 1st")."""
    lead = signs[place].kind
    at = place + (lead in {Kind.THE, Kind.DATE_THE, Kind.OF})
    if signs[at].kind is Kind.MONTH:
        return _month_first(signs, at, today)
    if signs[at].kind is Kind.NTH or (signs[at].kind is Kind.NUMBER and lead is Kind.DATE_THE):
        return _in_words(signs, at, today, weekday)
    if signs[at].kind not in {Kind.DIGITS, Kind.NUMBER}:
        return None
    if signs[at].kind is Kind.DIGITS and signs[at + 1].kind is Kind.SLASH:
        return _slashed(signs, at, today)
    is_ordinal = signs[at + 1].kind is Kind.ORDINAL
    after = at + 1 + is_ordinal
    month = past(signs, after, _ARTICLES)
    if signs[month].kind is Kind.MONTH:
        return _in_month(signs[month].first, signs[at].first, month + 1, today)
    stands_alone = lead is Kind.THE and signs[at + 1].kind not in _COUNTS_OTHERS
    is_told = lead in {Kind.DATE_THE, Kind.OF} or is_ordinal or stands_alone or _is_day_of_hour(signs, at)
    if (
        not is_told
        or signs[at].kind is Kind.NUMBER
        or signs[at].last > _TWO_DIGITS
        or signs[after].kind in MAKES_AN_HOUR
    ):
        return None
    return _next_such(signs[at].first, after, today, weekday)


def _is_day_of_hour(signs: Signs, at: int) -> bool:
    """Whether an hour follows a number that is asked for, so that the number is its day ("mejor el 10 a las 3")."""
    follows = signs[at + 1].kind is Kind.AT and signs[at + 2].kind in {Kind.DIGITS, Kind.NUMBER}
    return follows and signs[at - 1].kind is Kind.ASK


def _in_words(signs: Signs, at: int, today: date, weekday: int | None) -> tuple[Days, int] | None:
    """Read "the sixteenth", "el veintiuno", "second of june"; a small number alone is rather a choice or an hour."""
    month = past(signs, at + 1, _ARTICLES)
    if signs[month].kind is Kind.MONTH:
        return _in_month(signs[month].first, signs[at].first, month + 1, today)
    least = _FIRST_ALONE if signs[at].kind is Kind.NTH else _MONTHS + 1
    least = 1 if signs[at - 1].kind is Kind.THE and signs[at - 2].kind is Kind.ON else least
    is_alone = signs[at].first >= least and signs[at + 1].kind not in _COUNTS_OTHERS | MAKES_AN_HOUR
    return _next_such(signs[at].first, at + 1, today, weekday) if is_alone else None


def _slashed(signs: Signs, at: int, today: date) -> tuple[Days, int] | None:
    """Read "3/4" as month and day; a day that is no month may stand first."""
    month, day = signs[at].first, signs[at + 2].first
    if signs[at + 2].kind is not Kind.DIGITS:
        return None
    has_year = signs[at + 3].kind is Kind.SLASH and signs[at + 4].kind is Kind.DIGITS
    if month > _MONTHS >= day:
        month, day = day, month
    return _in_month(month, day, at + 3 + 2 * has_year, today)


def _month_first(signs: Signs, at: int, today: date) -> tuple[Days, int] | None:
    number = past(signs, at + 1, _ARTICLES)
    day, after = signs[number], number + 1
    if (
        day.kind not in {Kind.DIGITS, Kind.NUMBER, Kind.NTH}
        or day.first > _LONGEST_MONTH
        or signs[after].kind in _HALF_OF_DAY
    ):
        return None
    return _in_month(signs[at].first, day.first, after + (signs[after].kind is Kind.ORDINAL), today)


_HALF_OF_DAY = frozenset({Kind.COLON, Kind.AM, Kind.PM})


def _in_month(month: int, day: int, after: int, today: date) -> tuple[Days, int] | None:
    """Return the next such date; 29 February waits for its year."""
    if not 1 <= month <= _MONTHS or not day:
        return None
    for year in range(today.year, min(today.year + _TO_A_LEAP_DAY, date.max.year)):
        if day <= monthrange(year, month)[1] and (found := date(year, month, day)) >= today:
            return Days(found, found, Sort.DATE), after
    return None


def _next_such(number: int, after: int, today: date, weekday: int | None) -> tuple[Days, int] | None:
    """Return the next day of that number, in a month long enough."""
    fitting = []
    for ahead in range(_MONTHS_AHEAD + 1):
        year, month = divmod(today.year * _MONTHS + today.month - 1 + ahead, _MONTHS)
        if year < date.max.year and 1 <= number <= monthrange(year, month + 1)[1]:
            fitting.append(date(year, month + 1, number))
    coming = [day for day in fitting if day >= today]
    best = [day for day in coming[:_FEW] if day.weekday() == weekday] or coming
    return (Days(best[0], best[0], Sort.DATE), after) if best else None
