"""`hearthline simulate`: the program on a virtual clock; its report on standard output, exit 1 if a promise broke."""

import gc
import json
import logging
import sys

import click

from bot.commands.shape import bar
from bot.simulation import Plan, simulate
from bot.simulation.line import MakeTicks
from bot.simulation.report import broken

ALLOCATIONS = 50_000
"""So many objects are made before the collector looks: a run makes millions that go by themselves."""


def run_simulation(plan: Plan, ticks: MakeTicks) -> None:
    """Simulate, print the report, and leave with 1 if a promise broke."""
    logging.getLogger().setLevel(logging.CRITICAL)  # what the line logs as an error stands in the report
    gc.freeze()  # what is loaded by now stays, and need not be looked through again and again
    gc.set_threshold(ALLOCATIONS)
    with bar(plan.weeks) as step:
        found = simulate(plan, ticks, step)
    click.echo(json.dumps(found, indent=2))
    if broken(found):
        sys.exit(1)
