"""The scenarios that matter most, once more on a real PostgreSQL: same code, other engine."""

from collections.abc import Iterator

import pytest
from scenarios.test_claimed_words import *  # noqa: F403  (each scenario runs here too, in the world below)
from scenarios.test_cry_for_help import *  # noqa: F403
from scenarios.test_receipts import *  # noqa: F403
from scenarios.test_restore import *  # noqa: F403
from scenarios.test_silent_holder import *  # noqa: F403
from scenarios.test_unknown_outcomes import *  # noqa: F403
from scenarios.test_watch_after_a_word import *  # noqa: F403
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
