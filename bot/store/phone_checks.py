"""Codes sent to workers' phones, and which phones have answered with theirs."""

from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update

from bot.model.nights import PhoneCheck
from bot.model.people import Worker
from bot.model.phones import Phone
from bot.store.engine import Tx
from bot.store.tables import phone_checks, workers
from bot.store.vault import new_row_id


def ask(tx: Tx, worker: Worker, phone: Phone, code: int, now: datetime) -> int:
    """Expect a code from a worker's phone; one sent before counts no more. Return the key of the row."""
    key, index = new_row_id(), tx.vault.index(phone)
    tx.connection.execute(delete(phone_checks).where(phone_checks.c.phone_index == index))
    tx.connection.execute(
        insert(phone_checks).values(id=key, worker_key=worker.key, phone_index=index, code=code, asked_at=now)
    )
    return key


def of_phone(tx: Tx, worker_key: int, phone: Phone) -> PhoneCheck | None:
    """Return what was asked of a worker's phone last."""
    query = select(phone_checks).where(
        phone_checks.c.worker_key == worker_key, phone_checks.c.phone_index == tx.vault.index(phone)
    )
    row = tx.connection.execute(query).one_or_none()
    if row is None:
        return None
    return PhoneCheck(key=row.id, code=row.code, asked_at=row.asked_at, verified_at=row.verified_at)


def note_verified(tx: Tx, key: int, now: datetime) -> None:
    """Note that a code came back from the phone it was sent to."""
    tx.connection.execute(update(phone_checks).where(phone_checks.c.id == key).values(verified_at=now))


def unverified(tx: Tx) -> frozenset[int]:
    """Return the active workers from none of whose phones, as they are now, a code has come back."""
    is_verified = select(phone_checks.c.id).where(
        phone_checks.c.worker_key == workers.c.id,
        or_(
            phone_checks.c.phone_index == workers.c.phone_index,
            phone_checks.c.phone_index == workers.c.second_phone_index,
        ),
        phone_checks.c.verified_at.is_not(None),
    )
    return frozenset(
        tx.connection.execute(select(workers.c.id).where(workers.c.active, ~is_verified.exists())).scalars()
    )


def forget_others(tx: Tx, worker: Worker) -> None:
    """Forget what was asked of phones that a worker no longer has; one they keep stays as it is."""
    kept = [tx.vault.index(phone) for phone in worker.phones]
    gone = (phone_checks.c.worker_key == worker.key, phone_checks.c.phone_index.not_in(kept))
    tx.connection.execute(delete(phone_checks).where(*gone))
