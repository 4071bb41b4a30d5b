"""`hearthline import`: files of a case system or a spreadsheet become rows, all or nothing."""

import json
import sys
from typing import BinaryIO

import click

from bot.commands.shape import PlainError, everywhere, house
from bot.importing.own_words import ordinary_words
from bot.importing.result import ImportResult
from bot.importing.run import Kind, run_import, template
from bot.preview import texts_ahead
from bot.store.engine import Busy


class OtherImportError(PlainError):
    """Another import is running, or another process writes; a case system tries again later."""

    exit_code = 3


@click.command("import")
@everywhere
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--template", "wants_template", is_flag=True, help="Print a file to fill in.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def import_file(kind: str, file: BinaryIO | None, *, dry_run: bool, wants_template: bool, as_json: bool) -> None:
    """Import a CSV FILE (`-` = standard input) of staff, families, free hours, visits or the rota: all or nothing."""
    if wants_template:
        click.echo(template(Kind(kind)), nl=False)
        return
    if file is None:
        raise click.UsageError("Name the FILE to import, or - for standard input.")
    result = _imported(Kind(kind), file.read(), dry_run=dry_run)
    for problem in result.problems:
        click.echo(problem, err=True)
    if result.problems:
        click.echo("Nothing was written.", err=True)
    if as_json:
        click.echo(_as_json(kind, result, dry_run=dry_run))
    elif not result.problems:
        more = f", texts it would cause {result.texts_it_would_cause}" if dry_run else ""
        click.echo(f"{result.summary}{more}")
    sys.exit(1 if result.problems else 0)


def _imported(kind: Kind, content: bytes, *, dry_run: bool) -> ImportResult:
    with house() as services:
        now, program = services.clock.now(), services.program
        try:
            return run_import(
                services.store,
                kind,
                content,
                dry_run=dry_run,
                now=now,
                program_zone=program.hours.zone,
                texts_ahead=lambda tx: texts_ahead(tx, services, now),
                is_ordinary=ordinary_words(services.lexicon, services.catalog),
            )
        except Busy as busy:
            raise OtherImportError(f"Nothing was written: {busy}. Run this import again when it has ended.") from None


def _as_json(kind: str, result: ImportResult, *, dry_run: bool) -> str:
    """Return the result for a program; only a dry run knows which texts a file would cause."""
    told = {
        "kind": kind,
        "dry_run": dry_run,
        "written": not dry_run and not result.problems,
        "new": result.new,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "problems": list(result.problems),
        "texts_it_would_cause": result.texts_it_would_cause if dry_run and not result.problems else None,
    }
    return json.dumps(told, ensure_ascii=False)


COMMANDS = (import_file,)
