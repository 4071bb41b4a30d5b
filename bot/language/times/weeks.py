"""Reads weeks and their parts: "early next week", "the week after christmas", "first week of january"."""

from datetime import MAXYEAR, date, timedelta

from bot.language.times.clock_times import ENDS, Signs, clock_at
from bot.language.times.dates import date_at
from bot.language.times.setting import Days, Setting, Sort
from bot.language.times.signs import Kind, Sign, past

FRIDAY, SATURDAY, SUNDAY, WEEK = 4, 5, 6, 7
ARTICLES = frozenset({Kind.THE, Kind.ON})
_BEFORE_A_PART = ARTICLES | {Kind.COMMA, Kind.OF, Kind.DATE_THE, Kind.NEAR, Kind.PLAIN, Kind.WITHIN, Kind.DASH}
_ENDS_A_PART = ENDS | {Kind.PLAIN, Kind.OTHER, Kind.INSTEAD}
_THIS_WEEK = Sign(Kind.WEEK, 0, FRIDAY)
_MIDDLE = 4
"""The week with this day of a month is its first: most of its working days are in it."""
_DECEMBER = 12

Found = tuple[Days, int] | None


class WeekReader:
    """Reads the weeks of one text, each counted from its setting; `latest` is the day named last ("that day")."""

    def __init__(self, signs: Signs, setting: Setting) -> None:
        self.signs = signs
        self.setting = setting
        self.latest: Days | None = None
        self.after_next = 0

    def _named(self, place: int) -> Found:
        """Return the day or week that is named at `place`, not counted from another."""
        raise NotImplementedError

    def _past_article(self, place: int) -> int:
        place = past(self.signs, place, ARTICLES)
        is_no_date = self.signs[place].kind is Kind.DATE_THE and self.signs[place + 1].kind is not Kind.DIGITS
        return place + is_no_date

    def _day(self, day: date, after: int, sort: Sort) -> tuple[Days, int]:
        return Days(day, day, sort), after

    def _monday(self) -> date:
        return self.setting.today - timedelta(self.setting.today.weekday())

    def _week(self, first: int, last: int) -> Days:
        """Return days counted from this week's Monday, none of them past."""
        today, monday = self.setting.today, self._monday()
        start, end = monday + timedelta(first), monday + timedelta(last)
        if first == SATURDAY and today.weekday() == SUNDAY:
            start, end = start + timedelta(WEEK), end + timedelta(WEEK)
        if end < today:
            end = monday + timedelta(SUNDAY)
        return Days(max(start, today), end, Sort.WEEK)

    def _base(self) -> date:
        """Return the day that "after", "that day" and the like refer to."""
        return self.latest.last if self.latest is not None else self.setting.visits_day

    def _part_of_week(self, place: int) -> Found:
        """Read "early next week", "end of the week", "later this week"."""
        kind, at = self.signs[place].kind, place + 1
        at = past(self.signs, at, ARTICLES | {Kind.OF, Kind.DATE_THE, Kind.WITHIN})
        if self.signs[at].kind is Kind.RELATIVE and kind is Kind.LATER:
            return self._named(at)
        is_this = self.signs[at].kind is Kind.WEEKS or self.signs[at] == _THIS_WEEK
        over = WEEK if self.setting.today.weekday() >= SATURDAY else 0
        named = (self._week(over, over + FRIDAY), at + 1) if is_this else self._named(at)
        return named and self._within_week(kind, *named)

    def _within_week(self, kind: Kind, week: Days, after: int) -> Found:
        """Return the early part, the end or the later part of a week."""
        if week.sort is not Sort.WEEK or week.first.weekday() >= SATURDAY:
            return None
        monday = week.first - timedelta(week.first.weekday())
        first, last = (0, 1) if kind is Kind.EARLY else (3, FRIDAY)
        if kind is Kind.LATER:
            first = 2
        start = max(monday + timedelta(first), self.setting.today)
        return Days(start, max(start, monday + timedelta(last)), Sort.WEEK), after

    def _part_behind(self, week: Days, after: int) -> Found:
        """Read a part of the week that stands behind it ("next week, at the beginning")."""
        at = past(self.signs, after, _BEFORE_A_PART)
        kind = self.signs[at].kind
        if kind not in {Kind.EARLY, Kind.LATE, Kind.END_OF}:
            return None
        behind = past(self.signs, at + 1, ARTICLES | {Kind.OF, Kind.THIS, Kind.THAT, Kind.DATE_THE})
        behind += self.signs[behind].kind is Kind.WEEKS
        return self._within_week(kind, week, behind) if self.signs[behind].kind in _ENDS_A_PART else None

    def _named_week(self, place: int) -> Found:
        """Read "week of the 14th", "week after christmas", "the week after"."""
        kind = self.signs[place + 1].kind
        if kind not in {Kind.OF, Kind.AFTER, Kind.BEFORE}:
            return None
        if kind is not Kind.OF and clock_at(self.signs, place + 2, is_strong=True):
            return None
        found = self._named(self._past_article(place + 2))
        if found is None and kind is Kind.OF:
            found = date_at(self.signs, place + 1, self.setting.today, None)
        if found is None and kind is not Kind.AFTER:
            return None
        base, after = (found[0].last, found[1]) if found else (self._base(), place + 2)
        offset = {Kind.OF: 0, Kind.AFTER: WEEK, Kind.BEFORE: -WEEK}[kind]
        monday = base - timedelta(base.weekday()) + timedelta(offset)
        first = max(monday, self.setting.today)
        return Days(first, max(first, monday + timedelta(FRIDAY)), Sort.WEEK), after

    def _week_of_month(self, place: int) -> Found:
        """Read "first week of january", "last week of the year"'s month: the next such week, within its month."""
        number, full = self.signs[place].first, self.signs[place].last
        at = past(self.signs, place + 1, ARTICLES | {Kind.OF, Kind.WITHIN})
        month, today = self.signs[at], self.setting.today
        if month.kind is not Kind.MONTH or today.year + 2 >= MAXYEAR:
            return None
        for year in (today.year, today.year + 1):
            first = date(year, month.first, 1)
            last = date(year + month.first // _DECEMBER, month.first % _DECEMBER + 1, 1) - timedelta(1)
            middle = (
                last - timedelta(_MIDDLE - 1)
                if number == 0
                else first + timedelta(WEEK if full else _MIDDLE) - timedelta(1)
            )
            monday = middle - timedelta(middle.weekday()) + timedelta(WEEK * max(number - 1, 0))
            start, end = max(monday, first, today), min(monday + timedelta(FRIDAY), last)
            if end >= today:
                return Days(start, end, Sort.WEEK), at + 1
        return None
