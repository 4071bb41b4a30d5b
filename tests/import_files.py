"""Files to import in tests, made of rows; every number is one that nobody has."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.importing.family_rows import COLUMNS as FAMILY_COLUMNS
from bot.importing.result import ImportResult
from bot.importing.rota import COLUMNS as ROTA_COLUMNS
from bot.importing.run import Kind, run_import
from bot.importing.workers import COLUMNS as WORKER_COLUMNS
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

_COLUMNS = {Kind.WORKERS: WORKER_COLUMNS, Kind.FAMILIES: FAMILY_COLUMNS, Kind.ROTA: ROTA_COLUMNS}


def a_phone(number: int) -> Phone:
    """Return one of the hundred numbers that nobody has, 100 to 199."""
    return Phone(f"+12025550{number}")


def file_of(kind: Kind, *rows: Mapping[str, str]) -> bytes:
    """Write rows as a file of that kind; what a row does not say stays empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS[kind], restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def take(store: Store, kind: Kind, *rows: Mapping[str, str], dry_run: bool = False) -> ImportResult:
    """Import rows as a file."""
    return run_import(store, kind, file_of(kind, *rows), dry_run=dry_run, now=NOW, program_zone=ZONE)


def taken(store: Store, kind: Kind, *rows: Mapping[str, str]) -> ImportResult:
    """Import rows that have no problem."""
    result = take(store, kind, *rows)
    assert result.problems == ()
    return result
