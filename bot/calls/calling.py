"""One step of a call in one transaction: what was heard is kept, its effects become rows, it is answered.

A step that is asked for twice is answered the same and does nothing; one that broke leads to a person.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.calls import ringing
from bot.calls.about_visits import is_about_visits, with_own_visits
from bot.calls.call_context import as_text, call_context, language_of
from bot.calls.speaking import document
from bot.calls.staff_line import staff_line
from bot.enact import enact
from bot.flows.calls import FIRST, OnCall, finding, message, take_step
from bot.inbound import context_of
from bot.model.calls import (
    Began,
    Call,
    CallHeard,
    CallKind,
    CallState,
    CameBack,
    HungUp,
    Recorded,
    Silent,
    Spoke,
    WaitForPerson,
)
from bot.model.effects import CallTurn, JoinRequest, OpenRequest
from bot.model.help import Grade, RequestKind
from bot.model.messages import Inbound, Source
from bot.model.phones import Phone
from bot.model.value import value
from bot.scene import LostRace, Scene
from bot.services import Services
from bot.store import callers, calls, conversations, inbox, people, requests, voicemails
from bot.store.conversations import Known
from bot.store.engine import Contention, Tx

Result = TypeVar("Result")
TRIES = 5
WITHHELD = 21211
"""The carrier's word for a number that cannot be texted: that of who withholds theirs."""


class AnotherCall(Exception):
    """A step was asked for under the key of another call."""


@value
class Arrived:
    """A call that has just come in; `sender` is None where the number is withheld.

    `is_back`: it was answered without the database before, and is led back to the line.
    """

    sid: str
    sender: Phone | None
    at: datetime
    is_back: bool = False


def arrives(services: Services, arrived: Arrived) -> str:
    """Keep a call that came in and return its first document; again for a repeat. Raises `DatabaseTrouble`."""
    once = f"in:{arrived.sid}"

    def work(tx: Tx) -> str:
        known = _conversation(tx, arrived)
        kept = calls.keep(
            tx,
            once,
            CallKind.INBOUND,
            arrived.at,
            language=language_of(tx, services, known),
            step=FIRST[CallKind.INBOUND],
            sid=arrived.sid,
            conversation_key=known.conversation.key,
            answered_at=arrived.at,
        )
        call = calls.by_once(tx, once)
        assert call is not None
        if kept is None and arrived.is_back and _fell_out_of_queue(call):
            return _take(tx, services, replace(call, step=finding.TALKED), Silent(), arrived.at)
        if kept is None:
            return calls.said(tx, call.key) or ""
        return _take(tx, services, call, Began(), arrived.at)

    return _again(services, work)


def _fell_out_of_queue(call: Call) -> bool:
    """Whether a caller is out of the queue that their row says they are in: what was said last is for there alone."""
    return call.step in finding.IN_QUEUE and finding.FIRST_WORDS not in call.recalls and not call.is_over


def _conversation(tx: Tx, arrived: Arrived) -> Known:
    """Return the conversation with whoever calls; one who withholds their number has one of their own for this call."""
    if arrived.sender is not None:
        return conversations.lock(tx, arrived.sender)
    known = conversations.lock(tx, Phone(f"withheld:{arrived.sid}"))
    conversations.change(tx, known.conversation.key, unreachable_code=WITHHELD)
    return conversations.known(tx, known.conversation.key)


def hears(services: Services, key: int, number: int | None, heard: CallHeard, sid: str) -> str | None:
    """Take the step of a call with that number and return its document; a repeat changes nothing.

    `number` None: whoever waits in a queue is asked for what is heard there. Returns None where there is no such call.
    Raises `AnotherCall` where it is not the caller's own, `DatabaseTrouble`.
    """
    now = services.clock.now()

    def work(tx: Tx) -> str | None:
        call = calls.in_order(tx, key)
        if call is None:
            return None
        if call.sid not in {None, sid}:
            raise AnotherCall
        if call.sid is None:  # the carrier was quicker than its own answer to us
            calls.change(tx, key, sid=sid)
            call = replace(call, sid=sid)
        if _is_late_message(tx, call, heard):
            return _take(tx, services, replace(call, step=message.RECORDED), heard, now)
        if _is_repeat(tx, call, number, heard):
            return calls.said(tx, key) or ""
        return _take(tx, services, call, heard, now)

    return _again(services, work)


def pass_on_broken(services: Services, key: int) -> None:
    """Let a person hear of a caller whose step broke: the carrier goes on without us. Raises `DatabaseTrouble`."""
    now = services.clock.now()

    def work(tx: Tx) -> None:
        call = calls.in_order(tx, key)
        if call is None or call.kind is not CallKind.INBOUND or call.conversation_key is None:
            return
        caller = callers.caller(tx, call.conversation_key)
        if requests.open_on(tx, call.conversation_key) is not None:
            return
        person = next(iter(caller.persons), None)
        worker = people.worker(tx, caller.worker_key) if caller.worker_key is not None else None
        is_staff = worker is not None and worker.active
        opened = requests.open_request(
            tx,
            kind=RequestKind.WORKER if is_staff else RequestKind.FAMILY if person else RequestKind.UNKNOWN,
            grade=Grade.EMERGENCY,
            conversation_key=call.conversation_key,
            family_key=caller.family.key if caller.family else None,
            person_key=person.key if person else None,
            in_danger_key=caller.worker_key if is_staff else None,
            limit=None,
            written_at=now,
            now=now,
        )
        calls.change(tx, key, request_key=opened)

    services.store.write_again(work)


def is_joined(services: Services, caller_key: int, ring_key: int) -> None:
    """Note that a caller and a worker are joined now. Raises `DatabaseTrouble`."""
    now = services.clock.now()
    services.store.write_again(lambda tx: ringing.joined(tx, caller_key, ring_key, now))


def is_answered(services: Services, key: int) -> None:
    """Note that the phone a worker is being connected with was answered. Raises `DatabaseTrouble`."""
    now = services.clock.now()
    services.store.write_again(lambda tx: ringing.answered(tx, key, now))


def _is_late_message(tx: Tx, call: Call, heard: CallHeard) -> bool:
    """Whether a message comes after the word that its call is over: nothing that was said to the line is lost."""
    if not isinstance(heard, Recorded) or not heard.sid or call.kind is not CallKind.INBOUND:
        return False
    return call.is_over and voicemails.by_sid(tx, heard.sid) is None


def _is_repeat(tx: Tx, call: Call, number: int | None, heard: CallHeard) -> bool:
    """Whether a step was taken before: its number is not the one that was said last, or its call is over."""
    if call.is_over:
        return True
    if isinstance(heard, HungUp):
        return False
    if isinstance(heard, CameBack):
        return number != calls.queued_number(tx, call.key)
    if number is None:
        return call.step not in finding.IN_QUEUE
    return number != call.number


def _take(tx: Tx, services: Services, call: Call, heard: CallHeard, now: datetime) -> str:
    """Take one step: understand, run the flow, write its effects, keep what was said."""
    assert call.conversation_key is not None
    known = conversations.known(tx, call.conversation_key)
    if is_about_visits(call):  # what is asked and answered by text at this moment waits for its turn
        known = conversations.lock(tx, known.conversation.phone)
    caller = callers.caller(tx, known.conversation.key)
    request = requests.get(tx, call.request_key, locked=True) if call.request_key is not None else None
    text, given = as_text(tx, services, call, heard, request, known, caller, now)
    context = context_of(tx, services, text, known, caller, given)
    if is_about_visits(call):
        context = with_own_visits(tx, services, context, known.conversation, text)
    on = OnCall(
        call=replace(call, state=CallState.UP, answered_at=call.answered_at or now),
        calls=replace(
            call_context(tx, services, call, request or context.request, context),
            staff=staff_line(tx, services, call, heard, context.worker, now),
        ),
        context=context,
        conversation=known.conversation,
        said=text,
    )
    return _write(tx, services, on, take_step(heard, on), heard, now)


def _write(tx: Tx, services: Services, on: OnCall, turn: CallTurn, heard: CallHeard, now: datetime) -> str:
    inbound_key = _kept(tx, on, turn, heard, now)
    number = on.call.number + 1
    scene = Scene(
        tx=tx,
        services=services,
        context=on.context,
        conversation=turn.conversation,
        inbound_key=inbound_key,
        now=now,
        written_at=now,
        call=replace(turn.call, number=number),
    )
    enact(turn.effects, scene)
    call = replace(turn.call, number=number, request_key=turn.call.request_key or scene.opened or _joined(turn))
    is_new = call.worker_key is None and (number == 1 or call.language is not on.call.language)
    said_now = document(services, call, turn.script, is_new_language=is_new)
    calls.save_step(tx, call, said_now, **_stands(tx, call, turn, heard, now))
    if turn.conversation != on.conversation:
        conversations.save(tx, turn.conversation, heard_at=now)
    return said_now


def _stands(tx: Tx, call: Call, turn: CallTurn, heard: CallHeard, at: datetime) -> dict[str, object]:
    """Return what a step changes of how a call stands: it is up, unless it has just ended; it may be in its queue."""
    stands: dict[str, object] = {}
    if any(isinstance(verb, WaitForPerson) for verb in turn.script):
        stands |= {"queued_number": call.number, "queue_at": at}
    elif isinstance(heard, CameBack):
        stands["queued_number"] = None
    now = calls.get(tx, call.key)
    if now is not None and not now.is_over:
        stands |= {"state": CallState.UP, "answered_at": call.answered_at, "lease_token": None, "lease_until": None}
        stands |= {} if now.is_waiting else {"due_at": at + ringing.GIVES_A_SIGN}
    return stands


def _kept(tx: Tx, on: OnCall, turn: CallTurn, heard: CallHeard, now: datetime) -> int | None:
    """Keep what came on a call as a text is kept: words that were spoken, and whatever a request is made of."""
    is_cry = any(isinstance(effect, OpenRequest | JoinRequest) for effect in turn.effects)
    if not is_cry and not isinstance(heard, Spoke):
        return None
    phone = on.conversation.phone
    received = Inbound(
        message_sid=f"{on.call.sid}:{on.call.number}",
        sender=phone,
        sender_raw=phone.e164,
        body=on.said.words,
        media_count=0,
        received_at=now,
        source=Source.CALL,
    )
    return inbox.keep(tx, received, on.conversation.key, on.said.meaning, "turn")


def _joined(turn: CallTurn) -> int | None:
    return next((effect.request_key for effect in turn.effects if isinstance(effect, JoinRequest)), None)


def _again(services: Services, work: Callable[[Tx], Result]) -> Result:
    """Run a step, and anew where somebody was quicker."""
    for attempt in range(TRIES):
        try:
            with services.store.write() as tx:
                return work(tx)
        except (LostRace, Contention):
            if attempt == TRIES - 1:
                raise
    raise AssertionError
