"""The program's own calendar: the visits it plans, moves and calls off, and the list the line gets each night."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from bot.model.value import value
from bot.simulation.neighbourhood import Family, Neighbourhood
from bot.simulation.places import ZONE
from bot.store.witness import VisitRow

AHEAD = timedelta(days=9)
LASTS = timedelta(minutes=75)
STARTS = tuple(time(hour, minute) for hour in range(9, 20) for minute in (0, 30))
MOVED, CALLED_OFF = 0.03, 0.02
COLUMNS = "visit_id,family_id,persons,worker_id,kind,starts_at,ends_at,place,status"


@value
class Planned:
    """A visit as the program's calendar has it."""

    visit_id: str
    family: str
    persons: str
    worker: str
    kind: str
    on: date
    at: time
    status: str = "planned"

    @property
    def starts_at(self) -> datetime:
        """The moment it begins."""
        return datetime.combine(self.on, self.at, tzinfo=ZONE)


class Agency:
    """Plans week by week, and takes over what families changed by text."""

    def __init__(self, here: Neighbourhood, chance: Random, closed: frozenset[date]) -> None:
        """Begin with an empty calendar; `closed` are the days without visits."""
        self._here = here
        self._chance = chance
        self._closed = closed
        self._planned: dict[str, Planned] = {}
        self._weeks: set[tuple[str, date]] = set()
        self._count = 0

    def follows(self, row: VisitRow) -> None:
        """Write into the calendar what became of a visit at the line, as whoever keeps it does."""
        visit = self._planned.get(row.visit_id)
        if visit is None:
            return
        if row.outcome is not None or row.starts_at.astimezone(ZONE) != visit.starts_at:
            self._planned.pop(row.visit_id)

    def tonights_list(self, today: date) -> str:
        """Return the visits of the days to come, some of them changed since yesterday; empty if there are none."""
        for monday in (today - timedelta(days=today.weekday()), _monday_after(today)):
            for family in self._here.families.values():
                self._plan_week(family, monday, today)
        rows = [COLUMNS]
        for visit in list(self._planned.values()):
            if visit.on <= today or visit.status != "planned":
                self._planned.pop(visit.visit_id)
            elif visit.on <= today + AHEAD:
                changed = self._perhaps_changed(visit, today)
                self._planned[visit.visit_id] = changed
                rows.append(_row(changed))
        return "\n".join(rows) + "\n" if len(rows) > 1 else ""

    def _plan_week(self, family: Family, monday: date, today: date) -> None:
        """Plan a family's visits of one week, once."""
        if (family.code, monday) in self._weeks:
            return
        self._weeks.add((family.code, monday))
        days = [monday + timedelta(days=number) for number in range(5)]
        days = [day for day in days if day not in self._closed and family.started_on <= day < family.ended_on]
        days = [day for day in days if day > today]
        asked = [one for one in family.persons if one.relation != "child"]
        for day in sorted(self._chance.sample(days, min(family.visits_a_week, len(days)))):
            self._count += 1
            both = len(asked) > 1 and self._chance.random() < 0.5
            visit = Planned(
                visit_id=f"V-{self._count:05d}",
                family=family.code,
                persons=";".join(one.person_id for one in asked[: 1 + both]),
                worker=family.worker,
                kind="progress_meeting" if self._chance.random() < 0.08 else "visit",
                on=day,
                at=self._chance.choice(STARTS),
            )
            self._planned[visit.visit_id] = visit

    def _perhaps_changed(self, visit: Planned, today: date) -> Planned:
        draw = self._chance.random()
        if draw < MOVED / 7:
            return replace(visit, at=self._chance.choice(STARTS))
        if draw < (MOVED + CALLED_OFF) / 7:
            return replace(visit, status="cancelled_by_program")
        return visit


def _monday_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


def _row(visit: Planned) -> str:
    starts_at = visit.starts_at
    ends_at = starts_at + LASTS
    return ",".join(
        (
            *(visit.visit_id, visit.family, visit.persons, visit.worker, visit.kind),
            *(starts_at.isoformat(), ends_at.isoformat(), "", visit.status),
        )
    )
