"""Who stands on which tier for a request: the rota, the own worker, and those who speak the language first."""

from collections.abc import Iterable, Sequence

from bot.model.help import HelpRequest, RequestKind
from bot.model.people import Language, Worker
from bot.model.policy import Tier
from bot.model.rota import Shift
from bot.rules.ladder import People


def people_for(request: HelpRequest, shifts: Iterable[Shift], workers: Sequence[Worker]) -> People:
    """Return the workers of each tier for `request`, those who speak its language first.

    The supervisor tier is never empty while an active supervisor or administrator exists: without a shift there, all of
    them stand on it. Nobody stands on two tiers, and a worker in danger is not asked to help themselves.
    """
    active = {worker.key: worker for worker in workers if worker.active and worker.key != request.in_danger_key}
    tiers: dict[Tier, list[int]] = {tier: [] for tier in Tier}
    if request.own_worker_key is not None:
        tiers[Tier.OWN_WORKER].append(request.own_worker_key)
    for shift in shifts:
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
