"""Looks around the words between the times of a text, for the kind of sentence they stand in."""

from bot.language.times.clock_times import ENDS, clock_at
from bot.language.times.mentions import Role
from bot.language.times.reading import ASKED
from bot.language.times.roles import Roles
from bot.language.times.setting import Days
from bot.language.times.signs import Kind

_DAYS_LISTED = 6
IN_A_CLAUSE = 8
MAY_BEGIN = frozenset(
    {Kind.DIGITS, Kind.NUMBER, Kind.SAID_HOUR, Kind.WEEKDAY, Kind.RELATIVE, Kind.WEEK, Kind.PART, Kind.PART_TODAY}
    | {Kind.HOLIDAY, Kind.MONTH, Kind.THE, Kind.DATE_THE, Kind.AT, Kind.NEAR, Kind.NEXT, Kind.THIS, Kind.AFTER}
    | {Kind.BEFORE, Kind.BETWEEN, Kind.EARLY, Kind.LATE, Kind.END_OF, Kind.DAY_AFTER, Kind.NEXT_DAY, Kind.SAME_TIME}
    | {Kind.FOLLOWING, Kind.HALF_PAST, Kind.QUARTER_PAST, Kind.QUARTER_TO, Kind.SAME_DAY, Kind.ON, Kind.WEEKS}
    | {Kind.NTH, Kind.UNTIL, Kind.THAT_DAY, Kind.WEEK_OF}
)


class Looks(Roles):
    """Answers what stands before and behind a word, for the cues to judge by."""

    def _list_goes_on(self, place: int) -> bool:
        for number, sign in enumerate(self.signs[place : place + _DAYS_LISTED]):
            if sign.kind is Kind.JOIN:
                return number > 0
            if sign.kind not in {Kind.WEEKDAY, Kind.COMMA}:
                return False
        return False

    def _is_this_one(self, place: int) -> bool:
        """Whether the nearer of two is all that is ruled out ("next friday not this one")."""
        after = place + 1
        after += self.signs[after].kind is Kind.NUMBER and self.signs[after].first == 1
        return self.signs[place].kind is Kind.THIS and self.signs[after].kind in ENDS

    def _is_question(self, place: int) -> bool:
        """Whether nothing but a question follows, with no time in it ("sabado no habra algo?")."""
        for sign in self.signs[place + 1 : place + IN_A_CLAUSE]:
            if sign.kind is Kind.BREAK or sign.kind in MAY_BEGIN:
                return sign == ASKED
        return False

    def _is_wondered(self, place: int) -> bool:
        """Whether they only wonder if a time suits ("is 8 at night too late?")."""
        first = next((m for m in self.mentions[-IN_A_CLAUSE:] if m.clause == self.clause), None)
        is_asked = first is not None and self.signs[first.place - 1].kind is Kind.IS
        return is_asked and self.signs[place + 1] == ASKED

    def _gives_hour(self, place: int) -> bool:
        """Whether "to" gives the hour of another day than the visit's, as "a" does ("mete m dimanch a 1e")."""
        last = self._last()
        if last is None or last.after != place or not isinstance(last.said, Days):
            return False
        return (
            last.said.first != self.setting.visits_day and clock_at(self.signs, place + 1, is_strong=True) is not None
        )

    def _of_pushed(self) -> Role:
        """Return the role behind "to": what the visit is moved to is asked for, not what else is ("moved my court")."""
        return self.role if self.told_of or not self.pushed or self.role is not Role.SAID else Role.ASKED

    def _becomes_another(self, place: int) -> bool:
        """Whether the visit just named is to be at another time ("could the thursday one be friday")."""
        return self.signs[place + 1].kind is Kind.PLAIN and self.signs[place + 2].kind in MAY_BEGIN
