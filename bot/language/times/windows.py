"""Puts the times that a text asks for together to one window."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.language.times.mentions import Mention, Role
from bot.language.times.setting import Days, Hours, Setting, Sort
from bot.language.times.signs import CLOSES, OPENS
from bot.language.times.wanted import half_out, hours_left, ruled_out, wanted_of
from bot.model.windows import Window

_WORKING_WEEK = timedelta(4)


@dataclass(slots=True, eq=False)
class _Group:
    """Days and hours that belong together: "tues or thurs afternoon"."""

    days: list[Mention] = field(default_factory=list)
    hours: list[Mention] = field(default_factory=list)
    turns: int = 0
    """How often the text has gone from days to hours or back."""
    on_days: bool = False


def window_of(mentions: Sequence[Mention], setting: Setting) -> Window | None:
    """Return the window from the first start to the last end of all that is asked for, None without a bound."""
    wanted = wanted_of(mentions, setting)
    window = _window(wanted, mentions, setting)
    if window is None and any(mention.role is Role.ASKED for mention in wanted):
        asked = [mention for mention in wanted if mention.role is Role.ASKED]
        window = _window(asked, mentions, setting) if len(asked) < len(wanted) else None
    return window


def _window(wanted: Sequence[Mention], mentions: Sequence[Mention], setting: Setting) -> Window | None:
    """Return the window over these times."""
    spans = [span for group in _groups(wanted) if (span := _span(group, mentions, setting)) is not None]
    if not spans:
        return None
    first, opens = min(spans_start for spans_start, _ in spans)
    last, closes = max(span_end for _, span_end in spans)
    is_out = ruled_out(mentions, setting, of_week=wanted[0] if first < last else None)
    while first < last and is_out(first):
        first += timedelta(1)
    while first < last and is_out(last):
        last -= timedelta(1)
    if is_out(first) and first == last and first not in setting.closed:
        return None
    return _cut(_at(first, opens, setting), _at(last, closes, setting), setting)


def _cut(start: datetime, end: datetime, setting: Setting) -> Window | None:
    """Return the window from now on; None if it is over."""
    if start >= setting.now:
        return Window(start, max(start, end))
    return Window(setting.now, end) if end > setting.now and end > start else None


def _at(day: date, minute: int, setting: Setting) -> datetime:
    """Return a time on the wall; one that a clock change skips is the instant of the jump."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=setting.now.tzinfo)
    return midnight + timedelta(minutes=minute)


def _groups(wanted: Sequence[Mention]) -> list[_Group]:
    """Sort days and hours to groups; after days and hours, other days begin a group of their own."""
    groups = [_Group()]
    for mention in wanted:
        group = groups[-1]
        is_days = isinstance(mention.said, Days)
        same = group.on_days if is_days else bool(group.hours or group.days) and not group.on_days
        turns = group.turns + (not same)
        if is_days and mention.joined and group.hours and not group.days:
            group, turns = _Group(), 1
            groups.append(group)
        if turns > 2 and not _adds_to(group, mention):  # noqa: PLR2004
            group, turns = _Group(), 1
            groups.append(group)
        (group.days if is_days else group.hours).append(mention)
        group.turns, group.on_days = turns, is_days
    return [group for group in groups if group.days or group.hours]


def _adds_to(group: _Group, mention: Mention) -> bool:
    """Whether a mention says more of what the group has ("tuesday at 3 next week", "after 4 on monday before 6")."""
    if mention.joined:
        return False
    if isinstance(mention.said, Days):
        if any(
            other.said == mention.said or (isinstance(other.said, Days) and other.said.first == mention.said.first)
            for other in group.days
        ):
            return True
        sorts = {other.said.sort for other in group.days if isinstance(other.said, Days)}
        return mention.said.sort not in sorts
    return True


def _span(
    group: _Group, mentions: Sequence[Mention], setting: Setting
) -> tuple[tuple[date, int], tuple[date, int]] | None:
    """Return first day and minute, last day and minute of one group."""
    days = _days_of(group)
    if days is None:
        if _hours_of(group) == (OPENS, CLOSES):
            return None
        day = _day_for(group, mentions, setting)
        if day is None:
            return None
        days = day, day
    opens, closes = _hours_of(group) if group.hours else hours_left(mentions)
    if days[1] - days[0] == _WORKING_WEEK and any(isinstance(m.said, Hours) and m.said.is_visits for m in group.hours):
        days = (days[0] + timedelta(setting.visits_day.weekday() - days[0].weekday()),) * 2
    return (days[0], opens), (days[1], closes)


def _day_for(group: _Group, mentions: Sequence[Mention], setting: Setting) -> date | None:
    """Return the day for hours without one: the visit's, else one named beside it, else the next time it comes."""
    if (named_out := half_out(mentions)) is not None:
        return named_out
    out = {m.said.first for m in mentions if m.role is Role.OUT and isinstance(m.said, Days)}
    named = [m.said.first for m in mentions if isinstance(m.said, Days) and m.said.first not in out]
    if setting.visit is not None:
        return named[-1] if named and setting.visits_day in out else setting.visits_day
    if named:
        return named[-1]
    opens, closes = _hours_of(group)
    ends = setting.now.hour * 60 + setting.now.minute < (closes if opens < closes else opens)
    return setting.today if ends else setting.today + timedelta(1)


def _days_of(group: _Group) -> tuple[date, date] | None:
    """Return first and last day: a week and a weekday of it are that day, two names of one day the more exact."""
    said = [(mention.said, mention.joined) for mention in group.days if isinstance(mention.said, Days)]
    if not said:
        return None
    week = _week_of(said)
    kept: list[Days] = []
    for days, joined in said:
        if week is not None and days is week:
            continue
        moved = _in_week(days, week) if week is not None and days.sort is Sort.WEEKDAY else days
        if kept and not joined and moved.sort is not kept[-1].sort and _agree(moved, kept[-1]):
            if moved.sort > kept[-1].sort:
                kept[-1] = moved
        else:
            kept.append(moved)
    if not any(joined for _, joined in said):
        kept = [days for days in kept if not (days.sort is Sort.WEEK and _is_narrowed(days, kept))] or kept
    exact = [days for days in kept if days.sort is not Sort.BOUND] or kept
    first, last = min(days.first for days in exact), max(days.last for days in exact)
    for bound in kept:
        if bound.sort is Sort.BOUND and bound.first <= last and bound.last >= first:
            first, last = max(first, bound.first), min(last, bound.last)
    return first, last


def _is_narrowed(week: Days, kept: Sequence[Days]) -> bool:
    """Whether days within a week are named beside it ("next week, mon to wed")."""
    return any(days.sort > Sort.WEEKDAY and week.first <= days.first <= days.last <= week.last for days in kept)


def _agree(one: Days, other: Days) -> bool:
    """Whether two names can be of one day ("friday the 5th", "tomorrow, thursday")."""
    return one.first.weekday() == other.first.weekday() and Sort.WEEK not in {one.sort, other.sort}


def _week_of(said: Sequence[tuple[Days, bool]]) -> Days | None:
    """Return the week that the weekdays beside it belong to, if it is not one choice among them."""
    if not any(days.sort is Sort.WEEKDAY for days, _ in said):
        return None
    for number, (days, joined) in enumerate(said):
        follows = number + 1 < len(said) and said[number + 1][1]
        if days.sort is Sort.WEEK and not joined and not (follows and number + 1 < len(said) and number == 0):
            return days
    return None


def _in_week(days: Days, week: Days) -> Days:
    """Return a weekday in that week, from Monday to Sunday."""
    day = week.first - timedelta(week.first.weekday()) + timedelta(days.first.weekday())
    return Days(day, day, Sort.RELATIVE)


def _hours_of(group: _Group) -> tuple[int, int]:
    """Return first and last minute: hours joined by "or" reach over both, others narrow each other."""
    said = [(mention.said, mention.joined) for mention in group.hours if isinstance(mention.said, Hours)]
    part = next((hours for hours, _ in said if hours.is_part), None)
    opens: int | None = None
    closes = CLOSES
    for hours, joined in said:
        start, end = hours.settled(None if hours is part else part)
        if opens is None:
            opens, closes = start, end
        elif joined:
            opens, closes = min(opens, start), max(closes, end)
        else:
            opens, closes = _narrowed((opens, closes), (start, end), hours)
    return (OPENS, CLOSES) if opens is None else (opens, closes)


def _narrowed(before: tuple[int, int], now: tuple[int, int], hours: Hours) -> tuple[int, int]:
    """Return what both allow; where they exclude each other the exact one counts."""
    opens, closes = max(before[0], now[0]), min(before[1], now[1])
    if opens < closes or (opens == closes and (before[0] == before[1] or now[0] == now[1])):
        return opens, closes
    return before if hours.is_part else now
