"""When do they want to be visited? A text and the words for times in, a window out; nothing is guessed without words."""

from collections.abc import Collection
from datetime import date, datetime

from bot.language.times.clauses import asked_in
from bot.language.times.tokens import tokens_of
from bot.language.times.vocabulary import TimeWords
from bot.language.times.window import window_of
from bot.model.windows import Window

__all__ = ["TimeWords", "asked_window"]


def asked_window(
    text: str, now: datetime, visit: datetime | None, words: TimeWords, closed: Collection[date] = ()
) -> Window | None:
    """Return the window `text` asks for, seen from `now`, about a visit that begins at `visit`; None without a bound.

    `now` and `visit` are aware, in the program's zone; `closed` are days that are no choice of themselves. What counts
    is the wall clock: "an hour later" is that over a clock change too.
    """
    tokens = tokens_of(text, words)
    if not any(token.says_time for token in tokens):
        return None
    asked = asked_in(tokens)
    return window_of(asked, now, visit) if asked is not None else None
