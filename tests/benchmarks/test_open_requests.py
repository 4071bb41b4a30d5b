"""A look of the ladder while a thousand requests are open, with three times as many due as usual (bar 1 s).

Each waits five minutes for its tier, so that three or four of a thousand are due each second.
"""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median

import pytest
from benchmarks.house import a_store, sqlite_at
from sqlalchemy import insert
from world import World

from bot.model.conversations import IDLE
from bot.model.help import Grade, RequestKind
from bot.store import requests
from bot.store.conversations import CELL
from bot.store.engine import Tx
from bot.store.tables import conversations
from bot.store.vault import new_row_id
from scheduler import ladder

OPEN, DUE, LOOKS = 1_000, 10, 10
BAR = 1.0


def test_a_look_at_a_thousand_open_requests(
    tmp_path: Path, keys: tuple[str, ...], figure: Callable[[str], None]
) -> None:
    """On SQLite."""
    look(sqlite_at(tmp_path, "line.db"), keys, "SQLite", figure)


@pytest.mark.postgres
def test_a_look_at_a_thousand_open_requests_on_postgres(
    postgres_url: str, keys: tuple[str, ...], figure: Callable[[str], None]
) -> None:
    """On PostgreSQL too."""
    look(postgres_url, keys, "PostgreSQL", figure)


def look(url: str, keys: tuple[str, ...], engine: str, figure: Callable[[str], None]) -> None:
    """Take the time of looks at which nothing is due, at which ten are, and of all thousand after a long silence."""
    store = a_store(url, keys)
    world = World(store)
    world.staff()
    for _ in range(OPEN // 100):
        with store.write() as tx:
            for _ in range(100):
                a_request(world, tx, due_in=timedelta(days=1))
    idle = [took(lambda: ladder.run(world.services), 0) for _ in range(LOOKS)]
    busy: list[float] = []
    for _ in range(LOOKS):
        world.clock.move(timedelta(seconds=1))
        with store.write() as tx:
            make_due(world, tx, DUE)
        busy.append(took(lambda: ladder.run(world.services), DUE))
    with store.write() as tx:
        make_due(world, tx, OPEN)
    began = time.perf_counter()
    taken = 0
    while count := ladder.run(world.services):
        taken += count
    everything = time.perf_counter() - began
    figure(
        f"ladder, {engine}, {OPEN:,} open requests: nothing due {median(idle) * 1000:.1f} ms, {DUE} due "
        f"{median(busy):.2f} s (longest {max(busy):.2f} s), all {taken} due at once {everything:.1f} s; "
        f"load {os.getloadavg()[0]:.1f}"
    )
    store.close()
    assert max(busy) <= BAR


def took(tick: Callable[[], int], steps: int) -> float:
    """Return the seconds of a tick that takes so many steps."""
    began = time.perf_counter()
    assert tick() == steps
    return time.perf_counter() - began


def a_request(world: World, tx: Tx, due_in: timedelta) -> None:
    """Open a request on a phone of its own; there are fewer test numbers than phones here, so one stands for all."""
    now, key = world.clock.now(), new_row_id()
    sealed = tx.vault.seal(CELL, key, world.stranger().phone.e164)
    row = {"id": key, "phone_sealed": sealed, "phone_index": str(key).encode(), "state": IDLE}
    tx.connection.execute(insert(conversations).values(row))
    request = requests.open_request(
        tx,
        kind=RequestKind.UNKNOWN,
        grade=Grade.EMERGENCY,
        conversation_key=key,
        family_key=None,
        person_key=None,
        in_danger_key=None,
        limit=None,
        written_at=now,
        now=now,
    )
    requests.change(tx, request, next_step_at=now + due_in)


def make_due(world: World, tx: Tx, most: int) -> None:
    """Make so many requests due now, first of all those whose ladder has not begun."""
    waiting = sorted(requests.unclaimed_open(tx), key=lambda request: request.tier is not None)
    for request in waiting[:most]:
        requests.change(tx, request.key, next_step_at=world.clock.now())
