"""The iCalendar file of a worker, as RFC 5545 wants it: line ends, folding, escaping, identity."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reports.calendar import Event, ical

START = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def event(summary: str = "On call", uid: str = "shift-1") -> Event:
    """Make an entry of a night."""
    return Event(uid=uid, stamp=START, sequence=0, starts_at=START, ends_at=START + timedelta(hours=9), summary=summary)


def unfolded(calendar: str) -> list[str]:
    """Read the lines back, as a calendar does."""
    assert calendar.endswith("\r\n")
    lines = calendar.removesuffix("\r\n").split("\r\n")
    assert all("\n" not in line and "\r" not in line for line in lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    return "\r\n".join(lines).replace("\r\n ", "").split("\r\n")


def test_a_calendar_is_what_the_standard_asks_for() -> None:
    """Version and maker first; each entry with its id, its stamp and its span in UTC, which no clock change moves."""
    lines = unfolded(ical((event(),)))
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//hearthline//calendar//EN"]
    assert lines[-1] == "END:VCALENDAR"
    assert lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT") + 1] == [
        "BEGIN:VEVENT",
        "UID:shift-1@hearthline",
        "DTSTAMP:20261101T053000Z",
        "SEQUENCE:0",
        "DTSTART:20261101T053000Z",
        "DTEND:20261101T143000Z",
        "SUMMARY:On call",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def test_an_empty_calendar_is_one_too() -> None:
    """A worker with nothing to come."""
    assert "BEGIN:VEVENT" not in ical(())
    assert unfolded(ical(()))[-1] == "END:VCALENDAR"


@settings(derandomize=True, deadline=None)
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.just("\n"), max_size=200))
def test_any_words_come_back_as_they_were(words: str) -> None:
    """Commas, semicolons, backslashes, line breaks and letters of several octets; no line is too long."""
    (summary,) = [line for line in unfolded(ical((event(words),))) if line.startswith("SUMMARY:")]
    read, is_escaped = "", False
    for letter in summary.removeprefix("SUMMARY:"):
        if is_escaped:
            read, is_escaped = read + ("\n" if letter == "n" else letter), False
        elif letter == "\\":
            is_escaped = True
        else:
            assert letter not in ",;"
            read += letter
    assert read == words


def test_each_entry_has_its_own_id() -> None:
    """In the order in which they were given."""
    lines = unfolded(ical(tuple(event(uid=f"shift-{number}") for number in range(3))))
    ids = [line for line in lines if line.startswith("UID:")]
    assert all(one < other for one, other in pairwise(ids))
