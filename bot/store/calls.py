"""Calls as rows: kept once, locked for the length of a step, placed under a lease, ended once with an outcome."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, func, not_, or_, select, text, update

from bot.model.calls import Call, CallKind, CallOutcome, CallState
from bot.model.people import Language
from bot.model.policy import Tier
from bot.store import requests
from bot.store.engine import Tx
from bot.store.tables import calls, persons
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

RECALLS = "calls.recalls_sealed"
SAID = "calls.said_sealed"
LOOKED_AFTER_BY = timedelta(minutes=11)
"""No call that is on is due later than this: the longest ring the carrier knows is ten minutes."""
# Written out, because the partial indexes would not be found by a parameter.
_IS_LIVE = text("calls.state <> 'ended'")
_ALL = select(calls)
_BY_KEY = _ALL.where(calls.c.id == bindparam("key"))
_BY_KEY_LOCKED = _BY_KEY.with_for_update(key_share=True)
_CHANGE = update(calls).where(calls.c.id == bindparam("changed"))
_IS_DUE = (_IS_LIVE, calls.c.due_at.is_not(None), calls.c.due_at <= bindparam("now"))
_TO_PLACE = (
    _ALL.where(*_IS_DUE, calls.c.state == CallState.WAITING)
    .order_by(case((calls.c.kind == CallKind.REMINDER, 1), else_=0), calls.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True)
)
_TO_SEE_TO = (
    select(calls.c.id)
    .where(*_IS_DUE, calls.c.state != CallState.WAITING)
    .order_by(calls.c.due_at)
    .limit(bindparam("most"))
)
_ANY_DUE = select(calls.c.id).where(*_IS_DUE).limit(1)
_ANY_HANG_UP = (
    select(calls.c.id)
    .where(_IS_LIVE, calls.c.hang_up_at.is_not(None), calls.c.hang_up_at <= bindparam("now"), calls.c.sid.is_not(None))
    .limit(1)
)
_HANG_UP = (
    _ALL.where(
        _IS_LIVE, calls.c.hang_up_at.is_not(None), calls.c.hang_up_at <= bindparam("now"), calls.c.sid.is_not(None)
    )
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True)
)


_OF_QUEUES = (text("calls.state = 'ended'"), calls.c.queue_at.is_not(None), calls.c.queue_at <= bindparam("now"))
_ANY_QUEUE = select(calls.c.id).where(*_OF_QUEUES).limit(1)
_QUEUES = (
    select(calls.c.id).where(*_OF_QUEUES).limit(bindparam("most")).with_for_update(skip_locked=True, key_share=True)
)


def keep(
    tx: Tx, once: str, kind: CallKind, now: datetime, *, language: Language, step: str, **values: object
) -> int | None:
    """Keep a call; None if it was kept before. One that the line is to place is due at `due_at`, else now."""
    key = new_row_id()
    is_inbound = kind is CallKind.INBOUND
    row: dict[str, object] = {
        "id": key,
        "once": once,
        "kind": kind,
        "state": CallState.UP if is_inbound else CallState.WAITING,
        "turn": 1,
        "step": step,
        "number": 0,
        "silences": 0,
        "language": language,
        "opened_at": now,
        "due_at": now,
        "waits_from": now,
        "attempts": 0,
    }
    return key if insert_once(tx, calls, row | values, "once") else None


def get(tx: Tx, key: int, *, locked: bool = False) -> Call | None:
    """Return one call, locked against other writers if asked; None if there is none."""
    row = tx.connection.execute(_BY_KEY_LOCKED if locked else _BY_KEY, {"key": key}).one_or_none()
    return _call_of(tx, row) if row else None


def in_order(tx: Tx, key: int) -> Call | None:
    """Return one call, locked after what is always locked before it; None if there is none.

    First the request, then the caller, then who is rung for them: whoever changes one of these may have to change the
    others, and two that took them in another order would wait for each other.
    """
    found = get(tx, key) if tx.locks_rows else None
    if found is not None and found.request_key is not None:
        requests.get(tx, found.request_key, locked=True)
    if found is not None and found.caller_key is not None:
        get(tx, found.caller_key, locked=True)
    return get(tx, key, locked=True)


def by_sid(tx: Tx, sid: str) -> Call | None:
    """Return the call the carrier knows by this SID."""
    return _one(tx, calls.c.sid == sid)


def by_once(tx: Tx, once: str) -> Call | None:
    """Return the call that was kept under this key."""
    return _one(tx, calls.c.once == once)


def change(tx: Tx, key: int, **values: object) -> None:
    """Set columns of one call."""
    tx.connection.execute(_CHANGE, {**values, "changed": key})


def save_step(tx: Tx, call: Call, said: str, **values: object) -> None:
    """Keep what a step made of a call, and what was said: the step asked for again is answered the same."""
    change(
        tx,
        call.key,
        step=call.step,
        number=call.number,
        silences=call.silences,
        language=call.language,
        request_key=call.request_key,
        recalls_sealed=tx.vault.seal(RECALLS, call.key, json.dumps(dict(call.recalls))),
        said_sealed=tx.vault.seal(SAID, call.key, said),
        **values,
    )


def said(tx: Tx, key: int) -> str | None:
    """Return what was said at the last step of a call."""
    sealed = tx.connection.execute(select(calls.c.said_sealed).where(calls.c.id == key)).scalar_one_or_none()
    return tx.vault.open(SAID, key, sealed) if sealed is not None else None


def queued_number(tx: Tx, key: int) -> int | None:
    """Return the number of the step that brought a caller into the queue they are in."""
    number: int | None = tx.connection.execute(select(calls.c.queued_number).where(calls.c.id == key)).scalar_one()
    return number


def end(tx: Tx, key: int, outcome: CallOutcome, now: datetime, reason: str | None = None) -> bool:
    """End a call; False if it had ended before, and keeps its first outcome."""
    live = update(calls).where(calls.c.id == key, calls.c.state != CallState.ENDED)
    values = {
        "state": CallState.ENDED,
        "ended_at": now,
        "due_at": None,
        "hang_up_at": None,
        "lease_token": None,
        "lease_until": None,
        "outcome": func.coalesce(calls.c.outcome, outcome),
        "reason": reason,
    }
    return tx.connection.execute(live.values(values)).rowcount == 1


def to_place(tx: Tx, now: datetime, most: int) -> tuple[Call, ...]:
    """Return calls that are to be placed, most urgent first, locked; others' are skipped."""
    rows = tx.connection.execute(_TO_PLACE, {"now": now, "most": most}).all()
    return tuple(_call_of(tx, row) for row in rows)


def to_see_to(tx: Tx, now: datetime, most: int) -> tuple[int, ...]:
    """Return calls that are to be looked after, longest due first."""
    return tuple(tx.connection.execute(_TO_SEE_TO, {"now": now, "most": most}).scalars())


def any_due(tx: Tx, now: datetime) -> bool:
    """Whether any call is to be placed or looked after."""
    return tx.connection.execute(_ANY_DUE, {"now": now}).first() is not None


def any_to_hang_up(tx: Tx, now: datetime) -> bool:
    """Whether the carrier is to end any call."""
    return tx.connection.execute(_ANY_HANG_UP, {"now": now}).first() is not None


def take_to_hang_up(tx: Tx, now: datetime, most: int) -> tuple[Call, ...]:
    """Return calls that the carrier is to end; each is asked for once."""
    rows = tx.connection.execute(_HANG_UP, {"now": now, "most": most}).all()
    for row in rows:
        change(tx, row.id, hang_up_at=None)
    return tuple(_call_of(tx, row) for row in rows)


def any_queue_to_drop(tx: Tx, now: datetime) -> bool:
    """Whether the carrier is to delete the queue of a caller who is gone."""
    return tx.connection.execute(_ANY_QUEUE, {"now": now}).first() is not None


def take_queues_to_drop(tx: Tx, now: datetime, most: int, again_at: datetime) -> tuple[int, ...]:
    """Return calls whose queue the carrier is to delete; they come again unless it is noted that this was done."""
    found = tuple(tx.connection.execute(_QUEUES, {"now": now, "most": most}).scalars())
    for key in found:
        change(tx, key, queue_at=again_at)
    return found


def is_too_late(tx: Tx, key: int, now: datetime) -> bool:
    """Whether a call that waits to be placed is of no use any more."""
    until: datetime | None = tx.connection.execute(select(calls.c.not_after).where(calls.c.id == key)).scalar_one()
    return until is not None and now > until


def leased(tx: Tx, key: int, token: str) -> Call | None:
    """Return a call whose lease was not lost meanwhile, locked."""
    query = _ALL.where(calls.c.id == key, calls.c.lease_token == token).with_for_update(key_share=True)
    row = tx.connection.execute(query).one_or_none()
    return _call_of(tx, row) if row else None


def is_ringing(tx: Tx, key: int, sid: str, lost_at: datetime) -> None:
    """Note that the carrier rings a phone; unless somebody answered before we knew, no word by `lost_at` is the end."""
    change(tx, key, sid=sid)
    up = update(calls).where(calls.c.id == key, calls.c.state.in_((CallState.UNKNOWN, CallState.PLACING)))
    tx.connection.execute(up.values(state=CallState.RINGING, due_at=lost_at, lease_token=None, lease_until=None))


def try_again(tx: Tx, key: int, attempts: int, at: datetime) -> None:
    """Let a call that was not placed be placed anew."""
    change(tx, key, state=CallState.WAITING, attempts=attempts, due_at=at, waits_from=at)


def rings_for(tx: Tx, caller_key: int) -> tuple[Call, ...]:
    """Return every ring for a caller, oldest first."""
    return _many(tx, calls.c.caller_key == caller_key)


def waiting_on(tx: Tx, request_key: int) -> Call | None:
    """Return the call of a request that waits for a person now; of two, the one that waits longer."""
    found = _many(
        tx,
        calls.c.request_key == request_key,
        calls.c.kind == CallKind.INBOUND,
        calls.c.waits_since.is_not(None),
        calls.c.joined_at.is_(None),
        _IS_LIVE,
    )
    return found[0] if found else None


def live_with(tx: Tx, worker_keys: Collection[int], *, but_for: int = 0, but_paged: int = 0) -> frozenset[int]:
    """Return who of these workers is rung or talks on the line just now.

    `but_for`: not for this caller. `but_paged`: not paged by voice for this request. A page whose time has not come
    yet keeps nobody from being rung.
    """
    is_ring, is_page = calls.c.kind == CallKind.RING, calls.c.kind == CallKind.PAGE
    is_own = or_(and_(is_ring, calls.c.caller_key == but_for), and_(is_page, calls.c.request_key == but_paged))
    is_now = or_(is_ring, calls.c.state != CallState.WAITING)
    query = select(calls.c.worker_key).where(calls.c.worker_key.in_(worker_keys), _IS_LIVE, is_now, not_(is_own))
    return frozenset(tx.connection.execute(query).scalars())


def live_of_request(tx: Tx, request_key: int, kind: CallKind) -> tuple[Call, ...]:
    """Return the calls of one kind about a request that have not ended."""
    return _many(tx, calls.c.request_key == request_key, calls.c.kind == kind, _IS_LIVE)


def of_request(tx: Tx, request_key: int) -> tuple[Call, ...]:
    """Return every call about a request, oldest first."""
    return _many(tx, calls.c.request_key == request_key)


def lately_from(tx: Tx, conversation_key: int, kind: CallKind, since: datetime) -> int:
    """Count the calls of one kind with a phone since a moment."""
    query = select(func.count()).where(
        calls.c.conversation_key == conversation_key, calls.c.kind == kind, calls.c.opened_at >= since
    )
    return int(tx.connection.execute(query).scalar_one())


def live_of_kind(tx: Tx, kind: CallKind) -> int:
    """Count the calls of one kind that are on the carrier's lines just now."""
    on_line = calls.c.state.not_in((CallState.WAITING, CallState.ENDED))
    query = select(func.count()).where(calls.c.kind == kind, _IS_LIVE, on_line)
    return int(tx.connection.execute(query).scalar_one())


def wake_family(tx: Tx, family_key: int, now: datetime) -> None:
    """Make due what waits of a family's reminders by voice: whether, when and how each is said is decided anew."""
    is_theirs = calls.c.person_key.in_(select(persons.c.id).where(persons.c.family_key == family_key))
    waits = (_IS_LIVE, calls.c.state == CallState.WAITING, calls.c.kind == CallKind.REMINDER)
    tx.connection.execute(update(calls).where(*waits, is_theirs, calls.c.turn == 1).values(due_at=now))


def wake_future(tx: Tx, now: datetime) -> int:
    """Make due what began waiting in the future: the machine's clock stepped back (docs/design.md).

    A call that is on, or in doubt, is never looked after later than within minutes.
    """
    is_on = and_(calls.c.state != CallState.WAITING, calls.c.due_at > now + LOOKED_AFTER_BY)
    wake = update(calls).where(_IS_LIVE, calls.c.due_at.is_not(None), or_(is_on, calls.c.waits_from > now))
    return tx.connection.execute(wake.values(due_at=now, waits_from=now)).rowcount


def _one(tx: Tx, *conditions: ColumnElement[bool]) -> Call | None:
    row = tx.connection.execute(_ALL.where(*conditions)).one_or_none()
    return _call_of(tx, row) if row else None


def _many(tx: Tx, *conditions: Any) -> tuple[Call, ...]:  # noqa: ANN401  (columns and written-out conditions)
    rows = tx.connection.execute(_ALL.where(*conditions).order_by(calls.c.opened_at, calls.c.id)).all()
    return tuple(_call_of(tx, row) for row in rows)


def _recalls(tx: Tx, row: Row[Any]) -> Mapping[str, str]:
    if row.recalls_sealed is None:
        return {}
    found: dict[str, str] = json.loads(tx.vault.open(RECALLS, row.id, row.recalls_sealed))
    return found


def _call_of(tx: Tx, row: Row[Any]) -> Call:
    return Call(
        key=row.id,
        kind=CallKind(row.kind),
        state=CallState(row.state),
        step=row.step,
        number=row.number,
        language=Language(row.language),
        opened_at=row.opened_at,
        sid=row.sid,
        conversation_key=row.conversation_key,
        worker_key=row.worker_key,
        person_key=row.person_key,
        request_key=row.request_key,
        caller_key=row.caller_key,
        tier=Tier(row.tier) if row.tier else None,
        turn=row.turn,
        silences=row.silences,
        attempts=row.attempts,
        recalls=_recalls(tx, row),
        outcome=CallOutcome(row.outcome) if row.outcome else None,
        waits_since=row.waits_since,
        holds_until=row.holds_until,
        joined_at=row.joined_at,
        due_at=row.due_at,
        placed_at=row.placed_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
    )
