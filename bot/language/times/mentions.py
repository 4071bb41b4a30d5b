"""Reads the times one clause names: days, hours, parts of the day, and how they limit each other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.language.times.asked import (
    Ahead,
    Bound,
    Clock,
    Day,
    Following,
    Holiday,
    OnDate,
    Timed,
    Week,
    Weekday,
    Weekend,
)
from bot.language.times.tokens import Token
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
CUES = frozenset({Sign.AT, Sign.BETWEEN, *BOUNDS})
LATER, EARLIER = frozenset({Sign.LATER, Sign.AFTER}), frozenset({Sign.EARLIER, Sign.BEFORE})
UNITS = {Sign.MINUTE: timedelta(minutes=1), Sign.HOUR: timedelta(hours=1)}
_LONGER = {Sign.DAY: 1, Sign.WEEK: 7}
_TWELVE, _MOST_HOUR, _LAST_DAY, _LAST_MONTH, _HALF, _QUARTER, _FULL = 12, 23, 31, 12, 30, 15, 60
_LITTLE = 4
DASHES = frozenset({"-", "–", "—"})
COUNTS = frozenset({Sign.MINUTE, Sign.HOUR, Sign.DAY, Sign.WEEK, Sign.MONTH, Sign.COUNTED})
"""Behind a number: it counts something, and is no hour."""
_DICTATED = frozenset({15, 30, 45})


@dataclass(slots=True)
class Found:
    """What one clause names."""

    days: list[Day] = field(default_factory=list)
    without: list[Day] = field(default_factory=list)
    times: list[Timed] = field(default_factory=list)
    part: Sign | None = None
    until: Day | None = None
    until_is_in: bool = True
    same_time: bool = False
    shift: timedelta | None = None
    from_now: timedelta | None = None

    @property
    def says_anything(self) -> bool:
        """Whether a time is named at all."""
        named = (self.days, self.without, self.times, self.part, self.until, self.same_time, self.shift, self.from_now)
        return any(named)

    @property
    def says_hours(self) -> bool:
        """Whether hours or a part of the day are named."""
        return bool(self.times or self.part or self.same_time or self.shift)

    def settle(self) -> "Found":
        """Let the days of a week that is named be days of that week; a holiday beside a day only tells why."""
        weeks = [day for day in self.days if isinstance(day, Week) and day.part is None]
        named = [day for day in self.days if isinstance(day, Weekday)]
        if weeks and named:
            ahead = any(week.ahead for week in weeks)
            others = [day for day in self.days if day not in weeks and day not in named]
            self.days = [*others, *(Weekday(day.number, in_next_week=ahead or day.in_next_week) for day in named)]
        plain = [day for day in self.days if isinstance(day, Holiday)]
        if len(plain) < len(self.days):
            self.days = [day for day in self.days if day not in plain]
        return self

    def turned(self) -> "Found | None":
        """Return what is left where this does not suit: a bound the other way round."""
        other = {Bound.BEFORE: Bound.AFTER, Bound.AFTER: Bound.BEFORE}
        times = [Timed(one.clock, other[one.bound]) for one in self.times if one.bound in other]
        return Found(days=self.days, times=times, part=None) if times else None


@dataclass(slots=True)
class Memory:
    """What "that day" and "after that" mean: the day and the time named last."""

    day: Day | None = None
    time: Timed | None = None


def read_clause(tokens: Sequence[Token], memory: Memory) -> Found:
    """Return the times a clause names; what it names is remembered for the next."""
    reader = _Clause(tokens, memory)
    while reader.at < len(reader.tokens):
        reader.step()
    return reader.found.settle()


class _Clause:
    """One reading of a clause, left to right."""

    def __init__(self, tokens: Sequence[Token], memory: Memory) -> None:
        self.tokens = tokens
        self.memory = memory
        self.at = 0
        self.found = Found()
        self.excludes = False
        self.is_old = False
        self.moves = any(token.sign is Sign.MOVE for token in tokens)

    def sign(self, ahead: int = 0) -> Sign | None:
        """Return the sign so many tokens ahead."""
        place = self.at + ahead
        return self.tokens[place].sign if 0 <= place < len(self.tokens) else None

    def token(self, ahead: int = 0) -> Token | None:
        """Return the token so many ahead."""
        place = self.at + ahead
        return self.tokens[place] if 0 <= place < len(self.tokens) else None

    def step(self) -> None:
        """Read what begins here, or pass over one token."""
        for read in (self.marks, self.shift, self.range, self.bounded, self.day, self.daypart, self.clock_alone):
            taken = read()
            if taken:
                self.at += taken
                return
        self.at += 1

    # What changes the meaning of what follows.

    def marks(self) -> int:
        """Note that what follows does not suit, or is the time as it was."""
        sign = self.sign()
        if sign is Sign.EXCEPT:
            self.excludes = True
        elif sign is Sign.INSTEAD_OF:
            self.is_old = True
        elif sign is Sign.SAME_TIME:
            self.found.same_time = True
        elif sign is Sign.THAT_DAY and self.memory.day is not None:
            self.add_day(self.memory.day)
        elif sign is Sign.SAME_DAY:
            self.add_day(Ahead(0, of_visit=True))
        elif sign is Sign.TO and self.moves and self.found.says_anything:
            self.gives_up()
            return 0
        else:
            return int(sign is Sign.OLD)
        return 1

    def gives_up(self) -> None:
        """Forget what was named so far: "move friday to monday" asks for monday."""
        self.found.days.clear()
        self.found.times.clear()
        self.moves = False

    def add_day(self, day: Day) -> None:
        """Take a day for what is asked, for what is not, or for nothing."""
        self.memory.day = day
        if self.is_old:
            return
        (self.found.without if self.excludes else self.found.days).append(day)

    def add_time(self, timed: Timed) -> None:
        """Take a time, unless it is the one that is given up."""
        self.memory.time = timed
        if not self.is_old:
            self.found.times.append(timed)

    # How long, how much later.

    def shift(self) -> int:
        """Read "an hour later", "in two days", "30 min earlier"."""
        begins = 1 if self.sign() is Sign.IN else 0
        amount, taken = self.amount(begins)
        if amount is None:
            return 0
        behind, before = self.sign(begins + taken), self.sign(-1)
        if behind in LATER or (before in LATER and before is not Sign.AFTER):
            self.found.shift = (self.found.shift or timedelta()) + amount
            return begins + taken + (behind in LATER)
        if behind in EARLIER or (before in EARLIER and before is not Sign.BEFORE):
            self.found.shift = (self.found.shift or timedelta()) - amount
            return begins + taken + (behind in EARLIER)
        if not begins and self.moves and amount < timedelta(days=1):
            self.found.shift = (self.found.shift or timedelta()) + amount
            return taken
        if not begins:
            return taken if amount < timedelta(days=1) else 0
        if amount >= timedelta(days=1):
            self.add_day(Ahead(amount.days))
        else:
            self.found.from_now = amount
        return begins + taken

    def amount(self, begins: int) -> tuple[timedelta | None, int]:
        """Read a length of time: how long, and how many tokens it takes."""
        at = begins
        half = self.sign(at) is Sign.HALF
        at += half
        token = self.token(at)
        number = 1 if self.sign(at) is Sign.A else token.number if token is not None else None
        at += number is not None
        unit = self.sign(at)
        size = UNITS.get(unit) if unit in UNITS else timedelta(days=_LONGER[unit]) if unit in _LONGER else None
        if size is None or (number is None and not half):
            return None, 0
        at += 1
        length = size / 2 if half else size * (number or 1)
        if self.sign(at) is Sign.AND_A_HALF:
            length += size / 2
            at += 1
        return length, at - begins

    # Hours.

    def range(self) -> int:
        """Read "between 3 and 5", "3-5pm", "from 3 to 5"."""
        begins = 1 if self.sign() in {Sign.BETWEEN, Sign.AT} else 0
        first, taken = self.clock(begins, is_cued=True)
        if first is None:
            return 0
        at = begins + taken
        joint = self.token(at)
        is_between = self.sign() is Sign.BETWEEN
        joins = joint is not None and (
            joint.sign in {Sign.TO, Sign.UNTIL}
            or joint.text in {"-", "–", "—"}
            or (is_between and joint.sign in {Sign.AND, Sign.A})
        )
        if not joins:
            return 0
        second, more = self.clock(at + 1 + (self.sign(at + 1) is Sign.AT), is_cued=True)
        if second is None:
            return 0
        at += 1 + (self.sign(at + 1) is Sign.AT) + more
        if first.half is None and second.half is not None and first.hour <= second.hour % _TWELVE:
            first = Clock(first.hour, first.minute, second.half)
        self.add_time(Timed(first, Bound.AT, second))
        return at

    def bounded(self) -> int:
        """Read "after 5", "before noon", "4 or later", "after that", "before friday"."""
        bound = BOUNDS.get(self.sign()) if self.sign() is not None else None  # type: ignore[arg-type]
        if bound is None:
            return 0
        at = 1 + (self.sign(1) in {Sign.AT, Sign.THE})
        if self.sign(1) is Sign.THAT:
            named = self.memory.time
            if named is None or bound is Bound.BEFORE:
                return 2
            if self.found.times and self.found.times[-1] is named:
                self.found.times.pop()
            self.add_time(Timed(named.clock, bound))
            return 2
        clock, taken = self.clock(at, is_cued=True)
        if clock is not None:
            self.add_time(Timed(clock, bound))
            return at + taken
        if bound is Bound.BEFORE:
            return self.until_day(at)
        return 0

    def until_day(self, at: int) -> int:
        """Read "any time up to friday" and "before friday"."""
        is_in = self.sign() is not Sign.BEFORE
        here, self.at = self.at, self.at + at
        day, taken = self.day_at()
        self.at = here
        if day is None:
            return 0
        self.found.until, self.found.until_is_in = day, is_in
        return at + taken

    def clock_alone(self) -> int:
        """Read a time with or without "at"."""
        begins = 1 if self.sign() is Sign.AT else 0
        clock, taken = self.clock(begins, is_cued=bool(begins))
        if clock is None:
            return 0
        at = begins + taken
        if self.sign(at) is Sign.AND and self.sign(at + 1) in LATER | EARLIER:
            self.add_time(Timed(clock, Bound.AFTER if self.sign(at + 1) in LATER else Bound.BEFORE))
            return at + 2
        self.add_time(Timed(clock))
        return at

    def clock(self, at: int, *, is_cued: bool) -> tuple[Clock | None, int]:
        """Return the clock time that begins so many tokens ahead, and how many tokens it takes."""
        if self.sign(at) is Sign.NOON:
            return Clock(_TWELVE, 0, Sign.PM), 1
        before = self.sign(at)
        offset = {Sign.HALF_PAST: _HALF, Sign.QUARTER_PAST: _QUARTER, Sign.QUARTER_TO: -_QUARTER}.get(before)  # type: ignore[arg-type]
        begins = at + (offset is not None)
        begins += offset is not None and self.sign(begins) is Sign.AT
        token = self.token(begins)
        if token is None:
            return None, 0
        if token.clock is not None:
            half, more = self.half(begins + 1)
            return Clock(*token.clock, half), begins + 1 + more - at
        if token.number is None or not self.is_hour(begins, is_cued=is_cued or offset is not None):
            return None, 0
        hour, minute, taken = token.number, offset or 0, begins + 1
        minute, taken = self.minutes(minute, taken)
        if minute < 0:
            hour, minute = hour - 1 or _TWELVE, minute + _FULL
        half, more = self.half(taken)
        return Clock(hour, minute, half), taken + more - at

    def minutes(self, minute: int, at: int) -> tuple[int, int]:
        """Read what stands behind an hour: o'clock, "y media", "3 30"."""
        at += self.sign(at) is Sign.O_CLOCK
        behind = {Sign.AND_A_HALF: _HALF, Sign.AND_A_QUARTER: _QUARTER, Sign.LESS_A_QUARTER: -_QUARTER}
        sign = self.sign(at)
        if sign in behind:
            return behind[sign], at + 1
        token, next_one = self.token(at), self.token(at + 1)
        if token is not None and token.number in _DICTATED and self.sign(at + 1) not in UNITS:
            return token.number or 0, at + 1
        is_and = sign is Sign.AND and next_one is not None and next_one.number is not None
        if is_and and _TWELVE < (next_one.number or 0) < _FULL and self.sign(at + 2) not in UNITS:  # type: ignore[union-attr]
            return next_one.number or 0, at + 2  # type: ignore[union-attr]
        return minute, at

    def half(self, at: int) -> tuple[Sign | None, int]:
        """Read am or pm, o'clock before it too."""
        at_first = at
        at += self.sign(at) is Sign.O_CLOCK
        if self.sign(at) in {Sign.AM, Sign.PM}:
            return self.sign(at), at + 1 - at_first
        return None, at - at_first

    def is_hour(self, at: int, *, is_cued: bool) -> bool:
        """Whether a number is an hour: something says so before or behind it, or nothing else is counted by it."""
        token, behind, before = self.token(at), self.token(at + 1), self.token(at - 1)
        assert token is not None
        if token.number is None or not 0 < token.number <= _MOST_HOUR:
            return False
        if token.sign is not None and not is_cued:
            return False
        if behind is not None and (
            behind.sign in {*UNITS, *_LONGER, Sign.COUNTED, Sign.MONTH} or behind.text in "/#%$"
        ):
            return False
        if before is not None and (before.sign is Sign.NUMBERED or before.text in {"#", "/", "$"}):
            return False
        follows = behind.sign if behind is not None else None
        if follows in {Sign.AM, Sign.PM, Sign.O_CLOCK, Sign.AND_A_HALF, Sign.AND_A_QUARTER, Sign.LESS_A_QUARTER}:
            return True
        if is_cued:
            return True
        if token.number > _TWELVE:
            return False
        return behind is None or behind.says_time or behind.text in DASHES

    # Days.

    def day(self) -> int:
        """Read a day, a date, a week."""
        day, taken = self.day_at()
        if day is None:
            return 0
        if self.sign(taken) is Sign.THE_ONE or self.is_of_the_one():
            return taken + (self.sign(taken) is Sign.THE_ONE)
        self.add_day(day)
        return taken

    def is_of_the_one(self) -> bool:
        """Whether a day says which visit is meant: "the one on friday"."""
        before = self.token(-1)
        is_little = before is not None and before.sign is None and len(before.text) < _LITTLE
        return Sign.THE_ONE in {self.sign(-1), self.sign(-2) if is_little else None}

    def day_at(self) -> tuple[Day | None, int]:
        """Return the day that begins here, and how many tokens it takes."""
        for read in (self.named_day, self.week, self.date, self.holiday):
            day, taken = read()
            if day is not None:
                return day, taken
        return None, 0

    def named_day(self) -> tuple[Day | None, int]:
        """Read today, tomorrow, friday, next friday."""
        sign = self.sign()
        if sign is Sign.TONIGHT:
            self.found.part = Sign.EVENING
        if sign in NEAR:
            return Ahead(NEAR[sign]), 1
        if sign is Sign.TOMORROW_OR_MORNING and not self.is_the_morning():
            return Ahead(1), 1
        begins = 1 if sign in {Sign.NEXT, Sign.THIS} else 0
        weekday = self.sign(begins)
        if weekday not in WEEKDAYS:
            return None, 0
        taken = begins + 1
        is_next = sign is Sign.NEXT or self.sign(taken) is Sign.NEXT
        taken += self.sign(taken) in {Sign.NEXT, Sign.THIS}
        if self.sign(taken) is Sign.AFTER and self.sign(taken + 1) in HOLIDAYS:
            holiday = Holiday(self.sign(taken + 1))  # type: ignore[arg-type]
            return Following(holiday, weekday=WEEKDAYS.index(weekday)), taken + 2
        if self.sign(taken) is Sign.AFTER and self.token(taken + 1) is None and self.memory.day is not None:
            return Following(self.memory.day, weekday=WEEKDAYS.index(weekday)), taken + 1
        number = self.token(taken)
        if number is not None and number.ordinal is not None:
            return OnDate(number.ordinal), taken + 1
        later = any(token.clock or token.sign is Sign.AT for token in self.tokens[self.at + taken + 1 :])
        if (
            number is not None
            and number.number is not None
            and later
            and self.sign(taken + 1) not in {Sign.AM, Sign.PM}
        ):
            return OnDate(number.number), taken + 1
        return Weekday(WEEKDAYS.index(weekday), in_next_week=is_next), taken

    def is_the_morning(self) -> bool:
        """Whether a "manana" is the morning: "la manana"."""
        before = self.token(-1)
        return before is not None and before.text in {"la", "las"}

    def week(self) -> tuple[Day | None, int]:
        """Read next week, the early part of it, the weekend."""
        part = self.sign() if self.sign() in {Sign.EARLY_PART, Sign.LATE_PART} else None
        at = 1 if part else 0
        is_next, is_this = self.sign(at) is Sign.NEXT, self.sign(at) is Sign.THIS
        at += is_next or is_this
        if self.sign(at) is Sign.WEEKEND:
            return Weekend(in_next_week=is_next), at + 1
        if self.sign(at) is not Sign.WEEK:
            return None, 0
        at += 1
        if not is_next and self.sign(at) is Sign.NEXT:
            is_next, at = True, at + 1
        elif not is_this and self.sign(at) is Sign.THIS:
            is_this, at = True, at + 1
        if not part and self.sign(at) in {Sign.EARLY_PART, Sign.LATE_PART}:
            part, at = self.sign(at), at + 1
        return (Week(1 if is_next else 0, part), at) if is_next or is_this else (None, 0)

    def date(self) -> tuple[Day | None, int]:
        """Read dec 2, the 14th, 3/4, el 4 de marzo."""
        token, sign = self.token(), self.sign()
        if sign in MONTHS:
            number = self.token(1 + (self.sign(1) is Sign.THE))
            day = (number.ordinal or number.number) if number is not None else None
            known = day is not None and 0 < day <= _LAST_DAY
            return (OnDate(day or 1, MONTHS.index(sign) + 1), 2 + (self.sign(1) is Sign.THE)) if known else (None, 0)
        begins = 1 if sign is Sign.THE else 0
        token = self.token(begins)
        day = (token.ordinal or token.number) if token is not None else None
        if token is None or day is None or token.sign is not None or not 0 < day <= _LAST_DAY:
            return None, 0
        slash, month = self.token(begins + 1), self.token(begins + 2)
        if slash is not None and slash.text == "/" and month is not None and month.number is not None:
            return _slashed(day, month.number), begins + 3
        at = begins + 1 + (self.sign(begins + 1) is Sign.THE or (slash is not None and slash.text in {"de", "of"}))
        if self.sign(at) in MONTHS:
            return OnDate(day, MONTHS.index(self.sign(at)) + 1), at + 1
        if token.ordinal is not None and self.sign(begins + 1) is not Sign.THE_ONE and token.text[0].isdigit():
            return OnDate(day), begins + 1
        is_date = begins and token.number is not None and not self.is_spoken_of(begins + 1)
        return (OnDate(day), begins + 1) if is_date else (None, 0)

    def is_spoken_of(self, at: int) -> bool:
        """Whether a number with "the" is something else than a day of the month."""
        behind = self.token(at)
        return behind is not None and (behind.sign in {Sign.THE_ONE, Sign.COUNTED, Sign.AM, Sign.PM, *UNITS})

    def holiday(self) -> tuple[Day | None, int]:
        """Read christmas, the day after christmas."""
        if self.sign() in HOLIDAYS:
            return Holiday(self.sign()), 1  # type: ignore[arg-type]
        if self.sign() is not Sign.DAY or self.sign(1) not in {Sign.AFTER, Sign.BEFORE}:
            return None, 0
        days = 1 if self.sign(1) is Sign.AFTER else -1
        if self.sign(2) in HOLIDAYS:
            return Following(Holiday(self.sign(2)), days), 3  # type: ignore[arg-type]
        is_end = self.token(2) is None and self.memory.day is not None
        return (Following(self.memory.day, days), 2) if is_end and self.memory.day else (None, 0)

    def daypart(self) -> int:
        """Read morning, after school, evening."""
        sign = self.sign()
        if sign is Sign.TOMORROW_OR_MORNING:
            sign = Sign.MORNING
        if sign not in PARTS or sign is Sign.TONIGHT:
            return 0
        if sign is Sign.MORNING and self.sign(-1) is Sign.LATE_PART:
            sign = Sign.LATE_MORNING
        if sign is Sign.NOON:
            return 0
        if not self.is_old:
            self.found.part = sign
        return 1


def _slashed(first: int, second: int) -> Day | None:
    """Return a date written with a slash: the month first, as here, unless that cannot be."""
    if first <= _LAST_MONTH:
        return OnDate(second, first)
    return OnDate(first, second) if second <= _LAST_MONTH else None
