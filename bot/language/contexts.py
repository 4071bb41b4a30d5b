"""What words mean after what came before them: a number among offered times, a "no" to a reminder, another time."""

from datetime import datetime, timedelta

from bot.language.times.asked import Asked
from bot.language.times.window import window_of
from bot.model.meaning import Before, Intent, Pick
from bot.model.value import value_in_order

PICKS_FROM = frozenset({Intent.OTHER, Intent.CONFIRM, Intent.THANKS, Intent.RESCHEDULE, Intent.NEXT_VISIT})
"""What a choice among offered times may look like by its words alone."""
MAY_NAME_A_TIME = frozenset(
    {Intent.OTHER, Intent.THANKS, Intent.CONFIRM, Intent.CANCEL, Intent.RESCHEDULE, Intent.LATE}
)
A_SHORT_WAIT = timedelta(minutes=45)
"""Somebody who names a time so little after the visit's will be late; they ask for no other visit."""
A_MOMENT = timedelta(minutes=15)


@value_in_order
class Occasion:
    """When a text came, and after what; `visit`: when the visit begins that it may be about."""

    before: Before = Before.NOTHING
    now: datetime | None = None
    visit: datetime | None = None


NO_OCCASION = Occasion()


def in_context(
    intent: Intent, occasion: Occasion, *, pick: Pick | None, digit: int | None, is_no: bool, asked: Asked | None
) -> Intent:
    """Return what is meant, given what came before; `asked` is the time the words name, if any."""
    before = occasion.before
    if before is Before.SLOTS_OFFERED:
        return _of_slots(intent, pick=pick, digit=digit, asked=asked)
    if before is Before.REMINDER_PENDING and is_no:
        return Intent.CANCEL
    if asked is None or digit is not None or intent not in MAY_NAME_A_TIME:
        return intent
    return _of_time(intent, occasion, asked)


def _of_slots(intent: Intent, *, pick: Pick | None, digit: int | None, asked: Asked | None) -> Intent:
    """Return what is meant by who was offered times."""
    if pick is Pick.NONE:
        return Intent.RESCHEDULE
    if intent not in PICKS_FROM:
        return intent
    if asked is not None and asked.asks_anew:
        return Intent.RESCHEDULE
    return Intent.CHOICE if digit is not None or pick is not None or asked is not None else intent


def _of_time(intent: Intent, occasion: Occasion, asked: Asked) -> Intent:
    """Return what is meant by who names a time: that of the visit, one a little later, or another."""
    by = _after_the_visit(occasion, asked)
    if by is not None and timedelta() <= abs(by) < A_MOMENT and intent in {Intent.OTHER, Intent.RESCHEDULE}:
        return Intent.LATE if by else Intent.CONFIRM if not asked.asks_anew else intent
    if by is not None and timedelta() < by <= A_SHORT_WAIT and not asked.asks_anew:
        return intent if intent is Intent.CONFIRM else Intent.LATE
    if intent is Intent.LATE or (by is not None and not by):
        return intent
    says_enough = asked.asks_plainly or occasion.visit is not None
    is_other = intent not in {Intent.CONFIRM, Intent.CANCEL} or (says_enough and (by is None or bool(by)))
    if intent is Intent.CONFIRM and occasion.visit is None:
        return intent
    return Intent.RESCHEDULE if asked.asks and is_other else intent


def _after_the_visit(occasion: Occasion, asked: Asked) -> timedelta | None:
    """Return how long after the visit the time is that is named; zero for its day, None where it cannot be said."""
    if occasion.now is None or occasion.visit is None:
        return None
    window = window_of(asked, occasion.now, occasion.visit)
    if window is None:
        return None
    if window.start == window.end:
        return window.start - occasion.visit if window.start.date() == occasion.visit.date() else None
    is_its_day = not asked.times and window.start.date() == window.end.date() == occasion.visit.date()
    return timedelta() if is_its_day and window.start <= occasion.visit <= window.end else None
