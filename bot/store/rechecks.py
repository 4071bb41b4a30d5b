"""What the rows say of how well profiles still hold, and which of them a worker was asked to check again."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Row, and_, func, or_, select, update

from bot.model.messages import OutboundState
from bot.model.people import PhoneIs, Recheck, Relation
from bot.model.rechecks import Standing, Unanswered
from bot.model.value import value_in_order
from bot.store.engine import Tx
from bot.store.tables import conversations, families, outbound, persons, profile_changes, workers

_NOT_DELIVERED = ("undelivered", "failed", "canceled")


def standings(tx: Tx, questions: Collection[str], today: date, zone: tzinfo) -> tuple[Standing, ...]:
    """Return everybody in the program who has a phone and is no child; `questions` are the texts that ask something."""
    asked = (
        select(
            outbound.c.conversation_key,
            func.min(outbound.c.settled_at, type_=outbound.c.settled_at.type).label("first_at"),
            func.max(outbound.c.settled_at, type_=outbound.c.settled_at.type).label("last_at"),
        )
        .join(conversations, outbound.c.conversation_key == conversations.c.id)
        .where(
            outbound.c.words_key.in_(questions),
            outbound.c.state == OutboundState.SUBMITTED,
            or_(outbound.c.receipt.is_(None), outbound.c.receipt.not_in(_NOT_DELIVERED)),
            or_(conversations.c.heard_at.is_(None), outbound.c.settled_at > conversations.c.heard_at),
        )
        .group_by(outbound.c.conversation_key)
        .subquery()
    )
    own = and_(workers.c.id == families.c.worker_key, workers.c.active)
    query = (
        select(persons, families.c.code, families.c.started_on, workers.c.id.label("own"), asked)
        .join(families, persons.c.family_key == families.c.id)
        .outerjoin(workers, own)
        .outerjoin(conversations, conversations.c.phone_index == persons.c.phone_index)
        .outerjoin(asked, asked.c.conversation_key == conversations.c.id)
        .where(
            persons.c.phone_index.is_not(None),
            persons.c.relation != Relation.CHILD,
            or_(families.c.ended_on.is_(None), families.c.ended_on >= today),
        )
        .order_by(families.c.code, persons.c.position, persons.c.id)
    )
    return tuple(_standing(row, zone) for row in tx.connection.execute(query))


def _standing(row: Row[Any], zone: tzinfo) -> Standing:
    began = [day for day in (row.consented_on, row.started_on) if day is not None]
    unanswered = None
    if row.first_at is not None:
        first, last = row.first_at.astimezone(zone).date(), row.last_at.astimezone(zone).date()
        unanswered = Unanswered(first_on=first, last_on=last)
    return Standing(
        person_key=row.id,
        family=row.code,
        person_id=row.person_id,
        phone_is=PhoneIs(row.phone_is),
        worker_key=row.own,
        checked_on=row.checked_on,
        told_on=row.checked_on or max(began, default=None),
        happened=Recheck(row.recheck_because) if row.recheck_because else None,
        asked_on=row.recheck_asked_on,
        unanswered=unanswered,
    )


def note(tx: Tx, person_key: int, because: Recheck) -> None:
    """Note that something makes it doubtful what a person said is safe."""
    tx.connection.execute(update(persons).where(persons.c.id == person_key).values(recheck_because=because))


def note_phone(tx: Tx, conversation_key: int, because: Recheck) -> None:
    """Note the same of everybody who has the phone of a conversation."""
    phone = select(conversations.c.phone_index).where(conversations.c.id == conversation_key).scalar_subquery()
    tx.connection.execute(update(persons).where(persons.c.phone_index == phone).values(recheck_because=because))


def note_asked(tx: Tx, person_keys: Collection[int], today: date) -> None:
    """Note that a worker is asked today to ask these persons."""
    asked = update(persons).where(persons.c.id.in_(person_keys))
    tx.connection.execute(asked.values(recheck_asked_on=today))


def answered(tx: Tx, person_key: int) -> None:
    """Note that somebody has asked the person: nothing is doubtful any more."""
    settled = update(persons).where(persons.c.id == person_key)
    tx.connection.execute(settled.values(recheck_because=None, recheck_asked_on=None))


@value_in_order
class Changed:
    """When a person's profile was last changed, and by whom: a worker's id, or what else did it."""

    at: datetime
    actor: str


def last_changed(tx: Tx) -> Mapping[int, Changed]:
    """Return the last change of each person's profile; a person whose profile nobody changed is not among them."""
    query = select(profile_changes.c.person_key, profile_changes.c.at, profile_changes.c.actor)
    rows = tx.connection.execute(query.order_by(profile_changes.c.at, profile_changes.c.id))
    return {row.person_key: Changed(row.at, row.actor) for row in rows}
