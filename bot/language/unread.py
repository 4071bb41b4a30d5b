"""Phrases of which only the beginning is read at start, the rest when a text first has a word that they begin with.

To read each of eight thousand phrases and lay it out is most of what a start would take, for words that few texts come
near. A glance is enough to tell that a phrase of the usual shape can be read, and what it begins with. One of another
shape is read in full at once, so that whoever wrote what cannot be read is told at start.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from bot.language.normalise import Spelling, fold, normalise, plain_words
from bot.language.notation import NUMBER, PIECE, PREFIX, START, WORD, Group, Unread, Word, Wording, is_word, read_phrase
from bot.language.sounds import Letters, heard_at_once

# None of the repeats here gives back what it took, so no phrase is tried twice.
_FLAT = r"(?:\((?![\s)])[^()\[\]]*+\)|\[[^()\[\]]*+\])"
_INSIDE = rf"[^()\[\]]*+(?:{_FLAT}[^()\[\]]*+)*+"
_BRACKET = rf"(?:\((?![\s)]){_INSIDE}\)|\[{_INSIDE}\])"
_EDGE = rf"(\^)\s*+(?:\[{_INSIDE}\]\s*+)*+"
_FIRST = rf"((?>{WORD}|<[a-z_]++>|#))"
_OTHER = rf"(?=[^\W_]|[<#])[^()\[\]|]++(?:{_FLAT}[^()\[\]|]*+)*+"
# Perhaps ^, then a word or words of which one must be there, then what closes each bracket it opens.
_USUAL = re.compile(
    rf"\s*+(?:{_EDGE})?(?:{_FIRST}|\(({_OTHER}(?:\|{_OTHER})*+)\))[^()\[\]|]*+(?:{_BRACKET}[^()\[\]|]*+)*+"
)
_INNER = re.compile(_FLAT)
_MARKS = ("..", *"()[]|^$#&")


class Reader:
    """What it takes to read the phrases of one language: its words as they are spelt and sound, and its groups."""

    def __init__(self, phrases: Iterable[str], language: str, letters: Letters, spelling: Spelling) -> None:
        self._language = language
        self._pieces = _pieces_in(phrases)
        plain = _plain([piece for piece in self._pieces if piece.isalnum() or is_word(piece)], spelling)
        self.words = {one for spelt in plain.values() for one in spelt}
        sounds = heard_at_once(self.words, language, letters)
        self.heard = set(sounds.values())
        self.names = {word: tuple([sounds[one] for one in spelt]) for word, spelt in plain.items()}
        self.names[NUMBER] = (NUMBER,)
        self.groups: dict[str, Wording] = {}
        self._is_clear = False
        self._read = partial(read_phrase, groups=self.groups, spell=self.names.__getitem__)

    def expect(self, groups: Iterable[str]) -> None:
        """Take note of the groups there will be: where nothing stands in the phrases beside words, marks and these."""
        self._is_clear = self._pieces <= {*self.names, *(f"<{name}>" for name in groups)}

    def key(self, group: str) -> str:
        """Return the name of a group among those of all languages."""
        return f"{self._language}<{group}>"

    def close_groups(self) -> None:
        """Let phrases name the groups; until now one group held the words of another."""
        for name in self.groups:
            key = self.key(name)
            self.groups[name], self.names[f"<{name}>"] = Group(key), (key,)

    def parts(self, phrase: str) -> tuple[Wording, ...]:
        """Return the parts of a phrase, unread if they are of the usual shape. Raises `PhraseError`."""
        parts = phrase.split("&")
        begins = [_beginnings(part, self.names) if self._is_clear else () for part in parts]
        if all(begins):
            return tuple([Unread(part, begun, self._read) for part, begun in zip(parts, begins, strict=True)])
        return self._read(phrase)

    def item(self, item: str) -> tuple[Wording, ...]:
        """Return what a group holds; the words of a group that it names stand in its place. Raises `PhraseError`."""
        names = self.names.get(item, ())
        if len(names) == 1:
            return (Word(names),)
        return self._read(item) if "<" in item else self.parts(item)


def _pieces_in(phrases: Iterable[str]) -> set[str]:
    """Return the words and groups that stand in phrases, and whatever else stands there that means nothing."""
    together = "\n".join(phrases)
    for mark in _MARKS:
        together = together.replace(mark, " ")
    pieces: set[str] = set()
    for piece in set(together.split()):
        if piece.isalnum():
            pieces.add(piece)
        else:
            pieces.update(PIECE.findall(piece))
    return pieces


def _plain(words: Sequence[str], spelling: Spelling) -> dict[str, Sequence[str]]:
    """Return how each word of a phrase, or the beginning of one, is read in a text."""
    folded = fold("\n".join(words), spelling.emoji).split("\n")
    return {
        word: plain_words(typed, spelling)
        if typed.isalpha()
        else [word.lower()]
        if word.endswith(PREFIX)
        else normalise(word, spelling)
        for word, typed in zip(words, folded, strict=bool(words))
    }


def _beginnings(part: str, names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the names that part of a phrase of the usual shape may begin with; none if its shape is another.

    That the part holds no sign that means nothing is taken for granted (`Reader.expect`).
    """
    usual = _USUAL.fullmatch(part)
    if usual is None:
        return ()
    edge, first, others = usual.groups()
    if edge:
        return (START,)
    if first:
        return names.get(first, ())[:1]
    flat = _INNER.sub("", others) if "(" in others or "[" in others else others
    begun = [names.get(other.split(None, 1)[0], ()) for other in flat.split("|")]
    return tuple({name[0] for name in begun}) if all(begun) else ()
