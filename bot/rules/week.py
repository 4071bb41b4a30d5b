"""The week in numbers: when it begins, on which day it is told, how long families waited for somebody."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from statistics import median

from bot.model.policy import Hours
from bot.model.value import value

_IN_TIME = timedelta(minutes=5)
_MINUTES_FROM, _HOURS_FROM = timedelta(minutes=2), timedelta(hours=2)


@value
class Response:
    """How soon requests were taken: how many there were, how many nobody took, median and worst wait of the others."""

    requests: int
    not_taken: int
    median: timedelta | None
    worst: timedelta | None


def response(waits: Sequence[timedelta | None]) -> Response:
    """Count waits from the first word to the first claim; None for a request nobody has taken."""
    taken = [wait for wait in waits if wait is not None]
    seconds = median(wait.total_seconds() for wait in taken) if taken else None
    return Response(
        requests=len(waits),
        not_taken=len(waits) - len(taken),
        median=None if seconds is None else timedelta(seconds=seconds),
        worst=max(taken, default=None),
    )


def spoken(wait: timedelta | None) -> str:
    """Return a wait as it stands in a text, the same in every language: 45 s, 12 min, 3 h."""
    if wait is None:
        return "-"
    if wait < _MINUTES_FROM:
        return f"{wait.total_seconds():.0f} s"
    if wait < _HOURS_FROM:
        return f"{wait / timedelta(minutes=1):.0f} min"
    return f"{wait / timedelta(hours=1):.0f} h"


def monday_of(hours: Hours, now: datetime) -> date:
    """Return the Monday of the week in which `now` lies on the program's clock."""
    today = hours.local(now).date()
    return today - timedelta(days=today.weekday())


def week_before(hours: Hours, monday: date) -> tuple[datetime, datetime]:
    """Return when the week before a Monday began and ended; one with a clock change is an hour longer or shorter."""
    ends_at, starts_at = (datetime.combine(day, time(0), hours.zone) for day in (monday, monday - timedelta(days=7)))
    return starts_at, ends_at


def is_told_at(hours: Hours, now: datetime) -> bool:
    """Whether the week before is told by now: on its day, once staff may be texted, in time for the morning list."""
    local = hours.local(now)
    is_early = local.time() < hours.staff_texts.starts and (local + _IN_TIME).time() < hours.morning_list_at
    return is_told_on(hours, local.date()) and not is_early


def is_told_on(hours: Hours, today: date) -> bool:
    """Whether the week before is told today: on the first day of a week on which the office opens."""
    days = (today - timedelta(days=today.weekday()) + timedelta(days=ahead) for ahead in range(7))
    return today == next((day for day in days if hours.opens_on(day) is not None), None)
