"""Reads the rota's patterns from [rota] of oncall.toml: which shifts repeat each week, and who stands them."""

import re
from collections.abc import Iterator
from datetime import time, timedelta
from enum import StrEnum
from itertools import combinations

from bot.config.table import WEEKDAYS, ConfigTable, parse_clock
from bot.model.policy import Tier
from bot.model.rota import Pattern, RotaRules, WeeklySlot

_FRIDAY, _WEEK = 4, timedelta(days=7)
_FIRST_DAYS = {day: (number,) for number, day in enumerate(WEEKDAYS)} | {
    "every_day": tuple(range(7)),
    "weekdays": tuple(range(5)),
    "weeknights": tuple(range(4)),
    "weekends": (_FRIDAY,),
}
_WEEKEND_DAYS = 3
_SLOT = re.compile(r"([\d:]+)\s*-\s*([\d:]+)(?:\s+(\S+))?")
_LAST_MINUTE = time(23, 59)


class _OnCall(StrEnum):
    """The tiers that have shifts, as one writes them."""

    ON_CALL = Tier.ON_CALL
    BACKUP = Tier.BACKUP
    SUPERVISOR = Tier.SUPERVISOR


def read_rota(table: ConfigTable) -> RotaRules:
    """Return the patterns of [rota]; overlapping ones of a tier are a problem."""
    listed = table.table("patterns")
    ahead = timedelta(weeks=table.whole("weeks_ahead", least=2, most=26))
    untaken = timedelta(hours=table.whole("cover_alarm_hours", least=1, most=72))
    patterns = tuple(_pattern(listed.table(name), name) for name in listed.names())
    _refuse_overlaps(listed, patterns)
    table.close()
    return RotaRules(ahead=ahead, untaken=untaken, patterns=patterns)


def _pattern(table: ConfigTable, name: str) -> Pattern:
    takes_turns = table.has("workers")
    pattern = Pattern(
        name=name,
        tier=Tier(table.choice("tier", _OnCall)),
        slots=tuple(slot for key in _FIRST_DAYS for slot in _slots(table, key, takes_turns=takes_turns)),
        workers=table.texts("workers") if takes_turns else (),
        handover=_handover(table, takes_turns=takes_turns),
    )
    if takes_turns and not pattern.workers:
        table.note("workers", "names nobody; list those who take turns")
    if not any(map(table.has, _FIRST_DAYS)):
        table.note("tier", f"has no shift; write one or more of {', '.join(_FIRST_DAYS)}")
    table.close()
    return pattern


def _handover(table: ConfigTable, *, takes_turns: bool) -> int:
    day = table.text("handover", default="monday")
    if day not in WEEKDAYS:
        table.note("handover", f"{day!r} is no weekday; write one of {', '.join(WEEKDAYS)}")
        return 0
    if table.has("handover") and not takes_turns:
        table.note("handover", "belongs to turns; list workers, or remove it")
    return WEEKDAYS.index(day)


def _slots(table: ConfigTable, key: str, *, takes_turns: bool) -> Iterator[WeeklySlot]:
    """Yield the shifts of one line: from when, until when (of the next day where that is no later), and perhaps who."""
    written = table.text(key, default="")
    if not written:
        return
    found = _SLOT.fullmatch(written)
    starts, ends = (parse_clock(found[1]), parse_clock(found[2])) if found else (None, None)
    if not found or starts is None or ends is None:
        example = "17:00-08:30" if takes_turns else "17:00-08:30 W-01"
        table.note(key, f'{written!r} will not do; write start and end on the 24-hour clock, as in "{example}"')
        return
    if ends == _LAST_MINUTE:
        table.note(key, "a shift that ends at 23:59 leaves the last minute of the day to nobody; write 00:00")
    worker_id = found[3] or ""
    if worker_id and takes_turns:
        table.note(key, f"names {worker_id}, and workers lists who take turns; remove one of the two")
    if not worker_id and not takes_turns:
        table.note(key, f'names nobody; write "{written} W-01", or list under workers who take turns')
    days = _WEEKEND_DAYS if key == "weekends" else int(ends <= starts)
    for weekday in _FIRST_DAYS[key]:
        yield WeeklySlot(weekday=weekday, starts=starts, ends=ends, days=days, worker_id=worker_id)


def _refuse_overlaps(listed: ConfigTable, patterns: tuple[Pattern, ...]) -> None:
    every = [(pattern, slot) for pattern in patterns for slot in pattern.slots]
    for (one, first), (other, second) in combinations(every, 2):
        if one.tier is other.tier and _overlap(first, second):
            day = WEEKDAYS[second.weekday]
            whose = "itself" if one is other else one.name
            problem = f"its shift of {day} overlaps one of {whose} ({one.tier}); let one begin where the other ends"
            listed.note(other.name, problem)


def _overlap(first: WeeklySlot, second: WeeklySlot) -> bool:
    """Whether two shifts meet in some week; Sunday's night reaches into Monday's."""
    starts, ends = first.span
    return any(starts < second.span[1] + by and second.span[0] + by < ends for by in (-_WEEK, timedelta(), _WEEK))
