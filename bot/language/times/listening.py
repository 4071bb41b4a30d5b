"""Walks over a text once and notes every time in it."""

from collections.abc import Sequence

from bot.language.times.clock_times import Signs, hours_at
from bot.language.times.cues import Cues
from bot.language.times.days import DayReader
from bot.language.times.lengths import COUNTS, shifted_at
from bot.language.times.mentions import Mention, Role
from bot.language.times.setting import Days, Hours, Said, Setting, Sort, part_of_day, point
from bot.language.times.signs import NOON, OPENS, Kind

AHEAD = 12
"""Breaks at the end of `signs`, so that a look ahead never leaves them."""
_MOST_MENTIONS = 60
"""A text that names more times than these asks for none of them."""
_BEGINS = COUNTS | frozenset(
    {Kind.SAID_HOUR, Kind.WEEKDAY, Kind.RELATIVE, Kind.WEEK, Kind.PART, Kind.HOLIDAY, Kind.MONTH, Kind.THE}
    | {Kind.DATE_THE, Kind.AT, Kind.NEAR, Kind.NEXT, Kind.THIS, Kind.LAST, Kind.FOLLOWING, Kind.AFTER, Kind.BEFORE}
    | {Kind.UNTIL, Kind.FROM, Kind.BETWEEN, Kind.EARLIEST, Kind.LATEST, Kind.EARLY, Kind.LATE, Kind.END_OF}
    | {Kind.DAY_AFTER, Kind.DAY_BEFORE, Kind.NEXT_DAY, Kind.SAME_DAY, Kind.THAT_DAY, Kind.HALF_PAST}
    | {Kind.QUARTER_PAST, Kind.QUARTER_TO, Kind.LATE_OR_AFTERNOON, Kind.PART_TODAY, Kind.NTH, Kind.AM, Kind.PM}
    | {Kind.WEEK_OF}
)
"""What a time may begin with."""
_BETWEEN_DAY_AND_SHIFT = frozenset({Kind.BUT, Kind.COMMA})
_BESIDE_EARLY = frozenset({Kind.ON, Kind.DATE_THE, Kind.THE})


def mentions_of(signs: Signs, setting: Setting) -> Sequence[Mention]:
    """Return every time in a text in order; `signs` have a break at the beginning and `AHEAD` of them at the end."""
    return _Listener(signs, setting).heard()


class _Listener:
    """Reads the signs one after the other, and hands times and what stands around them to the roles."""

    def __init__(self, signs: Signs, setting: Setting) -> None:
        self.signs = signs
        self.setting = setting
        self.days = DayReader(signs, setting)
        self.roles = Cues(signs, setting)

    def heard(self) -> Sequence[Mention]:
        place, end = 1, len(self.signs) - AHEAD
        while place < end and len(self.roles.mentions) < _MOST_MENTIONS:
            kind = self.signs[place].kind
            after = self._time(kind, place) if kind in _BEGINS else None
            if after is None:
                self.roles.cue(kind, place)
                after = place + 1
            place = after
        self.roles.close()
        return self.roles.mentions

    def _time(self, kind: Kind, place: int) -> int | None:
        """Note the time that begins at `place` and return where it ends, None if there is none."""
        if kind is Kind.PART_TODAY:
            return self._part_today(place)
        if kind is Kind.SAME_TIME:
            return self._same_time(place)
        moving = self.roles.moving
        if kind in COUNTS and (shifted := shifted_at(self.signs, place, self.setting, moving=moving)) is not None:
            return self._shifted(*shifted, place, None if kind is Kind.WITHIN else Role.ASKED)
        found = self.days.days_at(place, ranges=not moving) or hours_at(self.signs, place, ranges=not moving)
        if found is None:
            return None
        self._note(found[0], place, found[1], self._told_of_next(found[0], kind, place))
        return self._with_early(found[0], place, found[1])

    def _told_of_next(self, said: Said, kind: Kind, place: int) -> Role | None:
        """Return that the next one is asked for where the nearer is ruled out ("not this monday the next one")."""
        last = self.roles.mentions[-1] if self.roles.mentions else None
        if last is None or not (isinstance(said, Days) and isinstance(last.said, Days) and last.role is Role.OUT):
            return None
        is_next = kind in {Kind.NEXT, Kind.FOLLOWING} and self.signs[place + 1].kind is not Kind.WEEKDAY
        return Role.ASKED if is_next and said.first > last.said.last and place - last.after <= 1 else None

    def _note(self, said: Said, place: int, after: int, told: Role | None = None) -> None:
        if isinstance(said, Days):
            if said.sort is Sort.PAST:
                return
            self.days.latest = said
        self.roles.note(said, place, after, told)

    def _shifted(self, days: Days, hours: Hours, after: int, place: int, told: Role | None) -> int:
        """Note "an hour later": on the day of the visit, or on the one said just before."""
        last = self.roles.mentions[-1] if self.roles.mentions else None
        behind = place - (self.signs[place - 1].kind in _BETWEEN_DAY_AND_SHIFT)
        if last is None or last.after != behind or not isinstance(last.said, Days):
            self._note(days, place, after, told)
            self.roles.mentions[-1].lent = days.first == self.setting.visits_day
        self._note(hours, place, after, told)
        return after

    def _part_today(self, place: int) -> int:
        """Read "tonight", "this afternoon"."""
        sign, today = self.signs[place], self.setting.today
        self._note(Days(today, today, Sort.RELATIVE), place, place + 1)
        self._note(part_of_day(sign.first, sign.last), place, place + 1)
        return place + 1

    def _same_time(self, place: int) -> int:
        if (visit := self.setting.visit) is not None:
            self._note(point(visit.hour * 60 + visit.minute, is_visits=True), place, place + 1)
        return place + 1

    def _with_early(self, said: Said, place: int, after: int) -> int:
        """Read "early" beside a day for its morning ("friday early", "temprano el viernes")."""
        if not isinstance(said, Days) or said.first != said.last:
            return after
        follows = self.signs[after].kind is Kind.EARLY and self.signs[after + 1].kind is not Kind.PART
        before = place - 1 - (self.signs[place - 1].kind in _BESIDE_EARLY)
        if follows or self.signs[before].kind is Kind.EARLY:
            self._note(part_of_day(OPENS, NOON), place, after + follows)
        return after + follows
