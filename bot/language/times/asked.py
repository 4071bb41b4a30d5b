"""What is asked, as the words say it and before anybody knows what day it is."""

from datetime import timedelta
from enum import StrEnum

from bot.language.times.vocabulary import Sign
from bot.model.value import value, value_in_order


class Bound(StrEnum):
    """How a clock time limits the day."""

    AT = "at"
    AFTER = "after"
    BEFORE = "before"


@value_in_order
class Clock:
    """A time of the day as it was said; `half` is am or pm, where it was said too."""

    hour: int
    minute: int = 0
    half: Sign | None = None


@value_in_order
class Timed:
    """A clock time and how it limits; `to` is the end of a range."""

    clock: Clock
    bound: Bound = Bound.AT
    to: Clock | None = None


@value_in_order
class Weekday:
    """A weekday, 0 is Monday; `in_next_week`: said as "next friday"."""

    number: int
    in_next_week: bool = False


@value_in_order
class Ahead:
    """So many days from today, or from the day of the visit."""

    days: int
    of_visit: bool = False


@value_in_order
class OnDate:
    """A day of a month; without a month the next such day."""

    day: int
    month: int | None = None


@value_in_order
class Holiday:
    """A holiday by its name."""

    name: Sign


@value_in_order
class Following:
    """So many days after another, or the first such weekday after it."""

    of: "Day"
    days: int = 1
    weekday: int | None = None


@value_in_order
class Week:
    """A week from Monday on, so many weeks ahead; `part` is its beginning or its end."""

    ahead: int
    part: Sign | None = None


@value_in_order
class Weekend:
    """The coming weekend, or that of next week."""

    in_next_week: bool = False


Day = Weekday | Ahead | OnDate | Holiday | Following | Week | Weekend


@value
class Asked:
    """Everything one text asks for.

    `until` limits from now on, `shift` counts from the visit, `from_now` from now. `asks`: the time is asked for, not
    only named, or little else is said; `asks_plainly`: some word asks for it; `asks_anew`: as somebody asks who takes
    none of what was offered.
    """

    days: tuple[Day, ...] = ()
    without: tuple[Day, ...] = ()
    times: tuple[Timed, ...] = ()
    part: Sign | None = None
    until: Day | None = None
    until_is_in: bool = True
    same_time: bool = False
    shift: timedelta | None = None
    from_now: timedelta | None = None
    asks: bool = False
    asks_plainly: bool = False
    asks_anew: bool = False
