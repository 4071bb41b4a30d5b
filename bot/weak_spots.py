"""Weak spots of the nights to come, told before they hurt: a phone in doubt, a language nobody speaks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.model.effects import Lines, Phrase
from bot.model.messages import Purpose, TextOut
from bot.model.nights import Weak, WeakSpot
from bot.program import Program
from bot.rota_ahead import AHEAD, AT_HAND, GAP, SOON
from bot.rules.coverage import Gap
from bot.rules.weak_spots import weak_spots
from bot.services import Services
from bot.staff_texts import put_to_worker
from bot.store import looking, people, phone_checks, rota
from bot.store import weak_spots as stored
from bot.store.engine import Tx

Line = tuple[str, Mapping[str, object]]


def weak_ahead(tx: Tx, program: Program, now: datetime, ahead: timedelta = AHEAD) -> tuple[WeakSpot, ...]:
    """Return what is weak in the time to come, the gravest first."""
    refused = looking.refused_phones(tx)
    unreachable = {worker.key for worker in people.active_workers(tx) if refused.keys() >= set(worker.phones)}
    today = program.hours.local(now).date()
    shifts = rota.shifts_between(tx, now, now + ahead)
    needed = people.languages_of_families(tx, today)
    return weak_spots(shifts, unreachable, phone_checks.unverified(tx), needed, Gap(now, now + ahead))


def weak_lines(spots: Iterable[WeakSpot]) -> Iterator[Line]:
    """Yield a line for each, for whoever can change it."""
    for one in spots:
        at: dict[str, object] = {"tier": Phrase((f"staff.tier.{one.tier}",)), "starts": one.starts_at}
        if one.worker is not None:
            yield f"staff.weak.{one.kind}", {**at, "name": one.worker.name}
        elif one.times == 1:
            yield "staff.weak.language", {**at, "language": one.language}
        else:
            yield "staff.weak.languages", {**at, "language": one.language, "count": one.times}


def tell_weak(services: Services) -> int:
    """Text the supervisors of what is weak and near: once, and again only where it was over; return how many texts."""
    now = services.clock.now()
    with services.store.read() as tx:
        if not any(_news(tx, services, now)):
            return 0

    def work(tx: Tx) -> int:
        people.lock_people(tx)
        fresh, gone = _news(tx, services, now)
        stored.end(tx, gone, now)
        keys = [stored.tell(tx, one.what, now) for one in fresh]
        return _tell(tx, services, fresh, keys[0], now) if fresh else 0

    return services.store.write_again(work)


def _news(tx: Tx, services: Services, now: datetime) -> tuple[Sequence[WeakSpot], Sequence[str]]:
    """Return what is new and may be told now, and what was told and is over."""
    near, told = weak_ahead(tx, services.program, now, SOON), stored.told(tx)
    standing = {one.what for one in near}
    is_day = services.program.hours.may_text_staff(now)
    fresh = [one for one in near if one.what not in told and (is_day or _wakes(one, now))]
    return fresh, [what for what in told if what not in standing and not what.startswith(GAP)]


def _wakes(spot: WeakSpot, now: datetime) -> bool:
    """Whether it cannot wait for the hours of staff: a page of tonight would reach nobody there (SAFETY 5)."""
    return spot.kind is Weak.UNREACHABLE and spot.starts_at < now + AT_HAND


def _tell(tx: Tx, services: Services, fresh: Sequence[WeakSpot], key: int | None, now: datetime) -> int:
    wakes = any(_wakes(one, now) for one in fresh)
    told = people.supervisors(tx)
    for worker in told:
        text = TextOut(
            once=f"weak:{key}:{worker.key}",
            purpose=Purpose.STAFF_ALARM if wakes else Purpose.STAFF_ROUTINE,
            words="staff.rota_weak",
            params={"list": Lines(tuple(weak_lines(fresh)))},
            language=services.reads(worker),
        )
        put_to_worker(tx, text, worker, now)
    return len(told)
