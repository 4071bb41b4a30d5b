"""Builds APScheduler: the table of ticks, a heartbeat for each, a clean stop; due-ness lives in rows, never here."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC
from functools import partial
from pathlib import Path

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot.alarms import AlarmRoutes, DatabaseWatch
from bot.model.value import value_in_order
from bot.services import Services
from bot.store import alarms
from bot.store.engine import DatabaseTrouble
from scheduler import (
    backups,
    calls,
    covers,
    digests,
    doubts,
    heartbeat,
    inbox,
    ladder,
    lone,
    nights,
    reminders,
    reports,
    rota,
    visits,
    week,
)

log = logging.getLogger(__name__)
NOTE_EVERY = 20.0
LOOK_EVERY = 0.5
CLOCK_WAS_SET = 1.0


@value_in_order
class Tick:
    """What runs, and how many seconds apart."""

    run: Callable[[Services], int]
    every: float


def ticks_for(routes: AlarmRoutes, heartbeat_url: str = "", backups_into: Path | None = None) -> Mapping[str, Tick]:
    """Return the table of ticks; that of backups is in it where a folder for them is named."""
    table = {
        "ladder": Tick(ladder.run, 1),
        "calls": Tick(calls.run, 2),
        "doubts": Tick(doubts.run, 5),
        "inbox": Tick(inbox.run, 120),
        "reminders": Tick(reminders.SinceStart().run, 1),
        "visits": Tick(visits.run, 5),
        "lone": Tick(lone.run, 5),
        "digests": Tick(digests.run, 30),
        "reports": Tick(reports.run, 10),
        "rota": Tick(rota.run, 60),
        "covers": Tick(covers.run, 20),
        "nights": Tick(nights.run, 5),
        "week": Tick(partial(week.run, routes=routes), 60),
    }
    if backups_into is not None:
        table["backups"] = Tick(backups.run_into(backups_into), 60)
    names = tuple(table)

    database = DatabaseWatch(routes)

    def watch(services: Services) -> int:
        try:
            count = heartbeat.run(services, routes, names)
        except DatabaseTrouble:
            database.gone(services.clock.now())
            raise
        database.answers(services)
        return count

    def call(services: Services) -> int:
        heartbeat.call_outside(services, heartbeat_url)
        return 0

    return table | {"watch": Tick(watch, 30), "outside": Tick(call, 60)}


def run_tick(services: Services, name: str, tick: Tick, wake: Callable[[], None], beats: "Beats") -> int:
    """Run one tick, note that it ran, wake delivery if it did anything; trouble is logged, the next tick tries."""
    began = time.monotonic()
    try:
        count = tick.run(services)
        beats.note(services, name, time.monotonic() - began)
    except DatabaseTrouble as trouble:
        log.error("A tick could not reach the database", extra={"tick": name, "trouble": str(trouble)})  # noqa: TRY400
        return 0
    except Exception:
        log.exception("A tick stumbled and will run again", extra={"tick": name})
        return 0
    if count:
        wake()
    return count


class Beats:
    """Notes that ticks run, no more often than is of use: a tick of every second does not write every second."""

    def __init__(self) -> None:
        """Begin with nothing noted."""
        self._noted: dict[str, float] = {}

    def note(self, services: Services, name: str, seconds: float) -> None:
        """Note a tick's run unless one was noted just now."""
        now = time.monotonic()
        if now - self._noted.get(name, -NOTE_EVERY) < NOTE_EVERY:
            return
        self._noted[name] = now
        with services.store.write() as tx:
            alarms.beat(tx, name, services.clock.now(), seconds)


class Clockwork:
    """The running ticks of one process."""

    def __init__(self, services: Services, ticks: Mapping[str, Tick], wake: Callable[[], None]) -> None:
        """Prepare the ticks; nothing runs before `start`.

        The defaults of APScheduler drop late ticks (misfire grace of one second): switched off, late ones run once.
        """
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        executors = {"default": ThreadPoolExecutor(len(ticks))}
        self._services = services
        self._scheduler = BackgroundScheduler(executors=executors, job_defaults=defaults, timezone=UTC)
        beats = Beats()
        for name, tick in ticks.items():
            self._scheduler.add_job(
                run_tick,
                "interval",
                seconds=tick.every,
                args=(services, name, tick, wake, beats),
                id=name,
                next_run_time=services.clock.now(),
            )
        self._stopping = threading.Event()
        self._metronome = threading.Thread(target=self._mind_the_wall_clock, name="metronome", daemon=True)

    def start(self) -> None:
        """Run every tick at once, so that what was missed while the line was down comes first; then by the clock."""
        self._scheduler.start()
        self._metronome.start()

    def stop(self) -> None:
        """Let running ticks finish and start no more."""
        self._stopping.set()
        self._metronome.join()
        self._scheduler.shutdown(wait=True)

    def _mind_the_wall_clock(self) -> None:
        """Run every tick now if the wall clock was set: APScheduler would wait until the old time came round again."""
        ahead = self._ahead()
        while not self._stopping.wait(LOOK_EVERY):
            moved, ahead = self._ahead() - ahead, self._ahead()
            if abs(moved) > CLOCK_WAS_SET:
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=self._services.clock.now())

    def _ahead(self) -> float:
        """Return how far the wall clock is ahead of the machine's steady one, in seconds."""
        return self._services.clock.now().timestamp() - time.monotonic()
