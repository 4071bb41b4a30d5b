"""What a phone of a `World` does with calls: it dials, hears, presses and speaks; it rings, and is answered or not."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from bot.model.phones import Phone
from bot.telephony.calls import CallStatus
from bot.telephony.simulated_call import ANONYMOUS, Direction, Outcome, SimulatedCall

if TYPE_CHECKING:
    from world import Handset, World

PATIENCE = timedelta(seconds=90)
"""How long a listener goes on listening to what is being said, for words that have not come yet."""
LONGEST_VOICEMAIL = timedelta(seconds=180)

Condition = Callable[[], bool]

_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ ,.\-]+(?=\d)")


class Caller:
    """A phone's calls; each expectation is about the newest call it took part in, or took note of."""

    def __init__(self, world: "World", phone: Phone, name: str = "") -> None:
        """Hold the phone."""
        self.world = world
        self.phone = phone
        self.name = name
        self.text = ""
        self._call: SimulatedCall | None = None
        self._listened: dict[str, int] = {}
        self._noted: set[str] = set()

    # It calls.

    def calls(self) -> Self:
        """Dial the line."""
        verified = None if self.phone.e164 == ANONYMOUS else "TN-Validation-Passed-A"
        sid = self.world.calls.dial(self.phone, verified=verified)
        self._take_up(sid)
        self.world.settle()
        return self

    def hears(self, *words: str) -> Self:
        """Expect all of `words` in what was said since the last expectation.

        Where they have not come yet, time passes for as long as something is being said. Digits said apart
        ("9 1 1") count as the number they make.
        """
        self._listen_until(lambda: all(_holds(self._unheard(), word) for word in words))
        said = self._unheard()
        missing = [word for word in words if not _holds(said, word)]
        assert not missing, f"{self._who} heard {said!r} without {missing}"
        self._listened[self.current.sid] = len(self.current.heard)
        self.text = said
        return self

    def hears_nothing(self) -> Self:
        """Expect that nothing was said since the last expectation."""
        assert not self._unheard(), f"{self._who} heard {self._unheard()!r}"
        return self

    def presses(self, keys: str) -> Self:
        """Press keys."""
        self.world.calls.press(self.current.sid, keys)
        self.world.settle()
        return self

    def says(self, words: str) -> Self:
        """Speak, and wait until the line has taken it in."""
        call = self.current
        self.world.calls.speak(call.sid, words)
        speech = call.speech[-1]
        self.world.settle()
        self._wait_while(lambda: speech in call.speech and not call.is_over, timedelta(seconds=30))
        return self

    def hangs_up(self) -> Self:
        """Put the phone down."""
        self.world.calls.hang_up(self.current.sid)
        self.world.settle()
        return self

    def drops(self) -> Self:
        """Fall out of the network."""
        self.world.calls.drop(self.current.sid)
        self.world.settle()
        return self

    def is_waiting(self) -> Self:
        """Expect to wait in a queue, once what is being said has been said."""
        self._listen_until(lambda: self.current.waits_in is not None)
        assert self.current.waits_in is not None, f"{self._who} waits in no queue: {self._state}"
        return self

    def was_hung_up(self) -> Self:
        """Expect that the call is over, once what is being said has been said."""
        self._listen_until(lambda: self.current.is_over)
        assert self.current.is_over, f"{self._who} is still on the line: {self._state}"
        return self

    def talks_to(self, other: "str | Handset") -> Self:
        """Expect to talk to a worker (by key) or another phone, once what is being said has been said."""
        phone = self.world.phone(other) if isinstance(other, str) else other
        self._listen_until(lambda: self.current.partner is not None)
        partner = self.current.partner
        assert partner is not None, f"{self._who} talks to nobody: {self._state}"
        assert partner.phone == phone.phone.e164, f"{self._who} talks to another phone"
        return self

    def talks_to_nobody(self) -> Self:
        """Expect not to be connected to anybody."""
        assert self.current.partner is None, f"{self._who} talks to somebody"
        return self

    # It rings.

    def rings(self) -> Self:
        """Expect that the phone rings just now."""
        newest = next((call for call in self._rung()[::-1] if call.status is CallStatus.RINGING), None)
        states = [call.status.value for call in self._rung()]
        assert newest is not None, f"{self._who} does not ring; its calls are {states}"
        self._noted.add(newest.sid)
        self._take_up(newest.sid)
        return self

    def does_not_ring(self) -> Self:
        """Expect that the phone does not ring just now."""
        assert not any(call.status is CallStatus.RINGING for call in self._rung()), f"{self._who} rings"
        return self

    def answers(self) -> Self:
        """Pick up."""
        self.rings()
        self.world.calls.answer(self.current.sid)
        self.world.settle()
        return self

    def declines(self) -> Self:
        """Turn the call away."""
        self.rings()
        self.world.calls.decline(self.current.sid)
        self.world.settle()
        return self

    def goes_to_voicemail(self, greeting_seconds: float = 8) -> Self:
        """Let the voicemail answer, and time pass until that call is over."""
        self.rings()
        call = self.current
        self.world.calls.voicemail(call.sid, greeting_seconds)
        self.world.settle()
        self._wait_while(lambda: not call.is_over, LONGEST_VOICEMAIL)
        return self

    def does_not_answer(self) -> Self:
        """Let time pass until it stops ringing."""
        self.rings()
        call = self.current
        self.world.calls.let_ring(call.sid)
        self._wait_while(lambda: not call.is_over, call.rings_for + timedelta(seconds=1))
        return self

    def fails_to_ring(self) -> Self:
        """Let the ring come to nothing in the network."""
        self.rings()
        self.world.calls.fail(self.current.sid)
        self.world.settle()
        return self

    def always(self, outcome: Outcome) -> Self:
        """Do the same at each ring from now on; these rings are expected."""
        self.world.calls.always(self.phone, outcome)
        self._noted.add(_EVERY_RING)
        return self

    def kept_on_voicemail(self, *words: str) -> Self:
        """Expect that the voicemail of the newest call kept all of `words`; none at all: that it kept nothing."""
        kept = " ".join(one.words for one in self.world.calls.left_on_voicemail(self.current.sid))
        assert all(_holds(kept, word) for word in words), f"{self._who}'s voicemail kept {kept!r}"
        assert words or not kept, f"{self._who}'s voicemail kept {kept!r}"
        return self

    def notes_rings(self) -> None:
        """Take every ring so far as expected."""
        self._noted.update(call.sid for call in self._rung())

    def rings_no_more(self) -> None:
        """Expect that every ring of this phone has been taken note of."""
        missed = [] if _EVERY_RING in self._noted else [call for call in self._rung() if call.sid not in self._noted]
        assert not missed, f"{self._who} rang and nobody expected it: {[call.created_at for call in missed]}"

    # How it works.

    @property
    def current(self) -> SimulatedCall:
        """The call that expectations are about."""
        assert self._call is not None, f"{self._who} has no call"
        return self._call

    @property
    def _who(self) -> str:
        return self.name or str(self.phone)

    @property
    def _state(self) -> str:
        return f"{self.current.status.value}, heard {[one.words for one in self.current.heard][-3:]}"

    def _take_up(self, sid: str) -> None:
        (self._call,) = [call for call in self.world.calls.calls_of(self.phone) if call.sid == sid]

    def _rung(self) -> list[SimulatedCall]:
        calls = self.world.calls.calls_of(self.phone)
        return [call for call in calls if call.direction is not Direction.INBOUND and call.rang]

    def _unheard(self) -> str:
        heard = self.current.heard[self._listened.get(self.current.sid, 0) :]
        return " ".join(one.words for one in heard if one.words)

    def _listen_until(self, has_come: Condition) -> None:
        self._wait_while(lambda: not has_come() and self.current.sounds_until is not None, PATIENCE)

    def _wait_while(self, goes_on: Condition, longest: timedelta) -> None:
        """Let time pass from step to step while something goes on."""
        self.world.settle()
        until = self.world.clock.now() + longest
        while goes_on() and self.world.clock.now() < until and (due := self.world.calls.next_due()) is not None:
            self.world.later(seconds=(min(due, until) - self.world.clock.now()).total_seconds())


_EVERY_RING = "every ring"


def _holds(text: str, word: str) -> bool:
    text, word = text.lower(), word.lower()
    return word in text or word in _BETWEEN_DIGITS.sub("", text)
