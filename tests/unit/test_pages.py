"""The public pages: read from the configuration, with the agency's names, every mistake told."""

from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.model.people import Language
from bot.pages import PageName, Pages, load_pages
from bot.program import load_program, shipped_config

AGENCY = load_program((shipped_config(),)).agency


def pages_with(folder: Path, text: str, language: str = "en") -> Pages:
    """Load the pages with an agency's file laid over the shipped one."""
    (folder / "pages").mkdir()
    (folder / "pages" / f"{language}.toml").write_text(text, encoding="utf-8")
    return load_pages((shipped_config(), folder), AGENCY)


def words_of(pages: Pages, language: Language, name: PageName) -> str:
    """Return everything a page says."""
    page = pages[language].pages[name]
    return " ".join([page.title, *(word for part in page.sections for word in (part.heading, *part.paragraphs))])


@pytest.mark.parametrize(
    ("language", "name", "wanted"),
    [
        (Language.ENGLISH, PageName.PRIVACY, ("do not share or sell mobile numbers", "marketing", "consent")),
        (Language.ENGLISH, PageName.TERMS, ("3 to 5 texts a week", "Message and data rates may apply", "STOP", "HELP")),
        (Language.SPANISH, PageName.PRIVACY, ("No compartimos ni vendemos números", "mercadeo", "permiso")),
        (Language.SPANISH, PageName.TERMS, ("3 a 5 textos", "tarifas de mensajes y datos", "STOP", "HELP")),
    ],
)
def test_the_shipped_pages_say_what_carriers_look_for(
    language: Language, name: PageName, wanted: tuple[str, ...]
) -> None:
    """Who texts, how often, what it costs, how to stop, where to get help, and that nothing is sold."""
    words = words_of(load_pages((shipped_config(),), AGENCY), language, name)
    for part in (AGENCY.name, "(860) 442-2797", *wanted):
        assert part in words


def test_all_languages_have_the_same_sections() -> None:
    """Nobody is told less for the language they read."""
    pages = load_pages((shipped_config(),), AGENCY)
    shapes = [
        [(name, len(section.paragraphs)) for name, page in booklet.pages.items() for section in page.sections]
        for booklet in pages.values()
    ]
    assert len(pages) == 2
    assert shapes[0] == shapes[1]


def test_an_agency_words_one_section_anew(tmp_path: Path) -> None:
    """What the agency writes stands over the shipped words, and the rest stays."""
    pages = pages_with(tmp_path, '[privacy.sections.what]\ntext = ["Ask {office}."]\n')
    words = words_of(pages, Language.ENGLISH, PageName.PRIVACY)
    assert f"What we keep Ask {AGENCY.office}." in words
    assert "do not share or sell" in words


def test_an_agency_without_a_fax_names_none(tmp_path: Path) -> None:
    """What the agency does not have leaves no half sentence; with a fax the page names it."""
    (tmp_path / "program.toml").write_text('[agency]\nfax = ""\noffice = ""\n')
    without = load_program((shipped_config(), tmp_path)).agency
    for language in (Language.ENGLISH, Language.SPANISH):
        assert "Fax: (860) 701-3776." in words_of(load_pages((shipped_config(),), AGENCY), language, PageName.PRIVACY)
        assert "Fax" not in words_of(load_pages((shipped_config(),), without), language, PageName.PRIVACY)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/en.toml").write_text('[terms.sections.who]\nheading = "Us"\ntext = ["Ask {office}.", "Or not."]')
    words = words_of(load_pages((shipped_config(), tmp_path), without), Language.ENGLISH, PageName.TERMS)
    assert "Us Or not." in words


def test_an_agency_adds_a_language(tmp_path: Path) -> None:
    """A whole file in another of the line's languages is a further page."""
    shipped = (shipped_config() / "pages/es.toml").read_text("utf-8").replace("Español", "Kreyòl")
    assert pages_with(tmp_path, shipped, "ht")[Language.HAITIAN_CREOLE].language == "Kreyòl"


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
        pages_with(tmp_path, text)
    assert any(told in problem and "en.toml" in problem for problem in refused.value.problems)


def test_a_file_nobody_reads_is_told(tmp_path: Path) -> None:
    """Pages in a language the line does not have are a mistake, and not silence."""
    with pytest.raises(ConfigError, match="no language of the line"):
        pages_with(tmp_path, "", "fr")
