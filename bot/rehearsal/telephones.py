"""The calls of the rehearsal's phones: who is rung, who is on, and all that was heard, pressed and said on each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.phones import Phone
from bot.model.value import value
from bot.rehearsal.cast import CAST, Player, Side
from bot.telephony.calls import CallStatus
from bot.telephony.simulated_call import ANONYMOUS, Direction, Kind, Outcome, SimulatedCall
from bot.telephony.simulated_calls import SimulatedCalls

KEYS = frozenset("0123456789*#")
PLAYED = "(A recording is played.)"
TAKEN_IN = timedelta(seconds=6)
"""So long after the last word it is plain that somebody has said all: the longest silence that ends a message."""


class Source(StrEnum):
    """Whose part of a call something is."""

    LINE = "line"
    ME = "me"
    OTHER = "other"
    KEY = "key"
    BEEP = "beep"


class Ringing(StrEnum):
    """What can be done with a phone that rings."""

    ANSWER = "answer"
    DECLINE = "decline"
    VOICEMAIL = "voicemail"


@value
class Uttered:
    """Something heard, said or pressed on a call; `language` is that of what is heard, empty for what is theirs."""

    source: Source
    words: str
    language: str
    at: datetime


class Telephones:
    """Every phone of the cast as a telephone."""

    def __init__(self, carrier: SimulatedCalls) -> None:
        """Hold the carrier of calls."""
        self.carrier = carrier
        self._said: defaultdict[str, list[Uttered]] = defaultdict(list)

    # What can be done; each returns whether it was possible.

    def dial(self, player: Player, *, is_withheld: bool) -> bool:
        """Call the line from a phone that is not on a call."""
        if self.live(player) is not None:
            return False
        self.carrier.dial(None if is_withheld and player.side is Side.STRANGER else player.phone)
        return True

    def rung(self, player: Player, does: Ringing) -> bool:
        """Do something with a phone that rings."""
        call = self.ringing(player)
        if call is None:
            return False
        match does:
            case Ringing.ANSWER:
                self.carrier.answer(call.sid)
            case Ringing.DECLINE:
                self.carrier.decline(call.sid)
            case Ringing.VOICEMAIL:
                self.carrier.voicemail(call.sid)
        return True

    def press(self, player: Player, keys: str, at: datetime) -> bool:
        """Press keys."""
        call = self.on(player)
        if call is None or not keys or not KEYS.issuperset(keys):
            return False
        self._said[call.sid].append(Uttered(source=Source.KEY, words=keys, language="", at=at))
        self.carrier.press(call.sid, keys)
        return True

    def speak(self, player: Player, words: str, at: datetime) -> bool:
        """Say something: to the line, or to whoever they talk with."""
        call = self.on(player)
        if call is None:
            return False
        self._said[call.sid].append(Uttered(source=Source.ME, words=words, language="", at=at))
        if call.partner is None:
            self.carrier.speak(call.sid, words)
        else:
            heard = Uttered(source=Source.OTHER, words=words, language=player.language, at=at)
            self._said[call.partner.sid].append(heard)
        return True

    def hang_up(self, player: Player) -> bool:
        """Put the phone down."""
        call = self.on(player)
        if call is None:
            return False
        self.carrier.hang_up(call.sid)
        return True

    def goes(self, phone: Phone, *, dead: bool) -> None:
        """Let no call reach a phone, or let them reach it again."""
        if dead:
            self.carrier.always(phone, Outcome.FAILED)
        else:
            self.carrier.heal(phone)

    # What can be seen.

    def of(self, player: Player) -> Sequence[SimulatedCall]:
        """Return every call of a phone, oldest first."""
        withheld = self.carrier.calls_of(ANONYMOUS) if player.side is Side.STRANGER else ()
        return sorted((*self.carrier.calls_of(player.phone), *withheld), key=lambda call: call.created_at)

    def live(self, player: Player) -> SimulatedCall | None:
        """Return the call somebody is on with a phone, else the one it rings with, else what its voicemail took."""
        live = (call for call in self.of(player) if call.status in {CallStatus.RINGING, CallStatus.IN_PROGRESS})
        return max(live, key=lambda call: (not call.is_machine, not rings(call)), default=None)

    def ringing(self, player: Player) -> SimulatedCall | None:
        """Return the call that a phone rings with."""
        call = self.live(player)
        return call if call is not None and rings(call) else None

    def on(self, player: Player) -> SimulatedCall | None:
        """Return the call that somebody is on with this phone; what a voicemail took is not theirs."""
        call = self.live(player)
        return call if call is not None and not rings(call) and not call.is_machine else None

    def heard_on(self, call: SimulatedCall) -> Sequence[Uttered]:
        """Return what was heard, pressed and said on a call, in order."""
        heard = (_heard(one.kind, one.words, one.language, one.at) for one in call.heard)
        return sorted((*self._said[call.sid], *heard), key=lambda one: one.at)

    def count(self) -> dict[str, int]:
        """Return how much there has been on each call so far."""
        return {call.sid: len(self.heard_on(call)) for call in self.carrier.all_calls()}

    def are_ringing(self) -> frozenset[str]:
        """Return which calls ring now."""
        return frozenset(call.sid for call in self._live() if rings(call))

    def around(self, player: Player) -> Sequence[SimulatedCall]:
        """Return the call somebody is on, and that of whom they talk with."""
        call = self.live(player)
        return () if call is None else (call,) if call.partner is None else (call, call.partner)

    def next_due(self) -> datetime | None:
        """Say when the next step of a call is due."""
        return self.carrier.next_due()

    def _live(self) -> Iterable[SimulatedCall]:
        return (call for call in self.carrier.all_calls() if not call.is_over)


def _heard(kind: Kind, words: str, language: str, at: datetime) -> Uttered:
    source = Source.BEEP if kind is Kind.BEEP else Source.LINE
    if kind is Kind.PLAYED:
        return Uttered(source=source, words=PLAYED, language="en", at=at)
    return Uttered(source=source, words=words, language=language, at=at)


def is_heard(call: SimulatedCall, now: datetime) -> bool:
    """Whether somebody is being spoken to on a call, or what they say has not been taken in yet."""
    is_saying = call.partner is None and any(now < one.ends_at + TAKEN_IN for one in call.speech)
    return not call.is_over and (call.sounds_until is not None or is_saying)


def rings(call: SimulatedCall) -> bool:
    """Whether a call rings at a phone; one that came from it does not."""
    return call.status is CallStatus.RINGING and call.direction is not Direction.INBOUND


def phone_of(call: SimulatedCall) -> Player | None:
    """Return whose phone a call is with, if it is one of the cast's; a number that is withheld is the stranger's."""
    if call.phone == ANONYMOUS:
        return next(player for player in CAST if player.side is Side.STRANGER)
    return next((player for player in CAST if player.phone.e164 == call.phone), None)
