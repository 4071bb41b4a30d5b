"""How soon people answered cries for help, by grade: `hearthline report response`."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from bot.model.help import Grade
from bot.model.policy import Hours, Tier
from bot.model.value import value
from bot.rules.percentile import HALF, NEARLY_ALL, percentile
from bot.store.response import Answered

ALL = "all"
NOBODY = "nobody"


@value
class Waits:
    """How many waits there were, half of them at most `p50` seconds long, 95 in a hundred at most `p95`."""

    count: int
    p50: float | None
    p95: float | None


@value
class Measured:
    """The requests of a grade: those somebody took, those that got a human word, how high each climbed before that."""

    requests: int
    to_claim: Waits
    to_word: Waits
    tiers: Mapping[str, int]


def measured(requests: Sequence[Answered]) -> dict[str, Measured]:
    """Measure the requests of each grade, the gravest first, and all of them."""
    by_grade = {str(grade): [one for one in requests if one.grade is grade] for grade in reversed(Grade)}
    return {name: _measured(of_grade) for name, of_grade in (by_grade | {ALL: list(requests)}).items()}


def _measured(requests: Sequence[Answered]) -> Measured:
    reached = Counter(one.tier.value if one.tier else NOBODY for one in requests)
    return Measured(
        requests=len(requests),
        to_claim=_waits([one.to_claim for one in requests]),
        to_word=_waits([one.to_word for one in requests]),
        tiers={name: reached[name] for name in (*map(str, Tier), NOBODY)},
    )


def _waits(values: Sequence[float | None]) -> Waits:
    known = [value for value in values if value is not None]
    return Waits(count=len(known), p50=percentile(known, HALF), p95=percentile(known, NEARLY_ALL))


def as_json(
    found: Mapping[str, Measured], since: datetime, until: datetime, unseen_shifts: int | None
) -> dict[str, object]:
    """Return the report for machines; seconds, None where there is nothing to measure."""
    grades = {name: asdict(one) for name, one in found.items()}
    return {"since": since.isoformat(), "until": until.isoformat(), "unseen_shifts": unseen_shifts, "grades": grades}


def table(
    found: Mapping[str, Measured], since: datetime, until: datetime, hours: Hours, unseen_shifts: int | None
) -> str:
    """Return the report for people; `unseen_shifts` None where nobody was asked about shifts."""
    return "\n".join(_lines(found, since, until, hours, unseen_shifts)) + "\n"


def _lines(
    found: Mapping[str, Measured], since: datetime, until: datetime, hours: Hours, unseen_shifts: int | None
) -> Iterator[str]:
    yield f"Cries for help from {hours.local(since):%Y-%m-%d %H:%M} to {hours.local(until):%Y-%m-%d %H:%M}"
    yield f"{'':<11}{'requests':>9}{'taken':>7}{'p50':>8}{'p95':>8}{'word':>7}{'p50':>8}{'p95':>8}"
    for name, one in found.items():
        claim, word = one.to_claim, one.to_word
        yield (
            f"{name:<11}{one.requests:>9}{claim.count:>7}{spoken(claim.p50):>8}{spoken(claim.p95):>8}"
            f"{word.count:>7}{spoken(word.p50):>8}{spoken(word.p95):>8}"
        )
    climbed = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in found[ALL].tiers.items())
    yield f"Highest tier paged before somebody took it: {climbed}"
    yield f"Shifts nobody said they had seen: {'-' if unseen_shifts is None else unseen_shifts}"


def spoken(seconds: float | None) -> str:
    """Return a wait as minutes and seconds (12:05); "-" where there is none."""
    return "-" if seconds is None else f"{round(seconds) // 60}:{round(seconds) % 60:02}"
