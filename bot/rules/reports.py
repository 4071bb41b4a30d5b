"""When a mandated report is due, when its worker is reminded of it, and which moment a written time means."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.reports import ReportClock, ReportRules, SpokenTime
from bot.rules.wall_clock import first_moment

AGAIN = timedelta(days=1)
LAST_NIGHT = timedelta(hours=12)
"""A bare time that lies ahead is yesterday's if that was so lately: `23:50`, written after midnight."""
HALF_A_DAY, LAST_HOUR = 12, 23


def due_at(clock: ReportClock, rules: ReportRules) -> datetime:
    """Return when the report that is owed now is due: the oral one, then the written one."""
    return due(clock.began_at, clock.oral_at, rules)


def due(began_at: datetime, oral_at: datetime | None, rules: ReportRules) -> datetime:
    """Return when the report that is owed then is due, counted in hours that pass and not by the wall."""
    if oral_at is None:
        return began_at.astimezone(UTC) + rules.oral
    return oral_at.astimezone(UTC) + rules.written


def stages_passed(ends: datetime, now: datetime, rules: ReportRules) -> int:
    """Count the moments of reminding that have come: each before the end, the end itself, and each day after it."""
    before = sum(now >= ends - ahead for ahead in rules.remind)
    return before if now < ends else before + 1 + (now - ends) // AGAIN


def next_stage(ends: datetime, now: datetime, rules: ReportRules) -> datetime:
    """Return the next moment of reminding after `now`."""
    ahead = [ends - one for one in rules.remind if ends - one > now]
    if ahead:
        return min(ahead)
    return ends if now < ends else ends + AGAIN * (1 + (now - ends) // AGAIN)


def moments(spoken: SpokenTime, now: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return the moments of today or yesterday, up to `now`, that a written time may mean; none: it lies ahead.

    Of an hour that comes twice it is the first: a clock that began earlier is never late.
    """
    found = [at for hour in _hours(spoken) if (at := _latest(hour, spoken, now, zone)) is not None]
    return tuple(sorted(found))


def _hours(spoken: SpokenTime) -> tuple[int, ...]:
    """Return the hours of the day that an hour as written may be: "2:30" is night or afternoon, "02:30" is night."""
    if spoken.is_pm is not None:
        return (spoken.hour % HALF_A_DAY + HALF_A_DAY * spoken.is_pm,)
    may_be_either = 0 < spoken.hour <= HALF_A_DAY and not spoken.is_padded
    return (
        tuple(sorted({spoken.hour, (spoken.hour + HALF_A_DAY) % (LAST_HOUR + 1)})) if may_be_either else (spoken.hour,)
    )


def _latest(hour: int, spoken: SpokenTime, now: datetime, zone: ZoneInfo) -> datetime | None:
    today = now.astimezone(zone).replace(hour=hour, minute=spoken.minute, second=0, microsecond=0, tzinfo=None)
    if spoken.days_ago is not None:
        at = first_moment(today - timedelta(days=spoken.days_ago), zone)
        return at if at <= now else None
    at = first_moment(today, zone)
    if at <= now:
        return at
    at = first_moment(today - timedelta(days=1), zone)
    return at if now - at <= LAST_NIGHT else None
