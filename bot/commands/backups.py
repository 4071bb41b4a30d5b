"""`hearthline backup` and `hearthline restore`: every row of the line as one file, and back."""

from pathlib import Path

import click

from bot.backing_up import back_up
from bot.clock import SystemClock
from bot.commands.shape import bar, by_option, everywhere, login_name, settings_for
from bot.errors import ConfigError
from bot.settings import Need
from bot.store.copying import BackupError
from bot.store.restoring import restore
from bot.wiring import open_database

NO_FOLDER = "HEARTHLINE_BACKUPS: is missing; name the folder there, or behind `hearthline backup`"
AFTER = """Before you start the line, import again what was imported since, families first: who reads a phone may have
changed. What was texted since is fetched from the carrier at the start. Reminders are paused; look at
`hearthline preview`, then `hearthline resume reminders`."""


@click.command()
@everywhere
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def backup(folder: Path | None) -> None:
    """Copy every row of the line into one file in FOLDER (default: HEARTHLINE_BACKUPS), also while it runs."""
    settings = settings_for(Need.DATABASE)
    into = folder or settings.backups_folder
    if into is None:
        raise ConfigError([NO_FOLDER])
    store = open_database(settings)
    try:
        file, rows = back_up(store, into, SystemClock().now(), bar)
    except BackupError as error:
        raise click.ClickException(str(error)) from None
    finally:
        store.close()
    click.echo(f"{file}: {rows} rows, {file.stat().st_size} bytes. It does not hold HEARTHLINE_KEYS.")


@click.command("restore")
@everywhere
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be restored.")
@by_option
def restore_file(file: Path, asked_by: str | None, *, dry_run: bool) -> None:
    """Bring a backup FILE into the database of DATABASE_URL, which must be absent or empty; all or nothing."""
    settings = settings_for(Need.DATABASE)
    now, by = SystemClock().now(), asked_by or login_name()
    try:
        done = restore(file, settings.database_url, settings.keys_as_text, now, by=by, dry_run=dry_run, show=bar)
    except BackupError as error:
        raise click.ClickException(str(error)) from None
    verb = "Would restore" if dry_run else "Restored"
    click.echo(f"{verb} {done.rows} rows, as of {done.made_at:%Y-%m-%d %H:%M} UTC.")
    click.echo(f"Help requests that go on: {done.live}. Texts looked up at the carrier first: {done.doubted}.")
    if not dry_run:
        click.echo(AFTER)


COMMANDS = (backup, restore_file)
