"""A time in a text, and what it is there for."""

from dataclasses import dataclass
from enum import StrEnum

from bot.language.times.setting import Said


class Role(StrEnum):
    """What a time is there for."""

    SAID = "said"
    ASKED = "asked"
    OUT = "out"
    REASON = "reason"
    NAMES = "names"


@dataclass(slots=True, eq=False)
class Mention:
    """A time in a text: what it says, what it is there for, from sign `place` to before `after`.

    `joined` if "or" or "and" stands before it, `clause` counts the clauses of the text; `told_of` if its clause tells
    of something else than times ("buried the dog tonight"), `lent` marks the day of the visit behind "an hour
    later", which holds unless another is named.
    """

    said: Said
    role: Role
    place: int
    after: int
    joined: bool
    clause: int
    told_of: bool = False
    lent: bool = False
