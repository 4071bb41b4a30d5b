"""Makes the line's values: frozen, with slots, equal by what they hold, in a third of the standard library's time.

Every start makes three hundred of them anew. For each, `dataclass(frozen=True, slots=True)` writes and compiles six
functions; here only the constructor is. They are dataclasses nonetheless: `fields`, `replace`, `asdict`, `match` hold.
"""

from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

_T = TypeVar("_T")
_ABSENT = object()


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def value(written: type[_T]) -> type[_T]:
    """Make a class a value whose parts are given by name."""
    return _made(dataclass(init=False, repr=False, eq=False, slots=True, kw_only=True)(written))


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value_in_order(written: type[_T]) -> type[_T]:
    """Make a class a value of few parts, which may be given in their order."""
    return _made(dataclass(init=False, repr=False, eq=False, slots=True)(written))


def _made(bare: type[_T]) -> type[_T]:
    """Give a bare dataclass what makes it a value, save what it has of its own."""
    parts = fields(bare)  # type: ignore[arg-type]  # the decorators above have just made it one
    given = _comparison(parts) | {
        "__init__": _constructor(parts, in_order=bool(bare.__match_args__)),  # type: ignore[attr-defined]
        "__repr__": _display(parts),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }
    for name, method in given.items():
        if name not in vars(bare):
            setattr(bare, name, method)
    return bare


def _constructor(parts: "Sequence[Field[Any]]", *, in_order: bool) -> Callable[..., None]:
    """Write and compile the constructor: one that looped over the parts would take three times as long to run."""
    known: dict[str, Any] = {"_ABSENT": _ABSENT, "_set": object.__setattr__}
    arguments, lines = ["self"] if in_order or not parts else ["self", "*"], ["pass"]
    for part in parts:
        otherwise = ""
        if part.default is not MISSING:
            known[otherwise := f"_{part.name}_default"] = part.default
        elif part.default_factory is not MISSING:
            known[f"_{part.name}_made"] = part.default_factory
            otherwise = "_ABSENT"
            lines.append(f"if {part.name} is _ABSENT: {part.name} = _{part.name}_made()")
        arguments.append(f"{part.name}={otherwise}" if otherwise else part.name)
        lines.append(f"_set(self, {part.name!r}, {part.name})")
    exec(f"def __init__({', '.join(arguments)}):\n " + "\n ".join(lines), known)  # noqa: S102  (of our own names alone)
    constructor: Callable[..., None] = known["__init__"]
    return constructor


def _comparison(parts: "Sequence[Field[Any]]") -> dict[str, Any]:
    names = [part.name for part in parts if part.compare]
    held: Callable[[object], object] = attrgetter(*names) if names else lambda _: ()

    def equals(self: object, other: object) -> bool:
        return held(self) == held(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(held(self))

    return {"__eq__": equals, "__hash__": hashed}


def _display(parts: "Sequence[Field[Any]]") -> Callable[[object], str]:
    names = [part.name for part in parts if part.repr]

    def shown(self: object) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return shown


def _refuse(_self: object, name: str, _value: object = None) -> NoReturn:
    raise FrozenInstanceError(f"cannot change {name!r} of a value")
