"""When the holidays fall that families name: each by its rule, never by a list of years."""

from collections.abc import Callable
from datetime import date, timedelta

from bot.language.times.signs import HOLIDAYS

_LAST_YEAR = 9998
_MONDAY, _THURSDAY, _SUNDAY = 0, 3, 6


def next_holiday(number: int, today: date) -> date:
    """Return the holiday of this `number` that comes next, today's too."""
    rule = _RULES[HOLIDAYS[number]]
    this_year = rule(today.year)
    return this_year if this_year >= today or today.year > _LAST_YEAR else rule(today.year + 1)


def _on(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _nth(weekday: int, nth: int, month: int) -> Callable[[int], date]:
    """Return the rule of the nth weekday of a month."""
    return lambda year: (first := date(year, month, 1)) + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday(month: int) -> Callable[[int], date]:
    return lambda year: (last := date(year, month, 31)) - timedelta(last.weekday())


def _easter(year: int) -> date:
    """Return Easter Sunday, by the anonymous Gregorian rule."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    days = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    shift = (golden + 11 * moon + 22 * days) // 451
    month, day = divmod(moon + days - 7 * shift + 114, 31)
    return date(year, month, day + 1)


_RULES: dict[str, Callable[[int], date]] = {
    "new_year": _on(1, 1),
    "epiphany": _on(1, 6),
    "king_day": _nth(_MONDAY, 3, 1),
    "valentine": _on(2, 14),
    "presidents_day": _nth(_MONDAY, 3, 2),
    "st_patrick": _on(3, 17),
    "good_friday": lambda year: _easter(year) - timedelta(2),
    "easter": _easter,
    "mothers_day": _nth(_SUNDAY, 2, 5),
    "memorial_day": _last_monday(5),
    "juneteenth": _on(6, 19),
    "fathers_day": _nth(_SUNDAY, 3, 6),
    "independence_day": _on(7, 4),
    "labor_day": _nth(_MONDAY, 1, 9),
    "columbus_day": _nth(_MONDAY, 2, 10),
    "halloween": _on(10, 31),
    "veterans_day": _on(11, 11),
    "thanksgiving": _nth(_THURSDAY, 4, 11),
    "christmas_eve": _on(12, 24),
    "christmas": _on(12, 25),
    "new_years_eve": _on(12, 31),
}
