"""Reads across the whole line for a screen: every request, visit and text that wanted to leave, and how each stands."""

from dataclasses import astuple
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy import text as sql

from bot.model.calls import CallState
from bot.model.help import HelpRequest, StepKind
from bot.model.messages import OutboundState
from bot.model.policy import Tier
from bot.model.value import value, value_in_order
from bot.model.visits import Visit
from bot.store import outbox, reminders, requests
from bot.store import visits as all_visits
from bot.store.engine import Tx
from bot.store.outbox import OutboundText
from bot.store.reminders import ReminderFate
from bot.store.tables import (
    calls,
    help_requests,
    lone_checks,
    outbound,
    receipts,
    report_clocks,
    shift_questions,
    visits,
    voicemails,
)

_LAST = frozenset({StepKind.ROUND_OVER, StepKind.MORNING_LIST})


@value
class TextFate:
    """A text of the outbox and what became of it; `receipt` is the carrier's last word, `reason` the gate's or ours."""

    text: OutboundText
    reason: str | None
    due_at: datetime
    receipt: str | None
    receipt_at: datetime | None
    error_code: int | None

    @property
    def state(self) -> OutboundState:
        """Where the text stands."""
        return self.text.state


@value
class StepTaken:
    """One step of a request; `outbound_key` is the page or the words that belong to it."""

    at: datetime
    kind: StepKind
    tier: Tier | None
    round: int
    worker_key: int | None
    outbound_key: int | None


@value
class VisitStanding:
    """A visit, what became of its reminders, and when the line looks next at these, or at whether it took place."""

    visit: Visit
    fates: tuple[ReminderFate, ...]
    reminds_at: datetime | None
    watches_at: datetime | None

    @property
    def looks_at(self) -> datetime | None:
        """When the line looks at it next for whatever reason."""
        return min((at for at in (self.reminds_at, self.watches_at) if at is not None), default=None)


@value_in_order
class Dues:
    """When the next row is due: a request's step, a text that waits to leave or is in doubt, a visit's two looks.

    And a question about a shift (`night`), the clock of a mandated report, a worker alone at a visit (`alone`).
    And a call that is to be placed or looked after (`call`), or a message to be fetched (`message`).
    """

    step: datetime | None
    text: datetime | None
    doubt: datetime | None
    reminder: datetime | None
    watch: datetime | None
    night: datetime | None
    clock: datetime | None
    alone: datetime | None
    call: datetime | None
    message: datetime | None

    @property
    def first(self) -> datetime | None:
        """When the first of them is due."""
        return min((at for at in astuple(self) if at is not None), default=None)


# Written out as the partial indexes have it, or each look would read whole tables.
_DUES = select(
    select(func.min(help_requests.c.next_step_at))
    .where(sql("help_requests.state <> 'closed' AND help_requests.next_step_at IS NOT NULL"))
    .scalar_subquery()
    .label("step"),
    select(func.min(outbound.c.due_at)).where(sql("outbound.state = 'waiting'")).scalar_subquery().label("text"),
    select(func.min(outbound.c.due_at))
    .where(sql("outbound.state IN ('sending', 'unknown')"))
    .scalar_subquery()
    .label("doubt"),
    select(func.min(visits.c.next_reminder_at))
    .where(sql("visits.next_reminder_at IS NOT NULL"))
    .scalar_subquery()
    .label("reminder"),
    select(func.min(visits.c.next_watch_at))
    .where(sql("visits.next_watch_at IS NOT NULL"))
    .scalar_subquery()
    .label("watch"),
    select(func.min(shift_questions.c.next_step_at))
    .where(sql("shift_questions.next_step_at IS NOT NULL"))
    .scalar_subquery()
    .label("night"),
    select(func.min(report_clocks.c.next_at))
    .where(sql("report_clocks.ended_at IS NULL"))
    .scalar_subquery()
    .label("clock"),
    select(func.min(lone_checks.c.due_at))
    .where(sql("lone_checks.ended_at IS NULL AND lone_checks.due_at IS NOT NULL"))
    .scalar_subquery()
    .label("alone"),
    select(func.min(calls.c.due_at))
    .where(sql("calls.state <> 'ended' AND calls.due_at IS NOT NULL"))
    .scalar_subquery()
    .label("call"),
    select(func.min(voicemails.c.due_at))
    .where(sql("voicemails.due_at IS NOT NULL"))
    .scalar_subquery()
    .label("message"),
)


def newest_texts(tx: Tx, most: int) -> tuple[TextFate, ...]:
    """Return the texts written last, newest first, whether they left or not."""
    receipt_at = (
        select(func.max(receipts.c.received_at))
        .where(receipts.c.outbound_key == outbound.c.id, receipts.c.status == outbound.c.receipt)
        .scalar_subquery()
    )
    query = select(outbound, receipt_at.label("receipt_at")).order_by(
        outbound.c.created_at.desc(), outbound.c.lane, outbound.c.due_at.desc(), outbound.c.id
    )
    found = []
    for row in tx.connection.execute(query.limit(most)).all():
        text = outbox.get(tx, row.id)
        assert text is not None
        found.append(
            TextFate(
                text=text,
                reason=row.reason,
                due_at=row.due_at,
                receipt=row.receipt,
                receipt_at=row.receipt_at,
                error_code=row.error_code,
            )
        )
    return tuple(found)


def newest_requests(tx: Tx, most: int) -> tuple[HelpRequest, ...]:
    """Return the requests opened last, newest first, closed ones too."""
    query = select(help_requests.c.id).order_by(help_requests.c.opened_at.desc(), help_requests.c.id)
    return tuple(requests.get(tx, key) for key in tx.connection.execute(query.limit(most)).scalars().all())


def last_visits(tx: Tx, most: int) -> tuple[VisitStanding, ...]:
    """Return the visits that begin last, soonest first, whatever became of them."""
    query = select(visits.c.id, visits.c.next_reminder_at, visits.c.next_watch_at).order_by(visits.c.starts_at.desc())
    looks = {row.id: row for row in tx.connection.execute(query.limit(most)).all()}
    return tuple(
        VisitStanding(
            visit=visit,
            fates=reminders.fates(tx, visit.key),
            reminds_at=looks[visit.key].next_reminder_at,
            watches_at=looks[visit.key].next_watch_at,
        )
        for visit in all_visits.by_keys(tx, looks.keys())
    )


def steps_taken(tx: Tx, request_key: int) -> tuple[StepTaken, ...]:
    """Return the steps of a request in the order in which they were taken, also within one moment."""
    steps = (
        StepTaken(
            at=row.at,
            kind=StepKind(row.kind),
            tier=Tier(row.tier) if row.tier else None,
            round=row.round,
            worker_key=row.worker_key,
            outbound_key=row.outbound_key,
        )
        for row in requests.steps(tx, request_key)
    )
    return tuple(sorted(steps, key=_place))


def _place(step: StepTaken) -> tuple[datetime, bool, int, int, int]:
    """Order steps of one moment: what caused them, then tier by tier, then the end of the round."""
    tier = list(Tier).index(step.tier) + 1 if step.tier else 0
    return step.at, step.kind in _LAST, tier, step.round, list(StepKind).index(step.kind)


def next_due(tx: Tx) -> datetime | None:
    """Return when the next row is due, whatever it is."""
    return next_dues(tx).first


def next_dues(tx: Tx) -> Dues:
    """Return when the next row of each kind is due, in one look."""
    return Dues(*tuple(tx.connection.execute(_DUES).one()))


def next_ring(tx: Tx) -> datetime | None:
    """Return when the next phone is to ring, unless somebody takes what it is about before."""
    due_at: datetime | None = tx.connection.execute(
        select(func.min(calls.c.due_at)).where(calls.c.state == CallState.WAITING)
    ).scalar_one_or_none()
    return due_at


def receipt_of(tx: Tx, outbound_key: int) -> str | None:
    """Return the carrier's last word on a text."""
    receipt: str | None = tx.connection.execute(
        select(outbound.c.receipt).where(outbound.c.id == outbound_key)
    ).scalar_one_or_none()
    return receipt
