"""`hearthline check`: what could make the line fail, each with its remedy; over the network too, if asked."""

import sys
import threading
from collections.abc import Iterable, Iterator

import click

from bot.checking import check_everything
from bot.checks import Finding, Level, check_clock, warning
from bot.clock import SystemClock, keeps_network_time
from bot.commands.shape import CANNOT_START, everywhere, house, settings_for
from bot.errors import ConfigError
from bot.model.phones import Phone
from bot.probes.account import Asked, check_account
from bot.probes.address import check_address, check_fallbacks
from bot.probes.alarm import check_alarm
from bot.probes.line_types import check_line_types, owners
from bot.settings import CarrierSettings, Need
from bot.store.engine import DatabaseTrouble
from bot.wiring import (
    alarm_routes,
    carrier_account,
    config_folders,
    load_config,
    open_database,
    real_carrier,
)

PAUSE_SECONDS = 0.5


@click.command()
@everywhere
@click.option("--live", is_flag=True, help="Ask the carrier and PUBLIC_URL too.")
@click.option("--lookup", is_flag=True, help="With --live: what kind of line each phone is, about a cent each.")
@click.option("--alarm", is_flag=True, help="Send a test alarm by every route.")
def check(*, live: bool, lookup: bool, alarm: bool) -> None:
    """Look for everything that could make the line fail, each with its remedy; exit 1 if any is serious."""
    if lookup and not live:
        raise click.UsageError("--lookup asks the carrier: add --live")
    counts = dict.fromkeys(Level, 0)
    for finding in findings(live=live, lookup=lookup, alarm=alarm):
        click.echo(str(finding))
        counts[finding.level] += 1
    click.echo(f"{counts[Level.SERIOUS]} serious, {counts[Level.WARNING]} to look after")
    sys.exit(1 if counts[Level.SERIOUS] else 0)


def findings(*, live: bool, lookup: bool, alarm: bool) -> Iterator[Finding]:
    """Yield what is found, the nearest first: settings and rows, then the world."""
    yield from check_everything(settings_for, config_folders, open_database, SystemClock().now())
    yield from check_clock(keeps_network_time=keeps_network_time())
    for is_asked, ask, what in (
        (live, from_outside, "--live"),
        (lookup, line_types, "--lookup"),
        (alarm, alarms, "--alarm"),
    ):
        if is_asked:
            try:
                yield from ask()
            except (*CANNOT_START, DatabaseTrouble):
                yield warning(f"{what} could not be checked", "mend first what stands above")


def from_outside() -> Iterator[Finding]:
    """Ask PUBLIC_URL, the fallback and the carrier."""
    settings = settings_for(Need.CONNECT)
    program = load_config(config_folders(settings.config_folder)).program
    carrier = account_settings()
    public_url, account_sid, token = settings.public_url, carrier.account_sid, carrier.auth_tokens[0]
    yield from check_address(public_url, account_sid, token, SystemClock())
    yield from check_fallbacks(program.carrier, public_url, account_sid, token)
    asked = Asked(
        carrier=carrier,
        public_url=public_url,
        program=program,
        account=carrier_account(carrier),
        sends=real_carrier(carrier),
        clock=SystemClock(),
    )
    yield from check_account(asked)


def line_types() -> Iterator[Finding]:
    """Look up every phone that is known."""
    account = carrier_account(account_settings())
    with house() as services, services.store.read() as tx:
        whose = owners(tx)
    yield from check_line_types(account, whose, with_progress)


def alarms() -> Iterator[Finding]:
    """Send a test alarm, and watch the running line send its texts."""
    routes = alarm_routes(settings_for(Need.DATABASE))
    with house() as services:
        yield from check_alarm(services, routes, lambda: threading.Event().wait(PAUSE_SECONDS))


def account_settings() -> CarrierSettings:
    """Read the account alone. Raises `ConfigError`."""
    carrier = settings_for(Need.ACCOUNT).carrier
    if carrier is None:
        raise ConfigError(["the carrier's account is not configured"])
    return carrier


def with_progress(phones: Iterable[Phone]) -> Iterator[Phone]:
    """Pass the phones on and show on a terminal how many are done."""
    if not sys.stderr.isatty():
        yield from phones
        return
    with click.progressbar(list(phones), label="Phones", file=sys.stderr) as shown:
        yield from shown


COMMANDS = (check,)
