"""Ready words a worker sends by one word: `/safe`, `/callme`, `/911`, `/later`, each with a code or without."""

import re

from bot.model.help import looks_like_code
from bot.model.value import value_in_order

PHRASES = {"safe": "safe", "callme": "call", "911": "emergency", "later": "later"}
"""What is typed, and the name of the words in the catalog."""
SLASHED = re.compile(r"(?:([a-z]{2,3})[ .,:-]*)?/ ?([a-z0-9]*)(.*)", re.IGNORECASE | re.DOTALL)
MARKS = " .,;:!?-\r\n\t"


@value_in_order
class SayPhrase:
    """`/safe KB`: send these ready words to that family, in its language."""

    name: str
    code: str | None


@value_in_order
class NoSuchPhrase:
    """A slash and something else: no ready words, and never words for a family."""


def phrase(plain: str) -> SayPhrase | NoSuchPhrase | None:
    """Read a slash command; None where a text begins with none. What is written behind one is never left out unsaid."""
    match = SLASHED.fullmatch(plain)
    if match is None or (match.group(1) and not looks_like_code(match.group(1).upper())):
        return None
    before, word, rest = match.group(1), match.group(2).lower(), match.group(3).strip(MARKS)
    behind = rest.upper() if looks_like_code(rest.upper()) else ""
    if word not in PHRASES or (rest and not behind) or (before and behind):
        return NoSuchPhrase()
    return SayPhrase(PHRASES[word], (before or behind or "").upper() or None)
