"""Finds what is asked among what is only told: reasons, refusals and the visit that is to be moved are no request."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.language.times.asked import Asked
from bot.language.times.mentions import read_clause
from bot.language.times.reading import Found, Memory
from bot.language.times.signs import HOLIDAYS, MONTHS, NEAR, PARTS, WEEKDAYS
from bot.language.times.tokens import Token
from bot.language.times.vocabulary import Sign
from bot.model.value import value_in_order

_OPENS = frozenset({Sign.ASK, Sign.BUT, Sign.BECAUSE})
TERSE = 2
"""So few words beside a time tell nothing of their own."""
NAMES = frozenset({*WEEKDAYS, *PARTS, *HOLIDAYS, *MONTHS, *NEAR, Sign.WEEK, Sign.WEEKEND})


@value_in_order
class Clause:
    """A part of a text that says one thing; `is_reason`: it tells why, `refuses`: what it names does not suit."""

    tokens: tuple[Token, ...]
    is_reason: bool
    refuses: bool
    asks: bool
    asks_anew: bool

    @property
    def is_no(self) -> bool:
        """Whether it turns down what was said before, and says nothing else."""
        return len(self.tokens) == 1 and self.tokens[0].sign is Sign.NO

    @property
    def is_terse(self) -> bool:
        """Whether little is said beside the time."""
        return sum(not token.says_time for token in self.tokens) <= TERSE


def asked_in(tokens: Sequence[Token]) -> Asked | None:
    """Return what the tokens ask for; None where they name no time."""
    memory = Memory()
    clauses = [(clause, read_clause(clause.tokens, memory)) for clause in _clauses(tokens)]
    told = [(clause, found) for clause, found in clauses if found.says_anything]
    if not told:
        return None
    suits = [(clause, found) for clause, found in told if not clause.refuses and not clause.is_reason]
    wanted = _asked_for(suits) or _asked_for([one for one in told if not one[0].refuses]) or _left_open(told)
    refused = [found for clause, found in told if clause.refuses and found not in wanted]
    if not wanted:
        return None
    every = [clause for clause, _ in told]
    is_asked = any(clause.asks or clause.is_terse for clause, found in suits if found in wanted)
    return replace(
        _together(wanted, refused),
        asks_plainly=any(clause.asks for clause, found in suits if found in wanted),
        asks=is_asked or (not suits and bool(refused)),
        asks_anew=any(clause.asks_anew or clause.refuses for clause in every),
    )


def _asked_for(told: Sequence[tuple[Clause, Found]]) -> list[Found]:
    """Return what is asked for: what is asked last, else what is said last, and what stands tersely by it.

    "mon kids still at their dads. same time tuesday": what is told at length before it is a reason.
    """
    if not told:
        return []
    asks = [place for place, (clause, _) in enumerate(told) if clause.asks]
    on_days = [place for place in asks if told[place][1].days]
    first = on_days[-1] if on_days else asks[0] if asks else len(told) - 1
    while first > 0 and _goes_on(told, first, is_asked=bool(asks)):
        first -= 1
    return [found for clause, found in told[first:] if clause.asks or clause.is_terse or not asks]


def _goes_on(told: Sequence[tuple[Clause, Found]], first: int, *, is_asked: bool) -> bool:
    """Whether the clause before belongs to what is asked: "monday? or tuesday?", "the day after, up to 4"."""
    (before, had), (clause, found) = told[first - 1], told[first]
    if clause.tokens[0].sign is Sign.AND:
        return True
    lacks = (had.days and not found.days) or (had.says_hours and not found.says_hours)
    return before.is_terse and (bool(lacks) or not is_asked)


def _clauses(tokens: Sequence[Token]) -> list[Clause]:
    """Cut at stops, at what opens a request, and at what opens a reason."""
    parts: list[list[Token]] = [[]]
    for place, token in enumerate(tokens):
        if token.is_stop:
            parts[-1].append(token)
            parts.append([])
        elif token.sign in _OPENS or (_opens_anew(token, parts[-1]) and _names_time(tokens[place:])):
            parts.append([token])
        else:
            parts[-1].append(token)
    made = [_clause(part) for part in parts if any(not token.is_stop for token in part)]
    turned_down = [after.is_no for after in made[1:]] + [False]
    return [replace(one, refuses=one.refuses or down) for one, down in zip(made, turned_down, strict=True)]


def _opens_anew(token: Token, part: Sequence[Token]) -> bool:
    """Whether a word begins something new, because what is before it names a time already ("... better at 4")."""
    return token.sign in {Sign.FITS, Sign.BUSY, Sign.FREE_FROM} and _names_time(part)


def _names_time(part: Sequence[Token]) -> bool:
    """Whether these tokens, up to a stop, name a day or a time."""
    for token in part:
        if token.is_stop or token.sign in {Sign.INSTEAD_OF, Sign.EXCEPT}:
            return False
        if token.number is not None or token.clock is not None or token.sign in NAMES:
            return True
    return False


def _clause(part: list[Token]) -> Clause:
    tokens = tuple(token for token in part if not token.is_stop)
    signs = {token.sign for token in tokens}
    asks = bool(signs & {Sign.ASK, Sign.FITS, Sign.MOVE}) or any(token.text == "?" for token in part)
    tells = bool(signs & {Sign.BUSY, Sign.FREE_FROM})
    return Clause(
        tokens=tokens,
        is_reason=Sign.BECAUSE in signs or (tells and not asks),
        refuses=Sign.REFUSE in signs or _turns_down(tokens),
        asks=asks,
        asks_anew=bool(signs & {Sign.ASK, Sign.EXCEPT, Sign.INSTEAD_OF}),
    )


def _turns_down(tokens: Sequence[Token]) -> bool:
    """Whether a "no" stands beside a day or a time."""
    beside = [near for place, token in enumerate(tokens) if token.sign is Sign.NO for near in (place - 1, place + 1)]
    return any(0 <= near < len(tokens) and _names_time(tokens[near : near + 1]) for near in beside)


def _left_open(told: Sequence[tuple[Clause, Found]]) -> list[Found]:
    """Return what refusals leave open: "not before 4" said as "cant do it before 4"."""
    return [turned for _, found in told if (turned := found.turned()) is not None]


def _together(wanted: Sequence[Found], refused: Sequence[Found]) -> Asked:
    """Put together what several clauses ask for; the days that were refused are taken away."""
    days = tuple(day for found in wanted for day in found.days)
    without = tuple(day for found in (*wanted, *refused) for day in found.without)
    without += tuple(day for found in refused for day in found.days)
    times = tuple(timed for found in wanted for timed in found.times)
    shifts = [found.shift for found in wanted if found.shift is not None]
    parts = [found.part for found in wanted if found.part is not None]
    return Asked(
        days=days,
        without=tuple(day for day in without if day not in days),
        times=times,
        part=parts[-1] if parts else None,
        until=next((found.until for found in wanted if found.until is not None), None),
        until_is_in=all(found.until_is_in for found in wanted),
        same_time=any(found.same_time for found in wanted),
        shift=sum(shifts, timedelta()) if shifts else None,
        from_now=next((found.from_now for found in wanted if found.from_now is not None), None),
    )
