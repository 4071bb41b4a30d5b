"""Import of the workers: who they are, what they may do, where they are reached."""

import re
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.importing import cells, phones
from bot.importing.csv_file import Row, Sheet, read_sheet
from bot.importing.own_words import ORDINARY, IsOrdinary
from bot.importing.result import ImportResult, difference
from bot.language.commands import Words, parse_command
from bot.model.people import Language, Role, Worker
from bot.model.phones import Phone
from bot.phone import parse_phone
from bot.store import audit, people, phone_checks
from bot.store.engine import Tx
from bot.store.vault import new_row_id

COLUMNS = ("worker_id", "name", "phone", "role", "languages", "active", "second_phone", "duress_word")
MAY_LACK = ("second_phone", "duress_word")
EXAMPLE = ("W-01", "Dana", "202-555-0110", "worker", "en;es", "Y", "", "")
TITLE_AND_SURNAME = 2
NOBODY = Phone("")  # stands in for a number that was refused; never leaves a refused import


def import_workers(
    tx: Tx, content: bytes, now: datetime, _zone: ZoneInfo, is_ordinary: IsOrdinary = lambda _word: False
) -> ImportResult:
    """Read the workers' file and write what is new or changed; with any problem nothing is written."""
    people.lock_people(tx)
    sheet = read_sheet(content, COLUMNS, MAY_LACK)
    stored = {worker.worker_id: worker for worker in people.all_workers(tx)}
    listed = _listed(sheet, stored)
    _check_phones(tx, sheet, stored, listed)
    _check_duress_words(sheet, stored, listed, is_ordinary)
    if sheet.problems:
        return ImportResult(problems=sheet.problems)
    return _write(tx, stored, [worker for _, worker in listed.values()], now)


def _listed(sheet: Sheet, stored: dict[str, Worker]) -> dict[str, tuple[Row, Worker]]:
    listed: dict[str, tuple[Row, Worker]] = {}
    for row in sheet.rows:
        worker = _worker(sheet, row, stored)
        first = listed.setdefault(worker.worker_id, (row, worker))[0]
        if first is not row and worker.worker_id:
            sheet.note(row.line, "worker_id", f"stands on line {first.line} already; give each worker one row")
    return listed


def _worker(sheet: Sheet, row: Row, stored: dict[str, Worker]) -> Worker:
    worker_id = sheet.required(row, "worker_id", cells.identity, "")
    before = stored.get(worker_id)
    word = sheet.optional(row, "duress_word", cells.own_word, None)
    return Worker(
        key=before.key if before else new_row_id(),
        worker_id=worker_id,
        name=sheet.required(row, "name", _name, ""),
        phone=sheet.required(row, "phone", parse_phone, NOBODY),
        role=sheet.required(row, "role", partial(cells.one_of, Role), Role.WORKER),
        languages=sheet.required(row, "languages", _languages, ()),
        active=sheet.required(row, "active", cells.yes, stand_in=False),
        second_phone=_second_phone(sheet, row, before),
        duress_word=before.duress_word if before and "duress_word" in sheet.lacks else word,
    )


def _second_phone(sheet: Sheet, row: Row, before: Worker | None) -> Phone | None:
    """Return the other number; a file without that column says nothing of it."""
    if "second_phone" in sheet.lacks:
        return before.second_phone if before else None
    return sheet.optional(row, "second_phone", parse_phone, None)


def _name(cell: str) -> str:
    """Return a worker's name; families read its first word, which must be no surname (SAFETY 1.3)."""
    words = cells.name(cell).split()
    if "," in cell or (words[0].endswith(".") and len(words) == TITLE_AND_SURNAME):
        raise ValueError("begin with the given name, as in Dana or Dana Example: families read that word")
    return cell


def _languages(cell: str) -> tuple[Language, ...]:
    spoken = (cells.one_of(Language, word) for word in re.split(r"[;, ]+", cell.strip(";, ")))
    return tuple(dict.fromkeys(spoken))


def _check_phones(tx: Tx, sheet: Sheet, stored: dict[str, Worker], listed: dict[str, tuple[Row, Worker]]) -> None:
    in_file = [
        one for row, worker in listed.values() for one in phones.of_worker(worker, row.line) if one.phone is not NOBODY
    ]
    absent = [worker for worker_id, worker in stored.items() if worker_id not in listed]
    others = [one for worker in absent for one in phones.of_worker(worker)]
    families = [one for person in people.all_persons(tx) for one in phones.of_person(person)]
    phones.check_numbers(sheet, [*in_file, *others, *families])


def _check_duress_words(
    sheet: Sheet, stored: dict[str, Worker], listed: dict[str, tuple[Row, Worker]], is_ordinary: IsOrdinary
) -> None:
    """Refuse a new word that a worker would write by chance, or that asks the line for something."""
    for row, worker in listed.values():
        before, word = stored.get(worker.worker_id), worker.duress_word
        if word is None or (before is not None and before.duress_word == word):
            continue
        if is_ordinary(word) or not isinstance(parse_command(word), Words):
            sheet.note(row.line, "duress_word", ORDINARY)


def _write(tx: Tx, stored: dict[str, Worker], listed: list[Worker], now: datetime) -> ImportResult:
    new = [worker for worker in listed if worker.worker_id not in stored]
    changed = [worker for worker in listed if worker.worker_id in stored and worker != stored[worker.worker_id]]
    moved = [worker for worker in changed if worker.phones != stored[worker.worker_id].phones]
    for worker in moved:
        people.free_phone(tx, worker.key)
    for worker in (*changed, *new):
        people.save_worker(tx, worker)
    for worker in moved:
        phone_checks.forget_others(tx, worker)
    for worker in changed:
        action = "number_changed" if worker in moved else "worker_changed"
        detail = difference(stored[worker.worker_id], worker)
        audit.record(tx, now, "import", action, worker.worker_id, detail=detail)
    return ImportResult(new=len(new), changed=len(changed), unchanged=len(listed) - len(new) - len(changed))
