"""When do they ask to be visited? Pure: from a family's own words to the window of time they ask for."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.language.times.cues import TELLS
from bot.language.times.listening import AHEAD, mentions_of
from bot.language.times.mentions import Mention, Role
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
    """A time that a text names; `asks`: it is asked for, not only said; `turns_down`: another is ruled out.

    `alone`: the text tells of nothing else.
    """

    window: Window
    asks: bool
    turns_down: bool
    alone: bool


def named_time(
    text: str,
    now: datetime,
    visit: datetime | None,
    words: TimeWords,
    closed: Collection[date] = (),
    *,
    choosing: bool = False,
) -> NamedTime | None:
    """Return the time that `text` names, None where it gives no bound; never raises, whatever the text.

    `now` and `visit` are aware and in the program's zone. A time without a day is on the day of the visit, a bare
    weekday the next such day after today, and no window begins before `now`. Who is `choosing` among offered times
    says with "the friday one" which they take; else it is the name of the visit that stands.
    """
    signs = signs_of(text, words)
    if not signs:
        return None
    setting = Setting(now=now, visit=visit, closed=closed)
    mentions = mentions_of([_EDGE, *signs, *[_EDGE] * AHEAD], setting)
    window = window_of(mentions, setting) if mentions else None
    if window is None and choosing:
        window = window_of([_taken(mention) for mention in mentions], setting)
    if window is None:
        return None
    roles = {mention.role for mention in mentions}
    alone = not any(sign.kind in TELLS for sign in signs)
    return NamedTime(window, asks=Role.ASKED in roles, turns_down=Role.OUT in roles, alone=alone)


def _taken(mention: Mention) -> Mention:
    """Return a time that names one of those offered as one that is taken."""
    return replace(mention, role=Role.SAID) if mention.role is Role.NAMES else mention


def asked_window(
    text: str, now: datetime, visit: datetime | None, words: TimeWords, closed: Collection[date] = ()
) -> Window | None:
    """Return the window that `text` asks for, as `named_time` does."""
    named = named_time(text, now, visit, words, closed)
    return named.window if named is not None else None


def fits(slot: datetime, text: str, now: datetime, words: TimeWords) -> bool:
    """Whether a time that was offered is one of those that `text` names; a time without a day may be on any."""
    named = named_time(text, now, slot.astimezone(now.tzinfo), words, choosing=True)
    return named is not None and named.window.start - NEAR <= slot <= named.window.end + NEAR
