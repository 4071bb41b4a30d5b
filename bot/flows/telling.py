"""Tells the people of a visit's staff: at once while it matters and they are at work, else in their next digest."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.model.conversations import Context
from bot.model.effects import Answer, Effect, ForDigest, TellSupervisors, TellWorker
from bot.model.messages import Purpose
from bot.model.policy import Hours
from bot.model.visits import Span, Visit

DAYS_AHEAD = 15


About = Visit | Span | None
"""What a text to staff is about, for how near that is; None: it matters now."""


def tell(
    worker_key: int | None, words: str, params: Mapping[str, object], context: Context, about: About = None
) -> Effect:
    """Tell a worker (None: the supervisors) by a text of its own where that matters, else in their next list."""
    if not is_at_hand(about, context) and not _matters_now(about, context):
        return ForDigest(worker_key=worker_key, words=words, params=params)
    if worker_key is None:
        return TellSupervisors(words=words, params=params, purpose=Purpose.STAFF_ROUTINE)
    return tell_now(worker_key, words, params)


def tell_now(worker_key: int, words: str, params: Mapping[str, object], once: str | None = None) -> Effect:
    """Tell a worker at once, in the hours in which staff get texts: they are on their way to a door."""
    return TellWorker(worker_key=worker_key, words=words, params=params, purpose=Purpose.STAFF_ROUTINE, once=once)


def told_when(topic: str, name: Mapping[str, object], context: Context, *, is_now: bool) -> Answer:
    """Tell who wrote which human reads it and when, truthfully: now, or with the next list."""
    if not name.get("name"):
        return Answer(words="visits.noted")
    if is_now:
        return Answer(words=f"{topic}_now", params=name)
    return Answer(words=f"{topic}_by", params={**name, "by": next_list(context.hours, context.now)})


def is_read_now(about: About, context: Context) -> bool:
    """Whether what `tell` is given leaves at this moment."""
    return staff_get_texts(context) if is_at_hand(about, context) else _matters_now(about, context)


def staff_get_texts(context: Context) -> bool:
    """Whether this is an hour in which staff get texts."""
    return context.hours.may_text_staff(context.now)


def is_at_hand(about: About, context: Context) -> bool:
    """Whether a visit is on, or begins within hours: its worker hears of it off duty too (`[moving] at_hand_hours`)."""
    if about is None or context.moving is None:
        return False
    return about.starts_at - context.now <= context.moving.at_hand and about.ends_at > context.now


def _matters_now(about: About, context: Context) -> bool:
    """Whether people are at work, and a visit is near enough to tell them at once (`[moving] tell_at_once_hours`)."""
    is_near = about is None or context.moving is None or about.starts_at - context.now <= context.moving.tell_at_once
    return is_near and context.hours.is_working(context.now)


def next_list(hours: Hours, now: datetime) -> datetime:
    """Return when the next list for staff leaves on a day on which the office is open."""
    today = hours.local(now).date()
    for ahead in range(DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        if hours.opens_on(day) is None:
            continue
        for clock in (hours.morning_list_at, hours.evening_list_at):
            at = datetime.combine(day, clock, tzinfo=hours.zone)
            if at > now:
                return at
    return now + timedelta(days=1)


def named(visit: Visit, **more: object) -> dict[str, object]:
    """Return what every text to staff says of a visit: its number, its family's code, its time."""
    return {"number": visit.number, "family": visit.family, "at": visit.starts_at} | more
