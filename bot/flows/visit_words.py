"""What words about visits say: a bare yes or no, and the day that is named."""

from collections.abc import Sequence
from datetime import timedelta

from bot.model.conversations import Context, Heard
from bot.model.meaning import Day
from bot.model.visits import Visit

NO = frozenset({"no", "non", "nao", "não", "nope"})
YES = frozenset(
    {
        *("yes", "ok", "okay", "yep", "yeah", "yea", "sure", "👍"),
        *("si", "sí", "dale", "claro", "perfecto"),
        *("wi", "dako", "dakò"),
        *("sim", "certo", "combinado", "perfeito"),
    }
)
"""Whole messages that agree to or turn down what was asked; the line's own questions offer digits."""
BARE_MARKS = " .,!¡\t\r\n"


def of_days(days: frozenset[Day], listed: Sequence[Visit], context: Context) -> tuple[Visit, ...]:
    """Return which of these visits are on the day that is named; all of them where none is."""
    return tuple(visit for visit in listed if days <= _names_of_day(visit, context))


def _names_of_day(visit: Visit, context: Context) -> set[Day]:
    day, today = context.hours.local(visit.starts_at).date(), context.hours.local(context.now).date()
    near = {today: {Day.TODAY}, today + timedelta(days=1): {Day.TOMORROW}}
    return {list(Day)[day.weekday()], *near.get(day, ())}


def is_brief(heard: Heard) -> bool:
    """Whether a text is a digit or a bare yes, which takes a question as it was asked."""
    return heard.meaning.digit is not None or heard.meaning.needs_nobody or bare(heard) in YES


def bare(heard: Heard) -> str:
    """Return a text in small letters, without the marks around it."""
    return heard.words.strip(BARE_MARKS).lower()
