"""The public screens: read from the configuration, with the agency's names, every mistake told."""

import re
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.model.people import Language
from bot.program import load_program, shipped_config
from bot.public import Booklets, ScreenName, load_booklets

AGENCY = load_program((shipped_config(),)).agency


def booklets_with(folder: Path, text: str, language: str = "en") -> Booklets:
    """Load the booklets with an agency's file laid over the shipped one."""
    (folder / "public").mkdir()
    (folder / "public" / f"{language}.toml").write_text(text, encoding="utf-8")
    return load_booklets((shipped_config(), folder), AGENCY)


def words_of(booklets: Booklets, language: Language, name: ScreenName) -> str:
    """Return everything a screen says."""
    screen = booklets[language].screens[name]
    return " ".join([screen.title, *(word for part in screen.sections for word in (part.heading, *part.paragraphs))])


@pytest.mark.parametrize(
    ("language", "name", "wanted"),
    [
        (Language.ENGLISH, ScreenName.PRIVACY, ("do not share or sell mobile numbers", "marketing", "consent")),
        (
            Language.ENGLISH,
            ScreenName.TERMS,
            ("3 to 5 texts a week", "Message and data rates may apply", "STOP", "HELP"),
        ),
        (Language.SPANISH, ScreenName.PRIVACY, ("No compartimos ni vendemos números", "mercadeo", "permiso")),
        (Language.SPANISH, ScreenName.TERMS, ("3 a 5 textos", "tarifas de mensajes y datos", "STOP", "HELP")),
    ],
)
def test_the_shipped_screens_say_what_carriers_look_for(
    language: Language, name: ScreenName, wanted: tuple[str, ...]
) -> None:
    """Who texts, how often, what it costs, how to stop, where to get help, and that nothing is sold."""
    words = words_of(load_booklets((shipped_config(),), AGENCY), language, name)
    for part in (AGENCY.name, "(860) 442-2797", *wanted):
        assert part in words


def test_all_languages_have_the_same_sections() -> None:
    """Nobody is told less for the language they read."""
    booklets = load_booklets((shipped_config(),), AGENCY)
    shapes = [
        [(name, len(section.paragraphs)) for name, screen in booklet.screens.items() for section in screen.sections]
        for booklet in booklets.values()
    ]
    assert len(booklets) == 2
    assert shapes[0] == shapes[1]


def test_an_agency_words_one_section_anew(tmp_path: Path) -> None:
    """What the agency writes stands over the shipped words, and the rest stays."""
    booklets = booklets_with(tmp_path, '[privacy.sections.what]\ntext = ["Ask {office}."]\n')
    words = words_of(booklets, Language.ENGLISH, ScreenName.PRIVACY)
    assert f"What we keep Ask {AGENCY.office}." in words
    assert "do not share or sell" in words


def test_an_agency_without_a_fax_names_none(tmp_path: Path) -> None:
    """What the agency does not have leaves no half sentence; with a fax the screen names it."""
    (tmp_path / "program.toml").write_text('[agency]\nfax = ""\noffice = ""\n')
    without = load_program((shipped_config(), tmp_path)).agency
    for agency, told in ((AGENCY, ["Fax: (860) 701-3776."] * 2), (without, [])):
        booklets = load_booklets((shipped_config(),), agency)
        words = " ".join(words_of(booklets, language, ScreenName.PRIVACY) for language in booklets)
        assert re.findall(r"Fax.*?\.", words) == told
    (tmp_path / "public").mkdir()
    section = '[terms.sections.who]\nheading = "Us"\ntext = ["Ask {office}.", "Or not."]'
    (tmp_path / "public/en.toml").write_text(section)
    words = words_of(load_booklets((shipped_config(), tmp_path), without), Language.ENGLISH, ScreenName.TERMS)
    assert "Us Or not." in words


def test_an_agency_adds_a_language(tmp_path: Path) -> None:
    """A whole file in another of the line's languages is a further booklet."""
    shipped = (shipped_config() / "public/es.toml").read_text("utf-8").replace("Español", "Kreyòl")
    assert booklets_with(tmp_path, shipped, "ht")[Language.HAITIAN_CREOLE].language == "Kreyòl"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[privacy.sections.who]\ntext = ["Call {fone}."]', "nothing is known as {fone}"),
        ('[privacy.sections.who]\ntext = ["Call {phone"]', "privacy.sections.who.text"),
        ("[privacy.sections.who]\ntext = 5", "a list of texts"),
        ('[privacy]\nheadline = "x"', "nobody reads this key"),
        ('[imprint]\ntitle = "x"', "nobody reads this key"),
        ("[terms\n", "line 1"),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path: Path, text: str, told: str) -> None:
    """A wrong name, a wrong type, a key nobody reads: refused at start."""
    with pytest.raises(ConfigError) as refused:
        booklets_with(tmp_path, text)
    assert any(told in problem and "en.toml" in problem for problem in refused.value.problems)


def test_a_file_nobody_reads_is_told(tmp_path: Path) -> None:
    """Screens in a language the line does not have are a mistake, and not silence."""
    with pytest.raises(ConfigError, match="no language of the line"):
        booklets_with(tmp_path, "", "fr")
