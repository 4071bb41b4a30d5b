"""What words mean after what came before them: a number among offered times, a "no" to a reminder, another time."""

from datetime import datetime, timedelta

from bot.language.times import NamedTime
from bot.model.meaning import Before, Intent, Pick
from bot.model.value import value_in_order

PICKS_FROM = frozenset({Intent.OTHER, Intent.CONFIRM, Intent.THANKS, Intent.RESCHEDULE, Intent.NEXT_VISIT})
"""What a choice among offered times may look like by its words alone."""
MAY_NAME_A_TIME = frozenset(
    {
        Intent.OTHER,
        Intent.THANKS,
        Intent.CONFIRM,
        Intent.CANCEL,
        Intent.RESCHEDULE,
        Intent.LATE,
        Intent.NEXT_VISIT,
    }
)
A_SHORT_WAIT = timedelta(minutes=45)
"""Somebody who names a time so little after the visit's will be late; they ask for no other visit."""
_NO_LONGER_LATE = timedelta(hours=1)
"""Who asks for a time so long after the visit's asks for another visit, even if they call it late."""


@value_in_order
class Occasion:
    """When a text came, and after what; `visit`: when the visit begins that it may be about."""

    before: Before = Before.NOTHING
    now: datetime | None = None
    visit: datetime | None = None


NO_OCCASION = Occasion()


def is_put(named: NamedTime, occasion: Occasion) -> bool:
    """Whether a time is put in another's place: asked for, another ruled out, or all a text says beside a visit."""
    return named.asks or named.turns_down or (named.alone and occasion.visit is not None)


def in_context(
    intent: Intent, occasion: Occasion, *, pick: Pick | None, digit: int | None, is_no: bool, named: NamedTime | None
) -> Intent:
    """Return what is meant, given what came before; `named` is the time the words name, if any."""
    before = occasion.before
    if before is Before.SLOTS_OFFERED:
        if digit is None and pick in {None, Pick.ANY} and named is not None and _asks_wider(named, occasion, pick):
            return Intent.RESCHEDULE if intent in PICKS_FROM else intent
        return _of_slots(intent, pick=pick, digit=digit, named=named)
    if before is Before.REMINDER_PENDING and is_no:
        return Intent.CANCEL
    if named is None or digit is not None or intent not in MAY_NAME_A_TIME:
        return intent
    return _of_time(intent, occasion, named)


def _asks_wider(named: NamedTime, occasion: Occasion, pick: Pick | None) -> bool:
    """Whether several days are asked for, so none of the times offered is chosen ("tues or thurs next week?").

    "Any" over several days is a choice, unless days are turned down or the days begin now ("any before friday").
    """
    start, end = named.window.start, named.window.end
    if start.date() == end.date():
        return False
    return named.turns_down or (named.asks and (pick is None or start == occasion.now))


def _of_slots(intent: Intent, *, pick: Pick | None, digit: int | None, named: NamedTime | None) -> Intent:
    """Return what is meant by who was offered times."""
    if pick is Pick.NONE:
        return Intent.RESCHEDULE
    if intent not in PICKS_FROM:
        return intent
    asks_anew = named is None or named.asks or named.turns_down
    if intent is Intent.RESCHEDULE and pick is None and digit is None and asks_anew:
        return intent
    return Intent.CHOICE if digit is not None or pick is not None or named is not None else intent


def _of_time(intent: Intent, occasion: Occasion, named: NamedTime) -> Intent:
    """Return what is meant by who names a time: that of the visit, one a little later, or another.

    Who rules a time out and names another asks for that one, whatever else is said ("not tuesday, thursday after 3").
    """
    by = _after_the_visit(occasion.visit, named)
    if by is not None and not by:
        is_its_hour = intent is Intent.RESCHEDULE and named.window.start == named.window.end
        confirms = (intent is Intent.OTHER or is_its_hour) and not named.turns_down
        return Intent.CONFIRM if confirms else intent
    if intent is Intent.NEXT_VISIT:
        return Intent.RESCHEDULE if named.turns_down else intent
    is_soon = by is not None and timedelta() < by <= A_SHORT_WAIT
    if is_soon and not (named.asks or named.turns_down) and intent is not Intent.CANCEL:
        return intent if intent is Intent.CONFIRM else Intent.LATE
    if intent is Intent.LATE:
        is_far = occasion.visit is not None and named.window.start - occasion.visit > _NO_LONGER_LATE
        return Intent.RESCHEDULE if named.asks and (named.turns_down or is_far) else intent
    if intent is Intent.THANKS and (not is_put(named, occasion) or named.window.start == occasion.now):
        return intent
    if intent is Intent.CONFIRM and (occasion.visit is None or not _is_elsewhere(occasion.visit, named)):
        return intent
    return intent if intent is Intent.CANCEL and occasion.visit is None and not named.asks else Intent.RESCHEDULE


def _is_elsewhere(visit: datetime, named: NamedTime) -> bool:
    """Whether the time that is named is asked for, or lies on other days than the visit."""
    return named.asks or named.turns_down or not named.window.start.date() <= visit.date() <= named.window.end.date()


def _after_the_visit(visit: datetime | None, named: NamedTime) -> timedelta | None:
    """Return how long after the visit the time is that is named; zero for its day, None where it is another day."""
    window = named.window
    if visit is None or window.start.date() != visit.date() or window.end.date() != visit.date():
        return None
    if window.start == window.end:
        return window.start - visit
    return timedelta() if window.start <= visit < window.end else None
