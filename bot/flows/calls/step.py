"""What every step of a call is given, and the few ways in which one ends."""

from collections.abc import Callable
from dataclasses import replace

from bot.model.calls import Ask, Call, CallContext, CallHeard, HangUp, Pause, Script, Speak
from bot.model.conversations import Context, Conversation, Said
from bot.model.effects import CallTurn, Effect
from bot.model.value import value


@value
class OnCall:
    """All that a step of a call may know.

    `said` is what was heard as the text it stands for: spoken words as they are, a key as its digit, the `1` of a
    worker who is rung as the `1 KB` they might have texted.
    """

    call: Call
    calls: CallContext
    context: Context
    conversation: Conversation
    said: Said

    @property
    def hides_alarm(self) -> bool:
        """Whether this is a worker's phone that must not tell of their own alarm, raised by a sign (SAFETY 2.6)."""
        worker, request = self.context.worker, self.context.request
        return worker is not None and request is not None and request.is_secret_from(worker.key)

    def goes_on(self, step: str, script: Script, *effects: Effect, **changed: object) -> CallTurn:
        """End this step: `step` hears what comes next, and the silences in a row are over."""
        call = replace(self.call, **{"step": step, "silences": 0, **changed})  # type: ignore[arg-type]
        return CallTurn(call, script, self.conversation, effects)

    def asks(self, step: str, *says: Speak | Pause, keys: int = 1, by_voice: bool = False) -> CallTurn:
        """End this step with a question."""
        return self.goes_on(step, (self.question(*says, keys=keys, by_voice=by_voice),))

    def question(self, *says: Speak | Pause, keys: int = 1, by_voice: bool = False) -> Ask:
        """Return a question whose answer may take as long as answers may."""
        within = int(self.calls.rules.key_within.total_seconds())
        return Ask(says, keys=keys, seconds=within, by_voice=by_voice)

    def ends(self, *says: Speak, effects: tuple[Effect, ...] = ()) -> CallTurn:
        """Say something and hang up."""
        return self.goes_on(OVER, (*says, HangUp()), *effects)


OVER = "over"
"""The step of a call after its last words."""
State = Callable[[CallHeard, OnCall], CallTurn]
