"""A thousand nights, a cry in each of them and everything going wrong besides: no promise breaks."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from random import Random
from time import process_time

from bot.alarms import AlarmRoutes
from bot.services import Services
from bot.simulation import House, Plan, simulate
from bot.simulation.habits import DAYS
from bot.simulation.neighbourhood import Person
from bot.simulation.report import broken
from bot.simulation.words import CRIES, Meant, Say
from scheduler.clockwork import ticks_for

WEEKS = 143
"""A thousand and one nights."""
CRIES_LEAST = 1000
LOAD = "staff_are_not_flooded"
"""Not judged here: one worker on call among four and a cry every night are more than a program is made for."""


def ticks() -> Mapping[str, Callable[[Services], int]]:
    """Make the ticks of the line."""
    return {name: tick.run for name, tick in ticks_for(AlarmRoutes()).items()}


def a_night_of_it(person: Person, chance: Random) -> Iterator[Say]:
    """Cry for help in about one night out of six: among six families, one of them each night."""
    if person.person_id == "1" and chance.random() < 1 / 6:
        meant = chance.choices((Meant.EMERGENCY, Meant.SOON), (3, 1))[0]
        at = timedelta(hours=22, seconds=chance.randrange(7 * 3600))
        yield Say(at, chance.choice(CRIES[person.language][meant]), meant)


def test_a_thousand_nights_of_cries() -> None:
    """Each cry is answered, paged, and cared for until a person says it is done."""
    plan = Plan(families=6, weeks=WEEKS, seed=1001, faults=True)
    began = process_time()
    found = simulate(plan, ticks, lambda _weeks: None, House(days=(*DAYS, a_night_of_it)))
    kept = {name: one for name, one in found["promises"].items() if one["broken"]}
    for figure in (round(process_time() - began), found["requests"], found["pages"], found["troubles"], kept):
        print(figure)  # noqa: T201  (the figures are the benchmark)
    assert found["requests"]["cries"] >= CRIES_LEAST
    assert set(broken(found)) <= {LOAD}
