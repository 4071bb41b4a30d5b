"""Keeps what each time in a text is there for: asked for, ruled out, a reason, or the name of the visit."""

from collections.abc import Callable
from typing import ClassVar

from bot.language.times.clock_times import Signs
from bot.language.times.mentions import Mention, Role
from bot.language.times.reading import ASKED
from bot.language.times.setting import Days, Hours, Said, Setting
from bot.language.times.signs import Kind

_NEAR = 4
"""How many words may stand between a time and what is said of it ("friday is really not good")."""
_DAYS_LISTED = 6
_IN_A_CLAUSE = 8
BEFORE_A_TIME = frozenset(
    {Kind.THE, Kind.DATE_THE, Kind.OF, Kind.ON, Kind.AT, Kind.NEAR, Kind.THIS, Kind.NEXT, Kind.JOIN, Kind.VISIT}
)
_MAY_BEGIN = frozenset(
    {Kind.DIGITS, Kind.NUMBER, Kind.SAID_HOUR, Kind.WEEKDAY, Kind.RELATIVE, Kind.WEEK, Kind.PART, Kind.PART_TODAY}
    | {Kind.HOLIDAY, Kind.MONTH, Kind.THE, Kind.DATE_THE, Kind.AT, Kind.NEAR, Kind.NEXT, Kind.THIS, Kind.AFTER}
    | {Kind.BEFORE, Kind.BETWEEN, Kind.EARLY, Kind.LATE, Kind.END_OF, Kind.DAY_AFTER, Kind.NEXT_DAY, Kind.SAME_TIME}
    | {Kind.FOLLOWING, Kind.HALF_PAST, Kind.QUARTER_PAST, Kind.QUARTER_TO, Kind.SAME_DAY, Kind.ON, Kind.WEEKS}
)
_TELLS_WHY = frozenset({Kind.FOR, Kind.OTHER, Kind.PLAIN})


class Roles:
    """What the words so far have made of the times so far, and of the next.

    `role` is that of a time to come, `once` one for the very next alone, `behind` a time that gets `behind_role` if no
    other comes in its clause ("tuesday i work"); `moving` stands between "move" and "to".
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
        self.behind: Mention | None = None
        self.behind_role = Role.OUT

    # Times

    def note(self, said: Said, place: int, after: int, told: Role | None = None) -> None:
        """Keep a time, in the role that the words before it give."""
        if self.once is not None and isinstance(said, Days) and not self.joined and self._said_since(self.once):
            self.once = None
        is_visits = isinstance(said, Hours) and said.is_visits
        role = told or (self.role if is_visits else self.once or self.role)
        self.behind = None
        if isinstance(said, Hours):
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

    def _of_days(self, days: Days, role: Role, place: int) -> Role:
        """Return the role of days: a holiday may be why, and a day directly behind "move" the visit's own."""
        if role is Role.SAID and self.signs[place].kind is Kind.HOLIDAY and self.signs[place - 1].kind in _TELLS_WHY:
            return Role.REASON
        if self.moving and days.first == self.setting.visits_day and self._is_next_to(self.moved_from, place):
            return Role.NAMES
        return role

    def _is_next_to(self, place: int, at: int) -> bool:
        return at - place <= _NEAR and all(sign.kind in BEFORE_A_TIME for sign in self.signs[place + 1 : at])

    def _as_before(self) -> Role:
        """Return what turns a bound around into a wish: asked for, if something was, else said."""
        return Role.ASKED if any(mention.role is Role.ASKED for mention in self.mentions) else Role.SAID

    # What stands around them

    def cue(self, kind: Kind, place: int) -> None:
        """Take what a word makes of the times before and behind it."""
        if self.once is not None and kind not in BEFORE_A_TIME and self._said_since(self.once):
            self.once = None
        take = self._CUES.get(kind)
        if take is not None:
            take(self, kind, place)

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
        self.role, self.once, self.bound = Role.SAID, None, None
        self.moving = self.joined = False
        self.clause += 1

    def _break(self, _kind: Kind, _place: int) -> None:
        self.close()

    def _separate(self, _kind: Kind, _place: int) -> None:
        self.joined = False

    def _join(self, _kind: Kind, _place: int) -> None:
        self.joined = True

    def _name(self, _kind: Kind, _place: int) -> None:
        self.once = Role.NAMES

    def _except(self, _kind: Kind, _place: int) -> None:
        self.once = Role.OUT

    def _limit(self, kind: Kind, _place: int) -> None:
        self.bound = kind

    def _comma(self, _kind: Kind, place: int) -> None:
        """End a clause, unless a list of days goes on ("not mon, tues or wed")."""
        last = self._last()
        is_listed = last is not None and last.role is self.role and last.after == place
        if is_listed and self.role is not Role.SAID and self._list_goes_on(place + 1):
            self.joined = True
            return
        moving = self.moving
        goes_on = self.role is Role.ASKED and (not self._is_in_clause() or self.signs[place + 1].kind is Kind.JOIN)
        self.close()
        self.moving = moving
        if goes_on:
            self.role = Role.ASKED

    def _list_goes_on(self, place: int) -> bool:
        for number, sign in enumerate(self.signs[place : place + _DAYS_LISTED]):
            if sign.kind is Kind.JOIN:
                return number > 0
            if sign.kind not in {Kind.WEEKDAY, Kind.COMMA}:
                return False
        return False

    def _ask(self, _kind: Kind, _place: int) -> None:
        if self._is_in_clause() or self.role is not Role.SAID:
            moving = self.moving
            self.close()
            self.moving = moving
        self.role = Role.ASKED

    def _move(self, _kind: Kind, place: int) -> None:
        self.moving, self.moved_from = True, place
        self.role = Role.ASKED if self.role is Role.REASON else self.role

    def _reason(self, kind: Kind, place: int) -> None:
        """Take the times to come for a reason ("i work till 4"), and a day before it too ("tuesday i work")."""
        last = self._last()
        if kind is Kind.BUSY and (self.role is not Role.SAID or last is not None):
            return
        is_until = last is not None and isinstance(last.said, Hours) and last.said.start is None
        is_next = last is not None and place - last.after <= 1 and (is_until or isinstance(last.said, Days))
        if is_next and last is not None and last.role is self.role is Role.SAID:
            self.behind, self.behind_role = last, Role.REASON
        self.role, self.since = Role.REASON, place

    def _work(self, _kind: Kind, place: int) -> None:
        """Take "work" behind a time for what suits ("would friday work"), else for a reason."""
        last = self._last()
        if last is not None and place - last.after <= _NEAR:
            self._judge(Kind.GOOD, place)
        else:
            self._reason(Kind.BUSY, place)

    def _not(self, _kind: Kind, place: int) -> None:
        """Rule out the times to come, and one just before if none comes ("tuesday i can't")."""
        last = self._last()
        if last is not None and place - last.after <= _NEAR // 2 and last.role is self.role is Role.SAID:
            self.behind, self.behind_role = last, Role.OUT
        self.role, self.since = Role.OUT, place

    def _no(self, _kind: Kind, place: int) -> None:
        """Take "no": behind its day in Spanish ("el lunes no"), before it, alone, or as "no school monday"."""
        last, following = self._last(), self.signs[place + 1].kind
        if last is not None and place - last.after <= 1:
            self._of_chain(last, Role.OUT)
        elif following in {Kind.COMMA, Kind.BREAK}:
            self._refuse(place)
        elif following in {Kind.OTHER, Kind.BUSY}:
            self._reason(Kind.REASON, place)
        else:
            self.role, self.since = Role.OUT, place

    def _refuse(self, place: int) -> None:
        """Take "friday?? no." for what it says."""
        last = self.mentions[-1] if self.mentions else None
        if last is None or not 0 < place - last.after <= _NEAR:
            return
        if all(sign == ASKED for sign in self.signs[last.after : place]):
            self._of_chain(last, Role.OUT)

    def _tell(self, _kind: Kind, place: int) -> None:
        """Take the day of something else for a reason: "tuesday is his concert", "the party is sunday"."""
        last = self._last()
        if last is not None and last.after == place and last.role is Role.SAID and isinstance(last.said, Days):
            self.behind, self.behind_role = last, Role.REASON
        elif last is None and self.role is Role.SAID and self.signs[place - 1].kind is Kind.OTHER:
            self.role = Role.REASON

    def _judge(self, kind: Kind, place: int) -> None:
        """Take what is said of the time before: "thursday works", "monday is bad"."""
        last, is_good = self._last(), kind is Kind.GOOD
        if is_good and last is not None and self.role in {Role.OUT, Role.REASON} and last.place < self.since:
            return
        if is_good and self.behind is last:
            self.behind = None
        leads_on = self.signs[place + 1].kind in _MAY_BEGIN
        if last is None or place - last.after > _NEAR:
            if not is_good:
                self.role = Role.OUT
            elif self.role is Role.SAID or (self.role is Role.REASON and leads_on):
                self.role = Role.ASKED
        elif not is_good:
            self._of_chain(last, Role.OUT)
        elif last.role in {Role.OUT, Role.REASON} and leads_on:
            self.role = Role.ASKED
        elif last.role is not Role.NAMES:
            self._of_chain(last, Role.ASKED)

    def _of_chain(self, last: Mention, role: Role) -> None:
        """Give `last` and the times that stand together with it their role."""
        if role is Role.OUT and isinstance(last.said, Hours) and last.said.is_open():
            last.said, last.role = last.said.other_side(), self._as_before()
            return
        old, place = last.role, last.after
        for mention in reversed(self.mentions):
            if mention.role is not old or not self._is_next_to(mention.after - 1, place):
                break
            mention.role = role
            place = mention.place

    def _to(self, _kind: Kind, place: int) -> None:
        """Take the times since "move" for the visit's own, if another follows "to"."""
        if not self.moving or self.signs[place + 1].kind not in _MAY_BEGIN:
            return
        for mention in self.mentions[-_IN_A_CLAUSE:]:
            is_moved = mention.clause == self.clause and mention.place > self.moved_from
            if is_moved and mention.role in {Role.SAID, Role.ASKED}:
                mention.role = Role.NAMES
        self.once = None
        self.moving = False

    def _visit(self, kind: Kind, place: int) -> None:
        """Take "the friday one", "my tuesday visit" and "la cita del lunes" for names of the visit."""
        if kind is Kind.NUMBER and self.signs[place].first != 1:
            return
        last = self.mentions[-1] if self.mentions else None
        if last is not None and last.after == place and isinstance(last.said, Days):
            behind = self.signs[last.place - 1].kind
            if behind is Kind.THE or (behind is not Kind.TO and (self.role is not Role.ASKED or self.moving)):
                last.role = Role.NAMES
        elif kind is Kind.VISIT and self.signs[place + 1].kind is Kind.OF:
            self.once = Role.NAMES

    _CUES: ClassVar[dict[Kind, Callable[["Roles", Kind, int], None]]] = {
        Kind.BREAK: _break,
        Kind.BUT: _break,
        Kind.COMMA: _comma,
        Kind.OTHER: _separate,
        Kind.PLAIN: _separate,
        Kind.JOIN: _join,
        Kind.SLASH: _join,
        Kind.ASK: _ask,
        Kind.MOVE: _move,
        Kind.TO: _to,
        Kind.FOR: _to,
        Kind.REASON: _reason,
        Kind.BUSY: _reason,
        Kind.WORK: _work,
        Kind.NOT: _not,
        Kind.EXCEPT: _except,
        Kind.NO: _no,
        Kind.IS: _tell,
        Kind.GOOD: _judge,
        Kind.BAD: _judge,
        Kind.EARLIEST: _limit,
        Kind.LATEST: _limit,
        Kind.INSTEAD_OF: _name,
        Kind.THE_ONE: _name,
        Kind.SET_FOR: _name,
        Kind.VISIT: _visit,
        Kind.NUMBER: _visit,
    }
