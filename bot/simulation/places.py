"""When and where a simulation takes place: the program's zone, the span of a run, the clock changes inside it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
AUTUMN, SPRING = date(2026, 11, 1), date(2027, 3, 14)
"""The nights on which the clocks change."""
BOTH = 26
"""From so many weeks on a run has both changes."""
BOTH_FROM = date(2026, 9, 21)


def begins_at(weeks: int, seed: int) -> datetime:
    """Return the Monday morning a run begins: a clock change lies in its middle, in autumn or spring by the seed."""
    if weeks >= BOTH:
        day = BOTH_FROM
    else:
        change = SPRING if seed % 2 else AUTUMN
        day = change - timedelta(days=6) - timedelta(weeks=(weeks - 1) // 2)
    return datetime.combine(day - timedelta(days=day.weekday()), time(6), tzinfo=ZONE)


def local(at: datetime) -> datetime:
    """Return a moment as the program's clocks show it."""
    return at.astimezone(ZONE)
