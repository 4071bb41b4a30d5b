"""Keeps texts leaving: two lanes of threads that wake after every commit and look again each second."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from bot.calls.call_lane import CallLane
from bot.delivery import (
    HELP_LANES,
    OTHER_LANES,
    Answer,
    Answered,
    Claimed,
    ask_carrier,
    deliver_due,
    send_one,
    settle_and_claim,
)
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
    """One lane: a thread that claims and writes down what came of it, and as many senders as may be in flight.

    What the carrier answered while that thread was busy is written down together: one commit for all of it.
    """

    def __init__(self, services: Services, lanes: tuple[Lane, Lane], in_flight: int, name: str) -> None:
        """Prepare the lane; nothing runs before `start`."""
        self._services = services
        self._lanes = lanes
        self._free = in_flight
        self._answered: list[Answered] = []
        self._count = threading.Lock()
        self._woken = threading.Event()
        self._stopping = False
        self._senders = ThreadPoolExecutor(in_flight, thread_name_prefix=f"{name}-send")
        self._claimer = threading.Thread(target=self._run, name=f"{name}-claim", daemon=True)

    def start(self) -> None:
        """Begin to look for due texts, at once for those that waited for the start."""
        self.wake()
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
        self._turn()

    def _run(self) -> None:
        while not self._stopping:
            self._woken.wait(LOOK_EVERY)
            self._woken.clear()
            while self._turn():
                pass

    def _turn(self) -> int:
        """Write down what the carrier has answered, and claim no more than can be in flight; 0 if nothing was to do.

        While the database is gone the answers wait here, as long as their leases run.
        """
        with self._count:
            came, free = self._answered.copy(), 0 if self._stopping else self._free
        if not came and not free:
            return 0
        try:
            done = self._write_down(came, free)
            if done is None:
                for answered in came:
                    self._write_down((answered,), 0)
        except DatabaseTrouble as trouble:
            log.error("The outbox could not be read", extra={"trouble": str(trouble)})  # noqa: TRY400
            self._forget_lost_leases()
            return 0
        with self._count:
            del self._answered[: len(came)]
        claimed, dealt_with = done or ((), 0)
        for one in claimed:
            self._submit(one)
        return len(came) + dealt_with

    def _write_down(self, came: Sequence[Answered], most: int) -> tuple[Sequence[Claimed], int] | None:
        """Write down answers and claim what may leave; None if that stumbled.

        The lane goes on; an answer that stumbles alone leaves its text leased, and its outcome is looked up later.
        """
        try:
            return settle_and_claim(self._services, came, self._lanes, most)
        except DatabaseTrouble:
            raise
        except Exception:
            log.exception("A lane of the outbox stumbled and goes on")
            return None

    def _forget_lost_leases(self) -> None:
        """Leave to the reconciler what could not be written in time."""
        now = self._services.clock.now()
        with self._count:
            self._answered = [one for one in self._answered if one[0].until > now]

    def _submit(self, claimed: Claimed) -> None:
        with self._count:
            self._free -= 1
        sending = self._senders.submit(ask_carrier, self._services, claimed)
        sending.add_done_callback(partial(self._landed, claimed))

    def _landed(self, claimed: Claimed, sending: Future[Answer]) -> None:
        """Free the sender, and keep its answer to be written; what stumbled stays leased, and is looked up later."""
        trouble = sending.exception()
        if trouble is not None:
            log.error("A sender stumbled, and what became of its text is not known", exc_info=trouble)
        with self._count:
            self._free += 1
            if trouble is None:
                self._answered.append((claimed, sending.result()))
        self.wake()


class Dispatcher:
    """All lanes: cries for help have threads of their own and never wait behind reminders; so have calls."""

    def __init__(self, services: Services) -> None:
        """Prepare the lanes with the program's numbers in flight."""
        sending = services.program.sending
        self._lanes = (
            LaneOfThreads(services, HELP_LANES, sending.help_in_flight, "help"),
            CallLane(services, sending.help_in_flight),
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
