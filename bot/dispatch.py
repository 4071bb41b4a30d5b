"""Keeps texts leaving: two lanes of threads that wake after every commit and look again each second."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from bot.delivery import HELP_LANES, OTHER_LANES, Claimed, deliver_due, send_one
from bot.model.messages import Lane
from bot.services import Services
from bot.store.engine import DatabaseTrouble

LOOK_EVERY = 1.0
"""Seconds of real time between two looks when nobody wakes the lane (docs/interface.md, "Timing")."""
log = logging.getLogger(__name__)


def deliver_all(services: Services) -> int:
    """Send everything that may leave now, one after another, in this thread; return how many texts were claimed."""
    total = 0
    while count := sum(deliver_due(services, lanes, 1, _here(services)) for lanes in (HELP_LANES, OTHER_LANES)):
        total += count
    return total


def _here(services: Services) -> Callable[[Claimed], None]:
    return lambda claimed: send_one(services, claimed)


class LaneOfThreads:
    """One lane: a thread that claims, and as many senders as may be in flight."""

    def __init__(self, services: Services, lanes: tuple[Lane, Lane], in_flight: int, name: str) -> None:
        """Prepare the lane; nothing runs before `start`."""
        self._services = services
        self._lanes = lanes
        self._free = in_flight
        self._count = threading.Lock()
        self._woken = threading.Event()
        self._stopping = False
        self._senders = ThreadPoolExecutor(in_flight, thread_name_prefix=f"{name}-send")
        self._claimer = threading.Thread(target=self._run, name=f"{name}-claim", daemon=True)

    def start(self) -> None:
        """Begin to look for due texts."""
        self._claimer.start()

    def wake(self) -> None:
        """Look at once: something was committed, or a sender has become free."""
        self._woken.set()

    def stop(self) -> None:
        """Stop claiming and wait for what is in flight."""
        self._stopping = True
        self.wake()
        if self._claimer.ident is not None:  # else it was never started
            self._claimer.join()
        self._senders.shutdown(wait=True)

    def _run(self) -> None:
        while not self._stopping:
            self._woken.wait(LOOK_EVERY)
            self._woken.clear()
            try:
                while self._claim_what_fits():
                    pass
            except DatabaseTrouble as trouble:
                log.error("The outbox could not be read", extra={"trouble": str(trouble)})  # noqa: TRY400
            except Exception:
                log.exception("A lane of the outbox stumbled and goes on")

    def _claim_what_fits(self) -> int:
        """Claim no more than can be in flight."""
        with self._count:
            free = 0 if self._stopping else self._free
        return deliver_due(self._services, self._lanes, free, self._submit) if free else 0

    def _submit(self, claimed: Claimed) -> None:
        with self._count:
            self._free -= 1
        self._senders.submit(send_one, self._services, claimed).add_done_callback(self._landed)

    def _landed(self, sending: Future[None]) -> None:
        """Free the sender; what stumbled stays leased, and its outcome is looked up later."""
        trouble = sending.exception()
        if trouble is not None:
            log.error("A text's outcome could not be written down", exc_info=trouble)
        with self._count:
            self._free += 1
        self.wake()


class Dispatcher:
    """Both lanes: cries for help have threads of their own and never wait behind reminders."""

    def __init__(self, services: Services) -> None:
        """Prepare the lanes with the program's numbers in flight."""
        sending = services.program.sending
        self._lanes = (
            LaneOfThreads(services, HELP_LANES, sending.help_in_flight, "help"),
            LaneOfThreads(services, OTHER_LANES, sending.in_flight, "texts"),
        )

    def start(self) -> None:
        """Begin sending."""
        for lane in self._lanes:
            lane.start()

    def wake(self) -> None:
        """Send what was just committed."""
        for lane in self._lanes:
            lane.wake()

    def stop(self) -> None:
        """Stop cleanly: what is in flight is settled first."""
        for lane in self._lanes:
            lane.stop()
