"""Proof that texts reach a worker's phone and come back: a code that only whoever reads it there can answer with."""

from datetime import datetime

from bot.model.messages import Purpose, TextOut
from bot.model.people import Worker
from bot.services import Services
from bot.store import conversations, outbox, phone_checks
from bot.store.engine import Tx


def send_code(tx: Tx, services: Services, worker: Worker, code: int, now: datetime) -> None:
    """Text a code to a worker's phone, in the hours in which staff get such texts; an older code counts no more."""
    key = phone_checks.ask(tx, worker, code, now)
    text = TextOut(
        once=f"phone_check:{key}",
        purpose=Purpose.STAFF_ROUTINE,
        words="staff.phone_check",
        params={"code": code},
        language=services.reads(worker),
    )
    outbox.put(tx, text, conversations.key_for(tx, worker.phone), now, worker_key=worker.key)
