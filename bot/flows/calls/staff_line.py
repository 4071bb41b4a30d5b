"""A worker calls the line: by their own number they hear of a request, and are connected as the line (SAFETY 2.4)."""

from collections.abc import Mapping

from bot.flows.calls.step import OnCall, State
from bot.model.calls import Speak
from bot.model.effects import CallTurn


def begin(on: OnCall) -> CallTurn:
    """Ask for the worker's own number."""
    return on.ends(Speak("call.goodbye"))


STATES: Mapping[str, State] = {}
