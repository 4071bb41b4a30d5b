"""The world of a scenario: everything it did not expect fails it."""

from collections.abc import Iterator

import pytest
from world import World, no_logged_errors

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
