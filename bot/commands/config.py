"""`hearthline config diff`: what the agency has changed, for whoever upgrades or wonders."""

import click

from bot.checking import config_problems
from bot.commands.shape import everywhere, settings_for
from bot.config.differences import differences
from bot.settings import Need
from bot.wiring import config_folders


@click.group()
@everywhere
def config() -> None:
    """Look at the configuration."""


@config.command()
@everywhere
def diff() -> None:
    """Print what your own folder (HEARTHLINE_CONFIG) changes against the shipped configuration, key by key."""
    agency = settings_for(Need.MIGRATE).config_folder
    if agency is None:
        click.echo("HEARTHLINE_CONFIG names no folder of your own: everything is as shipped.")
        return
    folders = config_folders(agency)
    lines = [*differences(folders[0], agency), *(f"mistake: {problem}" for problem in config_problems(folders))]
    for line in lines or ["Your own folder changes nothing."]:
        click.echo(line)


COMMANDS = (config,)
