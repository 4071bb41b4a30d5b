"""A worker alone at a visit: the check that runs until they are out, and how patient it is."""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.value import value


class Over(StrEnum):
    """What ended a check."""

    OUT = "out"
    OUTCOME = "outcome"
    NEXT_VISIT = "next_visit"
    HEARD = "heard"
    CHANGED = "changed"
    EMERGENCY = "emergency"


@value
class LoneCheck:
    """A check on a worker at a visit, `number` of `family`, in the `version` it was begun for.

    `said_in_at`: they texted `in`; without it, nobody has entered an outcome. `asked_at`: they were asked whether they
    are out; `alarmed_at`: supervisors were told the place. `over`: how it ended, None while it runs.
    """

    key: int
    visit_key: int
    version: int
    number: int
    family: str
    worker_key: int
    said_in_at: datetime | None
    asked_at: datetime | None
    alarmed_at: datetime | None
    over: Over | None = None

    def said_in_since(self, at: datetime) -> bool:
        """Whether the worker texted `in` after `at`."""
        return self.said_in_at is not None and self.said_in_at > at


@value
class LoneWorkerRules:
    """How long after its end a worker is asked, who said `in` or is silent; then supervisors are told."""

    overdue: timedelta
    silent: timedelta
    answer: timedelta
