"""Work that may be stalled is waited for so long and no longer."""

import logging
import threading

import pytest

from bot.web.in_time import MOST_AT_ONCE, InTime, TooLate


def finished(name: str = "step-of-a-call") -> None:
    """Wait for every piece of work that goes on by itself."""
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join()


def test_what_is_done_in_time_is_returned() -> None:
    """A result is a result, and an error is an error."""
    assert InTime(60).do(lambda: "words") == "words"
    with pytest.raises(ZeroDivisionError):
        InTime(60).do(lambda: 1 // 0)


def test_what_is_late_goes_on_by_itself() -> None:
    """The caller is answered; what was begun is still done."""
    go, done = threading.Event(), threading.Event()

    def work() -> None:
        go.wait()
        done.set()

    with pytest.raises(TooLate):
        InTime(0.01).do(work)
    go.set()
    assert done.wait(60)


def test_what_breaks_too_late_is_told_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Nobody waits for it any more, and nobody shall miss it."""
    go = threading.Event()

    def work() -> None:
        go.wait()
        raise ValueError

    with caplog.at_level(logging.ERROR, "bot.web.in_time"):
        with pytest.raises(TooLate):
            InTime(0.01).do(work)
        go.set()
        finished()
    assert [record.getMessage() for record in caplog.records] == ["A step of a call that was answered without it broke"]


def test_no_more_wait_at_once_than_there_is_room_for() -> None:
    """A database that stays stalled takes no more threads than so many; they are free again once it answers."""
    go = threading.Event()
    in_time = InTime(0.01)
    begun = []

    def work() -> None:
        begun.append(1)
        go.wait()

    for _ in range(MOST_AT_ONCE + 3):
        with pytest.raises(TooLate):
            in_time.do(work)
    assert len(begun) == MOST_AT_ONCE
    go.set()
    finished()
    assert InTime(60).do(lambda: "words") == "words"
    assert in_time.do(lambda: None) is None
