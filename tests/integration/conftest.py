"""The house on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from world import DECEMBER, World, no_logged_errors

from bot.store.engine import Store
from bot.store.schema import open_store


@pytest.fixture
def postgres_store(postgres_url: str, keys: tuple[str, ...]) -> Iterator[Store]:
    """Open a fresh PostgreSQL database."""
    opened = open_store(postgres_url, keys)
    yield opened
    opened.close()


@pytest.fixture
def on(postgres_store: Store, switched_on: Path) -> Iterator[World]:
    """Give a staffed world on Tuesday, December 1, at 10 am, with reminders switched on, on PostgreSQL."""
    with no_logged_errors():
        made = World(postgres_store, now=DECEMBER, folders=[switched_on])
        made.staff()
        yield made
        made.settle()
        made.end()
