"""Visits as rows: made by import or by a family's choice, moved by compare-and-set, each version kept."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, delete, or_, select, text, update

from bot.model.visits import Attendee, CountWaits, Maker, Outcome, Reply, Span, Visit, VisitKind
from bot.store import backups
from bot.store import visit_statements as statements
from bot.store.engine import Tx
from bot.store.tables import attendees, visit_versions, visits, workers
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

PLACE = "visits.place_sealed"
REASON = "visits.reason_sealed"
TOLD = (Outcome.MISSED, Outcome.CANCELLED_BY_PROGRAM)
"""Of these outcomes a family is told by a text; of any other no reminder is left to be worked out."""
NUMBER_TRIES = 20
EMERGENCY_NUMBERS = frozenset({211, 911, 988})
"""No visit is called by one of these: a worker who writes "out 911" would call for help."""


def get(tx: Tx, key: int, *, locked: bool = False) -> Visit:
    """Return one visit, locked against other writers if asked."""
    (visit,) = _read(tx, statements.BY_KEY_LOCKED if locked else statements.BY_KEY, {"key": key})
    return visit


def by_number(tx: Tx, number: int) -> Visit | None:
    """Return the visit workers call by that number."""
    return next(iter(_read(tx, statements.BY_NUMBER, {"number": number})), None)


def by_keys(tx: Tx, keys: Collection[int]) -> tuple[Visit, ...]:
    """Return these visits, in the order of their times."""
    return _read(tx, statements.BY_KEYS, {"keys": list(keys)}) if keys else ()


def starts_of(tx: Tx, keys: Collection[int]) -> Mapping[int, datetime]:
    """Return when these visits begin, in the order of their times."""
    return {row.id: row.starts_at for row in tx.connection.execute(statements.STARTS, {"keys": list(keys)})}


def by_visit_id(tx: Tx, visit_ids: Collection[str]) -> Mapping[str, Visit]:
    """Return those of these visits, by the agency's own id, that are there."""
    found: dict[str, Visit] = {}
    listed = list(visit_ids)
    for start in range(0, len(listed), 500):
        part = _read(tx, statements.VISIT.where(visits.c.visit_id.in_(listed[start : start + 500])))
        found |= {visit.visit_id: visit for visit in part}
    return found


def of_family(tx: Tx, family_key: int, since: datetime, until: datetime) -> tuple[Visit, ...]:
    """Return the visits of a family that reach into the span, whatever became of them."""
    return _read(tx, statements.OF_FAMILY, {"family": family_key, "since": since, "until": until})


def of_worker(tx: Tx, worker_key: int, since: datetime, until: datetime) -> tuple[Visit, ...]:
    """Return the visits of a worker that reach into the span, whatever became of them."""
    return _read(tx, statements.OF_WORKER, {"worker": worker_key, "since": since, "until": until})


def between(tx: Tx, since: datetime, until: datetime) -> tuple[Visit, ...]:
    """Return every planned visit that begins in the span."""
    begins = (visits.c.starts_at >= since, visits.c.starts_at < until)
    return _read(tx, statements.VISIT.where(visits.c.outcome.is_(None), *begins).order_by(*statements.IN_ORDER))


def without_outcome(tx: Tx) -> tuple[Visit, ...]:
    """Return every visit that was flagged as a possible no-show and still has no outcome, oldest first."""
    missing = (text("visits.outcome IS NULL"), visits.c.flagged_at.is_not(None))
    return _read(tx, statements.VISIT.where(*missing).order_by(*statements.IN_ORDER))


def count_waiting(tx: Tx, worker_key: int, since: datetime) -> int:
    """Count the visits of a worker that were flagged since a moment and still have no outcome."""
    return int(tx.connection.execute(statements.WAITING, {"worker": worker_key, "since": since}).scalar_one())


def booked(tx: Tx, worker_key: int, since: datetime, until: datetime) -> tuple[Span, ...]:
    """Return when a worker has planned visits."""
    rows = tx.connection.execute(statements.BOOKED, {"worker": worker_key, "since": since, "until": until})
    return tuple(Span(row.starts_at, row.ends_at) for row in rows)


def lock_diary(tx: Tx, worker_key: int) -> None:
    """Let one booking at a time look for a worker's free time; on SQLite the transaction itself sees to it."""
    if tx.locks_rows:
        tx.connection.execute(select(workers.c.id).where(workers.c.id == worker_key).with_for_update())


def create(tx: Tx, visit: Visit) -> Visit:
    """Write a new visit under the next free number, and return it with that number."""
    for _ in range(NUMBER_TRIES):
        number = _after(highest_number(tx))
        values = {
            "id": visit.key,
            "number": number,
            "visit_id": visit.visit_id,
            "family_key": visit.family_key,
            "worker_key": visit.worker_key,
            "kind": visit.kind,
            "starts_at": visit.starts_at,
            "ends_at": visit.ends_at,
            "place_sealed": tx.vault.seal(PLACE, visit.key, visit.place),
            "version": 1,
            "made_at": visit.made_at,
            "made_by": visit.made_by,
            "outcome": visit.outcome,
            "entered_at": visit.entered_at,
            "next_reminder_at": visit.made_at,
            "next_watch_at": None if visit.outcome else visit.made_at,
        }
        if insert_once(tx, visits, values, "number"):
            break
    else:
        raise LookupError("no number was free for a visit")
    _keep_version(tx, visit.key, 1, visit.span, visit.worker_key, visit.made_at, visit.made_by)
    person_keys = dict.fromkeys(one.person_key for one in visit.attendees)
    asked = [{"id": new_row_id(), "visit_key": visit.key, "person_key": key} for key in person_keys]
    if asked:
        tx.connection.execute(statements.ATTENDEE, asked)
    return replace(visit, number=number)


def highest_number(tx: Tx) -> int:
    """Return the highest number that a visit has, or may have had in rows that were lost."""
    given: int | None = tx.connection.execute(statements.HIGHEST).scalar_one()
    return max(given or 0, backups.visits_after(tx))


def _after(number: int) -> int:
    """Return the next number a visit may have."""
    return number + 2 if number + 1 in EMERGENCY_NUMBERS else number + 1


def move(tx: Tx, visit: Visit, span: Span, worker_key: int, maker: Maker, now: datetime) -> bool:
    """Give a visit a new time or worker, as its next version; False if it has changed since `visit` was read."""
    values = {
        "starts_at": span.starts_at,
        "ends_at": span.ends_at,
        "worker_key": worker_key,
        "version": visit.version + 1,
        "made_at": now,
        "made_by": maker,
        "arrived_at": None,
        "flagged_at": None,
        "next_reminder_at": now,
        "next_watch_at": now,
    }
    same = (visits.c.id == visit.key, visits.c.version == visit.version, visits.c.outcome.is_(None))
    if tx.connection.execute(update(visits).where(*same).values(values)).rowcount != 1:
        return False
    _keep_version(tx, visit.key, visit.version + 1, span, worker_key, now, maker)
    return True


def earlier_versions(tx: Tx, visit: Visit) -> tuple[tuple[Span, int], ...]:
    """Return when and with which worker a visit was in each version before the one that stands, newest first."""
    before = (visit_versions.c.visit_key == visit.key, visit_versions.c.version < visit.version)
    rows = tx.connection.execute(select(visit_versions).where(*before).order_by(visit_versions.c.version.desc()))
    return tuple((Span(row.starts_at, row.ends_at), row.worker_key) for row in rows)


def enter(
    tx: Tx,
    visit: Visit,
    outcome: Outcome | None,
    now: datetime,
    *,
    worker_key: int | None = None,
    reason: str = "",
    count_waits: CountWaits | None = None,
) -> bool:
    """Write what became of a visit (None: planned again); False if somebody changed it since `visit` was read."""
    values = {
        "outcome": outcome,
        "entered_by": worker_key,
        "entered_at": now if outcome else None,
        "reason_sealed": tx.vault.seal(REASON, visit.key, reason) if reason else None,
        "count_waits": count_waits,
        "next_reminder_at": now if outcome is None or outcome in TOLD else None,
        "next_watch_at": None if outcome else now,
    }
    as_read = {"changed": visit.key, "read_version": visit.version, "read_outcome": visit.outcome}
    return tx.connection.execute(statements.AS_READ, values | as_read).rowcount == 1


def plan_again(tx: Tx, visit: Visit, span: Span, worker_key: int, maker: Maker, now: datetime) -> bool:
    """Plan a visit with an outcome once more, as its next version; False if it has changed since `visit` was read."""
    if not enter(tx, visit, None, now):
        return False
    change(tx, visit.key, disputed_at=None)
    return move(tx, visit, span, worker_key, maker, now)


def change(tx: Tx, key: int, **values: object) -> None:
    """Set columns of one visit."""
    tx.connection.execute(statements.CHANGE, {**values, "changed": key})


def describe(tx: Tx, key: int, kind: VisitKind, place: str) -> None:
    """Write what an import says of a visit apart from its time: no new version, nobody is told."""
    change(tx, key, kind=kind, place_sealed=tx.vault.seal(PLACE, key, place))


def set_attendees(tx: Tx, visit_key: int, person_keys: Iterable[int]) -> None:
    """Let exactly these persons be asked to a visit; who stays keeps their answer."""
    wanted = tuple(person_keys)
    here = attendees.c.visit_key == visit_key
    tx.connection.execute(delete(attendees).where(here, attendees.c.person_key.not_in(wanted)))
    for person_key in wanted:
        values = {"id": new_row_id(), "visit_key": visit_key, "person_key": person_key}
        insert_once(tx, attendees, values, "visit_key", "person_key")


def reply(tx: Tx, visit: Visit, person_key: int, answer: Reply, now: datetime) -> None:
    """Keep what a person answered about the version that stands; a later answer replaces an earlier one."""
    values = {"reply": answer, "replied_at": now, "replied_version": visit.version}
    tx.connection.execute(statements.ANSWER, {**values, "visit": visit.key, "person": person_key})
    change(tx, visit.key, next_reminder_at=now)


def any_reminder_due(tx: Tx, now: datetime) -> bool:
    """Whether any visit waits for a look at its reminders; one look at a small index, no lock."""
    return tx.connection.execute(statements.ANY_REMINDER_DUE, {"now": now}).first() is not None


def families_due(tx: Tx, now: datetime, most: int) -> tuple[int, ...]:
    """Return families with visits due for a look at their reminders, locked; a family is one process's at a time."""
    return tuple(tx.connection.execute(statements.FAMILIES_DUE, {"now": now, "most": most}).scalars())


def look_again(tx: Tx, now: datetime, *, family_key: int | None = None) -> None:
    """Have reminders worked out anew, of planned visits and of news that waits: what they depend on has changed."""
    is_ahead = and_(visits.c.outcome.is_(None), visits.c.starts_at > now)
    meant = [or_(is_ahead, statements.REMINDER_DUE)]
    if family_key is not None:
        meant.append(visits.c.family_key == family_key)
    tx.connection.execute(update(visits).where(*meant).values(next_reminder_at=now))


def any_watch_due(tx: Tx, now: datetime) -> bool:
    """Whether any visit waits for a look at whether it took place; one look at a small index, no lock."""
    return tx.connection.execute(statements.ANY_WATCH_DUE, {"now": now}).first() is not None


def watch_due(tx: Tx, now: datetime, most: int) -> tuple[Visit, ...]:
    """Return visits due for a look at whether they took place, locked; those another process looks at are skipped."""
    return _read(tx, statements.WATCH_DUE_NOW, {"now": now, "most": most})


def wake_all(tx: Tx, now: datetime) -> None:
    """Have reminders that wait worked out now: the machine's clock stepped back (docs/design.md)."""
    tx.connection.execute(update(visits).where(statements.REMINDER_DUE).values(next_reminder_at=now))


def lock_due(tx: Tx, family_key: int) -> frozenset[int]:
    """Let nobody change those of a family's visits that wait for a look, until it is over; return which those are."""
    return frozenset(tx.connection.execute(statements.DUE_OF_FAMILY, {"family": family_key}).scalars())


def let_go(tx: Tx, family_key: int, before: datetime) -> None:
    """Look no more for reminders of a family's visits that ended before a moment: they have nothing to tell."""
    tx.connection.execute(statements.LET_GO, {"family": family_key, "before": before})


def set_next_reminders(tx: Tx, next_at: Mapping[int, datetime | None], locked: Collection[int]) -> None:
    """Set when visits are looked at next; one that was not locked and waits by now has changed, and keeps its turn."""
    of_locked = [{"changed": key, "next_reminder_at": at} for key, at in next_at.items() if key in locked]
    of_others = [{"changed": key, "next_at": at} for key, at in next_at.items() if key not in locked and at]
    if of_locked:
        tx.connection.execute(statements.CHANGE, of_locked)
    if of_others:
        tx.connection.execute(statements.BEGIN_TO_WAIT, of_others)


def _keep_version(tx: Tx, key: int, version: int, span: Span, worker_key: int, now: datetime, maker: Maker) -> None:
    values = {
        "id": new_row_id(),
        "visit_key": key,
        "version": version,
        "starts_at": span.starts_at,
        "ends_at": span.ends_at,
        "worker_key": worker_key,
        "made_at": now,
        "made_by": maker,
    }
    tx.connection.execute(statements.VERSION, values)


def _read(tx: Tx, query: Select[Any], params: Mapping[str, object] | None = None) -> tuple[Visit, ...]:
    """Return the visits a query laid on `statements.VISIT` finds, each with its persons, in the order of the query."""
    rows = tx.connection.execute(query, dict(params or {})).all()
    if not rows:
        return ()
    asked: dict[int, list[Row[Any]]] = {row.id: [] for row in rows}
    for one in tx.connection.execute(statements.ATTENDEES, {"keys": list(asked)}):
        asked[one.visit_key].append(one)
    return tuple(_visit_of(tx, row, asked[row.id]) for row in rows)


def _visit_of(tx: Tx, row: Row[Any], asked: Iterable[Row[Any]]) -> Visit:
    return Visit(
        key=row.id,
        number=row.number,
        visit_id=row.visit_id,
        family_key=row.family_key,
        family=row.family,
        worker_key=row.worker_key,
        kind=VisitKind(row.kind),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=tx.vault.open(PLACE, row.id, row.place_sealed),
        version=row.version,
        made_at=row.made_at,
        made_by=Maker(row.made_by),
        attendees=tuple(_attendee_of(one, row.version) for one in asked),
        outcome=Outcome(row.outcome) if row.outcome else None,
        entered_by=row.entered_by,
        entered_at=row.entered_at,
        reason=tx.vault.open(REASON, row.id, row.reason_sealed) if row.reason_sealed else "",
        count_waits=CountWaits(row.count_waits) if row.count_waits else None,
        disputed_at=row.disputed_at,
        arrived_at=row.arrived_at,
        flagged_at=row.flagged_at,
    )


def _attendee_of(row: Row[Any], version: int) -> Attendee:
    """An answer to an earlier version says nothing about this one."""
    if row.reply is None or row.replied_version != version:
        return Attendee(person_key=row.person_key)
    return Attendee(person_key=row.person_key, reply=Reply(row.reply), replied_at=row.replied_at)
