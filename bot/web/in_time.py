"""Runs what may wait for the database beside the request, so that a caller is answered while it is stalled."""

import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from bot.store.engine import DatabaseTrouble

Result = TypeVar("Result")
MOST_AT_ONCE = 16
"""Steps that wait for a stalled database at once: no more than there are connections to spare for them."""
AGAIN_AFTER = 5.0
"""Seconds between two tries of what is to be done in the end, however late."""
log = logging.getLogger(__name__)


class TooLate(DatabaseTrouble):
    """It was not done in time; it goes on by itself, and what it wrote stands if the database comes back."""


class _Answer(Generic[Result]):
    """What came of a piece of work, in the hands of two threads."""

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self._done = threading.Event()
        self._turn = threading.Lock()
        self._is_left_alone = False
        self._result: list[Result] = []
        self._error: BaseException | None = None

    def bring(self) -> None:
        """Do the work; an error that nobody waits for any more is told to the log."""
        try:
            self._result.append(self._work())
        except BaseException as error:  # noqa: BLE001  (it is raised where the answer is awaited)
            self._error = error
        with self._turn:
            self._done.set()
            is_unheard = self._is_left_alone and self._error is not None
        if is_unheard:
            log.error("A step of a call that was answered without it broke", exc_info=self._error)

    def awaited(self, seconds: float) -> Result:
        """Return what came of it. Raises what it raised, or `TooLate`."""
        self._done.wait(seconds)
        with self._turn:
            if not self._done.is_set():
                self._is_left_alone = True
                raise TooLate("the database did not answer in time")
        if self._error is not None:
            raise self._error
        return self._result[0]


class InTime:
    """Does work within so many seconds, or lets it go on unheard.

    A client of PostgreSQL waits for its answer without end if the server is frozen, and SQLite's writers queue: neither
    can be called off from outside, so the caller is. The threads are daemons: a process that ends does not wait.
    """

    def __init__(self, seconds: float, again_after: float = AGAIN_AFTER) -> None:
        self._seconds = seconds
        self._again_after = again_after
        self._places = threading.Semaphore(MOST_AT_ONCE)

    def do(self, work: Callable[[], Result], *, tries: int = 1) -> Result:
        """Return what `work` returns. Raises what it raises, or `TooLate`.

        `tries`: so often it is done anew while the database does not answer, whoever waits for it or not.
        """
        if not self._places.acquire(timeout=self._seconds):
            raise TooLate("too many steps wait for the database")
        answer = _Answer(partial(self._tried, work, tries))
        threading.Thread(target=self._bring, args=(answer,), name="step-of-a-call", daemon=True).start()
        return answer.awaited(self._seconds)

    def _tried(self, work: Callable[[], Result], tries: int) -> Result:
        for _ in range(tries - 1):
            try:
                return work()
            except DatabaseTrouble:
                threading.Event().wait(self._again_after)
        return work()

    def _bring(self, answer: _Answer[Result]) -> None:
        try:
            answer.bring()
        finally:
            self._places.release()
