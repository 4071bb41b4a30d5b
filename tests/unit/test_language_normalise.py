"""A text as typed becomes plain words."""

import pytest

from bot.language.normalise import Spelling, fold, normalise, slips

SPELLING = Spelling(
    words={"u": ("you",), "xq": ("porque",), "pls": ("please",), "cant": ("can", "not"), "dont": ("do", "not")},
    endings={"ll": "will", "re": "are"},
    emoji={ord("🔪"): " knife "},
    known=frozenset({"help", "need", "kill", "please"}),
)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("HeLLo THERE", "hello there"),
        ("mañana, ¿sí?", "manana si"),
        ("he\u2019ll be back", "he will be back"),
        ("can\u2019t / CANT / can't", "can not can not can not"),
        ("u pls xq", "you please porque"),
        ("heeeelp", "help"),
        ("i neeeeed it", "i need it"),
        ("kiiiilllll", "kill"),
        ("plssss", "please"),
        ("sooooo gooood", "so god"),
        ("4pm or 16:30", "4 pm or 16 30"),
        ("a 🔪 here", "a knife here"),
        ("😂 ok 😂", "ok"),
        ("h\u200belp", "help"),
        ("ｈｅｌｐ", "help"),
        ("", ""),
        ("...!?", ""),
    ],
)
def test_plain_words(typed: str, plain: str) -> None:
    """Case, accents, quotes, stretching, SMS spelling, emoji and punctuation are levelled."""
    assert " ".join(normalise(typed, SPELLING)) == plain


def test_numbers_are_not_shrunk() -> None:
    """A long number is no stretched word."""
    assert normalise("1000 911", SPELLING) == ["1000", "911"]


def test_keycap_digit_is_a_digit() -> None:
    """The keycap emoji 2 folds to the digit."""
    assert fold("2\ufe0f\u20e3", {}) == "2"


def test_slips_hold_the_common_ones() -> None:
    """A letter left out, swapped, doubled or a wrong vowel is among the slips."""
    assert {"suicde", "sucide", "suiicde", "suiccide", "suacide"} <= set(slips("suicide"))
