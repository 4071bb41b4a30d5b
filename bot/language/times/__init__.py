"""When do they ask to be visited? Pure: from a family's own words to the window of time they ask for."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from bot.language.times.listening import AHEAD, mentions_of
from bot.language.times.mentions import Role
from bot.language.times.reading import signs_of
from bot.language.times.setting import Setting
from bot.language.times.signs import Kind, Sign, TimeWords
from bot.language.times.windows import window_of
from bot.model.value import value_in_order
from bot.model.windows import Window

__all__ = ["NamedTime", "TimeWords", "asked_window", "fits", "named_time"]

NEAR = timedelta(minutes=15)
"""People round: who says half past four means what was offered at 4:25."""

_EDGE = Sign(Kind.BREAK)


@value_in_order
class NamedTime:
    """A time that a text names; `asks`: it is asked for, not only said; `turns_down`: another is ruled out."""

    window: Window
    asks: bool
    turns_down: bool


def named_time(
    text: str, now: datetime, visit: datetime | None, words: TimeWords, closed: Collection[date] = ()
) -> NamedTime | None:
    """Return the time that `text` names, None where it gives no bound; never raises, whatever the text.

    `now` and `visit` are aware and in the program's zone. A time without a day is on the day of the visit, a bare
    weekday the next such day after today, and no window begins before `now`.
    """
    signs = signs_of(text, words)
    if not signs:
        return None
    setting = Setting(now=now, visit=visit, closed=closed)
    mentions = mentions_of([_EDGE, *signs, *[_EDGE] * AHEAD], setting)
    window = window_of(mentions, setting) if mentions else None
    if window is None:
        return None
    roles = {mention.role for mention in mentions}
    return NamedTime(window, asks=Role.ASKED in roles, turns_down=Role.OUT in roles)


def asked_window(
    text: str, now: datetime, visit: datetime | None, words: TimeWords, closed: Collection[date] = ()
) -> Window | None:
    """Return the window that `text` asks for, as `named_time` does."""
    named = named_time(text, now, visit, words, closed)
    return named.window if named is not None else None


def fits(slot: datetime, text: str, now: datetime, words: TimeWords) -> bool:
    """Whether a time that was offered is one of those that `text` names; a time without a day may be on any."""
    window = asked_window(text, now, slot.astimezone(now.tzinfo), words)
    return window is not None and window.start - NEAR <= slot <= window.end + NEAR
