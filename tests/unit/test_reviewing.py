"""The words laid out for people: side by side, what changed, what was approved."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.catalog import Catalog, load_catalog
from bot.catalog.words import Piece, Reader, is_staff, parse_template, written
from bot.checks import Level
from bot.config.files import APPROVED
from bot.errors import ConfigError
from bot.model.people import Language
from bot.program import shipped_config
from bot.reviewing import contents
from bot.reviewing.approval import (
    Approval,
    approve,
    changed_since,
    check_approval,
    read_approvals,
    write_approvals,
)
from bot.reviewing.kept import as_json, read_kept, released_versions
from bot.reviewing.page import as_page
from bot.reviewing.plain import NARROWEST, as_plain_text
from bot.reviewing.sheet import Cell, Column, Row, Section, Sheet
from bot.reviewing.texts import Change, Kind, changes, texts_of

EN, ES, HT = Language.ENGLISH, Language.SPANISH, Language.HAITIAN_CREOLE
ZONE = ZoneInfo("America/New_York")
SHIPPED = load_catalog([shipped_config()], ZONE, EN)
ON = date(2026, 11, 20)
ENGLISH = """
[help.taken]
sms = "{name} has it by {by:day}."
discreet = "{name} has it."
leaves_out = ["by"]
sample = { name = "Ana", by = 2026-11-20T18:10:00-05:00 }

[limit.ok]
sms = "OK."
discreet = "OK."

[staff.page]
sms = "PAGE {code}"
sample = { code = "KB" }
"""
SPANISH = """
[help.taken]
sms = "{name} lo tiene el {by:day}."
discreet = "{name} lo tiene."

[limit.ok]
sms = "Bien."
discreet = "Bien."

[staff.page]
sms = "AVISO {code}"
"""


def load(folder: Path, **files: str) -> Catalog:
    """Load message files, one a language."""
    (folder / "messages").mkdir(exist_ok=True)
    for language, text in files.items():
        (folder / "messages" / f"{language}.toml").write_text(text, "utf-8")
    return load_catalog([folder], ZONE, EN)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """Give a small catalog in two languages."""
    return load(tmp_path, en=ENGLISH, es=SPANISH)


def with_creole(catalog: Catalog) -> Catalog:
    """Give it a third language, in which nothing is said to staff."""
    families = {key: entry for key, entry in catalog.entries[ES].items() if not is_staff(key)}
    return replace(
        catalog,
        entries={**catalog.entries, HT: families},
        readers={**catalog.readers, HT: Reader.of(HT, ZONE)},
    )


def everything(catalog: Catalog, *, with_staff: bool = False) -> Sheet:
    """Lay out every text."""
    return contents.everything(catalog, catalog.languages, "The words", with_staff=with_staff)


def shown(cell: Cell | None) -> str:
    """Return a cell's text with its marks."""
    assert cell is not None
    return "".join(f"«{piece.words}»" if piece.is_filled else piece.words for piece in cell.pieces)


@pytest.mark.parametrize("text", ["{by}", "By {by:day}, {name}!", "{{not a place}} {at:hour}", "plain", "}}{{"])
def test_a_text_is_written_as_it_was_read(text: str) -> None:
    """Placeholders, their forms and literal braces come back."""
    assert written(parse_template(text)) == text


def test_every_family_text_stands_on_the_sheet_as_its_reader_gets_it(catalog: Catalog) -> None:
    """In the order of the file, by topic, with what is filled in apart and what it costs."""
    helping, limits = everything(catalog).sections
    assert (helping.heading, limits.heading) == ("help", "limit")
    assert helping.columns == (Column("English", EN), Column("Spanish", ES))
    full, discreet = helping.rows
    assert (full.key, full.variants, discreet.variants) == ("help.taken", "full", "discreet")
    assert [shown(cell) for cell in full.cells] == [
        "«Ana» has it by «Fri 6:10 pm».",
        "«Ana» lo tiene el «vie 6:10 pm».",
    ]
    assert [cell.segments for cell in full.cells if cell] == [1, 1]


def test_variants_that_are_alike_everywhere_stand_once(catalog: Catalog, tmp_path: Path) -> None:
    """In one language alike and in another not, they stand apart."""
    (once,) = everything(catalog).sections[1].rows
    assert once.variants == "full, discreet"
    apart = load(tmp_path, es=SPANISH.replace('discreet = "Bien."', 'discreet = "Ok."'))
    full, discreet = everything(apart).sections[1].rows
    assert [shown(cell) for cell in (*full.cells, *discreet.cells)] == ["OK.", "Bien.", "OK.", "Ok."]


def test_staff_texts_stand_in_the_languages_that_staff_read(catalog: Catalog) -> None:
    """They come when asked for, and take no column in which nothing would stand."""
    creole = with_creole(catalog)
    assert [section.heading for section in everything(creole).sections] == ["help", "limit"]
    helping, _, staff = everything(creole, with_staff=True).sections
    assert [column.name for column in helping.columns] == ["English", "Spanish", "Haitian Creole"]
    assert [column.name for column in staff.columns] == ["English", "Spanish"]
    assert staff.rows[0].variants == ""


def test_the_shipped_words_all_stand_on_the_sheet() -> None:
    """Every key and every language; what is not there cannot be read."""
    rows = [row for section in everything(SHIPPED, with_staff=True).sections for row in section.rows]
    assert {row.key for row in rows} == set(SHIPPED.keys())
    assert all(cell for row in rows for cell in row.cells[:2])


@pytest.mark.parametrize("width", [NARROWEST, 80, 160])
def test_no_line_is_wider_than_the_paper(width: int) -> None:
    """And no word is lost to the columns."""
    sheet = everything(SHIPPED, with_staff=True)
    text = as_plain_text(sheet, width)
    assert max(map(len, text.splitlines())) <= width
    assert "«11:20 PM»" in re.sub(r"\s+", " ", text)


def test_the_columns_stand_beside_each_other(catalog: Catalog) -> None:
    """A reader's eye goes from one language to the other, and a line is left for name and day."""
    text = as_plain_text(everything(catalog), 80)
    assert re.search(r"^«Ana» has it\. +«Ana» lo tiene\.$", text, re.MULTILINE)
    assert re.search(r"^\(1 segment\) +\(1 segment\)$", text, re.MULTILINE)
    assert re.search(r"^Spanish read by +_+ on _+$", text, re.MULTILINE)


def test_the_page_escapes_everything_and_fetches_nothing() -> None:
    """Words are words, whatever stands in them; a browser without a network shows all of it."""
    evil = "<script>alert('x')</script> & \"\n"
    cell = Cell((Piece(evil), Piece(evil, is_filled=True)), 2)
    rows = (Row(evil, evil, (cell, None)),)
    sheet = Sheet(evil, (evil,), (Section(evil, (Column(evil, EN), Column("b", ES)), rows),), (EN,))
    page = as_page(sheet)
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &quot;\n") == 9
    assert not re.search(r"src=|href=|url\(|@import|https?:", page)
    assert '<div class="text" lang="en">' in page


def test_changes_are_new_changed_or_gone() -> None:
    """What stayed is not told; variants that were alike and still are make one change."""
    before = {"a": {"sms": "1", "discreet": "1"}, "b": {"sms": "1", "discreet": "2"}, "c": {"sms": "1"}, "s": {}}
    now = {"a": {"sms": "2", "discreet": "2"}, "b": {"sms": "1", "discreet": "3", "voice": "4"}, "d": {"sms": "1"}}
    found = list(changes(before, now))
    assert found == [
        Change("a", ("sms", "discreet"), "1", "2"),
        Change("b", ("discreet",), "2", "3"),
        Change("b", ("voice",), None, "4"),
        Change("d", ("sms",), None, "1"),
        Change("c", ("sms",), "1", None),
    ]
    assert [change.kind for change in found] == [Kind.CHANGED, Kind.CHANGED, Kind.NEW, Kind.NEW, Kind.GONE]


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    """Every text of the line, staff texts too, with its version and what it costs."""
    kept = tmp_path / "kept.json"
    kept.write_text(as_json(SHIPPED, "1.2.3"), "utf-8")
    assert '"segments": 2' in kept.read_text("utf-8")
    found = read_kept(kept)
    assert found.version == "1.2.3"
    assert found.languages == {language: texts_of(SHIPPED, language) for language in SHIPPED.languages}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "{",
            "[]",
            "null",
            "{}",
            '{"version": "1", "languages": []}',
            '{"version": "1", "languages": {"xx": {}}}',
        ),
        '{"version": "1", "languages": {"en": {"a.b": {"sms": {"words": 1}}}}}',
        '{"version": "1", "languages": {"en": {"a.b": {"sms": {"words": "{"}}}}}',
        '{"version": "1", "languages": {"en": {"a.b": {"fax": {"words": "x"}}}}}',
        '{"version": "1", "languages": {"en": {"a.b": "x"}}}',
        "[" * 100_000,
    ],
)
def test_a_file_that_holds_no_kept_words_is_told(tmp_path: Path, text: str) -> None:
    """One sentence with its remedy, whatever is in it."""
    (tmp_path / "x.json").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="holds no words that were kept; name a file that"):
        read_kept(tmp_path / "x.json")


def test_versions_are_named_in_their_order(tmp_path: Path) -> None:
    """Ten comes after nine."""
    (tmp_path / "messages/released").mkdir(parents=True)
    for version in ("0.10.0", "0.9.0", "1.0.0"):
        (tmp_path / f"messages/released/{version}.json").write_text("{}", "utf-8")
    assert released_versions(tmp_path) == ("0.9.0", "0.10.0", "1.0.0")


def test_an_approval_is_read_back_as_it_was_given(tmp_path: Path) -> None:
    """Whatever the name, and whatever stands in the words."""
    odd = {"a.b": {"sms": 'a "quoted" \\ {name}\n\t\x7f ñ 🙂', "discreet": "{{x}}"}}
    given = {EN: approve(SHIPPED, EN, 'Ana "Ñ" Lopez', ON), ES: Approval("Lee", ON, odd)}
    assert write_approvals(tmp_path, given) == tmp_path / APPROVED
    assert read_approvals(tmp_path) == given
    assert not any(is_staff(key) for key in given[EN].texts)


def test_nothing_is_approved_where_there_is_no_file(tmp_path: Path) -> None:
    """Nor where there is no folder."""
    assert read_approvals(tmp_path) == read_approvals(None) == {}


def test_what_is_gone_needs_no_approval(catalog: Catalog) -> None:
    """What is new or changed does, and staff texts are nobody's to approve here."""
    texts = {key: dict(variants) for key, variants in texts_of(catalog, EN).items()}
    texts["help.taken"]["discreet"] = "{name} took it."
    texts["old.gone"] = {"sms": "x", "discreet": "x"}
    del texts["limit.ok"]
    found = changed_since(Approval("Ana", ON, texts), catalog, EN)
    assert [(change.key, change.variants, change.kind) for change in found] == [
        ("help.taken", ("discreet",), Kind.CHANGED),
        ("limit.ok", ("sms", "discreet"), Kind.NEW),
    ]


def test_a_sample_may_change_and_the_approval_stands(tmp_path: Path) -> None:
    """What was approved is the words and the places to fill, not the example."""
    approval = approve(load(tmp_path, en=ENGLISH, es=SPANISH), EN, "Ana", ON)
    assert changed_since(approval, load(tmp_path, en=ENGLISH.replace('"Ana"', '"Bo"')), EN) == ()
    (change,) = changed_since(approval, load(tmp_path, en=ENGLISH.replace("{by:day}", "{by}")), EN)
    assert (change.before, change.now) == ("{name} has it by {by:day}.", "{name} has it by {by}.")


def test_check_says_once_that_nobody_has_approved(tmp_path: Path) -> None:
    """All languages in one line, and it is not serious."""
    (finding,) = check_approval(SHIPPED, tmp_path)
    assert finding.level is Level.WARNING
    assert "nobody at the agency has approved the words in English, Spanish" in finding.what
    assert "hearthline words --approve" in finding.remedy
    assert list(check_approval(SHIPPED, None)) == [finding]


def test_check_counts_what_changed_since_it_was_approved(tmp_path: Path, catalog: Catalog) -> None:
    """By texts and not by variants; where nothing changed there is nothing to say."""
    write_approvals(tmp_path, {language: approve(catalog, language, "Ana Lopez", ON) for language in (EN, ES)})
    assert list(check_approval(catalog, tmp_path)) == []
    changed = SPANISH.replace('"Bien."', '"Bueno."')
    (one,) = check_approval(load(tmp_path, es=changed), tmp_path)
    assert one.what == "1 text in Spanish changed since Ana Lopez approved the words on 2026-11-20"
    (both,) = check_approval(load(tmp_path, es=changed.replace("lo tiene", "tiene esto")), tmp_path)
    assert both.what.startswith("2 texts in Spanish changed")
    assert "hearthline words --unapproved" in both.remedy


def test_approving_one_language_leaves_the_others_to_be_read(tmp_path: Path, catalog: Catalog) -> None:
    """Each language is somebody's own word."""
    creole = with_creole(catalog)
    write_approvals(tmp_path, {EN: approve(creole, EN, "Ana", ON)})
    (finding,) = check_approval(creole, tmp_path)
    assert "in Spanish, Haitian Creole" in finding.what


@pytest.mark.parametrize(
    "text",
    [
        "[es",
        "[fr]\nby = 'Ana'\non = 2026-11-20\n",
        "[es]\nby = ''\non = 2026-11-20\n[es.texts]\n",
        "[es]\nby = 'Ana'\non = '2026-11-20'\n[es.texts]\n",
        "[es]\nby = 'Ana'\non = 2026-11-20\n[es.texts]\n'a.b' = 'x'\n",
        "[es]\nby = 'Ana'\non = 2026-11-20\n[es.texts.'a.b']\nsms = '{'\n",
        "[es]\nby = 'Ana'\non = 2026-11-20\n[es.texts.'a.b']\nfax = 'x'\n",
        "es = 1\n",
    ],
)
def test_an_approval_that_cannot_be_understood_is_no_approval(tmp_path: Path, text: str) -> None:
    """It is a finding with its remedy, not serious: the line itself never reads that file."""
    (tmp_path / APPROVED).write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=re.escape(APPROVED)):
        read_approvals(tmp_path)
    (finding,) = check_approval(SHIPPED, tmp_path)
    assert finding.level is Level.WARNING
    assert finding.remedy
