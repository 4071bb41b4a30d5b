"""What was decided of each text that did not simply leave: the row of the outbox changes, and the decision is kept.

Why a text that left could leave stands in its own row, written with its lease (`leases`), so that it costs no other.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, insert, or_, select, text, update

from bot.model.messages import Decided, OnItsWay, OutboundState, Purpose
from bot.model.value import value
from bot.store import outbox
from bot.store.engine import Tx
from bot.store.outbox import OutboundText
from bot.store.tables import decisions, outbound
from bot.store.vault import new_row_id

ESCAPE = "/"
_DROP = update(outbound).where(outbound.c.id == bindparam("dropped"))
_DROP = _DROP.values(state=OutboundState.DROPPED, reason=bindparam("why"), settled_at=bindparam("at"))
# Written out, because the partial indexes would not be found by a parameter.
_IS_HELD = text("outbound.state = 'held'")
_WAITS = text("outbound.state = 'waiting'")


_WAITING_UNDER = select(outbound.c.id).where(_WAITS, outbound.c.once.like(bindparam("begins"), escape=ESCAPE))
_WAITING_UNDER = _WAITING_UNDER.with_for_update()
_DECISION = insert(decisions)


@value
class Decision:
    """One decision about a text, as it was taken; `seen` holds the facts of that moment (`rules.seen`)."""

    at: datetime
    verdict: Decided
    reason: str
    until: datetime | None
    worker_key: int | None
    seen: str | None


def wait(tx: Tx, of: OutboundText, until: datetime, reason: str, now: datetime, *, seen: str = "") -> None:
    """Let a text wait until a moment, at which everything is asked again."""
    outbox.change(tx, of.key, due_at=until, reason=reason)
    _note(tx, of.key, Decided.WAITS, reason, now, until=until, seen=seen)


def keep_waiting(tx: Tx, of: OutboundText, look_at: datetime, reason: str, now: datetime, *, seen: str = "") -> None:
    """Let a text wait for something that has no time; however often it is looked at, that is one decision."""
    outbox.change(tx, of.key, due_at=look_at, reason=reason)
    if of.reason != reason:
        _note(tx, of.key, Decided.WAITS, reason, now, seen=seen)


def hold(tx: Tx, of: OutboundText, reason: str, now: datetime, *, seen: str = "") -> None:
    """Hold a text until its phone's next text or a worker's word."""
    outbox.change(tx, of.key, state=OutboundState.HELD, reason=reason)
    _note(tx, of.key, Decided.HELD, reason, now, seen=seen)


def drop(tx: Tx, of: OutboundText, reason: str, now: datetime, *, seen: str = "", reroute: bool = False) -> None:
    """End a text that never leaves; `reroute`: its worker is told instead."""
    outbox.change(tx, of.key, state=OutboundState.DROPPED, reason=reason, settled_at=now)
    _note(tx, of.key, Decided.REROUTED if reroute else Decided.DROPPED, reason, now, seen=seen)


def fail(tx: Tx, of: OutboundText, reason: str, now: datetime) -> None:
    """End a text that cannot leave."""
    outbox.change(tx, of.key, state=OutboundState.FAILED, reason=reason, settled_at=now)
    _note(tx, of.key, Decided.FAILED, reason, now)


def release(tx: Tx, of: OutboundText, due_at: datetime, worker_key: int | None, now: datetime) -> None:
    """Lift the gate's hold on a text once, by a worker's word."""
    outbox.change(tx, of.key, state=OutboundState.WAITING, overridden=True, due_at=due_at, reason=None)
    _note(tx, of.key, Decided.RELEASED, OnItsWay.RELEASED, now, worker_key=worker_key)


def doubt(tx: Tx, of: OutboundText, look_at: datetime, now: datetime) -> None:
    """Nobody knows whether the carrier has a text: its list is asked before anything is tried again."""
    outbox.change(tx, of.key, state=OutboundState.UNKNOWN, due_at=look_at)
    _note(tx, of.key, Decided.DOUBTED, OnItsWay.NO_ANSWER, now, until=look_at)


def try_again(tx: Tx, of: OutboundText, now: datetime) -> None:
    """Let a text leave again that the carrier's list does not have."""
    outbox.change(tx, of.key, state=OutboundState.WAITING, absences=0, due_at=now)
    _note(tx, of.key, Decided.AGAIN, OnItsWay.NOT_AT_CARRIER, now)


def drop_held(tx: Tx, conversation_key: int, purposes: Collection[Purpose], reason: str, now: datetime) -> None:
    """Drop what waited for this phone's next text: the answer to that text says how things stand now."""
    of_phone = outbound.c.conversation_key == conversation_key
    _drop_all(tx, _those(of_phone & _IS_HELD & outbound.c.purpose.in_(list(purposes))), {}, reason, now)


def drop_waiting(tx: Tx, once_begins: str, reason: str, now: datetime) -> None:
    """Drop what still waits to leave under keys that begin so: it is no longer true."""
    begins = "".join(f"{ESCAPE}{letter}" if letter in {ESCAPE, "%", "_"} else letter for letter in once_begins)
    _drop_all(tx, _WAITING_UNDER, {"begins": f"{begins}%"}, reason, now)


def drop_unsent(tx: Tx, conversation_key: int, reason: str, now: datetime) -> None:
    """Drop the words for whoever had this phone; what is automatic is asked about itself when it leaves."""
    answers = outbound.c.purpose.not_in([purpose for purpose in Purpose if purpose.needs_consent])
    of_phone = outbound.c.conversation_key == conversation_key
    _drop_all(tx, _those(of_phone & or_(_IS_HELD, _WAITS) & answers), {}, reason, now)


def of_text(tx: Tx, outbound_key: int) -> tuple[Decision, ...]:
    """Return every decision about a text, oldest first."""
    query = select(decisions).where(decisions.c.outbound_key == outbound_key).order_by(decisions.c.at)
    return tuple(
        Decision(
            at=row.at,
            verdict=Decided(row.verdict),
            reason=row.reason,
            until=row.until,
            worker_key=row.worker_key,
            seen=row.seen,
        )
        for row in tx.connection.execute(query)
    )


def _those(which: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(outbound.c.id).where(which).with_for_update()


def _drop_all(tx: Tx, which: Select[Any], params: Mapping[str, object], reason: str, now: datetime) -> None:
    found = tx.connection.execute(which, dict(params)).scalars().all()
    if found:
        tx.connection.execute(_DROP, [{"dropped": key, "why": reason, "at": now} for key in found])
    for key in found:
        _note(tx, key, Decided.DROPPED, reason, now)


def _note(
    tx: Tx,
    outbound_key: int,
    verdict: Decided,
    reason: str,
    now: datetime,
    *,
    until: datetime | None = None,
    worker_key: int | None = None,
    seen: str = "",
) -> None:
    values = {
        "id": new_row_id(),
        "outbound_key": outbound_key,
        "at": now,
        "verdict": verdict,
        "reason": reason,
        "until": until,
        "worker_key": worker_key,
        "seen": seen or None,
    }
    tx.connection.execute(_DECISION, values)
