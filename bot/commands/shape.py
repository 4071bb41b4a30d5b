"""What the commands share: their options, the settings they read, and failures told as sentences."""

import getpass
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from time import monotonic
from typing import Any, TextIO, TypeVar

import click

from bot.errors import ConfigError
from bot.services import Services
from bot.serving import CannotListenError
from bot.settings import Need, Settings, read_settings
from bot.store.engine import DatabaseTrouble, DiskFull
from bot.store.schema import SchemaError
from bot.store.vault import WrongKeyError
from bot.wiring import looking_services

ENV_FILE = Path("hearthline.env")
PATIENCE = 2.0
DISK_FULL = "the disk of the database is full, and nothing was changed: free some space, then run this again"
CANNOT_START = (CannotListenError, ConfigError, SchemaError, WrongKeyError)
_F = TypeVar("_F", bound=Callable[..., Any])


class PlainError(click.ClickException):
    """A reason why a command cannot begin, shown as it is."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ANN401  (the library's own type)
        """Write the reason to standard error."""
        click.echo(self.message, file=file, err=True)


class Line(click.Group):
    """The command, whose failures to begin are sentences and not tracebacks.

    `gathered` names the module in which a command stands: it is loaded once somebody asks for that command, for a line
    that serves needs none of them, and they are a tenth of its start.
    """

    def __init__(self, *args: Any, gathered: Mapping[str, str], **options: Any) -> None:  # noqa: ANN401  (the library's own types)
        """Make the command with what it may load later."""
        super().__init__(*args, **options)
        self.gathered = gathered

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command, loaded or not."""
        return sorted({*super().list_commands(ctx), *self.gathered})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, loaded with its module where it is not yet."""
        if cmd_name in self.gathered and cmd_name not in self.commands:
            for command in import_module(self.gathered[cmd_name]).COMMANDS:
                self.add_command(command)
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  (the library's own type)
        """Run a command; what it cannot begin without is told plainly, exit 2."""
        try:
            return super().invoke(ctx)
        except CANNOT_START as problem:
            raise PlainError(str(problem)) from None
        except DiskFull:
            raise PlainError(DISK_FULL) from None
        except DatabaseTrouble as trouble:
            remedy = "see that it runs and that DATABASE_URL is right"
            raise PlainError(f"the database does not answer ({trouble}): {remedy}") from None


@cache
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
by_option = click.option("--by", "asked_by", metavar="NAME", help="Who asks (default: the login name).")


def login_name() -> str:
    """Return who is logged in, as the audit shows them."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        return "unknown login"


@contextmanager
def bar(length: int, *, shown_on: TextIO | None = None, after: float = PATIENCE) -> Iterator[Callable[[int], None]]:
    """Show on a terminal how far something is, once it has taken two seconds."""
    began, behind, screen = monotonic(), 0, shown_on or sys.stderr
    with ExitStack() as shown:
        progress: Any = None

        def step(count: int) -> None:
            nonlocal progress, behind
            behind += count
            if progress is None and monotonic() - began >= after and screen.isatty():
                progress = shown.enter_context(click.progressbar(length=length, file=screen))
            if progress is not None:
                progress.update(behind)
                behind = 0

        yield step


@contextmanager
def house() -> Iterator[Services]:
    """Open the line for a command that looks and changes rows, but never sends."""
    services = looking_services(settings_for(Need.DATABASE))
    try:
        yield services
    finally:
        services.store.close()
