"""Places the calls of the line: a row before the carrier is asked, what came of it after, and nothing lost between.

As with texts the carrier has no key that makes asking twice harmless: a timeout is an unknown outcome, looked up in its
list. A ring is of use for a minute; one in doubt for longer counts as not placed, and the next phone rings.
"""

import logging
from datetime import datetime, timedelta
from functools import partial
from secrets import token_hex

from bot.calls import call_backs, page_calls, reminder_calls, ringing
from bot.calls.calling import hears
from bot.calls.ending import Each, drop_queues, end, hang_up, let_out
from bot.calls.speaking import url
from bot.model.calls import Call, CallKind, CallOutcome, CallState, HungUp
from bot.model.messages import OnItsWay
from bot.model.phones import Phone
from bot.model.value import value_in_order
from bot.rules.reminders import Drop, Fate, Send, Wait
from bot.services import Services
from bot.store import calls, conversations
from bot.store.engine import Tx
from bot.telephony.calls import CallStatus, CallToPlace, Placed
from bot.telephony.failures import CarrierFailure, TemporaryFailure, UnknownOutcome

MOST = 10
LEASE = timedelta(seconds=30)
AGAIN = timedelta(seconds=2)
LOOKED_UP = timedelta(seconds=4)
LOST_AFTER = timedelta(seconds=20)
"""So long after a phone should have stopped ringing its end is taken to be lost on the way."""
IN_DOUBT = timedelta(seconds=20)
"""A call of which the carrier's list knows nothing by then was not placed."""
TRIES = 3
LOOKS_AGAIN = timedelta(seconds=15)
ON_A_CALL = "worker_is_on_a_call"
ENDS: dict[CallStatus, CallOutcome] = {
    CallStatus.COMPLETED: CallOutcome.NO_KEY,
    CallStatus.BUSY: CallOutcome.BUSY,
    CallStatus.NO_ANSWER: CallOutcome.NO_ANSWER,
    CallStatus.FAILED: CallOutcome.FAILED,
    CallStatus.CANCELED: CallOutcome.NOT_NEEDED,
}
"""What the carrier's last word means where no key had said more before: answered without one may be a voicemail."""
log = logging.getLogger(__name__)


@value_in_order
class _Leased:
    call: Call
    to: Phone
    token: str


def place_due(services: Services, each: Each = map) -> int:
    """Do everything that is due about calls: look after who waits, place, look up, hang up, tidy; return how much.

    `each` asks the carrier for one call after another, or for several at once.
    """
    return _look_after(services) + _place(services, each) + hang_up(services, each) + drop_queues(services)


def _look_after(services: Services) -> int:
    """See to calls that are due for another reason than to be placed: callers who wait, and calls that gave no sign."""
    now = services.clock.now()

    with services.store.read() as tx:
        due = calls.to_see_to(tx, now, MOST)
    for key in due:
        call = services.store.write_again(partial(_see_to, services, key, now))
        if call is None:
            continue
        if call.state in {CallState.PLACING, CallState.UNKNOWN}:
            _look_up(services, call, now)
        elif call.state is CallState.RINGING:
            end(services, call)
        elif call.state is CallState.UP and _may_be_over(call, now):
            _ask_whether_over(services, call)
    return len(due)


def _see_to(services: Services, key: int, now: datetime, tx: Tx) -> Call | None:
    """See to one call and return it as it stood; None if somebody was quicker."""
    call = calls.in_order(tx, key)
    if call is None or call.due_at is None or call.due_at > now:
        return None
    match call.state:
        case CallState.UP if call.kind is CallKind.INBOUND and call.is_waiting:
            ringing.go_on(tx, services, call.key, now)
        case CallState.UP:
            calls.change(tx, call.key, due_at=now + ringing.GIVES_A_SIGN)
        case CallState.ENDED | CallState.WAITING:
            pass
        case CallState.RINGING:
            _ended(tx, services, call, CallOutcome.NO_ANSWER, now)
        case CallState.PLACING | CallState.UNKNOWN:
            calls.change(
                tx, call.key, state=CallState.UNKNOWN, lease_token=None, lease_until=None, due_at=now + LOOKED_UP
            )
    return call


def _place(services: Services, each: Each) -> int:
    """Place what is to be placed: leased first, so that no call is placed twice."""
    now = services.clock.now()
    with services.store.read() as tx:
        if not calls.any_due(tx, now):
            return 0
    leased, in_vain, dealt_with = services.store.write_again(lambda tx: _lease(tx, services, now))
    for key in in_vain:
        services.store.write_again(partial(_drop, services, key, now))
    for _ in each(partial(_ring, services), leased):
        pass
    return dealt_with


def _drop(services: Services, key: int, now: datetime, tx: Tx) -> None:
    """End a ring that is of no use any more, and go on for its caller."""
    call = calls.in_order(tx, key)
    if call is not None and call.state is CallState.WAITING:
        _ended(tx, services, call, CallOutcome.NOT_NEEDED, now)


def _ring(services: Services, one: "_Leased") -> None:
    _settle(services, one, _ask_carrier(services, one))


def _lease(tx: Tx, services: Services, now: datetime) -> tuple[list[_Leased], list[int], int]:
    """Lease what is to be placed; return it, the rings that are of no use, and of how many calls it was decided.

    Rings are dropped one by one afterwards, because what follows takes their callers, which are locked before them.
    """
    leased: list[_Leased] = []
    in_vain: list[int] = []
    waiting = calls.to_place(tx, now, MOST)
    for call in waiting:
        match _fate(tx, services, call, now):
            case Wait(until=until):
                calls.change(tx, call.key, due_at=until, waits_from=now)
                continue
            case Drop() if call.kind is CallKind.RING:
                in_vain.append(call.key)
                continue
            case Drop():
                _ended(tx, services, call, CallOutcome.NOT_NEEDED, now)
                continue
            case Send():
                pass
        assert call.conversation_key is not None
        to, token = conversations.known(tx, call.conversation_key).conversation.phone, token_hex(16)
        calls.change(
            tx, call.key, state=CallState.PLACING, lease_token=token, lease_until=now + LEASE, due_at=now + LEASE
        )
        leased.append(_Leased(call, to, token))
    return leased, in_vain, len(waiting)


def _fate(tx: Tx, services: Services, call: Call, now: datetime) -> Fate:
    """Decide what becomes of a call at the moment at which it would be placed."""
    if call.kind is CallKind.REMINDER:
        return reminder_calls.fate_now(tx, services, call, now)
    if calls.is_too_late(tx, call.key, now) or not _is_needed(tx, services, call, now):
        return Drop(OnItsWay.NO_LONGER_NEEDED)
    return Wait(now + LOOKS_AGAIN, ON_A_CALL) if _is_on_a_call(tx, call) else Send()


def _is_on_a_call(tx: Tx, call: Call) -> bool:
    """Whether the worker who is to be paged is rung, or talks, just now: the page by voice waits for its turn."""
    if call.kind is not CallKind.PAGE or call.worker_key is None:
        return False
    return bool(calls.live_with(tx, [call.worker_key], but_paged=call.request_key or 0))


def _is_needed(tx: Tx, services: Services, call: Call, now: datetime) -> bool:
    """Whether a call still is of use."""
    match call.kind:
        case CallKind.RING:
            caller = calls.get(tx, call.caller_key or 0)
            return caller is not None and caller.is_waiting
        case CallKind.PAGE:
            return page_calls.is_needed(tx, services, call, now)
        case CallKind.CALL_BACK:
            return call_backs.is_allowed(tx, services, call, now)
        case CallKind.INBOUND | CallKind.REMINDER:
            return True


def _ask_carrier(services: Services, one: _Leased) -> Placed | CarrierFailure:
    """Ask the carrier to ring a phone."""
    call = CallToPlace(
        to=one.to,
        asks=url(services, one.call.key, 0),
        progress_to=url(services, "status", one.call.key),
        rings_for=services.program.calls.rings,
    )
    try:
        return services.calls.place_call(call)
    except CarrierFailure as failure:
        return failure


def _settle(services: Services, one: _Leased, answer: Placed | CarrierFailure) -> None:
    """Write down what came of asking, unless the lease was lost meanwhile."""
    now = services.clock.now()

    def work(tx: Tx) -> None:
        calls.in_order(tx, one.call.key)
        call = calls.leased(tx, one.call.key, one.token)
        if call is None:
            return
        calls.change(tx, call.key, lease_token=None, lease_until=None, state=CallState.UNKNOWN, placed_at=now)
        match answer:
            case Placed(sid=sid):
                calls.is_ringing(tx, call.key, sid, now + services.program.calls.rings + LOST_AFTER)
            case UnknownOutcome():
                calls.change(tx, call.key, due_at=now + LOOKED_UP)
            case TemporaryFailure() if call.attempts + 1 < TRIES:
                calls.try_again(tx, call.key, call.attempts + 1, now + AGAIN)
            case _:
                log.warning("The carrier placed no call", extra={"kind": call.kind, "trouble": type(answer).__name__})
                _ended(tx, services, call, CallOutcome.FAILED, now)

    services.store.write_again(work)


def _may_be_over(call: Call, now: datetime) -> bool:
    """Whether a call gives no sign: the carrier's word that it is over may have been lost on its way to us."""
    return call.holds_until is None or not call.is_waiting or now > call.holds_until + LOST_AFTER


def _ask_whether_over(services: Services, call: Call) -> None:
    """Ask the carrier how a call stands of which nothing was heard for a while."""
    try:
        found = services.calls.call(call.sid or "")
    except CarrierFailure:
        return
    if found is not None and not found.status.is_final:
        if call.is_waiting:
            let_out(services, call)
        return
    status = found.status if found is not None else CallStatus.COMPLETED
    progress(services, None if call.kind is CallKind.INBOUND else call.key, call.sid or "", status)


def _look_up(services: Services, call: Call, now: datetime) -> None:
    """Look a call in doubt up in the carrier's list: adopt it if it is there, give it up once it should be."""
    with services.store.read() as tx:
        phone = conversations.known(tx, call.conversation_key or 0).conversation.phone
    since = (call.placed_at or call.opened_at) - timedelta(seconds=30)
    try:
        listed = services.calls.placed_calls(phone, since)
    except CarrierFailure:
        listed = ()

    def work(tx: Tx) -> None:
        stands = calls.in_order(tx, call.key)
        if stands is None or stands.state is not CallState.UNKNOWN:
            return
        free = [one for one in listed if calls.by_sid(tx, one.sid) is None]
        if free:
            calls.is_ringing(tx, call.key, free[0].sid, now + services.program.calls.rings + LOST_AFTER)
            if free[0].status.is_final:
                _ended(tx, services, call, ENDS[free[0].status], now)
        elif abs(now - (call.placed_at or call.opened_at)) > IN_DOUBT:  # either way, where the clock stepped back
            _ended(tx, services, call, CallOutcome.FAILED, now)

    services.store.write_again(work)


def progress(services: Services, key: int | None, sid: str, status: CallStatus) -> bool:
    """Take the carrier's word on a call; False if there is no such call. Raises `DatabaseTrouble`.

    `key` None: it is about one that came in, known by its SID.
    """
    now = services.clock.now()
    if key is None:
        with services.store.read() as tx:
            came_in = calls.by_sid(tx, sid)
        if came_in is not None and status.is_final:
            hears(services, came_in.key, None, HungUp(), sid)
        return came_in is not None

    def work(tx: Tx) -> bool:
        call = calls.in_order(tx, key)
        if call is None or call.sid not in {None, sid}:
            return False
        if call.sid is None:
            calls.is_ringing(tx, key, sid, now + services.program.calls.rings + LOST_AFTER)
        if status.is_final:
            _ended(tx, services, call, ENDS[status], now)
        return True

    return services.store.write_again(work)


def _ended(tx: Tx, services: Services, call: Call, outcome: CallOutcome, now: datetime) -> None:
    """End a call, and go on from it: the next phone rings, a talk is over."""
    if not calls.end(tx, call.key, outcome, now):
        return
    match call.kind:
        case CallKind.RING:
            ringing.ring_ended(tx, services, call, now)
        case CallKind.REMINDER:
            reminder_calls.ended(tx, services, call, now)
        case CallKind.CALL_BACK:
            call_backs.ended(tx, services, call, now)
        case CallKind.INBOUND | CallKind.PAGE:
            pass
