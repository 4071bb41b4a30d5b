"""Reads the notation of the lexicon's phrases: what a clinician may write in config/lexicon/*.toml.

plain words              (one|other way)        [words that may be missing]
..   up to three words in between               *    word prefix: suicid*
#    any number                                 <x>  a word of the group x
^    the text begins here                       $    the text ends here
this & that              both, anywhere in the text
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from bot.model.value import value_in_order

START, END, GAP, NUMBER, PREFIX = "^", "$", "..", "#", "*"

Spell: TypeAlias = Callable[[str], Sequence[str]]

WORD = r"[^\W_]+(?:['’][^\W_]+)*\*?"
PIECE = re.compile(rf"\.\.|[()\[\]|^$#]|<[a-z_]+>|{WORD}|\S")
_WORD = re.compile(WORD)


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says what to change."""


@value_in_order
class Word:
    """One word, in any of these forms: the word, the beginning of one (`suicid*`), a number (`#`), an edge (`^$`)."""

    forms: tuple[str, ...]


@value_in_order
class Gap:
    """A few words in between, or none."""


@value_in_order
class Row:
    """One after the other; an empty row is something that may be missing."""

    items: "tuple[Wording, ...]"


@value_in_order
class Choice:
    """One or the other."""

    items: "tuple[Wording, ...]"


@value_in_order
class Group:
    """Whatever a group of [groups] holds; `key` names it among those of all languages."""

    key: str


@value_in_order
class Unread:
    """What will be read from `text` when something it `begins` with is looked for; it needs a word."""

    text: str
    begins: Sequence[str]
    read: "Callable[[str], tuple[Wording, ...]]"


Wording: TypeAlias = "Word | Gap | Row | Choice | Group | Unread"


def read_phrase(
    phrase: str, groups: Mapping[str, Wording], spell: Spell, known: dict[str, Wording] | None = None
) -> tuple[Wording, ...]:
    """Return the parts of `phrase`, those joined by &; `known` remembers plain words from one phrase to the next."""
    known = {} if known is None else known
    parts = tuple(_Reader(part, groups, spell, known).choice() for part in phrase.split("&"))
    if not all(map(needs_a_word, parts)):
        raise PhraseError("would fit any text: name at least one word that must be there")
    return parts


def is_word(piece: str) -> bool:
    """Whether what stands in a phrase is a word or the beginning of one."""
    return _WORD.fullmatch(piece) is not None


def needs_a_word(wording: Wording) -> bool:
    """Whether a text must have at least one word or number to fit `wording`."""
    match wording:
        case Word():
            return START not in wording.forms and END not in wording.forms
        case Row():
            return any(map(needs_a_word, wording.items))
        case Choice():
            return all(map(needs_a_word, wording.items))
        case Group() | Unread():
            return True
        case Gap():
            return False


def words_of(wording: Wording) -> Iterator[str]:
    """Yield the forms of all words of `wording`."""
    match wording:
        case Word():
            yield from wording.forms
        case Row() | Choice():
            for item in wording.items:
                yield from words_of(item)
        case Gap() | Group() | Unread():
            pass


def one_of(wordings: Sequence[Wording]) -> Wording:
    """Return what fits where one of `wordings` does; those of a single word are one, of many forms."""
    if len(wordings) == 1:
        return wordings[0]
    forms: list[str] = []
    others: list[Wording] = []
    for one in wordings:
        if isinstance(one, Word):
            forms += one.forms
        else:
            others.append(one)
    words = (Word(tuple(forms)),) if forms else ()
    return words[0] if words and not others else Choice((*words, *others))


def _row(items: Sequence[Wording]) -> Wording:
    return items[0] if len(items) == 1 else Row(tuple(items))


class _Reader:
    """One reading of one part, left to right."""

    def __init__(self, part: str, groups: Mapping[str, Wording], spell: Spell, known: dict[str, Wording]) -> None:
        self.pieces: Iterator[str] = iter(PIECE.findall(part))
        self.groups = groups
        self.spell = spell
        self.known = known

    def choice(self, closing: str = "") -> Wording:
        """Read wordings separated by |, up to the bracket that closes them, or to the end."""
        rows: list[Wording] = []
        items: list[Wording] = []
        for piece in self.pieces:
            if known := self.known.get(piece):
                items.append(known)
            elif piece == closing:
                return one_of((*rows, _row(items)))
            elif piece == "|":
                rows.append(_row(items))
                items = []
            else:
                items.append(self.item(piece, closing))
        if closing:
            raise PhraseError(f"lacks a '{closing}'")
        return one_of((*rows, _row(items)))

    def item(self, piece: str, closing: str) -> Wording:
        """Read one word not yet known, mark, group or bracket."""
        if piece in (")", "]"):
            raise PhraseError(f"lacks a '{closing}'" if closing else f"has a '{piece}' that nothing opened")
        if piece in ("(", "["):
            return self.bracket(")" if piece == "(" else "]")
        if piece.startswith("<") and piece != "<":
            return self.group(piece[1:-1])
        if piece == GAP:
            return Gap()
        if piece in (START, END, NUMBER):
            return Word((piece,))
        if not is_word(piece):
            raise PhraseError(f"has a '{piece}', which means nothing here: leave it out")
        self.known[piece] = _row([Word((word,)) for word in self.spell(piece)])
        return self.known[piece]

    def bracket(self, closing: str) -> Wording:
        """Read what stands in a bracket; what stands in square ones may be missing."""
        inside = self.choice(closing)
        if closing == ")" and inside == Row(()):
            raise PhraseError("has an empty bracket: remove it")
        return one_of((inside, Row(()))) if closing == "]" else inside

    def group(self, name: str) -> Wording:
        """Put in the words of a group."""
        if name not in self.groups:
            raise PhraseError(f"names the group <{name}>, which no [groups] table of this language has above it")
        return self.groups[name]
