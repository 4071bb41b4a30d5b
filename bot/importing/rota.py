"""Import of the rota: who is on call from when until when, on which tier."""

from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.importing import cells
from bot.importing.csv_file import Row, Sheet, read_sheet
from bot.importing.result import ImportResult
from bot.model.people import Role, Worker
from bot.model.phones import Phone
from bot.model.policy import Tier
from bot.model.rota import Shift
from bot.model.value import value_in_order
from bot.rules.wall_clock import first_moment, last_moment
from bot.store import people
from bot.store import rota as stored_rota
from bot.store.engine import Tx

COLUMNS = ("starts_at", "ends_at", "tier", "worker_id")
EXAMPLE = ("2026-01-05 17:00", "2026-01-06 08:30", "on_call", "W-01")
LONGEST_SHIFT = timedelta(days=31)  # a slip in the year would wipe out a year of the rota
_TIERS = {"1": Tier.ON_CALL, "2": Tier.BACKUP, "3": Tier.SUPERVISOR}
_NO_MOMENT = datetime(1, 1, 1, tzinfo=UTC)
_NOBODY = Worker(key=0, worker_id="", name="", phone=Phone(""), role=Role.WORKER, languages=(), active=True)


@value_in_order
class Reader:
    """What a row is read against: the sheet that takes its problems, the workers, the moment and the clock's zone."""

    sheet: Sheet
    workers: dict[str, Worker]
    now: datetime
    zone: ZoneInfo


def import_rota(tx: Tx, content: bytes, now: datetime, zone: ZoneInfo) -> ImportResult:
    """Read the rota's file and put it in the place of the imported shifts in its span; patterns and covers stay."""
    people.lock_people(tx)
    sheet = read_sheet(content, COLUMNS)
    reader = Reader(sheet, {worker.worker_id: worker for worker in people.all_workers(tx)}, now, zone)
    listed = _listed(reader)
    if sheet.problems:
        return ImportResult(problems=sheet.problems)
    replaced = stored_rota.replace_imported(tx, listed, now)
    return ImportResult(new=replaced.added, changed=replaced.removed, unchanged=replaced.kept)


def _listed(reader: Reader) -> list[Shift]:
    lines: dict[Shift, int] = {}
    for row in reader.sheet.rows:
        shift = _shift(reader, row)
        first = lines.setdefault(shift, row.line) if reader.sheet.is_sound(row) else row.line
        if first != row.line:
            reader.sheet.note(row.line, "row", f"is the same shift as line {first}; delete one")
    _refuse_overlaps(reader, lines)
    return list(lines)


def _refuse_overlaps(reader: Reader, lines: dict[Shift, int]) -> None:
    """Refuse two shifts of one worker on one tier at once; several workers may stand on a tier together.

    Those that meet at the same wall clock overlap by an hour on the night the clocks go back, and are meant to.
    """
    before: dict[tuple[str, Tier], Shift] = {}
    for shift in sorted(lines, key=lambda one: one.starts_at):
        place = (shift.worker.worker_id, shift.tier)
        other = before.get(place)
        if other is not None and shift.starts_at < other.ends_at and not _meet(other, shift, reader.zone):
            first, line = sorted((lines[other], lines[shift]))
            reader.sheet.note(line, "row", f"overlaps line {first} for the same worker; shorten one of the two")
        if other is None or shift.ends_at > other.ends_at:
            before[place] = shift


def _meet(earlier: Shift, later: Shift, zone: ZoneInfo) -> bool:
    ends, begins = earlier.ends_at.astimezone(zone), later.starts_at.astimezone(zone)
    return ends.replace(tzinfo=None) == begins.replace(tzinfo=None)


def _shift(reader: Reader, row: Row) -> Shift:
    sheet, zone = reader.sheet, reader.zone
    starts_at = sheet.required(row, "starts_at", lambda cell: first_moment(cells.moment(cell), zone), _NO_MOMENT)
    ends_at = sheet.required(row, "ends_at", lambda cell: last_moment(cells.moment(cell), zone), _NO_MOMENT)
    if _NO_MOMENT not in {starts_at, ends_at}:
        _check_span(sheet, row, starts_at, ends_at)
    return Shift(
        starts_at=starts_at,
        ends_at=ends_at,
        tier=sheet.required(row, "tier", _tier, Tier.ON_CALL),
        worker=sheet.required(row, "worker_id", partial(_worker, reader, ends_at), _NOBODY),
    )


def _check_span(sheet: Sheet, row: Row, starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        sheet.note(row.line, "ends_at", "does not lie after starts_at; a shift over midnight ends on the next day")
    elif ends_at - starts_at > LONGEST_SHIFT:
        sheet.note(row.line, "ends_at", f"lies more than {LONGEST_SHIFT.days} days after starts_at; look at the year")


def _tier(cell: str) -> Tier:
    for number, tier in _TIERS.items():
        if cell.lower() in {number, tier}:
            return tier
    raise ValueError("must be on_call, backup or supervisor (or 1, 2, 3)")


def _worker(reader: Reader, ends_at: datetime, cell: str) -> Worker:
    worker = reader.workers.get(cell)
    if worker is None:
        raise ValueError("no worker has this id; correct it, or import the workers first")
    if not worker.active and ends_at > reader.now:
        raise ValueError("this worker is not active and would not be called; name somebody who is")
    return worker
