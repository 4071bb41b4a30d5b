"""Finds a person for a caller who waits: phones ring tier by tier, on what became of the rings before (SAFETY 1.2)."""

from datetime import datetime, timedelta

from bot.flows.calls import FIRST
from bot.ladder_steps import take_back
from bot.model.calls import NOT_REACHED, Call, CallKind, CallOutcome, CallState
from bot.model.help import HelpRequest, RequestState, StepKind
from bot.model.people import Worker
from bot.rules.oncall import people_for
from bot.rules.ringing import Rung, ToRing, next_rings
from bot.services import Services
from bot.store import calls, conversations, people, requests, rota
from bot.store.engine import Tx

LOOKS_AGAIN = timedelta(seconds=5)
"""How soon a caller who waits is looked after again, whatever else happens."""
GIVES_A_SIGN = timedelta(seconds=60)
"""A call of which nothing is heard for so long is asked about at the carrier."""
WORTH_RINGING = timedelta(seconds=60)
"""A ring that could not be placed by then is of no use."""
AFTER_THE_FIRST = timedelta(seconds=10)
"""A phone that was busy, or whose voicemail answered, is not rung for the second time in the same moment."""


def seek(tx: Tx, services: Services, call_key: int, request_key: int, now: datetime) -> None:
    """Let a caller wait from now on, and ring whoever is first."""
    holds_until = now + services.program.calls.hold
    calls.change(
        tx, call_key, request_key=request_key, waits_since=now, holds_until=holds_until, joined_at=None, due_at=now
    )
    requests.change(tx, request_key, hung_up_at=None)
    requests.note_step(tx, request_key, StepKind.CALLED, now)
    go_on(tx, services, call_key, now)


def hold_on(tx: Tx, services: Services, call_key: int, now: datetime) -> None:
    """Let the hold count anew from now; whoever was rung twice may be rung again."""
    calls.change(tx, call_key, waits_since=now, holds_until=now + services.program.calls.hold)
    go_on(tx, services, call_key, now)


def go_on(tx: Tx, services: Services, caller_key: int, now: datetime) -> None:
    """Ring whoever is next for a caller, if they still wait and nothing rings for them just now."""
    caller = calls.get(tx, caller_key, locked=True)
    if caller is None or not caller.is_waiting or caller.request_key is None:
        return
    calls.change(tx, caller.key, due_at=now + LOOKS_AGAIN)
    request = requests.get(tx, caller.request_key, locked=True)
    if request.state is RequestState.CLOSED:
        return
    if request.state is RequestState.CLAIMED and not people.worker(tx, request.holder or 0).active:
        take_back(tx, services, request, now)  # whoever has it works here no longer
        request = requests.get(tx, request.key, locked=True)
    if _ring_next(tx, services, caller, request, now) or request.state is not RequestState.CLAIMED:
        return
    if _is_out_of_reach(request, [one for one in calls.rings_for(tx, caller.key) if _counts(one, caller)]):
        # Whoever has it does not come to the phone, and the caller waits: it goes to the others.
        take_back(tx, services, request, now)
        _ring_next(tx, services, caller, requests.get(tx, request.key, locked=True), now)


def _ring_next(tx: Tx, services: Services, caller: Call, request: HelpRequest, now: datetime) -> bool:
    workers = {worker.key: worker for worker in people.active_workers(tx)}
    rung = [_rung(one) for one in calls.rings_for(tx, caller.key) if _counts(one, caller)]
    found = next_rings(
        request,
        people_for(request, rota.shifts_at(tx, now), tuple(workers.values())),
        rung,
        calls.live_with(tx, list(workers), but_for=caller.key),
        office_open=services.program.hours.office_is_open(now),
    )
    for one in found:
        if one.worker_key in workers:
            _ring(tx, services, caller, request, workers[one.worker_key], one, now)
    return bool(found)


def may_ring_yet(tx: Tx, caller: Call, request: HelpRequest | None) -> bool:
    """Whether somebody's phone rings for a caller, or will once its owner has ended another call of the line."""
    rings = [one for one in calls.rings_for(tx, caller.key) if _counts(one, caller)]
    if any(not one.is_over for one in rings):
        return True
    return request is not None and request.state is RequestState.CLAIMED and not _is_out_of_reach(request, rings)


def _is_out_of_reach(request: HelpRequest, rings: list[Call]) -> bool:
    """Whether whoever has a request was rung for it twice, as who has it, and took neither call, or passed on it."""
    theirs = [one for one in rings if one.worker_key == request.holder and one.tier is None]
    has_passed = any(one.outcome is CallOutcome.PASSED for one in theirs)
    was_rung_twice = any(one.turn > 1 and one.outcome in NOT_REACHED for one in theirs)
    return all(one.is_over for one in theirs) and (has_passed or was_rung_twice)


def _counts(ring: Call, caller: Call) -> bool:
    """Whether a ring counts for who is next: it goes on, is of this wait, or its worker has passed on this caller."""
    is_of_now = caller.waits_since is not None and ring.opened_at >= caller.waits_since
    return not ring.is_over or is_of_now or ring.outcome is CallOutcome.PASSED


def _rung(ring: Call) -> Rung:
    """Return a ring as the rule of ringing sees it: one that was taken goes on until its call is over."""
    outcome = ring.outcome if ring.is_over else None
    return Rung(worker_key=ring.worker_key or 0, tier=ring.tier, turn=ring.turn, outcome=outcome)


def _ring(
    tx: Tx, services: Services, caller: Call, request: HelpRequest, worker: Worker, one: ToRing, now: datetime
) -> None:
    """Ring every phone of one worker."""
    for phone in worker.phones:
        conversation_key = conversations.key_for(tx, phone)
        calls.keep(
            tx,
            f"ring:{caller.key}:{caller.number}:{conversation_key}:{one.tier}:{one.turn}:{now.isoformat()}",
            CallKind.RING,
            now,
            language=services.reads(worker),
            step=FIRST[CallKind.RING],
            conversation_key=conversation_key,
            worker_key=worker.key,
            request_key=request.key,
            caller_key=caller.key,
            tier=one.tier,
            turn=one.turn,
            due_at=now if one.turn == 1 else now + AFTER_THE_FIRST,
            not_after=now + WORTH_RINGING,
        )
    requests.note_step(tx, request.key, StepKind.RUNG, now, tier=one.tier, worker_key=worker.key)


def give_up(tx: Tx, services: Services, caller_key: int, now: datetime) -> None:
    """Let a caller who was told that nobody was reached wait no more; whoever has their request has it no longer.

    They did not come to the phone in all that time, and the caller hears that the line goes on trying: so it does.
    """
    caller = calls.get(tx, caller_key, locked=True)
    stop(tx, caller_key, now)
    if caller is None or not caller.is_waiting or caller.request_key is None:
        return
    request = requests.get(tx, caller.request_key, locked=True)
    if request.state is RequestState.CLAIMED:
        take_back(tx, services, request, now)


def stop(tx: Tx, caller_key: int, now: datetime) -> None:
    """Let a caller wait no more, and nobody be rung for them any longer."""
    calls.change(tx, caller_key, waits_since=None, holds_until=None)
    call_off(tx, caller_key, now)


def call_off(tx: Tx, caller_key: int, now: datetime, *, but: int | None = None) -> None:
    """Call off what still rings for a caller; who has answered hears for themselves how it stands."""
    for ring in calls.rings_for(tx, caller_key):
        if ring.key != but:
            _call_off(tx, ring, now)


def _call_off(tx: Tx, ring: Call, now: datetime) -> None:
    match ring.state:
        case CallState.WAITING:
            calls.end(tx, ring.key, CallOutcome.NOT_NEEDED, now)
        case CallState.PLACING | CallState.UNKNOWN | CallState.RINGING:
            calls.change(tx, ring.key, hang_up_at=now)
        case CallState.UP | CallState.ENDED:
            pass


def claimed(tx: Tx, services: Services, request_key: int, now: datetime, by_call: Call | None) -> None:
    """Somebody has a request: nobody else is rung for it, and who waits on the line is joined with its holder."""
    for page in calls.live_of_request(tx, request_key, CallKind.PAGE):
        if by_call is None or page.key != by_call.key:
            _call_off(tx, page, now)
    caller = calls.waiting_on(tx, request_key)
    if caller is None:
        return
    is_ring = by_call is not None and by_call.kind is CallKind.RING
    call_off(tx, caller.key, now, but=by_call.key if by_call is not None and is_ring else None)
    if not is_ring:
        go_on(tx, services, caller.key, now)


def joined(tx: Tx, caller_key: int, ring_key: int, now: datetime) -> None:
    """Note that a caller and a worker are joined now; a repeat, or a note that comes after their talk, is none."""
    ring, caller = calls.in_order(tx, ring_key), calls.get(tx, caller_key, locked=True)
    if caller is None or ring is None or ring.caller_key != caller.key or ring.is_over or not caller.is_waiting:
        return
    calls.change(tx, caller.key, joined_at=now, due_at=now + GIVES_A_SIGN)
    call_off(tx, caller.key, now, but=ring.key)


def talk_ended(tx: Tx, services: Services, caller: Call, now: datetime) -> None:
    """Note that a talk is over; one that was long enough is a human word to the family.

    Where its beginning was not noted nobody knows how long it was: it is none, and they wait no longer either.
    """
    calls.change(tx, caller.key, joined_at=None, waits_since=None, holds_until=None)
    if caller.joined_at is None or caller.request_key is None:
        return
    note_talk(tx, services, caller.request_key, now - caller.joined_at, now)


def note_talk(
    tx: Tx, services: Services, request_key: int, lasted: timedelta, now: datetime, by: int | None = None
) -> None:
    """Note a talk with the family of a request, if it was long enough to be a human word; `by`: else its holder's."""
    if lasted < services.program.calls.talk_counts:
        return
    request = requests.get(tx, request_key, locked=True)
    requests.change(tx, request.key, human_word_at=now, words_at=now, family_told_at=now)
    requests.note_step(tx, request.key, StepKind.TALKED, now, worker_key=by or request.holder)


def answered(tx: Tx, call_key: int, now: datetime) -> None:
    """Note that the phone a worker is being connected with was answered."""
    call = calls.get(tx, call_key, locked=True)
    if call is not None and not call.is_over and call.joined_at is None:
        calls.change(tx, call.key, joined_at=now)


def ring_ended(tx: Tx, services: Services, ring: Call, now: datetime) -> None:
    """Go on for the caller, once what became of a ring is known."""
    if ring.caller_key is not None:
        go_on(tx, services, ring.caller_key, now)
