"""The phrases the line knows, laid out as a net of words along which any text is followed once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from bot.language.likeness import NOTHING_LEARNT, Likeness
from bot.language.normalise import Spelling
from bot.language.notation import END, NUMBER, PREFIX, START, Choice, Gap, Group, Row, Word, Wording
from bot.language.sounds import names_by_ear
from bot.language.times.signs import TimeWords, time_words
from bot.model.meaning import Asks, CrisisKind, Day, Intent, Limit, Pick, Urgency
from bot.model.value import value, value_in_order

Calls: TypeAlias = list[tuple[str, int]]
"""What phrases may call a place of a text, word or group, and the place behind it."""

MOST_BETWEEN = 3
MOST_REMEMBERED = 10_000
LONGEST_BEGINNING = 24
"""Letters of a word within which a phrase that names its beginning (`suicid*`) ends."""
MOST_APART = 1
"""Places that one word leads to and that are looked at one by one; more of them are joined."""


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

    `is_doubtful`: harmless texts have it too, so it counts as far as the whole text is like a cry.
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


@value_in_order
class Match:
    """A part of a rule found in a text, from word `start` to word `last`."""

    rule: int
    part: int
    start: int
    last: int


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """A place in a net: where a next word leads, where words in between lead, which parts or groups end here."""

    next: dict[str, "Node | list[Node]"] = field(default_factory=dict)
    gaps: tuple["Node", ...] = ()
    ends: tuple[tuple[Any, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Lexicon:
    """Everything `understand` knows of words, built once at start.

    `opt_out`, `opt_in`, `keywords` and `asks` are whole messages; `names` are the words that phrases use;
    `named` remembers what `find` called a word (the answers do not depend on it).
    """

    spelling: Spelling
    rules: tuple[Rule, ...]
    root: Node
    groups: Node
    names: frozenset[str]
    opt_out: Mapping[str, Intent]
    opt_in: Mapping[str, Intent]
    keywords: Mapping[str, Intent]
    asks: Mapping[str, Asks]
    times: TimeWords
    learnt: Likeness
    named: dict[str, tuple[str, ...]]


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
    groups: Mapping[str, Wording] | None = None,
) -> Lexicon:
    """Lay `rules` out as one net of words, and the `groups` that they name as another."""
    kept = tuple(rules)
    root, of_groups = Node(), Node()
    used: set[str] = set()
    for key, wording in (groups or {}).items():
        for end in _lay(wording, [of_groups], Node(), used):
            end.ends += ((key, 0),)
    for number, rule in enumerate(kept):
        for part, wording in enumerate(rule.parts):
            for end in _lay(wording, [root], Node(), used):
                end.ends += ((number, part),)
    return Lexicon(
        spelling=spelling,
        rules=kept,
        root=root,
        groups=of_groups,
        names=frozenset(used),
        opt_out=opt_out,
        opt_in=opt_in,
        keywords=keywords,
        asks=asks,
        times=times or time_words((), {}, spelling),
        learnt=learnt,
        named={},
    )


def find(words: Sequence[str], lexicon: Lexicon) -> list[Match]:
    """Return every part of every rule that `words` have; the work grows with the number of words, not faster."""
    names = [(START,), *(_remembered_names(word, lexicon) for word in words), (END,)]
    calls = [[(name, at) for name in said] for at, said in enumerate(names, start=1)]
    for start, keys in enumerate(_groups_in(calls, lexicon)):
        calls[start] += keys
    found: set[tuple[int, int, int, int]] = set()
    for start, node, at in _followed(lexicon.root, calls):
        for rule, part in node.ends:
            found.add((max(start - 1, 0), min(at - 1, len(words)) - 1, rule, part))
    return [Match(rule, part, start, last) for start, last, rule, part in sorted(found)]


def _groups_in(calls: Sequence[Calls], lexicon: Lexicon) -> list[set[tuple[str, int]]]:
    """Return, for each place of a text, the groups that hold what begins there, and the places behind it."""
    keys: list[set[tuple[str, int]]] = [set() for _ in calls]
    for start, node, at in _followed(lexicon.groups, calls):
        keys[start].update((key, at) for key, _ in node.ends)
    return keys


def _followed(root: Node, calls: Sequence[Calls]) -> Iterator[tuple[int, Node, int]]:
    """Yield where something ends: the place it began at, the place of the net, and the place of the text behind it."""
    said = [frozenset(name for name, _ in at) for at in calls]
    for start in range(len(calls)):
        places = _onward(root, calls[start])
        while places:
            node, at = places.pop()
            if node.ends:
                yield start, node, at
            if at == len(calls):
                continue
            if node.next:
                places += _onward(node, calls[at])
            for after in node.gaps:
                places += [(after, later) for later in _within_reach(after, said, at)]


def _onward(node: Node, calls: Calls) -> list[tuple[Node, int]]:
    """Return the places to which a text leads from `node`, whichever of its `calls` phrases use.

    Hundreds of phrases begin with "no" or "i"; looking at each in turn is most of the work. Where many places are led
    to at once they are joined to one when it is first asked for; the answers do not depend on it.
    """
    onward: list[tuple[Node, int]] = []
    for name, later in calls:
        after = node.next.get(name)
        if after is None:
            continue
        if isinstance(after, Node):
            onward.append((after, later))
        elif len(after) > MOST_APART:
            node.next[name] = joined = _joined(after)
            onward.append((joined, later))
        else:
            onward += [(one, later) for one in after]
    return onward


def _joined(nodes: Iterable[Node]) -> Node:
    """Return one place that leads wherever any of `nodes` leads."""
    joined = Node()
    for node in nodes:
        joined.gaps += node.gaps
        joined.ends += node.ends
        for name, after in node.next.items():
            for one in [after] if isinstance(after, Node) else after:
                _lead(joined, name, one)
    if len(joined.gaps) > 1:
        joined.gaps = (_joined(joined.gaps),)
    return joined


def _lead(start: Node, name: str, target: Node) -> None:
    """Let a word lead from one place to another, beside wherever it leads already."""
    before = start.next.get(name)
    if before is None:
        start.next[name] = target
    elif isinstance(before, Node):
        start.next[name] = [before, target]
    else:
        before.append(target)


def _within_reach(node: Node, said: Sequence[frozenset[str]], at: int) -> list[int]:
    """Return the places up to `MOST_BETWEEN` words on from which `node` leads anywhere."""
    reach = range(at, min(at + MOST_BETWEEN + 1, len(said)))
    if node.gaps or node.ends:
        return list(reach)
    onward = node.next.keys()
    return [place for place in reach if not onward.isdisjoint(said[place])]


def by_role(matches: Iterable[Match], lexicon: Lexicon) -> dict[Role, list[Match]]:
    """Sort `matches` by what they do; a rule of several parts counts only with all of them."""
    sorted_out: dict[Role, list[Match]] = {}
    parts: dict[int, set[int]] = {}
    for match in matches:
        parts.setdefault(match.rule, set()).add(match.part)
        sorted_out.setdefault(lexicon.rules[match.rule].sense.role, []).append(match)
    return {
        role: [match for match in own if len(parts[match.rule]) == len(lexicon.rules[match.rule].parts)]
        for role, own in sorted_out.items()
    }


def _lay(wording: Wording, starts: list[Node], target: Node, used: set[str]) -> list[Node]:
    """Lead from each of `starts` over `wording` to `target`; return all places where the wording may be over.

    Adds the words on the way to `used`.
    """
    match wording:
        case Word():
            for start in starts:
                for form in wording.forms:
                    _lead(start, form, target)
            used.update(wording.forms)
            return [target]
        case Group(key):
            for start in starts:
                _lead(start, key, target)
            return [target]
        case Row():
            places, last = starts, len(wording.items) - 1
            for number, item in enumerate(wording.items):
                places = _lay(item, places, target if number == last else Node(), used)
            return places
        case Choice():
            ends: list[Node] = []
            for item in wording.items:
                ends += _lay(item, starts, target, used)
            return list(dict.fromkeys(ends))
        case Gap():
            for start in starts:
                start.gaps += (target,)
            return [target]


def _remembered_names(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return what phrases may call one word of a text; the words of the last texts are remembered."""
    names = lexicon.named.get(word)
    if names is None:
        if len(lexicon.named) >= MOST_REMEMBERED:
            lexicon.named.clear()
        names = lexicon.named[word] = tuple(dict.fromkeys(_names(word, lexicon)))
    return names


def _names(word: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield what phrases may call a word: itself, as it sounds, its beginnings with a star, "#" for a number."""
    for name in (word, *names_by_ear(word, lexicon.spelling.sounds)):
        beginnings = (name[:length] + PREFIX for length in range(2, len(name[:LONGEST_BEGINNING]) + 1))
        yield from (one for one in (name, *beginnings) if one in lexicon.names)
    if word.isdigit():
        yield NUMBER
