"""No pattern of the language can backtrack without end: a text, however it is made, costs what its length costs."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import bot.language

REPEATS = (parser.MAX_REPEAT, parser.MIN_REPEAT)
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 '’-.,:#\n"


def patterns() -> Iterator[tuple[str, "re.Pattern[str]"]]:
    """Yield every pattern that a module of the language keeps."""
    for module in pkgutil.walk_packages(bot.language.__path__, "bot.language."):
        for name, kept in vars(importlib.import_module(module.name)).items():
            if isinstance(kept, re.Pattern):
                yield f"{module.name}.{name}", kept


def is_endless(repeat: Any) -> bool:  # noqa: ANN401
    """Whether a repeat has no upper bound."""
    return bool(repeat[1] is parser.MAXREPEAT)


def can_backtrack(pattern: str) -> bool:
    """Whether an endless repeat stands in another whose rounds nothing keeps apart: a text divides in many ways."""
    return any(_divides(body) for body in _endless_in(parser.parse(pattern)))


def _endless_in(parsed: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield the body of each endless repeat, wherever it stands."""
    for op, what in parsed:
        for part in _inside(op, what):
            yield from _endless_in(part)
        if op in REPEATS and is_endless(what):
            yield what[2]


def _inside(op: Any, what: Any) -> list[Any]:  # noqa: ANN401
    """Return the parts a construct holds."""
    if op in REPEATS:
        return [what[2]]
    if op is parser.SUBPATTERN:
        return [what[3]]
    if op is parser.BRANCH:
        return list(what[1])
    return [what[1]] if op in (parser.ASSERT, parser.ASSERT_NOT) else []


def _divides(body: Any) -> bool:  # noqa: ANN401
    """Whether a round of a repeat may end in more than one place: nothing in it keeps apart what repeats within it."""
    return any(not any(_keeps_apart(item, part) for item in _flat(body)) for part in _endless_in(body))


def _flat(body: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield the items of a round, out of the brackets around them."""
    for op, what in body:
        if op is parser.SUBPATTERN:
            yield from _flat(what[3])
        else:
            yield op, what


def _keeps_apart(item: Any, part: Any) -> bool:  # noqa: ANN401
    """Whether an item must be there and begins with no letter that the repeated part may hold."""
    op, what = item
    if op in REPEATS and (what[0] == 0 or what[2] is part):
        return False
    return not any(_starts(item, letter) and _holds(part, letter) for letter in LETTERS)


def _starts(opening: Any, letter: str) -> bool:  # noqa: ANN401
    """Whether a construct may begin with a letter."""
    op, what = opening
    if op is parser.LITERAL:
        return bool(chr(what) == letter)
    if op is parser.IN:
        return _is_in(what, letter)
    if op is parser.BRANCH:
        return any(_begin(branch, letter) for branch in what[1])
    if op is parser.SUBPATTERN:
        return _begin(what[3], letter)
    return _begin(what[2], letter) if op in REPEATS else True


def _begin(items: Any, letter: str) -> bool:  # noqa: ANN401
    """Whether items in a row may begin with a letter; what may be missing lets the next one begin."""
    for op, what in items:
        if _starts((op, what), letter):
            return True
        if op not in REPEATS or what[0] > 0:
            return False
    return False


def _holds(part: Any, letter: str) -> bool:  # noqa: ANN401
    """Whether a repeated part may hold a letter."""
    return any(_starts(one, letter) for one in part)


def _is_in(members: Any, letter: str) -> bool:  # noqa: ANN401
    """Whether a set of letters holds one."""
    inside = False
    for op, what in members:
        if op is parser.LITERAL:
            inside |= chr(what) == letter
        elif op is parser.RANGE:
            inside |= what[0] <= ord(letter) <= what[1]
        elif op is parser.CATEGORY:
            inside |= re.match(CATEGORIES[str(what)], letter) is not None
    return inside != (members[0][0] is parser.NEGATE)


CATEGORIES = {
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
}


@pytest.mark.parametrize(("name", "pattern"), sorted(patterns(), key=str))
def test_no_pattern_backtracks_without_end(name: str, pattern: "re.Pattern[str]") -> None:
    """Each pattern divides a text in one way."""
    assert not can_backtrack(pattern.pattern), f"{name}: a round of a repeat may end in many places"


@pytest.mark.parametrize(
    ("pattern", "backtracks"),
    [
        (r"(a+)+", True),
        (r"(?:[a-z]+\s?)*", True),
        (r"(?:\w*)*x", True),
        (r"\w+(?:'\w+)*", False),
        (r"(?:, *[0-9]+)*", False),
        (r"a*b*c+", False),
        (r"(?:[ ,]+(?:yes|ok))*", False),
        (r"(?:[ a-z]+(?:yes|ok))*", True),
        (r"(?:ab){2,9}", False),
    ],
)
def test_the_test_tells_them_apart(pattern: str, *, backtracks: bool) -> None:
    """The check itself finds what it is for, and nothing else."""
    assert can_backtrack(pattern) is backtracks
