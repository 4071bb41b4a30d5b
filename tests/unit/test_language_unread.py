"""Phrases left unread at start say what they would say if they had been read, and none is left that cannot be."""

import tomllib
from collections.abc import Iterator, Mapping

import pytest

from bot.language.lexicon import Role, Rule, Sense, build_lexicon, find
from bot.language.normalise import Spelling
from bot.language.notation import PhraseError, Unread, read_phrase
from bot.language.sounds import heard, heard_at_once
from bot.language.unread import Reader
from bot.program import shipped_config

LETTERS = (("ch", "X"), ("c", "k"), ("h", ""), ("y$", "i$"), ("^k", "^g"))


@pytest.mark.parametrize(
    "phrase",
    [
        "door",
        "^ [the] door",
        "(door|front [big] window) is",
        "# doors & rain",
        "(the (door|window)|rain) [is] shut",
        "[the] door",
        "((door|window)|rain)",
        "door|rain",
        "don't .. door",
    ],
)
def test_what_is_left_unread_says_the_same(phrase: str) -> None:
    """Texts have the phrase where they would have it read in full."""
    reader = Reader([phrase], "en", (), Spelling())
    reader.expect(())
    read = read_phrase(phrase, {}, lambda word: reader.names[word])
    for text in (
        "door",
        "the door",
        "window",
        "front window is",
        "2 doors rain",
        "the window shut",
        "dont door",
        "rain",
    ):
        assert found(reader.parts(phrase), text, reader) == found(read, text, reader), text


def found(parts: object, text: str, reader: Reader) -> list[object]:
    """Return what a lexicon of one phrase finds."""
    assert isinstance(parts, tuple)
    rule = Rule(sense=Sense(role=Role.BARE), parts=parts)
    lexicon = build_lexicon([rule], Spelling(), {}, {}, {}, {}, names=reader.heard)
    return list(find(text.split(), lexicon))


@pytest.mark.parametrize(
    "phrase",
    [
        "(one|two",
        "one]",
        "one)",
        "(one]",
        "what?",
        "a _ b",
        "<friend> here",
        "(one|[two])",
        "[one]",
        "^ [one]",
        "a & ",
        "a ()",
    ],
)
def test_what_cannot_be_read_is_told_at_once(phrase: str) -> None:
    """No phrase is left unread that would be refused later."""
    reader = Reader([phrase], "en", (), Spelling())
    reader.expect(())
    with pytest.raises(PhraseError):
        reader.parts(phrase)


def test_every_unread_phrase_of_the_shipped_files_can_be_read() -> None:
    """Each is read in full here, as a text would have it read."""
    for path in sorted((shipped_config() / "lexicon").glob("*.toml")):
        content = tomllib.loads(path.read_text("utf-8"))
        groups = content.pop("groups")
        phrases = [phrase for key in content if key not in ("times", "sounds") for phrase in strings(content[key])]
        reader = Reader([*phrases, *strings(groups)], path.stem, (), Spelling())
        reader.expect(groups)
        for name, items in groups.items():
            reader.groups[name] = next(part for item in items for part in reader.item(item))
        reader.close_groups()
        parts = [part for phrase in phrases for part in reader.parts(phrase)]
        unread = [part for part in parts if isinstance(part, Unread)]
        assert all(len(part.read(part.text)) == 1 for part in unread)
        assert len(unread) > len(parts) * 0.9


def strings(content: object) -> Iterator[str]:
    """Yield all strings of a table."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, list | Mapping):
        for inside in content.values() if isinstance(content, Mapping) else content:
            yield from strings(inside)


def test_words_heard_together_sound_as_each_alone() -> None:
    """An edge between two words is no letter of either."""
    words = ["chico", "hay", "a", "911", "ki*", "kay", "y"]
    for letters in (LETTERS, ()):
        assert heard_at_once(words, "es", letters) == {word: heard(word, "es", letters) for word in words}
    assert heard_at_once([], "es", LETTERS) == {}
