"""A value is what a frozen dataclass with slots is, made faster."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace

import pytest

from bot.model.value import value, value_in_order


@value
class Text:
    """A text with its cost, a secret and what stands beside it."""

    body: str
    cost: int = 1
    secret: str = field(default="", repr=False, compare=False)
    notes: list[str] = field(default_factory=list)

    @property
    def is_dear(self) -> bool:
        """Whether it costs more than one."""
        return self.cost > 1


@value_in_order
class Place:
    """Two parts, in their order."""

    row: int
    column: int = 0


@value
class Nothing:
    """A value that holds nothing."""


@value_in_order
class Hidden:
    """A value that shows itself in its own way."""

    number: str

    def __repr__(self) -> str:
        return "Hidden(***)"


@dataclass(frozen=True, slots=True)
class Standard:
    """What the standard library makes of the same."""

    row: int
    column: int = 0


def test_parts_are_given_by_name_or_in_their_order() -> None:
    """Defaults are filled in, each value its own list; what is missing, unknown or given in order is refused."""
    assert Text(body="hi") == Text(body="hi", cost=1, notes=[])
    assert Text(body="hi").notes is not Text(body="hi").notes
    assert Place(1) == Place(1, 0) == Place(column=0, row=1)
    make: Callable[..., object] = Text
    for given, named in (((), {}), ((), {"body": "hi", "price": 1}), (("hi",), {})):
        with pytest.raises(TypeError):
            make(*given, **named)


def test_values_are_equal_by_what_they_hold() -> None:
    """The hash follows; another class with the same parts is another value; parts left out do not count."""
    assert Place(1, 2) == Place(1, 2) != Place(2, 1)
    assert len({Place(1, 2), Place(1, 2), Place(2, 1)}) == 2
    standard: object = Standard(1, 2)
    assert Place(1, 2) != standard
    assert Text(body="hi", secret="a") == Text(body="hi", secret="b")
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())


@pytest.mark.parametrize("name", ["row", "elsewhere"])
def test_a_value_does_not_change(name: str) -> None:
    """Nothing can be set, added or taken away, and there is no room for more."""
    place = Place(1)
    with pytest.raises(FrozenInstanceError):
        setattr(place, name, 2)
    with pytest.raises(FrozenInstanceError):
        delattr(place, name)
    assert place == Place(1)
    assert not hasattr(place, "__dict__")


def test_a_secret_is_not_shown() -> None:
    """A value shows its parts but those kept out; one that shows itself in its own way does."""
    assert repr(Text(body="hi", secret="s3cret")) == "Text(body='hi', cost=1, notes=[])"
    assert repr(Place(1)) == repr(Standard(1)).replace("Standard", "Place")
    assert repr(Hidden("5550100")) == "Hidden(***)"


def test_it_is_a_dataclass() -> None:
    """`replace`, `asdict`, `fields` and `match` hold, and so do properties."""
    assert replace(Text(body="hi"), cost=2).is_dear
    assert asdict(Text(body="hi")) == {"body": "hi", "cost": 1, "secret": "", "notes": []}
    assert [part.name for part in fields(Place)] == ["row", "column"]
    match Place(1, 2):
        case Place(row, column):
            assert (row, column) == (1, 2)
