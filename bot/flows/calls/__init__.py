"""Conversations on a call: pure functions from what was heard to what is said and done."""

from collections.abc import Mapping

from bot.flows.calls import finding, greeting, message, mine, more, rung, staff_line
from bot.flows.calls.step import OVER, OnCall, State
from bot.model.calls import CallHeard, CallKind, HungUp
from bot.model.effects import CallTurn

STATES: Mapping[str, State] = {
    **greeting.STATES,
    **finding.STATES,
    **message.STATES,
    **more.STATES,
    **mine.STATES,
    **rung.STATES,
    **staff_line.STATES,
}
FIRST: Mapping[CallKind, str] = {
    CallKind.INBOUND: greeting.BEGAN,
    CallKind.RING: rung.BEGAN,
    CallKind.PAGE: rung.BEGAN,
    CallKind.REMINDER: mine.ANSWERED,
    CallKind.CALL_BACK: mine.ANSWERED,
}
"""The step that hears that a call is there."""


def take_step(heard: CallHeard, on: OnCall) -> CallTurn:
    """Hear what came on a call; after its last words there is nothing left to say."""
    if isinstance(heard, HungUp) and on.call.step.startswith(staff_line.ROOM):
        return staff_line.gone(on)
    if isinstance(heard, HungUp):
        return finding.gone(on) if on.call.kind is CallKind.INBOUND else on.ends()
    state = STATES.get(on.call.step)
    return on.ends() if state is None else state(heard, on)


__all__ = ["FIRST", "OVER", "STATES", "OnCall", "take_step"]
