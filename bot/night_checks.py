"""What could make a night fail and can be seen before it: phones in doubt, the last text and back, who was silent."""

from collections.abc import Iterator
from datetime import datetime

from bot.checks import Finding, listed, note, warning
from bot.model.nights import Weak
from bot.program import Program
from bot.rota_ahead import AHEAD
from bot.rules.week import spoken
from bot.store import nights, people
from bot.store.engine import Tx
from bot.weak_spots import weak_ahead


def check_nights(tx: Tx, program: Program, now: datetime) -> Iterator[Finding]:
    """Check what came back of the shift questions, and whose phone on the rota has not answered with its code."""
    hours = program.hours
    unsure = [one for one in weak_ahead(tx, program, now) if one.kind is Weak.UNVERIFIED and one.worker is not None]
    if unsure:
        yield warning(
            f"on call in the next {AHEAD.days} days with a phone that is not verified: "
            f"{listed(one.worker.worker_id for one in unsure if one.worker)}",
            "run `hearthline verify`; they answer with the code they get",
        )
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
