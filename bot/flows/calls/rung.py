"""A worker's phone rings for a caller who waits, or with a page: only a pressed key counts (SAFETY 2.4, 4.1)."""

from collections.abc import Mapping
from dataclasses import replace

from bot.flows import staff
from bot.flows.calls.staff_line_words import spelled
from bot.flows.calls.step import OnCall, State
from bot.model.calls import (
    CallHeard,
    CallKind,
    CallOutcome,
    EndWith,
    JoinCaller,
    Pressed,
    Silent,
    Speak,
    TalkOver,
)
from bot.model.effects import Answer, CallTurn, Claim, Effect, ToFamily, Turn
from bot.model.help import RequestKind, RequestState

BEGAN, ASKED, TALKED = "rung.began", "rung.asked", "rung.talked"
TAKE, PASS, AGAIN = "1", "2", "*"
TWICE = 2
FINDS_CALLER = 8
"""Seconds the carrier has to find the caller in their queue: it is there or it is not."""


def began(heard: CallHeard, on: OnCall) -> CallTurn:
    """Somebody, or a voicemail, has answered: nothing of the family is said before a key is pressed."""
    return on.asks(ASKED, _question(on))


def _question(on: OnCall) -> Speak:
    """Word what they are asked: a call of the line, or a page with its grade and code."""
    request = on.calls.request
    if on.call.kind is CallKind.RING or request is None:
        return Speak("staff.call.ring")
    words = "staff.call.page_worker" if request.kind is RequestKind.WORKER else f"staff.call.page_{request.grade}"
    return Speak(words, {"code": spelled(request.code)})


def asked(heard: CallHeard, on: OnCall) -> CallTurn:
    """They were asked whether they take it: 1 takes, 2 passes; what nobody presses, nobody has."""
    match heard:
        case Pressed(keys) if keys == TAKE:
            return _take(staff.turn(on.said, on.conversation, on.context), on)
        case Pressed(keys) if keys == PASS:
            passed = EndWith(outcome=CallOutcome.PASSED)
            return on.ends(
                Speak("staff.call.passed"), effects=(*_untold(staff.turn(on.said, on.conversation, on.context)), passed)
            )
        case Silent() if on.call.silences + 1 >= TWICE:
            return on.ends(effects=(EndWith(outcome=CallOutcome.NO_KEY),))
        case Silent():
            turn = on.asks(ASKED, _question(on))
            return replace(turn, call=replace(turn.call, silences=on.call.silences + 1))
        case _:
            return on.asks(ASKED, _question(on))


def _take(turn: Turn, on: OnCall) -> CallTurn:
    """Take the request as a text `1 KB` does; whoever won is joined with the caller, if they still wait."""
    request = on.calls.request
    me = on.context.worker.key if on.context.worker else 0
    if request is None or request.state is RequestState.CLOSED:
        return on.ends(Speak("staff.call.closed"), effects=(EndWith(outcome=CallOutcome.NOT_NEEDED),))
    wins = any(isinstance(effect, Claim) for effect in turn.effects)
    if not wins and request.holder != me:
        taken = Speak("staff.call.taken", {"name": on.calls.holder, "code": spelled(request.code)})
        return on.ends(taken, effects=(EndWith(outcome=CallOutcome.NOT_NEEDED),))
    # Who has it already and is rung because the caller is back knows what there is to read.
    effects = (*(turn.effects if wins else _untold(turn)), EndWith(outcome=CallOutcome.TAKEN))
    if on.call.kind is CallKind.PAGE:
        return on.ends(Speak("staff.call.yours", {"code": spelled(request.code)}), effects=effects)
    caller = on.calls.caller
    if caller is None or not caller.is_waiting:
        return on.ends(Speak("staff.call.hung_up", {"code": spelled(request.code)}), effects=effects)
    told = tuple(effect for effect in effects if not isinstance(effect, ToFamily))  # they hear it themselves
    says = Speak("staff.call.joining", {"code": spelled(request.code), "language": caller.language})
    if request.sign_at is not None:  # whoever is with them may be the reason for it
        says = Speak("staff.call.joining_sign", {"code": spelled(request.code)})
    return on.goes_on(TALKED, (says, JoinCaller(caller.key, FINDS_CALLER)), *told)


def _untold(turn: Turn) -> tuple[Effect, ...]:
    """Return what a turn does, without the text that answers it: they hear it."""
    return tuple(effect for effect in turn.effects if not isinstance(effect, Answer))


def talked(heard: CallHeard, on: OnCall) -> CallTurn:
    """The talk has ended, or the caller was gone before it began."""
    code = spelled(on.calls.request.code) if on.calls.request else ""
    if isinstance(heard, TalkOver) and heard.seconds > 0:
        return on.ends(Speak("staff.call.talk_over", {"code": code}))
    return on.ends(Speak("staff.call.hung_up", {"code": code}))


STATES: Mapping[str, State] = {BEGAN: began, ASKED: asked, TALKED: talked}
