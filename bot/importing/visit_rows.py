"""Reads the rows of the visits' file: whom each names must be known, and when it is must be beyond doubt."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

from bot.importing import cells
from bot.importing.csv_file import Row, Sheet
from bot.model.people import Family, Person, Worker
from bot.model.value import value, value_in_order
from bot.model.visits import Outcome, Span, VisitKind
from bot.rules.wall_clock import only_moment

COLUMNS = ("visit_id", "family_id", "persons", "worker_id", "kind", "starts_at", "ends_at", "place", "status")
EXAMPLE = (
    *("V-0001", "F-0012", "1", "W-01", "visit", "2026-01-06 4:00 PM", "2026-01-06 5:30 PM"),
    *("12 Example Street, New London", "planned"),
)
LONGEST_VISIT = timedelta(hours=12)  # a slip in the date would have a family wait for days


class Status(StrEnum):
    """What the program's own list says of a visit; what became of it is entered by text."""

    PLANNED = "planned"
    CANCELLED_BY_PROGRAM = "cancelled_by_program"
    CANCELLED_BY_FAMILY = "cancelled_by_family"

    @property
    def outcome(self) -> Outcome | None:
        """Return it as the outcome it stands for; none while it is planned."""
        return None if self is Status.PLANNED else Outcome(self.value)


@value_in_order
class Reader:
    """What a row is read against: the sheet that takes its problems, everybody known, the moment and the zone.

    Families are found by code, their persons too, first person first; workers by their row.
    """

    sheet: Sheet
    families: Mapping[str, Family]
    persons: Mapping[str, Sequence[Person]]
    workers: Mapping[int, Worker]
    now: datetime
    zone: ZoneInfo


@value
class VisitRow:
    """One row as read, with the keys of its persons and its worker."""

    row: Row
    visit_id: str
    family: Family
    person_keys: tuple[int, ...]
    worker_key: int
    kind: VisitKind
    span: Span
    place: str
    status: Status


def read_rows(reader: Reader) -> list[VisitRow]:
    """Return every sound row; what is wrong with the others is noted."""
    _check_ids(reader.sheet)
    rows = [visit for row in reader.sheet.rows if (visit := _visit_row(reader, row))]
    _check_doubles(reader.sheet, rows)
    return rows


def _check_ids(sheet: Sheet) -> None:
    lines: dict[str, int] = {}
    for row in sheet.rows:
        visit_id = row.cells["visit_id"]
        first = lines.setdefault(visit_id, row.line)
        if visit_id and first != row.line:
            sheet.note(row.line, "visit_id", f"stands on line {first} already; give each visit one row")


def _check_doubles(sheet: Sheet, rows: Iterable[VisitRow]) -> None:
    """Refuse two planned visits of a family that begin together: it would be told of both."""
    lines: dict[tuple[str, datetime], int] = {}
    for one in rows:
        if one.status is not Status.PLANNED:
            continue
        first = lines.setdefault((one.family.code, one.span.starts_at), one.row.line)
        if first != one.row.line:
            problem = (
                f"begins for the same family at the same time as line {first}; delete one, or name all persons in one"
            )
            sheet.note(one.row.line, "row", problem)


def _visit_row(reader: Reader, row: Row) -> VisitRow | None:
    sheet = reader.sheet
    visit_id = sheet.required(row, "visit_id", cells.identity, "")
    family = sheet.required(row, "family_id", partial(_family, reader), None)
    span = _span(reader, row)
    status = sheet.optional(row, "status", partial(cells.one_of, Status), Status.PLANNED)
    kind = sheet.optional(row, "kind", partial(cells.one_of, VisitKind), VisitKind.VISIT)
    place = sheet.optional(row, "place", cells.address, "")
    is_to_come = status is Status.PLANNED and span is not None and span.ends_at > reader.now
    worker = _worker(reader, row, family, is_to_come=is_to_come)
    person_keys = _person_keys(reader, row, family) if family else ()
    if family is None or span is None or worker is None or not sheet.is_sound(row):
        return None
    return VisitRow(
        row=row,
        visit_id=visit_id,
        family=family,
        person_keys=person_keys,
        worker_key=worker.key,
        kind=kind,
        span=span,
        place=place,
        status=status,
    )


def _family(reader: Reader, cell: str) -> Family:
    family = reader.families.get(cell.upper())
    if family is None:
        raise ValueError("no family has this id; correct it, or import the families first")
    return family


def _span(reader: Reader, row: Row) -> Span | None:
    starts_at = reader.sheet.required(row, "starts_at", partial(_moment, reader.zone), None)
    ends_at = reader.sheet.required(row, "ends_at", partial(_moment, reader.zone), None)
    if starts_at is None or ends_at is None:
        return None
    if ends_at <= starts_at:
        problem = "does not lie after starts_at; a visit over midnight ends on the next day"
        reader.sheet.note(row.line, "ends_at", problem)
    elif ends_at - starts_at > LONGEST_VISIT:
        problem = f"lies more than {LONGEST_VISIT // timedelta(hours=1)} hours after starts_at; look at the date"
        reader.sheet.note(row.line, "ends_at", problem)
    return Span(starts_at, ends_at)


def _moment(zone: ZoneInfo, cell: str) -> datetime:
    return only_moment(cells.moment(cell), zone)


def _worker(reader: Reader, row: Row, family: Family | None, *, is_to_come: bool) -> Worker | None:
    """Return who visits: whom the row names, else the family's own worker; who left visits nobody any more."""
    if row.cells["worker_id"]:
        worker = reader.sheet.optional(row, "worker_id", partial(_named_worker, reader), None)
    elif family and family.worker_key is None:
        reader.sheet.note(row.line, "worker_id", "is missing, and the family has no worker of its own; name who visits")
        return None
    else:
        worker = reader.workers[family.worker_key] if family and family.worker_key else None
    if worker and not worker.active and is_to_come:
        reader.sheet.note(row.line, "worker_id", "this worker is not active and would not come; name somebody who is")
    return worker


def _named_worker(reader: Reader, cell: str) -> Worker:
    for worker in reader.workers.values():
        if worker.worker_id == cell:
            return worker
    raise ValueError("no worker has this id; correct it, or import the workers first")


def _person_keys(reader: Reader, row: Row, family: Family) -> tuple[int, ...]:
    persons = reader.persons[family.code]
    first = (persons[0].key,)
    return reader.sheet.optional(row, "persons", partial(_named_persons, persons), first)


def _named_persons(persons: Sequence[Person], cell: str) -> tuple[int, ...]:
    keys = {person.person_id: person.key for person in persons}
    named = [person_id for part in cell.split(";") for person_id in _ids_in(part.strip(), keys)]
    if not named:
        raise ValueError("names nobody; write person_ids, or leave it empty for the family's first person")
    if not set(named) <= set(keys):
        raise ValueError("names somebody who is not of this family; write their person_ids, such as 1;2")
    if len(set(named)) < len(named):
        raise ValueError("names somebody twice; write each person_id once")
    return tuple(keys[person_id] for person_id in named)


def _ids_in(part: str, known: Mapping[str, int]) -> Sequence[str]:
    """Split a list at its spaces, unless it is the id of one person, which may hold a space."""
    return (part,) if part in known else part.split()
