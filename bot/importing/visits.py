"""Import of the visits: what a row says of one is weighed against what families and workers did to it since."""

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.importing.csv_file import Sheet, read_sheet
from bot.importing.result import ImportResult
from bot.importing.visit_rows import COLUMNS, Reader, Status, VisitRow, read_rows
from bot.model.people import Person
from bot.model.value import value
from bot.model.visits import Attendee, Maker, Outcome, Visit
from bot.store import audit, people, visits
from bot.store.engine import Tx
from bot.store.vault import new_row_id


class Deed(StrEnum):
    """What a row does to its visit."""

    MAKE = "visit_made"
    MOVE = "visit_moved"
    DESCRIBE = "visit_changed"
    CANCEL = "visit_cancelled"
    PLAN_AGAIN = "visit_planned_again"
    NOTHING = "nothing"


class Match(StrEnum):
    """How the time and worker of a row stand to those of its visit.

    `SAME` also if they are those of an earlier version that was moved by text since: the office knows no better.
    `TORN`: the time of such a version, with a worker the visit never had.
    """

    SAME = "same"
    TORN = "torn"
    OTHER = "other"


@value
class Change:
    """A row, the visit it is about (None = a new one), and what it does to it."""

    row: VisitRow
    visit: Visit | None
    deed: Deed


def import_visits(tx: Tx, content: bytes, now: datetime, zone: ZoneInfo) -> ImportResult:
    """Read the visits' file and write what is new or changed; with any problem its transaction must be undone."""
    people.lock_people(tx)
    sheet = read_sheet(content, COLUMNS)
    rows = read_rows(_reader(tx, sheet, now, zone))
    known = visits.by_visit_id(tx, [row.visit_id for row in rows])
    changes = [_change(tx, sheet, row, known.get(row.visit_id)) for row in rows]
    if not sheet.problems:
        for change in changes:
            _write(tx, sheet, change, now)
    if sheet.problems:
        return ImportResult(problems=sheet.problems)
    deeds = [change.deed for change in changes]
    new, unchanged = deeds.count(Deed.MAKE), deeds.count(Deed.NOTHING)
    return ImportResult(new=new, changed=len(deeds) - new - unchanged, unchanged=unchanged)


def _reader(tx: Tx, sheet: Sheet, now: datetime, zone: ZoneInfo) -> Reader:
    persons: dict[str, list[Person]] = {}
    for person in people.all_persons(tx):
        persons.setdefault(person.family, []).append(person)
    families = {family.code: family for family in people.all_families(tx)}
    return Reader(sheet, families, persons, {worker.key: worker for worker in people.all_workers(tx)}, now, zone)


def _change(tx: Tx, sheet: Sheet, row: VisitRow, visit: Visit | None) -> Change:
    if visit is None:
        return Change(row=row, visit=None, deed=Deed.MAKE)
    if visit.family_key != row.family.key:
        sheet.note(row.row.line, "visit_id", "is a visit of another family already; give this one an id of its own")
        return Change(row=row, visit=visit, deed=Deed.NOTHING)
    match = _match(tx, row, visit)
    if visit.outcome is None:
        deed = _to_planned(sheet, row, visit, match)
    elif visit.outcome.is_cancelled:
        deed = _to_cancelled(row, visit, match)
    else:
        deed = _to_entered(sheet, row, match)
    return Change(row=row, visit=visit, deed=deed)


def _match(tx: Tx, row: VisitRow, visit: Visit) -> Match:
    stands, wanted = (visit.span, visit.worker_key), (row.span, row.worker_key)
    if wanted == stands:
        return Match.SAME
    earlier = visits.earlier_versions(tx, visit) if visit.made_by is not Maker.OFFICE else ()
    if wanted in earlier:
        return Match.SAME
    if row.span == visit.span or row.span not in {span for span, _ in earlier}:
        return Match.OTHER
    return Match.SAME if row.worker_key in {worker for _, worker in (stands, *earlier)} else Match.TORN


def _to_planned(sheet: Sheet, row: VisitRow, visit: Visit, match: Match) -> Deed:
    if row.status is not Status.PLANNED:
        return Deed.CANCEL
    if match is Match.TORN:
        problem = "names another worker at a time the visit no longer has: it was moved by text; write its time too"
        sheet.note(row.row.line, "worker_id", problem)
    if match is Match.OTHER:
        return Deed.MOVE
    return Deed.NOTHING if _is_described(row, visit) else Deed.DESCRIBE


def _to_cancelled(row: VisitRow, visit: Visit, match: Match) -> Deed:
    """An old file does not bring back what others called off; the office may change its own mind."""
    if row.status is not Status.PLANNED:
        return Deed.NOTHING if row.status.outcome is visit.outcome else Deed.CANCEL
    is_old = match is not Match.OTHER or row.span == visit.span
    return Deed.NOTHING if is_old and _is_by_others(visit) else Deed.PLAN_AGAIN


def _is_by_others(visit: Visit) -> bool:
    """Whether perhaps no file called a visit off, but its family, a worker (named) or a closed day (a reason).

    A file that said `cancelled_by_family` left the same row as the family's own text, which must not be undone.
    """
    is_familys = visit.outcome is Outcome.CANCELLED_BY_FAMILY
    return is_familys or visit.entered_by is not None or bool(visit.reason)


def _to_entered(sheet: Sheet, row: VisitRow, match: Match) -> Deed:
    """What a person entered stays: no list makes a visit held or missed, or takes it back (SAFETY 6)."""
    if row.status is not Status.PLANNED or match is not Match.SAME:
        problem = "has an outcome already, which a person entered; write planned, with the time and worker it had"
        sheet.note(row.row.line, "visit_id", problem)
    return Deed.NOTHING


def _is_described(row: VisitRow, visit: Visit) -> bool:
    """Whether a visit is as its row describes it, apart from time and worker."""
    person_keys = {one.person_key for one in visit.attendees}
    return (visit.kind, visit.place, person_keys) == (row.kind, row.place, set(row.person_keys))


def _write(tx: Tx, sheet: Sheet, change: Change, now: datetime) -> None:
    row, visit, deed = change.row, change.visit, change.deed
    if visit is None:
        visits.create(tx, _new_visit(row, now))
        return
    if deed is Deed.NOTHING:
        return
    if not _alter(tx, row, visit, deed, now):
        sheet.note(row.row.line, "visit_id", "was changed by text this very moment; import the file again")
    audit.record(tx, now, "import", deed, visit.family, detail=str(visit.number))


def _new_visit(row: VisitRow, now: datetime) -> Visit:
    outcome = row.status.outcome
    return Visit(
        key=new_row_id(),
        number=0,  # the store gives the next free one
        visit_id=row.visit_id,
        family_key=row.family.key,
        family=row.family.code,
        worker_key=row.worker_key,
        kind=row.kind,
        starts_at=row.span.starts_at,
        ends_at=row.span.ends_at,
        place=row.place,
        version=1,
        made_at=now,
        made_by=Maker.OFFICE,
        attendees=tuple(Attendee(person_key=key) for key in row.person_keys),
        outcome=outcome,
        entered_at=now if outcome else None,
    )


def _alter(tx: Tx, row: VisitRow, visit: Visit, deed: Deed, now: datetime) -> bool:
    """Do to a known visit what its row says; False if somebody changed it since it was read."""
    if deed is Deed.CANCEL:
        return visits.enter(tx, visit, row.status.outcome, now, worker_key=None)
    if not _is_described(row, visit):
        visits.describe(tx, visit.key, row.kind, row.place)
        visits.set_attendees(tx, visit.key, row.person_keys)
        visits.change(tx, visit.key, next_reminder_at=now)
    if deed is Deed.MOVE:
        return visits.move(tx, visit, row.span, row.worker_key, Maker.OFFICE, now)
    if deed is Deed.PLAN_AGAIN:
        return visits.plan_again(tx, visit, row.span, row.worker_key, Maker.OFFICE, now)
    return True
