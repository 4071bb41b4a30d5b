"""`hearthline connect` and `hearthline fallback`: the carrier's number leads here, and elsewhere while we are down."""

from collections.abc import Sequence

import click

from bot.calls.static_call import static_call, static_screen, static_taken
from bot.commands.shape import PlainError, everywhere, settings_for
from bot.config.environment import is_loopback, split_url
from bot.connecting import Door, Routes, doors, wanted_routes
from bot.connecting import connect as connect_door
from bot.model.phones import Phone
from bot.program import Program
from bot.settings import CarrierSettings, Need, Settings
from bot.telephony.account import CarrierAccount, OwnNumber, remedy_of
from bot.telephony.failures import CarrierFailure
from bot.telephony.twiml import fixed_answer
from bot.wiring import carrier_account, config_folders, load_config


@click.command()
@everywhere
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def connect(*, dry_run: bool) -> None:
    """Bring texts and calls of the carrier's number to this line, and to the fallbacks while it does not answer."""
    settings = settings_for(Need.CONNECT)
    program = load_config(config_folders(settings.config_folder)).program
    carrier = callable_from_outside(settings)
    account = carrier_account(carrier)
    wanted = wanted_routes(settings.public_url, program)
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
    for what, document, has_one in (("text", "sms", answers_texts(there)), ("call", "voice", answers_calls(there))):
        if not has_one:
            remedy = f"host what `hearthline fallback {document}` prints and write its address under [carrier]"
            click.echo(f"warning: nobody answers a {what} while this line is down; {remedy} in program.toml")


def answers_texts(there: Sequence[Door]) -> bool:
    """Say whether every door has a fallback for texts, there or wanted."""
    return all(door.wanted.texts.fallback_url for door in there)


def answers_calls(there: Sequence[Door]) -> bool:
    """Say whether every number has a fallback for calls, there or wanted."""
    return all(door.wanted.calls.fallback_url for door in there if isinstance(door.found, OwnNumber))


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
        click.echo(f"{door.name}: stands ({door.wanted.texts.method} {door.wanted.texts.url})")
    for one in door.differences():
        click.echo(f"{door.name}: {one.what}: {one.stands} {becomes} {one.wanted}")


def read_back(carrier: CarrierSettings, account: CarrierAccount, wanted: Routes) -> None:
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


@fallback.command()
@everywhere
@click.option("--screen", is_flag=True, help="What a fixed phone hears before it takes a call.")
@click.option("--taken", is_flag=True, help="What follows the key it pressed.")
def voice(*, screen: bool, taken: bool) -> None:
    """Print the answer to a call, to be hosted at the carrier: words with 911 and 988, then the fixed phones."""
    if screen and taken:
        raise click.UsageError("--screen and --taken are two documents: ask for one of them")
    config = load_config(config_folders(settings_for(Need.MIGRATE).config_folder))
    if taken:
        click.echo(static_taken())
    elif screen:
        click.echo(static_screen(with_a_way_on(config.program), config.catalog))
    else:
        click.echo(static_call(config.program, config.catalog, number_shown(config.program)))


def with_a_way_on(program: Program) -> Program:
    """Return the program, or refuse: a key must lead somewhere."""
    if not program.carrier.fallback_taken_url:
        raise PlainError(
            "a key leads nowhere yet: host what `hearthline fallback voice --taken` prints, and write its address as "
            "fallback_taken_url under [carrier] in program.toml"
        )
    return program


def number_shown(program: Program) -> Phone | None:
    """Return the number a fixed phone sees, the line's own; nothing is needed where no phone rings."""
    if not program.calls.fixed_phones:
        return None
    carrier = settings_for(Need.ACCOUNT).carrier
    assert carrier is not None
    return carrier.phone


COMMANDS = (connect, fallback)
