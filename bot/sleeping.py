"""The line was down while requests waited: supervisors are told once, from when to when, and which."""

from datetime import datetime, timedelta

from bot.model.messages import Purpose, TextOut
from bot.services import Services
from bot.store import conversations, outbox, people, requests
from bot.store.engine import Tx

SLEPT = timedelta(minutes=5)
"""A silence of the heartbeat that is longer than any tick takes."""


def tell_slept(tx: Tx, services: Services, since: datetime, now: datetime) -> None:
    """Tell supervisors of a sleep in which requests waited; the ladder itself goes on from its rows at once."""
    waited = [one for one in requests.unclaimed_open(tx) if one.opened_at <= since]
    if now - since < SLEPT or not waited:
        return
    for worker in people.supervisors(tx):
        text = TextOut(
            once=f"slept:{since.isoformat()}:{worker.key}",
            purpose=Purpose.STAFF_ALARM,
            words="staff.line_slept",
            params={"since": since, "until": now, "codes": ", ".join(one.code for one in waited)},
            language=services.reads(worker),
        )
        outbox.put(tx, text, conversations.key_for(tx, worker.phone), now, worker_key=worker.key)
