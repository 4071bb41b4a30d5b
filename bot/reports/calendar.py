"""A worker's shifts and visits as an iCalendar file (RFC 5545): times and kinds, nothing about any family.

It is read by calendars on phones that others see, so it holds no name, no address and no code.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from bot.model.people import Wording, Worker
from bot.model.value import value
from bot.model.visits import Visit
from bot.rules.oncall import as_stood
from bot.services import Services
from bot.store import rota, visits
from bot.store.engine import Tx

BACK, AHEAD = timedelta(days=7), timedelta(weeks=12)
LONGEST_LINE = 75
"""Octets, without the line's end."""
_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


@value
class Event:
    """One entry; `uid` stays as long as it is the same entry, `sequence` grows when it moves."""

    uid: str
    stamp: datetime
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str


def worker_calendar(tx: Tx, services: Services, worker: Worker, now: datetime) -> str:
    """Return the calendar of one worker: what they are on call for, covers counted, and their visits."""
    since, until = now - BACK, now + AHEAD
    on_call = [one for one in as_stood(rota.shifts_between(tx, since, until)) if one.worker.key == worker.key]
    planned = [one for one in visits.of_worker(tx, worker.key, since, until) if one.is_planned]

    def words(name: str) -> str:
        return services.catalog.words(f"staff.calendar.{name}", services.reads(worker), Wording.FULL, {})

    shifts = (
        Event(
            uid=f"shift-{one.key:x}-{_utc(one.starts_at)}",
            stamp=one.made_at,
            sequence=0,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            summary=words(one.tier),
        )
        for one in on_call
    )
    return ical((*shifts, *(_visit(one, words(one.kind)) for one in planned)))


def _visit(visit: Visit, summary: str) -> Event:
    return Event(
        uid=f"visit-{visit.key:x}",
        stamp=visit.made_at,
        sequence=visit.version - 1,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        summary=summary,
    )


def ical(events: Iterable[Event]) -> str:
    """Write entries as a calendar, its lines folded and ended as the standard wants them."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//hearthline//calendar//EN", "CALSCALE:GREGORIAN")
    refresh = ("REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H")
    lines = (*head, *refresh, *(line for event in events for line in _lines(event)), "END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _lines(event: Event) -> tuple[str, ...]:
    return (
        "BEGIN:VEVENT",
        f"UID:{event.uid}@hearthline",
        f"DTSTAMP:{_utc(event.stamp)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART:{_utc(event.starts_at)}",
        f"DTEND:{_utc(event.ends_at)}",
        f"SUMMARY:{event.summary.translate(_ESCAPED)}",
        "CLASS:PRIVATE",
        "END:VEVENT",
    )


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets, each after the first behind a space; no letter is cut."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > LONGEST_LINE:
            yield part
            part = " "
        part += letter
    yield part
