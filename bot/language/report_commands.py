"""What does a worker mean about a mandated report? `report KB`, `reported 14:30 KB`, `written KB` (SAFETY 2.9)."""

import re

from bot.model.help import looks_like_code
from bot.model.reports import SpokenTime
from bot.model.value import value_in_order

ABOUT_REPORT = re.compile(r"(report|reported|written)\b[ .,:-]*(.*)", re.IGNORECASE | re.DOTALL)
TIME = re.compile(r"(?:at +)?([0-9]{1,2})(?:[:.h]([0-9]{2}))? *(?:([ap])\.? ?m\.?)?", re.IGNORECASE)
DAYS_AGO = {"today": 0, "hoy": 0, "yesterday": 1, "ayer": 1}
MISTAKE = frozenset({"mistake", "by mistake", "error"})
MARKS = " .,;:!?-"
HOURS, HALF, MINUTES = 24, 12, 60


@value_in_order
class Report:
    """`report KB 14:30`: a report is owed, since that time; None: since now."""

    code: str
    since: SpokenTime | None = None


@value_in_order
class Reported:
    """`reported 14:30 KB`: the oral report was made then; without a time it is asked for."""

    code: str | None
    at: SpokenTime | None = None


@value_in_order
class WrittenReport:
    """`written KB`: the written report was sent; the clock ends."""

    code: str | None


@value_in_order
class NoReport:
    """`report KB mistake`: the clock was started by mistake."""

    code: str


AboutReport = Report | Reported | WrittenReport | NoReport


def about_report(plain: str) -> AboutReport | None:
    """Read what a worker writes about a report; None where a text is about something else, or cannot be read."""
    match = ABOUT_REPORT.fullmatch(plain)
    if match is None:
        return None
    verb, code, rest = match.group(1).lower(), *code_in(match.group(2))
    if verb == "written":
        return WrittenReport(code) if not rest else None
    if verb == "report" and code and rest.lower() in MISTAKE:
        return NoReport(code)
    at = spoken_time(rest) if rest else None
    if rest and at is None:
        return None
    if verb == "reported":
        return Reported(code, at)
    return Report(code, at) if code else None


def code_in(rest: str) -> tuple[str | None, str]:
    """Take the code from the front or the end of what stands behind the command."""
    words = rest.strip(MARKS).split()
    for place in (0, -1):
        if words and looks_like_code(words[place].strip(MARKS)):
            return words.pop(place).strip(MARKS).upper(), " ".join(words)
    return None, " ".join(words)


def spoken_time(rest: str) -> SpokenTime | None:
    """Read a time of day, with or without today or yesterday beside it."""
    words = rest.lower().split()
    days = [DAYS_AGO[word.strip(MARKS)] for word in words if word.strip(MARKS) in DAYS_AGO]
    match = TIME.fullmatch(" ".join(word for word in words if word.strip(MARKS) not in DAYS_AGO).strip(MARKS))
    if match is None or len(days) > 1 or not (match.group(2) or match.group(3)):
        return None
    hour, minute = int(match.group(1)), int(match.group(2) or 0)
    is_pm = match.group(3) == "p" if match.group(3) else None
    if hour >= HOURS or minute >= MINUTES or (is_pm is not None and not 0 < hour <= HALF):
        return None
    days_ago = days[0] if days else None
    return SpokenTime(hour=hour, minute=minute, is_pm=is_pm, days_ago=days_ago, is_padded=match.group(1)[0] == "0")
