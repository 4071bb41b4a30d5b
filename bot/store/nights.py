"""Shift questions as rows: asked, asked again, told to supervisors, answered; each once."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, insert, or_, select, update

from bot.model.messages import OutboundState, Purpose
from bot.model.nights import NightCounts, RoundTrip, ShiftQuestion, Stretch
from bot.model.policy import Tier
from bot.store.engine import Tx
from bot.store.tables import Moment, outbound, receipts, shift_questions

_DELIVERED = ("delivered", "read")
_NOT_DELIVERED = ("undelivered", "failed", "canceled")
_ENDED = (OutboundState.DROPPED, OutboundState.FAILED)

_ORDER = (shift_questions.c.starts_at, shift_questions.c.id)
_NEAR = (
    select(shift_questions)
    .where(or_(shift_questions.c.starts_at >= bindparam("since"), shift_questions.c.next_step_at.is_not(None)))
    .order_by(*_ORDER)
)


def near(tx: Tx, since: datetime) -> tuple[ShiftQuestion, ...]:
    """Return the questions about shifts that begin after `since`, and those that wait for a step; oldest first."""
    return tuple(_question_of(row) for row in tx.connection.execute(_NEAR, {"since": since}))


def of_worker(tx: Tx, worker_key: int, now: datetime) -> tuple[ShiftQuestion, ...]:
    """Return the questions a worker's `S` may answer: about shifts that have not ended; locked, oldest first."""
    return _questions(tx, shift_questions.c.worker_key == worker_key, shift_questions.c.ends_at > now, locked=True)


def next_number(tx: Tx, worker_key: int) -> int:
    """Return the number of a worker's next question; whoever asks holds the lock of the rota."""
    query = select(func.max(shift_questions.c.number)).where(shift_questions.c.worker_key == worker_key)
    return int(tx.connection.execute(query).scalar_one() or 0) + 1


def keep(tx: Tx, question: ShiftQuestion, asked_key: int) -> None:
    """Keep a question that is asked now, with the text that asks it."""
    values = {
        "id": question.key,
        "worker_key": question.worker_key,
        "number": question.number,
        "tier": question.tier,
        "starts_at": question.starts_at,
        "ends_at": question.ends_at,
        "answer_by": question.answer_by,
        "asked_at": question.asked_at,
        "asked_key": asked_key,
        "next_step_at": question.next_step_at,
    }
    tx.connection.execute(insert(shift_questions).values(values))


def change(tx: Tx, key: int, **values: object) -> bool:
    """Set columns of a question nobody has answered; False if somebody has meanwhile."""
    unanswered = update(shift_questions).where(shift_questions.c.id == key, shift_questions.c.seen_at.is_(None))
    return tx.connection.execute(unanswered.values(values)).rowcount == 1


def note_seen(tx: Tx, key: int, now: datetime, *, was_told: bool) -> bool:
    """Note that a worker has seen a shift; False if somebody changed the question since the turn read it."""
    is_told = shift_questions.c.told_at.is_not(None) if was_told else shift_questions.c.told_at.is_(None)
    stands = update(shift_questions).where(
        shift_questions.c.id == key,
        shift_questions.c.seen_at.is_(None),
        shift_questions.c.withdrawn_at.is_(None),
        is_told,
    )
    return tx.connection.execute(stands.values(seen_at=now, next_step_at=None)).rowcount == 1


def once(key: int) -> str:
    """Return how the keys of the texts about a question begin."""
    return f"shift:{key}:"


def revive(tx: Tx, question: ShiftQuestion, stretch: Stretch, now: datetime) -> None:
    """Let a shift be theirs again whose question was let go; what was not answered is due at once."""
    tx.connection.execute(
        update(shift_questions)
        .where(shift_questions.c.id == question.key)
        .values(withdrawn_at=None, ends_at=stretch.ends_at, next_step_at=None if question.seen_at else now)
    )


def is_delivered(tx: Tx, question: ShiftQuestion) -> bool | None:
    """Whether a text of a question arrived, by the carrier's word; None where it has said nothing."""
    texts = select(outbound.c.state, outbound.c.receipt).where(_asks(question.key, question.worker_key))
    rows = tx.connection.execute(texts).all()
    if any(row.receipt in _DELIVERED for row in rows):
        return True
    return False if any(row.receipt in _NOT_DELIVERED or row.state in _ENDED for row in rows) else None


def last_round_trip(tx: Tx) -> RoundTrip | None:
    """Return the last question that came back whole: it left, it arrived, and its answer came in."""
    query = select(shift_questions).where(shift_questions.c.seen_at.is_not(None))
    row = tx.connection.execute(query.order_by(shift_questions.c.seen_at.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    arrived = (
        select(func.min(receipts.c.received_at, type_=Moment))
        .join(outbound, receipts.c.outbound_key == outbound.c.id)
        .where(_asks(row.id, row.worker_key), receipts.c.status.in_(_DELIVERED))
    )
    delivered_at: datetime | None = tx.connection.execute(arrived).scalar_one()
    return RoundTrip(asked_at=row.asked_at, delivered_at=delivered_at, seen_at=row.seen_at)


def last_unseen(tx: Tx) -> ShiftQuestion | None:
    """Return the question about the newest shift of whose silence supervisors were told, if it stands."""
    query = _rows(shift_questions.c.told_at.is_not(None), shift_questions.c.withdrawn_at.is_(None))
    newest = query.order_by(None).order_by(shift_questions.c.told_at.desc()).limit(1)
    row = tx.connection.execute(newest).one_or_none()
    return None if row is None or row.seen_at is not None else _question_of(row)


def counts(tx: Tx, since: datetime, until: datetime) -> NightCounts:
    """Count the questions about shifts that began from `since` until before `until`."""
    asked = _questions(
        tx,
        shift_questions.c.starts_at >= since,
        shift_questions.c.starts_at < until,
        shift_questions.c.withdrawn_at.is_(None),
    )
    seen = [one for one in asked if one.seen_at is not None]
    in_time = sum(one.told_at is None for one in seen)
    return NightCounts(in_time=in_time, late=len(seen) - in_time, unseen=len(asked) - len(seen))


def _asks(question_key: int, worker_key: int) -> ColumnElement[bool]:
    """Match the texts that ask a worker a question, on each phone and both times."""
    is_question = (outbound.c.worker_key == worker_key) & (outbound.c.purpose == Purpose.SHIFT_QUESTION)
    return is_question & outbound.c.once.startswith(once(question_key), autoescape=True)


def _rows(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(shift_questions).where(*conditions).order_by(*_ORDER)


def _questions(tx: Tx, *conditions: ColumnElement[bool], locked: bool = False) -> tuple[ShiftQuestion, ...]:
    query = _rows(*conditions)
    rows = tx.connection.execute(query.with_for_update(key_share=True) if locked else query)
    return tuple(_question_of(row) for row in rows)


def _question_of(row: Row[Any]) -> ShiftQuestion:
    return ShiftQuestion(
        key=row.id,
        number=row.number,
        worker_key=row.worker_key,
        tier=Tier(row.tier),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        answer_by=row.answer_by,
        asked_at=row.asked_at,
        asked_again_at=row.asked_again_at,
        told_at=row.told_at,
        seen_at=row.seen_at,
        withdrawn_at=row.withdrawn_at,
        next_step_at=row.next_step_at,
    )
