"""Texts on their way out, as rows: written with the change that causes them, leased, settled, never forgotten."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, or_, select, text, update

from bot.model.messages import Lane, OutboundState, Purpose, TextOut
from bot.model.people import Language
from bot.model.value import value
from bot.store import params
from bot.store.engine import Tx
from bot.store.tables import Moment, inbound, outbound, persons, receipts, sender_rates
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

PARAMS = "outbound.params_sealed"
BODY = "outbound.body_sealed"
IN_DOUBT = (OutboundState.SENDING, OutboundState.UNKNOWN)
_NOT_DELIVERED = ("undelivered", "failed", "canceled")
CLEAN_PASSES = 2
"""How often a text in doubt must be absent from the carrier's list before it counts as never sent."""


@value
class OutboundText:
    """A text of the outbox as delivery sees it; `answers_at` is when the text it answers was written."""

    key: int
    purpose: Purpose
    conversation_key: int
    person_key: int | None
    worker_key: int | None
    request_key: int | None
    words: str
    params: Mapping[str, object]
    language: Language
    body: str | None
    created_at: datetime
    not_after: datetime | None
    overridden: bool
    attempts: int
    absences: int
    attempted_at: datetime | None
    answers_at: datetime | None
    state: OutboundState
    reason: str | None
    sid: str | None


_WRITTEN_AT = func.coalesce(inbound.c.sent_at, inbound.c.received_at, type_=Moment)
_TEXT = select(outbound, _WRITTEN_AT.label("answers_at")).outerjoin(inbound, outbound.c.inbound_key == inbound.c.id)
# States are written out where a partial index is to be found by them: it would not be by a parameter.
_WAITS = text("outbound.state = 'waiting'")
_IS_IN_DOUBT = text("outbound.state IN ('sending', 'unknown')")
_DUE_IN = (
    _TEXT.where(_WAITS, outbound.c.lane == bindparam("lane"), outbound.c.due_at <= bindparam("now"))
    .order_by(outbound.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=outbound)
)
_IN_DOUBT = (
    _TEXT.where(_IS_IN_DOUBT, outbound.c.due_at <= bindparam("now"))
    .order_by(outbound.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=outbound)
)
_ANY_IN_DOUBT = select(outbound.c.id).where(_IS_IN_DOUBT, outbound.c.due_at <= bindparam("now")).limit(1)
_BY_KEY = _TEXT.where(outbound.c.id == bindparam("key"))
_BY_ONCE = select(outbound.c.id).where(outbound.c.once == bindparam("once"))
_BY_KEY_LOCKED = _BY_KEY.with_for_update(of=outbound)
_CHANGE = update(outbound).where(outbound.c.id == bindparam("changed"))
_RISE = _CHANGE.where(outbound.c.receipt_rank < bindparam("rank"))
_KNOWN_SIDS = select(outbound.c.sid).where(outbound.c.sid.in_(bindparam("sids", expanding=True)))

_HOLDING = select(outbound.c.request_key).where(
    outbound.c.request_key.in_(bindparam("requests", expanding=True)),
    outbound.c.purpose == Purpose.RELAY,
    outbound.c.state == OutboundState.HELD,
)


def put(
    tx: Tx,
    text: TextOut,
    conversation_key: int,
    now: datetime,
    *,
    worker_key: int | None = None,
    person_key: int | None = None,
    inbound_key: int | None = None,
) -> int | None:
    """Put a text in the outbox; None if one with the same `once` is there already.

    Where the transaction relives what was done before, the text may have left then: the carrier's list is asked first,
    once, for it has long been complete.
    """
    key = new_row_id()
    in_doubt = tx.relives is not None
    values = {
        "id": key,
        "once": text.once,
        "lane": int(text.purpose.lane),
        "purpose": text.purpose,
        "conversation_key": conversation_key,
        "person_key": person_key,
        "worker_key": worker_key,
        "request_key": text.request_key,
        "inbound_key": inbound_key,
        "words_key": text.words,
        "params_sealed": tx.vault.seal(PARAMS, key, params.pack(text.params)),
        "language": text.language,
        "state": OutboundState.UNKNOWN if in_doubt else OutboundState.WAITING,
        "created_at": now,
        "due_at": text.due_at or now,
        "not_after": text.not_after,
        "overridden": text.overridden,
        "attempts": 0,
        "absences": CLEAN_PASSES - 1 if in_doubt else 0,
        "attempted_at": tx.relives,
        "receipt_rank": 0,
    }
    return key if insert_once(tx, outbound, values, "once") else None


def due(tx: Tx, lanes: tuple[Lane, Lane], now: datetime, most: int, *, rated: int) -> tuple[OutboundText, ...]:
    """Return waiting texts of these lanes whose time has come, most urgent first, locked.

    At most `rated` of them are of lanes that wait for the sender's rate.
    """
    rows: list[Row[Any]] = []
    first, last = lanes
    if first < last and not any_due(tx, (first, Lane(last - 1)), now):
        first = last
    for lane in range(first, last + 1):
        waits_for_rate = lane > Lane.ANSWER
        left = min(most - len(rows), rated) if waits_for_rate else most - len(rows)
        if left > 0:
            found = tx.connection.execute(_DUE_IN, {"lane": lane, "now": now, "most": left}).all()
            rows.extend(found)
            rated -= len(found) if waits_for_rate else 0
    return tuple(text_of(tx, row) for row in rows)


def any_due(tx: Tx, lanes: tuple[Lane, Lane], now: datetime) -> bool:
    """Whether any text of these lanes waits to leave; one look at a small index, no lock."""
    return tx.connection.execute(_any_due_in(*lanes), {"now": now}).first() is not None


@cache
def _any_due_in(first: Lane, last: Lane) -> Select[Any]:
    """Ask for each lane by its number, so that what waits there for a later time is not looked at."""
    listed = ", ".join(str(lane) for lane in range(first, last + 1))
    in_lanes = text(f"outbound.lane IN ({listed})")
    return select(outbound.c.id).where(_WAITS, in_lanes, outbound.c.due_at <= bindparam("now")).limit(1)


def oldest_waiting(tx: Tx, before: datetime) -> bool:
    """Whether a text that should have left before that moment still waits."""
    return any_due(tx, (min(Lane), max(Lane)), before)


def waits_behind_another(tx: Tx, text: OutboundText) -> bool:
    """Whether older words for the same phone are still on their way out."""
    query = select(outbound.c.id).where(
        outbound.c.conversation_key == text.conversation_key,
        outbound.c.purpose == text.purpose,
        outbound.c.state.in_((OutboundState.WAITING, OutboundState.SENDING)),
        outbound.c.id != text.key,
        outbound.c.created_at < text.created_at,
    )
    return tx.connection.execute(query.limit(1)).first() is not None


def sent_since(tx: Tx, moment: datetime) -> bool:
    """Whether the carrier has taken a text since that moment."""
    query = select(outbound.c.id).where(outbound.c.state == OutboundState.SUBMITTED, outbound.c.settled_at >= moment)
    return tx.connection.execute(query.limit(1)).first() is not None


def is_put(tx: Tx, once: str) -> bool:
    """Whether a text with this `once` is in the outbox, or has been."""
    return tx.connection.execute(_BY_ONCE, {"once": once}).first() is not None


def get(tx: Tx, key: int, *, locked: bool = False) -> OutboundText | None:
    """Return one text of the outbox."""
    row = tx.connection.execute(_BY_KEY_LOCKED if locked else _BY_KEY, {"key": key}).one_or_none()
    return text_of(tx, row) if row else None


def by_sid(tx: Tx, sid: str) -> OutboundText | None:
    """Return the text that the carrier calls `sid`."""
    row = tx.connection.execute(_TEXT.where(outbound.c.sid == sid)).one_or_none()
    return text_of(tx, row) if row else None


def change(tx: Tx, key: int, **values: object) -> None:
    """Set columns of one text."""
    tx.connection.execute(_CHANGE, {**values, "changed": key})


def reword(tx: Tx, text: OutboundText) -> None:
    """Give a waiting text other words: what it says is decided anew when it leaves."""
    sealed = tx.vault.seal(PARAMS, text.key, params.pack(text.params))
    change(tx, text.key, words_key=text.words, params_sealed=sealed, not_after=text.not_after)


def wake_paused(tx: Tx, reason: str, now: datetime) -> None:
    """Make due at once what a pause kept waiting."""
    waiting = update(outbound).where(_WAITS, outbound.c.reason == reason)
    tx.connection.execute(waiting.values(due_at=now, reason=None))


def in_doubt(tx: Tx, now: datetime, most: int) -> tuple[OutboundText, ...]:
    """Return texts whose outcome is unknown or whose lease has run out, due for a look at the carrier's list."""
    return tuple(text_of(tx, row) for row in tx.connection.execute(_IN_DOUBT, {"now": now, "most": most}))


def doubt_unsettled(tx: Tx, since: datetime, now: datetime) -> int:
    """Put in doubt whatever had not settled at `since`, the moment of a backup; return how many texts that are."""
    unsettled = update(outbound).where(outbound.c.state.in_((OutboundState.WAITING, *IN_DOUBT)))
    doubted = tx.connection.execute(
        unsettled.values(
            state=OutboundState.UNKNOWN,
            lease_token=None,
            lease_until=None,
            absences=0,
            attempted_at=func.coalesce(outbound.c.attempted_at, bindparam("since", since, Moment)),
            due_at=now,
        )
    )
    return doubted.rowcount


def any_in_doubt(tx: Tx, now: datetime) -> bool:
    """Whether any text in doubt is due for a look; one look at a small index, no lock."""
    return tx.connection.execute(_ANY_IN_DOUBT, {"now": now}).first() is not None


def known_sids(tx: Tx, sids: Collection[str]) -> frozenset[str]:
    """Return which of these SIDs some text already has."""
    return frozenset(tx.connection.execute(_KNOWN_SIDS, {"sids": list(sids)}).scalars())


def is_overtaken(tx: Tx, text: OutboundText) -> bool:
    """Whether a newer text of the same purpose waits for or went to the same worker about the same request."""
    query = select(outbound.c.id).where(
        outbound.c.request_key == text.request_key,
        outbound.c.worker_key == text.worker_key,
        outbound.c.purpose == text.purpose,
        outbound.c.created_at > text.created_at,
    )
    return tx.connection.execute(query.limit(1)).first() is not None


def goes_elsewhere(tx: Tx, text: OutboundText) -> bool:
    """Whether the same words are on their way to, or have reached, another phone of the same worker."""
    if text.worker_key is None:
        return False
    query = select(outbound.c.id).where(
        outbound.c.worker_key == text.worker_key,
        outbound.c.request_key == text.request_key,
        outbound.c.words_key == text.words,
        outbound.c.created_at == text.created_at,
        outbound.c.conversation_key != text.conversation_key,
        outbound.c.state.not_in((OutboundState.FAILED, OutboundState.DROPPED)),
        or_(outbound.c.receipt.is_(None), outbound.c.receipt.not_in(_NOT_DELIVERED)),
    )
    return tx.connection.execute(query.limit(1)).first() is not None


def held_relays(tx: Tx, request_key: int) -> tuple[OutboundText, ...]:
    """Return a worker's words that wait to be released, oldest first."""
    query = _TEXT.where(
        outbound.c.request_key == request_key,
        outbound.c.purpose == Purpose.RELAY,
        outbound.c.state == OutboundState.HELD,
    )
    return tuple(text_of(tx, row) for row in tx.connection.execute(query.order_by(outbound.c.created_at)))


def holding(tx: Tx, request_keys: Collection[int]) -> frozenset[int]:
    """Return which of these requests have a worker's words held back."""
    return frozenset(tx.connection.execute(_HOLDING, {"requests": list(request_keys)}).scalars())


def wake_family(tx: Tx, family_key: int, now: datetime) -> None:
    """Make due what waits of a family's automatic texts: the gate decides anew whether, when and how each leaves.

    What is held in answer to a cry stays held until their next text: whoever releases a phone does not have it in hand.
    """
    is_theirs = outbound.c.person_key.in_(select(persons.c.id).where(persons.c.family_key == family_key))
    automatic = outbound.c.purpose.in_((Purpose.REMINDER, Purpose.NOTICE))
    tx.connection.execute(update(outbound).where(_WAITS, automatic, is_theirs).values(due_at=now))


def had_texts_for_others(tx: Tx, conversation_key: int, person_keys: Collection[int]) -> bool:
    """Whether a phone was ever to get a text for a person who is none of these."""
    query = select(outbound.c.id).where(
        outbound.c.conversation_key == conversation_key,
        outbound.c.person_key.is_not(None),
        outbound.c.person_key.not_in(list(person_keys)),
    )
    return tx.connection.execute(query.limit(1)).first() is not None


def note_receipt(tx: Tx, key: int, status: str, error_code: int, now: datetime) -> bool:
    """Keep a receipt; False if it was kept before."""
    values = {"id": new_row_id(), "outbound_key": key, "status": status, "error_code": error_code, "received_at": now}
    return insert_once(tx, receipts, values, "outbound_key", "status", "error_code")


def outranks(tx: Tx, key: int, rank: int, **values: object) -> bool:
    """Record a receipt's status unless a higher one stands already; a late `sent` never undoes `delivered`."""
    risen = tx.connection.execute(_RISE, {**values, "receipt_rank": rank, "changed": key, "rank": rank})
    return risen.rowcount == 1


def wake_future(tx: Tx, now: datetime) -> int:
    """Make due what began waiting in the future: the machine's clock stepped back (docs/design.md)."""
    waiting = outbound.c.state.in_((OutboundState.WAITING, *IN_DOUBT))
    began_later = or_(outbound.c.created_at > now, outbound.c.attempts > 0)
    wake = update(outbound).where(waiting, began_later, outbound.c.due_at > now)
    rates = update(sender_rates).where(sender_rates.c.free_at > now + timedelta(minutes=10))
    tx.connection.execute(rates.values(free_at=now))
    return tx.connection.execute(wake.values(due_at=now)).rowcount


def texts_of_request(tx: Tx, request_key: int) -> tuple[Row[Any], ...]:
    """Return every text a request caused, oldest first, as rows for the progress page."""
    query: Select[Any] = select(outbound).where(outbound.c.request_key == request_key).order_by(outbound.c.created_at)
    return tuple(tx.connection.execute(query))


def text_of(tx: Tx, row: Row[Any]) -> OutboundText:
    """Open one row of the outbox."""
    return OutboundText(
        key=row.id,
        purpose=Purpose(row.purpose),
        conversation_key=row.conversation_key,
        person_key=row.person_key,
        worker_key=row.worker_key,
        request_key=row.request_key,
        words=row.words_key,
        params=params.unpack(tx.vault.open(PARAMS, row.id, row.params_sealed)),
        language=Language(row.language),
        body=tx.vault.open(BODY, row.id, row.body_sealed) if row.body_sealed else None,
        created_at=row.created_at,
        not_after=row.not_after,
        overridden=row.overridden,
        attempts=row.attempts,
        absences=row.absences,
        attempted_at=row.attempted_at,
        answers_at=row.answers_at,
        state=OutboundState(row.state),
        reason=row.reason,
        sid=row.sid,
    )
