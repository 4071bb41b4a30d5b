"""Coverage gaps: stretches of the rota in which nobody stands on a tier."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.model.policy import Tier
from bot.model.rota import Shift
from bot.model.value import value_in_order


@value_in_order
class Gap:
    """From when until when nobody stands on a tier."""

    starts_at: datetime
    ends_at: datetime


def gaps(shifts: Iterable[Shift], tier: Tier, starts_at: datetime, ends_at: datetime) -> tuple[Gap, ...]:
    """Return the gaps of `tier` inside the span, earliest first."""
    found = []
    covered_until = starts_at
    for shift in sorted((shift for shift in shifts if shift.tier is tier), key=lambda shift: shift.starts_at):
        if shift.starts_at > covered_until:
            found.append(Gap(covered_until, min(shift.starts_at, ends_at)))
        covered_until = max(covered_until, shift.ends_at)
        if covered_until >= ends_at:
            return tuple(found)
    return (*found, Gap(covered_until, ends_at))


def all_gaps(shifts: Sequence[Shift], starts_at: datetime, ends_at: datetime) -> dict[Tier, tuple[Gap, ...]]:
    """Return the gaps of every tier somebody must stand on, in the order in which they are paged.

    Without a shift on the last tier every supervisor stands on it, so a gap there is one only where shifts are used.
    """
    used = {shift.tier for shift in shifts} | {Tier.ON_CALL, Tier.BACKUP}
    tiers = (tier for tier in (Tier.ON_CALL, Tier.BACKUP, Tier.SUPERVISOR) if tier in used)
    return {tier: gaps(shifts, tier, starts_at, ends_at) for tier in tiers}
