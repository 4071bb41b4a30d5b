"""When do they want to be visited? A text and the words for times in, a window out."""

from datetime import datetime, timedelta

from bot.language.times.asked import Asked
from bot.language.times.clauses import asked_in
from bot.language.times.tokens import tokens_of
from bot.language.times.vocabulary import TimeWords
from bot.language.times.window import window_of
from bot.model.windows import Window

__all__ = ["Asked", "TimeWords", "asked_time", "asked_window", "fits", "window_of"]

NEAR = timedelta(minutes=15)
"""People round: who says half past four means what was offered at 4:25."""


def asked_window(text: str, now: datetime, visit: datetime | None, words: TimeWords) -> Window | None:
    """Return the window `text` asks for, seen from `now`, about a visit that begins at `visit`; None without a bound.

    `now` and `visit` are aware, in the program's zone. What counts is the wall clock: "an hour later" is that over a
    clock change too.
    """
    asked = asked_time(text, words)
    return window_of(asked, now, visit) if asked is not None else None


def asked_time(text: str, words: TimeWords) -> Asked | None:
    """Return the time `text` asks for as its words say it, before anybody knows what day it is; None without any."""
    tokens = tokens_of(text, words)
    return asked_in(tokens) if any(token.says_time for token in tokens) else None


def fits(slot: datetime, asked: Asked, now: datetime) -> bool:
    """Whether a time that was offered is one of those that are named; a time without a day may be on any."""
    window = window_of(asked, now, slot.astimezone(now.tzinfo))
    return window is not None and window.start - NEAR <= slot <= window.end + NEAR
