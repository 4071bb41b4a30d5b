"""Who stands on which tier: covers on top of what they cover; for a request the own worker too, and its language first.

Nothing that lies on top ever leaves a tier empty: of the shifts at a moment the newest cover, else an imported shift,
else a pattern's, has nothing above it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.model.help import HelpRequest, RequestKind
from bot.model.people import Language, Worker
from bot.model.policy import Tier
from bot.model.rota import TIERS, Shift, Source
from bot.rules.ladder import People


def who_is_on_call(shifts: Iterable[Shift], at: datetime) -> tuple[Shift, ...]:
    """Return the shifts that count at `at`, without what lies below another; given are those of who works here."""
    return _on_top([shift for shift in shifts if shift.covers(at)])


def _on_top(shifts: Sequence[Shift]) -> tuple[Shift, ...]:
    return tuple(shift for shift in shifts if not any(_lies_on(other, shift) for other in shifts))


def as_stood(shifts: Sequence[Shift]) -> tuple[Shift, ...]:
    """Return the shifts without the stretches in which another lies on top, earliest first: who really stands when."""
    covers = [shift for shift in shifts if shift.source is Source.COVER]
    above_patterns = [*covers, *(shift for shift in shifts if shift.source is Source.IMPORTED)]
    above = {Source.PATTERN: above_patterns, Source.IMPORTED: covers, Source.COVER: covers}
    pieces = [piece for shift in shifts for piece in _uncovered(shift, above[shift.source])]
    return tuple(sorted(pieces, key=lambda piece: (piece.starts_at, TIERS.index(piece.tier), piece.worker.worker_id)))


def _uncovered(shift: Shift, others: Iterable[Shift]) -> Iterator[Shift]:
    above = [one for one in others if one.meets(shift.starts_at, shift.ends_at) and _lies_on(one, shift)]
    begins = shift.starts_at
    for one in sorted(above, key=lambda one: one.starts_at):
        if one.starts_at > begins:
            yield replace(shift, starts_at=begins, ends_at=one.starts_at)
        begins = max(begins, one.ends_at)
    if begins < shift.ends_at:
        yield replace(shift, starts_at=begins)


def _lies_on(upper: Shift, lower: Shift) -> bool:
    """Whether `upper` stands in the place of `lower` while both last: a file's shift for a pattern's, a cover for both.

    A cover lies on older covers too, so that what was taken can be passed on; it is for one worker or for the tier.
    """
    if upper.tier is not lower.tier:
        return False
    match upper.source:
        case Source.PATTERN:
            return False
        case Source.IMPORTED:
            return lower.source is Source.PATTERN
        case Source.COVER:
            is_older = lower.source is not Source.COVER or lower.made_at < upper.made_at
            return is_older and upper.covers_key in {None, lower.worker.key}


def people_for(request: HelpRequest, shifts: Iterable[Shift], workers: Sequence[Worker]) -> People:
    """Return the workers of each tier for `request`, those who speak its language first; `shifts` are those of now.

    The supervisor tier is never empty while an active supervisor or administrator exists: without a shift there, all of
    them stand on it. Nobody stands on two tiers, and a worker in danger is not asked to help themselves; whose shift
    they cover is off duty all the same.
    """
    here = {worker.key for worker in workers if worker.active}
    active = {worker.key: worker for worker in workers if worker.active and worker.key != request.in_danger_key}
    tiers: dict[Tier, list[int]] = {tier: [] for tier in Tier}
    if request.own_worker_key is not None:
        tiers[Tier.OWN_WORKER].append(request.own_worker_key)
    for shift in _on_top([shift for shift in shifts if shift.worker.key in here]):
        tiers[shift.tier].append(shift.worker.key)
    if not any(key in active for key in tiers[Tier.SUPERVISOR]):
        tiers[Tier.SUPERVISOR] = [worker.key for worker in active.values() if worker.is_supervisor]
    if request.kind is RequestKind.WORKER:
        tiers[Tier.ON_CALL] = [*tiers[Tier.ON_CALL], *tiers[Tier.SUPERVISOR]]
    return _once_each({tier: _in_order(keys, active, request.language) for tier, keys in tiers.items()})


def _in_order(keys: Iterable[int], active: dict[int, Worker], language: Language) -> list[int]:
    """Keep the active ones, each once, speakers of `language` first."""
    known = [key for key in dict.fromkeys(keys) if key in active]
    return sorted(known, key=lambda key: language not in active[key].languages)


def _once_each(tiers: dict[Tier, list[int]]) -> People:
    """Leave each worker on the first tier they stand on; the own worker keeps other tiers for closed offices."""
    seen: set[int] = set()
    kept: dict[Tier, tuple[int, ...]] = {Tier.OWN_WORKER: tuple(tiers[Tier.OWN_WORKER])}
    for tier in (Tier.ON_CALL, Tier.BACKUP, Tier.SUPERVISOR):
        kept[tier] = tuple(key for key in tiers[tier] if key not in seen)
        seen.update(kept[tier])
    return kept
