"""Runs one import, all or nothing: the face of this package."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.importing import families, family_rows, rota, workers
from bot.importing.result import ImportResult
from bot.store import audit
from bot.store.engine import Store, Tx


class Kind(StrEnum):
    """A list the program can import."""

    WORKERS = "workers"
    FAMILIES = "families"
    ROTA = "rota"


@dataclass(frozen=True, slots=True)
class Importer:
    """How one list is read: its columns, a row to imitate, and the reading itself."""

    columns: tuple[str, ...]
    example: tuple[str, ...]
    read: Callable[[Tx, bytes, datetime, ZoneInfo], ImportResult]


IMPORTERS: Mapping[Kind, Importer] = {
    Kind.WORKERS: Importer(workers.COLUMNS, workers.EXAMPLE, workers.import_workers),
    Kind.FAMILIES: Importer(family_rows.COLUMNS, family_rows.EXAMPLE, families.import_families),
    Kind.ROTA: Importer(rota.COLUMNS, rota.EXAMPLE, rota.import_rota),
}


class _UndoneError(Exception):
    """Carries the result out of a transaction that must leave nothing behind."""

    def __init__(self, result: ImportResult) -> None:
        super().__init__()
        self.result = result


def run_import(
    store: Store, kind: Kind, content: bytes, *, dry_run: bool, now: datetime, program_zone: ZoneInfo
) -> ImportResult:
    """Import a file in one transaction, or only say what it would do; with any problem nothing is written."""
    try:
        with store.write() as tx:
            result = IMPORTERS[kind].read(tx, content, now, program_zone)
            _finish(tx, kind, result, now, dry_run=dry_run)
    except _UndoneError as undone:
        return undone.result
    return result


def _finish(tx: Tx, kind: Kind, result: ImportResult, now: datetime, *, dry_run: bool) -> None:
    if dry_run or result.problems:
        raise _UndoneError(result)
    if result.writes_anything:
        audit.record(tx, now, "import", "imported", kind, detail=result.summary)


def template(kind: Kind) -> str:
    """Return a file to fill in: the header and one made-up row."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows((IMPORTERS[kind].columns, IMPORTERS[kind].example))
    return text.getvalue()
