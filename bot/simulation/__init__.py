"""Composes a simulation: the real line, a simulated carrier, a neighbourhood drawn by a seed, promises that look on."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from bot.model.phones import Phone
from bot.model.value import value
from bot.program import load_program, shipped_config
from bot.services import Services
from bot.simulation.agency import Agency
from bot.simulation.carrier import WatchedCarrier
from bot.simulation.clocks import MachineClock, TrueClock
from bot.simulation.faults import errors_into, troubles
from bot.simulation.habits import DAYS, Day
from bot.simulation.line import ACCOUNT, KEY, PUBLIC_URL, TOKEN, Line, MakeTicks
from bot.simulation.neighbourhood import LINE, Neighbourhood, new_neighbourhood, oncall_toml, program_toml
from bot.simulation.places import begins_at
from bot.simulation.promises import Promises
from bot.simulation.report import Counts, report
from bot.simulation.run import Simulation, Stage
from bot.simulation.watching import Scene
from bot.store import witness
from bot.store.schema import migrate, open_store
from bot.store.vault import row_ids_from
from bot.telephony.protocol import Carrier
from bot.telephony.simulated import SimulatedCarrier
from bot.wiring import assemble

MEMORY = Path("/dev/shm")  # noqa: S108  (a folder in memory where there is one: the database is thrown away)


@value
class Plan:
    """What is to be simulated."""

    families: int
    weeks: int
    seed: int
    faults: bool = False


@value
class House:
    """What a test may put in place of what is usual: what stands between line and carrier, the habits of a day."""

    between: Callable[[Carrier], Carrier] = lambda carrier: carrier
    days: Sequence[Day] = DAYS


def simulate(
    plan: Plan, ticks: MakeTicks, week_done: Callable[[int], None], house: House | None = None
) -> dict[str, Any]:
    """Run a plan and return its report; `ticks` makes those of each process that starts."""
    where = MEMORY if MEMORY.is_dir() else None
    row_ids = Random(f"rows {plan.seed}")
    with TemporaryDirectory(prefix="hearthline-simulation-", dir=where) as folder, row_ids_from(row_ids.getrandbits):
        return _run(plan, Path(folder), ticks, week_done, house or House())


def _run(
    plan: Plan,
    folder: Path,
    ticks: MakeTicks,
    week_done: Callable[[int], None],
    house: House,
) -> dict[str, Any]:
    chance = Random(f"people {plan.seed}")
    begins = begins_at(plan.weeks, plan.seed)
    stage = _stage(plan, folder, ticks, house, chance)
    counts, promises = Counts(), Promises()

    def looks(now: Scene) -> None:
        counts.looks(now)
        promises.looks(now)

    simulation = Simulation(stage, chance, looks)
    simulation.days = house.days
    until = begins + timedelta(weeks=plan.weeks)
    if plan.faults:
        troubles(simulation, Random(f"faults {plan.seed}"), begins, until)
    with errors_into(stage.scene.errors):
        simulation.runs(until, week_done)
    stage.line.services.store.close()
    return report(asdict(plan) | {"begins": begins.isoformat()}, stage.scene, counts, promises)


def _stage(plan: Plan, folder: Path, ticks: MakeTicks, house: House, chance: Random) -> Stage:
    """Set up the line with its people and phones, on a clock that stands at the beginning."""
    begins = begins_at(plan.weeks, plan.seed)
    true = TrueClock(begins)
    machine = MachineClock(true)
    here = new_neighbourhood(chance, plan.families, begins.date())
    url = _new_database(folder)
    config = _config(folder, here)
    inner = SimulatedCarrier(
        true, line=Phone(LINE), page_line=None, account_sid=ACCOUNT, auth_token=TOKEN, public_url=PUBLIC_URL
    )
    carrier = WatchedCarrier(inner, machine)

    program = load_program((shipped_config(), config))

    def start() -> Services:
        store, sent_by = open_store(url, [KEY]), Phone(LINE)
        services = assemble([shipped_config()], store, house.between(carrier), sent_by, PUBLIC_URL, machine)
        return replace(services, program=program)

    line = Line(start, ticks, carrier, machine)
    closed = line.services.program.hours.holidays
    scene = Scene(here, closed, machine.now())
    return Stage(line, carrier, true, machine, here, Agency(here, chance, closed), witness.Witness(), scene)


def _new_database(folder: Path) -> str:
    url = f"sqlite:///{folder / 'simulation.db'}"
    migrate(url)
    store = open_store(url, [KEY])
    witness.begin(store)
    store.close()
    return url


def _config(folder: Path, here: Neighbourhood) -> Path:
    """Write an agency's folder: reminders are on, and the rota has its patterns."""
    config = folder / "config"
    config.mkdir()
    (config / "program.toml").write_text(program_toml(), "utf-8")
    (config / "oncall.toml").write_text(oncall_toml(here), "utf-8")
    return config
