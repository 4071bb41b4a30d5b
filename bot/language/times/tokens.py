"""Cuts a text into what says a time and what does not, in one pass."""

import re
from collections.abc import Iterator, Sequence

from bot.language.normalise import fold
from bot.language.times.vocabulary import Sign, TimeWords, Tongue
from bot.model.value import value_in_order

_PIECE = re.compile(r"\d{1,2}[:.h]\d{2}(?![^\W_])|[^\W_]+(?:'[^\W_]+)?|[^\w\s]")
_RUN = re.compile(r"\d+(?:st|nd|rd|th)(?![^\W_])|\d+|[^\W\d_']+")
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})")
_STOPS = frozenset(".,;?!()\n…")
_MOST = 400
"""So many pieces of a text are read: nobody asks for a time behind them."""
_LAST_HOUR, _LAST_MINUTE, _LAST_DAY, _LAST_SHORT = 23, 59, 31, 99
_FIVE = 5
_MOST_DIGITS = 6
_TRIM = "'"
_LONG = 4
"""Shorter words of another language are more likely slips of this one."""


@value_in_order
class Token:
    """One piece of a text: a sign, a number as it was written, an ordinal, a clock time, a stop, or any other word."""

    text: str
    sign: Sign | None = None
    number: int | None = None
    ordinal: int | None = None
    clock: tuple[int, int] | None = None
    is_stop: bool = False

    @property
    def says_time(self) -> bool:
        """Whether this can be part of a time."""
        return self.sign is not None or self.number is not None or self.ordinal is not None or self.clock is not None


def tokens_of(text: str, words: TimeWords) -> list[Token]:
    """Return the tokens of `text`, read in the language it is in; long words of the others count too.

    Empty where nothing in it names a time.
    """
    pieces = _PIECE.findall(fold(text, {}))[:_MOST]
    if words.telling.isdisjoint(pieces) and not any(piece[0].isdigit() for piece in pieces):
        return []
    tongues = words.ordered(pieces)
    apart = [part for piece in pieces for part in _parts(piece, tongues)]
    return list(_read(apart, tongues))


def _parts(piece: str, tongues: Sequence[Tongue]) -> Sequence[str]:
    """Part digits from letters ("5pm"), except in a word that is written with both ("b4")."""
    is_mixed = piece.isalnum() and not piece.isalpha() and not piece.isdigit()
    if not is_mixed or _CLOCK.fullmatch(piece) or any(piece in tongue.signs for tongue in tongues):
        return (piece,)
    return _RUN.findall(piece)


def _read(pieces: list[str], tongues: Sequence[Tongue]) -> Iterator[Token]:
    at = 0
    while at < len(pieces):
        token, taken = _token_at(pieces, at, tongues)
        yield token
        at += taken


def _token_at(pieces: list[str], at: int, tongues: Sequence[Tongue]) -> tuple[Token, int]:
    """Return the token that begins at a piece, and how many pieces it takes."""
    piece = pieces[at]
    if piece[0].isdigit():
        return _digits(piece), 1
    if piece in _STOPS:
        return Token(piece, is_stop=True), 1
    for number, tongue in enumerate(tongues):
        if number and (len(piece) < _LONG or piece in tongues[0].common):
            break
        token, taken = _in_tongue(pieces, at, tongue)
        if token is not None:
            return token, taken
    bare = piece.replace(_TRIM, "")
    if bare != piece and bare:
        return _token_at([bare, *pieces[at + 1 : at + 5]], 0, tongues)
    return Token(piece), 1


def _in_tongue(pieces: list[str], at: int, tongue: Tongue) -> tuple[Token | None, int]:
    """Return what the words from a piece on say in one language."""
    piece = pieces[at]
    for rest, sign in tongue.signs.get(piece, ()):
        if tuple(pieces[at + 1 : at + 1 + len(rest)]) == rest:
            return Token(piece, sign=sign, number=None if rest else tongue.numbers.get(piece)), 1 + len(rest)
    if piece in tongue.numbers:
        return Token(piece, number=tongue.numbers[piece]), 1
    if piece in tongue.ordinals:
        return Token(piece, ordinal=tongue.ordinals[piece]), 1
    return None, 0


def _digits(piece: str) -> Token:
    """Read what begins with a digit: 14, 14th, 5:30, 15h30, 430, 1530."""
    if len(piece) > _MOST_DIGITS:
        return Token(piece)
    if clock := _CLOCK.fullmatch(piece):
        hour, minute = int(clock[1]), int(clock[2])
        return Token(piece, clock=(hour, minute)) if hour <= _LAST_HOUR and minute <= _LAST_MINUTE else Token(piece)
    if not piece.isdecimal() or not piece.isascii():
        digits = "".join(letter for letter in piece if letter in "0123456789")
        return Token(piece, ordinal=int(digits)) if digits and 0 < int(digits) <= _LAST_DAY else Token(piece)
    number = int(piece)
    if number <= _LAST_SHORT and len(piece) < 3:  # noqa: PLR2004  (a number of two digits)
        return Token(piece, number=number)
    hour, minute = divmod(number, 100)
    is_clock = len(piece) in {3, 4} and hour <= _LAST_HOUR and minute <= _LAST_MINUTE and minute % _FIVE == 0
    return Token(piece, clock=(hour, minute)) if is_clock else Token(piece)
