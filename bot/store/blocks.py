"""Blocked numbers as rows, found by keyed hash; what is over stays on record. And how often a number was answered."""

from datetime import datetime

from sqlalchemy import bindparam, func, select, text, update

from bot.model.blocks import Block
from bot.model.messages import Purpose
from bot.model.phones import Phone
from bot.model.value import value
from bot.store.engine import Tx
from bot.store.tables import blocks, outbound
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

CELL, REASON = "blocks.phone_sealed", "blocks.reason_sealed"
LONGEST = 64
# Written out, because the partial index would not be found by a parameter.
_STANDS = text("blocks.lifted_at IS NULL")
_CURRENT = select(blocks.c.id, blocks.c.until_at, blocks.c.spent_at).where(
    _STANDS, blocks.c.phone_index == bindparam("phone"), blocks.c.until_at > bindparam("now")
)
_ANSWERS = select(func.count()).where(
    outbound.c.conversation_key == bindparam("conversation"),
    outbound.c.created_at > bindparam("since"),
    outbound.c.purpose.in_((Purpose.ANSWER, Purpose.HELP_ANSWER, Purpose.STAFF_ANSWER)),
)


@value
class Blocked:
    """A block that stands, for whoever lists them."""

    phone: Phone
    made_at: datetime
    until_at: datetime
    blocked_by: str
    reason: str
    is_spent: bool


def current(tx: Tx, phone: Phone, now: datetime) -> Block | None:
    """Return the block that stands on a number now."""
    row = tx.connection.execute(_CURRENT, {"phone": tx.vault.index(phone), "now": now}).one_or_none()
    return Block(key=row.id, until_at=row.until_at, is_spent=row.spent_at is not None) if row else None


def block(tx: Tx, phone: Phone, until_at: datetime, by: str, reason: str, now: datetime) -> None:
    """Block a number until then; a block that stands gets the new end, one that is over is put away."""
    standing = current(tx, phone, now)
    if standing is not None:
        tx.connection.execute(update(blocks).where(blocks.c.id == standing.key).values(until_at=until_at))
        return
    lift(tx, phone, now)
    key = new_row_id()
    values = {
        "id": key,
        "phone_sealed": tx.vault.seal(CELL, key, phone.e164),
        "phone_index": tx.vault.index(phone),
        "made_at": now,
        "until_at": until_at,
        "blocked_by": by[:LONGEST],
        "reason_sealed": tx.vault.seal(REASON, key, reason) if reason else None,
    }
    insert_once(tx, blocks, values)


def lift(tx: Tx, phone: Phone, now: datetime) -> bool:
    """Take a number's block off; False if none stood."""
    stood = current(tx, phone, now) is not None
    off = update(blocks).where(_STANDS, blocks.c.phone_index == tx.vault.index(phone))
    tx.connection.execute(off.values(lifted_at=now))
    return stood


def spend(tx: Tx, key: int, now: datetime) -> None:
    """Note that a cry from a blocked number has had its page."""
    tx.connection.execute(update(blocks).where(blocks.c.id == key).values(spent_at=now))


def standing(tx: Tx, now: datetime) -> tuple[Blocked, ...]:
    """Return the blocks that stand now, the one that ends first before the others."""
    query = select(blocks).where(_STANDS, blocks.c.until_at > now).order_by(blocks.c.until_at, blocks.c.id)
    return tuple(
        Blocked(
            phone=Phone(tx.vault.open(CELL, row.id, row.phone_sealed)),
            made_at=row.made_at,
            until_at=row.until_at,
            blocked_by=row.blocked_by,
            reason=tx.vault.open(REASON, row.id, row.reason_sealed) if row.reason_sealed else "",
            is_spent=row.spent_at is not None,
        )
        for row in tx.connection.execute(query)
    )


def answers_since(tx: Tx, conversation_key: int, since: datetime) -> int:
    """Count the automatic answers a number has had since then."""
    found = tx.connection.execute(_ANSWERS, {"conversation": conversation_key, "since": since})
    return int(found.scalar_one())
