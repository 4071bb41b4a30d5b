"""The program closed on a day: its visits become cancelled by the program, and each family is told in its wording."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta

from bot.model.value import value_in_order
from bot.model.visits import CLOSED, Outcome, Visit
from bot.services import Services
from bot.store import audit, brakes, visits
from bot.store.engine import Tx
from bot.visit_steps import enter


@value_in_order
class Closing:
    """What closing a day does: visits cancelled, of how many families."""

    visits: int
    families: int


def visits_on(tx: Tx, services: Services, day: date, now: datetime) -> tuple[Visit, ...]:
    """Return the planned visits of a day that are still to come."""
    zone = services.program.hours.zone
    starts = datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)
    ends = datetime.combine(day + timedelta(days=1), time(0), tzinfo=zone).astimezone(UTC)
    return visits.between(tx, max(starts, now), ends)


def would_close(tx: Tx, services: Services, day: date, now: datetime) -> Closing:
    """Say what closing a day would do."""
    return _closing(visits_on(tx, services, day, now))


def close_day(tx: Tx, services: Services, day: date, by: str, now: datetime) -> Closing:
    """Close a day; no visit is offered on it any more, those planned are cancelled by the program."""
    brakes.close_day(tx, day, by, now)
    done = [
        visit
        for visit in visits_on(tx, services, day, now)
        if enter(tx, services, visit, Outcome.CANCELLED_BY_PROGRAM, None, CLOSED, now)
    ]
    audit.record(tx, now, by, "closed_day", day.isoformat(), detail=f"{len(done)} visits")
    return _closing(done)


def _closing(listed: Collection[Visit]) -> Closing:
    return Closing(len(listed), len({visit.family_key for visit in listed}))
