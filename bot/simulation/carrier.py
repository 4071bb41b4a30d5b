"""The carrier as the line sees it, watched: whatever reaches it is written down, for the promises to look at."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bot.clock import Clock
from bot.model.phones import Phone
from bot.model.value import value
from bot.telephony.protocol import Accepted, CarrierText, TextToSend
from bot.telephony.simulated import SimulatedCarrier


@value
class Left:
    """A text the carrier took: of which row it is, for whom, in what words, when by the line's clock."""

    sid: str
    row: int
    phone: str
    body: str
    at: datetime


@value
class Tried:
    """A text the line handed to the carrier, whether it was taken or not."""

    phone: str
    at: datetime


class WatchedCarrier:
    """A `Carrier` that hands everything on to the simulated one and keeps a note of it."""

    def __init__(self, inner: SimulatedCarrier, clock: Clock) -> None:
        """Watch `inner`; `clock` is the line's."""
        self.inner = inner
        self._clock = clock
        self._seen: defaultdict[Phone, int] = defaultdict(int)
        self.left: list[Left] = []
        self.tried: list[Tried] = []

    def send_text(self, text: TextToSend) -> Accepted:
        """Hand one text on, and note what the carrier took, also where it never said so."""
        self.tried.append(Tried(phone=text.to.e164, at=self._clock.now()))
        try:
            return self.inner.send_text(text)
        finally:
            for taken in self.inner.texts_to(text.to, self._seen[text.to]):
                self._seen[text.to] += 1
                self._note(text, taken)

    def sent_texts(self, to: Phone, since: datetime) -> Sequence[CarrierText]:
        """List what has been sent."""
        return self.inner.sent_texts(to, since)

    def received_texts(self, since: datetime) -> Sequence[CarrierText]:
        """List what has been received."""
        return self.inner.received_texts(since)

    def text(self, sid: str) -> CarrierText | None:
        """Look one text up."""
        return self.inner.text(sid)

    def _note(self, text: TextToSend, taken: CarrierText) -> None:
        row = text.receipts_to.rpartition("/")[2]
        left = Left(
            sid=taken.sid,
            row=int(row) if row.isdecimal() else 0,
            phone=text.to.e164,
            body=taken.body,
            at=self._clock.now(),
        )
        self.left.append(left)
