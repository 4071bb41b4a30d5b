"""Runs one import, all or nothing: the face of this package."""

import csv
import io
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

from bot.importing import availability, families, family_rows, rota, visit_rows, visits, workers
from bot.importing.own_words import IsOrdinary
from bot.importing.result import ImportResult
from bot.model.value import value_in_order
from bot.store import audit, locks, people
from bot.store.engine import Store, Tx


class Kind(StrEnum):
    """A list the program can import."""

    WORKERS = "workers"
    FAMILIES = "families"
    AVAILABILITY = "availability"
    VISITS = "visits"
    ROTA = "rota"


@value_in_order
class Importer:
    """How one list is read: its columns, a row to imitate, and the reading itself."""

    columns: tuple[str, ...]
    example: tuple[str, ...]
    read: Callable[[Tx, bytes, datetime, ZoneInfo], ImportResult]


IMPORTERS: Mapping[Kind, Importer] = {
    Kind.WORKERS: Importer(workers.COLUMNS, workers.EXAMPLE, workers.import_workers),
    Kind.FAMILIES: Importer(family_rows.COLUMNS, family_rows.EXAMPLE, families.import_families),
    Kind.AVAILABILITY: Importer(availability.COLUMNS, availability.EXAMPLE, availability.import_availability),
    Kind.VISITS: Importer(visit_rows.COLUMNS, visit_rows.EXAMPLE, visits.import_visits),
    Kind.ROTA: Importer(rota.COLUMNS, rota.EXAMPLE, rota.import_rota),
}


class _UndoneError(Exception):
    """Carries the result out of a transaction that must leave nothing behind."""

    def __init__(self, result: ImportResult) -> None:
        super().__init__()
        self.result = result


def run_import(
    store: Store,
    kind: Kind,
    content: bytes,
    *,
    dry_run: bool,
    now: datetime,
    program_zone: ZoneInfo,
    texts_ahead: Callable[[Tx], Collection[str]] = lambda _tx: (),
    is_ordinary: IsOrdinary = lambda _word: False,
) -> ImportResult:
    """Import a file in one transaction, or only say what it would do; with any problem nothing is written.

    `texts_ahead`: names each automatic text of the next time; a dry run asks it before and after, and counts what the
    file would cause. `is_ordinary`: which words nobody may have for their own. Raises `Busy` where another import does
    not end in time.
    """
    read = IMPORTERS[kind].read
    if kind is Kind.FAMILIES:
        read = partial(families.import_families, is_ordinary=is_ordinary)
    elif kind is Kind.WORKERS:
        read = partial(workers.import_workers, is_ordinary=is_ordinary)

    def import_it(tx: Tx) -> ImportResult:
        locks.only_import(tx)
        if kind is Kind.FAMILIES and not dry_run:  # a dry run may take long, and a worker's `monitored` must not wait
            people.lock_profiles(tx)
        before = frozenset(texts_ahead(tx)) if dry_run else frozenset()
        result = read(tx, content, now, program_zone)
        if dry_run and not result.problems:
            result = replace(result, texts_it_would_cause=len(frozenset(texts_ahead(tx)) - before))
        _finish(tx, kind, result, now, dry_run=dry_run)
        return result

    try:
        return store.write_again(import_it)
    except _UndoneError as undone:
        return undone.result


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
