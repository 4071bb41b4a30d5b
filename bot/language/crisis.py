"""Is this a cry for help? Looked for before anything else (SAFETY 2.1)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from bot.language.lexicon import Lexicon, Match, Role
from bot.model.meaning import CrisisKind, Urgency
from bot.model.value import value

# When a text speaks of several dangers, the first of these names it; the urgency does not depend on it.
_ORDER = (
    CrisisKind.SUICIDE,
    CrisisKind.OVERDOSE,
    CrisisKind.PARTNER_VIOLENCE,
    CrisisKind.CHILD_SAFETY,
    CrisisKind.RUNAWAY,
    CrisisKind.MEDICAL,
    CrisisKind.VIOLENCE,
    CrisisKind.SHELTER,
    CrisisKind.OTHER,
)

Likelihood: TypeAlias = Callable[[int, int], float]
"""How likely a text is a cry, as a whole or around the words from one place to another; whichever is more."""
BELIEVED_AT = 0.25
"""The likelihood of a cry from which a doubtful phrase is an emergency."""


@value
class Crisis:
    """What kind of crisis, how urgent, and the matches that say so.

    `is_doubted`: its phrase is of an emergency, and it is "soon" for want of likelihood.
    """

    urgency: Urgency
    kind: CrisisKind
    matches: tuple[Match, ...]
    is_doubted: bool = False


def crisis_in(found: Mapping[Role, Sequence[Match]], lexicon: Lexicon, likelihood: Likelihood) -> Crisis | None:
    """Return the gravest crisis among the matches `found`, or None; `likelihood` tells how like a cry it is.

    An exception ("dying of laughter") takes away only a match that it covers from first word to last; an idiom of
    anybody ("he shot me a text") one that ends in it. Neither touches another match of the same text, so adding a
    crisis phrase can only add a crisis. One that is "only soon" makes a match that ends in it milder. A doubtful phrase
    is an emergency where the text is like a cry, as a whole or around it, and "soon" where it is not.
    """
    milder = covered(found.get(Role.ONLY_SOON, ()))
    by_rule: dict[int, list[Match]] = {}
    for match in found.get(Role.CRISIS, ()):
        if not is_harmless(match, found):
            by_rule.setdefault(match.rule, []).append(match)
    crises = (_crisis_of(rule, matches, milder, lexicon, likelihood) for rule, matches in by_rule.items())
    return min((crisis for crisis in crises if crisis), key=_gravity, default=None)


def is_harmless(match: Match, found: Mapping[Role, Sequence[Match]]) -> bool:
    """Whether an exception covers the whole of `match`, or its last word is part of an idiom."""
    whole = any(around.start <= match.start and match.last <= around.last for around in found.get(Role.NOT_CRISIS, ()))
    return whole or any(idiom.start <= match.last <= idiom.last for idiom in found.get(Role.IDIOM, ()))


def covered(matches: Iterable[Match]) -> frozenset[int]:
    """Return the places of all words that `matches` cover."""
    return frozenset(place for match in matches for place in range(match.start, match.last + 1))


def _crisis_of(
    rule: int, matches: list[Match], milder: frozenset[int], lexicon: Lexicon, likelihood: Likelihood
) -> Crisis | None:
    """Return the crisis that one rule makes of its matches, if each of its parts is among them."""
    parts = set(range(lexicon.several.get(rule, 1)))
    if {match.part for match in matches} != parts:
        return None
    sense = lexicon.senses[rule]
    urgent = {match.part for match in matches if match.last not in milder} == parts
    around = min(match.start for match in matches), max(match.last for match in matches)
    is_doubted = urgent and sense.is_doubtful and likelihood(*around) < BELIEVED_AT
    return Crisis(
        urgency=sense.urgency if urgent and not is_doubted else Urgency.SOON,
        is_doubted=is_doubted,
        kind=sense.kind or CrisisKind.OTHER,
        matches=tuple(matches),
    )


def _gravity(crisis: Crisis) -> tuple[bool, bool, int, int]:
    """Order crises: emergencies first, then those that may be one, then by kind, then as they stand in the text."""
    is_milder = crisis.urgency is not Urgency.EMERGENCY
    return is_milder, not crisis.is_doubted, _ORDER.index(crisis.kind), crisis.matches[0].start
