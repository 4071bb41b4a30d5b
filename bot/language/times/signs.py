"""Which signs belong together."""

from datetime import timedelta

from bot.language.times.asked import Bound
from bot.language.times.vocabulary import Sign

WEEKDAYS = tuple(Sign)[:7]
MONTHS = tuple(Sign)[7:19]
HOLIDAYS = frozenset(tuple(Sign)[tuple(Sign).index(Sign.NEW_YEARS_EVE) :])
NEAR = {
    Sign.TODAY: 0,
    Sign.TONIGHT: 0,
    Sign.TOMORROW: 1,
    Sign.DAY_AFTER_TOMORROW: 2,
}
PARTS = frozenset(
    {Sign.MORNING, Sign.LATE_MORNING, Sign.NOON, Sign.AFTERNOON, Sign.AFTER_SCHOOL, Sign.EVENING, Sign.TONIGHT}
)
BOUNDS = {
    Sign.AFTER: Bound.AFTER,
    Sign.NOT_BEFORE: Bound.AFTER,
    Sign.BEFORE: Bound.BEFORE,
    Sign.UNTIL: Bound.BEFORE,
    Sign.NOT_AFTER: Bound.BEFORE,
}
LATER, EARLIER = frozenset({Sign.LATER, Sign.AFTER}), frozenset({Sign.EARLIER, Sign.BEFORE})
UNITS = {Sign.MINUTE: timedelta(minutes=1), Sign.HOUR: timedelta(hours=1)}
