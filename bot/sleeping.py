"""The line was down while requests waited: supervisors are told once, from when to when, and which."""

from datetime import datetime, timedelta

from bot.model.messages import Purpose, TextOut
from bot.services import Services
from bot.staff_texts import put_to_worker
from bot.store import people, requests
from bot.store.engine import Tx

SLEPT = timedelta(minutes=5)
"""A silence of the heartbeat that is longer than any tick takes."""


def tell_slept(tx: Tx, services: Services, since: datetime, now: datetime) -> None:
    """Tell supervisors of a sleep in which requests waited; the ladder itself goes on from its rows at once."""
    if now - since < SLEPT:
        return
    waited = [one for one in requests.unclaimed_open(tx) if one.opened_at <= since]
    for worker in people.supervisors(tx):
        codes = [one.code for one in waited if not one.is_secret_from(worker.key)]
        if not codes:
            continue
        text = TextOut(
            once=f"slept:{since.isoformat()}:{worker.key}",
            purpose=Purpose.STAFF_ALARM,
            words="staff.line_slept",
            params={"since": since, "until": now, "codes": ", ".join(codes)},
            language=services.reads(worker),
        )
        put_to_worker(tx, text, worker, now)
