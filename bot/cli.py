"""The `hearthline` command: reads the settings, asks the wiring for the house, tells what is wrong in plain words."""

import getpass
import logging
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from bot.app import create_app
from bot.checking import check_everything
from bot.checks import Level
from bot.clock import SystemClock
from bot.directory import load_directory
from bot.dispatch import Dispatcher
from bot.errors import ConfigError
from bot.importing.run import Kind, run_import, template
from bot.logs import set_up_logging
from bot.program import load_program
from bot.reports import on_call_sheet
from bot.request_report import request_report
from bot.services import Services
from bot.serving import CannotListenError, open_server, until_stopped, wait
from bot.settings import LogFormat, Need, Settings, make_key, read_settings
from bot.store.engine import DatabaseTrouble
from bot.store.schema import SchemaError
from bot.store.schema import migrate as bring_to_current
from bot.store.vault import WrongKeyError
from bot.web.edge import Edge
from bot.wiring import alarm_routes, config_folders, live_services, open_database
from scheduler import doubts, inbox, ladder
from scheduler.clockwork import Clockwork, ticks_for

ENV_FILE = Path("hearthline.env")
CANNOT_START = (CannotListenError, ConfigError, SchemaError, WrongKeyError)
log = logging.getLogger(__name__)
_F = TypeVar("_F", bound=Callable[..., Any])


class PlainError(click.ClickException):
    """A reason why a command cannot begin, shown as it is."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ANN401  (the library's own type)
        """Write the reason to standard error."""
        click.echo(self.message, file=file, err=True)


class Line(click.Group):
    """The command, whose failures to begin are sentences and not tracebacks."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  (the library's own type)
        """Run a command; what it cannot begin without is told plainly, exit 2."""
        try:
            return super().invoke(ctx)
        except CANNOT_START as problem:
            raise PlainError(str(problem)) from None
        except DatabaseTrouble as trouble:
            remedy = "see that it runs and that DATABASE_URL is right"
            raise PlainError(f"the database does not answer ({trouble}): {remedy}") from None


def our_version() -> str:
    """Return the version that is installed."""
    try:
        return version_of("hearthline")
    except PackageNotFoundError:
        return "unknown (not installed)"


def _keep_env_file(ctx: click.Context, _param: click.Parameter, given: Path | None) -> None:
    if given is not None:
        ctx.meta[str(ENV_FILE)] = given


def everywhere(command: _F) -> _F:
    """Give a command the options that all of them have."""
    env_file = click.option(
        "--env-file",
        type=click.Path(path_type=Path, dir_okay=False),
        callback=_keep_env_file,
        expose_value=False,
        help=f"The settings' file (default: ./{ENV_FILE} if there is one).",
    )
    return click.version_option(our_version(), prog_name="hearthline")(env_file(command))


def settings_for(needs: Need) -> Settings:
    """Read the environment over the env file. Raises `ConfigError` with every problem of both."""
    chosen: Path | None = click.get_current_context().meta.get(str(ENV_FILE))
    env_file = chosen or (ENV_FILE if ENV_FILE.is_file() else None)
    return read_settings(os.environ, needs=needs, env_file=env_file)


def port_option(default: int) -> Callable[[_F], _F]:
    """Make the option that names the port."""
    return click.option("--port", type=click.IntRange(0, 65535), default=default, show_default=True)


host_option = click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")


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
    run_demo(port, (ladder.run, doubts.run, inbox.run))


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
    """Import a CSV FILE (`-` = standard input) of workers, families or the rota: all of it or nothing."""
    if wants_template:
        click.echo(template(Kind(kind)), nl=False)
        return
    if file is None:
        raise click.UsageError("Name the FILE to import, or - for standard input.")
    settings = settings_for(Need.DATABASE)
    program = load_program(config_folders(settings.config_folder))
    with ExitStack() as house:
        store = open_database(settings)
        house.callback(store.close)
        result = run_import(
            store, Kind(kind), file.read(), dry_run=dry_run, now=SystemClock().now(), program_zone=program.hours.zone
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


by_option = click.option("--by", "asked_by", metavar="NAME", help="Who asks (default: the login name).")


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


def login_name() -> str:
    """Return who is logged in, as the audit shows them."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return "unknown login"


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
