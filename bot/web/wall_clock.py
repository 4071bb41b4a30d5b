"""Words moments of the program's wall clock for the screens, as people here write them."""

from datetime import datetime, time

NOON = 12


def clock_words(at: datetime | time) -> str:
    """Return the time of day: ``11:05 pm``."""
    return f"{at.hour % NOON or NOON}:{at.minute:02} {'am' if at.hour < NOON else 'pm'}"


def hour_words(at: datetime) -> str:
    """Return a full hour: ``11 pm``."""
    return f"{at.hour % NOON or NOON} {'am' if at.hour < NOON else 'pm'}"


def day_words(at: datetime) -> str:
    """Return the day: ``Saturday, November 21``."""
    return f"{at:%A, %B} {at.day}"


def when(at: datetime, now: datetime) -> str:
    """Return the time of day, with the weekday where it is not today's, with the date where it is a week away."""
    if at.date() == now.date():
        return clock_words(at)
    far = abs((now.date() - at.date()).days) >= 7  # noqa: PLR2004  (a weekday names one day of seven)
    return f"{at:%b} {at.day}, {clock_words(at)}" if far else f"{at:%a} {clock_words(at)}"
