"""The `hearthline` command: reads the settings, asks the wiring for the house, tells what is wrong in plain words."""

import logging
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import BinaryIO

import click

from bot.alarms import AlarmRoutes
from bot.app import create_app
from bot.checking import check_everything
from bot.checks import Level
from bot.cli_visits import COMMANDS, REPORTS, house
from bot.clock import SystemClock
from bot.command_shape import (
    Line,
    by_option,
    everywhere,
    host_option,
    login_name,
    our_version,
    port_option,
    settings_for,
)
from bot.directory import load_directory
from bot.dispatch import Dispatcher
from bot.errors import ConfigError
from bot.importing.run import Kind, run_import, template
from bot.logs import set_up_logging
from bot.preview import texts_ahead
from bot.program import load_program
from bot.reports.request import request_report
from bot.reports.sheet import on_call_sheet
from bot.services import Services
from bot.serving import open_server, until_stopped, wait
from bot.settings import LogFormat, Need, Settings, make_key
from bot.store.schema import migrate as bring_to_current
from bot.web.edge import Edge
from bot.wiring import alarm_routes, config_folders, live_services, open_database
from scheduler import digests, doubts, heartbeat, inbox, ladder, reminders, visits
from scheduler.clockwork import Clockwork, ticks_for

log = logging.getLogger(__name__)


@click.group(cls=Line)
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

    run_demo(port, (ladder.run, doubts.run, inbox.run, reminders.run, visits.run, digests.run, watch))


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


@hearthline.command("import")
@everywhere
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--template", "wants_template", is_flag=True, help="Print a file to fill in.")
def import_file(kind: str, file: BinaryIO | None, *, dry_run: bool, wants_template: bool) -> None:
    """Import a CSV FILE (`-` = standard input) of staff, families, free hours, visits or the rota: all or nothing."""
    if wants_template:
        click.echo(template(Kind(kind)), nl=False)
        return
    if file is None:
        raise click.UsageError("Name the FILE to import, or - for standard input.")
    with house() as services:
        now, program = services.clock.now(), services.program
        result = run_import(
            services.store,
            Kind(kind),
            file.read(),
            dry_run=dry_run,
            now=now,
            program_zone=program.hours.zone,
            watch=program.watch,
            texts_ahead=lambda tx: texts_ahead(tx, services, now),
        )
    for problem in result.problems:
        click.echo(problem, err=True)
    if result.problems:
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    click.echo(f"{result.summary}, texts it would cause {result.texts_it_would_cause}" if dry_run else result.summary)


@hearthline.command()
@everywhere
def check() -> None:
    """Look for everything that could make the line fail, each with its remedy; exit 1 if any is serious."""
    found = check_everything(settings_for, config_folders, open_database, SystemClock().now())
    for finding in found:
        click.echo(str(finding))
    counts = {level: sum(finding.level is level for finding in found) for level in Level}
    click.echo(f"{counts[Level.SERIOUS]} serious, {counts[Level.WARNING]} to look after")
    sys.exit(1 if counts[Level.SERIOUS] else 0)


@hearthline.group()
@everywhere
def report() -> None:
    """Print what stands in the rows; every look is recorded."""


@report.command()
@everywhere
@by_option
def sheet(asked_by: str | None) -> None:
    """Print the on-call sheet for the locked binder: codes, names, addresses, phones, what is safe."""
    settings = settings_for(Need.DATABASE)
    folders = config_folders(settings.config_folder)
    program, directory = load_program(folders), load_directory(folders)
    with ExitStack() as house:
        store = open_database(settings)
        house.callback(store.close)
        tx = house.enter_context(store.write())
        printed = on_call_sheet(tx, program, directory, now=SystemClock().now(), printed_by=asked_by or login_name())
    click.echo(printed, nl=False)


@report.command("request")
@everywhere
@click.argument("code")
@by_option
@click.option("--words", "with_words", is_flag=True, help="Show what was written, too.")
def one_request(code: str, asked_by: str | None, *, with_words: bool) -> None:
    """Print what became of the help request CODE: texts, receipts, steps, each with its time."""
    settings = settings_for(Need.DATABASE)
    hours = load_program(config_folders(settings.config_folder)).hours
    with ExitStack() as house:
        store = open_database(settings)
        house.callback(store.close)
        tx = house.enter_context(store.write())
        told = request_report(
            tx, code, hours, now=SystemClock().now(), asked_by=asked_by or login_name(), with_words=with_words
        )
    if told is None:
        raise click.ClickException(f"No request is or was called {code}.")
    click.echo(told, nl=False)


for visit_command in COMMANDS:
    hearthline.add_command(visit_command)
for visit_report in REPORTS:
    report.add_command(visit_report)


def shared(settings: Settings) -> Settings:
    """Return the settings of a database that processes may share; SQLite is none. Raises `ConfigError`."""
    if settings.uses_sqlite:
        remedy = "use `hearthline serve`, or write a postgresql:// address"
        raise ConfigError([f"DATABASE_URL: SQLite serves one process alone; {remedy}"])
    return settings


def run_line(settings: Settings, *, address: tuple[str, int] | None, ticks: bool) -> None:
    """Run the line until it is told to stop; then take no more, let the ticks finish, settle what is in flight."""
    set_up_logging(settings.log_level, settings.log_format)
    with until_stopped(), ExitStack() as house:
        services = live_services(settings)
        house.callback(services.store.close)
        dispatcher = Dispatcher(services)
        app = create_app(edge_of(settings, services, dispatcher.wake))
        listen = open_server(app, *address) if address else wait
        house.callback(log.info, "The line has stopped")
        dispatcher.start()
        house.callback(dispatcher.stop)
        if ticks:
            table = ticks_for(alarm_routes(settings), settings.heartbeat_url)
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
    )


def main() -> None:
    """Run the command."""
    hearthline(prog_name="hearthline")


if __name__ == "__main__":
    main()
