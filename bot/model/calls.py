"""A call between the line and a phone: what is heard on it, what is said, how it stands and how it ended."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.help import HelpRequest
from bot.model.people import Language
from bot.model.phones import Phone
from bot.model.policy import Tier
from bot.model.staff_line import PinKeyed, StaffLine, WorkerTalked
from bot.model.value import value, value_in_order
from bot.model.visits import VisitRef


class CallKind(StrEnum):
    """Why there is a call: somebody called the line, or the line calls somebody."""

    INBOUND = "inbound"
    """Somebody called the line."""
    RING = "ring"
    """A worker is rung for a caller who waits."""
    PAGE = "page"
    """A page by voice, because the one by text did not arrive or was not answered."""
    REMINDER = "reminder"
    """A reminder for somebody who is called, not texted."""
    CALL_BACK = "call_back"
    """The line calls back who asked about their visits: the phone that answers is theirs."""


class CallState(StrEnum):
    """Where a call stands."""

    WAITING = "waiting"
    """It is to be placed."""
    PLACING = "placing"
    """It is being handed to the carrier, under a lease."""
    UNKNOWN = "unknown"
    """The carrier may have placed it: to be looked up in its list."""
    RINGING = "ringing"
    UP = "up"
    """Somebody, or their voicemail, has answered."""
    ENDED = "ended"


class CallOutcome(StrEnum):
    """How a call ended; each ended call has one."""

    TAKEN = "taken"
    """The worker pressed 1."""
    PASSED = "passed"
    """The worker pressed 2."""
    NO_KEY = "no_key"
    """Answered, and no key was pressed: perhaps a voicemail."""
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    NOT_NEEDED = "not_needed"
    """Called off before it was answered, or never placed: somebody else has it, the caller hung up."""
    OVER = "over"
    """It came to its end: a caller hung up, or the line did after its last words."""
    HEARD = "heard"
    """A reminder whose person pressed a key."""


NOT_REACHED = frozenset({CallOutcome.NO_KEY, CallOutcome.BUSY, CallOutcome.NO_ANSWER, CallOutcome.FAILED})
"""The phone rang, or could not, and nobody was there: it may ring once more."""


# What is heard on a call.


@value_in_order
class Began:
    """The call is there: somebody called, or somebody answered a call of ours."""


@value_in_order
class Pressed:
    """Keys were pressed, without the closing ``#``."""

    keys: str


@value_in_order
class Spoke:
    """Words were spoken, as the carrier understood them."""

    words: str


@value_in_order
class Silent:
    """Nothing came in the time there was, or what was being said has ended."""


@value_in_order
class CameBack:
    """The caller is out of their queue: let out by us, after a talk, or because the carrier could not keep them."""

    was_joined: bool
    has_failed: bool = False


@value_in_order
class TalkOver:
    """The two are joined no more, or never were (`seconds` 0)."""

    seconds: int


@value_in_order
class Recorded:
    """A message was spoken after the tone; `sid` is empty where nothing was recorded."""

    sid: str
    seconds: int


@value_in_order
class HungUp:
    """The call is over at its other end."""


CallHeard = Began | Pressed | Spoke | Silent | CameBack | TalkOver | Recorded | HungUp


# What is done on a call: a script, said and done from its first line to its last.


@value_in_order
class Speak:
    """Say catalog words; in the language of the call unless another is named."""

    words: str
    params: Mapping[str, object] = field(default_factory=dict)
    language: Language | None = None


@value_in_order
class Pause:
    """Be silent."""

    seconds: int


@value_in_order
class Ask:
    """Say something and listen, while it is said and for `seconds` after it, for keys or, where wanted, words.

    `keys`: so many at most; 0: any number, closed by ``#``.
    """

    says: tuple[Speak | Pause, ...]
    keys: int = 1
    seconds: int = 5
    by_voice: bool = False


@value_in_order
class WaitForPerson:
    """Wait in a queue of one's own until a worker comes."""


@value_in_order
class LeaveQueue:
    """Come out of the queue."""


@value_in_order
class JoinCaller:
    """Join the caller who waits; give up after `seconds` if they are not there any more."""

    caller_key: int
    seconds: int


@value_in_order
class Connect:
    """Connect with another phone, which sees the line's number; `is_noted`: the moment at which it answers counts."""

    phone: Phone
    seconds: int
    is_noted: bool = False


@value_in_order
class RecordMessage:
    """Sound a tone and record what is said, for `seconds` at most."""

    seconds: int


@value_in_order
class PlayMessage:
    """Play a message that somebody left, from our own rows."""

    voicemail_key: int


@value_in_order
class HangUp:
    """End the call."""


Verb = Speak | Pause | Ask | WaitForPerson | LeaveQueue | JoinCaller | Connect | RecordMessage | PlayMessage | HangUp
Script = tuple[Verb, ...]


@value
class Call:
    """A call as it stands; `conversation_key` is the phone at its other end, None where it withheld its number.

    `step` names the function that hears what comes next; `number` counts the steps, so that none is taken twice.
    `silences`: how often nothing came in a row. `recalls`: what a step keeps for the next one. `caller_key`: of a ring,
    the call that waits. `turn`: of a ring, the first or second of that phone. `waits_since`, `holds_until`: of a caller
    who waits, since when, and how long before the line offers something else. `joined_at`: when the two were joined.
    `due_at`: when it is to be placed, or looked after.
    """

    key: int
    kind: CallKind
    state: CallState
    step: str
    number: int
    language: Language
    opened_at: datetime
    sid: str | None = None
    conversation_key: int | None = None
    worker_key: int | None = None
    person_key: int | None = None
    request_key: int | None = None
    caller_key: int | None = None
    tier: Tier | None = None
    turn: int = 1
    silences: int = 0
    attempts: int = 0
    recalls: Mapping[str, str] = field(default_factory=dict)
    outcome: CallOutcome | None = None
    waits_since: datetime | None = None
    holds_until: datetime | None = None
    joined_at: datetime | None = None
    due_at: datetime | None = None
    placed_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def has_chosen(self) -> bool:
        """Whether whoever called got further than the first words: they heard what they wanted, or a person knows."""
        return not self.step.startswith("greeting.")

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.state is CallState.ENDED

    @property
    def is_waiting(self) -> bool:
        """Whether a caller waits for a person now."""
        return self.waits_since is not None and self.joined_at is None and not self.is_over


@value_in_order
class Voice:
    """A voice of the carrier, and the language it speaks, both by the carrier's names (Polly.Lupe-Neural, es-US)."""

    name: str
    language: str


@value
class CallRules:
    """How calls go: [calls] of oncall.toml.

    `rings`: how long a worker's phone rings. `hold`: how long a caller waits before the line offers something else.
    `choice_every`: how often they are given a choice meanwhile. `key_within`: how long somebody who answered has to
    press a key. `talk_counts`: a talk this long is a human word to the family. `message_most`: the longest message.
    `page_by_voice`: pages nobody answers are rung too. `fixed_phones`: rung one after another while the database does
    not answer. `pin_tries`: so many wrong PINs in a row lock a worker's. `fetch_for`: so long a message is asked for.

    `back_after`: who asked about their visits has so long to hang up before they are called back. `private_tries`:
    within an hour a phone is called back about visits so often, and may try its code word so often. `again_after`: a
    reminder by voice that nobody heard is tried once more so much later. `reminders_at_once`: never more of them ring
    together, so that no cry waits for a line.
    """

    rings: timedelta = timedelta(seconds=25)
    hold: timedelta = timedelta(seconds=90)
    choice_every: timedelta = timedelta(seconds=30)
    key_within: timedelta = timedelta(seconds=8)
    talk_counts: timedelta = timedelta(seconds=20)
    message_most: timedelta = timedelta(seconds=120)
    page_by_voice: bool = True
    back_after: timedelta = timedelta(seconds=8)
    private_tries: int = 4
    again_after: timedelta = timedelta(minutes=90)
    reminders_at_once: int = 2
    fixed_phones: tuple[Phone, ...] = ()
    pin_tries: int = 3
    fetch_for: timedelta = timedelta(hours=24)


@value
class NumberToTell:
    """A useful number as it is told: its digits apart; `phone` is None where it must be dialled by the caller."""

    label: str
    digits: str
    phone: Phone | None


@value_in_order
class Reminded:
    """What a reminder by voice says as things stand, in catalog words, and the visits it is about."""

    words: str
    params: Mapping[str, object]
    visits: tuple[VisitRef, ...]


@value
class CallContext:
    """What a step of a call may know beside the context of the phone's conversation.

    `request`: what the call is about, as it stands. `caller`: of a ring, the call that waits for it. `holder`: the
    given name of who has the request. `numbers`: the useful ones, in order. `is_rung`: somebody's phone rings for this
    caller just now, or is about to. `staff`: of a worker's own call.

    `hears_word`: a code word may be given on it. `calls_back`: this phone may be called back. `reminds`: what there is
    to be reminded of, None if it is no longer so. `may_leave_word`: a voicemail is safe.
    """

    rules: CallRules
    request: HelpRequest | None = None
    caller: Call | None = None
    holder: str = ""
    numbers: tuple[NumberToTell, ...] = ()
    is_rung: bool = False
    hears_word: bool = False
    calls_back: bool = False
    reminds: Reminded | None = None
    may_leave_word: bool = False
    staff: StaffLine = field(default_factory=StaffLine)


# What a step asks for beside the effects of any turn.


@value
class SeekPerson:
    """The caller waits from now on: ring who is on duty, tier by tier."""


@value
class StopSeeking:
    """The caller waits no more: nobody is rung for them any longer; `in_vain`: nor could anybody be reached."""

    in_vain: bool = False


@value
class HoldOn:
    """The caller wants to wait on: the hold counts anew from now."""


@value
class EndWith:
    """Note how this call ended, as far as whoever placed it is concerned."""

    outcome: CallOutcome


@value
class KeepMessage:
    """A message was left: fetch it from the carrier, keep it sealed, and have it cared for."""

    sid: str
    seconds: int


@value
class CallThemBack:
    """Call the number of this call back about their visits."""


@value
class TalkEnded:
    """The caller and the worker are joined no more: a talk that was long enough is a human word."""


@value
class CallerGone:
    """The caller has hung up; who was rung or paged for them is told, if nobody had talked with them.

    `without_word`: they had waited before, and left no message.
    """

    without_word: bool = False


CallEffect = (
    PinKeyed
    | WorkerTalked
    | SeekPerson
    | StopSeeking
    | HoldOn
    | EndWith
    | KeepMessage
    | CallThemBack
    | TalkEnded
    | CallerGone
)
