"""The rota: who is on call from when until when, on which tier."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.people import Worker
from bot.model.policy import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One worker's turn on a tier, as two moments; it may span midnight and a clock change."""

    starts_at: datetime
    ends_at: datetime
    tier: Tier
    worker: Worker

    def covers(self, at: datetime) -> bool:
        """Whether `at` lies in the shift; the start is in, the end is out, so that shifts meet without a hole."""
        return self.starts_at <= at < self.ends_at
