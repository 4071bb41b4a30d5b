"""What a worker hears who calls the line: whose request it is, once their own number is right."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from bot.model.help import HelpRequest
from bot.model.people import Relation
from bot.model.phones import Phone
from bot.model.value import value


class PinStands(StrEnum):
    """How a worker's own number stands, and what was keyed as it."""

    NONE = "none"
    """They have none."""
    LOCKED = "locked"
    UNTRIED = "untried"
    WRONG = "wrong"
    LAST_WRONG = "last_wrong"
    """Wrong once too often: it is locked with this."""
    RIGHT = "right"


@value
class PersonTold:
    """Somebody of a family as a worker hears of them."""

    name: str
    relation: Relation


@value
class MessageToHear:
    """A message that was left: when, how long, and whether it is here by now."""

    key: int
    left_at: datetime
    seconds: int
    is_here: bool
    is_lost: bool


@value
class FactsTold:
    """What a worker hears of a request: whose it is, where they live, who they are, on which phone they called.

    `digits`: of that phone, apart; "" where it withheld its number. `dispatch`: of the family's town, apart; "" where
    it is not known. `phone`: as it can be connected.
    """

    address: str
    persons: tuple[PersonTold, ...]
    digits: str
    phone: Phone | None
    dispatch: str
    messages: tuple[MessageToHear, ...]
    colleague: str = ""


@value
class StaffLine:
    """What a worker who calls the line may hear of: their own number as it stands, and requests.

    `facts`: of the requests that this step may tell of, by key.
    """

    pin: PinStands = PinStands.NONE
    hearable: tuple[HelpRequest, ...] = ()
    facts: Mapping[int, FactsTold] = field(default_factory=dict)


@value
class PinKeyed:
    """A worker keyed a number: a right one ends the count of wrong ones, the last wrong one locks."""

    is_right: bool


@value
class WorkerTalked:
    """A worker's talk with the family of a request is over; where it `counts`, and was long, it is a human word."""

    request_key: int
    worker_key: int
    seconds: int
    counts: bool
