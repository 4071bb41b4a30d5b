"""Reads hours: "quarter past 3", "15h30", "5 y media", "3zè edmi", "between 3 and 5", "not before 4"."""

from collections.abc import Sequence
from typing import TypeAlias

from bot.language.times.setting import HALF_DAY, Clock, Hours, Loose, part_of_day
from bot.language.times.signs import EVENING, NOON, OPENS, Kind, Sign, past

Signs: TypeAlias = Sequence[Sign]

_HOUR, _QUARTER, _HALF = 60, 15, 30
_MOST_HOURS, _MOST_MINUTES = 24, 59
_MOST_LEADS = 5
_TWO_DIGITS = 2
_STEP = 5
"""A number of three or four digits is a time only on five minutes: "430" is one, bus "117" is none."""
_ADDED = {Kind.AND_HALF: _HALF, Kind.AND_QUARTER: _QUARTER, Kind.LESS_QUARTER: -_QUARTER}
_AROUND = {Kind.HALF_PAST: _HALF, Kind.QUARTER_PAST: _QUARTER, Kind.QUARTER_TO: -_QUARTER}
_BOUNDS = frozenset({Kind.AFTER, Kind.BEFORE, Kind.UNTIL, Kind.FROM, Kind.EARLIEST, Kind.LATEST})
_LEADS = _BOUNDS | {Kind.AT, Kind.NEAR, Kind.BETWEEN}
_STARTS = frozenset({Kind.AFTER, Kind.FROM, Kind.EARLIEST})
_BETWEEN_CLOCKS = frozenset({Kind.TO, Kind.DASH, Kind.UNTIL})
_NO_TIME_BEHIND = frozenset(
    {Kind.OTHER, Kind.UNIT, Kind.DIGITS, Kind.NUMBER, Kind.SLASH, Kind.VISIT, Kind.WITHIN, Kind.COLON, Kind.HOUR}
    | {Kind.MINUTE, Kind.MONTH, Kind.DASH}
)
_NO_TIME_BEFORE = frozenset(
    {Kind.OTHER, Kind.UNIT, Kind.DIGITS, Kind.SLASH, Kind.MINUTE, Kind.DAY, Kind.WEEKS, Kind.MONTH, Kind.ORDINAL}
    | {Kind.COLON, Kind.ONE_HOUR, Kind.HALF_HOUR}
)
_COUNTED = frozenset({Kind.UNIT, Kind.MINUTE, Kind.DAY, Kind.WEEKS, Kind.ORDINAL, Kind.SLASH, Kind.COLON})
_AN_HOUR = frozenset({Kind.OCLOCK, Kind.H, Kind.HOUR})
ENDS = frozenset({Kind.BREAK, Kind.COMMA, Kind.BUT, Kind.SO, Kind.GOOD, Kind.REASON, Kind.CAUSE, Kind.ASK, Kind.THAT})


def hours_at(signs: Signs, place: int, *, ranges: bool = True) -> tuple[Hours | Loose, int] | None:
    """Return the hours that begin at `place`, and where they end; `ranges` is False where "3 to 5" moves a visit."""
    bound, first, is_strong = None, place, False
    while first < place + _MOST_LEADS and signs[first].kind in (_LEADS | {Kind.THE} if is_strong else _LEADS):
        bound = signs[first].kind if signs[first].kind in _BOUNDS else bound
        is_strong = True
        first += 1
    found = clock_at(signs, first, is_strong=is_strong)
    if found is None:
        since_noon = _since_noon(signs, first) if ranges and bound is None else None
        return since_noon or _part_at(signs, first, bound) or _loose_at(signs, first, bound)
    start, after = found
    if bound is not None and not (bound is Kind.FROM and ranges):
        return _bounded(signs, start, after, bound)
    is_from = bound is Kind.FROM or signs[first - 1].kind is Kind.OF
    if is_from and signs[after].kind is Kind.AT and (last := clock_at(signs, after + 1, is_strong=True)):
        return Hours(start, last[0]), last[1]
    noon = signs[after]
    if is_from and noon.kind is Kind.PART and noon.first == noon.last:
        return Hours(start, Clock(noon.first, certain=True)), after + 1
    end = _other_end(signs, after, ranges=ranges)
    if end is not None:
        return Hours(start, end[0]), end[1]
    if bound is Kind.FROM:
        return Hours(start, None), after
    return _with_tail(signs, start, after)


def clock_at(signs: Signs, place: int, *, is_strong: bool) -> tuple[Clock, int] | None:
    """Return the time on the clock that begins at `place`; a bare number is one only where a time may stand."""
    sign = signs[place]
    if sign.kind in _AROUND and signs[place + 1].kind not in _AROUND:
        hour = clock_at(signs, place + 1, is_strong=True)
        return None if hour is None else (_moved(hour[0], _AROUND[sign.kind]), hour[1])
    if sign.kind is Kind.PART and sign.first == sign.last and is_strong:
        return Clock(sign.first, certain=True), place + 1
    if sign.kind in {Kind.NUMBER, Kind.SAID_HOUR}:
        return _spoken(signs, place, is_strong=is_strong)
    if sign.kind is not Kind.DIGITS:
        return None
    return _with_minutes(signs, place) or _compact(signs, place, is_strong) or _bare(signs, place, is_strong)


def _with_minutes(signs: Signs, place: int) -> tuple[Clock, int] | None:
    """Read "5:30", "15h30"."""
    hour, minutes = signs[place], signs[place + 2]
    if signs[place + 1].kind not in {Kind.COLON, Kind.H} or minutes.kind is not Kind.DIGITS:
        return None
    if hour.first >= _MOST_HOURS or minutes.first > _MOST_MINUTES or minutes.last != _TWO_DIGITS:
        return None
    return _with_half_of_day(signs, hour.first * _HOUR + minutes.first, place + 3)


def _compact(signs: Signs, place: int, is_strong: bool) -> tuple[Clock, int] | None:
    """Read "430", "1530"."""
    number = signs[place]
    hour, minutes = divmod(number.first, 100)
    if number.last <= _TWO_DIGITS or hour >= _MOST_HOURS or hour == 0 or minutes > _MOST_MINUTES:
        return None
    told = signs[place + 1].kind in {Kind.AM, Kind.PM, Kind.OCLOCK}
    if not told and (minutes % _STEP or not _stands_free(signs, place, is_strong)):
        return None
    return _with_half_of_day(signs, hour * _HOUR + minutes, place + 1)


def _bare(signs: Signs, place: int, is_strong: bool) -> tuple[Clock, int] | None:
    """Read an hour: "5pm", "3zè", "5 y media", "5 e 15", "at 4"."""
    number = signs[place]
    if number.last > _TWO_DIGITS or number.first > _MOST_HOURS or number.first == 0:
        return None
    minute, after, told = number.first * _HOUR, place + 1, False
    after += signs[after].kind is Kind.DASH and signs[after + 1].kind is Kind.OCLOCK
    if signs[after].kind in {Kind.OCLOCK, Kind.H, Kind.HOUR}:
        told = is_strong or signs[after].kind is not Kind.HOUR
        after += 1
    added, after = _added(signs, after, is_strong=is_strong)
    told = told or bool(added) or signs[after].kind in {Kind.AM, Kind.PM}
    is_day_hour = is_strong or number.first <= HALF_DAY // _HOUR
    if not told and not (is_day_hour and after == place + 1 and _stands_free(signs, place, is_strong)):
        return None
    return _with_half_of_day(signs, minute + added, after)


def _spoken(signs: Signs, place: int, *, is_strong: bool) -> tuple[Clock, int] | None:
    """Read "three thirty", "twa zè"; alone, a number in letters is a time only behind "at" and the like."""
    hour = signs[place].first
    if hour > HALF_DAY // _HOUR:
        return None
    after, told = place + 1, is_strong or signs[place].kind is Kind.SAID_HOUR
    after += signs[after].kind is Kind.DASH and signs[after + 1].kind is Kind.OCLOCK
    if signs[after].kind in {Kind.OCLOCK, Kind.H} or (is_strong and signs[after].kind is Kind.HOUR):
        after, told = after + 1, True
    added, after = _added(signs, after, is_strong=True)
    told = told or bool(added) or signs[after].kind in {Kind.AM, Kind.PM, Kind.ONWARD}
    told = told or (signs[place - 1].kind is Kind.OF and signs[after].kind is Kind.TO)
    at = after + (signs[after].kind is Kind.OF)
    told = told or (signs[at].kind is Kind.PART and signs[place - 1].kind not in _NO_TIME_BEHIND)
    if not told or signs[after].kind in _COUNTED or signs[after].kind in {Kind.LATER, Kind.EARLIER}:
        return None
    return _with_half_of_day(signs, hour * _HOUR + added, after)


def _added(signs: Signs, place: int, *, is_strong: bool) -> tuple[int, int]:
    """Return the minutes told behind an hour: "y media", "thirty", "e 15", "30"."""
    kind = signs[place].kind
    if kind in _ADDED:
        after = place + 1
        return _ADDED[kind], after + (signs[after].kind is Kind.OCLOCK)
    place += kind is Kind.JOIN
    minutes = signs[place]
    is_number = minutes.kind in {Kind.DIGITS, Kind.NUMBER} and _STEP * 2 <= minutes.first <= _MOST_MINUTES
    if not is_number or minutes.first % _STEP or signs[place + 1].kind in _COUNTED or signs[place + 1].kind in _AN_HOUR:
        return 0, place - (kind is Kind.JOIN)
    behind = signs[place - 2].kind if place > 1 else Kind.BREAK
    is_said = minutes.kind is Kind.NUMBER or kind is Kind.JOIN or behind not in _NO_TIME_BEHIND
    if minutes.first <= HALF_DAY // _HOUR or not (is_said or is_strong):
        return 0, place - (kind is Kind.JOIN)
    return minutes.first, place + 1


def _with_half_of_day(signs: Signs, minute: int, place: int) -> tuple[Clock, int]:
    """Return the clock with am or pm, if it is told; "05:30" stays open, "15:30" and "0:15" do not."""
    kind = signs[place].kind
    if kind is Kind.OCLOCK and signs[place + 1].kind in {Kind.AM, Kind.PM}:
        place, kind = place + 1, signs[place + 1].kind
    if kind is Kind.PM or kind is Kind.AM:
        if minute < 13 * _HOUR:
            minute = minute % HALF_DAY + (HALF_DAY if kind is Kind.PM else 0)
        return Clock(minute, certain=True), place + 1
    minute %= _MOST_HOURS * _HOUR
    return Clock(minute, certain=minute >= 13 * _HOUR or minute < _HOUR), place + (kind is Kind.OCLOCK)


def _moved(clock: Clock, minutes: int) -> Clock:
    return Clock((clock.minute + minutes) % (_MOST_HOURS * _HOUR), clock.certain)


def _stands_free(signs: Signs, place: int, is_strong: bool) -> bool:
    """Whether a bare number stands where a time may: behind "at", or among words that may surround one."""
    behind, before = signs[place - 1].kind if place else Kind.BREAK, signs[place + 1].kind
    if is_strong:
        is_late_hour = signs[place].last <= _TWO_DIGITS and signs[place].first > HALF_DAY // _HOUR
        return before not in (_NO_TIME_BEFORE if is_late_hour else _COUNTED)
    if place == 1 and before is Kind.BREAK and signs[place + 1].first == 0:
        return signs[place].last > _TWO_DIGITS  # ("2" is an answer, "430" a time)
    return behind not in _NO_TIME_BEHIND and before not in _NO_TIME_BEFORE


def _since_noon(signs: Signs, place: int) -> tuple[Hours, int] | None:
    """Read "noon to 3", "del mediodia a las 3", "midi a 3zè"."""
    noon, between = signs[place], signs[place + 1].kind
    is_from = signs[place - 1].kind is Kind.OF
    if noon.kind is not Kind.PART or noon.first != noon.last:
        return None
    if between not in _BETWEEN_CLOCKS and not (is_from and between is Kind.AT):
        return None
    end = clock_at(signs, past(signs, place + 2, {Kind.AT, Kind.NEAR}), is_strong=True)
    return end and (Hours(Clock(noon.first, certain=True), end[0]), end[1])


def _bounded(signs: Signs, clock: Clock, after: int, bound: Kind) -> tuple[Hours, int]:
    """Return "after 5", "until 2"; "after 4 or 5" is after the first, "by 4 or 5" until the last."""
    if signs[after].kind is Kind.JOIN and (other := clock_at(signs, after + 1, is_strong=True)) is not None:
        after = other[1]
        clock = clock if bound in _STARTS else other[0]
    if bound in _STARTS:
        return Hours(clock, None), after
    return Hours(None, clock), after


def _other_end(signs: Signs, place: int, *, ranges: bool) -> tuple[Clock, int] | None:
    """Return the other end of "3 to 5", "3-5", "3 and 5", "3 or 4"."""
    kind = signs[place].kind
    if kind is Kind.DASH or (ranges and kind in _BETWEEN_CLOCKS) or kind is Kind.JOIN or kind is Kind.SLASH:
        place = past(signs, place + 1, {Kind.AT, Kind.NEAR, Kind.THE, Kind.UNTIL, Kind.JOIN})
        return clock_at(signs, place, is_strong=True)
    return None


def _with_tail(signs: Signs, clock: Clock, after: int) -> tuple[Hours, int]:
    """Return a point, or what a word behind it makes of it: "4 or later", "4 at the earliest", "6 latest"."""
    place = after + (signs[after].kind is Kind.JOIN)
    kind = signs[place].kind
    is_on = kind is Kind.ON and signs[place + 1].kind in ENDS
    if is_on or kind in {Kind.ONWARD, Kind.EARLIEST} or (place > after and kind in {Kind.LATER, Kind.AFTER}):
        return Hours(clock, None), place + 1
    if kind is Kind.LATEST or (place > after and kind in {Kind.EARLIER, Kind.BEFORE}):
        return Hours(None, clock), place + 1
    return Hours(clock, clock), after


def _part_at(signs: Signs, place: int, bound: Kind | None) -> tuple[Hours, int] | None:
    """Return a part of the day, or what lies before or after it."""
    start, end, after = _early_or_late(signs, place)
    if after == place:
        return None
    if bound in _STARTS and bound is not Kind.FROM:
        return Hours(Clock(end, certain=True), None), after
    if bound is Kind.BEFORE:
        return Hours(None, Clock(start, certain=True)), after
    if bound in {Kind.UNTIL, Kind.LATEST}:
        return Hours(None, Clock(end, certain=True)), after
    return part_of_day(start, end), after


def _early_or_late(signs: Signs, place: int) -> tuple[int, int, int]:
    """Return first and last minute of a part of the day and where it ends; "early" and "late" are two hours of it."""
    kind = signs[place].kind
    at = place + (kind in {Kind.EARLY, Kind.LATE, Kind.END_OF})
    if at > place:
        at = past(signs, at, {Kind.OF, Kind.ON, Kind.THE, Kind.THIS})
    part = signs[at]
    if part.kind is Kind.LATE_OR_AFTERNOON and signs[at - 1].kind in {Kind.WEEKDAY, Kind.RELATIVE}:
        return NOON, EVENING, at + 1
    if part.kind in {Kind.AM, Kind.PM} and at == place and _stands_for_part(signs, at):
        return (OPENS, NOON, at + 1) if part.kind is Kind.AM else (NOON, EVENING, at + 1)
    if part.kind is not Kind.PART:
        return 0, 0, place
    if at == place or part.last - part.first <= 2 * _HOUR:
        return part.first, part.last, at + 1
    if kind is Kind.EARLY:
        return part.first, part.first + 2 * _HOUR, at + 1
    return part.last - 2 * _HOUR, part.last, at + 1


def _stands_for_part(signs: Signs, place: int) -> bool:
    """Whether "am" or "pm" stands for half a day ("tues am", "tuesday. pm")."""
    behind = signs[place - 1].kind
    is_alone = behind in {Kind.BREAK, Kind.COMMA} and signs[place + 1].kind in {Kind.BREAK, Kind.COMMA}
    return is_alone or behind in {Kind.WEEKDAY, Kind.RELATIVE, Kind.WEEK}


def _loose_at(signs: Signs, place: int, bound: Kind | None) -> tuple[Loose, int] | None:
    """Return "after that", or "after" with nothing behind it."""
    if bound not in {Kind.AFTER, Kind.BEFORE} or signs[place].kind not in ENDS:
        return None
    return Loose(bound is Kind.AFTER), place + (signs[place].kind is Kind.THAT)
