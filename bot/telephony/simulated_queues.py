"""Where callers of the simulated carrier wait, and how two calls become one talk."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from bot.telephony.simulated_call import (
    Answer,
    Ask,
    GoTo,
    HungUp,
    Interruption,
    Left,
    Redirected,
    Rest,
    Script,
    SimulatedCall,
)
from bot.telephony.simulated_exchange import Exchange
from bot.telephony.simulated_twiml import Player, rest

LONGEST_QUEUE = 100
USUAL_RING = "30"
USUAL_LIMIT = "14400"


class Bridge:
    """A talk between the call that dialled and the one it reached."""

    def __init__(self, exchange: Exchange, dialler: SimulatedCall, reached: SimulatedCall) -> None:
        """Make the two each other's partner once the talk is opened."""
        self._exchange = exchange
        self.dialler = dialler
        self.reached = reached
        self.opened_at: datetime | None = None
        self.closed_at: datetime | None = None

    def open(self, at: datetime) -> None:
        """Let the two hear each other."""
        self.opened_at = at
        self.dialler.partner, self.reached.partner = self.reached, self.dialler
        self._exchange.wake(self.dialler, at)

    def close(self, at: datetime) -> None:
        """Part the two, whichever of them was the reason; both go on from here."""
        if self.closed_at is not None:
            return
        self.closed_at = at
        for call in (self.dialler, self.reached):
            call.partner = None
            call.keys.clear()
            self._exchange.wake(call, at)

    @property
    def seconds(self) -> int:
        """How long the two have talked."""
        if self.opened_at is None or self.closed_at is None:
            return 0
        return int((self.closed_at - self.opened_at).total_seconds())


class Taken(Interruption):
    """Somebody who waits is taken out of the queue, to hear `whisper` and then to talk."""

    def __init__(self, bridge: Bridge, whisper: str) -> None:
        """Take into this talk."""
        super().__init__()
        self.bridge = bridge
        self.whisper = whisper


Reached = Generator[Rest | Ask, Answer | None, Bridge | None]


@dataclass(slots=True, eq=False)
class Queue:
    """Those who wait under one name, in order; `diallers` wait for somebody to come."""

    sid: str
    name: str
    created_at: datetime
    waiting: list[SimulatedCall] = field(default_factory=list)
    diallers: list[SimulatedCall] = field(default_factory=list)


class Queues:
    """Every queue, and the verbs about them."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.by_name: dict[str, Queue] = {}

    def enqueue(self, player: Player, call: SimulatedCall, verb: Element, base: str) -> Script:
        """Wait in a queue until somebody takes the call, or it leaves; then tell how it went."""
        queue = self._named((verb.text or "").strip(), call.at)
        action = self._exchange.absolute(verb.get("action", ""), base)
        entered_at = call.at
        wait_url = self._exchange.absolute(verb.get("waitUrl", ""), base)

        def result(word: str) -> dict[str, str]:
            spent = str(int((call.at - entered_at).total_seconds()))
            return {"QueueResult": word, "QueueSid": queue.sid, "QueueTime": spent}

        how = "queue-full" if len(queue.waiting) >= LONGEST_QUEUE else "leave"
        try:
            if how == "leave":
                self._enter(queue, call)
                yield from self._wait(player, call, queue, wait_url, entered_at)
        except Taken as taken:
            how = "bridged"
            yield from self._be_taken(player, call, queue, taken, action, result)
        except (HungUp, Redirected) as ended:
            self._leave(queue, call)
            if action:
                word = "hangup" if isinstance(ended, HungUp) else "redirected"
                yield from player.tell(call, action, **result(word))
            raise
        finally:
            self._leave(queue, call)
        if action:
            raise GoTo(action, result(how))

    def _wait(self, player: Player, call: SimulatedCall, queue: Queue, wait_url: str, entered_at: datetime) -> Script:
        """Perform the document for those who wait, and again when it has ended, until it makes the call leave."""
        url = wait_url
        told: dict[str, str] = {}
        while True:
            if not url:
                yield Rest(None)
                continue
            began_at = call.at
            fields = {
                "QueueSid": queue.sid,
                "QueuePosition": str(queue.waiting.index(call) + 1),
                "QueueTime": str(int((call.at - entered_at).total_seconds())),
                "CurrentQueueSize": str(len(queue.waiting)),
            }
            try:
                yield from player.perform(call, url, fields | told, is_waiting=True)
                if call.at == began_at:
                    yield from rest(call, 1)
                url, told = wait_url, {}
            except GoTo as onward:
                url, told = onward.url, onward.fields
            except Left:
                return

    def _be_taken(
        self,
        player: Player,
        call: SimulatedCall,
        queue: Queue,
        taken: Taken,
        action: str,
        result: Callable[[str], dict[str, str]],
    ) -> Script:
        """Hear what is whispered, then talk until one side hangs up."""
        self._leave(queue, call)
        waited = result("")["QueueTime"]
        bridge = taken.bridge
        try:
            if taken.whisper:
                fields = {"QueueSid": queue.sid, "QueueTime": waited, "DequeingCallSid": bridge.dialler.sid}
                yield from player.follow(call, taken.whisper, fields, is_whispered=True)
            if bridge.closed_at is None:
                bridge.open(call.at)
            while bridge.closed_at is None:
                yield Rest(None)
        except (HungUp, Redirected) as ended:
            bridge.close(call.at)
            if action:
                word = "bridged" if isinstance(ended, HungUp) else "redirected-from-bridged"
                yield from player.tell(call, action, **result(word))
            raise
        finally:
            bridge.close(call.at)

    def dial(self, call: SimulatedCall, dial: Element, noun: Element, base: str) -> Script:
        """Take the first who waits, or wait for one; talk; then go on with the action or the next verb."""
        queue = self.by_name.get((noun.text or "").strip())
        whisper = self._exchange.absolute(noun.get("url", ""), base)
        bridge = None
        if queue is not None:
            bridge = yield from self._reach(call, queue, whisper, float(dial.get("timeout", USUAL_RING)))
        if bridge is not None:
            yield from talk(call, bridge, dial)
        if action := self._exchange.absolute(dial.get("action", ""), base):
            raise GoTo(action, _how_dialled(queue, bridge))

    def _reach(self, call: SimulatedCall, queue: Queue, whisper: str, seconds: float) -> Reached:
        end = call.at + timedelta(seconds=seconds)
        queue.diallers.append(call)
        try:
            while not queue.waiting and call.at < end:
                yield Rest(end)
        finally:
            queue.diallers.remove(call)
        if not queue.waiting:
            return None
        bridge = Bridge(self._exchange, call, queue.waiting.pop(0))
        self._exchange.interrupt(bridge.reached, Taken(bridge, whisper), call.at)
        return bridge

    def _named(self, name: str, at: datetime) -> Queue:
        if name not in self.by_name:
            self.by_name[name] = Queue(self._exchange.next_sid("QU"), name, at)
        return self.by_name[name]

    def _enter(self, queue: Queue, call: SimulatedCall) -> None:
        queue.waiting.append(call)
        call.waits_in = queue.name
        for dialler in queue.diallers:
            self._exchange.wake(dialler, call.at)

    def _leave(self, queue: Queue, call: SimulatedCall) -> None:
        call.waits_in = None
        if call in queue.waiting:
            queue.waiting.remove(call)


def talk(call: SimulatedCall, bridge: Bridge, dial: Element) -> Script:
    """Stay in a talk until a side hangs up, its time is over, or the dialling side presses a star where it may."""
    limit = float(dial.get("timeLimit", USUAL_LIMIT))
    may_star = dial.get("hangupOnStar") == "true"
    try:
        while bridge.closed_at is None and bridge.opened_at is None:
            yield Rest(None)
        end = call.at + timedelta(seconds=limit)
        while bridge.closed_at is None and call.at < end:
            if may_star and any(key == "*" and at <= call.at for at, key in call.keys):
                break
            yield Rest(end)
    finally:
        bridge.close(call.at)


def _how_dialled(queue: Queue | None, bridge: Bridge | None) -> dict[str, str]:
    """Say how dialling a queue went; one that is not there is an error at once."""
    if queue is None:
        return {"DialCallStatus": "failed"}
    if bridge is None:
        return {"DialCallStatus": "no-answer"}
    status = "completed" if bridge.opened_at else "canceled"
    return {"DialCallStatus": status, "DialCallSid": bridge.reached.sid, "DialCallDuration": str(bridge.seconds)}
