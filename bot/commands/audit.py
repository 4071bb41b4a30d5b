"""`hearthline audit …`: why a text left or did not, and who looked at or changed what; each look is recorded itself."""

import click

from bot.commands.shape import by_option, everywhere, house, login_name
from bot.reports.why import why_report
from bot.store import audit as trail


@click.group()
@everywhere
def audit() -> None:
    """Explain afterwards what was decided, and who looked at what."""


@audit.command()
@everywhere
@click.argument("message")
@by_option
@click.option("--words", "with_words", is_flag=True, help="Show the words it left in, too.")
def why(message: str, asked_by: str | None, *, with_words: bool) -> None:
    """Explain MESSAGE: a text's number as the reports print it, or the carrier's SID; V12: a visit's reminders."""
    with house() as services, services.store.write() as tx:
        told = why_report(
            tx,
            services,
            message.strip(),
            now=services.clock.now(),
            asked_by=asked_by or login_name(),
            with_words=with_words,
        )
    if told is None:
        raise click.ClickException(f"No text of the line is called {message}, and no visit.")
    click.echo(told, nl=False)


@audit.command()
@everywhere
@click.argument("code", required=False)
@click.option("--most", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many at most.")
@by_option
def show(code: str | None, most: int, asked_by: str | None) -> None:
    """Print who looked at or changed what, newest first: everything, or what is about CODE (F-0012, a worker's id)."""
    with house() as services, services.store.write() as tx:
        found = trail.entries(tx, code, most)
        now = services.clock.now()
        trail.record(tx, now, asked_by or login_name(), "audit_shown", code or "all", detail=f"{len(found)} entries")
        hours = services.program.hours
    for one in found:
        detail = f": {one.detail}" if one.detail else ""
        click.echo(f"{hours.local(one.at):%Y-%m-%d %H:%M:%S}  {one.actor}  {one.action}  {one.about}{detail}")
    if not found:
        click.echo("Nothing is on record.")


COMMANDS = (audit,)
