"""What tests of the rehearsal share: its ticks, its address, and the words of a page."""

import html
import re

from bot.alarms import AlarmRoutes
from bot.rehearsal.stage import Tick
from scheduler import digests, doubts, heartbeat, inbox, ladder, lone, reminders, visits

HERE = "http://127.0.0.1:8080"
SAME_ORIGIN = {"Origin": HERE}


def watch(services: object) -> int:
    """Look for trouble, as the line does every half minute."""
    return heartbeat.run(services, AlarmRoutes(), ())  # type: ignore[arg-type]


TICKS: tuple[Tick, ...] = (ladder.run, doubts.run, inbox.run, reminders.run, visits.run, lone.run, digests.run, watch)


def words_of(found: str, part: str = "") -> str:
    """Return the words of a page, or of one of its parts, on one line."""
    if part:
        found = found[found.index(f'id="{part}"') :]
        found = re.split(r"</(?:article|section|nav)>", found)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found)).split())
