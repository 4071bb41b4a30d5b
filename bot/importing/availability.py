"""Import of the hours in which workers see families; a worker whom no file names has the program's hours."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.importing import cells
from bot.importing.csv_file import Row, Sheet, read_sheet
from bot.importing.result import ImportResult
from bot.model.people import SafeHours, Worker
from bot.model.value import value_in_order
from bot.store import availability as stored
from bot.store import people
from bot.store.engine import Tx

COLUMNS = ("worker_id", "weekday", "from", "to")
EXAMPLE = ("W-01", "monday", "9:00 AM", "5:30 PM")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_OF = {
    word: number
    for number, day in enumerate(_WEEKDAYS)
    for word in (day, day[:3], str(number + 1))  # spreadsheets count from Monday = 1
}


@value_in_order
class Listed:
    """One row as read: a worker's hours on one day of the week."""

    row: Row
    worker_key: int
    weekday: int
    hours: SafeHours

    def overlaps(self, other: "Listed") -> bool:
        """Whether both name the same worker at the same time; hours that only touch do not overlap."""
        same = (self.worker_key, self.weekday) == (other.worker_key, other.weekday)
        return same and self.hours.starts < other.hours.ends and other.hours.starts < self.hours.ends


def import_availability(tx: Tx, content: bytes, _now: datetime, _zone: ZoneInfo) -> ImportResult:
    """Read the file and put its hours in the place of all that each worker it names had; others keep theirs."""
    people.lock_people(tx)
    sheet = read_sheet(content, COLUMNS)
    workers = {worker.worker_id: worker for worker in people.all_workers(tx)}
    listed = [one for row in sheet.rows if (one := _listed(sheet, row, workers))]
    _check_overlaps(sheet, listed)
    if sheet.problems:
        return ImportResult(problems=sheet.problems)
    replaced = [stored.replace(tx, worker_key, week) for worker_key, week in _weeks(listed).items()]
    return ImportResult(
        new=sum(one.added for one in replaced),
        changed=sum(one.removed for one in replaced),
        unchanged=sum(one.kept for one in replaced),
    )


def _listed(sheet: Sheet, row: Row, workers: dict[str, Worker]) -> Listed | None:
    worker = workers.get(sheet.required(row, "worker_id", str, ""))
    if worker is None and row.cells["worker_id"]:
        sheet.note(row.line, "worker_id", "no worker has this id; correct it, or import the workers first")
    weekday = sheet.required(row, "weekday", _weekday, 0)
    starts = sheet.required(row, "from", cells.clock, None)
    ends = sheet.required(row, "to", cells.clock, None)
    if starts and ends and ends <= starts:
        sheet.note(row.line, "to", "does not lie after from; hours begin and end on the same day")
    if not (worker and starts and ends and sheet.is_sound(row)):
        return None
    return Listed(row, worker.key, weekday, SafeHours(starts, ends))


def _weekday(cell: str) -> int:
    day = _DAY_OF.get(cell.lower())
    if day is None:
        raise ValueError("is no day of the week; write monday, mon or 1 (1 is Monday, 7 is Sunday)")
    return day


def _check_overlaps(sheet: Sheet, listed: list[Listed]) -> None:
    """Note each row whose hours another one of the same worker has already."""
    for place, one in enumerate(listed):
        other = next((other for other in listed[:place] if one.overlaps(other)), None)
        if other is not None:
            sheet.note(one.row.line, "from", f"overlaps line {other.row.line}; shorten one of the two or delete it")


def _weeks(listed: list[Listed]) -> dict[int, dict[int, list[SafeHours]]]:
    weeks: dict[int, dict[int, list[SafeHours]]] = {}
    for one in listed:
        weeks.setdefault(one.worker_key, {}).setdefault(one.weekday, []).append(one.hours)
    return weeks
