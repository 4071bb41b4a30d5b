"""Looks at rows for people who check or ask afterwards: refused phones, the database's clock, one request's history."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from bot.model.help import HelpRequest
from bot.model.messages import OutboundState, Purpose
from bot.model.people import Wording
from bot.model.phones import Phone
from bot.model.value import value, value_in_order
from bot.store import conversations as stored_conversations
from bot.store import inbox, outbox, requests
from bot.store.engine import Tx
from bot.store.tables import Moment, conversations, help_requests, inbound, outbound, receipts


@value_in_order
class Refused:
    """A phone the carrier does not text: its owner opted out, or the number cannot be reached (with the code)."""

    opted_out: bool
    code: int | None


@value
class TextIn:
    """A received text of a request; `sent_at` is set where it reached us late, `taken_as` is its meaning."""

    at: datetime
    sent_at: datetime | None
    taken_as: str
    media_count: int
    words: str


@value
class TextOut:
    """A text a request caused: whom for, whether it left, why not; `words` are "" before they were fixed."""

    key: int
    at: datetime
    purpose: str
    worker_key: int | None
    left: bool
    state: str
    reason: str
    words: str


@value
class Receipt:
    """What the carrier said of one text."""

    at: datetime
    text_key: int
    status: str
    error_code: int


@value
class Traced:
    """One text of the outbox with all that became of it; `words` are "" before they were fixed.

    `answers_at`: when the text it answers was written. `wording`, `because`, `seen`: how and why it left, and what the
    gate saw then, if it did; `attempted_at` is the first try, `settled_at` the end.
    """

    key: int
    purpose: Purpose
    words_key: str
    language: str
    words: str
    conversation_key: int
    person_key: int | None
    worker_key: int | None
    request_key: int | None
    state: OutboundState
    reason: str | None
    created_at: datetime
    answers_at: datetime | None
    due_at: datetime
    wording: Wording | None
    because: str | None
    seen: str | None
    attempts: int
    attempted_at: datetime | None
    settled_at: datetime | None
    sid: str | None
    error_code: int | None


def refused_phones(tx: Tx) -> dict[Phone, Refused]:
    """Return every phone that cannot be texted, and why."""
    query = select(conversations).where(
        conversations.c.opted_out_at.is_not(None) | conversations.c.unreachable_code.is_not(None)
    )
    return {
        Phone(tx.vault.open(stored_conversations.CELL, row.id, row.phone_sealed)): Refused(
            row.opted_out_at is not None, row.unreachable_code
        )
        for row in tx.connection.execute(query)
    }


def database_time(tx: Tx) -> datetime | None:
    """Return the time by the database server's own clock; None for a file, which has none."""
    if not tx.locks_rows:
        return None
    told: datetime = tx.connection.execute(select(func.clock_timestamp())).scalar_one()
    return told


def newest_request(tx: Tx, code: str) -> HelpRequest | None:
    """Return the request of that code, the newest where a code was used again."""
    query = select(help_requests.c.id).where(help_requests.c.code == code)
    key = tx.connection.execute(query.order_by(help_requests.c.opened_at.desc()).limit(1)).scalar_one_or_none()
    return requests.get(tx, key) if key is not None else None


def texts_in(tx: Tx, request_key: int) -> tuple[TextIn, ...]:
    """Return every received text of a request, oldest first."""
    query = select(inbound).where(inbound.c.request_key == request_key).order_by(inbound.c.received_at)
    return tuple(
        TextIn(
            at=row.received_at,
            sent_at=row.sent_at,
            taken_as=row.intent or row.handled,
            media_count=row.media_count,
            words=inbox.words(tx, row),
        )
        for row in tx.connection.execute(query)
    )


def texts_out(tx: Tx, request_key: int) -> tuple[TextOut, ...]:
    """Return every text a request caused, oldest first."""
    return tuple(
        TextOut(
            key=row.id,
            at=row.settled_at or row.created_at,
            purpose=row.purpose,
            worker_key=row.worker_key,
            left=row.sid is not None,
            state=row.state,
            reason=row.reason or "",
            words=tx.vault.open(outbox.BODY, row.id, row.body_sealed) if row.body_sealed else "",
        )
        for row in outbox.texts_of_request(tx, request_key)
    )


def receipts_of(tx: Tx, request_key: int) -> tuple[Receipt, ...]:
    """Return every receipt of the texts a request caused, oldest first."""
    return _receipts(tx, outbound.c.request_key == request_key)


def receipts_of_text(tx: Tx, outbound_key: int) -> tuple[Receipt, ...]:
    """Return every receipt of one text, oldest first."""
    return _receipts(tx, outbound.c.id == outbound_key)


def traced(tx: Tx, key: int) -> Traced:
    """Return one text with all that became of it."""
    written_at = func.coalesce(inbound.c.sent_at, inbound.c.received_at, type_=Moment)
    query = select(outbound, written_at.label("answers_at")).outerjoin(inbound, outbound.c.inbound_key == inbound.c.id)
    row = tx.connection.execute(query.where(outbound.c.id == key)).one()
    return Traced(
        key=row.id,
        purpose=Purpose(row.purpose),
        words_key=row.words_key,
        language=row.language,
        words=tx.vault.open(outbox.BODY, row.id, row.body_sealed) if row.body_sealed else "",
        conversation_key=row.conversation_key,
        person_key=row.person_key,
        worker_key=row.worker_key,
        request_key=row.request_key,
        state=OutboundState(row.state),
        reason=row.reason,
        created_at=row.created_at,
        answers_at=row.answers_at,
        due_at=row.due_at,
        wording=Wording(row.wording) if row.wording else None,
        because=row.sent_because,
        seen=row.seen,
        attempts=row.attempts,
        attempted_at=row.attempted_at,
        settled_at=row.settled_at,
        sid=row.sid,
        error_code=row.error_code,
    )


def _receipts(tx: Tx, which: ColumnElement[bool]) -> tuple[Receipt, ...]:
    query = select(receipts).join(outbound).where(which)
    return tuple(
        Receipt(at=row.received_at, text_key=row.outbound_key, status=row.status, error_code=row.error_code)
        for row in tx.connection.execute(query.order_by(receipts.c.received_at))
    )
