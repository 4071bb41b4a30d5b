"""A thousand reminders due at once, to a carrier that takes 100 ms for each: how fast, none lost, none doubled.

The anchor is the carrier's own client with 32 threads, which send a thousand texts and write nothing down.
"""

import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from benchmarks import tasks
from benchmarks.calls import a_call, put_through
from benchmarks.carrier import RunningClock
from benchmarks.house import an_edge, phone_of, sqlite_at
from benchmarks.network import Reached, answers_a_second, carrying, rate
from benchmarks.reminded import CRIER, CRY, FAMILIES, FAST, IN_FLIGHT, TEXTS, at_ten, count, fill, mix
from flask import Flask
from world import PUBLIC_URL, World

from bot.app import create_app
from bot.dispatch import Dispatcher
from bot.model.messages import OutboundState
from bot.model.phones import Phone
from bot.reconcile import reconcile_due
from bot.reminding import plan_due
from bot.services import Services
from bot.store.engine import Store
from bot.store.schema import open_store
from bot.telephony.protocol import TextToSend
from scheduler import reminders

ROUNDS = 5
BAR, PAGE_BAR, TASK_BAR, CARRIER_BAR = 0.8, 2.0, 2.0, 1_000
SLOW, SLOW_FOR = 20.0, 20.0
AHEAD = 1.0
"""Seconds by which a sender may be ahead of its rate (`delivery.AHEAD`)."""
WAY = 0.05
"""Seconds by which one text's way to the carrier may be longer than another's."""
LOOK = timedelta(seconds=61)
UNDER_WAY = (OutboundState.WAITING, OutboundState.SENDING)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, keys: tuple[str, ...]) -> Path:
    """Give a database in which a thousand reminders will be due at ten."""
    return fill(tmp_path_factory.mktemp("reminded"), keys)


@dataclass(frozen=True)
class Line:
    """The line on a Tuesday at ten: its threads, and the application that takes texts."""

    services: Services
    dispatcher: Dispatcher
    app: Flask

    @property
    def store(self) -> Store:
        """Return its database."""
        return self.services.store

    def plans(self) -> "Line":
        """Put everything that is due in the outbox."""
        while plan_due(self.services):
            pass
        assert count(self.store, OutboundState.WAITING) == TEXTS
        mix(self.store)
        return self

    def sends_until(self, left: int) -> None:
        """Let texts leave until no more than that many are under way."""
        while count(self.store, *UNDER_WAY) > left:
            time.sleep(0.25)

    def is_cried_to(self) -> float:
        """Let a family cry for help; return when."""
        cried_at = time.monotonic()
        put_through(self.app, a_call(CRIER, CRY))
        return cried_at


@contextmanager
def the_line(filled: Path, folder: Path, keys: tuple[str, ...], carrier: Reached, speed: float) -> Iterator[Line]:
    """Open the line on a copy of the database; nothing leaves before its threads are started."""
    file = folder / f"{time.monotonic_ns()}.db"
    shutil.copyfile(filled, file)
    store = open_store(sqlite_at(folder, file.name), keys)
    services = at_ten(store, carrier.client(), speed)
    dispatcher = Dispatcher(services)
    world = World(store)
    world.services = services
    yield Line(services, dispatcher, create_app(an_edge(world, dispatcher.wake)))
    store.close()


def like_ours() -> list[tuple[Phone, str]]:
    """Make texts as long as the line's."""
    words = "Your visit with Dana is Thu, Nov 26, 2:00 pm. Text 1 = fine, 2 = does not suit."
    return [(phone_of(number % FAMILIES), f"{words} {number}") for number in range(TEXTS)]


def send_by_sdk(carrier: Reached) -> float:
    """Send as many texts with the carrier's own client and so many threads; return how many a second."""
    client = carrier.client()
    texts = [
        TextToSend(to=to, body=body, receipts_to=f"{PUBLIC_URL}/twilio/sms/status/1", valid_for=timedelta(hours=4))
        for to, body in like_ours()
    ]
    began = time.monotonic()
    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        list(pool.map(client.send_text, texts))
    return rate(carrier.reminders(), began)


@dataclass(frozen=True)
class Sent:
    """How many reminders a second left, and how long after a cry in the middle its page was taken."""

    rate: float
    page: float


def send_all(filled: Path, folder: Path, keys: tuple[str, ...]) -> Sent:
    """Send what waits in the outbox."""
    with carrying() as carrier, the_line(filled, folder, keys, carrier, FAST) as line:
        line.plans().dispatcher.start()
        began = time.monotonic()
        line.dispatcher.wake()
        return finish(line, carrier, began)


def finish(line: Line, carrier: Reached, began: float) -> Sent:
    """Let half leave, cry for help, and let all leave; each leaves once."""
    line.sends_until(TEXTS // 2)
    cried_at = line.is_cried_to()
    line.sends_until(0)
    line.dispatcher.stop()
    kept = carrier.reminders()
    assert len({(one.to, one.body) for one in kept}) == TEXTS
    assert count(line.store, OutboundState.SUBMITTED) == TEXTS
    return Sent(rate(kept, began), page_taken(carrier) - cried_at)


def page_taken(carrier: Reached) -> float:
    """Return when the carrier had taken the first page."""
    return next(one.taken_at for one in carrier.kept() if "PAGE" in one.body)


def test_the_carrier_is_no_bottleneck(figure: Callable[[str], None]) -> None:
    """Asked on many connections it answers several times as many requests as either side makes."""
    with carrying() as carrier:
        answers = answers_a_second(carrier.port, callers=150, each=20)
    figure(f"the benchmarks' carrier answers {answers:.0f} requests a second on 150 connections")
    assert answers >= CARRIER_BAR


def test_a_thousand_at_once(filled: Path, tmp_path: Path, keys: tuple[str, ...], figure: Callable[[str], None]) -> None:
    """What waits in the outbox leaves nearly as fast as the client alone can send, and a page passes it in time."""
    anchors, ours = [], []
    for _ in range(ROUNDS):
        with carrying() as carrier:
            anchors.append(send_by_sdk(carrier))
        ours.append(send_all(filled, tmp_path, keys))
    shares = [sent.rate / anchor for sent, anchor in zip(ours, anchors, strict=True)]
    best, anchor, page = max(sent.rate for sent in ours), max(anchors), max(sent.page for sent in ours)
    figure(
        f"{TEXTS} reminders waiting, {IN_FLIGHT} in flight: best {best:.0f}/s against the SDK's {anchor:.0f}/s, share "
        f"{best / anchor:.2f} (of each round: {', '.join(f'{share:.2f}' for share in shares)}); page taken in "
        f"{page:.2f} s at most"
    )
    assert page <= PAGE_BAR
    assert best / anchor >= BAR


def test_from_the_moment_they_are_due(
    filled: Path, tmp_path: Path, keys: tuple[str, ...], figure: Callable[[str], None]
) -> None:
    """Planning is told apart: the tick plans each second while delivery sends what it has planned."""
    with carrying() as carrier, the_line(filled, tmp_path, keys, carrier, FAST) as line, ticking(line):
        began = time.monotonic()
        line.dispatcher.start()
        sent = finish(line, carrier, began)
    figure(f"{TEXTS} reminders from being due, planning and all: {sent.rate:.0f}/s; page taken in {sent.page:.2f} s")
    assert sent.page <= PAGE_BAR


@contextmanager
def ticking(line: Line) -> Iterator[None]:
    """Run the reminders' tick as the scheduler does: each second, waking delivery if it did anything."""
    stopped = threading.Event()

    def tick() -> None:
        while not stopped.is_set():
            if reminders.run(line.services):
                line.dispatcher.wake()
            stopped.wait(1)

    thread = threading.Thread(target=tick)
    thread.start()
    while not count(line.store, *UNDER_WAY, OutboundState.SUBMITTED):
        pass
    yield
    stopped.set()
    thread.join()


def test_never_above_the_rate(
    filled: Path, tmp_path: Path, keys: tuple[str, ...], figure: Callable[[str], None]
) -> None:
    """In any second the carrier gets no more than the sender may send, the second ahead included; a page leaves."""
    with carrying() as carrier, the_line(filled, tmp_path, keys, carrier, SLOW) as line:
        line.plans().dispatcher.start()
        time.sleep(SLOW_FOR / 2)
        cried_at = line.is_cried_to()
        time.sleep(SLOW_FOR / 2)
        assert count(line.store, OutboundState.WAITING) > 0
        line.dispatcher.stop()
        came = sorted((one.came_at, one.segments) for one in carrier.reminders())
        page = page_taken(carrier) - cried_at
    most = max(sum(segments for at, segments in came if since <= at < since + 1) for since, _ in came)
    long_run = sum(segments for _, segments in came) / (came[-1][0] - came[0][0] + AHEAD)
    figure(
        f"a sender of {SLOW:.0f} segments a second: {long_run:.1f}/s in the long run, at most {most} in any second; "
        f"page taken in {page:.2f} s"
    )
    assert page <= PAGE_BAR
    assert most <= SLOW * (1 + AHEAD + WAY)
    assert long_run <= SLOW


def test_none_lost_none_doubled(
    filled: Path, tmp_path: Path, keys: tuple[str, ...], figure: Callable[[str], None]
) -> None:
    """5 % answered 503, 2 % reset before and 3 % after the text was kept: each is in the carrier's list once."""
    with carrying("faulty") as carrier, the_line(filled, tmp_path, keys, carrier, FAST) as line:
        clock = line.services.clock
        assert isinstance(clock, RunningClock)
        doubts: list[int] = []
        line.plans()
        while not doubts or doubts[-1]:
            send_what_waits(line)
            doubts.append(count(line.store, OutboundState.UNKNOWN))
            clock.forward(LOOK)
            while reconcile_due(line.services):
                pass
        kept = Counter((one.to, one.body) for one in carrier.reminders())
        settled = count(line.store, OutboundState.SUBMITTED)
    lost, doubled = TEXTS - len(kept), sum(times - 1 for times in kept.values())
    figure(f"{TEXTS} reminders with faults: in doubt after each minute {doubts}; lost {lost}, doubled {doubled}")
    assert (lost, doubled, settled) == (0, 0, TEXTS)


def send_what_waits(line: Line) -> None:
    """Send until nothing is under way."""
    dispatcher = Dispatcher(line.services)
    dispatcher.start()
    line.sends_until(0)
    dispatcher.stop()


@pytest.mark.skipif(bool(tasks.missing()), reason=tasks.missing())
def test_against_a_task_for_each_text(
    filled: Path, tmp_path: Path, keys: tuple[str, ...], figure: Callable[[str], None]
) -> None:
    """Celery's usual worker, a task for each text that loads, sends and marks it: at most half as fast."""
    texts = [(to.e164, body) for to, body in like_ours()]
    usual, tuned = (by_tasks(tmp_path, texts, options) for options in (tasks.USUAL, tasks.TUNED))
    ours = send_all(filled, tmp_path, keys).rate
    figure(
        f"{TEXTS} texts: {ours:.0f}/s against {usual:.0f}/s of Celery's usual worker, {ours / usual:.1f} times; with "
        f"{' '.join(tasks.TUNED)} it makes {tuned:.0f}/s, {ours / tuned:.1f} times"
    )
    assert ours >= TASK_BAR * usual


def by_tasks(folder: Path, texts: list[tuple[str, str]], options: tuple[str, ...]) -> float:
    """Send as many texts by tasks; return how many a second."""
    with carrying() as carrier:
        began = tasks.send_by_tasks(carrier, folder, texts, options)
        return rate(carrier.reminders(), began)
