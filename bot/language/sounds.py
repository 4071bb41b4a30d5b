"""Words as they sound: who writes by ear ("ke biene oy") is read by the words it sounds like ("que viene hoy")."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

FEWEST_LETTERS = 2
"""A single letter is written one way, and sounds like too much."""
LONGEST_HEARD = 20
"""Letters of a word beyond which nobody wrote it by ear."""

Letters: TypeAlias = tuple[tuple[str, str], ...]
"""Letters and what they sound like, in this order, over the whole word; `^` and `$` are its ends."""
Sounds: TypeAlias = Mapping[str, Letters]
"""By language, what its letters sound like."""


def heard(word: str, language: str, letters: Letters) -> str:
    """Return the name by which a word is known in the phrases of a language; the beginning of one stays as written.

    How a beginning sounds hangs on the letter behind it: the end of "lig*" is not heard alike in "liga" and "ligue".

    The name belongs to that language alone: "it" is no English "hit", though in Spanish both sound alike.
    """
    if not letters or not word.isalpha():
        return word
    return f"{language}:{_bare(_said(f'^{word}$', letters), word)}"


def heard_at_once(words: Iterable[str], language: str, letters: Letters) -> dict[str, str]:
    """Return what `heard` makes of each of many words: letters are replaced in all of them together, not in each."""
    names = {word: word for word in words}
    sounding = [word for word in names if letters and word.isalpha()]
    sounds = _said("\n".join(f"^{word}$" for word in sounding), letters).split("\n")
    for word, sound in zip(sounding, sounds, strict=bool(sounding)):
        names[word] = f"{language}:{_bare(sound, word)}"
    return names


def names_by_ear(word: str, sounds: Sounds) -> Iterator[str]:
    """Yield the names of a word of a text, one for each language that it may be in."""
    if word.isalpha() and len(word) <= LONGEST_HEARD:
        yield from (heard(word, language, letters) for language, letters in sounds.items())


def _said(words: str, letters: Letters) -> str:
    for written, said in letters:
        words = words.replace(written, said)
    return words


def _bare(sound: str, word: str) -> str:
    """Return a sound without its edges; a word that would be left with a single letter sounds as it is written."""
    bare = sound.strip("^$")
    return bare if len(bare) >= FEWEST_LETTERS else word
