"""Builds APScheduler: the table of ticks, a heartbeat for each, a clean stop; due-ness lives in rows, never here."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot.alarms import AlarmRoutes
from bot.services import Services
from bot.store import alarms
from bot.store.engine import DatabaseTrouble
from scheduler import doubts, heartbeat, inbox, ladder

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tick:
    """What runs, and how many seconds apart."""

    run: Callable[[Services], int]
    every: float


def ticks_for(routes: AlarmRoutes, heartbeat_url: str = "") -> Mapping[str, Tick]:
    """Return the table of ticks."""
    table = {
        "ladder": Tick(ladder.run, 1),
        "doubts": Tick(doubts.run, 5),
        "inbox": Tick(inbox.run, 120),
    }
    names = tuple(table)

    def watch(services: Services) -> int:
        return heartbeat.run(services, routes, names)

    def call(services: Services) -> int:
        heartbeat.call_outside(services, heartbeat_url)
        return 0

    return table | {"watch": Tick(watch, 30), "outside": Tick(call, 60)}


def run_tick(services: Services, name: str, tick: Tick, wake: Callable[[], None]) -> int:
    """Run one tick, note that it ran, wake delivery if it did anything; trouble is logged, the next tick tries."""
    began = time.monotonic()
    try:
        count = tick.run(services)
        if tick.every > 1 or count:
            with services.store.write() as tx:
                alarms.beat(tx, name, services.clock.now(), time.monotonic() - began)
    except DatabaseTrouble as trouble:
        log.error("A tick could not reach the database", extra={"tick": name, "trouble": str(trouble)})  # noqa: TRY400
        return 0
    except Exception:
        log.exception("A tick stumbled and will run again", extra={"tick": name})
        return 0
    if count:
        wake()
    return count


class Clockwork:
    """The running ticks of one process."""

    def __init__(self, services: Services, ticks: Mapping[str, Tick], wake: Callable[[], None]) -> None:
        """Prepare the ticks; nothing runs before `start`.

        The defaults of APScheduler drop late ticks (misfire grace of one second): switched off, late ones run once.
        """
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        executors = {"default": ThreadPoolExecutor(len(ticks))}
        self._scheduler = BackgroundScheduler(executors=executors, job_defaults=defaults, timezone=UTC)
        for name, tick in ticks.items():
            self._scheduler.add_job(
                run_tick, "interval", seconds=tick.every, args=(services, name, tick, wake), id=name
            )
        self._first = [(services, name, tick, wake) for name, tick in ticks.items()]

    def start(self) -> None:
        """Run every tick once, so that what was missed while the line was down comes first, then by the clock."""
        for services, name, tick, wake in self._first:
            run_tick(services, name, tick, wake)
        self._scheduler.start()

    def stop(self) -> None:
        """Let running ticks finish and start no more."""
        self._scheduler.shutdown(wait=True)
