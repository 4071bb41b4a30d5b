"""Times two ways of doing a thing in turn, in one run, so that what the machine does meanwhile meets both alike."""

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock on the wall and by the processor."""

    wall: float
    processor: float


@dataclass(frozen=True)
class Compared:
    """The middle cost of each over all rounds, and the middle of the rounds' ratios."""

    anchor: Cost
    ours: Cost
    ratio: Cost

    def __str__(self) -> str:
        """Tell the figures."""
        wall = f"{self.ours.wall * 1e6:.0f} us against {self.anchor.wall * 1e6:.0f}, ratio {self.ratio.wall:.2f}"
        processor = f"{self.ours.processor * 1e6:.0f} against {self.anchor.processor * 1e6:.0f}"
        return f"{wall} (processor alone {processor}, ratio {self.ratio.processor:.2f})"


def compare(anchor: Callable[[], object], ours: Callable[[], object], *, rounds: int, times: int) -> Compared:
    """Run `times` of each, one after the other, `rounds` times over; a first round warms up and does not count."""
    pairs: list[tuple[Cost, Cost]] = []
    for number in range(rounds + 1):
        gc.collect()
        order = (anchor, ours) if number % 2 else (ours, anchor)
        took = {way: _timed(way, times) for way in order}
        pairs.append((took[anchor], took[ours]))
    counted = pairs[1:]
    return Compared(
        anchor=_middle(anchor for anchor, _ in counted),
        ours=_middle(ours for _, ours in counted),
        ratio=_middle(Cost(ours.wall / anchor.wall, ours.processor / anchor.processor) for anchor, ours in counted),
    )


def _middle(costs: Iterable[Cost]) -> Cost:
    listed = list(costs)
    return Cost(median(cost.wall for cost in listed), median(cost.processor for cost in listed))


def _timed(way: Callable[[], object], times: int) -> Cost:
    wall, processor = time.perf_counter(), time.process_time()
    for _ in range(times):
        way()
    return Cost((time.perf_counter() - wall) / times, (time.process_time() - processor) / times)


def percentile(values: list[float], share: float) -> float:
    """Return the value below which that share of all values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
