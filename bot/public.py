"""config/public/<lang>.toml -> the public screens about privacy and terms, with the agency's own names in them."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from bot.catalog.words import Blank, names_in, parse_template
from bot.config.files import read_config
from bot.config.table import ConfigTable
from bot.errors import ConfigError
from bot.model.people import Language
from bot.model.value import value, value_in_order
from bot.phone import for_people
from bot.program import Agency


class ScreenName(StrEnum):
    """A public screen, by its address."""

    PRIVACY = "privacy"
    TERMS = "terms"


@value_in_order
class Section:
    """A heading and the paragraphs under it."""

    heading: str
    paragraphs: tuple[str, ...]


@value
class Screen:
    """One screen in one language."""

    title: str
    updated: str
    sections: tuple[Section, ...]


@value
class Booklet:
    """The screens of one language, what that language calls itself, and its word for the day of the last change."""

    language: str
    updated: str
    screens: Mapping[ScreenName, Screen]


Booklets = Mapping[Language, Booklet]


def load_booklets(folders: Sequence[Path], agency: Agency) -> Booklets:
    """Read the screens in every language there is, or raise `ConfigError` with all problems."""
    problems: list[str] = []
    names = {
        "agency": agency.name,
        "office": agency.office,
        "program": agency.program,
        "address": agency.address,
        "phone": for_people(agency.phone),
        "fax": for_people(agency.fax) if agency.fax else "",
    }
    booklets = {
        language: _read(found, language, names, problems)
        for language in Language
        if (found := [folder for folder in folders if (folder / _file(language)).is_file()])
    }
    problems += _strangers(folders)
    if problems:
        raise ConfigError(problems)
    return booklets


def _file(language: Language) -> str:
    return f"public/{language}.toml"


def _strangers(folders: Sequence[Path]) -> list[str]:
    known = {f"{language}.toml" for language in Language}
    paths = [path for folder in folders for path in sorted((folder / "public").glob("*.toml"))]
    languages = ", ".join(Language)
    return [
        f"{path}: {path.stem!r} is no language of the line; known are {languages}"
        for path in paths
        if path.name not in known
    ]


def _read(folders: Sequence[Path], language: Language, names: Mapping[str, str], problems: list[str]) -> Booklet:
    table = read_config(folders, _file(language), problems)
    labels = table.table("labels")
    booklet = Booklet(
        language=labels.text("language"),
        updated=labels.text("updated"),
        screens={name: _screen(table.table(name), names) for name in ScreenName},
    )
    labels.close()
    table.close()
    return booklet


def _screen(table: ConfigTable, names: Mapping[str, str]) -> Screen:
    sections = table.table("sections")
    screen = Screen(
        title=table.text("title"),
        updated=table.text("updated"),
        sections=tuple(_section(sections.table(name), names) for name in sections.names()),
    )
    if not screen.sections:
        table.note("sections", "there is none; restore the screen from the shipped file")
    table.close()
    return screen


def _section(table: ConfigTable, names: Mapping[str, str]) -> Section:
    filled = (_filled(table, paragraph, names) for paragraph in table.texts("text"))
    section = Section(heading=table.text("heading"), paragraphs=tuple(paragraph for paragraph in filled if paragraph))
    table.close()
    return section


def _filled(table: ConfigTable, paragraph: str, names: Mapping[str, str]) -> str:
    """Fill the names in; return nothing for a paragraph that names what this agency does not have, such as a fax."""
    try:
        template = parse_template(paragraph)
    except ValueError as wrong:
        table.note("text", f"{wrong}; a literal brace is written twice")
        return ""
    named = names_in(template)
    if unknown := named - names.keys():
        table.note("text", f"nothing is known as {{{min(unknown)}}}; known are {', '.join(sorted(names))}")
        return ""
    if not all(names[name] for name in named):
        return ""
    return "".join(names[piece.name] if isinstance(piece, Blank) else piece for piece in template)
