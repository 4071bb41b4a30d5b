"""Keeps what each time in a text is there for: asked for, ruled out, a reason, or the name of the visit."""

from collections.abc import Iterator
from itertools import takewhile

from bot.language.times.clock_times import Signs
from bot.language.times.mentions import Mention, Role
from bot.language.times.setting import Days, Hours, Said, Setting
from bot.language.times.signs import Kind

A_FEW_WORDS = 4
"""How many words may stand between a time and what is said of it ("friday is really not good")."""
BEFORE_A_TIME = frozenset(
    {Kind.THE, Kind.DATE_THE, Kind.OF, Kind.ON, Kind.AT, Kind.NEAR, Kind.THIS, Kind.NEXT, Kind.JOIN, Kind.VISIT}
)
_TELLS_WHY = frozenset({Kind.FOR, Kind.OTHER, Kind.PLAIN})


class Roles:
    """What the words so far have made of the times so far, and of the next.

    `role` is that of a time to come, `once` one for the very next alone, `behind` a time that gets `behind_role` if no
    other comes in its clause ("tuesday i work"); `moving` stands between "move" and "to". Of a clause, `pushed` says
    that it moves the visit, `told_of` that it tells of something else, `names_visit` that it asks about the visit as
    it stands; `event` waits for an hour ("not till the bus comes at 3").
    """

    def __init__(self, signs: Signs, setting: Setting) -> None:
        self.signs = signs
        self.setting = setting
        self.mentions: list[Mention] = []
        self.role = Role.SAID
        self.since = 0
        self.once: Role | None = None
        self.bound: Kind | None = None
        self.clause = 0
        self.joined = False
        self.moving = False
        self.moved_from = 0
        self.pushed = self.names_visit = False
        self.event: Kind | None = None
        self.since_event = 0
        self.told_of = False
        self.behind: Mention | None = None
        self.behind_role = Role.OUT

    def note(self, said: Said, place: int, after: int, told: Role | None = None) -> None:
        """Keep a time, in the role that the words before it give."""
        if self.once is not None and isinstance(said, Days) and not self.joined and self._said_since(self.once):
            is_day_of_hour = self.once is Role.OUT and isinstance(self.mentions[-1].said, Hours)
            self.once = self.once if is_day_of_hour else None
        is_visits = isinstance(said, Hours) and said.is_visits
        role = told or (self.role if is_visits else self.once or self.role)
        if not (isinstance(said, Hours) and said.is_all_day()):
            self.behind = None
        if isinstance(said, Hours):
            if self._is_events(place):
                role = Role.ASKED if role is Role.SAID else role
                said = Hours(said.start, None) if self.event is Kind.EARLIEST else Hours(None, said.end)
            said = self._with_bound(said)
            if role is Role.OUT and said.is_open() and not self._said_since(Role.OUT):
                said, role = said.other_side(), self._as_before()
                self.role = role
        elif isinstance(said, Days):
            role = self._of_days(said, role, place)
        self.mentions.append(Mention(said, role, place, after, self.joined, self.clause))
        self.joined = False

    def _with_bound(self, hours: Hours) -> Hours:
        """Return the bound that "the earliest i can do is" makes of a point in time."""
        if self.bound is None or hours.start != hours.end:
            return hours
        return Hours(hours.start, None) if self.bound is Kind.EARLIEST else Hours(None, hours.end)

    def _is_events(self, place: int) -> bool:
        """Whether the hour at `place` is when something happens that is waited for ("till my mom gets in at 5")."""
        if self.event is None or self.signs[place].kind is Kind.NEAR:
            return False
        if self.mentions and self.mentions[-1].place > self.since_event:
            return False
        between = self.signs[self.since_event + 1 : place]
        return len(between) > 1 or any(sign.kind is Kind.REASON for sign in between)

    def _of_days(self, days: Days, role: Role, place: int) -> Role:
        """Return the role of days: a holiday may be why, and a day directly behind "move" the visit's own."""
        if role is Role.SAID and self.signs[place].kind is Kind.HOLIDAY and self.signs[place - 1].kind in _TELLS_WHY:
            return Role.REASON
        if self.moving and days.first == self.setting.visits_day and self._is_next_to(self.moved_from, place):
            return Role.NAMES
        return role

    def _is_next_to(self, place: int, at: int) -> bool:
        return at - place <= A_FEW_WORDS and all(sign.kind in BEFORE_A_TIME for sign in self.signs[place + 1 : at])

    def _as_before(self) -> Role:
        """Return what turns a bound around into a wish: asked for, if something was, else said."""
        return Role.ASKED if any(mention.role is Role.ASKED for mention in self.mentions) else Role.SAID

    def _last(self) -> Mention | None:
        """Return the last time of this clause."""
        return self.mentions[-1] if self._is_in_clause() else None

    def _is_in_clause(self) -> bool:
        return bool(self.mentions) and self.mentions[-1].clause == self.clause

    def _said_since(self, role: Role) -> bool:
        return self._is_in_clause() and self.mentions[-1].role is role

    def close(self) -> None:
        """End a clause."""
        if self.behind is not None:
            self._of_chain(self.behind, self.behind_role)
            self.behind = None
        for mention in self._of_clause():
            mention.told_of = self.told_of
        self.role, self.once, self.bound, self.event = Role.SAID, None, None, None
        self.moving = self.joined = self.told_of = self.pushed = self.names_visit = False
        self.clause += 1

    def _of_clause(self) -> Iterator[Mention]:
        """Yield the times of this clause, the last first."""
        return takewhile(lambda mention: mention.clause == self.clause, reversed(self.mentions))

    def _is_open(self, last: Mention) -> bool:
        """Whether what is said of a time may still decide what it is for."""
        return last.role is self.role and (self.role is Role.SAID or self.signs[last.place - 1].kind is Kind.SO)

    def _of_chain(self, last: Mention, role: Role) -> None:
        """Give `last` and the times that stand together with it their role."""
        if role is Role.OUT and isinstance(last.said, Hours) and last.said.is_open():
            last.said, last.role = last.said.other_side(), self._as_before()
            return
        old, place = last.role, last.after
        for mention in reversed(self.mentions):
            is_listed = mention.after == place - 1 and mention.clause == last.clause
            if mention.role is not old or not (is_listed or self._is_next_to(mention.after - 1, place)):
                break
            mention.role = role
            place = mention.place
