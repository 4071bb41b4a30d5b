"""Words written by ear are read as the words they sound like, and nothing that was understood is lost by it."""

from pathlib import Path

import pytest

from bot.keywords import load_lexicon
from bot.language import understand
from bot.language.lexicon import Lexicon
from bot.language.sounds import heard, names_by_ear
from bot.model.meaning import Intent, Urgency

LETTERS = (("ch", "X"), ("qu", "k"), ("c", "k"), ("v", "b"), ("^h", "^"), ("ing$", "in$"))


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    return load_lexicon([Path(__file__).parents[2] / "config"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [("biene", "viene"), ("oras", "horas"), ("keso", "queso"), ("hitin", "hiting"), ("ba", "va"), ("chico", "chiko")],
)
def test_who_writes_by_ear(written: str, meant: str) -> None:
    """Two spellings of one sound have one name; what stands first in the table is heard first."""
    assert heard(written, "es", LETTERS) == heard(meant, "es", LETTERS)


@pytest.mark.parametrize(
    ("one", "other"), [("ahora", "aora"), ("ha", "a"), ("911", "nine"), ("queso*", "queso"), ("singer", "siner")]
)
def test_what_sounds_otherwise(one: str, other: str) -> None:
    """An edge is only the word's own, a single letter says nothing, and a beginning is no whole word."""
    assert heard(one, "es", LETTERS) != heard(other, "es", LETTERS)


def test_a_beginning_stays_as_written() -> None:
    """The letter behind it decides how its end sounds, so it is found by its letters."""
    assert heard("acontec*", "pt", LETTERS) == "acontec*"


def test_a_sound_belongs_to_its_language() -> None:
    """What sounds alike in one language is not mixed up with the words of another."""
    assert set(names_by_ear("ora", {"es": LETTERS, "pt": LETTERS})).isdisjoint({"ora", "hora"})
    assert len(set(names_by_ear("ora", {"es": LETTERS, "pt": LETTERS}))) == len(("es", "pt"))


@pytest.mark.parametrize(
    "text",
    [
        "me ba a matar, biene para ca con un cuchiyo",
        "el bebe no rrespira",
        "he is hiting me rite now",
        "mi marido me esta pegando aora mismo",
    ],
)
def test_a_cry_written_by_ear(lexicon: Lexicon, text: str) -> None:
    """A cry for help does not hang on its spelling."""
    assert understand(text, lexicon).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize("text", ["the two of us are home", "it under my girls name", "pero el niño esta bien"])
def test_ordinary_words_of_another_language(lexicon: Lexicon, text: str) -> None:
    """A word is not taken for a dangerous one of another language."""
    assert understand(text, lexicon).intent is not Intent.CRISIS
