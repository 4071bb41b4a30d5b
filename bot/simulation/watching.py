"""What the promises look at after each step: what left, what was written, how the rows stand, what was going wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.model.value import value, value_in_order
from bot.simulation.carrier import Left, Tried
from bot.simulation.neighbourhood import Neighbourhood, Worker
from bot.simulation.places import local
from bot.simulation.words import Meant
from bot.store.witness import RequestRow, SentText, Shift, VisitRow, Written

OFFICE = (time(8), time(17))
"""Own workers are at work from the morning list on, half an hour before the office opens."""
SATURDAY = 5
ON_TOP = ("cover", "imported", "pattern")
SLOW = timedelta(minutes=10)
"""How long after trouble has ended everything is as it should be."""
MOST_EXAMPLES = 3


@value
class Said:
    """A text somebody wrote to the line: by whom, what was meant, when by the line's clock."""

    sid: str
    phone: str
    persons: tuple[str, ...]
    worker: str | None
    words: str
    meant: Meant
    at: datetime


@value_in_order
class Trouble:
    """A span in which something was wrong outside the line's own code."""

    kind: str
    begins: datetime
    ends: datetime


@dataclass(slots=True)
class Scene:
    """One step: what is new, and all that is known; `now` is by the line's clock."""

    here: Neighbourhood
    closed: frozenset[date]
    now: datetime
    new: Written = field(default_factory=Written)
    left: list[Left] = field(default_factory=list)
    tried: list[Tried] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    is_over: bool = False
    texts: dict[int, SentText] = field(default_factory=dict)
    requests: dict[int, RequestRow] = field(default_factory=dict)
    open_requests: dict[int, RequestRow] = field(default_factory=dict)
    visits: dict[int, VisitRow] = field(default_factory=dict)
    shifts: tuple[Shift, ...] = ()
    troubles: list[Trouble] = field(default_factory=list)
    everything_said: dict[str, Said] = field(default_factory=dict)
    unreachable: set[str] = field(default_factory=set)

    def takes_in(self) -> None:
        """Bring what is known up to what is new."""
        self.texts |= {one.key: one for one in self.new.texts}
        self.requests |= {one.key: one for one in self.new.requests}
        for request in self.new.requests:
            self.open_requests[request.key] = request
            if request.state == "closed":
                self.open_requests.pop(request.key)
        self.visits |= {one.key: one for one in self.new.visits}
        self.everything_said |= {one.sid: one for one in self.said}

    def was_calm(self, begins: datetime, ends: datetime) -> bool:
        """Whether nothing was wrong from a moment to another, nor just before."""
        return not any(one.begins <= ends and begins <= one.ends + SLOW for one in self.troubles)

    def worker(self, key: str | None) -> Worker | None:
        """Return somebody of the staff."""
        return next((one for one in self.here.workers if one.key == key), None)

    def on_tiers(self, at: datetime) -> set[str]:
        """Return who stands on any tier: a cover for an imported shift, that for a pattern's."""
        found: set[str] = set()
        for tier in ("on_call", "backup", "supervisor"):
            standing = [one for one in self.shifts if one.tier == tier and one.starts_at <= at < one.ends_at]
            best = next((kind for kind in ON_TOP if any(one.source == kind for one in standing)), None)
            found |= {one.worker for one in standing if one.source == best}
        return found

    def office_is_open(self, at: datetime) -> bool:
        """Whether somebody's own worker is at work."""
        there = local(at)
        is_workday = there.weekday() < SATURDAY and there.date() not in self.closed
        return is_workday and OFFICE[0] <= there.time() < OFFICE[1]


Memory = dict[str, Any]
"""What a promise keeps from step to step."""
Promise = Callable[[Scene, Memory], Iterator[str]]
"""Yields one sentence for each thing checked: empty where the promise was kept."""


@dataclass(slots=True)
class Kept:
    """How a promise stands: how often it was checked, how often broken, and the first times."""

    checked: int = 0
    broken: int = 0
    examples: list[str] = field(default_factory=list)
    memory: Memory = field(default_factory=dict)

    def looks(self, promise: Promise, scene: Scene) -> None:
        """Check a promise at this step."""
        for finding in promise(scene, self.memory):
            self.checked += 1
            if finding:
                self.broken += 1
                if len(self.examples) < MOST_EXAMPLES:
                    self.examples.append(f"{local(scene.now):%Y-%m-%d %H:%M:%S} {finding}")
