"""The workers' own numbers: made at random, kept as a slow hash alone, tried on a call, locked after a few wrong ones.

The hash is taken over a keyed one, so that neither the rows nor a backup let anybody try all six digits out.
"""

import hashlib
import hmac
import secrets
from datetime import datetime
from itertools import pairwise

from bot.model.messages import Purpose, TextOut
from bot.model.people import Worker
from bot.model.staff_line import PinStands
from bot.services import Services
from bot.staff_texts import put_to_worker
from bot.store import audit, people, pins
from bot.store.engine import Tx
from bot.store.pins import Pin

LENGTH = 6
FEWEST_DIFFERENT = 3
SALT_BYTES, HASH_BYTES = 16, 32
COST, BLOCK = 2**14, 8
LOCKED = "staff.pin_locked"
LOCKED_OF = "staff.pin_locked_of"


def new_pin() -> str:
    """Make a number of six digits that is no easy guess."""
    while True:
        pin = "".join(secrets.choice("0123456789") for _ in range(LENGTH))
        if not is_easy(pin):
            return pin


def is_easy(pin: str) -> bool:
    """Whether somebody who guesses would try it soon: few digits, a run (123456), a part said twice (417417)."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    halves = any(pin == pin[:size] * (LENGTH // size) for size in (1, 2, 3))
    return len(set(pin)) < FEWEST_DIFFERENT or steps in ({1}, {9}) or halves


def give(tx: Tx, worker: Worker, pin: str, now: datetime) -> None:
    """Give a worker this number, and no other; it is not locked."""
    pins.put(tx, worker.key, _hashed(tx, worker.key, pin, secrets.token_bytes(SALT_BYTES)), now)


def stands(tx: Tx, services: Services, worker_key: int, keyed: str | None) -> PinStands:
    """Say how a worker's number stands, and whether what was keyed, if anything, is it."""
    pin = pins.of_worker(tx, worker_key)
    if pin is None:
        return PinStands.NONE
    if pin.locked_at is not None:
        return PinStands.LOCKED
    if keyed is None:
        return PinStands.UNTRIED
    if fits(tx, pin, keyed):
        return PinStands.RIGHT
    is_last = pin.wrong + 1 >= services.program.calls.pin_tries
    return PinStands.LAST_WRONG if is_last else PinStands.WRONG


def note_right(tx: Tx, worker: Worker) -> None:
    """Let wrong ones count from nothing again."""
    pins.change(tx, worker.key, wrong=0)


def note_wrong(tx: Tx, services: Services, worker: Worker, now: datetime) -> None:
    """Count a wrong one; the last that there may be locks it, and the worker and the supervisors are told."""
    pin = pins.of_worker(tx, worker.key)
    if pin is None or pin.locked_at is not None:
        return
    wrong = pin.wrong + 1
    is_locked = wrong >= services.program.calls.pin_tries
    pins.change(tx, worker.key, wrong=wrong, locked_at=now if is_locked else None)
    audit.record(tx, now, worker.worker_id, "pin_locked" if is_locked else "pin_wrong", worker.worker_id)
    if is_locked:
        _tell_locked(tx, services, worker, now)


def _tell_locked(tx: Tx, services: Services, worker: Worker, now: datetime) -> None:
    """Tell whose it is, who may not have been the one on the phone, and who can make a new one."""
    others = [one for one in people.supervisors(tx) if one.key != worker.key]
    for reader in (worker, *others):
        text = TextOut(
            once=f"pin:{worker.key}:{now.isoformat()}:{reader.key}",
            purpose=Purpose.STAFF_ALARM,
            words=LOCKED if reader.key == worker.key else LOCKED_OF,
            params={} if reader.key == worker.key else {"worker": worker.worker_id},
            language=services.reads(reader),
        )
        put_to_worker(tx, text, reader, now)


def fits(tx: Tx, pin: Pin, keyed: str) -> bool:
    """Whether what was keyed is this worker's number; takes as long whatever is wrong with it."""
    salt = bytes.fromhex(pin.hashed.partition(":")[0])
    return hmac.compare_digest(_hashed(tx, pin.worker_key, keyed, salt), pin.hashed)


def _hashed(tx: Tx, worker_key: int, pin: str, salt: bytes) -> str:
    keyed = tx.vault.pin_index(worker_key, pin)
    slow = hashlib.scrypt(keyed, salt=salt, n=COST, r=BLOCK, p=1, dklen=HASH_BYTES)
    return f"{salt.hex()}:{slow.hex()}"
