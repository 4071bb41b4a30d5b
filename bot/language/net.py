"""A net of words: phrases laid out word by word, what begins alike together, so that a text is followed along it once.

A phrase is laid out when a text first has a word that it begins with. What a word leads to is then made anew and put
in its place as a whole, so threads that make it at once do not disturb each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bot.language.notation import Choice, Gap, Group, Row, Unread, Word, Wording, words_of

End: TypeAlias = tuple[Any, int]
"""What ends at a place: a part of a rule, or a group."""

_NOTHING: dict[str, Any] = {}
"""Where nothing leads to; most places are an end."""


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """A place in a net: where a next word leads, where words in between lead, which parts or groups end here."""

    next: dict[str, "Node | list[Node]"] = field(default_factory=lambda: _NOTHING)
    gaps: tuple["Node", ...] = ()
    ends: tuple[End, ...] = ()


@dataclass(slots=True, eq=False, repr=False)
class Strand:
    """What leads to one end of a net; laid out when a text first has a word that it begins with."""

    wording: Wording
    end: End
    start: Node | None = None

    def laid(self) -> Node:
        """Return the place it begins at. Threads may lay it at once: each then has one of its own, which is as good."""
        start = self.start
        if start is None:
            start = Node()
            for end in _lay(self.wording, [start], Node()):
                end.ends += (self.end,)
            self.start = start
        return start


Net: TypeAlias = dict[str, Node | list[Strand]]
"""Where the first word of a text leads; strands, until a text has that word."""


def net_of(strands: Iterable[tuple[Wording, End]], used: set[str]) -> Net:
    """Order strands by what they begin with; what was read already is laid out at once. Adds its words to `used`."""
    net: dict[str, Node | list[Strand]] = {}
    begun: dict[str, list[Strand]] = {}
    for wording, end in strands:
        strand = Strand(wording, end)
        if isinstance(wording, Unread):
            begins: Iterable[str] = wording.begins
        else:
            begins = strand.laid().next
            used.update(words_of(wording))
        for name in begins:
            begun.setdefault(name, []).append(strand)
    net.update(begun)
    return net


def first_of(net: Net, name: str) -> Node | None:
    """Return where a text leads that begins with `name`."""
    first = net.get(name)
    if isinstance(first, list):
        leads = (strand.laid().next.get(name, []) for strand in first)
        net[name] = first = joined([node for lead in leads for node in (lead if isinstance(lead, list) else [lead])])
    return first


def _lay(wording: Wording, starts: list[Node], target: Node) -> list[Node]:
    """Lead from each of `starts` over `wording` to `target`; return all places where the wording may be over."""
    match wording:
        case Word() | Group():
            for form in wording.forms if isinstance(wording, Word) else (wording.key,):
                for start in starts:
                    _lead(start, form, target)
            return [target]
        case Row():
            places, last = starts, len(wording.items) - 1
            for number, item in enumerate(wording.items):
                places = _lay(item, places, target if number == last else Node())
            return places
        case Choice():
            ends: list[Node] = []
            for item in wording.items:
                ends += _lay(item, starts, target)
            return list(dict.fromkeys(ends))
        case Gap():
            for start in starts:
                start.gaps += (target,)
            return [target]
        case Unread():
            return [end for read in wording.read(wording.text) for end in _lay(read, starts, target)]


def joined(nodes: Sequence[Node]) -> Node:
    """Return one place that leads wherever any of `nodes` leads."""
    if len(nodes) == 1:
        return nodes[0]
    one = Node()
    for node in nodes:
        one.gaps += node.gaps
        one.ends += node.ends
        for name, after in node.next.items():
            for place in [after] if isinstance(after, Node) else after:
                _lead(one, name, place)
    if len(one.gaps) > 1:
        one.gaps = (joined(one.gaps),)
    return one


def _lead(start: Node, name: str, target: Node) -> None:
    """Let a word lead from one place to another, beside wherever it leads already."""
    before = start.next.get(name)
    if before is None:
        if start.next is _NOTHING:
            start.next = {}
        start.next[name] = target
    elif isinstance(before, Node):
        start.next[name] = [before, target]
    else:
        before.append(target)
