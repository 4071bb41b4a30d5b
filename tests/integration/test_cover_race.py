"""Two take a shift at the same moment: one stands it, the other is told who; nobody stands two at once (SAFETY 4.1)."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

from sqlalchemy import select
from world import BOSS, FIRST, OWN, SECOND, STAFF, TUESDAY_10_AM, World

from bot.cover_watch import watch_covers
from bot.inbound import receive
from bot.model.messages import Inbound, Source
from bot.model.phones import Phone
from bot.store.engine import Store
from bot.store.tables import cover_asks, shifts

ROUNDS = 3


def world_of(store: Store, folder: Path, *, overlap: bool = False) -> World:
    """Give a world in which the first worker has a shift on some days; `overlap`: another begins before its end."""
    world = World(store, now=TUESDAY_10_AM, folders=[folder])
    world.hires()
    now = world.clock.now()
    days = [(now + timedelta(days=day), FIRST) for day in range(2, 2 + ROUNDS)]
    days += [(now + timedelta(days=day, hours=2), OWN) for day in range(2, 2 + ROUNDS) if overlap]
    days += [(now - timedelta(days=1), SECOND), (now - timedelta(days=2), OWN)]
    rows = [f"{at.isoformat()},{(at + timedelta(hours=3)).isoformat()},on_call,{who}" for at, who in days]
    world.imports("rota", "\n".join(("starts_at,ends_at,tier,worker_id", *rows)))
    world.settle()
    world.phone(BOSS).ignores()
    return world


def ask(world: World, day: int, hour: str) -> str:
    """Let the first worker ask for a day's shift; return the code of the question."""
    at = (TUESDAY_10_AM + timedelta(days=2 + day)).date()
    lucia = world.phone(FIRST).texts(f"cover {at.isoformat()} {hour}").gets("stays yours")
    ignore_all(world)
    return lucia.text.split(":")[0]


def ignore_all(world: World) -> None:
    """Let everybody have read what they got."""
    for worker in STAFF:
        world.phone(worker).ignores()


def at_once(world: World, texts: Sequence[tuple[str, str]], number: int) -> None:
    """Let several workers text at the very same moment, while the line looks after the questions."""
    barrier = Barrier(len(texts) + 1)
    made = [
        Inbound(
            message_sid=f"SMf{number + place:031d}",
            sender=Phone(STAFF[worker][1]),
            sender_raw=STAFF[worker][1],
            body=words,
            media_count=0,
            received_at=world.clock.now(),
            source=Source.WEBHOOK,
        )
        for place, (worker, words) in enumerate(texts)
    ]

    def answer(one: Inbound) -> bool:
        barrier.wait()
        return receive(world.services, one)

    def watch() -> int:
        barrier.wait()
        return watch_covers(world.services)

    with ThreadPoolExecutor(len(texts) + 1) as together:
        watching = together.submit(watch)
        assert list(together.map(answer, made)) == [True] * len(made)
        watching.result()
    world.settle()


def laid(world: World) -> list[tuple[object, object]]:
    """Return the covers there are: when, and by whom."""
    with world.store.read() as tx:
        query = select(shifts.c.starts_at, shifts.c.worker_key).where(shifts.c.source == "cover")
        return [(row.starts_at, row.worker_key) for row in tx.connection.execute(query)]


def test_exactly_one_takes_it_and_the_others_learn_who(store: Store, switched_on: Path) -> None:
    """On each engine, round after round, all at once; a supervisor who assigns meanwhile is one of them."""
    world = world_of(store, switched_on)
    for day in range(ROUNDS):
        code = ask(world, day, "10am")
        at = (TUESDAY_10_AM + timedelta(days=2 + day)).date().isoformat()
        texts = [(SECOND, f"T {code}"), (OWN, f"T {code}"), (BOSS, f"assign {at} 10am {OWN} for {FIRST}")]
        at_once(world, texts, 100 * day)
        assert len(laid(world)) == day + 1
        told = [text.body for text in world.phone(FIRST).unread()]
        assert len([body for body in told if "takes your shift" in body]) == 1, told
        ignore_all(world)
    with world.store.read() as tx:
        states = tx.connection.execute(select(cover_asks.c.state, cover_asks.c.taker_key)).all()
    assert [row.state for row in states] == ["taken"] * ROUNDS
    assert all(row.taker_key for row in states)


def test_nobody_takes_two_that_overlap(store: Store, switched_on: Path) -> None:
    """One worker takes one question while a supervisor gives them the other: they stand one of the two."""
    world = world_of(store, switched_on, overlap=True)
    for day in range(ROUNDS):
        code = ask(world, day, "10am")
        at = (TUESDAY_10_AM + timedelta(days=2 + day)).date().isoformat()
        texts = [(SECOND, f"T {code}"), (BOSS, f"assign {at} 12pm {SECOND} for {OWN}")]
        at_once(world, texts, 1_000 + 100 * day)
        assert len(laid(world)) == day + 1
        refused = [text.body for who in (SECOND, BOSS) for text in world.phone(who).unread()]
        assert any("Lee is on then" in body for body in refused), refused
        ignore_all(world)
