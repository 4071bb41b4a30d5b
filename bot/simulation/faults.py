"""What goes wrong outside the line's own code, drawn by chance: the carrier, the network, the machine, its clock."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

from bot.model.phones import Phone
from bot.simulation.run import Act, Simulation
from bot.simulation.watching import Trouble

DAY = timedelta(days=1)
Fault = Callable[[Simulation, Random, datetime], None]


def carrier_goes_down(simulation: Simulation, chance: Random, at: datetime) -> None:
    """Cut the line off from its carrier, both ways."""
    carrier = simulation.stage.carrier.inner

    def goes() -> None:
        carrier.down()
        carrier.drop_webhooks()

    def comes_back() -> None:
        carrier.up()
        carrier.resume_webhooks()
        _fetches(simulation)

    _for_a_while(simulation, "carrier_down", at, timedelta(minutes=chance.randrange(5, 90)), goes, comes_back)


def webhooks_are_lost(simulation: Simulation, chance: Random, at: datetime) -> None:
    """Lose what the carrier tells; its list has it."""
    carrier = simulation.stage.carrier.inner

    def come_again() -> None:
        carrier.resume_webhooks()
        _fetches(simulation)

    length = timedelta(minutes=chance.randrange(5, 60))
    _for_a_while(simulation, "webhooks_lost", at, length, carrier.drop_webhooks, come_again)


def carrier_errs(simulation: Simulation, chance: Random, at: datetime) -> None:
    """Let the carrier answer with errors, or not at all, having taken the text or not."""
    carrier, times = simulation.stage.carrier.inner, chance.randrange(1, 4)
    act = chance.choice(
        (
            lambda: carrier.too_many_requests(times),
            lambda: carrier.answer_in_html(times),
            lambda: carrier.time_out_after_accepting(n=times),
            lambda: carrier.time_out_before_accepting(n=times),
        )
    )
    _for_a_while(simulation, "carrier_errs", at, timedelta(hours=3), act, carrier.err_no_more)


def receipts_go_astray(simulation: Simulation, chance: Random, at: datetime) -> None:
    """Lose, shuffle, double or delay the receipts of a phone for some days."""
    stage = simulation.stage
    phones = [one.phone for family in stage.here.families.values() for one in family.persons]
    phone = Phone(chance.choice([*phones, *(worker.phone for worker in stage.here.workers)]))
    carrier, late = stage.carrier.inner, timedelta(minutes=chance.randrange(2, 90))
    act = chance.choice(
        (
            lambda: carrier.lose_receipts(phone),
            lambda: carrier.shuffle_receipts(phone),
            lambda: carrier.duplicate_receipts(phone),
            lambda: carrier.late_receipts(phone, late),
        )
    )
    simulation.at(at, act)
    simulation.at(at + DAY * chance.randrange(1, 4), lambda: carrier.heal(phone))


def line_is_killed(simulation: Simulation, chance: Random, at: datetime) -> None:
    """Kill the process at its next text, between claim and settle; it is started again from its rows."""
    line, is_sent = simulation.stage.line, chance.random() < 0.5

    def dies() -> None:
        line.dies_after_sending, line.dies_before_sending = is_sent, not is_sent

    def starts() -> None:
        if line.is_alive:  # nothing was sent meanwhile
            line.dies()
        line.starts()

    _for_a_while(simulation, "killed", at, timedelta(minutes=chance.randrange(20, 40)), dies, starts)


def clock_steps_back(simulation: Simulation, chance: Random, at: datetime) -> None:
    """Set the machine's clock back, and right again hours later."""
    stage, by = simulation.stage, timedelta(minutes=chance.randrange(2, 20))

    def steps() -> None:
        stage.line.ticks("watch")
        stage.machine.skew -= by
        stage.line.ticks("watch")

    def is_set_right() -> None:
        stage.machine.skew += by
        stage.line.ticks("watch")

    _for_a_while(simulation, "clock_back", at, timedelta(hours=chance.randrange(1, 6)), steps, is_set_right)


def ticks_stop(simulation: Simulation, chance: Random, at: datetime) -> None:
    """Let the scheduler be dead for three hours while the web goes on."""
    line = simulation.stage.line

    def stop() -> None:
        line.ticks_are_dead = True

    def go_on() -> None:
        line.ticks_are_dead = False
        line.ticks(*line.names)

    _for_a_while(simulation, "ticks_dead", at, timedelta(hours=3), stop, go_on)


FAULTS: tuple[tuple[Fault, float], ...] = (
    (carrier_goes_down, 1.0),
    (webhooks_are_lost, 1.5),
    (carrier_errs, 3.0),
    (receipts_go_astray, 4.0),
    (line_is_killed, 1.0),
    (clock_steps_back, 0.5),
    (ticks_stop, 0.5),
)
"""Each fault, and how often a week."""


def troubles(simulation: Simulation, chance: Random, begins: datetime, until: datetime) -> None:
    """Draw what goes wrong, and when; two troubles do not begin in the same hours."""
    simulation.with_faults = True
    weeks = (until - begins) / timedelta(weeks=1)
    drawn = [fault for fault, often in FAULTS for _ in range(round(often * weeks))]
    chance.shuffle(drawn)
    for number, fault in enumerate(drawn):
        share = (until - begins) / len(drawn)
        fault(simulation, chance, begins + share * number + share * chance.random() * 0.4)


@contextmanager
def errors_into(found: list[str]) -> Iterator[None]:
    """Collect what the line logs as errors."""

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    collector = Collector(logging.ERROR)
    root = logging.getLogger("bot")
    root.addHandler(collector)
    try:
        yield
    finally:
        root.removeHandler(collector)


def _for_a_while(simulation: Simulation, kind: str, at: datetime, length: timedelta, begin: Act, end: Act) -> None:
    simulation.stage.scene.troubles.append(Trouble(kind, at, at + length))
    simulation.at(at, begin)
    simulation.at(at + length, end)


def _fetches(simulation: Simulation) -> None:
    """Look for missed texts, as the line does every two minutes, and again soon."""
    now = simulation.stage.true.now()
    simulation.at(now + timedelta(minutes=2), lambda: _fetch(simulation))


def _fetch(simulation: Simulation) -> None:
    simulation.stage.line.ticks("inbox")
