"""Two workers press 1 at one moment, and a third texts it: one has the caller, the others hear who (SAFETY 4.1)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

from claiming import one_from
from sqlalchemy import select
from world import FIRST, OWN, SECOND, STAFF, World

from bot.calls.calling import Arrived, arrives, hears
from bot.inbound import receive
from bot.model.calls import Began, CallKind, Pressed
from bot.model.messages import Inbound
from bot.model.phones import Phone
from bot.store import calls, conversations, people
from bot.store.engine import Store
from bot.store.tables import calls as rows
from bot.store.tables import help_requests, workers

NIGHTS = 4


def ring(world: World, worker: str, caller_key: int, request_key: int, sid: str) -> int:
    """Let a worker's phone have answered a ring for a caller, so that a key may be pressed."""
    now = world.clock.now()
    with world.store.write() as tx:
        (key,) = tx.connection.execute(select(workers.c.id).where(workers.c.worker_id == worker)).scalars().all()
        made = calls.keep(
            tx,
            sid,
            CallKind.RING,
            now,
            language=world.services.reads(people.worker(tx, key)),
            step="rung.began",
            conversation_key=conversations.key_for(tx, Phone(STAFF[worker][1])),
            worker_key=key,
            request_key=request_key,
            caller_key=caller_key,
        )
        assert made is not None
        calls.change(tx, made, sid=sid)
    hears(world.services, made, 0, Began(), sid)
    return made


def test_one_of_three_has_the_caller(store: Store) -> None:
    """On each engine, night after night, all at once: two keys and a text."""
    world = World(store)
    world.staff()
    for night in range(NIGHTS):
        phone, sid = Phone(f"+12025550{130 + night}"), f"CAc{night}"
        arrives(world.services, Arrived(sid=sid, sender=phone, at=world.clock.now()))
        with world.store.read() as tx:
            caller = calls.by_sid(tx, sid)
        assert caller is not None
        hears(world.services, caller.key, 1, Pressed("1"), sid)
        with world.store.read() as tx:
            caller = calls.by_sid(tx, sid)
            code = tx.connection.execute(
                select(help_requests.c.code).where(help_requests.c.id == (caller.request_key if caller else 0))
            ).scalar_one()
        assert caller is not None
        assert caller.request_key is not None
        rings = {w: ring(world, w, caller.key, caller.request_key, f"CAr{night}{w}") for w in (FIRST, SECOND)}
        barrier = Barrier(3)

        def presses(worker: str, key: int, barrier: Barrier = barrier, night: int = night) -> str:
            barrier.wait()
            return hears(world.services, key, 1, Pressed("1"), f"CAr{night}{worker}") or ""

        def texts(one: Inbound, barrier: Barrier = barrier) -> str:
            barrier.wait()
            receive(world.services, one)
            return ""

        acts = [*(partial(presses, *one) for one in rings.items()), partial(texts, one_from(world, OWN, code, night))]
        with ThreadPoolExecutor(3) as together:
            said = [done.result() for done in [together.submit(act) for act in acts]]
        with world.store.read() as tx:
            holder = tx.connection.execute(
                select(workers.c.worker_id)
                .join(help_requests, help_requests.c.holder == workers.c.id)
                .where(help_requests.c.id == caller.request_key)
            ).scalar_one()
            taken = tx.connection.execute(
                select(rows.c.worker_key).where(rows.c.request_key == caller.request_key, rows.c.outcome == "taken")
            ).all()
        joined = [one for one in said if "<Queue" in one]
        told = [one for one in said if "already" in one]
        assert len(joined) == (holder != OWN)
        assert len(told) == 2 - len(joined)
        assert len(taken) == len(joined)
        world.clock.move(timedelta(hours=1))
