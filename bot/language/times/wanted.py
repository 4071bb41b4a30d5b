"""Chooses among the times of a text those that are asked for, and the days that are ruled out."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.language.times.mentions import Mention, Role
from bot.language.times.setting import Days, Hours, Loose, Setting, Sort, end_of_week
from bot.language.times.signs import CLOSES, OPENS

_FRIDAY = 4


def wanted_of(mentions: Sequence[Mention], setting: Setting) -> list[Mention]:
    """Return what is asked for; what is only said counts where nothing of its kind is asked."""
    heard = _without_visits_day([m for m in mentions if m.role in {Role.ASKED, Role.SAID}], setting)
    heard = _without_lent(_without_told(heard))
    asked = [mention for mention in heard if mention.role is Role.ASKED]
    days = {mention.said.first for mention in asked if isinstance(mention.said, Days)}
    hours = [mention for mention in asked if isinstance(mention.said, Hours)]
    weeks = next((m for m in asked if isinstance(m.said, Days) and m.said.sort is Sort.WEEK), None)
    has_point = any(mention.said.start == mention.said.end for mention in hours if isinstance(mention.said, Hours))
    gone = {mention.clause for mention in heard if _names_another(mention, days)}

    def counts(mention: Mention) -> bool:
        if mention.role is Role.ASKED or (asked and mention.place > asked[0].place and _is_bound(mention)):
            return True
        if isinstance(mention.said, Days):
            return not days or (weeks is not None and _is_in(mention, weeks))
        narrows = bool(hours) and not has_point and mention.place > hours[-1].place
        return (not hours or narrows) and mention.clause not in gone

    wanted = [mention for mention in heard if counts(mention)]
    if any(isinstance(mention.said, Hours) for mention in wanted):
        wanted = [mention for mention in wanted if not isinstance(mention.said, Loose)]
    chosen = wanted or _behind_reason(mentions)
    tied = [tied for mention in chosen if (tied := _tied(mention, mentions, setting)) is not None]
    return _in_week_told(tied, mentions)


def _in_week_told(wanted: list[Mention], mentions: Sequence[Mention]) -> list[Mention]:
    """Move weekdays to the week of which others are out ("next week mon and tue im booked. thurs or fri")."""
    gone = {Role.OUT, Role.REASON}
    week = next((m for m in mentions if m.role in gone and isinstance(m.said, Days) and m.said.sort is Sort.WEEK), None)
    if week is None or not isinstance(week.said, Days) or any(_is_week(mention) for mention in wanted):
        return wanted
    if not any(m.place == week.after and m.role is week.role and _is_weekday(m) for m in mentions):
        return wanted
    week.role = Role.NAMES  # (some of its days are out, not all)
    monday = week.said.first - timedelta(week.said.first.weekday())
    moved = []
    for mention in wanted:
        if isinstance(mention.said, Days) and _is_weekday(mention) and mention.place > week.place:
            day = monday + timedelta(mention.said.first.weekday())
            moved.append(replace(mention, said=Days(day, day, Sort.RELATIVE)))
        else:
            moved.append(mention)
    return moved


def _is_week(mention: Mention) -> bool:
    return isinstance(mention.said, Days) and mention.said.sort is Sort.WEEK


def _is_weekday(mention: Mention) -> bool:
    return isinstance(mention.said, Days) and mention.said.sort is Sort.WEEKDAY


def _is_in(mention: Mention, week: Mention) -> bool:
    """Whether a weekday says more of the one week that is asked for ("next week is best, like wed or thurs")."""
    days = mention.said
    is_weekday = isinstance(days, Days) and days.sort is Sort.WEEKDAY and days.first.weekday() <= _FRIDAY
    return is_weekday and not mention.told_of and mention.place > week.place


def _without_told(heard: list[Mention]) -> list[Mention]:
    """Leave out the times of something told ("buried the dog tonight. wednesday morning") where others stand alone."""
    told = {m.clause for m in heard if m.told_of} - {m.clause for m in heard if m.joined or m.role is Role.ASKED}
    alone = [m for m in heard if not m.told_of]
    if not told or any(m.joined and m.place == alone[0].place for m in alone):
        return heard
    gone = told if any(isinstance(m.said, Days) for m in alone) else set()
    has_hours = any(isinstance(m.said, Hours) for m in alone)

    def is_gone(mention: Mention) -> bool:
        is_days = isinstance(mention.said, Days)
        has_day = any(isinstance(m.said, Days) and m.clause == mention.clause for m in heard)
        return mention.clause in gone and (is_days or has_day or has_hours)

    if has_hours and not gone:
        return [m for m in heard if m.clause not in told or isinstance(m.said, Days)]
    return [m for m in heard if not is_gone(m)]


def _without_lent(heard: list[Mention]) -> list[Mention]:
    """Leave out the visit's day behind "an hour later" where another is named after it ("but on sunday")."""
    lent = next((m for m in heard if m.lent), None)
    if lent is None or not any(m.place > lent.place and isinstance(m.said, Days) and not m.told_of for m in heard):
        return heard
    return [m for m in heard if not m.lent]


def _names_another(mention: Mention, days: set[date]) -> bool:
    """Whether a mention only says a day that is not among those asked for; its hours are that day's."""
    is_said = bool(days) and mention.role is Role.SAID
    return is_said and isinstance(mention.said, Days) and mention.said.first not in days


def _without_visits_day(wanted: list[Mention], setting: Setting) -> list[Mention]:
    """Leave out the day of the visit where another is asked for in other words: it is what they move away from."""
    others = [mention for mention in wanted if isinstance(mention.said, Days) and not _is_visits(mention, setting)]
    if not others or setting.visit is None:
        return wanted
    clauses = {mention.clause for mention in wanted if mention in others or isinstance(mention.said, Hours)}
    gone = {mention.clause for mention in wanted if _is_visits(mention, setting)} - clauses
    return [mention for mention in wanted if mention.clause not in gone]


def _is_bound(mention: Mention) -> bool:
    return isinstance(mention.said, Days) and mention.said.sort is Sort.BOUND


def _is_visits(mention: Mention, setting: Setting) -> bool:
    days = mention.said
    return isinstance(days, Days) and days.first == days.last == setting.visits_day


def _behind_reason(mentions: Sequence[Mention]) -> list[Mention]:
    """Return what a reason alone allows: "i work till 4" leaves the time after it."""
    free = []
    for mention in mentions:
        hours = mention.said
        if mention.role is not Role.REASON or not isinstance(hours, Hours) or hours.is_part:
            continue
        if hours.end is not None and hours.start in {None, hours.end}:
            free.append(_like(mention, Hours(hours.end, None)))
    return free[-1:]


def _beside(mention: Mention, days: Days, setting: Setting, *, is_after: bool) -> Mention | None:
    """Return the days up to the day that was named, or those after it until the working week is over."""
    if is_after:
        first = days.last + timedelta(1)
        return _like(mention, Days(first, end_of_week(first), Sort.BOUND))
    last = days.first - timedelta(1)
    return _like(mention, Days(setting.today, last, Sort.BOUND)) if last >= setting.today else None


def _tied(mention: Mention, mentions: Sequence[Mention], setting: Setting) -> Mention | None:
    """Return a mention with "after that" tied to the time it refers to; None if there is none."""
    loose = mention.said
    if not isinstance(loose, Loose):
        return mention
    others = [other for other in mentions if not isinstance(other.said, Loose) and other.role is not Role.ASKED]
    before = [other for other in others if other.place < mention.place] or others[:1]
    hour = next((m for m in reversed(before) if isinstance(m.said, Hours) and m.clause == before[-1].clause), None)
    if mention.after == mention.place + 1:  # ("after i get off at 5")
        hour = next((m for m in others if m.place > mention.place and m.clause == mention.clause), hour)
    before = [hour] if hour is not None else before
    if before and isinstance(before[-1].said, Days):
        return _beside(mention, before[-1].said, setting, is_after=loose.is_after)
    if before and isinstance(before[-1].said, Hours):
        hours = before[-1].said
        if loose.is_after and (edge := hours.end or hours.start):
            return _like(mention, Hours(edge, None))
        if not loose.is_after and (edge := hours.start or hours.end):
            return _like(mention, Hours(None, edge))
    return None


def _like(mention: Mention, said: Hours | Days) -> Mention:
    return Mention(said, Role.ASKED, mention.place, mention.after, mention.joined, mention.clause)


def ruled_out(mentions: Sequence[Mention], setting: Setting, *, of_week: Mention | None) -> Callable[[date], bool]:
    """Return the test whether a day is out: ruled out whole, on that weekday if it was named so, or closed."""
    out, weekdays = set(setting.closed), set()
    gone = {Role.OUT, Role.REASON} if of_week is not None else {Role.OUT}
    kept = {m.said.first for m in mentions if m.role in {Role.ASKED, Role.SAID} and isinstance(m.said, Days)}
    for mention in mentions:
        days = mention.said
        if mention.role not in gone or not isinstance(days, Days) or _has_hours_out(mention, mentions):
            continue
        is_wide = mention.role is Role.REASON or days.sort is Sort.BOUND
        if not (is_wide and any(days.first <= day <= days.last for day in kept)):
            if of_week is not None and _is_out_of(mention, of_week):
                weekdays.add(days.first.weekday())
            else:
                out.update(days.first + timedelta(ahead) for ahead in range((days.last - days.first).days + 1))
                if days.sort is Sort.WEEKDAY and days.first.weekday() == setting.visits_day.weekday():
                    out.add(setting.visits_day)
    return lambda day: day in out or day.weekday() in weekdays


def _is_out_of(mention: Mention, week: Mention) -> bool:
    """Whether a weekday is ruled out of the days asked for ("next week but no friday"), not only the next such day."""
    belongs = mention.place > week.place or mention.clause == week.clause
    return belongs and mention.role is Role.OUT and isinstance(mention.said, Days) and mention.said.sort is Sort.WEEKDAY


def _has_hours_out(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether only hours of that day are out ("not monday morning")."""
    return any(
        other.clause == mention.clause and other.role is mention.role and isinstance(other.said, Hours)
        for other in mentions
    )


def hours_left(mentions: Sequence[Mention]) -> tuple[int, int]:
    """Return what parts of the day leave of it that are ruled out for every day ("tues or wed but never nights")."""
    opens, closes = OPENS, CLOSES
    for mention in mentions:
        hours = mention.said
        if mention.role is not Role.OUT or not isinstance(hours, Hours) or not hours.is_part:
            continue
        if any(m.role is Role.OUT and m.clause == mention.clause and isinstance(m.said, Days) for m in mentions):
            continue
        start, end = hours.settled()
        opens = end if start <= opens < end < closes else opens
        closes = start if opens < start < closes <= end else closes
    return opens, closes


def half_out(mentions: Sequence[Mention]) -> date | None:
    """Return the day of which only some hours are ruled out ("not tomorrow morning, the afternoon is fine")."""
    for mention in mentions:
        if mention.role is Role.OUT and isinstance(mention.said, Days) and _has_hours_out(mention, mentions):
            return mention.said.first
    return None
