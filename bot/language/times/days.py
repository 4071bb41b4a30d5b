"""Reads days: "tues", "next friday", "the 14th", "4 de marzo", "early next week", "the day after christmas"."""

from datetime import date, timedelta

from bot.language.times.clock_times import ENDS, clock_at
from bot.language.times.dates import MAKES_AN_HOUR, date_at
from bot.language.times.holidays import next_holiday
from bot.language.times.lengths import days_counted
from bot.language.times.setting import Days, Sort, end_of_week
from bot.language.times.signs import Kind, past
from bot.language.times.weeks import ARTICLES, FRIDAY, SATURDAY, WEEK, Found, WeekReader

_TO = frozenset({Kind.TO, Kind.DASH, Kind.UNTIL})
_BOUNDS = frozenset({Kind.AFTER, Kind.BEFORE, Kind.UNTIL, Kind.FROM, Kind.BETWEEN})
_BEHIND_AFTER = frozenset(
    {Kind.BREAK, Kind.COMMA, Kind.HOLIDAY, Kind.THAT, Kind.DIGITS, Kind.MONTH, Kind.GOOD, Kind.INSTEAD}
    | {Kind.NTH, Kind.SO}
)
_BEHIND_BEFORE = frozenset({Kind.HOLIDAY, Kind.THAT, Kind.MONTH, Kind.DIGITS, Kind.NTH})
_TELLS_HOLIDAY = frozenset(
    {Kind.AFTER, Kind.BEFORE, Kind.UNTIL, Kind.ON, Kind.DAY_AFTER, Kind.DAY_BEFORE, Kind.NOT, Kind.EXCEPT}
)

_BEFORE_NEXT_ONE = ENDS | {Kind.PLAIN, Kind.THE, Kind.DATE_THE, Kind.JOIN, Kind.FOR, Kind.TO, Kind.NO}
_TWO_DIGITS, _MOST_ON_A_CLOCK = 2, 12
_COUNTED_IN = {8: 7, 15: 14}
"""Spanish counts today too: eight days are a week."""
_WEEKS_DATED = 9
"""Weeks ahead in which "saturday 21" may lie."""


class DayReader(WeekReader):
    """Reads the days of one text, each counted from its setting; `latest` is the day named last ("that day")."""

    def days_at(self, place: int, *, ranges: bool = True) -> Found:
        """Return the days that begin at `place`, bounds and ranges read, and where they end."""
        bound = self.signs[place].kind
        if bound in _BOUNDS:
            found = self._in_latest_week(self._one(self._past_article(place + 1)))
            return found and self._bounded(found, bound, ranges=ranges)
        found = self._in_eight(self._one(place))
        if found is not None and found[0].sort is Sort.WEEK and (part := self._part_behind(*found)) is not None:
            return part
        return found and self._with_other_end(found, _TO if ranges else frozenset({Kind.DASH}))

    def _in_eight(self, found: Found) -> Found:
        """Return the day a week or two on that "hoy en ocho" and "el lunes en quince" name."""
        if found is None or found[0].sort not in {Sort.WEEKDAY, Sort.RELATIVE} or found[0].first != found[0].last:
            return found
        days, after = found
        number = self.signs[after + 1]
        ahead = _COUNTED_IN.get(number.first) if number.kind in {Kind.NUMBER, Kind.DIGITS} else None
        if self.signs[after].kind is not Kind.WITHIN or ahead is None:
            return found
        behind = after + 2 + (self.signs[after + 2].kind is Kind.DAY)
        if behind == after + 2 and self.signs[behind].kind not in ENDS | {Kind.PLAIN, Kind.AT}:
            return found
        return self._day(days.first + timedelta(ahead), behind, Sort.DATE)

    def _in_latest_week(self, found: Found) -> Found:
        """Return a weekday in the week named just before it ("next week but before thursday")."""
        week = self.latest
        if found is None or week is None or week.sort is not Sort.WEEK or found[0].sort is not Sort.WEEKDAY:
            return found
        monday = week.first - timedelta(week.first.weekday())
        return self._day(monday + timedelta(found[0].first.weekday()), found[1], Sort.DATE)

    def _bounded(self, found: tuple[Days, int], bound: Kind, *, ranges: bool) -> Found:
        """Return what lies before or after a day; no window starts before today."""
        days, after = found
        if bound in {Kind.BETWEEN, Kind.FROM}:
            ranged = self._with_other_end(
                found, _TO | ({Kind.JOIN} if bound is Kind.BETWEEN else set()) if ranges else frozenset()
            )
            if ranged[1] != after or bound is Kind.BETWEEN or not ranges:
                return ranged
            return Days(days.first, end_of_week(days.first), Sort.BOUND), after
        if bound is Kind.AFTER:
            first = days.last + timedelta(1)
            return Days(first, end_of_week(first), Sort.BOUND), after
        last = days.first - timedelta(1) if bound is Kind.BEFORE else days.last
        return (Days(self.setting.today, last, Sort.BOUND), after) if last >= self.setting.today else None

    def _with_other_end(self, found: tuple[Days, int], between: frozenset[Kind]) -> tuple[Days, int]:
        """Return the whole of "monday to wednesday", "mon-wed"."""
        days, after = found
        if self.signs[after].kind not in between:
            return found
        other = self._one(self._past_article(after + 1))
        if other is None:
            return found
        last = other[0].last
        while last < days.first and other[0].sort is Sort.WEEKDAY:
            last += timedelta(WEEK)
        if last < days.first:
            return found
        moved = self._week_beside(other[1]) if days.sort is other[0].sort is Sort.WEEKDAY else None
        if moved is None:
            return Days(days.first, last, Sort.DATE), other[1]
        monday = moved.first - timedelta(moved.first.weekday())
        first = monday + timedelta(days.first.weekday())
        return Days(first, first + (last - days.first), Sort.DATE), other[1]

    def _week_beside(self, place: int) -> Days | None:
        """Return the week that a range of weekdays is of ("mon to wed next week"), or the one named last."""
        at = past(self.signs, place, ARTICLES | {Kind.OF})
        found = self._named(at) if self.signs[at].kind in {Kind.WEEK, Kind.NEXT, Kind.FOLLOWING} else None
        week = found[0] if found is not None else self.latest
        return week if week is not None and week.sort is Sort.WEEK and week.first.weekday() < SATURDAY else None

    def _one(self, place: int) -> Found:
        """Return the one day, week or weekend that begins at `place`."""
        sign = self.signs[place]
        match sign.kind:
            case Kind.WEEKS:
                return self._named_week(place) or self._counted(place)
            case Kind.EARLY | Kind.LATE | Kind.END_OF | Kind.LATER:
                return self._part_of_week(place)
            case Kind.DIGITS | Kind.NUMBER | Kind.NTH:
                return self._named(place) or self._counted(place)
            case Kind.WITHIN | Kind.DAY:
                return self._counted(place)
            case _:
                return self._named(place) or self._beside_a_day(place)

    def _named(self, place: int) -> Found:
        """Return the day or week that is named at `place`, not counted from another."""
        sign = self.signs[place]
        match sign.kind:
            case Kind.RELATIVE:
                sort = Sort.RELATIVE if sign.first >= 0 else Sort.PAST
                return self._day(self.setting.today + timedelta(sign.first), place + 1, sort)
            case Kind.WEEKDAY | Kind.NEXT | Kind.THIS | Kind.LAST | Kind.FOLLOWING:
                return self._weekday(place)
            case Kind.WEEK:
                return self._week(sign.first, sign.last), place + 1
            case Kind.HOLIDAY:
                return self._holiday(place)
            case Kind.WEEK_OF:
                return self._week_of_month(place)
            case Kind.DIGITS | Kind.MONTH | Kind.THE | Kind.DATE_THE | Kind.NUMBER | Kind.NTH:
                latest = self.latest
                beside = latest.first.weekday() if latest is not None and latest.sort is Sort.WEEKDAY else None
                return date_at(self.signs, place, self.setting.today, beside)
            case _:
                return None

    def _weekday(self, place: int) -> Found:
        """Read "tues", "next tues", "tues after next", "this friday", "el lunes que viene"."""
        lead = self.signs[place].kind
        at = place + (lead is not Kind.WEEKDAY)
        if lead is Kind.WEEKDAY and self.after_next == place - 1 and self.signs[place - 1].kind is Kind.JOIN:
            lead = Kind.NEXT
        at += at > place and self.signs[at].kind is Kind.NEXT
        if self.signs[at].kind is Kind.WEEKS and at > place:
            return self._following_week(lead, at)
        if self.signs[at].kind is not Kind.WEEKDAY:
            return self._next_one(lead, at) if self.signs[place - 1].kind in _BEFORE_NEXT_ONE else None
        weekday, after = self.signs[at].first, at + 1
        if self._follows_another(after):
            return self._weekday_after(weekday, after + 1)
        if self._leads_another(after) and (found := self._weekday_before(weekday, after + 1)) is not None:
            return found
        if self.signs[after].kind is Kind.AFTER and self.signs[after + 1].kind is Kind.NEXT:
            return self._day(self._monday() + timedelta(2 * WEEK + weekday), after + 2, Sort.DATE)
        if self.signs[after].kind in {Kind.NEXT, Kind.LAST}:
            lead, after = self.signs[after].kind, after + 1
        if lead is Kind.LAST:
            return self._day(self.setting.today - timedelta(1), after, Sort.PAST)
        if lead is Kind.FOLLOWING:
            base = self._base()
            return self._day(base + timedelta((weekday - base.weekday() - 1) % WEEK + 1), after, Sort.DATE)
        if lead is Kind.NEXT:
            self.after_next = after
            return self._day(self._monday() + timedelta(WEEK + weekday), after, Sort.RELATIVE)
        ahead = (weekday - self.setting.today.weekday() - 1) % WEEK + 1
        day = self.setting.today + timedelta(ahead)
        dated = self._dated(day, after)
        return self._day(day, after, Sort.WEEKDAY) if dated is None else self._day(dated, after + 1, Sort.DATE)

    def _dated(self, day: date, after: int) -> date | None:
        """Return the date that a number behind a weekday makes of it ("sat 21"); a small one may be an hour."""
        number, behind = self.signs[after], self.signs[after + 1].kind
        if number.kind is not Kind.DIGITS or number.last > _TWO_DIGITS or behind in MAKES_AN_HOUR | _TO:
            return None
        ahead = range(_WEEKS_DATED if number.first > _MOST_ON_A_CLOCK else 1)
        return next((on for weeks in ahead if (on := day + timedelta(WEEK * weeks)).day == number.first), None)

    def _next_one(self, lead: Kind, at: int) -> Found:
        """Read "not this saturday, the next one", "not this week, next": a week later."""
        at += self.signs[at].kind is Kind.NUMBER and self.signs[at].first == 1
        latest = self.latest
        if lead not in {Kind.NEXT, Kind.FOLLOWING} or latest is None or latest.sort > Sort.WEEKDAY:
            return None
        if latest.sort is Sort.WEEK and self.signs[at].kind in ENDS:
            monday = latest.first - timedelta(latest.first.weekday() - WEEK)
            return Days(monday, monday + timedelta(FRIDAY), Sort.WEEK), at
        ends = latest.sort is Sort.WEEKDAY and self.signs[at].kind in ENDS and latest.first == latest.last
        return self._day(latest.first + timedelta(WEEK), at, Sort.DATE) if ends else None

    def _following_week(self, lead: Kind, at: int) -> Found:
        """Read "next two weeks"? no: "this week", "last week" where they are no fixed phrase."""
        if lead is Kind.LAST:
            return self._day(self.setting.today - timedelta(1), at + 1, Sort.PAST)
        if lead is Kind.FOLLOWING:
            monday = (base := self._base()) - timedelta(base.weekday() - WEEK)
            return Days(monday, monday + timedelta(FRIDAY), Sort.WEEK), at + 1
        offset = WEEK if lead is Kind.NEXT else 0
        return self._week(offset, offset + FRIDAY), at + 1

    def _follows_another(self, after: int) -> bool:
        """Whether "after" stands behind a weekday with a day or nothing to follow ("the monday after")."""
        if self.signs[after].kind is not Kind.AFTER or clock_at(self.signs, after + 1, is_strong=True) is not None:
            return False
        behind = self.signs[self._past_article(after + 1)].kind
        return behind in _BEHIND_AFTER

    def _leads_another(self, after: int) -> bool:
        """Whether "before" stands behind a weekday with a date to follow ("the monday before thanksgiving")."""
        is_before = self.signs[after].kind is Kind.BEFORE
        if not is_before or clock_at(self.signs, after + 1, is_strong=True) is not None:
            return False
        return self.signs[self._past_article(after + 1)].kind in _BEHIND_BEFORE

    def _weekday_before(self, weekday: int, place: int) -> Found:
        """Return the last such weekday before the day at `place`, the next one if that is over."""
        found = self._named(self._past_article(place))
        base, after = (found[0].first, found[1]) if found else (self._base(), place + 1)
        day = base - timedelta((base.weekday() - weekday - 1) % WEEK + 1)
        if day < self.setting.today:
            day = self.setting.today + timedelta((weekday - self.setting.today.weekday() - 1) % WEEK + 1)
        return self._day(day, after, Sort.DATE)

    def _weekday_after(self, weekday: int, place: int) -> Found:
        """Return the weekday after the day at `place`, else after the one named last, else after the visit."""
        found = self._named(self._past_article(place))
        if found is not None:
            base, after = found[0].last, found[1]
        else:
            base, after = self._base(), place + (self.signs[place].kind is Kind.THAT)
        return self._day(base + timedelta((weekday - base.weekday() - 1) % WEEK + 1), after, Sort.DATE)

    def _holiday(self, place: int) -> Found:
        """Read a holiday, or the week it is in ("thanksgiving week")."""
        behind = self.signs[place - 1].kind
        is_another = behind is Kind.OF and self.signs[place - 2].kind in {Kind.OTHER, Kind.PLAIN}
        if is_another or (self.signs[place + 1].kind is Kind.OTHER and behind not in _TELLS_HOLIDAY):
            return None
        day = next_holiday(self.signs[place].first, self.setting.today)
        if self.signs[place + 1].kind is Kind.WEEKS:
            monday = day - timedelta(day.weekday())
            return Days(max(monday, self.setting.today), monday + timedelta(FRIDAY), Sort.WEEK), place + 2
        return self._day(day, place + 1, Sort.DATE)

    def _beside_a_day(self, place: int) -> Found:
        """Read "the day after christmas", "the next day", "same day", "that day"."""
        kind, after = self.signs[place].kind, place + 1
        if kind is Kind.SAME_DAY:
            return self._day(self.setting.visits_day, after, Sort.WEEKDAY)
        if kind is Kind.THAT_DAY:
            return self._day(self._base(), after, Sort.RELATIVE)
        if kind is Kind.NEXT_DAY:
            return self._day(self._base() + timedelta(1), after, Sort.RELATIVE)
        if kind not in {Kind.DAY_AFTER, Kind.DAY_BEFORE}:
            return None
        found = self._named(self._past_article(after))
        base, after = (found[0].last, found[1]) if found else (self._base(), after)
        return self._day(base + timedelta(1 if kind is Kind.DAY_AFTER else -1), after, Sort.DATE)

    def _counted(self, place: int) -> Found:
        """Read "in two days", counted from today, and "a week from friday"."""
        is_ahead = self.signs[place].kind is Kind.WITHIN
        days, after = days_counted(self.signs, place + is_ahead)
        if not days:
            return None
        if is_ahead:
            return self._day(self.setting.today + timedelta(days), after, Sort.RELATIVE)
        found = self._named(after + 1) if self.signs[after].kind is Kind.FROM else None
        return found and self._day(found[0].first + timedelta(days), found[1], Sort.DATE)
