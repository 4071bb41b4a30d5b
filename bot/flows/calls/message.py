"""A message after the tone: kept, cared for like any request, and nothing promised that the line cannot keep."""

from collections.abc import Mapping

from bot.flows.calls import finding, more
from bot.flows.calls.step import OnCall, State
from bot.model.calls import CallHeard, KeepMessage, Pressed, Recorded, RecordMessage, Speak
from bot.model.effects import CallTurn, Effect
from bot.model.help import Grade

RECORDED, KEPT = "message.recorded", "message.kept"
PERSON, NUMBERS = "1", "3"


def ask(on: OnCall, words: str, *effects: Effect) -> CallTurn:
    """Ask for a message."""
    longest = int(on.calls.rules.message_most.total_seconds())
    return on.goes_on(RECORDED, (Speak(words), RecordMessage(longest)), *effects)


def recorded(heard: CallHeard, on: OnCall) -> CallTurn:
    """They spoke, or did not; whatever was recorded is kept."""
    if isinstance(heard, Recorded) and heard.sid:
        # What they called about may have been closed meanwhile: the message is cared for like any cry.
        opened = () if on.context.request is not None else finding.raised(on, Grade.EMERGENCY)
        kept = KeepMessage(sid=heard.sid, seconds=heard.seconds)
        return on.goes_on(KEPT, (on.question(Speak("call.message_kept")),), *opened, kept, recalls={})
    return on.asks(KEPT, Speak("call.message_none"))


def kept(heard: CallHeard, on: OnCall) -> CallTurn:
    """They were told that the message is kept: a person after all, numbers, or the end."""
    match heard:
        case Pressed(keys) if keys == PERSON:
            return finding.again(on)
        case Pressed(keys) if keys == NUMBERS:
            return more.numbers(on)
        case _:
            return on.ends(Speak("call.goodbye"))


STATES: Mapping[str, State] = {RECORDED: recorded, KEPT: kept}
