"""Reads the notation of the lexicon's phrases: what a clinician may write in config/lexicon/*.toml.

plain words              (one|other way)        [words that may be missing]
..   up to three words in between               *    word prefix: suicid*
#    any number                                 <x>  a word of the group x
^    the text begins here                       $    the text ends here
this & that              both, anywhere in the text
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

START, END, GAP, NUMBER, PREFIX = "^", "$", "..", "#", "*"

Spell: TypeAlias = Callable[[str], list[str]]

_PIECE = re.compile(r"\.\.|[()\[\]|^$#]|<[a-z_]+>|[^\W_]+(?:['’][^\W_]+)*\*?|\S")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*\*?")


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word, the beginning of one (`suicid*`), a number (`#`) or an edge of the text (`^`, `$`)."""

    word: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A few words in between, or none."""


@dataclass(frozen=True, slots=True)
class Row:
    """One after the other; an empty row is something that may be missing."""

    items: "tuple[Wording, ...]"


@dataclass(frozen=True, slots=True)
class Choice:
    """One or the other."""

    items: "tuple[Wording, ...]"


Wording: TypeAlias = "Word | Gap | Row | Choice"


def read_phrase(
    phrase: str, groups: Mapping[str, Wording], spell: Spell, known: dict[str, Wording] | None = None
) -> tuple[Wording, ...]:
    """Return the parts of `phrase`, those joined by &; `known` remembers plain words from one phrase to the next."""
    known = {} if known is None else known
    parts = tuple(_Reader(part, groups, spell, known).whole() for part in phrase.split("&"))
    if not all(map(_needs_a_word, parts)):
        raise PhraseError("would fit any text: name at least one word that must be there")
    return parts


def _needs_a_word(wording: Wording) -> bool:
    """Whether a text must have at least one word or number to fit `wording`."""
    match wording:
        case Word(word):
            return word not in (START, END)
        case Gap():
            return False
        case Row(items):
            return any(map(_needs_a_word, items))
        case Choice(items):
            return all(map(_needs_a_word, items))


class _Reader:
    """One reading of one part, left to right."""

    def __init__(self, part: str, groups: Mapping[str, Wording], spell: Spell, known: dict[str, Wording]) -> None:
        self.pieces: list[str] = _PIECE.findall(part)
        self.at = 0
        self.groups = groups
        self.spell = spell
        self.known = known

    def whole(self) -> Wording:
        """Read to the end; anything left over is a bracket too many."""
        wording = self.choice()
        if self.at < len(self.pieces):
            raise PhraseError(f"has a '{self.pieces[self.at]}' that nothing opened")
        return wording

    def choice(self) -> Wording:
        """Read wordings separated by |."""
        items = [self.row()]
        while self.at < len(self.pieces) and self.pieces[self.at] == "|":
            self.at += 1
            items.append(self.row())
        return items[0] if len(items) == 1 else Choice(tuple(items))

    def row(self) -> Wording:
        """Read words and brackets up to the next |, closing bracket or end."""
        items: list[Wording] = []
        while self.at < len(self.pieces) and (piece := self.pieces[self.at]) not in "|)]":
            self.at += 1
            items.append(self.known.get(piece) or self.item(piece))
        return items[0] if len(items) == 1 else Row(tuple(items))

    def item(self, piece: str) -> Wording:
        """Read one word not yet known, mark, group or bracket."""
        if piece in ("(", "["):
            return self.bracket(")" if piece == "(" else "]")
        if piece.startswith("<") and piece != "<":
            return self.group(piece[1:-1])
        if piece == GAP:
            return Gap()
        if piece in (START, END, NUMBER):
            return Word(piece)
        if not _WORD.fullmatch(piece):
            raise PhraseError(f"has a '{piece}', which means nothing here: leave it out")
        words = [piece.lower()] if piece.endswith(PREFIX) else self.spell(piece)
        self.known[piece] = Word(words[0]) if len(words) == 1 else Row(tuple(map(Word, words)))
        return self.known[piece]

    def bracket(self, closing: str) -> Wording:
        """Read what stands in a bracket; what stands in square ones may be missing."""
        inside = self.choice()
        if self.at >= len(self.pieces) or self.pieces[self.at] != closing:
            raise PhraseError(f"lacks a '{closing}'")
        self.at += 1
        if closing == ")" and inside == Row(()):
            raise PhraseError("has an empty bracket: remove it")
        return Choice((inside, Row(()))) if closing == "]" else inside

    def group(self, name: str) -> Wording:
        """Put in the words of a group."""
        if name not in self.groups:
            raise PhraseError(f"names the group <{name}>, which no [groups] table of this language has above it")
        return self.groups[name]
