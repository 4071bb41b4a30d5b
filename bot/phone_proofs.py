"""Proof that texts reach a worker's phone and come back: a code that only whoever reads it there can answer with."""

from datetime import datetime

from bot.model.messages import Purpose, TextOut
from bot.model.people import Worker
from bot.services import Services
from bot.store import conversations, outbox, phone_checks
from bot.store.engine import Tx


def send_code(tx: Tx, services: Services, worker: Worker, code: int, now: datetime) -> None:
    """Text a code to each phone of a worker, in the hours of staff; an older code counts no more."""
    for phone in worker.phones:
        key = phone_checks.ask(tx, worker, phone, code, now)
        text = TextOut(
            once=f"phone_check:{key}",
            purpose=Purpose.STAFF_ROUTINE,
            words="staff.phone_check",
            params={"code": code},
            language=services.reads(worker),
        )
        outbox.put(tx, text, conversations.key_for(tx, phone), now, worker_key=worker.key)
