"""Reads a text to the signs of time in it, in one pass."""

import re
from itertools import groupby

from bot.language.normalise import fold
from bot.language.times.signs import SAYS_TIME, Kind, Sign, TimeWords

_PIECE = re.compile(r"[^\W_]+|[^\w\s]|\n")
_DOT_IN_TIME = re.compile(r"(?<=\d)\.(?=\d\d(?!\d))")
_AM_PM = re.compile(r"(?<![^\W\d_])([ap])\. ?m(?![^\W_])\.?")
_WE_WOULD = re.compile(r"\bwe'd\b")
"""Without its apostrophe it would be a weekday."""
_RUN = re.compile(r"\d+|[^\W\d_]+")
_STRETCHED = re.compile(r"(\D)\1\1")
_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´")
_MARKS = {
    ":": Sign(Kind.COLON),
    ",": Sign(Kind.COMMA),
    "-": Sign(Kind.DASH),
    "–": Sign(Kind.DASH),
    "—": Sign(Kind.DASH),
    "/": Sign(Kind.SLASH),
    "@": Sign(Kind.AT),
    "&": Sign(Kind.JOIN),
    "%": Sign(Kind.UNIT),
    "$": Sign(Kind.OTHER),
    "#": Sign(Kind.OTHER),
    "~": Sign(Kind.NEAR),
}
_BREAK = Sign(Kind.BREAK)
OTHER = Sign(Kind.OTHER)
ASKED = Sign(Kind.BREAK, 1)
"""The end of a question."""
_MOST_DIGITS = 4


def signs_of(text: str, words: TimeWords) -> list[Sign]:
    """Return the signs of `text` in order, none if nothing in it says a time."""
    plain: list[str] = []
    for piece in pieces_of(text):
        plain.extend(_spelt(piece, words))
    if words.telling.isdisjoint(plain) and not any(word.isdecimal() for word in plain):
        return []
    signs: list[Sign] = []
    place = 0
    while place < len(plain):
        sign, place = _sign_at(plain, place, words)
        signs.append(sign)
    return signs if any(sign.kind in SAYS_TIME for sign in signs) else []


def pieces_of(text: str) -> list[str]:
    """Return the words, numbers and marks of `text`, in small letters without accents."""
    plain = fold(text, {})
    if "we'd" in plain:
        plain = _WE_WOULD.sub("we", plain)
    plain = plain.translate(_APOSTROPHES)
    if "." in plain:
        plain = _AM_PM.sub(r"\1m", _DOT_IN_TIME.sub(":", plain))
    return _PIECE.findall(plain)


def _spelt(piece: str, words: TimeWords) -> tuple[str, ...]:
    """Return one piece as it is usually spelt, numbers apart from the letters behind them ("5pm", "15h30")."""
    if found := words.spelling.get(piece):
        return found
    if piece in words.alone or not piece[0].isalnum():
        return (piece,)
    if not piece.isalpha():
        return apart(piece)
    if _STRETCHED.search(piece):
        shrunk = _unstretched(piece, words)
        return words.spelling.get(shrunk, (shrunk,))
    return (piece,)


def apart(piece: str) -> tuple[str, ...]:
    """Return numbers and letters apart; letters behind a number are marked with "+"."""
    runs = _RUN.findall(piece)
    return tuple("+" + run if number and not run.isdecimal() else run for number, run in enumerate(runs))


def _unstretched(piece: str, words: TimeWords) -> str:
    """Shrink letters written three times or more to one, or to two where only that is known."""
    runs = [(letter, sum(1 for _ in same)) for letter, same in groupby(piece)]
    once, twice = ("".join(letter * min(count, most) for letter, count in runs) for most in (1, 2))
    kept = "".join(letter * (1 if count > 2 else count) for letter, count in runs)  # noqa: PLR2004
    known = (form for form in (kept, twice, once) if form in words.alone or form in words.spelling)
    return next(known, kept)


def _sign_at(plain: list[str], place: int, words: TimeWords) -> tuple[Sign, int]:
    """Return the sign that begins at `place` and where the next begins; of phrases the longest counts."""
    word, behind = plain[place], place + 2
    if (longer := words.longer.get(word)) is not None and behind <= len(plain):
        for rest, sign in longer.get(plain[place + 1], ()):
            if plain[behind : behind + len(rest)] == rest:
                return sign, behind + len(rest)
    return words.alone.get(word) or _lone(word, words), place + 1


def _lone(word: str, words: TimeWords) -> Sign:
    """Return the sign of a word that begins no phrase: a number, what is attached to one, a mark."""
    if word.isdecimal():
        return Sign(Kind.DIGITS, int(word), len(word)) if len(word) <= _MOST_DIGITS else OTHER
    if word[0] == "+" and len(word) > 1:
        return _attached(word[1:], words)
    if word[0].isalnum():
        return OTHER
    return ASKED if word == "?" else _MARKS.get(word, _BREAK)


def _attached(word: str, words: TimeWords) -> Sign:
    """Return what letters directly behind a number say, else what they say as a word ("5to7", "3or4")."""
    return words.attached.get(word) or words.alone.get(word, OTHER)
