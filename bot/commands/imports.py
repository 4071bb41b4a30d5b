"""`hearthline import`: files of a case system or a spreadsheet become rows, all or nothing."""

import sys
from typing import BinaryIO

import click

from bot.commands.shape import everywhere, house
from bot.importing.run import Kind, run_import, template
from bot.preview import texts_ahead


@click.command("import")
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


COMMANDS = (import_file,)
