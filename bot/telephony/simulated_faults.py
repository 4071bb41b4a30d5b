"""What can go wrong at the simulated carrier, as told by a test or the rehearsal."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from bot.telephony.failures import UNREACHABLE, UNREADABLE, TemporaryFailure, UnknownOutcome

_TOO_MANY_REQUESTS = 20429


class SendFault(StrEnum):
    """How the sending of one text goes wrong."""

    REFUSED = "refused"
    TIMED_OUT_BEFORE = "timed_out_before"
    TIMED_OUT_AFTER = "timed_out_after"


@dataclass(slots=True, kw_only=True)
class PlannedFault:
    """A fault that waits for the next `times` texts to `to`, or to anybody."""

    fault: SendFault
    to: str | None
    times: int
    code: int | None = None


@dataclass(slots=True)
class PhoneHabit:
    """How the receipts of one phone behave until it is healed."""

    undelivered_code: int | None = None
    receipts_lost: bool = False
    receipts_twice: bool = False
    receipts_shuffled: bool = False
    receipts_late: timedelta = timedelta(0)


@dataclass(slots=True)
class Faults:
    """Everything that is wrong just now; empty at first."""

    is_down: bool = False
    webhooks_dropped: bool = False
    too_many_requests: int = 0
    html_answers: int = 0
    planned: list[PlannedFault] = field(default_factory=list)
    habits: defaultdict[str, PhoneHabit] = field(default_factory=lambda: defaultdict(PhoneHabit))

    def habit_of(self, phone: str) -> PhoneHabit:
        """Give the standing faults of a phone, to read or to change."""
        return self.habits[phone]

    def forget_planned(self) -> None:
        """Forget what waits for a next text or request; standing faults stay."""
        self.too_many_requests = self.html_answers = 0
        self.planned = []

    def knock(self, *, sending: bool) -> None:
        """Raise whatever meets a request before the carrier has looked at it."""
        if self.is_down:
            raise TemporaryFailure(UNREACHABLE)
        if self.too_many_requests:
            self.too_many_requests -= 1
            raise TemporaryFailure("The carrier asks to slow down", _TOO_MANY_REQUESTS)
        if self.html_answers:
            self.html_answers -= 1
            raise UnknownOutcome(UNREADABLE) if sending else TemporaryFailure(UNREADABLE)

    def next_for(self, to: str) -> PlannedFault | None:
        """Use up the oldest planned fault that fits a text to `to`."""
        found = next((planned for planned in self.planned if planned.to in {None, to}), None)
        if found is not None:
            found.times -= 1
            self.planned = [planned for planned in self.planned if planned.times > 0]
        return found
