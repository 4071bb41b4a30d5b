"""Takes what the words around the times of a text make of them: "not", "instead", "because", "can we", "works"."""

from collections.abc import Callable
from typing import ClassVar

from bot.language.times.looks import IN_A_CLAUSE, MAY_BEGIN, Looks
from bot.language.times.mentions import Role
from bot.language.times.reading import ASKED
from bot.language.times.roles import A_FEW_WORDS, BEFORE_A_TIME
from bot.language.times.setting import Days, Hours
from bot.language.times.signs import Kind

_BEHIND_SO = MAY_BEGIN - {Kind.EARLY, Kind.LATE, Kind.THE}
_ABOUT_VISIT = frozenset({Kind.VISIT, Kind.IS, Kind.SET_FOR})
TELLS = frozenset({Kind.OTHER, Kind.BUSY, Kind.WORK, Kind.UNIT})
"""What tells of something else than times and wishes."""
_GOES_ON = frozenset({Kind.JOIN, Kind.SAME_TIME, Kind.SAME_DAY})
"""What goes on with a wish behind a comma."""


class Cues(Looks):
    """Hears the words between the times of one text, in order."""

    def cue(self, kind: Kind, place: int) -> None:
        """Take what a word makes of the times before and behind it."""
        if self.once is not None and kind not in BEFORE_A_TIME and self._said_since(self.once):
            self.once = None
        if kind in TELLS:
            self.told_of = True
        elif kind in _ABOUT_VISIT:
            self.names_visit = True
        take = self._CUES.get(kind)
        if take is not None:
            take(self, kind, place)

    def _break(self, _kind: Kind, place: int) -> None:
        """End a clause; the time in a question of nothing else is asked for ("wednesday morning?", "got tuesday?")."""
        begins = self.role is Role.REASON and self.signs[self.since - 1].kind in {Kind.BREAK, Kind.COMMA}
        if self.signs[place] == ASKED and not (self.told_of or self.names_visit) and (begins or self.role is Role.SAID):
            for mention in self._of_clause():
                mention.role = Role.ASKED if mention.role is self.role else mention.role
        self.close()

    def _so(self, _kind: Kind, place: int) -> None:
        """Take what follows from the rest for what is asked ("i work tuesday so friday", "friday then")."""
        self._then(Kind.THAT, place)
        self.close()
        if self.signs[place + 1].kind in _BEHIND_SO:
            self.role = Role.ASKED

    def _then(self, _kind: Kind, place: int) -> None:
        last = self._last()
        if self.signs[place - 1].kind is Kind.GOOD and self.signs[place + 1].kind in MAY_BEGIN:
            self.once = Role.NAMES  # ("1:15 is easier then 4")
        is_end = self.signs[place + 1].kind in {Kind.BREAK, Kind.COMMA}
        if is_end and last is not None and last.role is Role.SAID and last.after == place:
            self._of_chain(last, Role.ASKED)

    def _instead(self, _kind: Kind, place: int) -> None:
        """Take what stands beside "instead" for what is asked."""
        last = self._last()
        if last is not None and last.role is Role.SAID and place - last.after <= A_FEW_WORDS:
            self._of_chain(last, Role.ASKED)
        elif self.signs[place + 1].kind in MAY_BEGIN:
            self.role = Role.ASKED

    def _happens(self, kind: Kind, place: int) -> None:
        """Take "not until the bus gets in at 3" for a bound: the hour to come is that of what happens."""
        if kind is Kind.UNTIL:
            if Role.OUT not in {self.role, self.once}:
                return
            self.role, self.once = self._as_before(), None
        self.event, self.since_event = (Kind.LATEST if kind is Kind.BEFORE else Kind.EARLIEST), place

    def _push(self, _kind: Kind, _place: int) -> None:
        self.pushed = True

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
        if is_listed and self._list_goes_on(place + 1):
            self.joined = True
            return
        moving = self.moving
        following = self.signs[place + 1].kind
        goes_on = self.role is Role.ASKED and (not self._is_in_clause() or following in _GOES_ON)
        self.close()
        self.moving = moving
        if goes_on:
            self.role = Role.ASKED

    def _ask(self, _kind: Kind, _place: int) -> None:
        if self._is_in_clause() or self.role is not Role.SAID:
            moving = self.moving
            self.close()
            self.moving = moving
        self.role = Role.ASKED

    def _move(self, _kind: Kind, place: int) -> None:
        self.moving, self.moved_from = True, place
        self._push(Kind.MOVE, place)
        self.role = Role.ASKED if self.role is Role.REASON else self.role

    def _reason(self, kind: Kind, place: int) -> None:
        """Take the times to come for a reason ("i work till 4"), and a day before it too ("tuesday i work")."""
        last = self._last()
        if self.event is not None or (kind is Kind.BUSY and (self.role is not Role.SAID or last is not None)):
            return
        is_until = last is not None and isinstance(last.said, Hours) and last.said.start is None
        is_part = last is not None and isinstance(last.said, Hours) and last.said.is_part
        is_next = last is not None and place - last.after <= 1 and (is_until or is_part or isinstance(last.said, Days))
        if is_next and last is not None and self._is_open(last):
            self.behind, self.behind_role = last, Role.REASON
        self.role, self.since = Role.REASON, place

    def _cause(self, _kind: Kind, place: int) -> None:
        """Take the times behind "because" for a reason."""
        self.role, self.since = Role.REASON, place

    def _work(self, _kind: Kind, place: int) -> None:
        """Take "work" behind a time for what suits ("would friday work"), else for a reason."""
        last = self._last()
        if self.event is not None:
            return
        if last is not None and place - last.after <= A_FEW_WORDS:
            self._judge(Kind.GOOD, place)
        else:
            self._reason(Kind.BUSY, place)

    def _not(self, _kind: Kind, place: int) -> None:
        """Rule out the times to come, and one just before if none comes ("tuesday i can't"); not "not too early"."""
        if self.signs[place + 1].kind is Kind.BAD:
            return
        last = self._last()
        if last is not None and self._is_this_one(place + 1):
            self._of_chain(last, Role.ASKED)
            return
        if last is not None and place - last.after <= A_FEW_WORDS // 2 and self._is_open(last) and not self.joined:
            self.behind, self.behind_role = last, Role.OUT
        self.role, self.since = Role.OUT, place

    def _no(self, _kind: Kind, place: int) -> None:
        """Take "no": behind its day in Spanish ("el lunes no"), before it, alone, or as "no school monday"."""
        last, following = self._last(), self.signs[place + 1].kind
        if following is Kind.ASK and self._is_question(place):
            self.role = Role.ASKED if last is None else self.role
        elif last is not None and self.signs[last.place - 1].kind is Kind.NOT and last.after == place:
            return  # ("pa vini anvan 2zè non": no is said twice of the same)
        elif last is not None and place - last.after <= 1 and following is not Kind.BUSY:
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
        if last is None or not 0 < place - last.after <= A_FEW_WORDS:
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

    def _is_when(self, _kind: Kind, place: int) -> None:
        """Take the hour of something else for a reason ("evening pls, 2 is when i sleep"), not "5 is when i can"."""
        last = self._last()
        if last is None or last.after != place or last.role is Role.NAMES:
            return
        suits = any(sign.kind in {Kind.GOOD, Kind.ASK} for sign in self.signs[place + 1 : place + 1 + A_FEW_WORDS])
        self._of_chain(last, Role.ASKED if suits else Role.REASON)
        self.role, self.since = (self.role, self.since) if suits else (Role.REASON, place)

    def _judge(self, kind: Kind, place: int) -> None:
        """Take what is said of the time before: "thursday works", "monday is bad"."""
        last, is_good = self._last(), kind is Kind.GOOD
        if not is_good and self.signs[place - 1].kind is Kind.NOT:
            return
        is_good = is_good or self._is_wondered(place)
        self.event = None
        if is_good and last is not None and self.role in {Role.OUT, Role.REASON} and last.place < self.since:
            return
        if is_good and self.behind is last:
            self.behind = None
        leads_on = self.signs[place + 1].kind in MAY_BEGIN
        if last is None or place - last.after > A_FEW_WORDS:
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

    def _to(self, kind: Kind, place: int) -> None:
        """Take the times since "move" for the visit's own, if another follows "to"; that one is asked for."""
        is_late = self.signs[place + 1].kind in {Kind.EARLY, Kind.LATE}
        if kind is Kind.TO and is_late and self.signs[place + 2].kind not in MAY_BEGIN:
            self._judge(Kind.BAD, place)  # ("4 is to early")
            return
        if self.signs[place + 1].kind not in MAY_BEGIN:
            return
        self.role = self._of_pushed()
        if not self.moving or self._gives_hour(place):
            return
        for mention in self.mentions[-IN_A_CLAUSE:]:
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
            becomes = self.signs[place + 1].kind is Kind.PLAIN and self.signs[place + 2].kind in MAY_BEGIN
            if (
                becomes
                or behind is Kind.THE
                or (behind is not Kind.TO and (self.role is not Role.ASKED or self.moving))
            ):
                last.role = Role.NAMES
        elif kind is Kind.VISIT and self.signs[place + 1].kind is Kind.OF:
            self.once = Role.NAMES

    _CUES: ClassVar[dict[Kind, Callable[["Cues", Kind, int], None]]] = {
        Kind.BREAK: _break,
        Kind.BUT: _break,
        Kind.SO: _so,
        Kind.THAT: _then,
        Kind.INSTEAD: _instead,
        Kind.AFTER: _happens,
        Kind.BEFORE: _happens,
        Kind.UNTIL: _happens,
        Kind.LATER: _push,
        Kind.EARLIER: _push,
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
        Kind.CAUSE: _cause,
        Kind.BUSY: _reason,
        Kind.WORK: _work,
        Kind.NOT: _not,
        Kind.EXCEPT: _except,
        Kind.NO: _no,
        Kind.IS: _tell,
        Kind.IS_WHEN: _is_when,
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
