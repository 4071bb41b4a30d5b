"""From a text to its page at the carrier, in seconds of real time, while routine texts wait and come in (bar 2 s)."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path

import pytest
from benchmarks.calls import a_call, put_through
from benchmarks.house import a_store, an_edge, phone_of, sqlite_at
from benchmarks.measure import percentile
from flask import Flask
from sqlalchemy import func, select
from world import OWN, TUESDAY_10_AM, World

from bot.app import create_app
from bot.dispatch import Dispatcher
from bot.model.messages import OutboundState, Purpose, TextOut
from bot.model.people import Language
from bot.model.phones import Phone
from bot.store import conversations, outbox, people, requests
from bot.store.tables import outbound
from bot.telephony.protocol import Accepted, CarrierText, ReceiptStatus, TextToSend

FAMILIES, WAVES = 50, 4
CRIES = FAMILIES * WAVES
EVERY = 0.2
WAITING, A_SECOND = 1_000, 50
"""Routine texts that wait from the beginning, and how many more are written each second."""
LATENCY = 0.1
SEGMENTS_PER_SECOND = 60.0
"""So that routine texts are under way all the time, and not all of them have left when the last cry comes."""
BAR = 2.0


@dataclass
class SlowCarrier:
    """A carrier that takes a tenth of a second for each text, and remembers when it had taken it."""

    taken: dict[str, float] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send_text(self, text: TextToSend) -> Accepted:
        """Take one text."""
        time.sleep(LATENCY)
        with self.lock:
            self.taken.setdefault(text.body, time.perf_counter())
            return Accepted(sid=f"SM{next(self.numbers):032x}", status=ReceiptStatus.QUEUED)

    def page_after(self, moment: float, family: str) -> float:
        """Return when it had taken the first page that names this family and came after a moment."""
        pages = (at for body, at in self.taken.items() if "PAGE" in body and family in body and at >= moment)
        return min(pages, default=float("inf"))

    def sent_texts(self, to: Phone, since: datetime) -> Sequence[CarrierText]:
        """List nothing."""
        return ()

    def received_texts(self, since: datetime) -> Sequence[CarrierText]:
        """List nothing."""
        return ()

    def text(self, sid: str) -> CarrierText | None:
        """Know nothing."""
        return None


@dataclass(frozen=True)
class RunningClock:
    """A clock that began on a Tuesday at ten and runs."""

    began: float = field(default_factory=time.perf_counter)

    def now(self) -> datetime:
        """Tell the moment."""
        return TUESDAY_10_AM + timedelta(seconds=time.perf_counter() - self.began)


def test_a_page_leaves_in_time(tmp_path: Path, keys: tuple[str, ...], figure: Callable[[str], None]) -> None:
    """The carrier has taken the page within two seconds of the text, whatever else waits to leave or is written."""
    pages_in_time(sqlite_at(tmp_path, "line.db"), keys, "SQLite", figure)


@pytest.mark.postgres
def test_a_page_leaves_in_time_on_postgres(
    postgres_url: str, keys: tuple[str, ...], figure: Callable[[str], None]
) -> None:
    """On PostgreSQL too."""
    pages_in_time(postgres_url, keys, "PostgreSQL", figure)


def pages_in_time(url: str, keys: tuple[str, ...], engine: str, figure: Callable[[str], None]) -> None:
    """Let families cry in waves, five a second, with the real threads of delivery, and take the time of each page."""
    store = a_store(url, keys)
    world = World(store, TUESDAY_10_AM)
    world.staff()
    for number in range(FAMILIES):
        world.family(f"family {number}")
    carrier = SlowCarrier()
    sending = replace(world.services.program.sending, segments_per_second=SEGMENTS_PER_SECOND)
    program = replace(world.services.program, sending=sending)
    world.services = replace(world.services, carrier=carrier, clock=RunningClock(), program=program)
    dispatcher = Dispatcher(world.services)
    routine = Routine(world, dispatcher.wake)
    routine.writes(WAITING)
    app = create_app(an_edge(world, dispatcher.wake))
    dispatcher.start()
    waits = []
    with routine.coming_in():
        for _ in range(WAVES):
            waits += one_wave(world, app, carrier)
    left = waiting(world)
    dispatcher.stop()
    figure(
        f"text to page taken, {engine}, {len(waits)} cries, {WAITING} routine texts before them and "
        f"{routine.rate:.0f} a second more ({left} still waiting at the end): median {percentile(waits, 0.5):.2f} s, "
        f"p99 {percentile(waits, 0.99):.2f} s, longest {max(waits):.2f} s; load {os.getloadavg()[0]:.1f}"
    )
    store.close()
    assert left > 0
    assert len(waits) == CRIES
    assert percentile(waits, 0.99) <= BAR


def one_wave(world: World, app: Flask, carrier: SlowCarrier) -> list[float]:
    """Let each family cry once; return how long each page took. Nobody is awaited any more when the next begins."""
    cried = {}
    for number in range(FAMILIES):
        cried[f"F-{number + 1:04d}"] = time.perf_counter()
        put_through(app, a_call(phone_of(number), "he is hitting me right now"))
        time.sleep(EVERY)
    time.sleep(1)
    now = world.services.clock.now()
    with world.store.write() as tx:
        boss = people.supervisors(tx)[0].key
        for request in requests.unclaimed_open(tx):
            requests.close(tx, request.key, boss, "", now)
    return [carrier.page_after(at, family) - at for family, at in cried.items()]


@dataclass
class Routine:
    """Writes routine texts, each in a transaction of its own, as a day's work does."""

    world: World
    wake: Callable[[], None]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    rate: float = 0.0

    def writes(self, times: int = 1) -> None:
        """Put texts in the outbox, due now."""
        with self.world.store.write() as tx:
            key = conversations.key_for(tx, self.world.phone(OWN).phone)
            for number in islice(self.numbers, times):
                text = TextOut(
                    once=f"routine:{number}",
                    purpose=Purpose.STAFF_ROUTINE,
                    words="staff.sent",
                    params={"code": "KB"},
                    language=Language.ENGLISH,
                )
                assert outbox.put(tx, text, key, self.world.services.clock.now()) is not None

    @contextmanager
    def coming_in(self) -> Iterator[None]:
        """Write on meanwhile, so many a second."""
        is_over = threading.Event()
        thread = threading.Thread(target=self._goes_on, args=(is_over,))
        thread.start()
        yield
        is_over.set()
        thread.join()

    def _goes_on(self, is_over: threading.Event) -> None:
        began = time.perf_counter()
        for written in count(1):
            self.writes()
            self.wake()
            self.rate = written / (time.perf_counter() - began)
            if is_over.wait(max(0.0, began + written / A_SECOND - time.perf_counter())):
                return


def waiting(world: World) -> int:
    """Count the texts that still wait."""
    query = select(func.count()).select_from(outbound).where(outbound.c.state == OutboundState.WAITING)
    with world.store.read() as tx:
        return int(tx.connection.execute(query).scalar_one())
