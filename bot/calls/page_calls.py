"""Pages by voice: a page by text that did not arrive, or that nobody answers in half its time, rings too."""

from datetime import datetime, timedelta

from bot.flows.calls import FIRST
from bot.model.calls import Call, CallKind, CallState
from bot.model.help import Grade, HelpRequest, RequestState, StepKind
from bot.model.people import Worker
from bot.rules.ladder import may_be_paged
from bot.rules.oncall import people_for
from bot.services import Services
from bot.store import calls, conversations, people, requests, rota
from bot.store.engine import Tx

WORTH_RINGING = timedelta(minutes=2)


def plan(
    tx: Tx, services: Services, request: HelpRequest, worker: Worker, once: str, now: datetime, wait: timedelta
) -> None:
    """Let a worker's phones ring for a page once half of `wait` is over and nobody has it.

    What nobody understood wakes nobody by a ring: a robot's silent call must not.
    """
    if not services.program.calls.page_by_voice or request.grade is Grade.UNREAD:
        return
    due_at = now + wait / 2
    for phone in worker.phones:
        conversation_key = conversations.key_for(tx, phone)
        calls.keep(
            tx,
            f"{once}:{conversation_key}",
            CallKind.PAGE,
            now,
            language=services.reads(worker),
            step=FIRST[CallKind.PAGE],
            conversation_key=conversation_key,
            worker_key=worker.key,
            request_key=request.key,
            tier=request.tier,
            due_at=due_at,
            not_after=due_at + WORTH_RINGING,
        )


def hasten(tx: Tx, request_key: int, worker_key: int, now: datetime) -> None:
    """Ring a worker at once: the page by text did not arrive."""
    for call in calls.live_of_request(tx, request_key, CallKind.PAGE):
        if call.worker_key == worker_key and call.state is CallState.WAITING:
            calls.change(tx, call.key, due_at=now, waits_from=now, not_after=now + WORTH_RINGING)


def is_needed(tx: Tx, services: Services, call: Call, now: datetime) -> bool:
    """Whether a page still is of use by voice: nobody has it, its worker has not passed, and may be paged now."""
    if call.request_key is None or call.worker_key is None:
        return False
    request = requests.get(tx, call.request_key)
    if request.state is not RequestState.OPEN or request.is_secret_from(call.worker_key):
        return False
    steps = requests.steps(tx, request.key)
    if any(one.kind == StepKind.PASSED and one.worker_key == call.worker_key for one in steps):
        return False
    workers = {worker.key: worker for worker in people.active_workers(tx)}
    worker = workers.get(call.worker_key)
    on_tiers = people_for(request, rota.shifts_at(tx, now), tuple(workers.values()))
    return worker is not None and may_be_paged(worker, on_tiers, services.program.hours, now)
