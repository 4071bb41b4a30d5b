"""Texts received, as rows: kept once each, whatever happens to them next."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.model.meaning import Meaning
from bot.model.messages import Inbound, Source
from bot.store.engine import Tx
from bot.store.tables import inbound
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

BODY = "inbound.body_sealed"
SENDER = "inbound.sender_sealed"
PART = 500
"""So many are asked about at once."""
_KEPT = select(inbound.c.message_sid).where(inbound.c.message_sid.in_(bindparam("sids", expanding=True)))
FETCHED = "inbox_fetched"
"""The beat that tells up to when the carrier's list has been read."""


def keep(tx: Tx, received: Inbound, conversation_key: int | None, meaning: Meaning | None, handled: str) -> int | None:
    """Keep a text; None if this `MessageSid` was kept before. `handled`: turn, unread or ignored."""
    key = new_row_id()
    values = {
        "id": key,
        "message_sid": received.message_sid,
        "conversation_key": conversation_key,
        "sender_sealed": tx.vault.seal(SENDER, key, received.sender_raw),
        "body_sealed": tx.vault.seal(BODY, key, received.body),
        "media_count": received.media_count,
        "received_at": received.received_at,
        "sent_at": received.sent_at,
        "source": received.source,
        "intent": meaning.intent if meaning else None,
        "urgency": meaning.urgency if meaning else None,
        "handled": handled,
        "answered_alone": False,
    }
    return key if insert_once(tx, inbound, values, "message_sid") else None


def is_kept(tx: Tx, message_sid: str) -> bool:
    """Whether a text of that `MessageSid` has been kept."""
    return bool(kept_of(tx, (message_sid,)))


def kept_of(tx: Tx, message_sids: Collection[str]) -> frozenset[str]:
    """Return which of these `MessageSid`s have been kept."""
    listed = list(message_sids)
    parts = (listed[start : start + PART] for start in range(0, len(listed), PART))
    return frozenset(sid for part in parts for sid in tx.connection.execute(_KEPT, {"sids": part}).scalars())


def attach(tx: Tx, inbound_key: int, request_key: int) -> None:
    """Note that a text belongs to a help request."""
    tx.connection.execute(update(inbound).where(inbound.c.id == inbound_key).values(request_key=request_key))


def attach_since(tx: Tx, conversation_key: int, since: datetime, request_key: int) -> None:
    """Let texts of a phone that belong to no request yet belong to this one: its first words were only asked about."""
    loose = update(inbound).where(
        inbound.c.conversation_key == conversation_key,
        inbound.c.received_at >= since,
        inbound.c.request_key.is_(None),
    )
    tx.connection.execute(loose.values(request_key=request_key))


def words_of(tx: Tx, request_key: int) -> tuple[tuple[datetime, str, bool], ...]:
    """Return what the family wrote or said in a request: when, the words, whether pictures came; oldest first."""
    query = select(inbound).where(inbound.c.request_key == request_key).order_by(inbound.c.received_at)
    rows = [(row, words(tx, row)) for row in tx.connection.execute(query)]
    return tuple(
        (row.sent_at or row.received_at, said, row.media_count > 0)
        for row, said in rows
        if said or row.source != Source.CALL  # who called and said nothing has left no words
    )


def words(tx: Tx, row: Row[Any]) -> str:
    """Open the body of a received text."""
    return tx.vault.open(BODY, row.id, row.body_sealed)
