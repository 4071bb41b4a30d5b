"""The notation in which the lexicon's phrases are written, and how they find their words."""

import pytest

from bot.language.lexicon import Role, Rule, Sense, build_lexicon, find
from bot.language.normalise import Spelling
from bot.language.notation import PhraseError, Word, read_phrase

GROUPS = {"child": Word(("son", "daughter"))}


def matched(phrase: str, text: str) -> bool:
    """Whether a lexicon of that one phrase finds all its parts in `text`."""
    parts = read_phrase(phrase, GROUPS, str.split)
    lexicon = build_lexicon([Rule(sense=Sense(role=Role.BARE), parts=parts)], Spelling(), {}, {}, {}, {})
    return {match.part for match in find(text.split(), lexicon)} == set(range(len(parts)))


@pytest.mark.parametrize(
    ("phrase", "fits", "fits_not"),
    [
        ("door is locked", "the door is locked now", "door was locked"),
        ("(door|front window) locked", "the front window locked", "front locked"),
        ("door [is] [really] locked", "door locked", "door is not locked"),
        ("took .. key", "took my only spare key", "took my one and only spare key"),
        ("took .. .. key", "took my one and only spare key", "took it from the one and only spare key"),
        ("lock*", "he is locking it", "a block"),
        ("room # b", "room 12 b", "room twelve b"),
        ("my <child>", "here is my daughter", "my cat"),
        ("^ ok $", "ok", "ok then"),
        ("^ ok", "ok then", "it is ok"),
        ("door & rain", "rain came in by the door", "the door is dry"),
        ("gone .. $", "gone for good", "gone for good and not to come back"),
        ("[so] .. [very] cold", "so it is very cold", "so warm"),
    ],
)
def test_notation(phrase: str, fits: str, fits_not: str) -> None:
    """Each mark of the notation finds what it should, and nothing beside it."""
    assert matched(phrase, fits)
    assert not matched(phrase, fits_not)


@pytest.mark.parametrize(
    ("phrase", "remedy"),
    [
        ("(one|two", "lacks a ')'"),
        ("one]", "nothing opened"),
        ("what?", "leave it out"),
        ("<friend> here", "group <friend>"),
        ("..", "would fit any text"),
        ("[maybe]", "would fit any text"),
        ("^ $", "would fit any text"),
        ("door & [rain]", "would fit any text"),
        ("a () b", "empty bracket"),
    ],
)
def test_unreadable_phrases_are_refused(phrase: str, remedy: str) -> None:
    """A phrase that cannot be read, or would fit anything, says what to change."""
    with pytest.raises(PhraseError, match=remedy.replace("(", r"\(").replace(")", r"\)")):
        read_phrase(phrase, GROUPS, str.split)
