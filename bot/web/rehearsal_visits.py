"""The visits as rows of a table: when, how they stand, who answered, and what became of each reminder."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot.model.messages import OutboundState, Purpose
from bot.model.value import value, value_in_order
from bot.model.visits import Maker, Outcome, Reply, Visit
from bot.services import Services
from bot.store import people
from bot.store.engine import Tx
from bot.store.overview import VisitStanding
from bot.store.reminders import ReminderFate
from bot.web import plain_words
from bot.web.wall_clock import when

OUTCOMES: Mapping[Outcome, tuple[str, str]] = {
    Outcome.HELD: ("Took place", "good"),
    Outcome.MISSED: ("Missed", "bad"),
    Outcome.EXCUSED: ("Excused", "held"),
    Outcome.CANCELLED_BY_FAMILY: ("Off, by the family", "held"),
    Outcome.CANCELLED_BY_PROGRAM: ("Off, by us", "held"),
}
REPLIES: Mapping[Reply, str] = {Reply.FINE: "it suits", Reply.NOT_FINE: "does not suit", Reply.ON_MY_WAY: "on the way"}
MAKERS: Mapping[Maker, str] = {
    Maker.OFFICE: "Changed by the office",
    Maker.FAMILY: "Moved by the family",
    Maker.WORKER: "Given back by the worker",
}


@value_in_order
class ReminderLine:
    """One reminder of a visit, and what became of it."""

    words: str
    why: str


@value
class VisitRow:
    """One visit as it stands."""

    number: int
    family: str
    at: str
    kind: str
    state: str
    tone: str
    change: str
    answers: Sequence[str]
    reminders: Sequence[ReminderLine]
    next: str


def visit_rows(tx: Tx, services: Services, known: Sequence[VisitStanding], now: datetime) -> Sequence[VisitRow]:
    """Return the rows of a table of visits."""
    return tuple(_row(tx, services, standing, now) for standing in known)


def _row(tx: Tx, services: Services, standing: VisitStanding, now: datetime) -> VisitRow:
    hours, visit = services.program.hours, standing.visit
    local = hours.local(now)
    state, tone = _state(visit)
    return VisitRow(
        number=visit.number,
        family=visit.family,
        at=when(hours.local(visit.starts_at), local),
        kind=f"{visit.kind.replace('_', ' ').capitalize()}, {people.worker(tx, visit.worker_key).given_name}",
        state=state,
        tone=tone,
        change=_change(visit),
        answers=tuple(_answers(tx, services, visit, now)),
        reminders=tuple(_reminder(services, fate, visit, now) for fate in standing.fates),
        next=when(hours.local(standing.looks_at), local) if standing.looks_at else "",
    )


def _state(visit: Visit) -> tuple[str, str]:
    """Say how a visit stands, and in which tone."""
    if visit.outcome is not None:
        return OUTCOMES[visit.outcome]
    if visit.flagged_at is not None:
        return "Possible no-show", "bad"
    if visit.arrived_at is not None:
        return "Worker is there", "good"
    if visit.is_refused:
        return "Does not suit", "held"
    return ("Confirmed", "good") if visit.is_confirmed else ("Planned", "calm")


def _change(visit: Visit) -> str:
    """Say what a version, or a miss that waits for a supervisor, has of its own."""
    if visit.count_waits is not None:
        return "Does not count before a supervisor has decided"
    return MAKERS[visit.made_by] if visit.version > 1 else ""


def _answers(tx: Tx, services: Services, visit: Visit, now: datetime) -> Iterator[str]:
    hours = services.program.hours
    for one in visit.attendees:
        if one.reply is not None and one.replied_at is not None:
            at = when(hours.local(one.replied_at), hours.local(now))
            yield f"{people.person(tx, one.person_key).name}: {REPLIES[one.reply]}, {at}"


def _reminder(services: Services, fate: ReminderFate, visit: Visit, now: datetime) -> ReminderLine:
    """Say what became of a reminder; one of an earlier version says so."""
    hours, row = services.program.hours, fate.reminder
    at = when(hours.local(row.decided_at), hours.local(now))
    rule = row.rule.replace("_", " ").capitalize()
    before = " (before the change)" if row.version < visit.version else ""
    if fate.state is None or fate.state is OutboundState.DROPPED:
        why = plain_words.why(OutboundState.DROPPED, fate.reason, Purpose.REMINDER, None)
        return ReminderLine(f"{rule}{before}: not sent, {at}", why)
    became = plain_words.receipt_words(fate.receipt, None) or plain_words.STATES[fate.state]
    return ReminderLine(f"{rule}{before}: {became.lower()}, {at}", "")
