"""Reads the times one clause names: days, hours, parts of the day, and how they limit each other."""

from collections.abc import Callable, Sequence

from bot.language.times.asked import Ahead
from bot.language.times.days import day_said, part_at
from bot.language.times.hours import bound_at, clock_at, range_at, shift_at
from bot.language.times.reading import Found, Memory, Reading
from bot.language.times.tokens import Token
from bot.language.times.vocabulary import Sign


def read_clause(tokens: Sequence[Token], memory: Memory) -> Found:
    """Return the times a clause names; what it names is remembered for the next."""
    here = Reading(tokens, memory)
    while here.at < len(here.tokens):
        _step(here)
    return here.found.settle()


def _step(here: Reading) -> None:
    """Read what begins here, or pass over one token."""
    for read in READS:
        taken = read(here)
        if taken:
            here.at += taken
            return
    here.at += 1


def _marks(here: Reading) -> int:
    """Note that what follows does not suit, or is the time as it was."""
    sign = here.sign()
    if sign is Sign.EXCEPT:
        here.excludes = True
    elif sign is Sign.INSTEAD_OF:
        here.is_old = True
    elif sign is Sign.SAME_TIME:
        here.found.same_time = True
    elif sign is Sign.THAT_DAY and here.memory.day is not None:
        here.add_day(here.memory.day)
    elif sign is Sign.SAME_DAY:
        here.add_day(Ahead(0, of_visit=True))
    elif sign is Sign.TO and here.moves and here.found.says_anything:
        here.gives_up()
        return 0
    else:
        return int(sign is Sign.OLD)
    return 1


READS: tuple[Callable[[Reading], int], ...] = (_marks, shift_at, range_at, bound_at, day_said, part_at, clock_at)
"""Each reads what it knows where the reading stands, and says how many tokens that is; the first that knows it wins."""
