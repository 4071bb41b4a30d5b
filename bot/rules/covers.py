"""Which shift a worker means, who could stand it in their place, and when they may be asked (SAFETY 5)."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.language.normalise import fold
from bot.language.shift_commands import ShiftNamed
from bot.model.covers import CoverAsk, Covering
from bot.model.people import Worker
from bot.model.policy import Hours, Tier
from bot.model.rota import Shift
from bot.rules.wall_clock import first_moment

_WEEK = timedelta(days=7)
_BY_DAY = (time(9), 0, time(17), 0)
_BY_NIGHT = (time(22), 0, time(5), 1)
"""What a shift of the day, and of the night, has some of: from when, until when and how many days later."""


def days_meant(named: ShiftNamed, today: date) -> tuple[date, ...]:
    """Return the days a worker can mean, the likeliest first: a weekday is today or the next one."""
    if named.ahead is not None:
        return (today + timedelta(days=named.ahead),)
    if named.weekday is not None:
        day = today + timedelta(days=(named.weekday - today.weekday()) % 7)
        return (day, day + _WEEK) if day == today else (day,)
    years = (named.year,) if named.year else (today.year, today.year + 1, today.year - 1)
    written = [day for day in (_date(year, named) for year in years) if day is not None]
    return (min(written, key=lambda day: abs(day - today)),) if written else ()


def _date(year: int, named: ShiftNamed) -> date | None:
    try:
        return date(year, named.month, named.day)
    except ValueError:
        return None


def span_of_days(days: Collection[date], hours: Hours) -> tuple[datetime, datetime]:
    """Return from when until when these days last by the program's clock."""
    first, last = min(days), max(days) + timedelta(days=1)
    return _moment(first, time(0), hours), _moment(last, time(0), hours)


def shifts_meant(
    named: ShiftNamed, shifts: Iterable[Shift], today: date, now: datetime, hours: Hours
) -> tuple[Shift, ...]:
    """Return the shifts that begin on the day meant and are not over; today has the one under way, too."""
    still = [shift for shift in shifts if shift.ends_at > now and _fits(named, shift, hours)]
    for day in days_meant(named, today):
        of_day = [one for one in still if _begins_on(one, hours) == day or (named.ahead == 0 and one.covers(now))]
        if of_day:
            return tuple(of_day)
    return ()


def _fits(named: ShiftNamed, shift: Shift, hours: Hours) -> bool:
    if named.tier not in {None, shift.tier}:
        return False
    local = hours.local(shift.starts_at)
    if named.begins not in {None, local.time().replace(second=0, microsecond=0)}:
        return False
    if named.at_night is None:
        return True
    starts, first, ends, last = _BY_NIGHT if named.at_night else _BY_DAY
    day = local.date()
    begins_at = _moment(day + timedelta(days=first), starts, hours)
    return shift.meets(begins_at, _moment(day + timedelta(days=last), ends, hours))


def named_again(shift: Shift, among: Iterable[Shift], hours: Hours) -> str:
    """Return how a shift is named so that it is no other of `among`: `12/4 5:00pm backup`."""
    local = hours.local(shift.starts_at)
    hour = f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"  # noqa: PLR2004
    words = f"{local.month}/{local.day} {hour}"
    is_alone = all(one.tier is shift.tier for one in among if one.starts_at == shift.starts_at)
    return words if is_alone else f"{words} {shift.tier.replace('_', ' ')}"


def left_of(shift: Shift, now: datetime) -> Shift:
    """Return what of a shift is still to be stood."""
    return replace(shift, starts_at=max(shift.starts_at, now))


def stands(shift: Shift, standing: Iterable[Shift], now: datetime) -> bool:
    """Whether a shift still is its owner's, all that is left of it, with `standing` as it is now."""
    at, until = max(shift.starts_at, now), shift.ends_at
    own = [one for one in standing if one.worker.key == shift.worker.key and one.tier is shift.tier]
    for one in sorted(own, key=lambda one: one.starts_at):
        if one.covers(at):
            at = one.ends_at
    return at >= until > now


def is_as_it_was(ask: CoverAsk, standing: Iterable[Shift], now: datetime) -> bool:
    """Whether a question is still about something: its time is not over, and each shift is still its owner's."""
    known = tuple(standing)
    shifts = (ask.shift, ask.other) if ask.other else (ask.shift,)
    return ask.ends_at > now and all(stands(one, known, now) for one in shifts)


def busy_with(
    worker_key: int, shift: Shift, standing: Iterable[Shift], now: datetime, gives: Shift | None = None
) -> Shift | None:
    """Return what keeps a worker from standing a shift; not what they give away for it."""
    left = left_of(shift, now)
    own = (one for one in standing if one.worker.key == worker_key and one.meets(left.starts_at, left.ends_at))
    return next((one for one in own if not _is_given(one, gives)), None)


def _is_given(one: Shift, gives: Shift | None) -> bool:
    return gives is not None and one.tier is gives.tier and gives.meets(one.starts_at, one.ends_at)


def may_stand(worker: Worker, tier: Tier) -> bool:
    """Whether a worker may stand on a tier at all: only supervisors on theirs."""
    return worker.active and (tier is not Tier.SUPERVISOR or worker.is_supervisor)


def suited(shift: Shift, covering: Covering, now: datetime) -> tuple[Worker, ...]:
    """Return who is asked to take a shift: who has shifts on its tier, or any supervisor for theirs, and is free."""
    on_tier = covering.on_tier.get(shift.tier, frozenset())
    fit = [one for one in covering.staff if may_stand(one, shift.tier)]
    if shift.tier is not Tier.SUPERVISOR:
        fit = [one for one in fit if one.key in on_tier]
    free = (one for one in fit if busy_with(one.key, shift, covering.standing, now) is None)
    return tuple(one for one in free if one.key != shift.worker.key)


def called(name: str, staff: Iterable[Worker]) -> tuple[Worker, ...]:
    """Return whom a name means, whatever its capitals and accents: who has that id, else all who are called so."""
    wanted, everybody = fold(name, {}), tuple(staff)
    by_id = tuple(one for one in everybody if fold(one.worker_id, {}) == wanted)
    return by_id or tuple(one for one in everybody if wanted in {fold(one.name, {}), fold(one.given_name, {})})


def staff_texts_begin(now: datetime, hours: Hours) -> datetime:
    """Return when the hours of texts to staff begin next, after `now`."""
    today = hours.local(now).date()
    starts = (_moment(today + timedelta(days=ahead), hours.staff_texts.starts, hours) for ahead in (0, 1))
    return next(at for at in starts if at > now)


def is_told_at_once(begins_at: datetime, now: datetime, hours: Hours) -> bool:
    """Whether news of a shift cannot wait for the hours of staff: it begins before they do."""
    return not hours.may_text_staff(now) and begins_at < staff_texts_begin(now, hours)


def question_waits(made_at: datetime, now: datetime, hours: Hours) -> bool:
    """Whether a question made in the night still waits for the morning."""
    return not hours.may_text_staff(made_at) and now < staff_texts_begin(made_at, hours)


def _begins_on(shift: Shift, hours: Hours) -> date:
    return hours.local(shift.starts_at).date()


def _moment(day: date, clock: time, hours: Hours) -> datetime:
    return first_moment(datetime.combine(day, clock), hours.zone).astimezone(UTC)
