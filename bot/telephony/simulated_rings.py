"""How calls of the simulated carrier begin and end: rings and what comes of them, dialled numbers, rejected callers."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from xml.etree.ElementTree import Element

from bot.model.value import value
from bot.telephony.calls import CallStatus
from bot.telephony.simulated_call import (
    Direction,
    GoTo,
    HungUp,
    Outcome,
    Progress,
    Redirected,
    Rest,
    Script,
    SimulatedCall,
    Speech,
)
from bot.telephony.simulated_exchange import Exchange
from bot.telephony.simulated_queues import USUAL_RING, Bridge, Queues, talk
from bot.telephony.simulated_recordings import Recordings
from bot.telephony.simulated_twiml import Player, apologise, rest

VOICEMAIL_ANSWERS_AFTER = timedelta(seconds=15)
LONGEST_MESSAGE = timedelta(seconds=120)
"""How much a voicemail takes after its greeting before it hangs up."""
GREETING = "Nobody can take your call. Please leave a message after the tone."

_STATUS = {
    Outcome.BUSY: CallStatus.BUSY,
    Outcome.NO_ANSWER: CallStatus.NO_ANSWER,
    Outcome.FAILED: CallStatus.FAILED,
}


@value
class RingHabit:
    """What a phone always does when it rings."""

    outcome: Outcome
    greeting_seconds: float = 8


class Rings:
    """The scripts of calls, from the first moment to the last."""

    def __init__(self, exchange: Exchange, queues: Queues, recordings: Recordings) -> None:
        self._exchange = exchange
        self._queues = queues
        self.habits: dict[str, RingHabit] = {}
        self.player = Player(
            exchange,
            {
                "Enqueue": lambda _exchange, call, verb, base: queues.enqueue(self.player, call, verb, base),
                "Dial": lambda _exchange, call, verb, base: self._dial(call, verb, base),
                "Record": lambda _exchange, call, verb, base: recordings.record(self.player, call, verb, base),
                "Reject": lambda _exchange, call, verb, _base: _reject(call, verb),
            },
        )

    def received(self, call: SimulatedCall) -> Script:
        """A phone calls the line."""
        yield from self._until_over(call, self._begin(call, call.asks))
        self._exchange.finish(call, call.status if call.is_over else _end_of(call))

    def placed(self, call: SimulatedCall) -> Script:
        """The line calls a phone."""
        yield from self._until_over(call, self._ring_and(call, lambda: self.player.run(call, call.asks)))
        self._exchange.finish(call, _end_of(call))

    def _dialled(self, call: SimulatedCall, whisper: str, bridges: dict[str, Bridge]) -> Script:
        """A document dials a phone: it may hear something first, and then talks."""
        yield from self._until_over(call, self._ring_and(call, lambda: self._talk(call, whisper, bridges)))
        if call.sid in bridges:
            bridges[call.sid].close(call.at)
        self._exchange.finish(call, _end_of(call))

    def _until_over(self, call: SimulatedCall, script: Script) -> Script:
        """Follow a script, wherever the line sends the call meanwhile, until the call is over."""
        try:
            yield from script
        except HungUp:
            return
        except Redirected as away:
            yield from self._until_over(call, self.player.run(call, away.url))

    def _begin(self, call: SimulatedCall, url: str) -> Script:
        yield Rest(None)
        yield from self.player.run(call, url)

    def _ring_and(self, call: SimulatedCall, answered: Callable[[], Script]) -> Script:
        yield Rest(None)
        yield from self._ring(call)
        if call.answered_at is not None:
            yield from answered()

    def _talk(self, call: SimulatedCall, whisper: str, bridges: dict[str, Bridge]) -> Script:
        """Hear what is whispered, be ready, and stay until the talk is over."""
        if call.parent is None:
            return
        self._exchange.wake(call.parent, call.at)
        if whisper:
            yield from self.player.follow(call, whisper)
        call.is_ready = True
        self._exchange.wake(call.parent, call.at)
        while call.sid not in bridges or bridges[call.sid].closed_at is None:
            yield Rest(None)

    def _ring(self, call: SimulatedCall) -> Script:
        """Ring until the phone does something about it, by hand or by habit, or nobody has for too long."""
        call.status = CallStatus.INITIATED
        self._exchange.report(call, "initiated")
        outcome = self._outcome_at_once(call)
        if outcome is Outcome.FAILED:
            call.outcome = outcome
            return
        if outcome is not Outcome.BUSY:
            call.status, call.rang = CallStatus.RINGING, True
            self._exchange.report(call, "ringing")
            yield from self._until_somebody_answers(call)
            outcome = call.outcome or Outcome.NO_ANSWER
        call.outcome = outcome
        if outcome in {Outcome.ANSWERED, Outcome.VOICEMAIL}:
            self._answered(call)

    def _outcome_at_once(self, call: SimulatedCall) -> Outcome | None:
        habit = self.habits.get(call.phone)
        if habit is not None and habit.outcome in {Outcome.FAILED, Outcome.BUSY}:
            return habit.outcome
        others = (one for one in self._exchange.calls.values() if one is not call and one.phone == call.phone)
        is_engaged = any(one.status is CallStatus.IN_PROGRESS and not one.is_machine for one in others)
        return Outcome.BUSY if is_engaged else None

    def _until_somebody_answers(self, call: SimulatedCall) -> Script:
        habit = self.habits.get(call.phone)
        begins_at = call.at
        if habit is not None and habit.outcome is Outcome.ANSWERED:
            call.outcome = habit.outcome
        if habit is not None and habit.outcome is Outcome.VOICEMAIL and call.rings_for > VOICEMAIL_ANSWERS_AFTER:
            yield from rest(call, VOICEMAIL_ANSWERS_AFTER.total_seconds(), lambda: call.outcome is not None)
            if call.outcome is None:
                call.outcome, call.greeting_seconds = Outcome.VOICEMAIL, habit.greeting_seconds
        left = call.rings_for - (call.at - begins_at)
        yield from rest(call, left.total_seconds(), lambda: call.outcome not in {None, Outcome.NO_ANSWER})

    def _answered(self, call: SimulatedCall) -> None:
        call.answered_at = call.at
        call.status = CallStatus.IN_PROGRESS
        if call.outcome is Outcome.VOICEMAIL:
            call.is_machine = True
            ends_at = call.at + timedelta(seconds=call.greeting_seconds)
            call.speech.append(Speech(words=GREETING, confidence=0.8, begins_at=call.at, ends_at=ends_at))
            self._exchange.hang_up(call, ends_at + LONGEST_MESSAGE)
        self._exchange.report(call, "answered")

    # Dial

    def _dial(self, call: SimulatedCall, verb: Element, base: str) -> Script:
        """Dial a queue, or one number or several at once."""
        caller_id = verb.get("callerId", call.called_from)
        queue = verb.find("Queue")
        if queue is not None:
            yield from self._queues.dial(call, verb, queue, base)
        elif caller_id not in {self._exchange.line.e164, call.phone}:
            self._exchange.errors.append("Dial shows a number that is neither the line's nor the caller's")
            yield from apologise(call)
            raise HungUp
        else:
            yield from self._dial_numbers(call, verb, base, caller_id)

    def _dial_numbers(self, call: SimulatedCall, verb: Element, base: str, caller_id: str) -> Script:
        bridges: dict[str, Bridge] = {}
        legs = [self._leg(call, verb, noun, base, caller_id, bridges) for noun in verb.findall("Number")]
        if number := (verb.text or "").strip():
            legs = [self._leg(call, verb, _plain(number), base, caller_id, bridges)]
        reached = None
        try:
            yield from self._until_ready(call, legs, float(verb.get("timeout", USUAL_RING)))
            reached = next((leg for leg in legs if leg.is_ready and not leg.is_over), None)
            if reached is not None:
                self._hang_up_all(leg for leg in legs if leg is not reached)
                bridge = bridges[reached.sid] = Bridge(self._exchange, call, reached)
                bridge.open(call.at)
                yield from talk(call, bridge, verb)
        finally:
            self._hang_up_all(legs)
        if action := self._exchange.absolute(verb.get("action", ""), base):
            raise GoTo(action, _how_dialled(legs, reached, bridges))

    def _leg(
        self, call: SimulatedCall, dial: Element, noun: Element, base: str, caller_id: str, bridges: dict[str, Bridge]
    ) -> SimulatedCall:
        """Ring one number of a Dial."""
        told = noun.get("statusCallback")
        events = frozenset(noun.get("statusCallbackEvent", "completed").split())
        leg = SimulatedCall(
            sid=self._exchange.next_sid("CA"),
            direction=Direction.DIALLED,
            phone=(noun.text or "").strip(),
            called_from=caller_id,
            called_to=(noun.text or "").strip(),
            status=CallStatus.QUEUED,
            created_at=call.at.replace(microsecond=0),
            at=call.at,
            progress=Progress(url=self._exchange.absolute(told, base), events=events) if told else None,
            rings_for=timedelta(seconds=float(dial.get("timeout", USUAL_RING))),
            parent=call,
        )
        whisper = self._exchange.absolute(noun.get("url", ""), base)
        self._exchange.start(leg, self._dialled(leg, whisper, bridges))
        return leg

    def _until_ready(self, call: SimulatedCall, legs: list[SimulatedCall], seconds: float) -> Script:
        """Wait for a leg to be ready to talk; the first that answers makes the others stop ringing."""
        end = call.at + timedelta(seconds=seconds)
        while not any(leg.is_ready for leg in legs) and not all(leg.is_over for leg in legs):
            first = next((leg for leg in legs if leg.answered_at is not None and not leg.is_over), None)
            if first is None and call.at >= end + timedelta(seconds=1):
                return
            if first is not None:
                self._hang_up_all(leg for leg in legs if leg is not first)
            yield Rest(None if first else end + timedelta(seconds=1))

    def _hang_up_all(self, legs: Iterable[SimulatedCall]) -> None:
        for leg in legs:
            if leg.parent is not None:
                self._exchange.hang_up(leg, leg.parent.at)


def _plain(number: str) -> Element:
    noun = Element("Number")
    noun.text = number
    return noun


def _end_of(call: SimulatedCall) -> CallStatus:
    """Say how a call to a phone has ended."""
    if call.answered_at is not None:
        return CallStatus.COMPLETED
    return _STATUS.get(call.outcome, CallStatus.CANCELED) if call.outcome else CallStatus.CANCELED


def _how_dialled(
    legs: list[SimulatedCall], reached: SimulatedCall | None, bridges: dict[str, Bridge]
) -> dict[str, str]:
    """Say how dialling numbers went; a call that was answered counts as completed, whoever answered it."""
    answered = next((leg for leg in legs if leg.answered_at is not None), None)
    shown = reached or answered or legs[0]
    status = CallStatus.COMPLETED if answered else _why_nobody(legs)
    fields = {"DialCallStatus": status.value, "DialCallSid": shown.sid, "DialBridged": str(reached is not None).lower()}
    if reached is not None:
        fields["DialCallDuration"] = str(bridges[reached.sid].seconds)
    return fields


def _why_nobody(legs: list[SimulatedCall]) -> CallStatus:
    ends = {leg.status for leg in legs if leg.is_over}
    order = (CallStatus.NO_ANSWER, CallStatus.BUSY, CallStatus.FAILED)
    return next((status for status in order if status in ends), CallStatus.NO_ANSWER)


def _reject(call: SimulatedCall, verb: Element) -> Script:
    """Turn a caller away before the call is answered."""
    yield from ()
    call.status = CallStatus.BUSY if verb.get("reason") == "busy" else CallStatus.NO_ANSWER
    raise HungUp
