"""A shift that somebody else is to stand: the question to take it or to swap it, its code, and what became of it."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.model.help import CODE_LETTERS, looks_like_code
from bot.model.people import Worker
from bot.model.policy import Tier
from bot.model.rota import Shift
from bot.model.value import value

NOT_COVER_CODES = frozenset({"XX", "MM", "CC"})
"""Kisses, a measure, a copy."""
_DOUBLES = tuple(2 * a for a in CODE_LETTERS if looks_like_code(2 * a) and 2 * a not in NOT_COVER_CODES)
COVER_CODES = (*_DOUBLES, *(pair + b for pair in _DOUBLES for b in CODE_LETTERS if looks_like_code(pair + b)))
"""Codes of questions about shifts begin with a letter twice, which no request's does: the two are never confused."""


def is_cover_code(word: str) -> bool:
    """Whether a word could be the code of a question about a shift."""
    return word.upper() in COVER_CODES


class AskState(StrEnum):
    """Where a question stands; `over`: the shift has ended, or is no longer as it was."""

    OPEN = "open"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    OVER = "over"


@value
class CoverAsk:
    """Somebody asks others to take their `shift`; `other` is what they stand in return, where it is a swap.

    `asked` are the workers who got the question, `told_at` is when supervisors heard that nobody has taken it.
    """

    code: str
    shift: Shift
    made_at: datetime
    key: int = 0
    state: AskState = AskState.OPEN
    other: Shift | None = None
    asked: frozenset[int] = frozenset()
    taker_key: int | None = None
    told_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it may still be answered."""
        return self.state is AskState.OPEN

    @property
    def begins_at(self) -> datetime:
        """Return when the first of its shifts begins."""
        return min(self.shift.starts_at, self.other.starts_at) if self.other else self.shift.starts_at

    @property
    def ends_at(self) -> datetime:
        """Return when there is nothing left to take; a swap must be agreed before either shift begins."""
        return self.begins_at if self.other else self.shift.ends_at


@value
class Covering:
    """What a turn about shifts may know.

    `standing`: who really stands when, around the shifts meant. `staff`: everybody who works here. `on_tier`: who had
    or has shifts on a tier. `asks`: the questions that may be meant. `free_code`: of a question that is made now.
    `untaken`: so long before a shift supervisors hear that nobody has taken it. `today`: when it was written.
    """

    standing: tuple[Shift, ...] = ()
    staff: tuple[Worker, ...] = ()
    on_tier: Mapping[Tier, frozenset[int]] = field(default_factory=dict)
    asks: tuple[CoverAsk, ...] = ()
    free_code: str = ""
    untaken: timedelta = timedelta()
    today: date = date.min
