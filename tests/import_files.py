"""Files to import in tests, made of rows; every number is one that nobody has."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.importing.result import ImportResult
from bot.importing.run import IMPORTERS, Kind, run_import
from bot.model.phones import Phone
from bot.store.engine import Store

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
DANA = {
    "worker_id": "W-1",
    "name": "Dana",
    "phone": "202-555-0110",
    "role": "worker",
    "languages": "en;es",
    "active": "Y",
}
LUCIA = DANA | {"worker_id": "W-2", "name": "Lucia", "phone": "202-555-0111", "role": "supervisor"}
ROSA = {
    "family_id": "F-0012",
    "person": "Rosa",
    "relation": "parent",
    "phone": "202-555-0101",
    "language": "es",
    "address": "12 Example Street",
}
TOM = ROSA | {"person": "Tom", "relation": "caregiver", "phone": "202-555-0102", "language": "en"}
EVA = ROSA | {"family_id": "F-0013", "person": "Eva", "phone": "202-555-0103"}
NIGHT = {"starts_at": "2026-03-02 17:00", "ends_at": "2026-03-03 08:30", "tier": "on_call", "worker_id": "W-1"}
MONDAYS = {"worker_id": "W-1", "weekday": "monday", "from": "9:00 AM", "to": "5:30 PM"}
VISIT = {
    "visit_id": "V-1",
    "family_id": "F-0012",
    "worker_id": "W-1",
    "starts_at": "2026-03-05 16:00",
    "ends_at": "2026-03-05 17:30",
    "place": "12 Example Street",
}
ROWS = {Kind.WORKERS: DANA, Kind.FAMILIES: ROSA, Kind.AVAILABILITY: MONDAYS, Kind.VISITS: VISIT, Kind.ROTA: NIGHT}
"""A good row of each kind, which needs those before it."""


def a_phone(number: int) -> Phone:
    """Return one of the hundred numbers that nobody has, 100 to 199."""
    return Phone(f"+12025550{number}")


def file_of(kind: Kind, *rows: Mapping[str, str]) -> bytes:
    """Write rows as a file of that kind; what a row does not say stays empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, IMPORTERS[kind].columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def take(
    store: Store, kind: Kind, *rows: Mapping[str, str], dry_run: bool = False, now: datetime = NOW
) -> ImportResult:
    """Import rows as a file."""
    return run_import(store, kind, file_of(kind, *rows), dry_run=dry_run, now=now, program_zone=ZONE)


def taken(store: Store, kind: Kind, *rows: Mapping[str, str], now: datetime = NOW) -> ImportResult:
    """Import rows that have no problem."""
    result = take(store, kind, *rows, now=now)
    assert result.problems == ()
    return result
