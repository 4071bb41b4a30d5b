"""Reads lengths of time: "in an hour", "30 min earlier", "push it back a week", counted from now or from the visit."""

from datetime import date, timedelta

from bot.language.times.clock_times import ENDS, Signs
from bot.language.times.setting import DAY, Days, Hours, Setting, Sort, point
from bot.language.times.signs import Kind

_QUARTER, _HALF_HOUR, _HOUR, _WEEK = 15, 30, 60, 7
_MOST_AHEAD = 400
"""Days ahead that a text may count ("in 3 weeks"); beyond it no visit is planned."""
COUNTS = frozenset(
    {Kind.SAME_TIME, Kind.WITHIN, Kind.LATER, Kind.EARLIER, Kind.HALF_HOUR, Kind.ONE_HOUR, Kind.DIGITS, Kind.NUMBER}
    | {Kind.DAY, Kind.WEEKS, Kind.HOUR}
)
"""What a length of time may begin with."""
_DIRECTIONS = frozenset({Kind.LATER, Kind.EARLIER})
_AS_LATER = {Kind.AFTER: Kind.LATER, Kind.BEFORE: Kind.EARLIER}
_NO_TIME = ENDS | {Kind.RELATIVE, Kind.WEEKDAY, Kind.OTHER}


def shifted_at(signs: Signs, place: int, setting: Setting, *, moving: bool) -> tuple[Days, Hours, int] | None:
    """Return the day and time that a length names, and where it ends; a move without direction is a later one."""
    kind, visit = signs[place].kind, setting.visit
    minutes, after = _length_at(signs, place + (kind in _DIRECTIONS or kind is Kind.WITHIN))
    if not minutes:
        return _days_later(signs, place, setting)
    if kind is Kind.WITHIN:
        return (
            _from_now(minutes, after, setting) if minutes >= _HALF_HOUR and signs[after].kind is not Kind.LATE else None
        )
    direction: Kind = kind
    if kind not in _DIRECTIONS:
        direction, after = _direction_at(signs, after, moving=moving)
    if direction not in _DIRECTIONS or visit is None:
        return None
    minute = visit.hour * _HOUR + visit.minute + (minutes if direction is Kind.LATER else -minutes)
    return (_on(visit.toordinal()), point(minute), after) if 0 <= minute < DAY else None


def _direction_at(signs: Signs, place: int, *, moving: bool) -> tuple[Kind, int]:
    """Return whether "later" or "earlier" stands behind a length, "after" and "before" where no time follows."""
    kind = signs[place].kind
    if kind in _AS_LATER and signs[place + 1].kind in _NO_TIME:
        return _AS_LATER[kind], place + 1
    if moving and kind in ENDS:
        return Kind.LATER, place
    return kind, place + 1


def _from_now(minutes: int, after: int, setting: Setting) -> tuple[Days, Hours, int]:
    then = setting.now + timedelta(minutes=minutes)
    return _on(then.toordinal()), point(then.hour * _HOUR + then.minute), after


def _days_later(signs: Signs, place: int, setting: Setting) -> tuple[Days, Hours, int] | None:
    """Read "two days later", "push it back a week": the visit's time on another day."""
    kind, visit = signs[place].kind, setting.visit
    leads = kind in _DIRECTIONS
    days, after = days_counted(signs, place + leads)
    direction = kind if leads else signs[after].kind
    if not days or direction not in _DIRECTIONS or visit is None:
        return None
    ahead = days if direction is Kind.LATER else -days
    return _on(visit.toordinal() + ahead), point(visit.hour * _HOUR + visit.minute), after + (not leads)


def _on(ordinal: int) -> Days:
    day = date.fromordinal(ordinal)
    return Days(day, day, Sort.RELATIVE)


def days_counted(signs: Signs, place: int) -> tuple[int, int]:
    """Return how many days "3 days", "a week" are, and where that ends; 0 if it is none."""
    sign, unit = signs[place], place + (signs[place].kind in {Kind.DIGITS, Kind.NUMBER, Kind.TO})
    number = sign.first if sign.kind in {Kind.DIGITS, Kind.NUMBER} else 1
    days = {Kind.DAY: 1, Kind.WEEKS: _WEEK}.get(signs[unit].kind, 0) * number
    return (days, unit + 1) if days <= _MOST_AHEAD else (0, place)


def _length_at(signs: Signs, place: int) -> tuple[int, int]:
    """Return a length in minutes and where it ends; 0 if none begins at `place`."""
    sign, unit = signs[place], signs[place + 1].kind
    if sign.kind is Kind.HALF_HOUR:
        return _HALF_HOUR, place + 1
    if sign.kind is Kind.ONE_HOUR and (more := _minutes_more(signs, place + 1))[0]:
        return _HOUR + more[0], more[1]
    if sign.kind is Kind.ONE_HOUR or (sign.kind is Kind.HOUR and unit in _DIRECTIONS | {Kind.AND_HALF}):
        half = unit is Kind.AND_HALF
        after = place + 1 + half
        return _HOUR + _HALF_HOUR * half, after + (signs[after].kind is Kind.PLAIN)
    if sign.kind not in {Kind.DIGITS, Kind.NUMBER} or sign.first > DAY:
        return 0, place
    if unit is Kind.MINUTE:
        return sign.first, place + 2
    if unit in {Kind.HOUR, Kind.H}:
        half = signs[place + 2].kind is Kind.AND_HALF
        return sign.first * _HOUR + _HALF_HOUR * half, place + 2 + half
    return 0, place


def _minutes_more(signs: Signs, place: int) -> tuple[int, int]:
    """Return the minutes behind an hour and where they end: "an hour and 15 later", "una hora y cuarto"; 0 if none."""
    if signs[place].kind is Kind.AND_QUARTER:
        return _QUARTER, place + 1
    number = signs[place + 1]
    if signs[place].kind is not Kind.JOIN or number.kind not in {Kind.DIGITS, Kind.NUMBER} or number.first >= _HOUR:
        return 0, place
    after = place + 2 + (signs[place + 2].kind is Kind.MINUTE)
    return (number.first, after) if signs[after].kind in _DIRECTIONS else (0, place)
