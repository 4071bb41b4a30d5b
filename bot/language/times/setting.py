"""What a time is counted from, and what a text may name: days, and hours of a day."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import TypeAlias

from bot.language.times.signs import CLOSES, NOON, OPENS
from bot.model.value import value, value_in_order

HALF_DAY = 12 * 60
DAY = 24 * 60
_FRIDAY, _SUNDAY = 4, 6
FIRST_MORNING_HOUR = 8
"""With no am or pm, 1-7 is afternoon and 8-11 morning."""


@value
class Setting:
    """When the text came, the visit it may be about, and the days nobody visits."""

    now: datetime
    visit: datetime | None
    closed: Collection[date] = ()

    @property
    def today(self) -> date:
        """The day the text came."""
        return self.now.date()

    @property
    def visits_day(self) -> date:
        """The day of the visit, today if there is none."""
        return (self.visit or self.now).date()


class Sort(IntEnum):
    """How exactly a day is named; of two names for one day the more exact counts ("friday the 5th")."""

    BOUND = -1
    WEEK = 0
    WEEKDAY = 1
    RELATIVE = 2
    DATE = 3
    PAST = 4


@value_in_order
class Days:
    """From one day to another. A `sort` of weekday may still be moved to the week that is named with it."""

    first: date
    last: date
    sort: Sort


@value_in_order
class Clock:
    """A time on the clock in minutes from midnight; `certain` if the half of the day was told."""

    minute: int
    certain: bool

    def settled(self, part: "Hours | None" = None) -> int:
        """Return the minute of the day that is meant, beside a part of the day ("8 at night")."""
        if self.certain or self.minute >= HALF_DAY:
            return self.minute
        if part is not None and part.start is not None and part.tells_half():
            is_late = part.start.minute >= NOON
        else:
            is_late = self.minute < FIRST_MORNING_HOUR * 60
        return self.minute + HALF_DAY if is_late else self.minute


@value_in_order
class Hours:
    """A time of day: a point where start and end are one, open where None.

    `is_part` for a part of the day, `is_visits` for the time of the visit ("same time").
    """

    start: Clock | None
    end: Clock | None
    is_part: bool = False
    is_visits: bool = False

    def tells_half(self) -> bool:
        """Whether this part of the day lies in one half of it."""
        if not self.is_part or self.start is None or self.end is None:
            return False
        return self.start.minute >= NOON or self.end.minute <= NOON

    def is_open(self) -> bool:
        """Whether only one end is told ("after 5")."""
        return (self.start is None) != (self.end is None)

    def is_all_day(self) -> bool:
        """Whether these hours leave nothing of the day out."""
        return self.is_part and self.settled() == (OPENS, CLOSES)

    def other_side(self) -> "Hours":
        """Return the hours on the other side of an open end: what "not before 4" asks for."""
        return Hours(self.end, self.start)

    def settled(self, part: "Hours | None" = None) -> tuple[int, int]:
        """Return first and last minute, within the visiting day where the text leaves an end open."""
        if self.end is None:
            start = (self.start or Clock(OPENS, certain=True)).settled(part)
            return start, max(CLOSES, start)
        if self.start is None:
            end = self.end.settled(part)
            end += HALF_DAY if end <= OPENS and not self.end.certain else 0
            return min(OPENS, end), end
        if self.start == self.end:
            return self.start.settled(part), self.start.settled(part)
        return _ordered(self.start, self.end, part)


def _ordered(start: Clock, end: Clock, part: Hours | None) -> tuple[int, int]:
    """Return both ends of "3-5pm", "9 to 1": an end without am or pm lies on the side the other asks for."""
    if not start.certain and end.certain:
        later = start.minute + HALF_DAY
        return (later if start.minute < HALF_DAY and later <= end.minute else start.minute), end.minute
    first = start.settled(part)
    last = end.minute
    while last < first and not end.certain and last < HALF_DAY:
        last += HALF_DAY
    return min(first, last), max(first, last)


@value_in_order
class Loose:
    """After or before something that was said elsewhere ("i work till 4, so after that")."""

    is_after: bool


Said: TypeAlias = Days | Hours | Loose


def part_of_day(start: int, end: int) -> Hours:
    """Return a part of the day."""
    return Hours(Clock(start, certain=True), Clock(end, certain=True), is_part=True)


def point(minute: int, *, is_visits: bool = False) -> Hours:
    """Return a point in time, `is_visits` if it is when the visit was to be."""
    return Hours(Clock(minute, certain=True), Clock(minute, certain=True), is_visits=is_visits)


def end_of_week(day: date) -> date:
    """Return the Friday of the week, the Sunday if it is over."""
    return day + timedelta((_FRIDAY if day.weekday() <= _FRIDAY else _SUNDAY) - day.weekday())
