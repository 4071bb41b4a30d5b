"""From a text to its page at the carrier, in seconds of real time, while a thousand routine texts wait (bar 2 s)."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from benchmarks.calls import a_call, put_through
from benchmarks.house import a_store, an_edge, phone_of, sqlite_at
from benchmarks.measure import percentile
from sqlalchemy import func, select
from world import OWN, TUESDAY_10_AM, World

from bot.app import create_app
from bot.dispatch import Dispatcher
from bot.model.messages import OutboundState, Purpose, TextOut
from bot.model.people import Language
from bot.model.phones import Phone
from bot.store import conversations, outbox
from bot.store.tables import outbound
from bot.telephony.protocol import Accepted, CarrierText, ReceiptStatus, TextToSend

CRIES, ROUTINE = 50, 1_000
EVERY = 0.2
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
    """The carrier has taken the page within two seconds of the text, whatever else waits to leave."""
    store = a_store(sqlite_at(tmp_path, "line.db"), keys)
    world = World(store, TUESDAY_10_AM)
    world.staff()
    for number in range(CRIES):
        world.family(f"family {number}")
    carrier = SlowCarrier()
    sending = replace(world.services.program.sending, segments_per_second=SEGMENTS_PER_SECOND)
    program = replace(world.services.program, sending=sending)
    world.services = replace(world.services, carrier=carrier, clock=RunningClock(), program=program)
    fill(world)
    dispatcher = Dispatcher(world.services)
    app = create_app(an_edge(world, dispatcher.wake))
    dispatcher.start()
    cried = {}
    for number in range(CRIES):
        cried[f"F-{number + 1:04d}"] = time.perf_counter()
        put_through(app, a_call(phone_of(number), "he is hitting me right now"))
        time.sleep(EVERY)
    left = waiting(world)
    time.sleep(1)
    dispatcher.stop()
    waits = [taken_at(carrier, family) - at for family, at in cried.items()]
    figure(
        f"text to page taken, {ROUTINE} routine texts before it ({left} still waiting at the end): "
        f"median {percentile(waits, 0.5):.2f} s, p99 {percentile(waits, 0.99):.2f} s"
    )
    store.close()
    assert left > 0
    assert percentile(waits, 0.99) <= BAR


def fill(world: World) -> None:
    """Put routine texts in the outbox, all due."""
    now = world.services.clock.now()
    with world.store.write() as tx:
        key = conversations.key_for(tx, world.phone(OWN).phone)
        for number in range(ROUTINE):
            text = TextOut(
                once=f"routine:{number}",
                purpose=Purpose.STAFF_ROUTINE,
                words="staff.sent",
                params={"code": "KB"},
                language=Language.ENGLISH,
            )
            assert outbox.put(tx, text, key, now) is not None


def waiting(world: World) -> int:
    """Count the texts that still wait."""
    query = select(func.count()).select_from(outbound).where(outbound.c.state == OutboundState.WAITING)
    with world.store.read() as tx:
        return int(tx.connection.execute(query).scalar_one())


def taken_at(carrier: SlowCarrier, family: str) -> float:
    """Return when the carrier had taken the page that names this family."""
    return next(at for body, at in carrier.taken.items() if "PAGE" in body and family in body)
