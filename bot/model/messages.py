"""What comes in and what goes out: a text received, a text waiting to leave, and why it may or may not."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import IntEnum, StrEnum

from bot.model.people import Language
from bot.model.phones import Phone
from bot.model.value import value


class Lane(IntEnum):
    """The order in which texts leave; help has a lane of its own and never waits for the rate."""

    HELP = 0
    ANSWER = 1
    STAFF = 2
    ROUTINE = 3


class Purpose(StrEnum):
    """Why a text leaves; the gate decides by it, never by the words.

    A `reminder` goes out by the clock or the records; a `notice` because a worker has just said so ("late 20").
    A `shift_question` goes the way of a page, before there is one.
    """

    HELP_ANSWER = "help_answer"
    ANSWER = "answer"
    FOLLOW_UP = "follow_up"
    RELAY = "relay"
    REMINDER = "reminder"
    NOTICE = "notice"
    PAGE = "page"
    HOLDER = "holder"
    SHIFT_QUESTION = "shift_question"
    STAFF_ANSWER = "staff_answer"
    STAFF_ALARM = "staff_alarm"
    STAFF_ROUTINE = "staff_routine"
    LONE_WORKER = "lone_worker"

    @property
    def lane(self) -> Lane:
        """Return the lane a text of this purpose leaves by."""
        return LANES[self]

    @property
    def needs_consent(self) -> bool:
        """Whether the text is automatic: unasked, and only for whom consent is recorded (SAFETY 1.2)."""
        return self in {Purpose.REMINDER, Purpose.NOTICE}

    @property
    def is_for_staff(self) -> bool:
        """Whether the text goes to a worker's phone."""
        return self in STAFF_PURPOSES


LANES: Mapping[Purpose, Lane] = {
    Purpose.HELP_ANSWER: Lane.HELP,
    Purpose.PAGE: Lane.HELP,
    Purpose.RELAY: Lane.HELP,
    Purpose.HOLDER: Lane.HELP,
    Purpose.FOLLOW_UP: Lane.HELP,
    Purpose.STAFF_ALARM: Lane.HELP,
    Purpose.LONE_WORKER: Lane.HELP,
    Purpose.ANSWER: Lane.ANSWER,
    Purpose.STAFF_ANSWER: Lane.ANSWER,
    Purpose.SHIFT_QUESTION: Lane.ANSWER,  # as soon as a page, never before one
    Purpose.STAFF_ROUTINE: Lane.STAFF,
    Purpose.NOTICE: Lane.STAFF,  # somebody stands at a door: before a thousand reminders
    Purpose.REMINDER: Lane.ROUTINE,
}
STAFF_PURPOSES = frozenset(
    {
        *(Purpose.PAGE, Purpose.HOLDER, Purpose.SHIFT_QUESTION, Purpose.LONE_WORKER),
        *(Purpose.STAFF_ANSWER, Purpose.STAFF_ALARM, Purpose.STAFF_ROUTINE),
    }
)


class OutboundState(StrEnum):
    """Where a text stands on its way out."""

    WAITING = "waiting"
    SENDING = "sending"
    SUBMITTED = "submitted"
    UNKNOWN = "unknown"
    HELD = "held"
    DROPPED = "dropped"
    FAILED = "failed"


class Decided(StrEnum):
    """What was decided of a text that did not simply leave; the first four are the gate's verdicts."""

    WAITS = "hold_until"
    HELD = "hold"
    REROUTED = "reroute"
    DROPPED = "drop"
    FAILED = "fail"
    RELEASED = "release"
    DOUBTED = "doubt"
    AGAIN = "again"


class OnItsWay(StrEnum):
    """Reasons a text meets on its way to the carrier, besides those of the gate and of the rules of reminders."""

    NO_LONGER_NEEDED = "page_is_no_longer_needed"
    RELIEVED = "shift_was_over"
    NOT_WORDED = "cannot_be_worded"
    NOT_AT_CARRIER = "not_at_carrier"
    NO_ANSWER = "carrier_did_not_answer"
    NEXT_TEXT = "overtaken_by_their_next_text"
    LATER_WORDS = "overtaken_by_later_words"
    GIVEN_BACK = "request_was_given_back"
    IN_ORDER = "waits_for_words_before_it"
    RELEASED = "released_by_a_worker"
    ANOTHERS = "number_is_anothers_now"


class Source(StrEnum):
    """How a received text reached us."""

    WEBHOOK = "webhook"
    LIST = "list"
    CALL = "call"
    """Heard on a call: words that were spoken, or that somebody wanted a person."""


@value
class Inbound:
    """A text as received, parsed at the edge; `sender` is None where it is no phone (a short code)."""

    message_sid: str
    sender: Phone | None
    sender_raw: str
    body: str
    media_count: int
    received_at: datetime
    source: Source
    sent_at: datetime | None = None


@value
class TextOut:
    """A text to put in the outbox, in catalog words; `once` is the key that makes writing it twice harmless.

    `overridden`: a worker answered `send KB`, so the gate's hold is lifted once. `not_after`: dropped when later.
    """

    once: str
    purpose: Purpose
    words: str
    language: Language
    params: Mapping[str, object] = field(default_factory=dict)
    due_at: datetime | None = None
    not_after: datetime | None = None
    overridden: bool = False
    request_key: int | None = None
