"""Turns what was asked into a window, seen from now: the rules of days and hours, on the wall clock."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count

from bot.language.times.asked import (
    Ahead,
    Asked,
    Bound,
    Clock,
    Day,
    Following,
    Holiday,
    OnDate,
    Timed,
    Week,
    Weekday,
    Weekend,
)
from bot.language.times.vocabulary import Sign
from bot.model.windows import Window

OPENS, CLOSES = time(8), time(21)
"""The visiting day: no window reaches beyond it by itself."""
PARTS = {
    Sign.MORNING: (time(8), time(12)),
    Sign.LATE_MORNING: (time(10), time(12)),
    Sign.NOON: (time(12), time(12)),
    Sign.AFTERNOON: (time(12), time(17)),
    Sign.AFTER_SCHOOL: (time(15), time(18)),
    Sign.EVENING: (time(17), time(21)),
}
_EVENING_FROM, _NOON, _HALF_DAY, _LAST_AFTERNOON = 5, 12, 12, 7
_MONDAY, _THURSDAY, _FRIDAY, _SATURDAY, _SUNDAY, _TUESDAY = 0, 3, 4, 5, 6, 1
_FIXED = {
    Sign.NEW_YEARS_EVE: (12, 31),
    Sign.NEW_YEAR: (1, 1),
    Sign.JUNETEENTH: (6, 19),
    Sign.INDEPENDENCE_DAY: (7, 4),
    Sign.HALLOWEEN: (10, 31),
    Sign.VETERANS_DAY: (11, 11),
    Sign.CHRISTMAS_EVE: (12, 24),
    Sign.CHRISTMAS: (12, 25),
}
_NTH = {
    Sign.MLK_DAY: (1, _MONDAY, 3),
    Sign.PRESIDENTS_DAY: (2, _MONDAY, 3),
    Sign.MEMORIAL_DAY: (5, _MONDAY, -1),
    Sign.LABOR_DAY: (9, _MONDAY, 1),
    Sign.COLUMBUS_DAY: (10, _MONDAY, 2),
    Sign.THANKSGIVING: (11, _THURSDAY, 4),
}
"""Month, weekday, and which of them; -1 is the last (5 U.S.C. 6103)."""
_DAY = timedelta(days=1)
_Span = tuple[date, date]


def window_of(asked: Asked, now: datetime, visit: datetime | None) -> Window | None:
    """Return the window that was asked for; None where no bound was given, or what was asked is over."""
    if asked.from_now is not None:
        return _point(now + asked.from_now)
    if asked.shift is not None and visit is not None and not asked.times:
        return _shifted(asked, now, visit)
    spans = [_span(day, now.date(), visit) for day in asked.days]
    if asked.until is not None:
        return _until(asked, now, visit)
    if not spans and not asked.times and asked.part is None and not asked.same_time:
        return None
    found = _joined(spans) if spans else _default(now, visit)
    first, last = _cut(found, [_span(day, now.date(), visit) for day in asked.without])
    return _limited(asked, first, last, now, visit)


def _limited(asked: Asked, first: date, last: date, now: datetime, visit: datetime | None) -> Window | None:
    """Return the hours asked for on these days."""
    starts, ends = _hours(asked, visit)
    start, end = _at(first, starts, now), _at(last, ends, now)
    start = max(start, now) if start != end else start
    return Window(start, end) if now <= start <= end else None


def _hours(asked: Asked, visit: datetime | None) -> tuple[time, time]:
    """Return from when on the first day until when on the last."""
    if asked.same_time and visit is not None and not asked.times:
        return visit.time(), visit.time()
    if not asked.times:
        return PARTS[asked.part] if asked.part is not None else (OPENS, CLOSES)
    spans = [_hours_of(timed, asked.part) for timed in asked.times]
    bounded = [span for span, timed in zip(spans, asked.times, strict=True) if timed.bound is not Bound.AT]
    if len(bounded) > 1 and max(start for start, _ in bounded) <= min(end for _, end in bounded):
        return max(start for start, _ in bounded), min(end for _, end in bounded)
    return min(start for start, _ in spans), max(end for _, end in spans)


def _hours_of(timed: Timed, part: Sign | None) -> tuple[time, time]:
    """Return what one clock time leaves of a day."""
    if timed.to is not None:
        end = _clock(timed.to, part)
        start = _clock(timed.clock, part)
        if start > end and timed.clock.half is None:
            start = time(timed.clock.hour % _HALF_DAY, timed.clock.minute)
        return min(start, end), end
    at = _clock(timed.clock, part)
    match timed.bound:
        case Bound.AT:
            return at, at
        case Bound.AFTER:
            return at, max(at, PARTS[part][1] if part is not None and PARTS[part][1] > at else CLOSES)
        case Bound.BEFORE:
            return min(at, PARTS[part][0] if part is not None and PARTS[part][0] < at else OPENS), at


def _clock(clock: Clock, part: Sign | None) -> time:
    """Return a time of the day; without am or pm 1 to 7 is after noon, 8 to 11 before."""
    hour = clock.hour
    if clock.half is Sign.PM or (clock.half is None and 0 < hour < _NOON and _is_late(hour, part)):
        hour = hour % _HALF_DAY + _HALF_DAY
    elif clock.half is Sign.AM and hour == _NOON:
        hour = 0
    return time(min(hour, 23), clock.minute)


def _is_late(hour: int, part: Sign | None) -> bool:
    if part in {Sign.MORNING, Sign.LATE_MORNING}:
        return False
    if part in {Sign.AFTERNOON, Sign.AFTER_SCHOOL, Sign.EVENING}:
        return True
    return hour <= _LAST_AFTERNOON


def _shifted(asked: Asked, now: datetime, visit: datetime) -> Window | None:
    """Return the time so much later or earlier than the visit, on the clock of that day."""
    assert asked.shift is not None
    days = [_span(day, now.date(), visit) for day in asked.days]
    on = days[0][0] if days else visit.date()
    at = datetime.combine(on, visit.time()) + asked.shift
    return _point(at.replace(tzinfo=now.tzinfo))


def _until(asked: Asked, now: datetime, visit: datetime | None) -> Window | None:
    """Return the time from now to a later day."""
    assert asked.until is not None
    last = _span(asked.until, now.date(), visit)[1]
    end = _at(last if asked.until_is_in else last - _DAY, _hours(asked, visit)[1], now)
    return Window(now, end) if now <= end else None


def _point(at: datetime) -> Window:
    return Window(at, at)


def _at(day: date, clock: time, now: datetime) -> datetime:
    return datetime.combine(day, clock, tzinfo=now.tzinfo)


def _default(now: datetime, visit: datetime | None) -> _Span:
    """Return the day of the visit; today, where there is none or it is over."""
    day = visit.date() if visit is not None and visit.date() >= now.date() else now.date()
    return day, day


def _joined(spans: Sequence[_Span]) -> _Span:
    """Return from the first day to the last."""
    return min(first for first, _ in spans), max(last for _, last in spans)


def _cut(span: _Span, without: Sequence[_Span]) -> _Span:
    """Take days away at the edges; one in the middle stays inside."""
    first, last = span
    for _ in range(7):
        for start, end in without:
            if start <= first <= end < last:
                first = end + _DAY
            if start <= last <= end and start > first:
                last = start - _DAY
    return first, last


def _span(day: Day, today: date, visit: datetime | None) -> _Span:
    """Return the first and the last day that are meant."""
    match day:
        case Week(ahead=ahead, part=part):
            return _week(ahead, part, today)
        case Weekend(in_next_week=later):
            saturday = _next_weekday(_SATURDAY, today - _DAY)
            if later and saturday - today < timedelta(days=7 - today.weekday()):
                saturday += timedelta(weeks=1)
            return (max(saturday, today) if not later else saturday), saturday + _DAY
        case _:
            one = _day(day, today, visit)
            return one, one


def _week(ahead: int, part: Sign | None, today: date) -> _Span:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=ahead)
    first, last = monday, monday + timedelta(days=_FRIDAY)
    if part is Sign.EARLY_PART:
        last = monday + _DAY
    elif part is Sign.LATE_PART:
        first = monday + timedelta(days=_THURSDAY)
    return max(first, today), max(last, today)


def _day(day: Weekday | Ahead | OnDate | Holiday | Following, today: date, visit: datetime | None) -> date:
    match day:
        case Weekday(number=number, in_next_week=True):
            return today - timedelta(days=today.weekday()) + timedelta(weeks=1, days=number)
        case Weekday(number=number):
            return _next_weekday(number, today)
        case Ahead(days=days, of_visit=True) if visit is not None:
            return visit.date() + timedelta(days=days)
        case Ahead(days=days):
            return today + timedelta(days=days)
        case OnDate():
            return _date(day, today)
        case Holiday(name=name):
            return _next_of(lambda year: _holiday_in(name, year), today)
        case Following(of=of, weekday=number, days=days):
            last = _span(of, today, visit)[1]
            return last + timedelta(days=days) if number is None else _next_weekday(number, last)


def _next_weekday(number: int, after: date) -> date:
    return after + timedelta(days=(number - after.weekday() - 1) % 7 + 1)


def _date(day: OnDate, today: date) -> date:
    """Return the next such date, today included; the last of a month that is shorter."""
    for ahead in range(14):
        month0 = today.month - 1 + ahead
        year, month = today.year + month0 // 12, month0 % 12 + 1
        if day.month not in {None, month}:
            continue
        try:
            found = date(year, month, day.day)
        except ValueError:
            continue
        if found >= today:
            return found
    return today


def _next_of(find: Callable[[int], date], today: date) -> date:
    return next(found for year in count(today.year) if (found := find(year)) >= today - _DAY)


def _holiday_in(name: Sign, year: int) -> date:
    if name in _FIXED:
        return date(year, *_FIXED[name])
    month, weekday, nth = _NTH[name]
    if nth < 0:
        return _next_weekday(weekday, date(year, month + 1, 1) - timedelta(days=8))
    return _next_weekday(weekday, date(year, month, 1) - _DAY) + timedelta(weeks=nth - 1)
