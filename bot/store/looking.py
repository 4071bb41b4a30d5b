"""Looks at rows for people who check or ask afterwards: refused phones, the database's clock, one request's history."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.model.help import HelpRequest
from bot.model.phones import Phone
from bot.store import conversations as stored_conversations
from bot.store import inbox, outbox, requests
from bot.store.engine import Tx
from bot.store.tables import conversations, help_requests, inbound, outbound, receipts


@dataclass(frozen=True, slots=True)
class Refused:
    """A phone the carrier does not text: its owner opted out, or the number cannot be reached (with the code)."""

    opted_out: bool
    code: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextIn:
    """A received text of a request; `sent_at` is set where it reached us late, `taken_as` is its meaning."""

    at: datetime
    sent_at: datetime | None
    taken_as: str
    media_count: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the carrier said of one text."""

    at: datetime
    text_key: int
    status: str
    error_code: int


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
    query = select(receipts).join(outbound).where(outbound.c.request_key == request_key)
    return tuple(
        Receipt(at=row.received_at, text_key=row.outbound_key, status=row.status, error_code=row.error_code)
        for row in tx.connection.execute(query.order_by(receipts.c.received_at))
    )
