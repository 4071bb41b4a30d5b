"""Texts to a worker's phones: what must be read now goes to each of them, everything else to the first."""

from dataclasses import replace
from datetime import datetime

from bot.model.messages import Purpose, TextOut
from bot.model.people import Worker
from bot.store import conversations, outbox
from bot.store.engine import Tx

EACH_PHONE = frozenset({Purpose.PAGE, Purpose.HOLDER, Purpose.SHIFT_QUESTION, Purpose.LONE_WORKER, Purpose.STAFF_ALARM})


def put_to_worker(
    tx: Tx, text: TextOut, worker: Worker, now: datetime, *, inbound_key: int | None = None
) -> tuple[int, ...]:
    """Put a text to a worker in the outbox; return the keys of the rows, none where it is there already."""
    phones = worker.phones if text.purpose in EACH_PHONE else worker.phones[:1]
    keys = []
    for number, phone in enumerate(phones, start=1):
        to_one = text if number == 1 else _for_phone(text, number)
        target = conversations.key_for(tx, phone)
        keys.append(outbox.put(tx, to_one, target, now, worker_key=worker.key, inbound_key=inbound_key))
    return tuple(key for key in keys if key is not None)


def _for_phone(text: TextOut, number: int) -> TextOut:
    return replace(text, once=f"{text.once}:phone{number}")
