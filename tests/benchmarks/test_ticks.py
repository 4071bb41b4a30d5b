"""What one look of each tick costs when nothing is due: the same at a thousand rows and at a million (bar 1.5)."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from benchmarks.house import a_store, sqlite_at
from benchmarks.measure import compare
from sqlalchemy import String, case, cast, insert, literal, null, select, text
from sqlalchemy.engine import make_url
from world import OWN, World

from bot.delivery import HELP_LANES, OTHER_LANES, Claimed, deliver_due
from bot.model.messages import Lane
from bot.reconcile import reconcile_due
from bot.services import Services
from bot.store import conversations
from bot.store.engine import Tx, transaction
from bot.store.tables import Moment, outbound
from scheduler import ladder

FEW, MANY = 1_000, 1_000_000
WAITING = 100
"""One row in so many waits for tomorrow; the others left long ago."""
BAR = 1.5
TICKS: dict[str, Callable[[Services], int]] = {
    "ladder": ladder.run,
    "delivery of help": lambda services: deliver_due(services, HELP_LANES, 8, refuse),
    "delivery of the rest": lambda services: deliver_due(services, OTHER_LANES, 16, refuse),
    "doubts": reconcile_due,
}


def refuse(_claimed: Claimed) -> None:
    """Fail: nothing is due."""
    raise AssertionError


@contextmanager
def filled(url: str, keys: tuple[str, ...], rows: int) -> Iterator[Services]:
    """Give the line on a database with so many texts in its outbox."""
    with closing(a_store(url, keys)) as store:
        world = World(store)
        world.staff()
        with store.write() as tx:
            if tx.locks_rows:
                tx.connection.execute(text("SET LOCAL statement_timeout = 0"))
            fill(tx, conversations.key_for(tx, world.phone(OWN).phone), rows, world.clock.now())
        with transaction(store.engine, writes=True) as connection:
            connection.execute(text("ANALYZE"))
        yield world.services


def fill(tx: Tx, conversation_key: int, rows: int, now: datetime) -> None:
    """Write `rows` texts in one statement."""
    numbers = select(literal(1).label("i")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.i + 1).where(numbers.c.i < rows))
    waits = numbers.c.i % WAITING == 0
    before, after = now - timedelta(days=30), now + timedelta(days=1)
    values = {
        "id": numbers.c.i,
        "once": literal("bulk:") + cast(numbers.c.i, String),
        "lane": case((numbers.c.i % (2 * WAITING) == 0, int(Lane.HELP)), else_=int(Lane.ROUTINE)),
        "purpose": literal("staff_routine"),
        "conversation_key": literal(conversation_key),
        "words_key": literal("staff.sent"),
        "params_sealed": literal(b"sealed"),
        "language": literal("en"),
        "state": case((waits, "waiting"), else_="submitted"),
        "created_at": literal(before, Moment),
        "due_at": case((waits, literal(after, Moment)), else_=literal(before, Moment)),
        "overridden": literal(False),
        "attempts": literal(1),
        "absences": literal(0),
        "sid": case((waits, null()), else_=literal("SM") + cast(numbers.c.i, String)),
        "receipt_rank": literal(7),
    }
    tx.connection.execute(insert(outbound).from_select(list(values), select(*values.values())))


def looks(few: Services, many: Services, engine: str, figure: Callable[[str], None]) -> None:
    """Compare one look of each tick."""
    ratios = {}
    for name, tick in TICKS.items():
        result = compare(partial(tick, few), partial(tick, many), rounds=20, times=50)
        figure(f"nothing due, {engine}, {name}, {MANY:,} rows against {FEW:,}: {result}")
        ratios[name] = result.ratio.wall
    assert max(ratios.values()) <= BAR, ratios


def test_nothing_due_on_sqlite(tmp_path: Path, keys: tuple[str, ...], figure: Callable[[str], None]) -> None:
    """On SQLite a million rows cost no more to look at than a thousand."""
    with (
        filled(sqlite_at(tmp_path, "few.db"), keys, FEW) as few,
        filled(sqlite_at(tmp_path, "many.db"), keys, MANY) as many,
    ):
        looks(few, many, "SQLite", figure)


@pytest.mark.postgres
def test_nothing_due_on_postgres(postgres_url: str, keys: tuple[str, ...], figure: Callable[[str], None]) -> None:
    """On PostgreSQL too."""
    other = make_url(postgres_url).set(database="many").render_as_string(hide_password=False)
    with filled(postgres_url, keys, FEW) as few, filled(other, keys, MANY) as many:
        looks(few, many, "PostgreSQL", figure)
