"""Looks at rows for people who check or ask afterwards: refused phones, the database's clock, one request's history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

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


def texts_in(tx: Tx, request_key: int) -> tuple[tuple[Row[Any], str], ...]:
    """Return every received text of a request with its words, oldest first."""
    query = select(inbound).where(inbound.c.request_key == request_key).order_by(inbound.c.received_at)
    return tuple((row, inbox.words(tx, row)) for row in tx.connection.execute(query))


def texts_out(tx: Tx, request_key: int) -> tuple[tuple[Row[Any], str], ...]:
    """Return every text a request caused with its words ("" before they were fixed), oldest first."""
    rows = outbox.texts_of_request(tx, request_key)
    return tuple((row, tx.vault.open(outbox.BODY, row.id, row.body_sealed) if row.body_sealed else "") for row in rows)


def receipts_of(tx: Tx, request_key: int) -> tuple[Row[Any], ...]:
    """Return every receipt of the texts a request caused, oldest first."""
    query = select(receipts).join(outbound).where(outbound.c.request_key == request_key)
    return tuple(tx.connection.execute(query.order_by(receipts.c.received_at)))
