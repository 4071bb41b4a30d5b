"""Texts taken for sending: leased with their words, charged to the sender's rate, and what the carrier said of them."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, select, update

from bot.model.messages import OutboundState
from bot.model.value import value_in_order
from bot.store.engine import Tx
from bot.store.outbox import BODY, OutboundText, change
from bot.store.tables import outbound, sender_rates
from bot.store.writing import insert_once

_EACH = update(outbound).where(outbound.c.id == bindparam("changed"))
_LEASED = select(outbound.c.id).where(
    outbound.c.id.in_(bindparam("keys", expanding=True)),
    outbound.c.lease_token.in_(bindparam("tokens", expanding=True)),
)
_LEASED = _LEASED.with_for_update()
_FREE_AT = select(sender_rates.c.free_at).where(sender_rates.c.sender == bindparam("of")).with_for_update()
_SPEND = update(sender_rates).where(sender_rates.c.sender == bindparam("of"))
_SPEND = _SPEND.values(segments_sent=sender_rates.c.segments_sent + bindparam("more"), free_at=bindparam("free_at"))


@value_in_order
class Lease:
    """A text to be taken for sending: the words it leaves in and what they cost, why it may leave and what was seen."""

    text: OutboundText
    token: str
    body: str
    segments: int
    wording: str
    because: str
    seen: str


@value_in_order
class Taken:
    """A text the carrier has taken: what it calls it, what it says of it, and how much that says."""

    key: int
    sid: str
    receipt: str
    rank: int


def lease(tx: Tx, leases: Collection[Lease], until: datetime, now: datetime) -> None:
    """Take texts for sending: their words are fixed now, so that the carrier's list can be searched for them."""
    rows = [
        {
            "changed": one.text.key,
            "state": OutboundState.SENDING,
            "lease_token": one.token,
            "lease_until": until,
            "due_at": until,
            "attempts": one.text.attempts + 1,
            "attempted_at": one.text.attempted_at or now,
            "body_sealed": tx.vault.seal(BODY, one.text.key, one.body),
            "segments": one.segments,
            "wording": one.wording,
            "sent_because": one.because,
            "seen": one.seen,
            "reason": None,
        }
        for one in leases
    ]
    tx.connection.execute(_EACH, rows)


def leased(tx: Tx, tokens: Mapping[int, str]) -> frozenset[int]:
    """Return those of these texts whose lease was not lost meanwhile, locked."""
    which = {"keys": list(tokens), "tokens": list(tokens.values())}
    return frozenset(tx.connection.execute(_LEASED, which).scalars())


def end_lease(tx: Tx, key: int) -> None:
    """End a lease; the caller writes the outcome in this transaction."""
    change(tx, key, lease_token=None, lease_until=None, state=OutboundState.UNKNOWN)


def taken(tx: Tx, texts: Collection[Taken], now: datetime) -> None:
    """End the leases of texts that the carrier took, under SIDs no other text has and before any receipt."""
    rows = [
        {
            "changed": one.key,
            "sid": one.sid,
            "receipt": one.receipt,
            "receipt_rank": one.rank,
            "state": OutboundState.SUBMITTED,
            "lease_token": None,
            "lease_until": None,
            "settled_at": now,
            "reason": None,
            "due_at": now,
        }
        for one in texts
    ]
    tx.connection.execute(_EACH, rows)


def free_at(tx: Tx, sender: str) -> datetime | None:
    """Return when a sender's rate is free again, its row locked; None before its first text."""
    at: datetime | None = tx.connection.execute(_FREE_AT, {"of": sender}).scalar_one_or_none()
    return at


def spend(tx: Tx, sender: str, free_at: datetime, segments: int) -> None:
    """Charge segments to a sender's rate."""
    more = {"of": sender, "free_at": free_at, "more": segments}
    if tx.connection.execute(_SPEND, more).rowcount == 1:
        return
    values = {"sender": sender, "free_at": free_at, "segments_sent": segments}
    if not insert_once(tx, sender_rates, values, "sender"):
        tx.connection.execute(_SPEND, more)
