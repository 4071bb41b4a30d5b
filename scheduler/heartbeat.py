"""The watchdog's tick: trouble becomes alarms, alarms are told, and a clock that stepped back wakes what waits."""

import logging
import urllib.request
from collections.abc import Sequence
from datetime import timedelta
from http.client import HTTPException

from bot.alarms import AlarmRoutes, look_for_trouble, tell_alarms
from bot.services import Services
from bot.sleeping import tell_slept
from bot.store import alarms, calls, outbox, reports, requests, visits

NAME = "heartbeat"
STEP_BACK = timedelta(seconds=2)
WAIT = 10
log = logging.getLogger(__name__)


def run(services: Services, routes: AlarmRoutes, ticks: Sequence[str]) -> int:
    """Look for trouble and tell it; return how many alarms were told."""
    _mind_the_clock(services)
    look_for_trouble(services, ticks)
    return tell_alarms(services, routes)


def call_outside(services: Services, url: str) -> None:
    """Call the outside watchdog while nothing is wrong; its silence is the alarm."""
    with services.store.read() as tx:
        if not url or alarms.open_alarms(tx):
            return
    try:
        with urllib.request.urlopen(url, timeout=WAIT):  # noqa: S310  (configured by the agency)
            pass
    except (OSError, ValueError, HTTPException) as error:
        log.warning("The outside watchdog could not be called", extra={"trouble": type(error).__name__})


def _mind_the_clock(services: Services) -> None:
    """Wake what waits for a future that is further off than it was: the machine's clock stepped back."""
    now = services.clock.now()
    with services.store.write() as tx:
        last = alarms.beats(tx).get(NAME)
        if last is not None and last - now > STEP_BACK:
            woken = requests.wake_future(tx, now) + outbox.wake_future(tx, now) + calls.wake_future(tx, now)
            visits.wake_all(tx, now)
            reports.wake_future(tx, now)
            log.warning("The clock stepped back", extra={"woken": woken})
        if last is not None:
            tell_slept(tx, services, last, now)
        alarms.beat(tx, NAME, now, 0.0)
