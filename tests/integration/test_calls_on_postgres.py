"""Calls once more on a real PostgreSQL: same code, other engine."""

from collections.abc import Iterator

import pytest
from scenarios.test_call_troubles import *  # noqa: F403  (each scenario runs here too, in the world below)
from scenarios.test_calling_for_a_person import *  # noqa: F403
from world import World, no_logged_errors

from bot.store.engine import Store

pytestmark = pytest.mark.postgres


@pytest.fixture
def world(postgres_store: Store) -> Iterator[World]:
    """Give a staffed world on Saturday at 11 pm, on PostgreSQL."""
    with no_logged_errors():
        made = World(postgres_store)
        made.staff()
        yield made
        made.settle()
        made.end()
