"""A person's own words: the quiet word that says "stop, somebody reads this", the code word that says who they are."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from bot.language import understand, written_by
from bot.language.lexicon import Lexicon, by_role, find
from bot.language.likeness import NOTHING_LEARNT
from bot.language.normalise import fold, normalise
from bot.model.meaning import Intent, Limit, Meaning

MASK = "[code word]"
MOST_WORDS = 3
MOST_READ = 500
"""Words of a text that are looked up: more than a text can hold, less than a database takes at once."""
STRETCH = 3
_WORD = re.compile(r"[^\W_]+")
_KEYS: Mapping[str, str] = {
    letter: key
    for key, letters in zip("23456789", ("abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"), strict=True)
    for letter in letters
}
_BETWEEN = r"[\W_]+"


def plain(text: str) -> list[str]:
    """Return the words of a text as a person's own word is kept: small letters, no accents, nothing between."""
    return _WORD.findall(fold(text, {}))


def on_keys(word: str) -> str:
    """Return the keys of a telephone that spell an own word, its digits as they are."""
    return "".join(_KEYS.get(letter, letter) for part in plain(word) for letter in part)


def phrases(text: str) -> frozenset[str]:
    """Return every run of one to three words of a text, as an own word is kept."""
    words = plain(text)[:MOST_READ]
    lengths = range(1, MOST_WORDS + 1)
    return frozenset(" ".join(words[at : at + length]) for at in range(len(words)) for length in lengths)


def holds(text: str, word: str) -> bool:
    """Whether a text has an own word as whole words, whatever its case, accents, stretching, and marks between."""
    return _pattern(word).search(fold(text, {})) is not None


def with_quiet_word(meaning: Meaning, text: str, words: Iterable[str], lexicon: Lexicon) -> Meaning:
    """Return what a text means to somebody who may have a quiet word in it.

    A cry stays the cry it is, with the word or without it in its midst, and what the carrier has done stays done; all
    else the text seems to say is cover.
    """
    listened_for = tuple(words)
    own = written_by(text, lexicon) if listened_for else ""
    given = [word for word in listened_for if holds(own, word)]
    if not given:
        return meaning
    if meaning.intent is not Intent.CRISIS:
        meaning = replace(understand(_without_any(own, given), lexicon), carrier_word=meaning.carrier_word)
    if meaning.intent is Intent.CRISIS:
        return replace(meaning, limit=Limit.QUIET_WORD)
    return Meaning(intent=Intent.OTHER, limit=Limit.QUIET_WORD, carrier_word=meaning.carrier_word)


def beside_code_word(meaning: Meaning, text: str, word: str, lexicon: Lexicon) -> Meaning:
    """Return what a text means beside the code word in it; a cry is one with the word or without it."""
    if meaning.intent is Intent.CRISIS or meaning.limit is not None:
        return meaning
    # The carrier compares whole texts, so "stop" beside other words has switched nothing off.
    return replace(understand(without(text, word), lexicon), carrier_word=None)


def is_word_alone(text: str, word: str) -> bool:
    """Whether a text is an own word and nothing else that says anything."""
    return not plain(without(text, word))


def without(text: str, word: str) -> str:
    """Return a text without the places where an own word stands."""
    return _replaced(text, word, " ").strip()


def _without_any(text: str, words: Iterable[str]) -> str:
    for word in words:
        text = without(text, word)
    return text


def masked(text: str, words: Iterable[str]) -> str:
    """Return a text as a worker may read it, each code word in it covered."""
    for word in words:
        text = _replaced(text, word, MASK)
    return text


def is_ordinary(word: str, lexicon: Lexicon, known: Iterable[frozenset[str]]) -> bool:
    """Whether an own word would be written or sent by chance: the line understands it, or knows each of its words.

    `known` are the words of the line's own texts, in any language.
    """
    found = by_role(find(normalise(word, lexicon.spelling), lexicon), lexicon)
    by_phrases = replace(lexicon, learnt=NOTHING_LEARNT)
    if understand(word, by_phrases) != Meaning(intent=Intent.OTHER) or any(found.values()):
        return True
    ours = (lexicon.spelling.known, lexicon.spelling.words.keys(), *known)
    return all(any(one in words for words in ours) for one in word.split())


def _replaced(text: str, word: str, by: str) -> str:
    """Return a text with `by` where an own word stands; folding may change lengths, so places are mapped back."""
    folded, places = _folded_with_places(text)
    result, last = "", 0
    for found in _pattern(word).finditer(folded):
        start, end = places[found.start()], places[found.end() - 1] + 1
        result += text[last:start] + by
        last = end
    return result + text[last:]


def _folded_with_places(text: str) -> tuple[str, Sequence[int]]:
    """Return a text folded letter by letter, and for each letter of that the place it came from."""
    folded = [(piece, place) for place, letter in enumerate(text) for piece in fold(letter, {})]
    return "".join(piece for piece, _ in folded), [place for _, place in folded]


def _pattern(word: str) -> re.Pattern[str]:
    """Return what finds an own word as whole words; a letter written three times or more may be a stretched one."""
    body = _BETWEEN.join("".join(_letters(part)) for part in word.split())
    return re.compile(rf"(?<![^\W_]){body}(?![^\W_])")


def _letters(part: str) -> Iterator[str]:
    for letter, same in groupby(part):
        count = sum(1 for _ in same)
        stretched = f"{{{max(count, STRETCH)},}}"
        exact = f"{{{count}}}"
        piece = re.escape(letter)
        yield f"{piece}{exact}" if letter.isdigit() else f"(?:{piece}{stretched}|{piece}{exact})"
