"""Asks for windows of time as a family would, on a Tuesday in October about the visit on Thursday."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.keywords import load_lexicon
from bot.language.times import asked_window
from bot.model.windows import Window

WORDS = load_lexicon([Path(__file__).parents[1] / "config"]).times
ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 10, 6, 10, tzinfo=ZONE)
"""A Tuesday; the weeks below begin on Monday the 5th, 12th and 19th of October 2026."""
VISIT = datetime(2026, 10, 8, 16, tzinfo=ZONE)
"""The Thursday of that week."""


def window(told: str, month: int = 10, year: int = 2026) -> Window | None:
    """Read "9 12:00-17:00" (Friday the 9th, noon to five), "9 15:30" (a point), "12 08:00 - 16 21:00", "" (none)."""
    if not told:
        return None
    start, _, end = told.partition(" - ") if " - " in told else told.partition("-")
    day, hour = start.split()
    if not end:
        end = start
    last_day, last_hour = end.split() if " " in end else (day, end)
    return Window(_at(year, month, day, hour), _at(year, month, last_day, last_hour))


def _at(year: int, month: int, day: str, hour: str) -> datetime:
    hours, minutes = hour.split(":")
    return datetime(year, month, int(day), int(hours), int(minutes), tzinfo=ZONE)


def asked(text: str, now: datetime = NOW, visit: datetime | None = VISIT) -> Window | None:
    """Return what a text asks for."""
    return asked_window(text, now, visit, WORDS)


def moment(told: str) -> datetime:
    """Read a wall-clock time of the program's zone."""
    return datetime.fromisoformat(told).replace(tzinfo=ZONE)
