"""A family hears of its own visits on a call, once it has shown that the phone is theirs (SAFETY 1.8)."""

from collections.abc import Mapping

from bot.flows.calls.step import OnCall, State
from bot.model.calls import CallThemBack, Speak
from bot.model.effects import CallTurn


def begin(on: OnCall) -> CallTurn:
    """A number that is shown proves nothing: the line calls back the phone it belongs to."""
    return on.ends(Speak("call.calls_back"), effects=(CallThemBack(),))


STATES: Mapping[str, State] = {}
