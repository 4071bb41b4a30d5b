"""The calls of the simulated carrier: what it knows of each, and what can break into one."""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.value import value, value_in_order
from bot.telephony.calls import CallStatus, CarrierCall
from bot.telephony.simulated_texts import API_VERSION

WORDS_A_MINUTE = 150
ANONYMOUS = "+266696687"
"""What the carrier shows where a caller withholds their number: it spells ANONYMOUS."""


class Direction(StrEnum):
    """Who began a call, in the carrier's spelling."""

    INBOUND = "inbound"
    PLACED = "outbound-api"
    DIALLED = "outbound-dial"


class Outcome(StrEnum):
    """What becomes of a ring, by the hand or the habit of the phone."""

    ANSWERED = "answered"
    VOICEMAIL = "voicemail"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"


class Kind(StrEnum):
    """What sort of sound is heard."""

    SPOKEN = "spoken"
    PLAYED = "played"
    BEEP = "beep"
    ERROR = "error"


@value
class Utterance:
    """Something a call has heard: spoken words, the address of what was played, a beep, the carrier's own apology."""

    kind: Kind
    words: str
    language: str
    voice: str
    at: datetime
    seconds: float


@value
class Speech:
    """Something said into a phone."""

    words: str
    confidence: float
    begins_at: datetime
    ends_at: datetime


@value
class Progress:
    """Who is told how a call stands, and of which steps."""

    url: str
    events: frozenset[str]


@value_in_order
class Answer:
    """What came back from a webhook; status 0 where nothing did."""

    status: int
    content_type: str
    body: str


NO_ANSWER = Answer(0, "", "")


@value_in_order
class Rest:
    """A script waits until a moment, or (None) until it is woken."""

    until: datetime | None


@value_in_order
class Ask:
    """A script asks the line: a signed POST, whose answer it is given."""

    url: str
    form: dict[str, str]


Script = Generator[Rest | Ask, Answer | None, None]
"""What a call goes through, from its first moment to its last."""


class Interruption(Exception):
    """Something that breaks into a call from outside, wherever its script stands."""


class HungUp(Interruption):
    """The call is over: a side hung up, the carrier gave up, or the line ended it."""


class Redirected(Interruption):
    """The line sends the call elsewhere."""

    def __init__(self, url: str) -> None:
        """Go to `url`."""
        super().__init__()
        self.url = url


class GoTo(Exception):
    """A document leads to another one."""

    def __init__(self, url: str, fields: dict[str, str] | None = None) -> None:
        """Go to `url` and tell it `fields`."""
        super().__init__()
        self.url = url
        self.fields = fields or {}


class Left(Exception):
    """Somebody who waited leaves the queue by a document."""


@dataclass(slots=True, kw_only=True, eq=False)
class SimulatedCall:
    """One call: the carrier's record of it, the phone's side of it, and where its script stands."""

    sid: str
    direction: Direction
    phone: str
    called_from: str
    called_to: str
    status: CallStatus
    created_at: datetime
    at: datetime
    """The call's own moment; never behind what has happened to it, never ahead of the clock."""
    asks: str = ""
    fallback: str = ""
    progress: Progress | None = None
    rings_for: timedelta = timedelta(seconds=60)
    verified: str | None = None
    parent: "SimulatedCall | None" = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    sequence: int = 0

    rang: bool = False
    outcome: Outcome | None = None
    greeting_seconds: float = 8
    is_machine: bool = False
    heard: list[Utterance] = field(default_factory=list)
    keys: list[tuple[datetime, str]] = field(default_factory=list)
    speech: list[Speech] = field(default_factory=list)
    sounds_until: datetime | None = None
    waits_in: str | None = None
    partner: "SimulatedCall | None" = None
    is_ready: bool = False

    script: Script | None = None
    interruptions: list[tuple[datetime, Interruption]] = field(default_factory=list)
    answer: Answer | None = None
    is_running: bool = False
    is_woken: bool = False
    timer: int = 0
    asked: int = 0
    asked_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether the call has ended."""
        return self.status.is_final

    @property
    def greets_until(self) -> datetime | None:
        """When a machine that answered has finished its greeting."""
        if not self.is_machine or self.answered_at is None:
            return None
        return self.answered_at + timedelta(seconds=self.greeting_seconds)

    def seconds(self, until: datetime) -> int:
        """Count the whole seconds since the call was answered."""
        return int((until - self.answered_at).total_seconds()) if self.answered_at else 0


def length_of(words: str) -> float:
    """Say how many seconds it takes to say something."""
    return len(words.split()) * 60 / WORDS_A_MINUTE


def as_listed(call: SimulatedCall) -> CarrierCall:
    """Show a call as the carrier's list does; the list does not know `initiated`."""
    return CarrierCall(
        sid=call.sid,
        called_from=call.called_from,
        called_to=call.called_to,
        status=listed_status(call),
        created_at=call.created_at,
    )


def listed_status(call: SimulatedCall) -> CallStatus:
    """Give the status as the API shows it."""
    return CallStatus.QUEUED if call.status is CallStatus.INITIATED else call.status


def call_form(call: SimulatedCall, account_sid: str) -> dict[str, str]:
    """Give the fields that every webhook about a call has."""
    form = {
        "CallSid": call.sid,
        "AccountSid": account_sid,
        "From": call.called_from,
        "Caller": call.called_from,
        "To": call.called_to,
        "Called": call.called_to,
        "CallStatus": call.status.value,
        "Direction": call.direction.value,
        "ApiVersion": API_VERSION,
    }
    if call.parent is not None:
        form["ParentCallSid"] = call.parent.sid
    if call.verified is not None:
        form["StirVerstat"] = call.verified
    return form


def progress_form(call: SimulatedCall, account_sid: str) -> dict[str, str]:
    """Give the fields of a webhook that tells how a call stands."""
    form = call_form(call, account_sid) | {
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(call.sequence),
        "Timestamp": call.at.strftime("%a, %d %b %Y %H:%M:%S +0000"),
    }
    if call.is_over:
        form["CallDuration"] = form["Duration"] = str(call.seconds(call.ended_at or call.at))
    return form
