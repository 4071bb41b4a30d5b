"""What a call costs: a webhook against the anchor (bar 3.0), and its answer with the database stalled (within 1 s)."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from benchmarks.anchor import anchor_app
from benchmarks.calls import VOICE, Call, a_ring, calls, on_call, put_through
from benchmarks.house import FAMILY, a_store, an_app, sqlite_at
from benchmarks.measure import compare
from flask import Flask
from sqlalchemy import create_engine, text
from world import PUBLIC_URL, TOKEN

from bot.store.engine import Store
from bot.store.schema import open_store

ROUNDS, TIMES = 20, 30
BAR = 3.0
WITHIN = 1.0


def against_the_anchor(
    tmp_path: Path, keys: tuple[str, ...], made: Callable[[Flask], Call], figure: Callable[[str], None], name: str
) -> None:
    """Put calls through the line and texts through the anchor, in turn; the line may cost three times as much."""
    store = a_store(sqlite_at(tmp_path, "line.db"), keys)
    app = an_app(store)
    usual = anchor_app(tmp_path / "anchor.db", PUBLIC_URL, TOKEN)
    number = (ROUNDS + 1) * TIMES
    texts, steps = list(calls(FAMILY, "1", number)), [made(app) for _ in range(number)]
    result = compare(
        lambda: put_through(usual, texts.pop()), lambda: put_through(app, steps.pop()), rounds=ROUNDS, times=TIMES
    )
    figure(f"{name}: {result}")
    store.close()
    assert result.ratio.wall <= BAR


def test_a_call_that_comes_in_against_the_anchor(
    tmp_path: Path, keys: tuple[str, ...], figure: Callable[[str], None]
) -> None:
    """The first words of a call cost at most three times the anchor."""
    against_the_anchor(tmp_path, keys, lambda _app: a_ring(FAMILY), figure, "a call that comes in")


def test_a_step_of_a_call_against_the_anchor(
    tmp_path: Path, keys: tuple[str, ...], figure: Callable[[str], None]
) -> None:
    """A pressed key that is answered with a menu costs at most three times the anchor."""
    against_the_anchor(tmp_path, keys, second_step, figure, "a step of a call")


def second_step(app: Flask) -> Call:
    """Let a call come in, and give the webhook of the key that asks for more."""
    ring = a_ring(FAMILY)
    document = put_through(app, ring).decode()
    found = re.search(rf'action="{re.escape(PUBLIC_URL)}({VOICE}/\d+/1)"', document)
    assert found, document
    sid = re.search(rb"CallSid=(CA\w+)", ring.body)
    assert sid
    return on_call(found[1], sid[1].decode(), FAMILY, Digits="2")


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Let somebody else write to a SQLite database without end."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as other:
        other.exec_driver_sql("BEGIN EXCLUSIVE")
        yield
        other.exec_driver_sql("ROLLBACK")
    engine.dispose()


@contextmanager
def frozen(store: Store) -> Iterator[None]:
    """Stop a PostgreSQL and everybody who serves this store, without a word to its clients."""
    with store.engine.connect() as connection:
        served = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        stopped = [int(pid) for pid in connection.execute(text(served)).scalars()]
    status = Path(f"/proc/{stopped[0]}/status").read_text("utf-8")
    parent = re.search(r"^PPid:\s+(\d+)$", status, re.MULTILINE)
    assert parent
    stopped.append(int(parent[1]))
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


def test_a_locked_file_answers_in_time(tmp_path: Path, keys: tuple[str, ...], figure: Callable[[str], None]) -> None:
    """Somebody writes to the SQLite file without end: who calls hears the fixed words within a second."""
    store = a_store(sqlite_at(tmp_path, "line.db"), keys)
    app = an_app(store)
    later = second_step(app)
    with locked(tmp_path / "line.db"):
        answers_in_time(app, later, "SQLite, locked", figure)
    store.close()


@pytest.mark.postgres
def test_a_frozen_server_answers_in_time(
    postgres_url: str, keys: tuple[str, ...], figure: Callable[[str], None]
) -> None:
    """PostgreSQL is frozen, so that not even its own limits act: who calls hears the fixed words within a second."""
    store = open_store(postgres_url, keys)
    app = an_app(store)
    later = second_step(app)
    with frozen(store):
        answers_in_time(app, later, "PostgreSQL, frozen", figure)
    store.close()


def answers_in_time(app: Flask, later: Call, which: str, figure: Callable[[str], None]) -> None:
    """Let several calls come in, and one be at a later step: each hears 911 within the second."""
    took = []
    for call in (*(a_ring(FAMILY) for _ in range(5)), later):
        began = time.perf_counter()
        answer = put_through(app, call).decode()
        took.append(time.perf_counter() - began)
        assert "9 1 1" in answer
        assert "9 8 8" in answer
        assert "press 2" not in answer
    figure(f"a call with the database stalled ({which}): {max(took) * 1000:.0f} ms at most")
    assert max(took) < WITHIN
