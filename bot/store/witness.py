"""A log of which rows were written, and how they stand: what the simulation's promises are checked against.

Only a throw-away database is witnessed; SQLite's triggers write the log, so that nothing is read twice.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Table, bindparam, select, text, union_all

from bot.model.value import value
from bot.store.conversations import CELL as PHONE_CELL
from bot.store.engine import Store, Tx
from bot.store.tables import (
    attendees,
    conversations,
    families,
    help_requests,
    inbound,
    outbound,
    persons,
    reminders,
    request_steps,
    shifts,
    visits,
    workers,
)

WATCHED: Mapping[str, tuple[str, ...]] = {
    "inbound": ("INSERT", "UPDATE"),
    "outbound": ("INSERT", "UPDATE OF state, reason, sid"),
    "help_requests": ("INSERT", "UPDATE"),
    "request_steps": ("INSERT",),
    "visits": ("INSERT", "UPDATE OF starts_at, version, outcome"),
    "reminders": ("INSERT",),
}
PARTS = 500
"""Rows asked for at once: SQLite takes only so many parameters."""


@value
class KeptText:
    """A text that was received."""

    sid: str
    key: int
    handled: str
    request_key: int | None
    received_at: datetime


@value
class SentText:
    """A text of the outbox and where it stands; `worker` and `person` are as the program's own lists name them."""

    key: int
    purpose: str
    phone: str
    person: str | None
    worker: str | None
    request_key: int | None
    inbound_key: int | None
    words: str
    language: str
    wording: str | None
    state: str
    reason: str | None
    sid: str | None
    created_at: datetime
    settled_at: datetime | None


@value
class RequestRow:
    """A request for help as it stands."""

    key: int
    code: str
    kind: str
    grade: str
    state: str
    phone: str
    family: str | None
    holder: str | None
    in_danger: str | None
    opened_at: datetime
    cried_at: datetime
    claimed_at: datetime | None
    human_word_at: datetime | None
    closed_at: datetime | None
    has_note: bool
    next_step_at: datetime | None
    round: int


@value
class StepRow:
    """One step of a request."""

    key: int
    request_key: int
    at: datetime
    kind: str
    tier: str | None
    worker: str | None
    outbound_key: int | None


@value
class VisitRow:
    """A visit as it stands."""

    key: int
    number: int
    visit_id: str
    family: str
    worker: str
    persons: frozenset[str]
    starts_at: datetime
    ends_at: datetime
    version: int
    outcome: str | None
    made_at: datetime


@value
class ReminderRow:
    """What became of one reminder of a visit for a person."""

    visit_key: int
    version: int
    rule: str
    person: str
    outbound_key: int | None
    reason: str | None
    decided_at: datetime


@value
class Shift:
    """Who was to stand on a tier, from when to when, and where that comes from."""

    tier: str
    worker: str
    source: str
    starts_at: datetime
    ends_at: datetime


@value
class Written:
    """The rows that were made or changed since the last look, each as it stands now."""

    kept: tuple[KeptText, ...] = ()
    texts: tuple[SentText, ...] = ()
    requests: tuple[RequestRow, ...] = ()
    steps: tuple[StepRow, ...] = ()
    visits: tuple[VisitRow, ...] = ()
    reminders: tuple[ReminderRow, ...] = ()


@dataclass(slots=True)
class Witness:
    """Reads what was written since its last look; names of people are read once and kept."""

    seen: int = 0
    phones: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def look(self, tx: Tx) -> Written:
        """Return the rows written since the last look."""
        log = tx.connection.execute(_LOG, {"seen": self.seen}).all()
        if not log:
            return Written()
        self.seen = log[-1].place
        keys: dict[str, dict[int, None]] = {}
        for row in log:
            keys.setdefault(row.name, {})[row.row] = None
        rows = {name: list(_rows(tx, READS[name], tuple(found))) for name, found in keys.items()}
        return Written(
            kept=tuple(map(_kept, rows.get("inbound", ()))),
            texts=tuple(self._sent(tx, row) for row in rows.get("outbound", ())),
            requests=tuple(self._request(tx, row) for row in rows.get("help_requests", ())),
            steps=tuple(self._step(tx, row) for row in rows.get("request_steps", ())),
            visits=tuple(self._visit(tx, row) for row in rows.get("visits", ())),
            reminders=tuple(self._reminder(tx, row) for row in rows.get("reminders", ())),
        )

    def shifts(self, tx: Tx, begins: datetime, ends: datetime) -> tuple[Shift, ...]:
        """Return the shifts that touch a span."""
        query = select(shifts).where(shifts.c.ends_at > begins, shifts.c.starts_at < ends)
        return tuple(
            Shift(
                tier=row.tier,
                worker=self._name(tx, row.worker_key) or "",
                source=row.source,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
            )
            for row in tx.connection.execute(query.order_by(shifts.c.starts_at, shifts.c.id))
        )

    def _sent(self, tx: Tx, row: Row[Any]) -> SentText:
        return SentText(
            key=row.id,
            purpose=row.purpose,
            phone=self._phone(tx, row.conversation_key),
            person=self._name(tx, row.person_key),
            worker=self._name(tx, row.worker_key),
            request_key=row.request_key,
            inbound_key=row.inbound_key,
            words=row.words_key,
            language=row.language,
            wording=row.wording,
            state=row.state,
            reason=row.reason,
            sid=row.sid,
            created_at=row.created_at,
            settled_at=row.settled_at,
        )

    def _request(self, tx: Tx, row: Row[Any]) -> RequestRow:
        return RequestRow(
            key=row.id,
            code=row.code,
            kind=row.kind,
            grade=row.grade,
            state=row.state,
            phone=self._phone(tx, row.conversation_key),
            family=self._name(tx, row.family_key),
            holder=self._name(tx, row.holder),
            in_danger=self._name(tx, row.in_danger_key),
            opened_at=row.opened_at,
            cried_at=row.cried_at,
            claimed_at=row.claimed_at,
            human_word_at=row.human_word_at,
            closed_at=row.closed_at,
            has_note=row.note_sealed is not None,
            next_step_at=row.next_step_at,
            round=row.round,
        )

    def _step(self, tx: Tx, row: Row[Any]) -> StepRow:
        return StepRow(
            key=row.id,
            request_key=row.request_key,
            at=row.at,
            kind=row.kind,
            tier=row.tier,
            worker=self._name(tx, row.worker_key),
            outbound_key=row.outbound_key,
        )

    def _visit(self, tx: Tx, row: Row[Any]) -> VisitRow:
        asked = tx.connection.execute(_ATTENDEES, {"visit": row.id}).scalars()
        return VisitRow(
            key=row.id,
            number=row.number,
            visit_id=row.visit_id,
            family=self._name(tx, row.family_key) or "",
            worker=self._name(tx, row.worker_key) or "",
            persons=frozenset(name for key in asked if (name := self._name(tx, key))),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            version=row.version,
            outcome=row.outcome,
            made_at=row.made_at,
        )

    def _reminder(self, tx: Tx, row: Row[Any]) -> ReminderRow:
        return ReminderRow(
            visit_key=row.visit_key,
            version=row.version,
            rule=row.rule,
            person=self._name(tx, row.person_key) or "",
            outbound_key=row.outbound_key,
            reason=row.reason,
            decided_at=row.decided_at,
        )

    def _phone(self, tx: Tx, key: int) -> str:
        if key not in self.phones:
            sealed = tx.connection.execute(_PHONE, {"key": key}).scalar_one()
            self.phones[key] = tx.vault.open(PHONE_CELL, key, sealed)
        return self.phones[key]

    def _name(self, tx: Tx, key: int | None) -> str | None:
        """Return what the program's lists call a person (``F-0012/1``), a family or a worker."""
        if key is not None and key not in self.names:
            self.names |= {row.id: row.name for row in tx.connection.execute(_NAMES).all()}
        return None if key is None else self.names[key]


def begin(store: Store) -> None:
    """Let a throw-away SQLite database note each row that is written from now on."""
    with store.write() as tx:
        connection = tx.connection
        connection.exec_driver_sql("CREATE TABLE written (place INTEGER PRIMARY KEY, name TEXT, row INTEGER)")
        for table, events in WATCHED.items():
            for number, event in enumerate(events):
                name = f"written_{table}_{number}"
                note = f"INSERT INTO written (name, row) VALUES ('{table}', NEW.id)"  # noqa: S608  (our own names)
                connection.exec_driver_sql(f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {note}; END")


def _rows(tx: Tx, query: Select[Any], keys: Collection[int]) -> Iterator[Row[Any]]:
    listed = tuple(keys)
    for first in range(0, len(listed), PARTS):
        part = listed[first : first + PARTS]
        found = {row.id: row for row in tx.connection.execute(query, {"keys": part})}
        yield from (found[key] for key in part if key in found)


def _kept(row: Row[Any]) -> KeptText:
    return KeptText(
        sid=row.message_sid,
        key=row.id,
        handled=row.handled,
        request_key=row.request_key,
        received_at=row.received_at,
    )


_LOG = text("SELECT place, name, row FROM written WHERE place > :seen ORDER BY place")
_PHONE = select(conversations.c.phone_sealed).where(text("conversations.id = :key"))
_ATTENDEES = select(attendees.c.person_key).where(text("attendees.visit_key = :visit"))
_NAMES = union_all(
    select(workers.c.id, workers.c.worker_id.label("name")),
    select(families.c.id, families.c.code),
    select(persons.c.id, families.c.code + "/" + persons.c.person_id).join(
        families, persons.c.family_key == families.c.id
    ),
)
TABLES: Mapping[str, Table] = {
    "inbound": inbound,
    "outbound": outbound,
    "help_requests": help_requests,
    "request_steps": request_steps,
    "visits": visits,
    "reminders": reminders,
}
READS: Mapping[str, Select[Any]] = {
    name: select(table).where(table.c.id.in_(bindparam("keys", expanding=True))) for name, table in TABLES.items()
}
