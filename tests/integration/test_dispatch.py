"""The threads that send: woken by a commit, help never behind reminders, a clean stop; real time, real threads."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from troubles import logged_errors, rows
from world import FIRST, World

from bot.clock import SystemClock
from bot.dispatch import Dispatcher
from bot.inbound import receive
from bot.model.messages import Inbound, Purpose, Source, TextOut
from bot.model.people import Language
from bot.model.phones import Phone
from bot.services import Services
from bot.store import outbox, people
from bot.store.conversations import key_for
from bot.store.engine import Store
from bot.store.tables import outbound
from bot.telephony.failures import TemporaryFailure
from bot.telephony.protocol import Accepted, Carrier, CarrierText, TextToSend
from scheduler.clockwork import Clockwork, Tick

PATIENCE = 15.0
"""Seconds after which a condition that should come about at once is given up."""
ROSA = Phone("+12025550190")


class Watched:
    """A carrier that tells when it is asked, and can keep those who ask waiting."""

    def __init__(self, carrier: Carrier) -> None:
        """Let everything through at first."""
        self.carrier = carrier
        self.changed = threading.Condition()
        self.open = threading.Event()
        self.open.set()
        self.held_back: Callable[[TextToSend], bool] = lambda _text: True
        self.mangles: Callable[[TextToSend], bool] = lambda _text: False
        self.inside = self.most_inside = 0
        self.breaks = 0

    def send_text(self, text: TextToSend) -> Accepted:
        """Hand a text on, once the way is open to it."""
        with self.changed:
            self.inside += 1
            self.most_inside = max(self.most_inside, self.inside)
            broken, self.breaks = self.breaks > 0, max(0, self.breaks - 1)
            self.changed.notify_all()
        try:
            if broken:
                raise RuntimeError("a bug in the carrier's client")
            if self.held_back(text) and not self.open.wait(PATIENCE):
                raise TemporaryFailure("The test forgot to open the way")
            taken = self.carrier.send_text(text)
            return replace(taken, sid=[taken.sid]) if self.mangles(text) else taken  # type: ignore[arg-type]
        finally:
            with self.changed:
                self.inside -= 1
                self.changed.notify_all()

    def until(self, holds: Callable[[], bool]) -> bool:
        """Wait until a condition holds; it is looked at whenever something changes here, and now and then."""
        with self.changed:
            for _ in range(int(PATIENCE / 0.05)):
                if holds():
                    return True
                self.changed.wait(0.05)
        return holds()

    def sent_texts(self, to: Phone, since: object) -> tuple[CarrierText, ...]:
        """List what was sent."""
        return tuple(self.carrier.sent_texts(to, since))  # type: ignore[arg-type]

    def received_texts(self, since: object) -> tuple[CarrierText, ...]:
        """List what was received."""
        return tuple(self.carrier.received_texts(since))  # type: ignore[arg-type]

    def text(self, sid: str) -> CarrierText | None:
        """Look one up."""
        return self.carrier.text(sid)


@pytest.fixture
def world(sqlite_store: Store) -> World:
    """Give a staffed world whose carrier can be watched."""
    made = World(sqlite_store)
    made.staff()
    return made


@pytest.fixture
def carrier(world: World) -> Iterator[Watched]:
    """Give the carrier all texts go to; whoever waits there is let go at the end."""
    made = Watched(world.carrier)
    world.services = replace(world.services, carrier=made)
    yield made
    made.open.set()


@contextmanager
def sending(services: Services) -> Iterator[Dispatcher]:
    """Let the threads run, and stop them."""
    dispatcher = Dispatcher(services)
    dispatcher.start()
    try:
        yield dispatcher
    finally:
        dispatcher.stop()


def put(world: World, purpose: Purpose, count: int, start: int = 0) -> None:
    """Put texts in the outbox of one worker."""
    with world.store.write() as tx:
        worker = next(one for one in people.active_workers(tx) if one.worker_id == FIRST)
        for number in range(start, start + count):
            text = TextOut(
                once=f"{purpose}:{number}",
                purpose=purpose,
                words="staff.alarm_worker_stopped",
                params={"name": f"W{number:03d}"},
                language=Language.ENGLISH,
            )
            outbox.put(tx, text, key_for(tx, worker.phone), world.clock.now(), worker_key=worker.key)


def cry(world: World) -> None:
    """Let a cry for help come in and be committed."""
    received = Inbound(
        message_sid="SMcry",
        sender=ROSA,
        sender_raw=ROSA.e164,
        body="he is hitting me right now",
        media_count=0,
        received_at=world.clock.now(),
        source=Source.WEBHOOK,
    )
    assert receive(world.services, received)


def states(world: World) -> set[str]:
    """Return the states the rows of the outbox are in."""
    return {row["state"] for row in rows(world, outbound)}


def test_what_is_committed_leaves_when_woken(world: World, carrier: Watched) -> None:
    """Answer and page are with the carrier at once, and their rows settled."""
    with sending(world.services) as dispatcher:
        cry(world)
        dispatcher.wake()
        assert carrier.until(lambda: states(world) == {"submitted"})
    assert {text.sent_to for text in world.carrier.record()} == {ROSA.e164, world.phone(FIRST).phone.e164}


def test_what_nobody_announced_leaves_all_the_same(world: World, carrier: Watched) -> None:
    """Another process committed it: the lanes look again each second."""
    with sending(world.services):
        cry(world)
        assert carrier.until(lambda: states(world) == {"submitted"})


def test_help_passes_while_every_other_sender_is_stuck(world: World, carrier: Watched) -> None:
    """The threads of the other lane hang at the carrier; a cry for help has threads of its own."""
    carrier.open.clear()
    carrier.held_back = lambda text: "STOP" in text.body
    put(world, Purpose.STAFF_ANSWER, 40)
    most = world.services.program.sending.in_flight
    with sending(world.services) as dispatcher:
        assert carrier.until(lambda: carrier.inside == most)
        cry(world)
        dispatcher.wake()
        assert carrier.until(lambda: len(world.carrier.texts_to(ROSA)) == 1)
        assert carrier.inside == most
        carrier.open.set()
        assert carrier.until(lambda: states(world) == {"submitted"})


def test_no_more_is_claimed_than_can_be_in_flight(world: World, carrier: Watched) -> None:
    """What waits for a thread stays in the outbox, where another process may take it."""
    carrier.open.clear()
    put(world, Purpose.STAFF_ALARM, 30)
    most = world.services.program.sending.help_in_flight
    with sending(world.services):
        assert carrier.until(lambda: carrier.inside == most)
        assert len(rows(world, outbound, state="sending")) == most
        assert len(rows(world, outbound, state="waiting")) == 30 - most
        carrier.open.set()
        assert carrier.until(lambda: states(world) == {"submitted"})
    assert carrier.most_inside == most
    assert len(world.carrier.record()) == 30


def test_a_stop_settles_what_is_in_flight_and_claims_no_more(world: World, carrier: Watched) -> None:
    """Nothing is left half done: what the carrier was asked is written down, the rest waits for the next start."""
    carrier.open.clear()
    put(world, Purpose.STAFF_ALARM, 30)
    most = world.services.program.sending.help_in_flight
    dispatcher = Dispatcher(world.services)
    dispatcher.start()
    assert carrier.until(lambda: carrier.inside == most)
    stopping = threading.Thread(target=dispatcher.stop)
    stopping.start()
    assert stopping.is_alive()
    carrier.open.set()
    stopping.join(PATIENCE)
    assert not stopping.is_alive()
    assert len(rows(world, outbound, state="submitted")) >= most
    assert states(world) <= {"submitted", "waiting"}
    assert len(world.carrier.record()) == len(rows(world, outbound, state="submitted"))
    with sending(world.services):
        assert carrier.until(lambda: states(world) == {"submitted"})
    assert len(world.carrier.record()) == 30


def test_a_dispatcher_never_started_stops(world: World) -> None:
    """A start that failed half-way is unwound without another failure."""
    Dispatcher(world.services).stop()


def test_a_sender_that_stumbles_is_free_again(world: World, carrier: Watched) -> None:
    """An error nobody foresaw costs one text its certainty, which is looked up later, and no thread its life."""
    carrier.breaks = 20
    put(world, Purpose.STAFF_ALARM, 20)
    with logged_errors("bot.dispatch"), sending(world.services) as dispatcher:
        assert carrier.until(lambda: states(world) == {"sending"} and carrier.inside == 0)
        put(world, Purpose.STAFF_ALARM, 20, start=20)
        dispatcher.wake()
        assert carrier.until(lambda: len(rows(world, outbound, state="submitted")) == 20)
    assert len(rows(world, outbound, state="sending")) == 20
    for _ in range(2):
        world.clock.move(timedelta(seconds=61))
        world.later(seconds=1)
    assert states(world) == {"submitted"}
    assert len({text.body for text in world.carrier.record()}) == len(world.carrier.record()) == 40


def test_an_outcome_that_cannot_be_written_costs_no_other(world: World, carrier: Watched) -> None:
    """What was answered together is written together; if that fails, each by itself, and only the odd one is lost."""
    carrier.open.clear()
    carrier.mangles = lambda text: "W003" in text.body
    put(world, Purpose.STAFF_ALARM, 8)
    with logged_errors("bot.dispatch") as errors, sending(world.services):
        assert carrier.until(lambda: carrier.inside == 8)
        carrier.open.set()
        assert carrier.until(lambda: len(rows(world, outbound, state="submitted")) == 7)
    assert len(rows(world, outbound, state="sending")) == 1
    assert errors == ["A lane of the outbox stumbled and goes on"] * 2  # once with the others, once alone


def test_answers_wait_while_the_database_is_gone(world: World, carrier: Watched) -> None:
    """The carrier took the texts: once the database is back that is written, and nothing is left in doubt."""
    file = Path(str(world.store.engine.url.database).removeprefix("file://"))
    away = file.with_suffix(".away")
    carrier.open.clear()
    put(world, Purpose.STAFF_ALARM, 8)
    with logged_errors("bot.dispatch") as errors, sending(world.services):
        assert carrier.until(lambda: carrier.inside == 8)
        file.rename(away)
        carrier.open.set()
        assert carrier.until(lambda: carrier.inside == 0 and len(errors) >= 2)
        away.rename(file)
        assert carrier.until(lambda: states(world) == {"submitted"})
    assert {row["attempts"] for row in rows(world, outbound)} == {1}


def test_gate_and_poison_do_not_hold_up_a_lane(world: World, carrier: Watched) -> None:
    """Texts that may not leave, or cannot be worded, in front of one that may: that one leaves without a pause."""
    with world.store.write() as tx:
        worker = next(one for one in people.active_workers(tx) if one.worker_id == FIRST)
        target = key_for(tx, worker.phone)
        for number in range(50):
            text = TextOut(
                once=f"stale:{number}",
                purpose=Purpose.STAFF_ALARM,
                words="staff.gone" if number % 2 else "staff.alarm_worker_stopped",
                params={"name": "W"},
                language=Language.ENGLISH,
                due_at=world.clock.now() - timedelta(minutes=5),
                not_after=None if number % 2 else world.clock.now() - timedelta(minutes=1),
            )
            outbox.put(tx, text, target, world.clock.now(), worker_key=worker.key)
    cry(world)
    with logged_errors("bot.delivery"), sending(world.services):
        assert carrier.until(lambda: len(world.carrier.texts_to(ROSA)) == 1)
    assert len(rows(world, outbound, state="dropped")) == 25
    assert len(rows(world, outbound, state="failed", reason="cannot_be_worded")) == 25


def test_the_lanes_outlive_the_database(world: World, carrier: Watched) -> None:
    """Gone and back again: the threads log it and go on."""
    file = Path(str(world.store.engine.url.database).removeprefix("file://"))
    away = file.with_suffix(".away")
    with logged_errors("bot.dispatch") as errors, sending(world.services) as dispatcher:
        file.rename(away)
        dispatcher.wake()
        assert carrier.until(lambda: len(errors) >= 2)
        away.rename(file)
        cry(world)
        assert carrier.until(lambda: states(world) == {"submitted"})
    assert set(errors) == {"The outbox could not be read"}


class ShiftedClock:
    """The machine's clock, as if somebody had set it wrong."""

    def __init__(self) -> None:
        """Begin right."""
        self.by = timedelta()

    def now(self) -> datetime:
        """Tell the moment the wall clock shows."""
        return SystemClock().now() + self.by


def test_ticks_run_at_once_and_stop_cleanly(world: World) -> None:
    """What was missed while the line was down comes first; a stop lets a running tick finish."""
    began, release, ended = threading.Event(), threading.Event(), threading.Event()

    def slow(_services: Services) -> int:
        began.set()
        release.wait(PATIENCE)
        ended.set()
        return 0

    services = replace(world.services, clock=SystemClock())
    clockwork = Clockwork(services, {"slow": Tick(slow, 3_600)}, wake=lambda: None)
    clockwork.start()
    assert began.wait(PATIENCE)
    stopping = threading.Thread(target=clockwork.stop)
    stopping.start()
    release.set()
    stopping.join(PATIENCE)
    assert not stopping.is_alive()
    assert ended.is_set()


def test_a_tick_that_did_something_wakes_delivery(world: World) -> None:
    """One that stumbled or did nothing does not, and runs again."""
    woken, counts = threading.Event(), iter([0, None, 3])

    def tick(_services: Services) -> int:
        count = next(counts, 0)
        if count is None:
            raise RuntimeError("stumbles once")
        return count

    services = replace(world.services, clock=SystemClock())
    clockwork = Clockwork(services, {"some": Tick(tick, 0.1)}, wake=woken.set)
    with logged_errors("scheduler.clockwork"):
        clockwork.start()
        assert woken.wait(PATIENCE)
        clockwork.stop()
    assert next(counts, None) is None


def test_ticks_go_on_when_the_wall_clock_is_set_back(world: World) -> None:
    """Due work is looked for whatever the wall clock did: nothing waits for the old time to come round again."""
    clock, runs = ShiftedClock(), threading.Semaphore(0)

    def tick(_services: Services) -> int:
        runs.release()
        return 0

    services = replace(world.services, clock=clock)
    clockwork = Clockwork(services, {"slow": Tick(tick, 3_600)}, wake=lambda: None)
    clockwork.start()
    try:
        assert runs.acquire(timeout=PATIENCE)
        clock.by = timedelta(hours=-1)
        assert runs.acquire(timeout=PATIENCE)
    finally:
        clockwork.stop()
