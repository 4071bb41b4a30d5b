"""The rota of the weeks ahead: its patterns worked out into shifts, and its gaps told before the night comes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.model.effects import Phrase
from bot.model.messages import Purpose, TextOut
from bot.model.people import Worker
from bot.model.policy import Tier
from bot.model.value import value_in_order
from bot.program import Program
from bot.rules import patterns
from bot.rules.coverage import Gap, all_gaps
from bot.services import Services
from bot.staff_texts import put_to_worker
from bot.store import people, rota, weak_spots
from bot.store.engine import Tx

AHEAD = timedelta(days=14)
SOON = timedelta(hours=48)
"""A gap that begins within it is told at once."""
AT_HAND = timedelta(hours=12)
"""A gap that begins within it cannot wait for the hours of staff: whoever can still fill it is woken (SAFETY 5)."""
LOOK_BACK = timedelta(weeks=26)
"""Who was on call before that was long ago, whoever they are."""
GAP = "gap:"
"""How the names of gaps begin among what supervisors were told of the nights at hand."""


@value_in_order
class TierGap:
    """A gap of a tier, with its beginning as it was before now where it has begun; None: nobody ever stood there."""

    tier: Tier
    gap: Gap
    since: datetime | None

    @property
    def what(self) -> str:
        """Return its name: its tier and its beginning, the same from look to look while it lasts."""
        return f"{GAP}{self.tier}:{self.since.isoformat() if self.since else 'ever'}"


def work_out(services: Services) -> int:
    """Lay down what the patterns want and take away what they no longer want; return how many shifts changed.

    One process at a time does it; the constraint of the table is what keeps a shift from being given twice.
    """
    now, program = services.clock.now(), services.program
    with services.store.read() as tx:
        if not _has_changes(plan(tx, program, now)):
            return 0

    def work(tx: Tx) -> int:
        people.lock_people(tx)
        wanted = plan(tx, program, now)
        return rota.change_patterns(tx, wanted.remove, wanted.add, now)

    return services.store.write_again(work)


def plan(tx: Tx, program: Program, now: datetime) -> patterns.Plan:
    """Return what the patterns ask of the rota as it stands."""
    shifts = rota.every_shift_since(tx, now - LOOK_BACK)
    return patterns.work_out(program.rota, shifts, people.all_workers(tx), program.hours.zone, now)


def _has_changes(wanted: patterns.Plan) -> bool:
    return bool(wanted.add or wanted.remove)


def gaps_ahead(tx: Tx, now: datetime, ahead: timedelta = AHEAD) -> Mapping[Tier, tuple[Gap, ...]]:
    """Return the gaps of each tier in the time to come."""
    return all_gaps(rota.shifts_between(tx, now, now + ahead), now, now + ahead)


def tell_gaps(services: Services) -> int:
    """Text the supervisors of gaps that are near: once, again where one was filled meanwhile; return how many texts."""
    now = services.clock.now()
    with services.store.read() as tx:
        if not any(_news(tx, services, now)):
            return 0

    def work(tx: Tx) -> int:
        people.lock_people(tx)
        fresh, gone = _news(tx, services, now)
        weak_spots.end(tx, gone, now)
        told = people.supervisors(tx)
        keys = [(one, weak_spots.tell(tx, one.what, now)) for one in fresh]
        return sum(_tell(tx, services, worker, one, key, now) for one, key in keys for worker in told)

    return services.store.write_again(work)


def _news(tx: Tx, services: Services, now: datetime) -> tuple[Sequence[TierGap], Sequence[str]]:
    """Return the gaps that are new and may be told now, and those that were told and are filled or over."""
    near, told = tuple(_near(tx, now)), weak_spots.told(tx)
    standing = {one.what for one in near}
    is_day = services.program.hours.may_text_staff(now)
    fresh = [one for one in near if one.what not in told and (is_day or one.gap.starts_at < now + AT_HAND)]
    return fresh, [what for what in told if what.startswith(GAP) and what not in standing]


def _near(tx: Tx, now: datetime) -> Iterator[TierGap]:
    """Yield the gaps that begin soon or have begun; for nobody on call now there is an alarm."""
    for tier, holes in gaps_ahead(tx, now).items():
        for hole in holes:
            if hole.starts_at < now + SOON and (tier is not Tier.ON_CALL or hole.starts_at > now):
                yield TierGap(tier, hole, hole.starts_at if hole.starts_at > now else rota.last_end(tx, tier, now))


def _tell(tx: Tx, services: Services, worker: Worker, one: TierGap, key: int | None, now: datetime) -> bool:
    """Text one supervisor of a gap; `key` is that of the row that notes it."""
    is_at_hand = one.gap.starts_at < now + AT_HAND
    text = TextOut(
        once=f"rota_gap:{key}:{worker.key}",
        purpose=Purpose.STAFF_ALARM if is_at_hand else Purpose.STAFF_ROUTINE,
        words="staff.rota_gap",
        params=gap_params(one.tier, one.gap),
        language=services.reads(worker),
    )
    return bool(put_to_worker(tx, text, worker, now))


def gap_params(tier: Tier, gap: Gap) -> Mapping[str, object]:
    """Return what the words about a gap need."""
    return {"tier": Phrase((f"staff.tier.{tier}",)), "starts": gap.starts_at, "ends": gap.ends_at}
