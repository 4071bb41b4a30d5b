"""How many texts workers get, by worker and day of the program's calendar: `hearthline report load`."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from bot.model.policy import Hours
from bot.model.value import value
from bot.rules.percentile import HALF, NEARLY_ALL, percentile
from bot.store.load import Got

MOST_A_DAY = 12
"""More texts than this to one worker on one day are named: who is texted all the time overlooks a page."""


@value
class Load:
    """Texts on the days on which a worker got any; days without one are not counted, for they would hide the others."""

    texts: int
    days: int
    p50: int | None
    p95: int | None
    most: int | None


@value
class TooMany:
    """A worker's day with more texts than one should get."""

    worker_id: str
    day: date
    texts: int


def whole(got: Sequence[Got], hours: Hours) -> Load:
    """Measure the texts of all workers together."""
    return _load(Counter((one.worker_id, hours.local(one.at).date()) for one in got))


def by_kind(got: Sequence[Got], hours: Hours) -> dict[str, Load]:
    """Measure the texts of each kind, the most frequent first."""
    kinds = Counter(one.purpose for one in got)
    return {str(kind): whole([one for one in got if one.purpose is kind], hours) for kind, _ in kinds.most_common()}


def too_many(got: Sequence[Got], hours: Hours) -> tuple[TooMany, ...]:
    """Name the days on which a worker got more texts than one should, the worst first."""
    days = Counter((one.worker_id, hours.local(one.at).date()) for one in got)
    over = [TooMany(worker_id=who, day=day, texts=texts) for (who, day), texts in days.items() if texts > MOST_A_DAY]
    return tuple(sorted(over, key=lambda one: (-one.texts, one.day, one.worker_id)))


def _load(days: Mapping[tuple[str, date], int]) -> Load:
    counts = list(days.values())
    return Load(
        texts=sum(counts),
        days=len(counts),
        p50=percentile(counts, HALF),
        p95=percentile(counts, NEARLY_ALL),
        most=max(counts, default=None),
    )


def as_json(got: Sequence[Got], hours: Hours, since: datetime, until: datetime) -> dict[str, object]:
    """Return the report for machines."""
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "all": asdict(whole(got, hours)),
        "kinds": {kind: asdict(load) for kind, load in by_kind(got, hours).items()},
        "most_a_day": MOST_A_DAY,
        "over": [asdict(one) | {"day": one.day.isoformat()} for one in too_many(got, hours)],
    }


def table(got: Sequence[Got], hours: Hours, since: datetime, until: datetime) -> str:
    """Return the report for people."""
    return "\n".join(_lines(got, hours, since, until)) + "\n"


def _lines(got: Sequence[Got], hours: Hours, since: datetime, until: datetime) -> Iterator[str]:
    yield f"Texts to workers from {hours.local(since):%Y-%m-%d %H:%M} to {hours.local(until):%Y-%m-%d %H:%M}"
    yield f"{'a worker a day':<16}{'texts':>8}{'days':>7}{'p50':>7}{'p95':>7}{'most':>7}"
    for name, load in ({"all": whole(got, hours)} | by_kind(got, hours)).items():
        numbers = "".join(f"{'-' if number is None else number:>7}" for number in (load.p50, load.p95, load.most))
        yield f"{name:<16}{load.texts:>8}{load.days:>7}{numbers}"
    over = too_many(got, hours)
    yield f"More than {MOST_A_DAY} on one day: {'nobody' if not over else ''}".rstrip()
    for one in over:
        yield f"  {one.worker_id}  {one.day}  {one.texts}"
