"""What the second ear makes of a text: a cry that no phrase knows, and which intent it is most like."""

from collections.abc import Sequence
from math import log

from bot.language.crisis import Crisis
from bot.language.likeness import Likely, Likeness, likely
from bot.model.meaning import Before, CrisisKind, Intent, Urgency

CRY_AT = 0.4
"""The likelihood from which a text without any phrase of a cry is taken for one that may be an emergency."""
SHORT_CRY_AT = 0.5
"""The same for a text of few words, which says little; phrases know most short cries."""
CRY_BESIDE_HARMLESS_AT = 0.8
"""The same where the lexicon knows an idiom or something harmless in the text."""
NEARLY = 0.08
"""How much less is asked about the same day."""
FEW_WORDS = 9
EMERGENCY_AT = 0.5
"""Of a cry, the part that must speak for an emergency: in doubt between the two, the higher."""
FEWEST_WORDS = 5
"""Shorter texts are like too many others."""
AROUND = 3
"""Words before and behind a doubtful phrase that are weighed with it."""
A_PHRASE_COUNTS, A_TIME_COUNTS = 1.0, 3.0
"""What a phrase of the lexicon adds to the logarithm of the likelihood of its intent, and what a time that is named."""
BY_PHRASE_ALONE = frozenset({Intent.STOP, Intent.START, Intent.WRONG_NUMBER})
"""What changes whom the line writes to: where known words say so, likeness does not gainsay them."""
LEAST = 1e-9


def cry_in(found: Likely, words: int, *, is_harmless: bool) -> Crisis | None:
    """Return the crisis that a text is like, None where it is not enough like one; `words`: how many it has."""
    emergency, soon = _of_cry(found)
    enough = CRY_BESIDE_HARMLESS_AT if is_harmless else SHORT_CRY_AT if words < FEW_WORDS else CRY_AT
    if emergency + soon < enough - NEARLY:
        return None
    kind = CrisisKind(max(found.kinds, key=lambda name: found.kinds[name]))
    is_emergency = emergency + soon >= enough and emergency / (emergency + soon) >= EMERGENCY_AT
    return Crisis(urgency=Urgency.EMERGENCY if is_emergency else Urgency.SOON, kind=kind, matches=())


def likelihood_of_cry(words: Sequence[str], learnt: Likeness, start: int, last: int) -> float:
    """Return how likely a text is a cry: all of it, or what stands around the words from `start` to `last`.

    Whichever is more: what else a text is about makes no cry in it less. What came before the text does not count. It
    is 1 where the text is too short to tell, or nothing was learnt.
    """
    if len(words) < FEWEST_WORDS or not learnt.labels:
        return 1.0
    near = words[max(start - AROUND, 0) : last + 1 + AROUND]
    return max(sum(_of_cry(likely(said, Before.NOTHING, learnt, asks=False))) for said in (words, near))


def _of_cry(found: Likely) -> tuple[float, float]:
    """Return the likelihood of an emergency, and of a crisis that is not one."""
    emergency, soon = (f"{Intent.CRISIS}:{urgency}" for urgency in (Urgency.EMERGENCY, Urgency.SOON))
    return found.shares.get(emergency, 0.0), found.shares.get(soon, 0.0)


def intent_by(found: Likely, said: Intent, *, names_one: bool) -> Intent:
    """Return the intent a text is most like; `said` is what phrases and the occasion make of it, and counts beside.

    `names_one`: a time is asked for or chosen.
    """
    if said in BY_PHRASE_ALONE or not found.shares:
        return said
    scores = {name: log(share + LEAST) for name, share in found.shares.items() if not name.startswith(Intent.CRISIS)}
    if said is not Intent.OTHER:
        scores[said] = scores.get(said, log(LEAST)) + (A_TIME_COUNTS if names_one else A_PHRASE_COUNTS)
    return Intent(max(scores, key=lambda name: scores[name]))
