"""Keeps calls going: a thread, woken after every commit, sees to what is due about them; others ask the carrier."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from bot.calls.placing import place_due
from bot.calls.voicemail_fetching import fetch_due
from bot.services import Services
from bot.store.engine import DatabaseTrouble

LOOK_EVERY = 1.0
"""Seconds of real time between two looks when nobody wakes the lane (docs/interface.md, "Timing")."""
log = logging.getLogger(__name__)


class CallLane:
    """The lane of calls: a thread that sees to what is due about them, and as many that ask the carrier."""

    def __init__(self, services: Services, in_flight: int) -> None:
        """Prepare the lane; nothing runs before `start`."""
        self._services = services
        self._woken = threading.Event()
        self._stopping = False
        self._askers = ThreadPoolExecutor(in_flight, thread_name_prefix="calls-ask")
        self._thread = threading.Thread(target=self._run, name="calls", daemon=True)

    def start(self) -> None:
        """Begin to look for calls that are due."""
        self.wake()
        self._thread.start()

    def wake(self) -> None:
        """Look at once: something was committed."""
        self._woken.set()

    def stop(self) -> None:
        """Begin no more calls, and wait for those that are being asked for."""
        self._stopping = True
        self.wake()
        if self._thread.ident is not None:  # else it was never started
            self._thread.join()
        self._askers.shutdown(wait=True)

    def _run(self) -> None:
        while not self._stopping:
            self._woken.wait(LOOK_EVERY)
            self._woken.clear()
            while self._turn() and not self._stopping:
                pass

    def _turn(self) -> int:
        try:
            return place_due(self._services, self._askers.map) + fetch_due(self._services)
        except DatabaseTrouble as trouble:
            log.error("The calls that are due could not be read", extra={"trouble": str(trouble)})  # noqa: TRY400
        except Exception:
            log.exception("The lane of calls stumbled and goes on")
        return 0
