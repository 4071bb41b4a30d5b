"""Reads what an ordinary text asks for, and which limits it sets."""

import re
from collections.abc import Callable, Sequence

from bot.language.lexicon import Lexicon, Match
from bot.model.meaning import Intent, Limit

# When a text says several things, the first of these is answered.
_INTENT_ORDER = (
    Intent.STOP,
    Intent.WRONG_NUMBER,
    Intent.START,
    Intent.LANGUAGE,
    Intent.HUMAN,
    Intent.DIRECTORY,
    Intent.RESCHEDULE,
    Intent.CANCEL,
    Intent.LATE,
    Intent.NEXT_VISIT,
    Intent.CONFIRM,
    Intent.HELP,
    Intent.THANKS,
)
# The limit that holds most comes first: a meaning has only one.
_LIMIT_ORDER = (
    Limit.QUIET_WORD,
    Limit.SOMEONE_READS,
    Limit.DELETE_THIS,
    Limit.DO_NOT_TEXT,
    Limit.OTHER_PHONE,
    Limit.DO_NOT_CALL,
    Limit.WRONG_NUMBER,
)
_OPENING = re.compile(r'["“«„]')
_CLOSING = {'"': '"', "“": "”", "«": "»", "„": "“"}
_NUMBER_ALONE = re.compile(r"[\s#(*.]*([0-9]{1,2})[\s.)!*]*")
_MOST_DIGITS = 2
_EDGE = " \t\r\n\v\f\u00a0.,!?;:'\"“”‘’()[]*-_…¡¿"


def intent_of(matches: Sequence[Match], lexicon: Lexicon) -> tuple[Intent, tuple[Match, ...]]:
    """Return the first intent by order of precedence and the matches that decided; `other` where there is none."""
    said = {lexicon.senses[match.rule].intent for match in matches}
    chosen = next((intent for intent in _INTENT_ORDER if intent in said), Intent.OTHER)
    return chosen, tuple(match for match in matches if lexicon.senses[match.rule].intent is chosen)


def limit_of(matches: Sequence[Match], lexicon: Lexicon) -> tuple[Limit | None, tuple[Match, ...]]:
    """Return the strictest limit on contact and the matches that decided."""
    said = {lexicon.senses[match.rule].limit for match in matches}
    chosen = next((limit for limit in _LIMIT_ORDER if limit in said), None)
    return chosen, tuple(match for match in matches if lexicon.senses[match.rule].limit is chosen)


def own_words(text: str, is_reaction: Callable[[str], bool]) -> str | None:
    """Return what the writer added to a reaction, never the text it quotes; None if `text` is no reaction."""
    opening = _OPENING.search(text)
    if opening is None or not is_reaction(text[: opening.start()]):
        return None
    return text[_end_of_quote(text, opening.start()) :]


def bare_word(text: str) -> str:
    """Return `text` in small letters, without space and punctuation around it."""
    return text.strip(_EDGE).lower()


def carriers_word(text: str) -> str:
    """Return `text` as the carrier compares it with its words: in small letters, without white space around it."""
    return text.strip().lower()


def is_plain(text: str, word: str) -> bool:
    """Whether `text` is `word` with at most one mark behind it: "help!!" is a plea, not a keyword."""
    return len(text.strip()) - len(word) <= 1


def digit_of(folded: str) -> int | None:
    """Return the number 0-99 that a text is, if it is nothing else."""
    alone = _NUMBER_ALONE.fullmatch(folded)
    return int(alone.group(1)) if alone else None


def chosen_number(words: Sequence[str], matches: Sequence[Match]) -> int | None:
    """Return the number 0-99 that `words` choose and say little else ("1 please"); `matches` are ways to say so."""
    if not any(match.start == 0 and match.last == len(words) - 1 for match in matches):
        return None
    number = next((word for word in words if word.isascii() and word.isdigit()), "")
    return int(number) if 0 < len(number) <= _MOST_DIGITS else None


def _end_of_quote(text: str, opening: int) -> int:
    """Return where the quote that opens at `opening` is over; one never closed runs to the end of the text."""
    first, last = text[opening], _CLOSING[text[opening]]
    depth = 1
    for place in range(opening + 1, len(text)):
        if text[place] == last:
            depth -= 1
        elif text[place] == first:
            depth += 1
        if depth == 0:
            return place + 1
    return len(text)
