"""What could make the night fail and can be seen before it: the last text to a worker and back, and who was silent."""

from collections.abc import Iterator
from datetime import datetime

from bot.checks import Finding, note, warning
from bot.model.policy import Hours
from bot.rules.week import spoken
from bot.store import nights, people
from bot.store.engine import Tx


def check_nights(tx: Tx, hours: Hours, now: datetime) -> Iterator[Finding]:
    """Check what came back of the shift questions."""
    trip, silent = nights.last_round_trip(tx), nights.last_unseen(tx)
    if trip is not None:
        since = spoken(now - trip.seen_at)
        yield note(f"the last text to a worker and back came in {since} ago, {spoken(trip.took)} after it was asked")
    if silent is not None and silent.ends_at > now:
        who = people.worker(tx, silent.worker_key).worker_id
        begins = f"{hours.local(silent.starts_at):%Y-%m-%d %H:%M}"
        yield warning(
            f"{who} has not answered the question about their shift from {begins} ({silent.tier})",
            "call them, and name somebody else if they cannot be reached",
        )
