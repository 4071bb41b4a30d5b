"""Several threads and processes share the work: each text, page and alarm leaves once, each text in is kept once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from troubles import rows
from world import BOSS, FIRST, SECOND, World, no_logged_errors

from bot.alarms import AlarmRoutes, tell_alarms
from bot.delivery import HELP_LANES, OTHER_LANES, deliver_due, send_one
from bot.inbound import receive
from bot.model.messages import Inbound, Purpose, Source, TextOut
from bot.model.people import Language
from bot.model.phones import Phone
from bot.services import Services
from bot.store import alarms, outbox, people
from bot.store.conversations import key_for
from bot.store.engine import Store
from bot.store.schema import open_store
from bot.store.tables import alarms as alarm_table
from bot.store.tables import conversations, heartbeats, help_requests, inbound, outbound, sender_rates
from bot.telephony.protocol import CarrierText
from scheduler import doubts, inbox, ladder

CRY = "he is hitting me right now"
TEXTS = 40


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    """Give a staffed world on each engine in turn."""
    with no_logged_errors():
        made = World(store)
        made.staff()
        yield made


@pytest.fixture
def processes(world: World, database_url: str, keys: tuple[str, ...]) -> Iterator[tuple[Services, ...]]:
    """Give the services of two processes; SQLite serves one, so both are the same there."""
    if database_url.startswith("sqlite"):
        yield world.services, world.services
        return
    other = open_store(database_url, keys)
    yield world.services, replace(world.services, store=other)
    other.close()


def at_once(processes: tuple[Services, ...], work: Callable[[Services, int], object], each: int = 2) -> None:
    """Do `work` in so many threads of each process, all let go together."""
    gate = threading.Barrier(len(processes) * each)

    def one(number: int) -> object:
        gate.wait(timeout=10)
        return work(processes[number % len(processes)], number)

    with ThreadPoolExecutor(len(processes) * each) as pool:
        list(pool.map(one, range(len(processes) * each)))


def fill(world: World, purpose: Purpose, count: int) -> None:
    """Put texts in the outbox, each with words of its own."""
    with world.store.write() as tx:
        worker = next(one for one in people.active_workers(tx) if one.worker_id == FIRST)
        for number in range(count):
            text = TextOut(
                once=f"{purpose}:{number}",
                purpose=purpose,
                words="staff.alarm_worker_stopped",
                params={"name": f"W{number:03d}"},
                language=Language.ENGLISH,
            )
            outbox.put(tx, text, key_for(tx, worker.phone), world.clock.now(), worker_key=worker.key)


def run_dry(services: Services, _number: int) -> None:
    """Send until nothing is left, three at a time."""
    for lanes in (HELP_LANES, OTHER_LANES):
        while deliver_due(services, lanes, 3, lambda claimed: send_one(services, claimed)):
            pass


def bodies(world: World) -> Counter[str]:
    """Count what the carrier took, by its words."""
    return Counter(text.body for text in world.carrier.record() if not text.inbound)


@pytest.mark.parametrize("purpose", [Purpose.STAFF_ALARM, Purpose.STAFF_ANSWER])
def test_nothing_is_sent_twice(world: World, processes: tuple[Services, ...], purpose: Purpose) -> None:
    """Four threads claim from the same outbox: every text leaves, once, and the rate counts each."""
    fill(world, purpose, TEXTS)
    at_once(processes, run_dry)
    assert len(bodies(world)) == TEXTS
    assert set(bodies(world).values()) == {1}
    assert {row["state"] for row in rows(world, outbound)} == {"submitted"}
    assert {row["attempts"] for row in rows(world, outbound)} == {1}
    spent = sum(row["segments"] for row in rows(world, outbound))
    assert rows(world, sender_rates)[0]["segments_sent"] == spent


def test_the_same_text_received_by_many_threads_is_one(world: World, processes: tuple[Services, ...]) -> None:
    """The carrier repeats itself at every process at once: one row, one conversation, one request, one answer."""
    received = a_text(world, "SM1", "+12025550190")
    taken: list[bool] = []
    at_once(processes, lambda services, _: taken.append(receive(services, received)), each=4)
    assert sorted(taken) == [False] * 7 + [True]
    assert [len(rows(world, table)) for table in (inbound, help_requests)] == [1, 1]
    assert len(rows(world, outbound, purpose="help_answer")) == 1
    assert len(rows(world, outbound, purpose="page")) == 1
    assert len(rows(world, conversations)) == 2  # the phone's and the paged worker's


def test_texts_of_one_phone_at_once_are_one_request(world: World, processes: tuple[Services, ...]) -> None:
    """Eight cries in the same second from a phone never heard before: all kept, one ladder."""
    at_once(processes, lambda services, number: receive(services, a_text(world, f"SM{number}", "+12025550190")), each=4)
    assert len(rows(world, inbound)) == 8
    requests = rows(world, help_requests)
    assert len(requests) == 1
    assert {row["request_key"] for row in rows(world, inbound)} == {requests[0]["id"]}
    assert len(rows(world, outbound, purpose="page")) == 1


def test_cries_of_many_phones_at_once_are_all_heard(world: World, processes: tuple[Services, ...]) -> None:
    """Each gets its own request and its own code."""
    at_once(
        processes,
        lambda services, number: receive(services, a_text(world, f"SM{number}", f"+120255501{60 + number}")),
        each=4,
    )
    requests = rows(world, help_requests)
    assert len(requests) == len({row["code"] for row in requests}) == 8
    assert len(rows(world, outbound, purpose="page")) == 8


def a_text(world: World, sid: str, sender: str) -> Inbound:
    """Make a cry for help as the webhook parses it."""
    return Inbound(
        message_sid=sid,
        sender=Phone(sender),
        sender_raw=sender,
        body=CRY,
        media_count=0,
        received_at=world.clock.now(),
        source=Source.WEBHOOK,
    )


def test_a_ladder_step_is_taken_once(world: World, processes: tuple[Services, ...]) -> None:
    """Every process ticks; each request climbs one rung for each wait."""
    for number in range(6):
        receive(world.services, a_text(world, f"SM{number}", f"+120255501{60 + number}"))
    for minutes, pages in ((5, 12), (5, 18), (5, 18), (10, 24)):
        world.clock.move(timedelta(minutes=minutes))
        at_once(processes, lambda services, _: ladder.run(services))
        assert len(rows(world, outbound, purpose="page")) == pages
    counted = Counter((row["request_key"], row["worker_key"]) for row in rows(world, outbound, purpose="page"))
    assert sorted(counted.values()) == [1] * 12 + [2] * 6


def test_texts_in_doubt_are_looked_up_once(world: World, processes: tuple[Services, ...]) -> None:
    """Two reconcilers at the same rows: what the carrier has is adopted, what it lacks leaves once more."""
    fill(world, Purpose.STAFF_ALARM, 10)
    world.carrier.lose_receipts(world.phone(FIRST).phone)
    world.carrier.time_out_after_accepting(n=5)
    world.carrier.time_out_before_accepting(n=5)
    world.settle()
    assert {row["state"] for row in rows(world, outbound)} == {"unknown"}
    for _ in range(3):
        world.clock.move(timedelta(seconds=61))
        at_once(processes, lambda services, _: doubts.run(services))
        at_once(processes, run_dry)
    assert {row["state"] for row in rows(world, outbound)} == {"submitted"}
    assert set(bodies(world).values()) == {1}
    assert len(bodies(world)) == 10


def test_missed_texts_are_fetched_once(world: World, processes: tuple[Services, ...]) -> None:
    """Two processes come up at the same time and read the same list."""
    world.carrier.drop_webhooks()
    for number in range(6):
        world.carrier.receive(f"+120255501{60 + number}", CRY)
    at_once(processes, lambda services, _: inbox.run(services))
    assert len(rows(world, inbound)) == 6
    assert len(rows(world, outbound, purpose="page")) == 6


def test_an_alarm_is_one_row_and_told_once(world: World, processes: tuple[Services, ...]) -> None:
    """Four threads see the same trouble and four watch it: one row, one text, one call outside."""
    told: list[str] = []

    class Routes(AlarmRoutes):
        def send(self, kind: str, sentence: str) -> None:
            told.append(kind)

    def see(services: Services, _number: int) -> None:
        with services.store.write() as tx:
            alarms.raise_alarm(tx, "carrier_down", "", world.clock.now())

    at_once(processes, see)
    assert len(rows(world, alarm_table)) == 1
    at_once(processes, lambda services, _: tell_alarms(services, Routes()))
    assert told == ["carrier_down"]
    world.settle()
    world.phone(BOSS).gets("ALARM").gets_nothing()


def test_heartbeats_of_all_processes_are_one_row(world: World, processes: tuple[Services, ...]) -> None:
    """Whoever ticked last, the tick is alive."""

    def beat(services: Services, _number: int) -> None:
        with services.store.write() as tx:
            alarms.beat(tx, "ladder", world.clock.now(), 0.1)

    at_once(processes, beat)
    assert [row["count"] for row in rows(world, heartbeats)] == [4]


def test_claims_and_deliveries_cross_without_harm(world: World, processes: tuple[Services, ...]) -> None:
    """Two workers answer, the ladder ticks and texts leave, all at once: one holder, and nobody hears otherwise."""
    receive(world.services, a_text(world, "SM1", "+12025550190"))
    world.settle()
    world.later(minutes=5)
    answers = {FIRST: "SM2", SECOND: "SM3"}

    def act(services: Services, number: int) -> None:
        if number < 2:
            worker = (FIRST, SECOND)[number]
            phone = world.phone(worker).phone.e164
            receive(services, replace(a_text(world, answers[worker], phone), body="1"))
        elif number == 2:
            ladder.run(services)
        run_dry(services, number)

    at_once(processes, act)
    world.settle()
    (request,) = rows(world, help_requests)
    assert request["state"] == "claimed"
    yours = [worker for worker in (FIRST, SECOND) if any("is yours" in text.body for text in inbox_of(world, worker))]
    taken = [worker for worker in (FIRST, SECOND) if any(" has " in text.body for text in inbox_of(world, worker))]
    assert len(yours) == len(taken) == 1
    assert yours != taken


def inbox_of(world: World, worker: str) -> tuple[CarrierText, ...]:
    """Return the texts on a worker's phone."""
    return tuple(world.carrier.handset(world.phone(worker).phone))
