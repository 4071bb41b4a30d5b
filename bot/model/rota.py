"""The rota: who is on call from when until when, on which tier; and the patterns it is worked out from."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from bot.model.people import Worker
from bot.model.policy import Tier
from bot.model.value import value

TIERS = (Tier.ON_CALL, Tier.BACKUP, Tier.SUPERVISOR)
"""The tiers that have shifts, in the order in which they are paged."""
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Source(StrEnum):
    """Where a shift comes from: worked out from a pattern, imported from a file, a cover somebody took."""

    PATTERN = "pattern"
    IMPORTED = "imported"
    COVER = "cover"


@value
class Shift:
    """One worker's turn on a tier, as two moments; it may span midnight and a clock change.

    A cover made at `made_at` stands in for the worker `covers_key`, or for everybody of its tier where that is None.
    """

    starts_at: datetime
    ends_at: datetime
    tier: Tier
    worker: Worker
    key: int = 0
    source: Source = Source.IMPORTED
    covers_key: int | None = None
    made_at: datetime = _LONG_AGO

    def covers(self, at: datetime) -> bool:
        """Whether `at` lies in the shift; the start is in, the end is out, so that shifts meet without a hole."""
        return self.starts_at <= at < self.ends_at

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether it shares any time with a span."""
        return self.starts_at < ends_at and starts_at < self.ends_at


@value
class WeeklySlot:
    """A shift of each week on the wall clock: its first day (0 = Monday), from when, until when how many days later.

    `worker_id` is "" where those of the pattern take turns.
    """

    weekday: int
    starts: time
    ends: time
    days: int
    worker_id: str = ""

    @property
    def span(self) -> tuple[timedelta, timedelta]:
        """Return its start and its end, counted from Monday, 0:00."""
        first = timedelta(days=self.weekday)
        return first + _since_midnight(self.starts), first + timedelta(days=self.days) + _since_midnight(self.ends)


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)


@value
class Pattern:
    """Shifts of a tier that repeat each week: each with its worker, or all of a week for the next of `workers`.

    With turns a week begins on the day `handover` (0 = Monday), with the first shift that begins on it or after.
    """

    name: str
    tier: Tier
    slots: tuple[WeeklySlot, ...]
    workers: tuple[str, ...] = ()
    handover: int = 0

    @property
    def named(self) -> tuple[str, ...]:
        """Return everybody it names, by `worker_id`, each once."""
        every = (*self.workers, *(slot.worker_id for slot in self.slots))
        return tuple(dict.fromkeys(worker_id for worker_id in every if worker_id))


@value
class RotaRules:
    """The patterns of the rota, how far ahead they are worked out, and what is told of a cover that nobody takes.

    `untaken`: so long before a shift supervisors are told that nobody has taken it.
    """

    ahead: timedelta
    untaken: timedelta
    patterns: tuple[Pattern, ...] = ()
