"""Free times of a worker: where a visit can go instead, nearest to where it was."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from bot.model.people import SafeHours
from bot.model.policy import Hours, MovingRules
from bot.model.visits import Diary, Span
from bot.model.windows import Window


def free_slots(visit: Span, diary: Diary, hours: Hours, rules: MovingRules, now: datetime) -> tuple[datetime, ...]:
    """Return up to `rules.offers` starts for a visit as long as this one, at the hour it has, on the nearest days.

    Days come before hours: three days at about the same time are more use than three hours of one day.
    """
    free = _elsewhere(visit, diary, hours, rules, now)
    return tuple(sorted(_nearest(free, visit, hours)[: rules.offers]))


def slots_asked(
    visit: Span, diary: Diary, hours: Hours, rules: MovingRules, now: datetime, window: Window
) -> tuple[tuple[datetime, ...], bool]:
    """Return up to `rules.offers` free starts in the window that is asked for, and whether they are in it.

    Where nothing in it is free, those nearest to it.
    """
    free = _elsewhere(visit, diary, hours, rules, now)
    inside = [at for at in free if window.start <= at <= window.end and (at < window.end or window.start == window.end)]
    if inside:
        return tuple(sorted(_nearest(inside, visit, hours)[: rules.offers])), True

    def apart(at: datetime) -> timedelta:
        return max(window.start - at, at - window.end, timedelta())

    return tuple(sorted(sorted(free, key=apart)[: rules.offers])), False


def is_free(start: datetime, visit: Span, diary: Diary, rules: MovingRules) -> bool:
    """Whether a worker has nothing else at that time, the way between two visits counted in."""
    wanted = Span(start - rules.gap, start + (visit.ends_at - visit.starts_at) + rules.gap)
    return not any(wanted.overlaps(other) for other in diary.booked if other != visit)


def _elsewhere(visit: Span, diary: Diary, hours: Hours, rules: MovingRules, now: datetime) -> list[datetime]:
    """Return every free start but the one the visit has."""
    return [at for at in _grid(visit, diary, hours, rules, now) if at != visit.starts_at.astimezone(UTC)]


def _nearest(free: Sequence[datetime], visit: Span, hours: Hours) -> list[datetime]:
    """Order free starts: first the best of each other day, nearest days first; then what is left, nearest first."""
    was = hours.local(visit.starts_at)

    def apart(at: datetime) -> tuple[int, timedelta]:
        local = hours.local(at)
        return abs((local.date() - was.date()).days), abs(_clock(local) - _clock(was))

    best: dict[date, datetime] = {}
    for at in sorted(free, key=apart):
        if hours.local(at).date() != was.date():
            best.setdefault(hours.local(at).date(), at)
    firsts = list(best.values())
    return [*firsts, *(at for at in sorted(free, key=apart) if at not in firsts)]


def _clock(local: datetime) -> timedelta:
    return timedelta(hours=local.hour, minutes=local.minute)


def _grid(visit: Span, diary: Diary, hours: Hours, rules: MovingRules, now: datetime) -> Iterator[datetime]:
    """Yield every free start on the grid, from the least notice on, as far ahead as is offered."""
    earliest, lasts = now + rules.notice, visit.ends_at - visit.starts_at
    today = hours.local(now).date()
    for ahead in range(rules.ahead.days + 1):
        day = today + timedelta(days=ahead)
        if day in hours.holidays or day in diary.closed:
            continue
        for opening in _openings(day, diary, hours):
            starts = datetime.combine(day, opening.starts, tzinfo=hours.zone).astimezone(UTC)
            ends = datetime.combine(day, opening.ends, tzinfo=hours.zone).astimezone(UTC)
            while starts + lasts <= ends:
                if starts >= earliest and is_free(starts, visit, diary, rules):
                    yield starts
                starts += rules.grid


def _openings(day: date, diary: Diary, hours: Hours) -> Sequence[SafeHours]:
    """Return when a worker sees families on a day: their own hours, else office and evening joined."""
    if diary.week:
        return diary.week.get(day.weekday(), ())
    own = (hours.office.get(day.weekday()), hours.evening_visits.get(day.weekday()))
    joined: list[SafeHours] = []
    for opening in sorted((one for one in own if one is not None), key=lambda one: one.starts):
        if joined and opening.starts <= joined[-1].ends:
            joined[-1] = SafeHours(joined[-1].starts, max(joined[-1].ends, opening.ends))
        else:
            joined.append(opening)
    return joined
