"""What a simulation reports: counts, and how often each promise was checked and broken."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.simulation.promises import Promises
from bot.simulation.watching import Scene

MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Counts:
    """What happened, counted step by step."""

    texts: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    claimed_at: dict[int, datetime] = field(default_factory=dict)

    def looks(self, scene: Scene) -> None:
        """Count what is new."""
        for left in scene.left:
            is_page = left.body.startswith("PAGE ")
            self.pages += is_page
            self.texts["to_staff" if scene.here.staff_on(left.phone) else "to_families"] += 1
        for said in scene.said:
            self.texts["from_staff" if said.worker else "from_families"] += 1
            if said.meant.is_cry:
                self.texts["cries"] += 1
        for step in scene.new.steps:
            if step.kind == "claimed":
                self.claimed_at.setdefault(step.request_key, step.at)


def report(plan: dict[str, Any], scene: Scene, counts: Counts, promises: Promises) -> dict[str, Any]:
    """Return the report as JSON knows it; the same arguments give the same report."""
    requests = scene.requests.values()
    cries = counts.texts.pop("cries", 0)
    load = promises.kept["staff_are_not_flooded"].memory
    return {
        **plan,
        "texts": {"all": counts.texts.total(), **dict(sorted(counts.texts.items()))},
        "pages": counts.pages,
        "requests": {
            "all": len(requests),
            "cries": cries,
            **dict(sorted(Counter(one.grade for one in requests).items())),
            "closed": sum(one.state == "closed" for one in requests),
            "minutes_to_claim": _minutes_to_claim(scene, counts),
        },
        "visits": {"all": len(scene.visits), **_outcomes(scene)},
        "troubles": dict(sorted(Counter(one.kind for one in scene.troubles).items())),
        "load": {"texts_a_worker_a_day": {"median": load.get("median", 0), "p95": load.get("p95", 0)}},
        "promises": {
            name: {"checked": kept.checked, "broken": kept.broken}
            | ({"examples": kept.examples} if kept.broken else {})
            for name, kept in promises.kept.items()
        },
    }


def _minutes_to_claim(scene: Scene, counts: Counts) -> dict[str, float]:
    """Return how long emergencies waited for the first worker to take them."""
    opened = {key: one.opened_at for key, one in scene.requests.items() if one.grade == "emergency"}
    waits = sorted(at - opened[key] for key, at in counts.claimed_at.items() if key in opened)
    share = {"median": 0.5, "p95": 0.95, "longest": 1.0}
    return {name: round(waits[int(part * (len(waits) - 1))] / MINUTE, 1) for name, part in share.items() if waits}


def _outcomes(scene: Scene) -> dict[str, int]:
    return dict(sorted(Counter(one.outcome or "no_outcome" for one in scene.visits.values()).items()))


def broken(found: dict[str, Any]) -> list[str]:
    """Return the names of the promises that broke."""
    return [name for name, kept in found["promises"].items() if kept["broken"]]
