"""The phrases the line knows, laid out as a net of words along which any text is followed once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import NamedTuple, TypeAlias

from bot.language.likeness import NOTHING_LEARNT, Likeness
from bot.language.net import Net, Node, first_of, joined, net_of
from bot.language.normalise import Spelling
from bot.language.notation import END, NUMBER, PREFIX, START, Wording
from bot.language.sounds import names_by_ear
from bot.language.times.signs import TimeWords, time_words
from bot.model.meaning import Asks, CrisisKind, Day, Intent, Limit, Pick, Urgency
from bot.model.value import value

Calls: TypeAlias = list[tuple[str, int]]
"""What phrases may call a place of a text, word or group, and the place behind it."""

MOST_BETWEEN = 3
MOST_REMEMBERED = 4_000
LONGEST_BEGINNING = 24
"""Letters of a word within which a phrase that names its beginning (`suicid*`) ends."""


class Role(StrEnum):
    """What a phrase does when a text has it."""

    CRISIS = "crisis"
    NOT_CRISIS = "not_crisis"
    IDIOM = "idiom"
    ONLY_SOON = "only_soon"
    BASICS = "basics"
    INTENT = "intent"
    NOT_MEANT = "not_meant"
    LIMIT = "limit"
    BARE = "bare"
    CHOOSING = "choosing"
    AGREES = "agrees"
    BESIDE_YES = "beside_yes"
    WAS_THERE = "was_there"
    DAY = "day"
    PICK = "pick"
    AUTO_REPLY = "auto_reply"
    REACTION = "reaction"


@value
class Sense:
    """What a phrase says; `urgency` and `kind` belong to a crisis, the others each to the role of its name.

    `is_doubtful`: harmless texts have it too, so its urgency hangs on how like a cry the text is.
    """

    role: Role
    urgency: Urgency = Urgency.NONE
    kind: CrisisKind | None = None
    is_doubtful: bool = False
    intent: Intent | None = None
    limit: Limit | None = None
    day: Day | None = None
    pick: Pick | None = None


@value
class Rule:
    """A phrase as read: what it says and its parts, all of which must occur."""

    sense: Sense
    parts: tuple[Wording, ...]


class Match(NamedTuple):
    """A part of a rule found in a text, from word `start` to word `last`; a text has dozens, so they are made fast."""

    start: int
    last: int
    rule: int
    part: int


_MATCH: Callable[[tuple[int, int, int, int]], Match] = partial(tuple.__new__, Match)
"""What `Match._make` does, in half the time."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Called:
    """What phrases may call a word of a text, and where these names lead in the nets of groups and of phrases."""

    names: tuple[str, ...]
    groups: Node | None
    phrases: Node | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Lexicon:
    """Everything `understand` knows of words, built once at start.

    `senses` are what each rule says, `several` how many parts it has, where these are more than one. `names` are the
    words that phrases use; `opt_out`, `opt_in`, `keywords` and `asks` are whole messages. `called` remembers what
    `find` called a word (the answers do not depend on it).
    """

    spelling: Spelling
    senses: tuple[Sense, ...]
    several: Mapping[int, int]
    phrases: Net
    groups: Net
    names: frozenset[str]
    opt_out: Mapping[str, Intent]
    opt_in: Mapping[str, Intent]
    keywords: Mapping[str, Intent]
    asks: Mapping[str, Asks]
    times: TimeWords
    learnt: Likeness
    called: dict[str, Called]


def build_lexicon(
    rules: Iterable[Rule],
    spelling: Spelling,
    opt_out: Mapping[str, Intent],
    opt_in: Mapping[str, Intent],
    keywords: Mapping[str, Intent],
    asks: Mapping[str, Asks],
    *,
    times: TimeWords | None = None,
    learnt: Likeness = NOTHING_LEARNT,
    groups: Mapping[str, Sequence[Wording]] | None = None,
    names: Iterable[str] = (),
) -> Lexicon:
    """Order `rules` to one net of words, and the `groups` that they name to another; `names` are of unread ones."""
    kept = tuple(rules)
    used = {START, END, *names}
    held = [(one, (key, 0)) for key, wordings in (groups or {}).items() for one in wordings]
    parts = [(part, (number, place)) for number, rule in enumerate(kept) for place, part in enumerate(rule.parts)]
    return Lexicon(
        spelling=spelling,
        senses=tuple([rule.sense for rule in kept]),
        several={number: len(rule.parts) for number, rule in enumerate(kept) if len(rule.parts) > 1},
        phrases=net_of(parts, used),
        groups=net_of(held, used),
        names=frozenset(used),
        opt_out=opt_out,
        opt_in=opt_in,
        keywords=keywords,
        asks=asks,
        times=times or time_words((), {}, spelling),
        learnt=learnt,
        called={},
    )


def find(words: Sequence[str], lexicon: Lexicon) -> list[Match]:
    """Return every part of every rule that `words` have; the work grows with the number of words, not faster."""
    called = [_remembered(word, lexicon) for word in (START, *words, END)]
    calls = [[(name, at) for name in one.names] for at, one in enumerate(called, start=1)]
    known = [one.names for one in called]
    firsts = [[(one.groups, at)] if one.groups else [] for at, one in enumerate(called, start=1)]
    groups: list[set[tuple[str, int]]] = [set() for _ in called]
    for start, node, at in _followed(firsts, calls, known):
        groups[start].update([(key, at) for key, _ in node.ends])
    firsts = [[(one.phrases, at)] if one.phrases else [] for at, one in enumerate(called, start=1)]
    for start, keys in enumerate(groups):
        if keys:
            calls[start] += keys
            known[start] += tuple([key for key, _ in keys])
            firsts[start] += [(first, at) for key, at in keys if (first := first_of(lexicon.phrases, key))]
    found: set[tuple[int, int, int, int]] = set()
    last = len(words) - 1
    for start, node, at in _followed(firsts, calls, known):
        where = max(start - 1, 0), min(at - 2, last)
        found.update([where + end for end in node.ends])
    return list(map(_MATCH, sorted(found)))


def _followed(
    firsts: Iterable[list[tuple[Node, int]]], calls: Sequence[Calls], known: Sequence[tuple[str, ...]]
) -> Iterator[tuple[int, Node, int]]:
    """Yield where something ends: the place it began at, the place of the net, and the place of the text behind it."""
    behind = len(calls)
    for start, places in enumerate(firsts):
        while places:
            node, at = places.pop()
            if node.ends:
                yield start, node, at
            if at == behind:
                continue
            if node.next and not node.next.keys().isdisjoint(known[at]):
                _onward(node, calls[at], places)
            for after in node.gaps:
                reach = range(at, min(at + MOST_BETWEEN + 1, behind))
                if after.gaps or after.ends:
                    places += [(after, later) for later in reach]
                    continue
                are_none_of = after.next.keys().isdisjoint
                for later in reach:
                    if not are_none_of(known[later]):
                        _onward(after, calls[later], places)


def _onward(node: Node, calls: Calls, places: list[tuple[Node, int]]) -> None:
    """Add the places to which a text leads from `node`, whichever of its `calls` phrases use.

    Hundreds of phrases begin with "no" or "i"; looking at each in turn is most of the work. Where many places are led
    to at once they are joined to one when it is first asked for; the answers do not depend on it.
    """
    onward = node.next
    for name, later in calls:
        after = onward.get(name)
        if after is None:
            continue
        if isinstance(after, list):
            onward[name] = after = joined(after)
        places.append((after, later))


def by_role(matches: Sequence[Match], lexicon: Lexicon) -> dict[Role, list[Match]]:
    """Sort `matches` by what they do; a rule of several parts counts only with all of them."""
    several, senses = lexicon.several, lexicon.senses
    parts: dict[int, set[int]] = {}
    for _, _, rule, part in matches:
        if rule in several:
            parts.setdefault(rule, set()).add(part)
    missing = {rule for rule, own in parts.items() if len(own) < several[rule]}
    sorted_out: dict[Role, list[Match]] = {}
    for match in matches:
        if match[2] not in missing:
            sorted_out.setdefault(senses[match[2]].role, []).append(match)
    return sorted_out


def _remembered(word: str, lexicon: Lexicon) -> Called:
    """Return what phrases may call one word of a text; the words of the last texts are remembered."""
    called = lexicon.called.get(word)
    if called is None:
        if len(lexicon.called) >= MOST_REMEMBERED:
            lexicon.called.clear()
        names = tuple(dict.fromkeys(_names(word, lexicon)))
        nets = (lexicon.groups, lexicon.phrases)
        firsts = ([first for name in names if (first := first_of(net, name))] for net in nets)
        groups, phrases = (joined(first) if first else None for first in firsts)
        called = lexicon.called[word] = Called(names, groups, phrases)
    return called


def _names(word: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield what phrases may call a word: itself, as it sounds, its beginnings with a star, "#" for a number."""
    beginnings = [word[:length] + PREFIX for length in range(2, len(word[:LONGEST_BEGINNING]) + 1)]
    for name in (word, *beginnings, *names_by_ear(word, lexicon.spelling.sounds)):
        if name in lexicon.names:
            yield name
    if word.isdigit():
        yield NUMBER
