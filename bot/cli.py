"""The `hearthline` command: reads the settings, asks the wiring for the house, tells what is wrong in plain words."""

import gc

gc.disable()  # a tenth of what follows would be looking through what is only just being loaded

import logging
from collections.abc import Callable, Mapping
from contextlib import ExitStack

import click

from bot.alarms import AlarmRoutes
from bot.app import create_app
from bot.commands.shape import (
    Line,
    everywhere,
    host_option,
    our_version,
    port_option,
    settings_for,
)
from bot.dispatch import Dispatcher
from bot.errors import ConfigError
from bot.logs import set_up_logging
from bot.services import Services
from bot.serving import kept_for_good, open_server, pause, share_heaps, until_stopped, wait
from bot.settings import LogFormat, Need, Settings, make_key
from bot.store.schema import migrate as bring_to_current
from bot.web.edge import Edge
from bot.wiring import alarm_routes, live_services
from scheduler import calls, covers, digests, doubts, heartbeat, inbox, ladder, lone, nights, reminders
from scheduler import reports as reports_tick
from scheduler import rota as rota_tick
from scheduler import visits as visits_tick
from scheduler.clockwork import Clockwork, ticks_for

AGAIN = 5.0
"""Seconds after which a restored line looks again for a carrier's list that could not be read."""
log = logging.getLogger(__name__)


GATHERED = {
    "audit": "bot.commands.audit",
    "backup": "bot.commands.backups",
    "block": "bot.commands.blocks",
    "check": "bot.commands.checks",
    "closed": "bot.commands.visits",
    "config": "bot.commands.config",
    "connect": "bot.commands.connect",
    "fallback": "bot.commands.connect",
    "import": "bot.commands.imports",
    "init": "bot.commands.init",
    "pause": "bot.commands.visits",
    "pin": "bot.commands.pin",
    "preview": "bot.commands.visits",
    "report": "bot.commands.reports",
    "restore": "bot.commands.backups",
    "rota": "bot.commands.rota",
    "resume": "bot.commands.visits",
    "understand": "bot.commands.understand",
    "vcard": "bot.commands.vcard",
    "verify": "bot.commands.verify",
    "words": "bot.commands.words",
}
"""Where each command stands that is not the line itself."""


@click.group(cls=Line, gathered=GATHERED)
@everywhere
def hearthline() -> None:
    """Run the text line of a family preservation program: a person for every cry for help."""


@hearthline.command()
@everywhere
@port_option(8080)
def demo(port: int) -> None:
    """Rehearse in the browser: sample program, simulated carrier, a clock that can be moved; nothing leaves."""
    from bot.rehearsal import run_demo  # noqa: PLC0415  (the line itself never loads the rehearsal)

    set_up_logging("WARNING", LogFormat.CONSOLE)

    def watch(services: Services) -> int:
        return heartbeat.run(services, AlarmRoutes(), ())

    by_row = (ladder.run, doubts.run, inbox.run, reminders.run, visits_tick.run, lone.run, nights.run, covers.run)
    run_demo(port, (*by_row, digests.run, rota_tick.run, reports_tick.run, calls.run, watch))


@hearthline.command()
@everywhere
@click.option("--families", type=click.IntRange(1, 500), required=True, help="How many live here at a time.")
@click.option("--weeks", type=click.IntRange(1, 520), required=True, help="How long; 26 have both clock changes.")
@click.option("--seed", type=int, required=True, help="What everything is drawn by: the same seed, the same report.")
@click.option("--faults", is_flag=True, help="Let the carrier, the network, the machine and its clock fail too.")
def simulate(families: int, weeks: int, seed: int, *, faults: bool) -> None:
    """Try the program on made-up families and a virtual clock; exit 1 if a promise broke."""
    from bot.commands.simulate import run_simulation  # noqa: PLC0415  (the line itself never loads the simulation)
    from bot.simulation import Plan  # noqa: PLC0415

    def fresh_ticks() -> Mapping[str, Callable[[Services], int]]:
        return {name: tick.run for name, tick in ticks_for(AlarmRoutes()).items()}

    run_simulation(Plan(families=families, weeks=weeks, seed=seed, faults=faults), fresh_ticks)


@hearthline.command()
@everywhere
@host_option
@port_option(8000)
def serve(host: str, port: int) -> None:
    """Run the whole line in one process, for one machine."""
    run_line(settings_for(Need.CARRIER), address=(host, port), ticks=True)


@hearthline.command()
@everywhere
@host_option
@port_option(8000)
def web(host: str, port: int) -> None:
    """Run the web half; any number beside each other, on PostgreSQL."""
    run_line(shared(settings_for(Need.CARRIER)), address=(host, port), ticks=False)


@hearthline.command()
@everywhere
def scheduler() -> None:
    """Run the scheduler half; any number beside each other, on PostgreSQL."""
    run_line(shared(settings_for(Need.SCHEDULER)), address=None, ticks=True)


@hearthline.command()
@everywhere
def newkey() -> None:
    """Print a fresh encryption key."""
    click.echo(make_key())


@hearthline.command()
@everywhere
def migrate() -> None:
    """Bring the database to the current schema, making it where there is none."""
    applied = bring_to_current(settings_for(Need.MIGRATE).database_url)
    for step in applied:
        click.echo(f"applied {step}")
    if not applied:
        click.echo("The database is current.")


def shared(settings: Settings) -> Settings:
    """Return the settings of a database that processes may share; SQLite is none. Raises `ConfigError`."""
    if settings.uses_sqlite:
        remedy = "use `hearthline serve`, or write a postgresql:// address"
        raise ConfigError([f"DATABASE_URL: SQLite serves one process alone; {remedy}"])
    return settings


def run_line(settings: Settings, *, address: tuple[str, int] | None, ticks: bool) -> None:
    """Run the line until it is told to stop; then take no more, let the ticks finish, settle what is in flight."""
    set_up_logging(settings.log_level, settings.log_format)
    share_heaps()
    with until_stopped(), ExitStack() as house:
        with kept_for_good():
            services = live_services(settings)
        house.callback(services.store.close)
        dispatcher = Dispatcher(services)
        app = create_app(edge_of(settings, services, dispatcher.wake))
        listen = open_server(app, *address) if address else wait
        house.callback(log.info, "The line has stopped")
        while inbox.run_before_all(services):
            log.warning("A restored line waits until the carrier's list of received texts can be read")
            pause(AGAIN)
        dispatcher.start()
        house.callback(dispatcher.stop)
        if ticks:
            table = ticks_for(alarm_routes(settings), settings.heartbeat_url, settings.backups_folder)
            clockwork = Clockwork(services, table, dispatcher.wake)
            clockwork.start()
            house.callback(clockwork.stop)
        fields = {
            "version": our_version(),
            "database": services.store.engine.dialect.name,
            "address": "{}:{}".format(*address) if address else "none",
            "ticks": ticks,
        }
        log.info("The line is up", extra=fields)
        listen()


def edge_of(settings: Settings, services: Services, wake: Callable[[], None]) -> Edge:
    """Return what the web edge receives."""
    assert settings.carrier is not None
    return Edge(
        services=services,
        wake=wake,
        public_url=settings.public_url,
        tokens=settings.carrier.auth_tokens,
        account_sid=settings.carrier.account_sid,
        monitor_token=settings.monitor_token,
        keeps_backups=settings.backups_folder is not None,
    )


def main() -> None:
    """Run the command."""
    hearthline(prog_name="hearthline")


gc.freeze()  # what is loaded stays: the first look through it would be a tenth again
gc.enable()
if __name__ == "__main__":
    main()
