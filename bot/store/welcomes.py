"""The first text to whoever has agreed: who waits for it, and as proof who got it in which wording."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select, text, update

from bot.model.people import Channel, Language
from bot.store.engine import Tx
from bot.store.tables import persons, welcomes
from bot.store.vault import new_row_id
from bot.store.writing import insert_once

# Written out, because the partial index would not be found by a parameter.
_DUE = text("persons.welcome_at IS NOT NULL")
_ANY_DUE = select(persons.c.id).where(_DUE, persons.c.welcome_at <= bindparam("now")).limit(1)


def any_due(tx: Tx, now: datetime) -> bool:
    """Whether anybody who agreed has not been welcomed yet; one look at a small index."""
    return tx.connection.execute(_ANY_DUE, {"now": now}).first() is not None


def due(tx: Tx, now: datetime, most: int) -> tuple[int, ...]:
    """Return persons to be welcomed, locked; those another process welcomes are skipped."""
    query = select(persons.c.id).where(_DUE, persons.c.welcome_at <= now).order_by(persons.c.id).limit(most)
    return tuple(tx.connection.execute(query.with_for_update(skip_locked=True, key_share=True)).scalars())


def waiting(tx: Tx) -> tuple[int, ...]:
    """Return everybody who agreed and has not been welcomed yet."""
    return tuple(tx.connection.execute(select(persons.c.id).where(_DUE).order_by(persons.c.id)).scalars())


def take_back(tx: Tx, outbound_key: int) -> None:
    """Note that a welcome did not leave: who agrees to texts anew is welcomed then."""
    tx.connection.execute(delete(welcomes).where(welcomes.c.outbound_key == outbound_key))


def set_due_again(tx: Tx, family_key: int, now: datetime) -> None:
    """Have those of a family welcomed who agreed and could not be welcomed before."""
    welcomed = select(welcomes.c.person_key)
    takes_texts = (persons.c.consented_on.is_not(None), persons.c.phone_index.is_not(None))
    by_text = persons.c.channel == Channel.TEXT
    waits = (persons.c.family_key == family_key, *takes_texts, by_text, persons.c.id.not_in(welcomed))
    tx.connection.execute(update(persons).where(*waits).values(welcome_at=now))


def set_due(tx: Tx, person_key: int, at: datetime | None) -> None:
    """Set when a person is to be welcomed; None: never, or done."""
    tx.connection.execute(update(persons).where(persons.c.id == person_key).values(welcome_at=at))


def was_given(tx: Tx, person_key: int, language: Language) -> bool:
    """Whether a person had the welcome text in that language."""
    query = select(welcomes.c.id).where(welcomes.c.person_key == person_key, welcomes.c.language == language)
    return tx.connection.execute(query).first() is not None


def note(tx: Tx, person_key: int, language: Language, wording: str, outbound_key: int, now: datetime) -> bool:
    """Keep which version of the welcome a person got, as proof; False if they had it before."""
    values = {
        "id": new_row_id(),
        "person_key": person_key,
        "language": language,
        "wording": wording,
        "welcomed_at": now,
        "outbound_key": outbound_key,
    }
    return insert_once(tx, welcomes, values, "person_key", "language")
