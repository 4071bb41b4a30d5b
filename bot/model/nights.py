"""Before a night: whose shift begins, what they were asked about it, and what came back."""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.people import Language, Worker
from bot.model.policy import Tier
from bot.model.value import value


@value
class NightRules:
    """How long before a shift its owner is asked whether they have seen it, and how long after that again."""

    before: timedelta
    again: timedelta


@value
class Stretch:
    """One worker's time on duty without a break, however many shifts it is made of; `tier` is where it begins.

    `given_at`: when the shift it begins with was laid down.
    """

    worker: Worker
    tier: Tier
    starts_at: datetime
    ends_at: datetime
    given_at: datetime


@value
class ShiftQuestion:
    """What a worker was asked about a shift (`S12`), and how that stands.

    `answer_by`: when supervisors are told. `withdrawn_at`: since when the shift is no longer theirs.
    """

    key: int
    number: int
    worker_key: int
    tier: Tier
    starts_at: datetime
    ends_at: datetime
    answer_by: datetime
    asked_at: datetime
    asked_again_at: datetime | None = None
    told_at: datetime | None = None
    seen_at: datetime | None = None
    withdrawn_at: datetime | None = None
    next_step_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether an answer would still tell something: it is theirs, and they have not given one."""
        return self.seen_at is None and self.withdrawn_at is None

    def is_about(self, stretch: Stretch) -> bool:
        """Whether it asks about that time on duty."""
        mine = (self.worker_key, self.tier, self.starts_at)
        return mine == (stretch.worker.key, stretch.tier, stretch.starts_at)


@value
class RoundTrip:
    """A question's way to a worker's phone and their answer's way back; `delivered_at` where the carrier said so."""

    asked_at: datetime
    delivered_at: datetime | None
    seen_at: datetime

    @property
    def took(self) -> timedelta:
        """How long it was on its way, with the worker's own time to answer."""
        return self.seen_at - self.asked_at


@value
class NightCounts:
    """Shift questions of a span by what came back: in time, after supervisors were told, never."""

    in_time: int
    late: int
    unseen: int

    @property
    def asked(self) -> int:
        """How many were asked."""
        return self.in_time + self.late + self.unseen


@value
class PhoneCheck:
    """A code that was sent to a phone, and when it came back from there."""

    key: int
    code: int
    asked_at: datetime
    verified_at: datetime | None


class Weak(StrEnum):
    """What may be weak in a night to come although somebody stands there."""

    UNREACHABLE = "unreachable"
    UNVERIFIED = "unverified"
    LANGUAGE = "language"


@value
class WeakSpot:
    """Where the rota is weaker than it looks: a worker on it whose phone is in doubt, a tier without a language.

    `starts_at`: from when on, for the first of so many `times`.
    """

    kind: Weak
    tier: Tier
    starts_at: datetime
    worker: Worker | None = None
    language: Language | None = None
    times: int = 1

    @property
    def what(self) -> str:
        """Return its name, by codes: the same from look to look while it lasts."""
        return f"{self.kind}:{self.worker.key}" if self.worker else f"{self.kind}:{self.tier}:{self.language}"
