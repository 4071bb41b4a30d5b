"""Turns a text as it was typed into plain words, so that phrases meet it half way."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import field
from itertools import groupby, product

from bot.language.sounds import Sounds
from bot.model.value import value

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_DIGITS_OR_LETTERS = re.compile(r"\d+|[^\W\d_]+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_STRETCHED = re.compile(r"(\D)\1\1")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))
_INVISIBLE = frozenset({"Mn", "Me", "Cf"})
_STRETCH = 3
_MOST_STRETCHES = 4
_VOWELS = "aeiou"


@value
class Spelling:
    """How words are written by thumb: `words` to their plain form, endings after an apostrophe, telling emoji.

    `known` are the words that some phrase uses; a stretched word is shrunk to a known one if there is one. `sounds` is
    what letters sound like, by language.
    """

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    endings: Mapping[str, str] = field(default_factory=dict)
    emoji: Mapping[int, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    sounds: Sounds = field(default_factory=dict)


def normalise(text: str, spelling: Spelling) -> list[str]:
    """Return the plain words of `text`, without accents, case, punctuation, stretching or SMS spelling."""
    words: list[str] = []
    for typed in _WORD.findall(fold(text, spelling.emoji)):
        words.extend(plain_words(typed, spelling))
    return words


def fold(text: str, emoji: Mapping[int, str]) -> str:
    """Return `text` in small letters without accents and invisible characters, telling emoji as words."""
    if text.isascii():
        return text.replace("`", "'").lower()
    apart = unicodedata.normalize("NFKD", text.translate(emoji).translate(_APOSTROPHES).casefold())
    return apart if apart.isascii() else _BEYOND_ASCII.sub(_visible, apart)


def _visible(letters: re.Match[str]) -> str:
    return "".join([letter for letter in letters[0] if unicodedata.category(letter) not in _INVISIBLE])


def slips(word: str) -> Iterator[str]:
    """Yield the likely slips of the thumb in `word`: a letter left out, two swapped, one doubled, a wrong vowel."""
    for place, letter in enumerate(word):
        yield word[:place] + word[place + 1 :]
        yield word[:place] + letter + word[place:]
        if place + 1 < len(word):
            yield word[:place] + word[place + 1] + letter + word[place + 2 :]
        if letter in _VOWELS:
            yield from (word[:place] + vowel + word[place + 1 :] for vowel in _VOWELS)


def plain_words(typed: str, spelling: Spelling) -> tuple[str, ...]:
    """Return the plain words behind one typed word."""
    if "'" in typed:
        return _contraction(typed, spelling)
    if found := spelling.words.get(typed):
        return found
    if typed in spelling.known:
        return (typed,)
    if (shrunk := _unstretched(typed, spelling)) != typed:
        return spelling.words.get(shrunk, (shrunk,))
    if typed.isalpha() or typed.isdigit():
        return (typed,)
    return tuple(part for piece in _DIGITS_OR_LETTERS.findall(typed) for part in spelling.words.get(piece, (piece,)))


def _contraction(typed: str, spelling: Spelling) -> tuple[str, ...]:
    """Return the words of a form with an apostrophe ("he'll", "can't", "pou'm")."""
    stem, _, ending = typed.rpartition("'")
    if ending in spelling.endings:
        return (*plain_words(stem, spelling), spelling.endings[ending])
    return plain_words(typed.replace("'", ""), spelling)


def _unstretched(typed: str, spelling: Spelling) -> str:
    """Shrink letters written three times or more, to two or one, whichever makes a known word."""
    if not _STRETCHED.search(typed):
        return typed
    runs = [(letter, sum(1 for _ in same)) for letter, same in groupby(typed)]
    stretched = sum(1 for letter, count in runs if count >= _STRETCH and not letter.isdigit())
    if stretched <= _MOST_STRETCHES:
        for lengths in product((2, 1), repeat=stretched):
            shrunk = _with_runs(runs, iter(lengths))
            if shrunk in spelling.words or shrunk in spelling.known:
                return shrunk
    return _with_runs(runs, iter((1,) * stretched))


def _with_runs(runs: list[tuple[str, int]], lengths: Iterator[int]) -> str:
    """Write `runs` again, each stretched one with the next of `lengths`."""
    return "".join(
        letter * (next(lengths) if count >= _STRETCH and not letter.isdigit() else count) for letter, count in runs
    )
