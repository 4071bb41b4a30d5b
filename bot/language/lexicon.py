"""The phrases the line knows, laid out as a net of words along which any text is followed once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.language.normalise import Spelling
from bot.language.notation import END, NUMBER, PREFIX, START, Choice, Gap, Row, Word, Wording
from bot.model.meaning import CrisisKind, Intent, Limit, Urgency

MOST_BETWEEN = 3


class Role(StrEnum):
    """What a phrase does when a text has it."""

    CRISIS = "crisis"
    NOT_CRISIS = "not_crisis"
    ONLY_SOON = "only_soon"
    BASICS = "basics"
    INTENT = "intent"
    LIMIT = "limit"
    BARE = "bare"
    AUTO_REPLY = "auto_reply"
    REACTION = "reaction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """What a phrase says; `urgency` and `kind` belong to a crisis, `intent` and `limit` to those roles."""

    role: Role
    urgency: Urgency = Urgency.NONE
    kind: CrisisKind | None = None
    intent: Intent | None = None
    limit: Limit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A phrase as read: what it says and its parts, all of which must occur."""

    sense: Sense
    parts: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A part of a rule found in a text, from word `start` to word `last`."""

    rule: int
    part: int
    start: int
    last: int


@dataclass(slots=True, eq=False)
class Node:
    """A place in the net of phrases: where a next word leads, where words in between lead, which parts end here."""

    next: dict[str, list["Node"]] = field(default_factory=dict)
    gaps: list["Node"] = field(default_factory=list)
    ends: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Everything `understand` knows of words; built once at start, never changed after.

    `opt_out`, `opt_in` and `keywords` are whole messages; `prefixes` are the word beginnings that phrases use.
    """

    spelling: Spelling
    rules: tuple[Rule, ...]
    root: Node
    prefixes: frozenset[str]
    longest_prefix: int
    opt_out: Mapping[str, Intent]
    opt_in: Mapping[str, Intent]
    keywords: Mapping[str, Intent]


def build_lexicon(
    rules: Iterable[Rule],
    spelling: Spelling,
    opt_out: Mapping[str, Intent],
    opt_in: Mapping[str, Intent],
    keywords: Mapping[str, Intent],
) -> Lexicon:
    """Lay `rules` out as one net of words."""
    kept = tuple(rules)
    root = Node()
    for number, rule in enumerate(kept):
        for part, wording in enumerate(rule.parts):
            for end in _lay(wording, [root], Node()):
                end.ends.append((number, part))
    prefixes = frozenset(word[:-1] for rule in kept for word in words_of(rule) if word.endswith(PREFIX))
    return Lexicon(
        spelling=spelling,
        rules=kept,
        root=root,
        prefixes=prefixes,
        longest_prefix=max(map(len, prefixes), default=0),
        opt_out=opt_out,
        opt_in=opt_in,
        keywords=keywords,
    )


def words_of(rule: Rule) -> set[str]:
    """Return every word that `rule` uses."""
    words: set[str] = set()
    waiting = list(rule.parts)
    while waiting:
        match waiting.pop():
            case Word(word):
                words.add(word)
            case Row(items) | Choice(items):
                waiting.extend(items)
            case Gap():
                pass
    return words


def find(words: Sequence[str], lexicon: Lexicon) -> list[Match]:
    """Return every part of every rule that `words` have; the work grows with the number of words, not faster."""
    names = [(START,), *(_names(word, lexicon) for word in words), (END,)]
    found: set[tuple[int, int, int, int]] = set()
    for start in range(len(names)):
        places = [(node, start + 1) for name in names[start] for node in lexicon.root.next.get(name, ())]
        while places:
            node, at = places.pop()
            for rule, part in node.ends:
                found.add((max(start - 1, 0), min(at - 1, len(words)) - 1, rule, part))
            if at == len(names):
                continue
            for name in names[at]:
                for after in node.next.get(name, ()):
                    places.append((after, at + 1))
            for after in node.gaps:
                places.extend(_beyond(after, names, at))
    return [Match(rule, part, start, last) for start, last, rule, part in sorted(found)]


def _beyond(node: Node, names: Sequence[tuple[str, ...]], at: int) -> list[tuple[Node, int]]:
    """Return where `node` goes on after up to `MOST_BETWEEN` words that do not count."""
    return [
        (after, place + 1)
        for place in range(at, min(at + MOST_BETWEEN + 1, len(names)))
        for name in names[place]
        for after in node.next.get(name, ())
    ]


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


def _lay(wording: Wording, starts: Sequence[Node], target: Node) -> list[Node]:
    """Lead from each of `starts` over `wording` to `target`; return all places where the wording may be over."""
    match wording:
        case Word(word):
            for start in starts:
                start.next.setdefault(word, []).append(target)
            return [target]
        case Gap():
            for start in starts:
                start.gaps.append(target)
            return [target]
        case Choice(items):
            return _each_once(end for item in items for end in _lay(item, starts, target))
        case Row(items):
            places = list(starts)
            for number, item in enumerate(items, start=1):
                places = _lay(item, places, target if number == len(items) else Node())
            return places


def _each_once(nodes: Iterable[Node]) -> list[Node]:
    """Return `nodes` without repetition, in their order."""
    return list(dict.fromkeys(nodes))


def _names(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return what phrases may call one word of a text: the word, its beginnings with a star, "#" for a number."""
    if word.isdigit():
        return (word, NUMBER)
    lengths = range(2, min(len(word), lexicon.longest_prefix) + 1)
    starred = tuple(word[:length] + PREFIX for length in lengths if word[:length] in lexicon.prefixes)
    return (word, *starred)
