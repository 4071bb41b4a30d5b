"""`hearthline check`: what could make the line fail, each with its remedy."""

import sys

import click

from bot.checking import check_everything
from bot.checks import Level, check_clock
from bot.clock import SystemClock, keeps_network_time
from bot.commands.shape import everywhere, settings_for
from bot.wiring import config_folders, open_database


@click.command()
@everywhere
def check() -> None:
    """Look for everything that could make the line fail, each with its remedy; exit 1 if any is serious."""
    found = (
        *check_everything(settings_for, config_folders, open_database, SystemClock().now()),
        *check_clock(keeps_network_time=keeps_network_time()),
    )
    for finding in found:
        click.echo(str(finding))
    counts = {level: sum(finding.level is level for finding in found) for level in Level}
    click.echo(f"{counts[Level.SERIOUS]} serious, {counts[Level.WARNING]} to look after")
    sys.exit(1 if counts[Level.SERIOUS] else 0)


COMMANDS = (check,)
