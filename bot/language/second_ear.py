"""What the second ear makes of a text: a cry that no phrase knows, and which intent it is most like."""

from math import log

from bot.language.crisis import Crisis
from bot.language.likeness import Likely
from bot.model.meaning import CrisisKind, Intent, Urgency

CRY_AT = 0.46
"""The likelihood from which a text without any phrase of a cry is taken for one."""
SHORT_CRY_AT = 0.65
"""The same for a text of few words, which says little; phrases know most short cries."""
CRY_BESIDE_HARMLESS_AT = 0.8
"""The same where the lexicon knows an idiom or something harmless in the text."""
FEW_WORDS = 9
EMERGENCY_AT = 0.55
"""Of a cry, the part that must speak for an emergency: in doubt between the two, the higher."""
FEWEST_WORDS = 5
"""Shorter texts are like too many others."""
A_PHRASE_COUNTS = 2.0
"""What a phrase of the lexicon adds to the logarithm of the likelihood of its intent."""
BY_PHRASE_ALONE = frozenset({Intent.STOP, Intent.START, Intent.WRONG_NUMBER})
"""What changes whom the line writes to is said in words that are known, never only likely."""
LEAST = 1e-9


def cry_in(likely: Likely, words: int, *, is_harmless: bool) -> Crisis | None:
    """Return the crisis that a text is like, None where it is not enough like one; `words`: how many it has."""
    emergency = likely.shares.get(f"{Intent.CRISIS}:{Urgency.EMERGENCY}", 0.0)
    soon = likely.shares.get(f"{Intent.CRISIS}:{Urgency.SOON}", 0.0)
    enough = CRY_BESIDE_HARMLESS_AT if is_harmless else SHORT_CRY_AT if words < FEW_WORDS else CRY_AT
    if emergency + soon < enough:
        return None
    kind = CrisisKind(max(likely.kinds, key=lambda name: likely.kinds[name]))
    is_emergency = emergency / (emergency + soon) >= EMERGENCY_AT
    return Crisis(urgency=Urgency.EMERGENCY if is_emergency else Urgency.SOON, kind=kind, matches=())


def intent_by(likely: Likely, said: Intent) -> Intent:
    """Return the intent a text is most like; `said` is what phrases and the occasion make of it, and counts beside."""
    if said in BY_PHRASE_ALONE or not likely.shares:
        return said
    scores = {name: log(share + LEAST) for name, share in likely.shares.items() if not name.startswith(Intent.CRISIS)}
    for name in BY_PHRASE_ALONE:
        scores.pop(name, None)
    if said is not Intent.OTHER:
        scores[said] = scores.get(said, log(LEAST)) + A_PHRASE_COUNTS
    return Intent(max(scores, key=lambda name: scores[name]))
