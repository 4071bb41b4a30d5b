"""A help request: a cry for help being cared for, from the first word to the last."""

from datetime import datetime
from enum import StrEnum

from bot.model.people import DroppedCall, Language, PhoneIs, SafeHours
from bot.model.policy import Tier
from bot.model.value import value


class Grade(StrEnum):
    """How hard the ladder works for a request (SAFETY 2.2)."""

    UNREAD = "unread"
    SOON = "soon"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """Order the grades, so that a request is only ever raised."""
        return list(Grade).index(self)


class RequestKind(StrEnum):
    """Who cried: somebody of a family, a number nobody knows, or a worker in danger."""

    FAMILY = "family"
    UNKNOWN = "unknown"
    WORKER = "worker"


class RequestState(StrEnum):
    """Where a request stands; only a worker's `done` closes one (SAFETY 2.5)."""

    OPEN = "open"
    CLAIMED = "claimed"
    CLOSED = "closed"


class StepKind(StrEnum):
    """What happened to a request, in order; the rows that answer "did she get it?"."""

    OPENED = "opened"
    RAISED = "raised"
    PAGED = "paged"
    TIER_EMPTY = "tier_empty"
    ROUND_OVER = "round_over"
    MORNING_LIST = "morning_list"
    PASSED = "passed"
    UNDELIVERED = "undelivered"
    CLAIMED = "claimed"
    SILENT = "silent"
    TAKEN_BACK = "taken_back"
    WORDS_IN = "words_in"
    WORDS_OUT = "words_out"
    CALLED = "called"
    RUNG = "rung"
    TALKED = "talked"
    HUNG_UP = "hung_up"
    MESSAGE_LEFT = "message_left"
    HELP_CALLED = "help_called"
    CLOSED = "closed"


@value
class PhoneState:
    """What is known of one phone number apart from who owns it.

    `held_at`: a worker's `unsafe` or the holder's own words stopped everything unasked; `heard_at`: their last text.
    `changed_hands_at`: since then the number may be somebody else's, whose wishes nobody knows.
    `no_calls`: they refused calls; `wants_nothing`: their channel is none. `takes_reminders`: nobody of this phone
    refused them; on a monitored one, everybody said yes (SAFETY 1.2). `opted_out_at`, `unreachable_code`: the carrier
    will not deliver there.
    """

    phone_is: PhoneIs
    discreet: bool
    safe_hours: SafeHours | None
    held_at: datetime | None = None
    changed_hands_at: datetime | None = None
    no_calls: bool = False
    wants_nothing: bool = False
    takes_reminders: bool = True
    heard_at: datetime | None = None
    opted_out_at: datetime | None = None
    unreachable_code: int | None = None

    @property
    def is_private(self) -> bool:
        """Whether unasked words about a cry for help may follow it (SAFETY 1.1)."""
        return self.phone_is is PhoneIs.PRIVATE and self.held_at is None and self.changed_hands_at is None

    @property
    def can_be_texted(self) -> bool:
        """Whether the carrier delivers texts there at all."""
        return self.opted_out_at is None and self.unreachable_code is None


@value
class HelpRequest:
    """A help request as it stands; keys are row ids, `code` is what workers type (``KB``).

    `tier`/`round`: where the ladder is; `next_step_at`: when it acts again (None = nothing due). `holder`: worker key.
    `written_at`: when the family wrote the first text (before `opened_at` if it reached us late); `words_at`: last
    words either way; `human_word_at`: last time a worker's words left for the family. `family_told_at`: when the
    family learned who has it; `nobody_told_at`: last "nobody reached"; `answered_at`: when the text that was answered
    last was written; `cried_at`: last cry. `silence_asked_at`: when the holder was asked about their silence.
    `limit`: words that limit contact, quoted on the page. `dropped_call`: what to do if a call with them breaks off.
    `is_moved`: whoever wrote has another number by now, after the agency's list; the request stays with the old one.
    `sign_at`: a worker's own word says since then that their phone may not be texted or called, nor learn of this.
    `says`: the family whose code word was given on a number nobody knows; a claim, no proof. `hung_up_at`: they called,
    and their call ended before anybody of the staff was there.
    """

    key: int
    code: str
    kind: RequestKind
    grade: Grade
    state: RequestState
    conversation_key: int
    family: str | None
    person_key: int | None
    own_worker_key: int | None
    in_danger_key: int | None
    language: Language
    phone: PhoneState
    opened_at: datetime
    tier: Tier | None
    round: int
    next_step_at: datetime | None
    holder: int | None
    claimed_at: datetime | None
    silence_asked_at: datetime | None
    words_at: datetime | None
    answered_at: datetime | None
    cried_at: datetime
    human_word_at: datetime | None
    written_at: datetime
    family_told_at: datetime | None
    nobody_told_at: datetime | None
    limit: str | None
    says: str | None = None
    sign_at: datetime | None = None
    hung_up_at: datetime | None = None
    call_allowed: bool = False
    voicemail_allowed: bool = False
    dropped_call: DroppedCall | None = None
    is_moved: bool = False

    @property
    def rests(self) -> bool:
        """Whether an emergency rests between two rounds: a new cry begins the next at once."""
        is_open = self.state is RequestState.OPEN and self.grade is Grade.EMERGENCY
        return is_open and self.tier is None and self.round > 0

    def is_secret_from(self, worker_key: int) -> bool:
        """Whether it is this worker's own, by a sign: no text to their phones may tell of it (SAFETY 2.6)."""
        return self.sign_at is not None and self.in_danger_key == worker_key


CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Letters of a request's code: no vowels and no Y, so that no code is a word in any of the four languages."""
NOT_CODES = frozenset(
    {
        *("HRS", "WKS", "LBS", "PLS", "PLZ", "THX", "HMM", "BRB"),
        *("PT", "MG", "ML", "FT", "KM", "NP"),
        *("PM", "TV", "DR", "MR", "MS", "ST", "HR", "HS", "LB"),
        *("KG", "CT", "NJ", "NH", "TX", "BC", "PS", "SR"),
    }
)
"""Pairs people write for other reasons."""


PAIR = 2


def looks_like_code(word: str) -> bool:
    """Whether `word` could be a request's code: two letters in either case, or three capitals (on a very bad night)."""
    if len(word) != PAIR and not (len(word) == PAIR + 1 and word.isupper()):
        return False
    return all(letter in CODE_LETTERS for letter in word.upper()) and word.upper() not in NOT_CODES
