"""Loads what a turn about shifts may need: who stands when around the shifts meant, the questions, who may be asked."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.language.commands import Command, WhoIsOnCall
from bot.language.shift_commands import Assign, Cover, MyShifts, ShiftNamed, Swap, TakeBack, TakeShift
from bot.model.conversations import Heard, Standing
from bot.model.covers import CoverAsk, Covering
from bot.model.rota import Shift
from bot.rota_ahead import AHEAD, LOOK_BACK
from bot.rules.covers import days_meant, span_of_days
from bot.rules.oncall import as_stood
from bot.services import Services
from bot.store import covers, people, rota
from bot.store.engine import Tx

NO_TIME = timedelta(microseconds=1)


def covering(tx: Tx, services: Services, command: Command, heard: Heard) -> Covering:
    """Return what a worker's command about shifts may need; nothing for any other."""
    now = heard.at
    match command:
        case MyShifts():
            return Covering(standing=standing(tx, now, now + AHEAD), asks=covers.open_asks(tx))
        case Cover(named) | Assign(named):
            return _around(tx, services, (named,), heard)
        case Swap(mine, _, theirs):
            return _around(tx, services, (mine, theirs), heard)
        case TakeShift(code) | TakeBack(code):
            asks = covers.named(tx, code) if code else covers.open_asks(tx)
            return Covering(
                standing=standing_around(tx, shifts_of(asks), now), staff=people.active_workers(tx), asks=asks
            )
        case _:
            return Covering()


def standing_now(tx: Tx, command: Command, now: datetime) -> tuple[Standing, ...]:
    """Return who stands where now and until when, for who asks."""
    if not isinstance(command, WhoIsOnCall):
        return ()
    on_call = [shift for shift in standing(tx, now, now + NO_TIME) if shift.covers(now)]
    return tuple(Standing(tier=one.tier, worker=one.worker, until=one.ends_at) for one in on_call)


def standing(tx: Tx, since: datetime, until: datetime) -> tuple[Shift, ...]:
    """Return who really stands when, all of each shift that reaches into a span."""
    reaching = rota.shifts_between(tx, since, until)
    first = min((shift.starts_at for shift in reaching), default=since)
    last = max((shift.ends_at for shift in reaching), default=until)
    return as_stood(rota.shifts_between(tx, min(since, first), max(until, last)))


def standing_around(tx: Tx, shifts: Iterable[Shift], now: datetime) -> tuple[Shift, ...]:
    """Return who really stands when around shifts that are not over."""
    meant = [one for one in shifts if one.ends_at > now]
    if not meant:
        return ()
    return standing(tx, min(one.starts_at for one in meant), max(one.ends_at for one in meant))


def shifts_of(asks: Iterable[CoverAsk]) -> tuple[Shift, ...]:
    """Return the shifts that open questions are about."""
    return tuple(one for ask in asks if ask.is_open for one in (ask.shift, ask.other) if one is not None)


def _around(tx: Tx, services: Services, named: tuple[ShiftNamed, ...], heard: Heard) -> Covering:
    hours, today = services.program.hours, services.program.hours.local(heard.written_at).date()
    days = [day for one in named for day in days_meant(one, today)]
    return Covering(
        standing=standing(tx, *span_of_days(days, hours)) if days else (),
        staff=people.active_workers(tx),
        on_tier=covers.on_tier(tx, heard.at - LOOK_BACK),
        asks=covers.open_asks(tx),
        free_code=covers.free_code(tx),
        untaken=services.program.rota.untaken,
        today=today,
    )
