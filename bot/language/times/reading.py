"""Where the reading of a clause stands, and what it has found so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.language.times.asked import Bound, Day, Holiday, Timed, Week, Weekday
from bot.language.times.tokens import Token
from bot.language.times.vocabulary import Sign


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


class Reading:
    """One reading of a clause, left to right; what stands `ahead` is counted in tokens from where it stands."""

    def __init__(self, tokens: Sequence[Token], memory: Memory) -> None:
        """Stand before the first token."""
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
