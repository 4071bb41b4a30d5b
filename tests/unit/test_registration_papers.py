"""docs/registration.md against the code: samples are what the line sends, replies are fit for any phone."""

import re
from pathlib import Path

import pytest

from bot.catalog import Catalog, is_gsm7, load_catalog, segments
from bot.model.people import Language, Wording
from bot.program import load_program, shipped_config

ROOT = Path(__file__).resolve().parents[2]
PAPER = (ROOT / "docs/registration.md").read_text("utf-8")
FORMS = {code: (ROOT / f"docs/for-families/consent.{code}.md").read_text("utf-8") for code in ("en", "es")}
SAMPLES = re.findall(r"<!-- sample: (\S+) (\S+) (\S+) -->\n```text\n(.*?)\n```", PAPER, re.DOTALL)
REPLIES = re.findall(r"<!-- reply: (\S+) (\S+) -->\n```text\n(.*?)\n```", PAPER, re.DOTALL)
PROGRAM = load_program((shipped_config(),))


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The shipped words."""
    return load_catalog((shipped_config(),), PROGRAM.hours.zone, PROGRAM.fallback_language)


@pytest.mark.parametrize(("key", "language", "wording", "shown"), SAMPLES)
def test_each_sample_is_what_the_line_sends(
    catalog: Catalog, key: str, language: str, wording: str, shown: str
) -> None:
    """A sample text is rendered again from the catalog, so that it cannot drift."""
    speaks = Language(language)
    sample = catalog.entry(key, speaks).sample
    form = {"full": Wording.FULL, "discreet": Wording.DISCREET}[wording]
    assert shown == catalog.words(key, speaks, form, sample)


def test_there_are_samples_of_both_wordings_in_both_languages() -> None:
    """Reviewers see what families get, the careful wording too, and at least two of each language."""
    for language in ("en", "es"):
        assert {wording for _, spoken, wording, _ in SAMPLES if spoken == language} == {"full", "discreet"}
    assert PAPER.count("<!-- sample:") == len(SAMPLES)
    assert PAPER.count("<!-- reply:") == len(REPLIES) == 6


@pytest.mark.parametrize(("word", "language", "shown"), REPLIES)
def test_each_reply_is_fit_for_a_phone_somebody_else_reads(word: str, language: str, shown: str) -> None:
    """One segment, no agency, no program, 911 in each; nothing of it asks for a keyword."""
    words = shown.replace("{neutral_phone}", "860-555-0100")
    assert is_gsm7(words)
    assert segments(words) == 1, (word, language, len(words))
    assert "911" in words
    lowered = words.lower()
    telling = ("agency", "agencia", "program", "child", "famil", "dcf", "help", "stop", PROGRAM.agency.name.lower())
    assert not [word for word in telling if word in lowered]


def test_the_words_of_the_carrier_are_those_we_know() -> None:
    """The paper lists exactly the words under [words]."""
    listed = re.search(r"\*\*Opt-out words:\*\*.*?: ([A-Z, ]+)\.", PAPER)
    assert listed
    assert set(listed[1].split(", ")) == PROGRAM.stop_words
    opt_in = re.search(r"\*\*Opt-in words:\*\* ([A-Z, ]+)\.", PAPER)
    help_ = re.search(r"\*\*Help words:\*\* ([A-Z, ]+)\.", PAPER)
    assert opt_in
    assert help_
    assert set(opt_in[1].split(", ")) == PROGRAM.start_words
    assert set(help_[1].split(", ")) == PROGRAM.help_words


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("en", ("text messages (SMS)", "3 to 5 texts", "message and data rates may apply", "not share or sell")),
        ("es", ("mensajes de texto (SMS)", "3 a 5 textos", "tarifas de mensajes y datos", "ni vendemos")),
    ],
)
def test_each_form_holds_what_carriers_look_for(code: str, wanted: tuple[str, ...]) -> None:
    """Sender, channel, how often, cost, how to stop, where to get help, the two screens, a yes and a no."""
    form = FORMS[code]
    for part in (*wanted, "{agency}", "STOP", "HELP", "{public_url}/privacy", "{public_url}/terms", "911", "988"):
        assert part in form
    assert form.count("- [ ]") == 2
