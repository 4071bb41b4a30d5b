"""How like a text is to texts of each meaning: the second ear, for words that no phrase of the lexicon knows.

Each word, pair of words and part of a word speaks for some meanings and against others; what it weighs was learnt from
labelled texts (`tests/benchmarks/teach.py`), and stands in `config/likeness.txt`. A cry that
phrases find is a cry whatever this says; how urgent it is, is asked of it for doubtful phrases alone.
"""

from binascii import a2b_base64, b2a_base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from math import exp, sqrt

from bot.model.meaning import Before
from bot.model.value import value

BEGINS, ENDS, PART = "^", "$", "_"
PARTS = (3, 4, 5)
"""Letters of the parts of a word that are weighed, so that misspelt words still speak."""
MOST_WORDS = 60
"""Words of a text that are weighed: a longer one has said by then what it is about."""
LOUDEST = 3
"""Words that are named where likeness decided."""
MOST_REMEMBERED = 4_000
WIDE = 3
LANE = 8 * WIDE
"""Bytes and bits of each label's place in a packed weight; all labels are added at once, as one whole number."""
HALF = 1 << (LANE - 1)
UNIT = 16
"""Packed weights are sixteenths."""
NONE = 128
"""The byte that stands for no weight in the file."""


@value
class Likely:
    """Of each label the share of likelihood, from 0 to 1, together 1; empty where nothing was learnt."""

    shares: Mapping[str, float] = field(default_factory=dict)
    kinds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Likeness:
    """What was learnt: the labels, how many of them are meanings (the others are kinds of crisis), and the weights.

    `bias` is what holds for any text; `heard` remembers words that were weighed (the answers do not depend on it).
    """

    labels: tuple[str, ...] = ()
    meanings: int = 0
    bias: tuple[float, ...] = ()
    weights: Mapping[str, int] = field(default_factory=dict)
    heard: dict[str, tuple[int, int]] = field(default_factory=dict)


NOTHING_LEARNT = Likeness()


def likely(words: Sequence[str], before: Before, learnt: Likeness, *, asks: bool) -> Likely:
    """Return how likely each meaning of a text is; `asks`: it has a question mark."""
    if not learnt.labels or not words:
        return Likely()
    heard = words[:MOST_WORDS]
    features = around(heard, before, asks=asks)
    told = [_word(word, learnt) for word in heard]
    total = sum(map(learnt.weights.get, features, repeat(0)), sum([weight for weight, _ in told]))
    scale = UNIT * sqrt(len(features) + sum([parts for _, parts in told]))
    sums = unpacked(total, len(learnt.labels))
    scores = [bias + sum_ / scale for bias, sum_ in zip(learnt.bias, sums, strict=True)]
    cut = learnt.meanings
    return Likely(shares=_shares(learnt.labels[:cut], scores[:cut]), kinds=_shares(learnt.labels[cut:], scores[cut:]))


def speaks_for(words: Sequence[str], label: str, learnt: Likeness) -> tuple[str, ...]:
    """Return the words that speak loudest for a meaning, in the order of the text."""
    lanes, place = len(learnt.labels), learnt.labels.index(label)
    loud = {
        word: (_raised(_word(word, learnt)[0], lanes) >> (LANE * place)) % (1 << LANE) - HALF
        for word in words[:MOST_WORDS]
    }
    loudest = sorted(loud, key=lambda word: -loud[word])[:LOUDEST]
    return tuple(word for word in loud if word in loudest and loud[word] > 0)


def parts_of(word: str) -> Iterator[str]:
    """Yield what is weighed of one word: the word and its parts."""
    yield word
    edged = f"<{word}>"
    for length in PARTS:
        for start in range(len(edged) - length + 1):
            yield PART + edged[start : start + length]


def around(words: Sequence[str], before: Before, *, asks: bool) -> list[str]:
    """Return what is weighed between words: neighbours, words near each other, what came before, a question mark."""
    edged = [BEGINS, *words, ENDS]
    features = [f"{one} {other}" for one, other in pairwise(edged)]
    for apart in (2, 3):
        features += [f"{one} .. {other}" for one, other in zip(edged, edged[apart:], strict=False)]
    features.append(f"before {before}")
    return [*features, "asks"] if asks else features


def learnt_from(lines: Sequence[str]) -> Likeness:
    """Read what was learnt: the meanings, the kinds of crisis, what holds for any text, then a word a line.

    What words weigh is decoded all together: one by one would take three times as long.
    """
    meanings, kinds, bias = (line.split() for line in lines[:3])
    labels = (*meanings, *kinds)
    cells = "\t".join(lines[3:]).split("\t") if lines[3:] else []
    names, codes = cells[::2], cells[1::2]
    length = len(b2a_base64(bytes(len(labels)), newline=False))
    # Without the signs that fill them up the codes of all words are one code, with a few bytes between words.
    each = length // 4 * 3
    together = a2b_base64("".join(codes).replace("=", "A"), strict_mode=True)
    if len(names) != len(codes) or {length}.union(map(len, codes)) != {length}:
        raise ValueError(f"a word has no weight for each of {len(labels)} labels")
    lanes = bytearray(WIDE * each * len(codes))
    lanes[::WIDE] = together
    nothing = int.from_bytes(bytes([NONE, *bytes(WIDE - 1)]) * len(labels), "little")
    long = WIDE * len(labels)
    places = range(0, len(lanes), WIDE * each)
    weights = {
        name: int.from_bytes(lanes[at : at + long], "little") - nothing for name, at in zip(names, places, strict=True)
    }
    return Likeness(labels=labels, meanings=len(meanings), bias=tuple(map(float, bias)), weights=weights)


def unpacked(total: int, lanes: int) -> list[int]:
    """Return the sums of each lane of added packed weights."""
    raised = _raised(total, lanes).to_bytes(WIDE * (lanes + 1), "little")
    return [int.from_bytes(raised[at : at + WIDE], "little") - HALF for at in range(0, WIDE * lanes, WIDE)]


def _raised(total: int, lanes: int) -> int:
    """Return added weights, each lane so much higher that none is below nothing and borrows from the next."""
    return total + int.from_bytes(HALF.to_bytes(WIDE, "little") * lanes, "little")


def _word(word: str, learnt: Likeness) -> tuple[int, int]:
    """Return the packed weight of a word and its parts, and how many these are."""
    known = learnt.heard.get(word)
    if known is None:
        if len(learnt.heard) >= MOST_REMEMBERED:
            learnt.heard.clear()
        features = list(parts_of(word[:40]))
        known = learnt.heard[word] = (sum(learnt.weights.get(one, 0) for one in features), len(features))
    return known


def _shares(labels: Sequence[str], scores: Sequence[float]) -> dict[str, float]:
    """Turn scores to shares that are one together."""
    highest = max(scores, default=0.0)
    powers = [exp(score - highest) for score in scores]
    whole = sum(powers)
    return {label: power / whole for label, power in zip(labels, powers, strict=True)}
