"""Many rows in one look or one write, for when a thousand texts leave at once; each alone has its own module."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam

from bot.model.phones import Phone
from bot.model.visits import Question, Visit
from bot.store.conversations import ALL, CELL, CHANGE, Known, as_known, sealed_question
from bot.store.engine import Tx
from bot.store.tables import conversations, visits
from bot.store.visits import IN_ORDER, VISIT, read

_CONVERSATIONS = ALL.where(conversations.c.id.in_(bindparam("keys", expanding=True)))
_VISITS = VISIT.where(visits.c.id.in_(bindparam("keys", expanding=True))).order_by(*IN_ORDER)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was sent to a phone, and in which state its answer is heard."""

    conversation_key: int
    state: str
    question: Question
    expires_at: datetime


def known(tx: Tx, keys: Collection[int]) -> Mapping[int, Known]:
    """Return these conversations, not locked."""
    if not keys:
        return {}
    return {
        row.id: as_known(tx, row, Phone(tx.vault.open(CELL, row.id, row.phone_sealed)))
        for row in tx.connection.execute(_CONVERSATIONS, {"keys": list(keys)}).all()
    }


def visits_by_keys(tx: Tx, keys: Collection[int]) -> Mapping[int, Visit]:
    """Return these visits."""
    return {visit.key: visit for visit in read(tx, _VISITS, {"keys": list(keys)})} if keys else {}


def ask(tx: Tx, asked: Collection[Asked], now: datetime) -> None:
    """Let the next digit of each phone answer the question that has just been sent to it."""
    rows = [
        {
            "changed": one.conversation_key,
            "state": one.state,
            "asked_at": now,
            "expires_at": one.expires_at,
            "question_sealed": sealed_question(tx, one.conversation_key, one.question),
        }
        for one in asked
    ]
    if rows:
        tx.connection.execute(CHANGE, rows)
