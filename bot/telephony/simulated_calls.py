"""A carrier of calls in memory, for the rehearsal and the tests: deterministic, and its phones do as they are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.model.phones import Phone
from bot.telephony.calls import CallStatus, CallToPlace, CarrierCall, Placed
from bot.telephony.error_codes import refusal
from bot.telephony.failures import UnknownOutcome
from bot.telephony.simulated_call import (
    ANONYMOUS,
    Direction,
    Outcome,
    Progress,
    Redirected,
    SimulatedCall,
    Speech,
    Utterance,
    as_listed,
    length_of,
    listed_status,
)
from bot.telephony.simulated_call_troubles import CallTroubles
from bot.telephony.simulated_exchange import Exchange, Post
from bot.telephony.simulated_faults import PlannedFault, SendFault
from bot.telephony.simulated_queues import Queue, Queues
from bot.telephony.simulated_recordings import Recordings
from bot.telephony.simulated_rings import Rings
from bot.telephony.twiml_rules import E164

VOICE_PATH = "/twilio/voice"
ALL_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
LONGEST_RING = timedelta(seconds=600)

_NO_SUCH_NUMBER = 21211


@dataclass(slots=True)
class LineRoute:
    """What stands at the carrier for calls to the line: who is asked, who instead, and who is told of the end."""

    asks: str
    fallback: str = ""
    progress_to: str = ""


class SimulatedCalls(CallTroubles):
    """A `CallCarrier` whose phones, faults and time are in the hands of whoever made it.

    `advance` lets calls go on; nothing happens by itself, and no webhook is made outside of it.
    """

    def __init__(self, clock: Clock, *, line: Phone, account_sid: str, auth_token: str, public_url: str) -> None:
        exchange = Exchange(clock, line=line, account_sid=account_sid, auth_token=auth_token, public_url=public_url)
        self._queues = Queues(exchange)
        recordings = Recordings(exchange)
        super().__init__(exchange, Rings(exchange, self._queues, recordings), recordings)
        self.line = line
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.route = LineRoute(public_url.rstrip("/") + VOICE_PATH)

    @property
    def errors(self) -> list[str]:
        """What a real caller would have heard as an application error, and webhooks that were answered badly."""
        return self._exchange.errors

    # The carrier's own side.

    def place_call(self, call: CallToPlace) -> Placed:
        """Ring a phone."""
        placed = self.take(call)
        return Placed(sid=placed.sid, status=listed_status(placed))

    def end_call(self, sid: str) -> None:
        """Stop a call that rings, or hang up one that is on."""
        with self._exchange.lock:
            self.knock()
            call = self._exchange.calls.get(sid)
            if call is not None and not call.is_over:
                self._exchange.hang_up(call, self._exchange.clock.now())

    def redirect_call(self, sid: str, asks: str) -> bool:
        """Let a call that is on fetch its next document from `asks`; False if it is over or unknown."""
        with self._exchange.lock:
            self.knock()
            call = self._exchange.calls.get(sid)
            if call is None or call.status is not CallStatus.IN_PROGRESS:
                return False
            self._exchange.interrupt(call, Redirected(asks), self._exchange.clock.now())
            return True

    def placed_calls(self, to: Phone, since: datetime) -> Sequence[CarrierCall]:
        """List the calls this line has placed to `to` since `since`, oldest first."""
        since = since.replace(microsecond=0)
        placed = [call for call in self.record()[::-1] if call.direction is Direction.PLACED]
        return tuple(as_listed(call) for call in placed if call.called_to == to.e164 and call.created_at >= since)

    def call(self, sid: str) -> CarrierCall | None:
        """Look one call up by its SID; None if the carrier does not know it."""
        found = self.record(sid)
        return as_listed(found[0]) if found else None

    def drop_queue(self, name: str) -> None:
        """Delete an empty queue of this name."""
        with self._exchange.lock:
            self.knock()
            queue = self._queues.by_name.get(name)
            if queue is not None and not queue.waiting:
                del self._queues.by_name[name]

    def recording(self, sid: str) -> bytes | None:
        """Fetch a recording; None if there is none of this SID (yet, or no more)."""
        with self._exchange.lock:
            self.knock()
            return self._recordings.fetch(sid)

    def forget_recording(self, sid: str) -> None:
        """Delete a recording."""
        with self._exchange.lock:
            self.knock()
            self._recordings.by_sid.pop(sid, None)

    def take(self, call: CallToPlace, events: frozenset[str] = ALL_EVENTS) -> SimulatedCall:
        """Place a call as the REST API does, telling the steps named."""
        exchange = self._exchange
        with exchange.lock:
            exchange.faults.knock(sending=True)
            planned = exchange.faults.next_for(call.to.e164)
            self._refuse_where_due(call, planned)
            placed = self._new_call(Direction.PLACED, call.to.e164, call.asks)
            placed.progress = Progress(url=call.progress_to, events=events) if call.progress_to else None
            placed.rings_for = min(call.rings_for, LONGEST_RING)
            exchange.start(placed, self._rings.placed(placed))
        if planned is not None and planned.fault is SendFault.TIMED_OUT_AFTER:
            raise UnknownOutcome("The carrier did not answer")
        return placed

    def record(self, sid: str | None = None) -> tuple[SimulatedCall, ...]:
        """Give every call the carrier knows, newest first, or the one with this SID."""
        with self._exchange.lock:
            self.knock()
            if sid is None:
                return tuple(reversed(self._exchange.calls.values()))
            return (self._exchange.calls[sid],) if sid in self._exchange.calls else ()

    def queues(self) -> tuple[Queue, ...]:
        """Give every queue the carrier keeps."""
        with self._exchange.lock:
            self.knock()
            return tuple(self._queues.by_name.values())

    def has_recording(self, sid: str) -> bool:
        """Say whether the carrier still keeps a recording, without asking as the line does."""
        return sid in self._recordings.by_sid

    def knock(self) -> None:
        """Raise whatever meets a request that places no call before the carrier has looked at it."""
        self._exchange.faults.knock(sending=False)

    # Time and webhooks.

    def now(self) -> datetime:
        """Tell the time as the carrier does, in whole seconds."""
        return self._exchange.now()

    def on_webhook(self, post: Post) -> None:
        """Name who is asked and told."""
        self._exchange.post = post

    def advance(self) -> int:
        """Take every step that is due; say how many."""
        return self._exchange.advance()

    def next_due(self) -> datetime | None:
        """Say when the next step is due; None where nothing lies ahead."""
        return self._exchange.next_due()

    # The phones' side.

    def dial(self, phone: Phone | str | None, *, verified: str | None = "TN-Validation-Passed-A") -> str:
        """Let a phone (None: one that withholds its number) call the line; give the call's SID."""
        shown = ANONYMOUS if phone is None else phone.e164 if isinstance(phone, Phone) else phone
        with self._exchange.lock:
            call = self._new_call(Direction.INBOUND, shown, self.route.asks)
            call.fallback, call.verified = self.route.fallback, verified
            if self.route.progress_to:
                call.progress = Progress(url=self.route.progress_to, events=frozenset({"completed"}))
            self._exchange.start(call, self._rings.received(call))
        return call.sid

    def calls_of(self, phone: Phone | str) -> tuple[SimulatedCall, ...]:
        """Show every call of a phone, oldest first, those that are over too."""
        number = phone.e164 if isinstance(phone, Phone) else phone
        return tuple(call for call in self.all_calls() if call.phone == number)

    def all_calls(self) -> tuple[SimulatedCall, ...]:
        """Show every call there has been, oldest first."""
        with self._exchange.lock:
            return tuple(self._exchange.calls.values())

    def heard(self, sid: str, start: int = 0) -> tuple[Utterance, ...]:
        """Show what a call has heard, from position `start` on."""
        return tuple(self._exchange.calls[sid].heard[start:])

    def left_on_voicemail(self, sid: str) -> tuple[Utterance, ...]:
        """Show what a voicemail that answered has kept: what sounded once its greeting was over."""
        call = self._exchange.calls[sid]
        greets_until = call.greets_until
        if greets_until is None:
            return ()
        return tuple(one for one in call.heard if one.at + timedelta(seconds=one.seconds) > greets_until)

    def talks(self, sid: str) -> str | None:
        """Say with which call this one talks."""
        partner = self._exchange.calls[sid].partner
        return partner.sid if partner else None

    def press(self, sid: str, digits: str) -> None:
        """Press keys."""
        call = self._on(sid)
        now = self._exchange.clock.now()
        call.keys.extend((now, digit) for digit in digits)
        self._exchange.wake(call, now)

    def speak(self, sid: str, words: str, confidence: float = 0.9) -> None:
        """Say something; it takes its time."""
        call = self._on(sid)
        now = self._exchange.clock.now()
        ends_at = now + timedelta(seconds=length_of(words))
        call.speech.append(Speech(words=words, confidence=confidence, begins_at=now, ends_at=ends_at))
        self._exchange.wake(call, now)

    def hang_up(self, sid: str) -> None:
        """Put the phone down."""
        call = self._live(sid)
        self._exchange.hang_up(call, self._exchange.clock.now())

    drop = hang_up
    """The phone falls out of the network: for the carrier this looks like hanging up."""

    def answer(self, sid: str) -> None:
        """Pick up."""
        self._decide(sid, Outcome.ANSWERED)

    def decline(self, sid: str) -> None:
        """Turn the call away: the carrier hears that the phone is busy."""
        self._decide(sid, Outcome.BUSY)

    def let_ring(self, sid: str) -> None:
        """Do nothing until it stops ringing, whatever the habit of this phone."""
        self._decide(sid, Outcome.NO_ANSWER)

    def fail(self, sid: str) -> None:
        """Let the call come to nothing in the network."""
        self._decide(sid, Outcome.FAILED)

    def voicemail(self, sid: str, greeting_seconds: float = 8) -> None:
        """Let the phone's voicemail pick up, speak its greeting and keep what follows."""
        self._exchange.calls[sid].greeting_seconds = greeting_seconds
        self._decide(sid, Outcome.VOICEMAIL)

    # How it works.

    def _decide(self, sid: str, outcome: Outcome) -> None:
        call = self._live(sid)
        if call.status is not CallStatus.RINGING:
            raise ValueError("the call does not ring")
        call.outcome = outcome
        self._exchange.wake(call, self._exchange.clock.now())

    def _live(self, sid: str) -> SimulatedCall:
        call = self._exchange.calls[sid]
        if call.is_over:
            raise ValueError("the call is over")
        return call

    def _on(self, sid: str) -> SimulatedCall:
        call = self._live(sid)
        if call.status is not CallStatus.IN_PROGRESS:
            raise ValueError("the call is not on")
        return call

    def _refuse_where_due(self, call: CallToPlace, planned: PlannedFault | None) -> None:
        if planned is not None and planned.fault is SendFault.TIMED_OUT_BEFORE:
            raise UnknownOutcome("The carrier did not answer")
        is_number = E164.fullmatch(call.to.e164) and call.to != self.line
        code = (planned and planned.code) or (None if is_number else _NO_SUCH_NUMBER)
        if code is not None:
            raise refusal(code)

    def _new_call(self, direction: Direction, phone: str, asks: str) -> SimulatedCall:
        inbound = direction is Direction.INBOUND
        return SimulatedCall(
            sid=self._exchange.next_sid("CA"),
            direction=direction,
            phone=phone,
            called_from=phone if inbound else self.line.e164,
            called_to=self.line.e164 if inbound else phone,
            status=CallStatus.RINGING if inbound else CallStatus.QUEUED,
            created_at=self._exchange.now(),
            at=self._exchange.clock.now(),
            asks=asks,
        )
