"""`hearthline words`: every text for review on paper, what changed, and who approved it."""

import shutil
import sys
from datetime import date, datetime
from pathlib import Path

import click

from bot.catalog import Catalog, load_catalog
from bot.clock import SystemClock
from bot.commands.shape import everywhere, our_version, settings_for
from bot.config.files import APPROVED
from bot.config.whole_file import write_whole
from bot.errors import ConfigError
from bot.model.people import Language
from bot.program import load_program, shipped_config
from bot.reviewing import contents
from bot.reviewing.approval import approve, read_approvals, write_approvals
from bot.reviewing.kept import as_json, find_kept
from bot.reviewing.page import as_page
from bot.reviewing.plain import NARROWEST, USUAL, as_plain_text
from bot.reviewing.sheet import Sheet
from bot.settings import Need
from bot.wiring import config_folders

LANGUAGE = click.Choice([language.value for language in Language])
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@everywhere
@click.option("--language", type=LANGUAGE, help="This language alone, beside English.")
@click.option("--staff", "with_staff", is_flag=True, help="The texts to staff too.")
@click.option("--width", type=click.IntRange(min=NARROWEST), help=f"Characters a line (usual: the screen's, {USUAL}).")
@click.option("--html", "page", metavar="FILE", help="Write a page for a browser to print (- is standard output).")
@click.option("--json", "for_machines", is_flag=True, help="All texts, staff too, as JSON: what --since FILE reads.")
@click.option("--since", metavar="VERSION|FILE", help="What changed since a version, or since a kept --json.")
@click.option("--unapproved", is_flag=True, help="What changed since it was approved.")
@click.option("--approve", "approved", type=LANGUAGE, help="Record who approved the words of this language.")
@click.option("--by", metavar="NAME", help="With --approve: who has read and approves them.")
@click.option("--on", type=DAY, metavar="DATE", help="With --approve: the day, as 2026-11-20 (usual: today).")
def words(
    *,
    language: str | None,
    with_staff: bool,
    width: int | None,
    page: str | None,
    for_machines: bool,
    since: str | None,
    unapproved: bool,
    approved: str | None,
    by: str | None,
    on: datetime | None,
) -> None:
    """Print every text for review; or what changed; or record who approved it."""
    refuse_two({"--json": for_machines, "--since": since, "--unapproved": unapproved, "--approve": approved})
    if (for_machines or approved) and (language or with_staff or page):
        raise click.UsageError("--json and --approve leave nothing out: ask without --language, --staff and --html")
    if (by or on) and not approved:
        raise click.UsageError("--by and --on belong to --approve")
    agency = settings_for(Need.MIGRATE).config_folder
    catalog, today = words_and_day(agency)
    if approved:
        record(catalog, agency, Language(approved), name_of(by), day_of(on, today))
        return
    if for_machines:
        click.echo(as_json(catalog, our_version()), nl=False)
        return
    title = f"Hearthline {our_version()}, {today}: "
    if since:
        kept = find_kept(since, shipped_config())
        only = tuple(Language) if language is None else (Language(language),)
        sheet = contents.since(catalog, kept, only, f"{title}the words since {since}", with_staff=with_staff)
    elif unapproved:
        only = catalog.languages if language is None else (having_words(catalog, Language(language)),)
        sheet = contents.unapproved(catalog, read_approvals(agency), only, f"{title}words nobody has approved")
    else:
        beside = catalog.languages if language is None else beside_english(catalog, Language(language))
        sheet = contents.everything(catalog, beside, f"{title}the words", with_staff=with_staff)
    hand_out(sheet, page, width)


def refuse_two(asked: dict[str, object]) -> None:
    """Refuse to do two things at once."""
    named = [name for name, is_asked in asked.items() if is_asked]
    if len(named) > 1:
        raise click.UsageError(f"{' and '.join(named)} are different things: ask for one of them")


def words_and_day(agency: Path | None) -> tuple[Catalog, date]:
    """Read the words, and which day it is at the program. Raises `ConfigError`."""
    folders = config_folders(agency)
    program = load_program(folders)
    catalog = load_catalog(folders, program.hours.zone, program.fallback_language)
    return catalog, program.hours.local(SystemClock().now()).date()


def having_words(catalog: Catalog, language: Language) -> Language:
    """Return the language if it has a file. Raises `ConfigError`."""
    if language not in catalog.entries:
        have = ", ".join(catalog.languages)
        raise ConfigError([f"there are no words in {language.in_english}: choose one of {have}"])
    return language


def beside_english(catalog: Catalog, language: Language) -> tuple[Language, ...]:
    """Return the language, and English first where there is any."""
    wanted = dict.fromkeys((Language.ENGLISH, having_words(catalog, language)))
    return tuple(one for one in wanted if one in catalog.entries)


def hand_out(sheet: Sheet, page: str | None, width: int | None) -> None:
    """Print a sheet, or write it as a page."""
    if page is None:
        screen = shutil.get_terminal_size((USUAL, 0)).columns if sys.stdout.isatty() else USUAL
        click.echo(as_plain_text(sheet, width or max(screen, NARROWEST)), nl=False)
    elif page == "-":
        click.echo(as_page(sheet), nl=False)
    else:
        click.echo(f"wrote {written(Path(page), as_page(sheet))}")


def written(path: Path, text: str) -> Path:
    """Write a file whole, or say why not."""
    try:
        return write_whole(path, text)
    except OSError as error:
        raise cannot_write(path, error) from None


def cannot_write(path: Path, error: OSError) -> click.ClickException:
    """Return the reason why a file was not written, with its remedy."""
    remedy = "see that the folder is there, is yours and has room"
    return click.ClickException(f"{path}: cannot be written ({error.strerror}); {remedy}")


def name_of(by: str | None) -> str:
    """Return who approves, on one line."""
    name = " ".join((by or "").split())
    if not name or not name.isprintable():
        raise click.UsageError("--approve wants a name: add --by NAME, of whoever has read the words")
    return name


def day_of(on: datetime | None, today: date) -> date:
    """Return the day of the approval, which has come."""
    day = on.date() if on else today
    if day > today:
        raise click.UsageError(f"--on {day} has not come yet: today is {today}")
    return day


def record(catalog: Catalog, agency: Path | None, language: Language, by: str, on: date) -> None:
    """Write down who approved what all families may read in a language. Raises `ConfigError`."""
    if agency is None:
        remedy = "make a folder and name it there (`hearthline init` does), then approve again"
        raise ConfigError([f"approval is kept in your own folder, and HEARTHLINE_CONFIG names none: {remedy}"])
    approval = approve(catalog, having_words(catalog, language), by, on)
    approvals = {**read_approvals(agency), language: approval}
    try:
        path = write_approvals(agency, approvals)
    except OSError as error:
        raise cannot_write(agency / APPROVED, error) from None
    click.echo(f"{by} approved {len(approval.texts)} texts in {language.in_english} on {on}: wrote {path}")


COMMANDS = (words,)
