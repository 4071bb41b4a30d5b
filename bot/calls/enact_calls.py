"""Turns what a step of a call asks for into rows: who is rung, what is recorded, how a call ended."""

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from bot.calls import call_backs, pins, reminder_calls, ringing
from bot.flows.pages import contact_limits
from bot.model.calls import (
    Call,
    CallEffect,
    CallerGone,
    CallKind,
    CallOutcome,
    CallThemBack,
    EndWith,
    HoldOn,
    KeepMessage,
    SeekPerson,
    StopSeeking,
    TalkEnded,
)
from bot.model.effects import TellWorker
from bot.model.help import HelpRequest, RequestState, StepKind
from bot.model.messages import Purpose
from bot.model.people import Language
from bot.model.staff_line import PinKeyed, WorkerTalked
from bot.scene import Scene, tell
from bot.store import calls, people, requests, voicemails


def enact_about_call(effect: CallEffect, scene: Scene) -> None:
    """Write one effect of a call."""
    call, tx, now = _call(scene), scene.tx, scene.now
    match effect:
        case SeekPerson():
            ringing.seek(tx, scene.services, call.key, _request_key(scene), now)
        case StopSeeking(in_vain=True):
            ringing.give_up(tx, scene.services, call.key, now)
        case StopSeeking():
            ringing.stop(tx, call.key, now)
        case HoldOn():
            ringing.hold_on(tx, scene.services, call.key, now)
        case EndWith(outcome=outcome):
            _end_with(outcome, scene)
        case KeepMessage():
            _keep_message(effect, scene)
        case CallThemBack():
            call_backs.plan(tx, scene.services, call, now)
        case TalkEnded():
            stands = calls.get(tx, call.key, locked=True)
            assert stands is not None
            ringing.talk_ended(tx, scene.services, stands, now)
        case CallerGone(without_word=without_word):
            _caller_gone(scene, without_word=without_word)
        case PinKeyed(is_right=is_right):
            _pin_keyed(scene, is_right=is_right)
        case WorkerTalked():
            _worker_talked(effect, scene)
        case _:
            assert_never(effect)


def _end_with(outcome: CallOutcome, scene: Scene) -> None:
    """Note how a call of ours ended; one that nobody took is over as far as the caller is concerned."""
    call = _call(scene)
    if outcome in {CallOutcome.TAKEN, CallOutcome.HEARD}:
        calls.change(scene.tx, call.key, outcome=outcome)
        return
    calls.end(scene.tx, call.key, outcome, scene.now)
    if call.kind is CallKind.REMINDER:
        reminder_calls.ended(scene.tx, scene.services, call, scene.now)
    elif call.kind is CallKind.RING:
        ringing.ring_ended(scene.tx, scene.services, call, scene.now)


def _keep_message(effect: KeepMessage, scene: Scene) -> None:
    """Keep that a message was left, and tell whoever has the request, or was asked to take it."""
    call, tx, request_key = _call(scene), scene.tx, _request_key(scene)
    if voicemails.keep(tx, call.key, request_key, effect.sid, effect.seconds, scene.now) is None:
        return
    if call.language is not Language.ENGLISH:  # the carrier writes down English alone
        voicemails.keep_transcript(tx, effect.sid, "")
    requests.note_step(tx, request_key, StepKind.MESSAGE_LEFT, scene.now)
    _tell_concerned(scene, request_key, "staff.message_left", {"seconds": effect.seconds})


def _pin_keyed(scene: Scene, *, is_right: bool) -> None:
    worker = scene.context.worker
    assert worker is not None
    if is_right:
        pins.note_right(scene.tx, worker)
    else:
        pins.note_wrong(scene.tx, scene.services, worker, scene.now)


def _worker_talked(effect: WorkerTalked, scene: Scene) -> None:
    """Note what came of a worker's talk; whoever counts it no more has its beginning forgotten."""
    calls.change(scene.tx, _call(scene).key, joined_at=None)
    if effect.counts:
        lasted = timedelta(seconds=effect.seconds)
        ringing.note_talk(scene.tx, scene.services, effect.request_key, lasted, scene.now, effect.worker_key)


def _caller_gone(scene: Scene, *, without_word: bool) -> None:
    """End a call whose caller has hung up; a request nobody talked with them about goes on as one by text does."""
    tx, now = scene.tx, scene.now
    call = calls.get(tx, _call(scene).key, locked=True)
    if call is None or call.is_over:
        return
    ringing.talk_ended(tx, scene.services, call, now)
    was_waiting = call.is_waiting or without_word
    ringing.stop(tx, call.key, now)
    calls.end(tx, call.key, CallOutcome.OVER, now)
    if was_waiting and call.request_key is not None:
        requests.change(tx, call.request_key, hung_up_at=now)
        requests.note_step(tx, call.request_key, StepKind.HUNG_UP, now)
        _tell_concerned(scene, call.request_key, "staff.caller_hung_up", {})


def _tell_concerned(scene: Scene, request_key: int, words: str, more: dict[str, object]) -> None:
    """Text whoever has a request, else whoever was asked to take it and has not passed."""
    request = requests.get(scene.tx, request_key)
    if request.state is RequestState.CLOSED:
        return
    hours, contact = scene.services.program.hours, scene.services.program.contact
    safe = contact_limits(replace(request, hung_up_at=None), scene.now, hours, contact)
    params = {"code": request.code, "limits": safe, **more}
    for worker_key in _concerned(scene, request):
        told = TellWorker(
            worker_key=worker_key, words=words, params=params, purpose=Purpose.HOLDER, request_key=request_key
        )
        tell(told, people.worker(scene.tx, worker_key), scene)


def _concerned(scene: Scene, request: HelpRequest) -> tuple[int, ...]:
    if request.holder is not None:
        return (request.holder,)
    # Who was rung for this very call: who was for one before may be off duty by now.
    rings = calls.rings_for(scene.tx, _call(scene).key)
    rung = [one.worker_key for one in rings if one.outcome is not CallOutcome.PASSED]
    asked = {*requests.still_awaited(scene.tx, request), *(key for key in rung if key is not None)}
    return tuple(sorted(asked - {request.in_danger_key}))


def _request_key(scene: Scene) -> int:
    """Return the request this step opened, else the one of the phone."""
    found = scene.opened or (scene.context.request.key if scene.context.request else None) or _call(scene).request_key
    assert found is not None
    return found


def _call(scene: Scene) -> Call:
    assert scene.call is not None
    return scene.call
