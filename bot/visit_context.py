"""Loads what a turn about visits may need: the visits of who writes, what was asked, the diaries of their workers."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.closed_days import visits_on
from bot.language.commands import Command
from bot.language.visit_commands import Arrived, CloseOn, Enter, Left, NobodyHome, NotThatTime, RunningLate
from bot.model.conversations import Context, Conversation
from bot.model.lone import LoneCheck
from bot.model.meaning import Asks, Intent, Meaning
from bot.model.people import Family, Worker
from bot.model.visits import Visit
from bot.services import Services
from bot.store import lone, people, visits
from bot.store.engine import Tx
from bot.visit_steps import diary, past_of

BACK = timedelta(days=1)
AHEAD = timedelta(days=15)
AROUND = timedelta(hours=12)
ABOUT_VISITS = frozenset(
    {Intent.CONFIRM, Intent.CANCEL, Intent.RESCHEDULE, Intent.LATE, Intent.NEXT_VISIT, Intent.CHOICE}
)


def may_be_about_visits(meaning: Meaning, conversation: Conversation) -> bool:
    """Whether a text of a family can concern a visit at all; most turns load none."""
    return meaning.asks is not None or meaning.intent in ABOUT_VISITS or bool(conversation.question.visits)


def with_visits(tx: Tx, services: Services, context: Context, conversation: Conversation, meaning: Meaning) -> Context:
    """Add the visits of the persons of a phone, and of nobody else of the family (SAFETY 1.7)."""
    assert context.family is not None
    listed = visits.of_family(tx, context.family.key, context.now - BACK, context.now + AHEAD)
    mine = tuple(visit for visit in listed if _is_theirs(visit, context))
    asked = _asked(tx, context, conversation)
    workers = {visit.worker_key for visit in (*mine, *asked)}
    found = {key: people.worker(tx, key) for key in workers}
    here = {key: worker for key, worker in found.items() if worker.active}
    until = context.now + services.program.moving.ahead + BACK
    counts = meaning.asks is Asks.COUNT
    return replace(
        context,
        visits=mine,
        asked=asked,
        diaries={key: diary(tx, key, context.now, until) for key in here},
        names={**context.names, **{key: worker.given_name for key, worker in here.items()}},
        past=past_of(tx, services, context.family.key, context.now, persons=context.persons) if counts else (),
    )


def visits_meant(
    tx: Tx, services: Services, command: Command, worker: Worker, family: Family | None, now: datetime
) -> tuple[Visit, ...]:
    """Return the visits a worker's command may mean."""
    match command:
        case Enter(number=number) | NotThatTime(number):
            return _numbered(tx, number)
        case Arrived(int(number)) | RunningLate(number=int(number)):
            return _numbered(tx, number)
        case Arrived() | RunningLate():
            return visits.of_worker(tx, worker.key, now - AROUND, now + AROUND)
        case NobodyHome() if family is not None:
            return visits.of_family(tx, family.key, now - AROUND, now + AROUND)
        case CloseOn(day=date() as day):
            return visits_on(tx, services, day, now)
        case _:
            return ()


def running_checks(tx: Tx, command: Command, worker: Worker) -> tuple[LoneCheck, ...]:
    """Return the checks that run on a worker alone at a visit, and on whoever is at the visit they say `out` of."""
    others = lone.open_at(tx, command.number) if isinstance(command, Left) and command.number is not None else ()
    return tuple({one.key: one for one in (*lone.open_of(tx, worker.key), *others)}.values())


def _numbered(tx: Tx, number: int) -> tuple[Visit, ...]:
    found = visits.by_number(tx, number)
    return (found,) if found else ()


def _asked(tx: Tx, context: Context, conversation: Conversation) -> tuple[Visit, ...]:
    """Return the visits the open question is about, as they stand, in the order they were asked in."""
    order = [ref.key for ref in conversation.question.visits]
    found = {visit.key: visit for visit in visits.by_keys(tx, order) if _is_theirs(visit, context)}
    return tuple(found[key] for key in order if key in found)


def _is_theirs(visit: Visit, context: Context) -> bool:
    return any(visit.is_for(person.key) for person in context.persons)
