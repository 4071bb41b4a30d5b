"""`hearthline connect` and `hearthline fallback`: the carrier's number leads here, and elsewhere while we are down."""

from collections.abc import Sequence

import click

from bot.commands.shape import PlainError, everywhere, settings_for
from bot.config.environment import is_loopback, split_url
from bot.connecting import Door, doors, wanted_route
from bot.connecting import connect as connect_door
from bot.settings import CarrierSettings, Need, Settings
from bot.telephony.account import CarrierAccount, OwnNumber, TextRoute, remedy_of
from bot.telephony.failures import CarrierFailure
from bot.telephony.twiml import fixed_answer
from bot.wiring import carrier_account, config_folders, load_config


@click.command()
@everywhere
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def connect(*, dry_run: bool) -> None:
    """Bring the texts of the carrier's number to this line, and to the fallback while it does not answer."""
    settings = settings_for(Need.CONNECT)
    program = load_config(config_folders(settings.config_folder)).program
    carrier = callable_from_outside(settings)
    account = carrier_account(carrier)
    wanted = wanted_route(settings.public_url, program)
    try:
        there = present(tuple(doors(carrier, account, wanted)))
        for door in there:
            tell(door, becomes="would become" if dry_run else "becomes")
        changed = [] if dry_run else [door for door in there if connect_door(door)]
        if changed:
            read_back(carrier, account, wanted)
    except CarrierFailure as failure:
        again = "" if dry_run else ". Then run this again: what is done stays done"
        raise click.ClickException(f"{failure}; {remedy_of(failure)}{again}") from None
    calls = next(door.found for door in there if isinstance(door.found, OwnNumber))
    click.echo(f"calls: left as they are ({calls.voice_url or 'nothing'}); this version takes none")
    if not wanted.fallback_url and not all(door.found and door.found.route.fallback_url for door in there):
        remedy = "host what `hearthline fallback sms` prints and write its address under [carrier] in program.toml"
        click.echo(f"warning: nobody answers a text while this line is down; {remedy}")


def callable_from_outside(settings: Settings) -> CarrierSettings:
    """Return the account, or refuse: the real carrier cannot call an address of this machine alone."""
    carrier = settings.carrier
    assert carrier is not None
    parts = split_url(settings.public_url)
    if not carrier.api_url and parts and is_loopback(parts.hostname or ""):
        raise PlainError(
            "PUBLIC_URL: names this machine alone, which the carrier cannot call; write its public address"
        )
    return carrier


def present(there: Sequence[Door]) -> Sequence[Door]:
    """Return the doors, or refuse to begin where one of them is not there: nothing has been changed."""
    for door in there:
        if door.found is None:
            raise click.ClickException(
                f"{door.setting}: the account has no such number or service; nothing was changed. "
                "Correct it, or TWILIO_ACCOUNT_SID"
            )
    return there


def tell(door: Door, *, becomes: str) -> None:
    """Say what stands at a door and what changes."""
    if not door.differences():
        click.echo(f"{door.name}: stands ({door.wanted.method} {door.wanted.url})")
    for one in door.differences():
        click.echo(f"{door.name}: {one.what}: {one.stands} {becomes} {one.wanted}")


def read_back(carrier: CarrierSettings, account: CarrierAccount, wanted: TextRoute) -> None:
    """Look again, and say whether the carrier has kept what it was told."""
    left = [door.name for door in doors(carrier, account, wanted) if door.differences()]
    if left:
        raise click.ClickException(f"the carrier did not keep the change of {', '.join(left)}; try again")
    click.echo("read back: everything stands")


@click.group()
@everywhere
def fallback() -> None:
    """Print the documents that answer in our place while the line is down."""


@fallback.command()
@everywhere
def sms() -> None:
    """Print the answer to a text, to be hosted at the carrier: neutral words with 911 and 988."""
    settings = settings_for(Need.MIGRATE)
    catalog = load_config(config_folders(settings.config_folder)).catalog
    click.echo(fixed_answer(catalog.in_every_language("help.fixed")))


COMMANDS = (connect, fallback)
