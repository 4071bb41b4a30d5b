"""The ledger of reminders: a row a visit, version, rule and person, with the text that left or why none did."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, or_, select, update

from bot.model.calls import CallKind, CallOutcome, CallState
from bot.model.messages import OutboundState, Purpose
from bot.model.people import Person
from bot.model.value import value, value_in_order
from bot.store import people
from bot.store.engine import Tx
from bot.store.requests import LEFT_IN_PEACE
from bot.store.tables import (
    attendees,
    calls,
    conversations,
    families,
    outbound,
    persons,
    reminders,
    visits,
)
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

_STATE = outbound.c.state.label("state")
_CALLED = (calls.c.state.label("call_state"), calls.c.outcome.label("call_outcome"))
_LEDGER = select(reminders, _STATE, *_CALLED).outerjoin(outbound, reminders.c.outbound_key == outbound.c.id)
_LEDGER = _LEDGER.outerjoin(calls, reminders.c.call_key == calls.c.id)
_OF_VISITS = _LEDGER
_OF_VISITS = _OF_VISITS.where(reminders.c.visit_key.in_(bindparam("keys", expanding=True)))
_OF_TEXTS = _LEDGER.where(reminders.c.outbound_key.in_(bindparam("texts", expanding=True)))
_OF_TEXTS = _OF_TEXTS.order_by(reminders.c.id)
_ASKED_ABOUT = select(reminders.c.outbound_key, reminders.c.visit_key, reminders.c.version, visits.c.starts_at)
_ASKED_ABOUT = _ASKED_ABOUT.join(visits).where(reminders.c.outbound_key.in_(bindparam("texts", expanding=True)))
_ASKED_ABOUT = _ASKED_ABOUT.order_by(visits.c.starts_at, visits.c.number)
_SOMEBODY = (persons, families.c.code, families.c.ended_on, LEFT_IN_PEACE.label("is_quiet"))
_ADDRESSED = select(*_SOMEBODY).join(families).where(persons.c.id.in_(bindparam("keys", expanding=True)))
_HOLDERS = (
    select(outbound.c.id.label("text_key"), *_SOMEBODY)
    .select_from(outbound)
    .join(conversations, outbound.c.conversation_key == conversations.c.id)
    .join(persons, persons.c.phone_index == conversations.c.phone_index)
    .join(families, families.c.id == persons.c.family_key)
    .where(outbound.c.id.in_(bindparam("texts", expanding=True)))
    .order_by(families.c.code, persons.c.position, persons.c.id)
)
_ANSWERED = select(attendees.c.visit_key, attendees.c.person_key).where(
    attendees.c.visit_key.in_(bindparam("keys", expanding=True)), attendees.c.reply.is_not(None)
)
_OF_CALL = _LEDGER.where(reminders.c.call_key == bindparam("call")).order_by(reminders.c.id)
_CALLED_SINCE = (
    select(calls.c.person_key, func.count().label("texts"))
    .where(
        calls.c.person_key.in_(bindparam("persons", expanding=True)),
        calls.c.kind == CallKind.REMINDER,
        calls.c.turn == 1,
        calls.c.opened_at >= bindparam("since"),
        or_(calls.c.outcome.is_(None), calls.c.outcome != CallOutcome.NOT_NEEDED),
    )
    .group_by(calls.c.person_key)
)
_SENT_SINCE = (
    select(outbound.c.person_key, func.count().label("texts"))
    .where(
        outbound.c.person_key.in_(bindparam("persons", expanding=True)),
        outbound.c.purpose == Purpose.REMINDER,
        outbound.c.created_at >= bindparam("since"),
        outbound.c.state != OutboundState.DROPPED,
    )
    .group_by(outbound.c.person_key)
)
_FATES = _LEDGER.add_columns(outbound.c.reason.label("why_not"), outbound.c.purpose, outbound.c.receipt)
_FATES = _FATES.order_by(reminders.c.decided_at, reminders.c.rule)
_FATES_OF_VISIT = _FATES.where(reminders.c.visit_key == bindparam("visit"))
_FATES_OF_WORKER = _FATES.where(
    reminders.c.visit_key.in_(select(visits.c.id).where(visits.c.worker_key == bindparam("worker"))),
    or_(
        reminders.c.decided_at >= bindparam("since"),
        outbound.c.settled_at >= bindparam("since"),
        calls.c.ended_at >= bindparam("since"),
    ),
)


TOLD = (OutboundState.SUBMITTED, OutboundState.SENDING, OutboundState.UNKNOWN)


@value
class Reminder:
    """A row of the ledger; `outbound_key` is the text that carried it, or `call_key` the call; else `reason` says why.

    `state` is where that text stands, or what a text would be that came as far as that call.
    """

    key: int
    visit_key: int
    version: int
    rule: str
    person_key: int
    decided_at: datetime
    outbound_key: int | None
    reason: str | None
    state: OutboundState | None
    call_key: int | None = None

    @property
    def carried_by(self) -> int | None:
        """Return the key of what carried it, a text or a call."""
        return self.outbound_key or self.call_key

    @property
    def is_told(self) -> bool:
        """Whether the carrier has it, or may have it."""
        return self.state in TOLD

    @property
    def is_on_its_way(self) -> bool:
        """Whether its text still waits to leave."""
        return self.state is OutboundState.WAITING


@value
class ReminderFate:
    """A reminder and what became of its text, as evidence: sent when, delivered or not, or why it never left."""

    reminder: Reminder
    purpose: Purpose | None
    reason: str | None
    receipt: str | None
    seen: str | None

    @property
    def state(self) -> OutboundState | None:
        """Where its text stands; None if there is none."""
        return self.reminder.state

    @property
    def arrived(self) -> bool:
        """Whether the carrier says that it reached the phone."""
        return self.receipt in {"delivered", "read"}

    @property
    def failed(self) -> bool:
        """Whether it is known not to have reached the phone."""
        lost = self.reminder.state in {OutboundState.DROPPED, OutboundState.FAILED}
        return self.reminder.carried_by is None or lost or self.receipt in {"undelivered", "failed", "canceled"}


@value_in_order
class AskedAbout:
    """A visit in the version a text asked about, and when it begins."""

    visit_key: int
    version: int
    starts_at: datetime


@value
class Addressed:
    """Somebody a reminder is for, and of their family: when it ended, and whether it is left in peace (SAFETY 2.7)."""

    person: Person
    ended_on: date | None
    is_quiet: bool


def of_visits(tx: Tx, visit_keys: Collection[int]) -> tuple[Reminder, ...]:
    """Return the ledger of these visits."""
    if not visit_keys:
        return ()
    return tuple(_reminder_of(row) for row in tx.connection.execute(_OF_VISITS, {"keys": list(visit_keys)}))


def of_text(tx: Tx, outbound_key: int) -> tuple[Reminder, ...]:
    """Return what one text reminds of."""
    return of_texts(tx, (outbound_key,)).get(outbound_key, ())


def of_texts(tx: Tx, outbound_keys: Collection[int]) -> Mapping[int, tuple[Reminder, ...]]:
    """Return what each of these texts reminds of; one that is no reminder of a visit (a welcome) is left out."""
    found: dict[int, tuple[Reminder, ...]] = {}
    for row in tx.connection.execute(_OF_TEXTS, {"texts": list(outbound_keys)}).all():
        found[row.outbound_key] = (*found.get(row.outbound_key, ()), _reminder_of(row))
    return found


def of_call(tx: Tx, call_key: int) -> tuple[Reminder, ...]:
    """Return what one call reminds of."""
    return tuple(_reminder_of(row) for row in tx.connection.execute(_OF_CALL, {"call": call_key}))


def move_to_call(tx: Tx, before: int, after: int) -> None:
    """Let another call carry what one reminded of: it is tried once more."""
    tx.connection.execute(update(reminders).where(reminders.c.call_key == before).values(call_key=after))


def asked_about(tx: Tx, outbound_keys: Collection[int]) -> Mapping[int, tuple[AskedAbout, ...]]:
    """Return which visits each of these texts asks about, in the order of their times."""
    found: dict[int, tuple[AskedAbout, ...]] = {}
    if not outbound_keys:
        return found
    for row in tx.connection.execute(_ASKED_ABOUT, {"texts": list(outbound_keys)}).all():
        one = AskedAbout(row.visit_key, row.version, row.starts_at)
        found[row.outbound_key] = (*found.get(row.outbound_key, ()), one)
    return found


def addressed(tx: Tx, person_keys: Collection[int]) -> Mapping[int, Addressed]:
    """Return these persons, as reminders that are about to leave see them."""
    if not person_keys:
        return {}
    rows = tx.connection.execute(_ADDRESSED, {"keys": list(person_keys)})
    return {row.id: _addressed_of(tx, row) for row in rows}


def holders(tx: Tx, outbound_keys: Collection[int]) -> Mapping[int, tuple[Addressed, ...]]:
    """Return who of a family may hold the phone each of these texts goes to, the first person first."""
    found: dict[int, tuple[Addressed, ...]] = {}
    if not outbound_keys:
        return found
    for row in tx.connection.execute(_HOLDERS, {"texts": list(outbound_keys)}).all():
        found[row.text_key] = (*found.get(row.text_key, ()), _addressed_of(tx, row))
    return found


def _addressed_of(tx: Tx, row: Row[Any]) -> Addressed:
    return Addressed(person=people.person_of(tx, row), ended_on=row.ended_on, is_quiet=bool(row.is_quiet))


def answered_before(tx: Tx, visit_keys: Collection[int]) -> frozenset[tuple[int, int]]:
    """Return visit and person where a person has ever answered about the visit, in any version."""
    if not visit_keys:
        return frozenset()
    rows = tx.connection.execute(_ANSWERED, {"keys": list(visit_keys)})
    return frozenset((row.visit_key, row.person_key) for row in rows)


def note(
    tx: Tx,
    visit_key: int,
    version: int,
    rule: str,
    person_key: int,
    now: datetime,
    *,
    outbound_key: int | None = None,
    call_key: int | None = None,
    reason: str | None = None,
    seen: str | None = None,
) -> None:
    """Keep what became of a reminder, unless it was decided before."""
    values = {
        "id": new_row_id(),
        "visit_key": visit_key,
        "version": version,
        "rule": rule,
        "person_key": person_key,
        "decided_at": now,
        "outbound_key": outbound_key,
        "call_key": call_key,
        "reason": reason,
        "seen": seen,
    }
    insert_once(tx, reminders, values, "visit_key", "version", "rule", "person_key")


def forget(tx: Tx, key: int) -> None:
    """Take a row out of the ledger, so that its reminder is decided anew."""
    tx.connection.execute(delete(reminders).where(reminders.c.id == key))


def drop(tx: Tx, key: int, reason: str, now: datetime, *, seen: str) -> None:
    """Note that a reminder does not leave after all."""
    row = update(reminders).where(reminders.c.id == key)
    tx.connection.execute(row.values(outbound_key=None, call_key=None, reason=reason, decided_at=now, seen=seen))


def sent_since(tx: Tx, person_keys: Collection[int], since: datetime) -> Mapping[int, int]:
    """Count the automatic texts and calls to each of these persons that left, or may still leave, since a moment."""
    about = {"persons": list(person_keys), "since": since}
    found: dict[int, int] = {}
    for query in (_SENT_SINCE, _CALLED_SINCE):
        for row in tx.connection.execute(query, about):
            found[row.person_key] = found.get(row.person_key, 0) + row.texts
    return found


def fates(tx: Tx, visit_key: int) -> tuple[ReminderFate, ...]:
    """Return what became of every reminder of a visit, oldest first."""
    return _fates(tx, _FATES_OF_VISIT, {"visit": visit_key})


def failed_since(tx: Tx, worker_key: int, since: datetime) -> tuple[ReminderFate, ...]:
    """Return the reminders to families of a worker's visits that did not reach them since a moment."""
    every = _fates(tx, _FATES_OF_WORKER, {"worker": worker_key, "since": since})
    return tuple(fate for fate in every if fate.failed)


def _fates(tx: Tx, query: Select[Any], params: Mapping[str, object]) -> tuple[ReminderFate, ...]:
    return tuple(_fate_of(row) for row in tx.connection.execute(query, dict(params)))


def _fate_of(row: Row[Any]) -> ReminderFate:
    is_call = row.call_key is not None
    purpose = Purpose.REMINDER if is_call else Purpose(row.purpose) if row.purpose else None
    receipt = _receipt_of_call(row) if is_call else row.receipt
    not_heard = NOT_HEARD if is_call and receipt == _UNDELIVERED else None
    reason = row.reason or row.why_not or not_heard
    return ReminderFate(reminder=_reminder_of(row), purpose=purpose, reason=reason, receipt=receipt, seen=row.seen)


def _receipt_of_call(row: Row[Any]) -> str | None:
    """Return what the carrier of a text would say that came as far as a call."""
    if row.call_outcome == CallOutcome.HEARD:
        return "delivered"
    return _UNDELIVERED if row.call_state == CallState.ENDED else None


def _reminder_of(row: Row[Any]) -> Reminder:
    return Reminder(
        key=row.id,
        visit_key=row.visit_key,
        version=row.version,
        rule=row.rule,
        person_key=row.person_key,
        decided_at=row.decided_at,
        outbound_key=row.outbound_key,
        reason=row.reason,
        state=_state_of(row),
        call_key=row.call_key,
    )


def _state_of(row: Row[Any]) -> OutboundState | None:
    """Return where a text stands, or where one would stand that came as far as a call."""
    if row.call_key is None:
        return OutboundState(row.state) if row.state else None
    if row.call_outcome == CallOutcome.HEARD:
        return OutboundState.SUBMITTED
    if row.call_state == CallState.ENDED:
        return OutboundState.DROPPED if row.call_outcome == CallOutcome.NOT_NEEDED else OutboundState.FAILED
    return _AS_TEXT[CallState(row.call_state)]


_UNDELIVERED = "undelivered"
NOT_HEARD = "not_heard_by_call"
"""A call's reason as `rules.reminders.NotSent` has it."""
_AS_TEXT: Mapping[CallState, OutboundState] = {
    CallState.WAITING: OutboundState.WAITING,
    CallState.PLACING: OutboundState.SENDING,
    CallState.UNKNOWN: OutboundState.UNKNOWN,
    CallState.RINGING: OutboundState.SUBMITTED,
    CallState.UP: OutboundState.SUBMITTED,
}
