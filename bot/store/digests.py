"""What workers are told in their digests: tasks that wait, days already told, and texts the line answered alone."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import bindparam, func, select, text, update

from bot.model.value import value
from bot.store import inbox, params
from bot.store.engine import Tx
from bot.store.tables import conversations, digests, families, inbound, outbound, persons, tasks
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

PARAMS = "tasks.params_sealed"
_OPEN = text("tasks.told_at IS NULL")
_ALONE = text("inbound.answered_alone")

_TASKS = select(tasks).where(tasks.c.worker_key == bindparam("worker"), _OPEN).order_by(tasks.c.made_at, tasks.c.id)
_TOLD = update(tasks).where(tasks.c.worker_key == bindparam("worker"), _OPEN)
_LAST_TOLD = select(func.max(outbound.c.created_at)).where(
    outbound.c.worker_key == bindparam("worker"),
    outbound.c.words_key.startswith("staff.digest_", autoescape=True),
)
_ANSWERED_ALONE = (
    select(families.c.code, func.count(inbound.c.id.distinct()).label("texts"))
    .select_from(inbound)
    .join(conversations, inbound.c.conversation_key == conversations.c.id)
    .join(persons, persons.c.phone_index == conversations.c.phone_index)
    .join(families, persons.c.family_key == families.c.id)
    .where(_ALONE, inbound.c.received_at >= bindparam("since"), families.c.worker_key == bindparam("worker"))
    .group_by(families.c.code)
    .order_by(families.c.code)
)


@value
class Task:
    """One line of a worker's next digest, in catalog words."""

    words: str
    params: Mapping[str, object]


def add_task(tx: Tx, worker_key: int, once: str, words: str, values: Mapping[str, object], now: datetime) -> None:
    """Keep a line for a worker's next digest, unless one with the same `once` is there already."""
    key = new_row_id()
    row = {
        "id": key,
        "worker_key": worker_key,
        "once": once,
        "words_key": words,
        "params_sealed": tx.vault.seal(PARAMS, key, params.pack(values)),
        "made_at": now,
    }
    insert_once(tx, tasks, row, "once")


def open_tasks(tx: Tx, worker_key: int) -> tuple[Task, ...]:
    """Return the lines that wait for a worker's next digest, oldest first."""
    return tuple(
        Task(words=row.words_key, params=params.unpack(tx.vault.open(PARAMS, row.id, row.params_sealed)))
        for row in tx.connection.execute(_TASKS, {"worker": worker_key})
    )


def told(tx: Tx, worker_key: int, now: datetime) -> None:
    """Note that a worker's lines went into a digest."""
    tx.connection.execute(_TOLD, {"told_at": now, "worker": worker_key})


def begin(tx: Tx, day: date, part: str, now: datetime) -> bool:
    """Take on the digests of a morning or evening; False if they were made before."""
    return insert_once(tx, digests, {"id": new_row_id(), "day_on": day, "part": part, "made_at": now}, "day_on", "part")


def is_made(tx: Tx, day: date, part: str) -> bool:
    """Whether the digests of a morning or evening were made."""
    query = select(digests.c.id).where(digests.c.day_on == day, digests.c.part == part)
    return tx.connection.execute(query).first() is not None


def last_told_at(tx: Tx, worker_key: int) -> datetime | None:
    """Return when a worker's last list was written."""
    at: datetime | None = tx.connection.execute(_LAST_TOLD, {"worker": worker_key}).scalar_one()
    return at


def mark_alone(tx: Tx, inbound_key: int) -> None:
    """Note that the line answered a text by itself, and that it was more than a keyword."""
    tx.connection.execute(update(inbound).where(inbound.c.id == inbound_key).values(answered_alone=True))


def answered_alone(tx: Tx, worker_key: int, since: datetime) -> dict[str, int]:
    """Count the texts the line answered by itself since a moment, by the code of this worker's families."""
    rows = tx.connection.execute(_ANSWERED_ALONE, {"since": since, "worker": worker_key})
    return {row.code: row.texts for row in rows}


def words_answered_alone(tx: Tx, family_key: int, since: datetime) -> tuple[tuple[datetime, str], ...]:
    """Return the texts of a family that the line answered by itself since a moment, oldest first."""
    of_family = (
        select(conversations.c.id)
        .join(persons, persons.c.phone_index == conversations.c.phone_index)
        .where(persons.c.family_key == family_key)
    )
    query = select(inbound).where(_ALONE, inbound.c.received_at >= since, inbound.c.conversation_key.in_(of_family))
    rows = tx.connection.execute(query.order_by(inbound.c.received_at))
    return tuple((row.received_at, inbox.words(tx, row)) for row in rows)
