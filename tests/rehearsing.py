"""What tests of the rehearsal share: its ticks, its address, and the words of a page."""

import html
import re

from bot.alarms import AlarmRoutes
from bot.rehearsal.stage import Tick
from scheduler import covers, digests, doubts, heartbeat, inbox, ladder, lone, nights, reminders, reports, rota, visits

HERE = "http://127.0.0.1:8080"
SAME_ORIGIN = {"Origin": HERE}


def watch(services: object) -> int:
    """Look for trouble, as the line does every half minute."""
    return heartbeat.run(services, AlarmRoutes(), ())  # type: ignore[arg-type]


BY_ROW = (ladder.run, doubts.run, inbox.run, reminders.run, visits.run, lone.run, nights.run, covers.run)
TICKS: tuple[Tick, ...] = (*BY_ROW, digests.run, rota.run, reports.run, watch)


def words_of(found: str, part: str = "") -> str:
    """Return the words of a page, or of one of its parts, on one line."""
    if part:
        found = found[found.index(f'id="{part}"') :]
        found = re.split(r"</(?:article|section|nav)>", found)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found)).split())
