"""The world of a scenario: everything it did not expect fails it."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from world import DECEMBER, TUESDAY_10_AM, World, no_logged_errors

from bot.store.engine import Store


@pytest.fixture
def world(sqlite_store: Store) -> Iterator[World]:
    """Give a staffed world on Saturday at 11 pm, and see that nothing was left over."""
    with no_logged_errors():
        made = World(sqlite_store)
        made.staff()
        yield made
        made.settle()
        made.end()


@pytest.fixture
def fresh_url(sqlite_template: Path, tmp_path: Path) -> Callable[[], str]:
    """Give the address of a new, migrated SQLite database at each call."""
    numbers = count()

    def make() -> str:
        file = tmp_path / f"night-{next(numbers)}.db"
        shutil.copyfile(sqlite_template, file)
        return f"sqlite:///{file}"

    return make


@pytest.fixture
def office(sqlite_store: Store) -> Iterator[World]:
    """Give a staffed world on Tuesday at 10 am, while the office is open."""
    with no_logged_errors():
        made = World(sqlite_store, now=TUESDAY_10_AM)
        made.staff()
        yield made
        made.settle()
        made.end()


@pytest.fixture
def on(sqlite_store: Store, switched_on: Path) -> Iterator[World]:
    """Give a staffed world on Tuesday, December 1, at 10 am, with reminders switched on."""
    with no_logged_errors():
        made = World(sqlite_store, now=DECEMBER, folders=[switched_on])
        made.staff()
        yield made
        made.settle()
        made.end()
