"""A visit: when, with whom, what its persons answered, and what became of it."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.model.people import SafeHours
from bot.model.value import value, value_in_order

CLOSED = "closed"
"""The reason of visits cancelled because the program is closed that day; everybody of them is told."""


class VisitKind(StrEnum):
    """What a visit is for; families read only "visit"."""

    VISIT = "visit"
    INTAKE = "intake"
    PROGRESS_MEETING = "progress_meeting"
    CLOSING = "closing"
    OTHER = "other"


class Outcome(StrEnum):
    """What became of a visit; `missed` is only ever a person's entry (SAFETY 6)."""

    HELD = "held"
    MISSED = "missed"
    EXCUSED = "excused"
    CANCELLED_BY_FAMILY = "cancelled_by_family"
    CANCELLED_BY_PROGRAM = "cancelled_by_program"

    @property
    def is_cancelled(self) -> bool:
        """Whether the visit was called off, so that it may be entered before its time."""
        return self in {Outcome.CANCELLED_BY_FAMILY, Outcome.CANCELLED_BY_PROGRAM}


class Reply(StrEnum):
    """What a person answered when asked about a visit."""

    FINE = "fine"
    NOT_FINE = "not_fine"
    ON_MY_WAY = "on_my_way"


class CountWaits(StrEnum):
    """Why a miss does not count before a supervisor has decided (SAFETY 6)."""

    UNDELIVERED = "undelivered"
    DISPUTED = "disputed"
    OPEN_REQUEST = "open_request"


class Maker(StrEnum):
    """Who made a version of a visit."""

    OFFICE = "office"
    FAMILY = "family"
    WORKER = "worker"


class VisitEvent(StrEnum):
    """What happened to a visit and is told at once, beside the rules of the config; never overtaken by one of them."""

    MOVED = "moved"
    CALLED_OFF = "called_off"
    MISSED = "missed"
    BOOKED_LATE = "booked_late"


EVENTS = frozenset(VisitEvent)
CHANGES = frozenset({VisitEvent.MOVED, VisitEvent.CALLED_OFF})
"""News that a visit is not as it was."""


@value
class Attendee:
    """A person of a visit, and what they answered about the version that stands (None = nothing yet)."""

    person_key: int
    reply: Reply | None = None
    replied_at: datetime | None = None


@value_in_order
class Span:
    """A stretch of time; the start is in, the end is out."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share any time."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@value
class Visit:
    """A visit as it stands; `number` is what workers type (`H12`), `family` the code they read.

    Each change of time or worker makes a new `version`, at `made_at`, by `made_by`. `place` is for staff alone.
    `outcome` None means planned. `arrived_at`: the worker texted `in`. `flagged_at`: told to the worker as a possible
    no-show. `count_waits`: why a miss is not counted yet.
    """

    key: int
    number: int
    visit_id: str
    family_key: int
    family: str
    worker_key: int
    kind: VisitKind
    starts_at: datetime
    ends_at: datetime
    place: str
    version: int
    made_at: datetime
    made_by: Maker
    attendees: tuple[Attendee, ...]
    outcome: Outcome | None = None
    entered_by: int | None = None
    entered_at: datetime | None = None
    reason: str = ""
    count_waits: CountWaits | None = None
    disputed_at: datetime | None = None
    arrived_at: datetime | None = None
    flagged_at: datetime | None = None

    @property
    def is_planned(self) -> bool:
        """Whether nothing has become of it yet."""
        return self.outcome is None

    @property
    def span(self) -> Span:
        """When it is planned to be."""
        return Span(self.starts_at, self.ends_at)

    @property
    def lasts(self) -> timedelta:
        """How long it is planned to take."""
        return self.ends_at - self.starts_at

    @property
    def is_refused(self) -> bool:
        """Whether some person of it said that this version does not suit."""
        return any(one.reply is Reply.NOT_FINE for one in self.attendees)

    @property
    def is_confirmed(self) -> bool:
        """Whether some person of it said that this version suits, and none that it does not."""
        return any(one.reply is Reply.FINE for one in self.attendees) and not self.is_refused

    def reply_of(self, person_key: int) -> Reply | None:
        """Return what a person answered about the version that stands."""
        return next((one.reply for one in self.attendees if one.person_key == person_key), None)

    def is_for(self, person_key: int) -> bool:
        """Whether a person is one of this visit: only they may ask about it, confirm or move it (SAFETY 1.7)."""
        return any(one.person_key == person_key for one in self.attendees)


@value_in_order
class VisitRef:
    """A visit in the version that was asked about."""

    key: int
    version: int


@value_in_order
class Question:
    """What a digit would answer: the visits asked about, and the free times offered for the first of them."""

    visits: tuple[VisitRef, ...] = ()
    slots: tuple[datetime, ...] = ()


@value
class Diary:
    """A worker's week and what is booked in it; without `week` of their own, the program's hours count."""

    week: Mapping[int, tuple[SafeHours, ...]] = field(default_factory=dict)
    booked: tuple[Span, ...] = ()
    closed: frozenset[date] = frozenset()


@value
class Miss:
    """One past visit as the count of missed visits sees it, oldest first in any list."""

    outcome: Outcome
    waits: bool
