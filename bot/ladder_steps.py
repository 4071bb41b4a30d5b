"""Takes one step of a request's ladder in the caller's transaction: pages and next due time commit together."""

from datetime import datetime, timedelta

from bot.calls import page_calls
from bot.flows import paging
from bot.flows.paging import InDanger
from bot.model.effects import TellWorker, ToFamily
from bot.model.help import HelpRequest, RequestState, StepKind
from bot.model.messages import OnItsWay, Purpose, TextOut
from bot.model.people import Worker
from bot.rules.ladder import Step, goes_on_from, may_be_paged, next_step
from bot.rules.oncall import people_for
from bot.services import Services
from bot.staff_texts import put_to_worker
from bot.store import alarms, decisions, lone, outbox, people, requests, rota, visits
from bot.store.engine import Tx

NOBODY = "nobody_paged"
AFTER_A_VISIT, BEFORE_A_VISIT = timedelta(hours=1), timedelta(hours=4)
STILL_THERE = timedelta(days=1)
"""Who said `in` longer ago and never `out` is not looked for there any more."""
"""A worker who cries is taken to be at a visit that ended so lately, or on the way to one that begins so soon."""


def take_step(tx: Tx, services: Services, request: HelpRequest, now: datetime) -> None:
    """Page whoever is next for an open request, or end its round; ask after a silent holder."""
    if request.state is RequestState.CLAIMED:
        _mind_silence(tx, services, request, now)
        return
    if request.state is RequestState.CLOSED:
        requests.change(tx, request.key, next_step_at=None)
        return
    workers = {worker.key: worker for worker in people.active_workers(tx)}
    on_tiers = people_for(request, rota.shifts_at(tx, now), tuple(workers.values()))
    step = next_step(request, on_tiers, services.program.ladder, services.program.hours, now)
    for tier in step.empty:
        requests.note_step(tx, request.key, StepKind.TIER_EMPTY, now, tier=tier, round_number=step.round)
    for worker_key in step.page:
        _page(tx, services, request, step, workers[worker_key], workers, now)
    if step.round_over:
        _end_round(tx, services, request, step, now)
    if step.morning:
        requests.note_step(tx, request.key, StepKind.MORNING_LIST, now, round_number=step.round)
    requests.change(tx, request.key, tier=step.tier, round=step.round, next_step_at=step.next_at, waits_from=now)


def take_step_of(tx: Tx, services: Services, request_key: int, now: datetime) -> None:
    """Take a step of the request with that key, as it now stands."""
    take_step(tx, services, requests.get(tx, request_key, locked=True), now)


def keep_holding(tx: Tx, services: Services, request_key: int, now: datetime) -> None:
    """Count a holder's silence from now."""
    ask_at = now + services.program.ladder.silence
    requests.change(tx, request_key, silence_asked_at=None, next_step_at=ask_at, waits_from=now)


def give_back(tx: Tx, services: Services, request: HelpRequest, kind: StepKind, now: datetime) -> None:
    """Put a claimed request back on the ladder, which goes on at once; a family told a name hears the truth."""
    tier, round_number = goes_on_from(request, services.program.hours, now)
    requests.change(
        tx,
        request.key,
        state=RequestState.OPEN,
        tier=tier,
        round=round_number,
        holder=None,
        claimed_at=None,
        family_told_at=None,
        answered_at=None,  # their next text is answered with how it stands now, however soon it comes
        next_step_at=now,
        waits_from=now,
    )
    requests.note_step(tx, request.key, kind, now, worker_key=request.holder)
    # No `send` of the next holder's.
    decisions.drop_held(tx, request.conversation_key, (Purpose.RELAY,), OnItsWay.GIVEN_BACK, now)
    take_step_of(tx, services, request.key, now)
    if request.family_told_at is not None:
        _tell_given_back(tx, requests.get(tx, request.key), now)


def _tell_given_back(tx: Tx, request: HelpRequest, now: datetime) -> None:
    """Tell a family that who had it has it no longer, unless the end of the round has just told them so."""
    if request.nobody_told_at != now:
        told = paging.given_back(request, is_next_asked=bool(requests.still_awaited(tx, request)))
        _tell_family(tx, request, told, f"back:{request.key}:{now.isoformat()}", now)


def take_back(tx: Tx, services: Services, request: HelpRequest, now: datetime) -> None:
    """Put a claimed request back on the ladder because its holder did not come to the phone, and tell them."""
    worker = people.worker(tx, request.holder) if request.holder is not None else None
    if worker is not None and worker.active:
        once = f"not_reached:{request.key}:{worker.key}:{now.isoformat()}"
        _put(tx, services, paging.not_reached(request, worker.key), worker, once, now)
    give_back(tx, services, request, StepKind.TAKEN_BACK, now)


def _mind_silence(tx: Tx, services: Services, request: HelpRequest, now: datetime) -> None:
    """Ask a holder who has not written to the family; as long again without a word, everybody is paged anew.

    A holder who works here no longer is not asked: their phone may be in other hands.
    """
    waits_since = max(request.claimed_at or now, request.cried_at)
    holder_wrote = request.human_word_at is not None and request.human_word_at >= waits_since
    if request.holder is None or holder_wrote:
        requests.change(tx, request.key, next_step_at=None)
        return
    worker = people.worker(tx, request.holder)
    if not worker.active:
        give_back(tx, services, request, StepKind.TAKEN_BACK, now)
        return
    told_off = request.silence_asked_at is not None
    once = f"silent:{request.key}:{request.holder}:{told_off}:{now.isoformat()}"
    _put(tx, services, paging.silent(request, request.holder, taken_back=told_off), worker, once, now)
    if told_off:
        give_back(tx, services, request, StepKind.TAKEN_BACK, now)
        return
    requests.note_step(tx, request.key, StepKind.SILENT, now, worker_key=request.holder)
    ask_at = now + services.program.ladder.silence
    requests.change(tx, request.key, silence_asked_at=now, next_step_at=ask_at, waits_from=now)


def page_failed(tx: Tx, services: Services, request_key: int, worker_key: int, now: datetime) -> None:
    """A page did not reach its worker: once nobody of this tier is awaited any more, the ladder moves on at once."""
    request = requests.get(tx, request_key, locked=True)
    _note_undelivered(tx, request, worker_key, now)
    page_calls.hasten(tx, request_key, worker_key, now)
    move_on_if_nobody_is_awaited(tx, services, request, now)


def _note_undelivered(tx: Tx, request: HelpRequest, worker_key: int, now: datetime) -> None:
    kind, tier, round_number = StepKind.UNDELIVERED, request.tier, request.round
    requests.note_step(tx, request.key, kind, now, tier=tier, round_number=round_number, worker_key=worker_key)


def move_on_if_nobody_is_awaited(tx: Tx, services: Services, request: HelpRequest, now: datetime) -> None:
    """Climb at once when everybody paged on this tier has passed or was not reached."""
    on_a_tier = request.state is RequestState.OPEN and request.tier is not None
    if on_a_tier and not requests.still_awaited(tx, request):
        take_step(tx, services, request, now)


def is_relieved(tx: Tx, request: HelpRequest, worker_key: int, services: Services, now: datetime) -> bool:
    """Whether the shift of a worker ended, or they left, while their page waited to leave (SAFETY 5)."""
    workers = {worker.key: worker for worker in people.active_workers(tx)}
    on_tiers = people_for(request, rota.shifts_at(tx, now), tuple(workers.values()))
    worker = workers.get(worker_key)
    return worker is None or not may_be_paged(worker, on_tiers, services.program.hours, now)


def relieve(tx: Tx, services: Services, request_key: int, outbound_key: int, now: datetime) -> None:
    """Page, in the place of somebody whose shift is over, who stands on that tier now; else the ladder moves on."""
    request = requests.get(tx, request_key, locked=True)
    steps = requests.steps(tx, request_key)
    page = next(step for step in steps if step.outbound_key == outbound_key)
    _note_undelivered(tx, request, page.worker_key, now)
    workers = {worker.key: worker for worker in people.active_workers(tx)}
    on_tiers = people_for(request, rota.shifts_at(tx, now), tuple(workers.values()))
    asked = {step.worker_key for step in steps if step.kind == StepKind.PAGED and step.round == request.round}
    came = tuple(key for key in on_tiers.get(page.tier, ()) if key not in asked)
    if not came:
        move_on_if_nobody_is_awaited(tx, services, request, now)
        return
    waits = services.program.ladder.waits
    next_at = now + waits[request.tier] if request.tier else request.next_step_at or now
    step = Step(page=came, tier=request.tier, round=request.round, next_at=next_at)
    for worker_key in came:
        _page(tx, services, request, step, workers[worker_key], workers, now)
    requests.change(tx, request_key, next_step_at=next_at, waits_from=now)


def _page(
    tx: Tx,
    services: Services,
    request: HelpRequest,
    step: Step,
    worker: Worker,
    workers: dict[int, Worker],
    now: datetime,
) -> None:
    """Write the page of one worker and the step that records it."""
    colleague = workers.get(request.in_danger_key or 0)
    program = services.program
    in_danger = _in_danger(tx, colleague, now) if colleague else None
    told = paging.page(request, worker.key, now, program.hours, program.contact, in_danger, step.empty)
    once = f"page:{request.key}:{request.grade}:{step.round}:{step.tier}:{worker.key}"
    if step.tier is not None:
        page_calls.plan(tx, services, request, worker, once, now, program.ladder.waits[step.tier])
    for outbound_key in _put(tx, services, told, worker, once, now):
        requests.note_step(
            tx,
            request.key,
            StepKind.PAGED,
            now,
            tier=step.tier,
            round_number=step.round,
            worker_key=worker.key,
            outbound_key=outbound_key,
        )


def _in_danger(tx: Tx, colleague: Worker, now: datetime) -> InDanger:
    """Return a worker in danger with the visit they are at, or are next on the way to today."""
    said_in = [one.visit_key for one in lone.open_of(tx, colleague.key) if one.said_in_since(now - STILL_THERE)]
    near = visits.of_worker(tx, colleague.key, now - AFTER_A_VISIT, now + BEFORE_A_VISIT)
    at_one = visits.get(tx, said_in[-1]) if said_in else None
    visit = at_one or next((one for one in near if one.is_planned), None)
    if visit is None:
        return InDanger(colleague.name)
    return InDanger(colleague.name, visit, visit.place or people.family(tx, visit.family_key).address)


def _put(tx: Tx, services: Services, told: TellWorker, worker: Worker, once: str, now: datetime) -> tuple[int, ...]:
    text = TextOut(
        once=once,
        purpose=told.purpose,
        words=told.words,
        params=told.params,
        language=services.reads(worker),
        request_key=told.request_key,
    )
    return put_to_worker(tx, text, worker, now)


def _end_round(tx: Tx, services: Services, request: HelpRequest, step: Step, now: datetime) -> None:
    """Note the end of a round, tell the family the truth where that is safe, alarm if there was nobody to page."""
    requests.note_step(tx, request.key, StepKind.ROUND_OVER, now, round_number=request.round)
    told_at = request.nobody_told_at
    lately = told_at is not None and now - told_at < services.program.contact.nobody_again - timedelta(seconds=30)
    for told in paging.nobody_reached(request, step, told_lately=lately):
        _tell_family(tx, request, told, f"nobody:{request.key}:{request.grade}:{step.round}", now)
        requests.change(tx, request.key, nobody_told_at=now)
    if request.tier is None:  # the round ends where it began: no tier had anybody
        alarms.raise_alarm(tx, NOBODY, "", now)


def _tell_family(tx: Tx, request: HelpRequest, told: ToFamily, once: str, now: datetime) -> None:
    if request.sign_at is not None:
        return
    text = TextOut(
        once=once,
        purpose=told.purpose,
        words=told.words,
        params=told.params,
        language=request.language,
        request_key=request.key,
    )
    outbox.put(
        tx,
        text,
        request.conversation_key,
        now,
        worker_key=request.in_danger_key,
        person_key=request.person_key,
    )
