"""Families, persons and workers as rows: found by phone on the hot path, written by the import."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, Row, Table, Update, bindparam, func, insert, or_, select, update

from bot.model.people import Family, Language, Person, Relation, Role, Worker
from bot.model.phones import Phone
from bot.store import profile_cells
from bot.store.engine import Tx
from bot.store.tables import conversations, families, persons, workers

# Built once: they are asked for with every text that comes in.
_WORKER = select(workers)
_WORKERS = _WORKER.order_by(workers.c.worker_id)
_WORKER_BY_KEY = _WORKER.where(workers.c.id == bindparam("key"))
_WORKERS_BY_KEY = _WORKER.where(workers.c.id.in_(bindparam("keys", expanding=True)))
_WORKER_BY_PHONE = _WORKER.where(
    or_(workers.c.phone_index == bindparam("phone"), workers.c.second_phone_index == bindparam("phone"))
)
_PERSON = select(persons, families.c.code).join(families).order_by(families.c.code, persons.c.position, persons.c.id)
_PERSON_BY_KEY = _PERSON.where(persons.c.id == bindparam("key"))
_PERSONS_OF = _PERSON.where(persons.c.family_key == bindparam("family"))
_PERSONS_BY_PHONES = _PERSON.where(persons.c.phone_index.in_(bindparam("phones", expanding=True)))
_PERSONS_BY_PHONE = _PERSON.where(persons.c.phone_index == bindparam("phone"))
_PERSONS_BY_CODE_WORD = _PERSON.where(persons.c.code_word_index.in_(bindparam("indexes", expanding=True)))
_FAMILY = select(families)
_FAMILY_BY_KEY = _FAMILY.where(families.c.id == bindparam("key"))
_FAMILY_BY_CODE = _FAMILY.where(families.c.code == bindparam("code"))

_IMPORT_LOCK = 0x4845_4152  # any number nobody else locks by
_APART = ";"
_SECOND_PHONE = "workers.second_phone_sealed"
DURESS = "workers.duress_word_sealed"


def worker_by_phone(tx: Tx, phone: Phone) -> Worker | None:
    """Return the worker who carries `phone`, active or not."""
    row = tx.connection.execute(_WORKER_BY_PHONE, {"phone": tx.vault.index(phone)}).one_or_none()
    return worker_of(tx, row) if row else None


def worker(tx: Tx, key: int) -> Worker:
    """Return the worker of that row."""
    return worker_of(tx, tx.connection.execute(_WORKER_BY_KEY, {"key": key}).one())


def worker_by_id(tx: Tx, worker_id: str) -> Worker | None:
    """Return the worker whom the program calls `worker_id`."""
    row = tx.connection.execute(_WORKER.where(workers.c.worker_id == worker_id)).one_or_none()
    return worker_of(tx, row) if row else None


def given_names(tx: Tx, keys: Collection[int]) -> Mapping[int, str]:
    """Return the names by which families know these workers."""
    return {
        row.id: worker_of(tx, row).given_name for row in tx.connection.execute(_WORKERS_BY_KEY, {"keys": list(keys)})
    }


def active_workers(tx: Tx) -> tuple[Worker, ...]:
    """Return everybody who works here now, by `worker_id`."""
    return tuple(worker for worker in all_workers(tx) if worker.active)


def supervisors(tx: Tx) -> tuple[Worker, ...]:
    """Return every active supervisor and administrator, by `worker_id`."""
    return tuple(worker for worker in active_workers(tx) if worker.is_supervisor)


def answering(tx: Tx, worker_key: int | None) -> tuple[Worker, ...]:
    """Return who answers for what is a worker's: they, or the supervisors where that is nobody who works here."""
    own = worker(tx, worker_key) if worker_key is not None else None
    return (own,) if own is not None and own.active else supervisors(tx)


def all_workers(tx: Tx) -> tuple[Worker, ...]:
    """Return everybody who works here or did, by `worker_id`."""
    return tuple(worker_of(tx, row) for row in tx.connection.execute(_WORKERS))


def persons_by_phone(tx: Tx, phone: Phone) -> tuple[Person, ...]:
    """Return who may hold `phone`: nobody, one person, or those of a family who share it, first person first."""
    rows = tx.connection.execute(_PERSONS_BY_PHONE, {"phone": tx.vault.index(phone)})
    return tuple(person_of(tx, row) for row in rows)


def persons_by_phones(tx: Tx, phones: Collection[Phone]) -> Mapping[Phone, tuple[Person, ...]]:
    """Return who may hold each of these phones, as `persons_by_phone`; one that nobody holds is left out."""
    found: dict[Phone, tuple[Person, ...]] = {}
    if not phones:
        return found
    for row in tx.connection.execute(_PERSONS_BY_PHONES, {"phones": [tx.vault.index(phone) for phone in phones]}):
        one = person_of(tx, row)
        if one.phone is not None:
            found[one.phone] = (*found.get(one.phone, ()), one)
    return found


def by_code_word(tx: Tx, phrases: Collection[str]) -> tuple[Person, ...]:
    """Return whose code word stands among these phrases, found without opening anybody's."""
    if not phrases:
        return ()
    indexes = {"indexes": [tx.vault.word_index(phrase) for phrase in phrases]}
    return tuple(person_of(tx, row) for row in tx.connection.execute(_PERSONS_BY_CODE_WORD, indexes))


def code_words_of(tx: Tx, family_key: int) -> tuple[str, ...]:
    """Return the code words of a family, which no text to staff may show."""
    return tuple(one.profile.code_word for one in persons_of(tx, family_key) if one.profile.code_word is not None)


def person(tx: Tx, key: int) -> Person:
    """Return the person of that row."""
    return person_of(tx, tx.connection.execute(_PERSON_BY_KEY, {"key": key}).one())


def persons_of(tx: Tx, family_key: int) -> tuple[Person, ...]:
    """Return the persons of a family, first person first."""
    rows = tx.connection.execute(_PERSONS_OF, {"family": family_key})
    return tuple(person_of(tx, row) for row in rows)


def all_persons(tx: Tx) -> tuple[Person, ...]:
    """Return everybody of every family, by family code, first person first."""
    return tuple(person_of(tx, row) for row in tx.connection.execute(_PERSON))


def family(tx: Tx, key: int) -> Family:
    """Return the family of that row."""
    return family_of(tx, tx.connection.execute(_FAMILY_BY_KEY, {"key": key}).one(), key)


def family_by_code(tx: Tx, code: str) -> Family | None:
    """Return the family called `code` (``F-0012``)."""
    row = tx.connection.execute(_FAMILY_BY_CODE, {"code": code}).one_or_none()
    return family_of(tx, row, row.id) if row else None


def all_families(tx: Tx) -> tuple[Family, ...]:
    """Return every family, ended ones too, by code."""
    return tuple(family_of(tx, row, row.id) for row in tx.connection.execute(_FAMILY.order_by(families.c.code)))


def languages_of_families(tx: Tx, today: date) -> frozenset[Language]:
    """Return the languages of everybody in the families whose program has not ended."""
    is_present = families.c.ended_on.is_(None) | (families.c.ended_on >= today)
    query = select(persons.c.language).join(families, persons.c.family_key == families.c.id).where(is_present)
    return frozenset(map(Language, tx.connection.execute(query.distinct()).scalars()))


def set_quiet(tx: Tx, family_key: int, at: datetime) -> None:
    """Stop reminders and standing texts to a family from `at` on; an earlier beginning stays (SAFETY 2.7)."""
    begins = update(families).where(families.c.id == family_key, families.c.quiet_since.is_(None))
    tx.connection.execute(begins.values(quiet_since=at))


def clear_quiet(tx: Tx, family_key: int) -> None:
    """Let reminders and standing texts go to a family again: a worker wrote `resume`."""
    tx.connection.execute(update(families).where(families.c.id == family_key).values(quiet_since=None))


def quiet_since(tx: Tx, family_key: int) -> datetime | None:
    """Return since when a family is left in peace, None if it is not."""
    query = select(families.c.quiet_since).where(families.c.id == family_key)
    since: datetime | None = tx.connection.execute(query).scalar_one()
    return since


def unsafe_or_unreachable(tx: Tx, phone: Phone) -> tuple[bool, bool]:
    """Whether texts to `phone` are held because it is unsafe, and whether the carrier refuses them."""
    known = select(conversations.c.held_at, conversations.c.opted_out_at, conversations.c.unreachable_code)
    row = tx.connection.execute(known.where(conversations.c.phone_index == tx.vault.index(phone))).one_or_none()
    if row is None:
        return False, False
    return row.held_at is not None, row.opted_out_at is not None or row.unreachable_code is not None


def lock_people(tx: Tx) -> None:
    """Let one import at a time change people and rota; on SQLite the transaction itself sees to it."""
    if tx.locks_rows:
        tx.connection.execute(select(func.pg_advisory_xact_lock(_IMPORT_LOCK)))


def lock_profiles(tx: Tx) -> None:
    """Let no turn change a profile while the list of families does; on SQLite the transaction itself sees to it."""
    if tx.locks_rows:
        tx.connection.execute(select(persons.c.id).order_by(persons.c.id).with_for_update(key_share=True))


def free_phone(tx: Tx, worker_key: int) -> None:
    """Let go of a worker's numbers for the moment, so that two workers can exchange theirs; `save_worker` follows."""
    nobodys = tx.vault.index(Phone(f"worker {worker_key}"))
    no_second = {"second_phone_sealed": None, "second_phone_index": None}
    tx.connection.execute(update(workers).where(workers.c.id == worker_key).values(phone_index=nobodys, **no_second))


def save_worker(tx: Tx, worker: Worker) -> None:
    """Write a worker, new or known by the key."""
    second = worker.second_phone
    _save(
        tx,
        workers,
        worker.key,
        {
            "worker_id": worker.worker_id,
            "name_sealed": tx.vault.seal("workers.name_sealed", worker.key, worker.name),
            "phone_sealed": tx.vault.seal("workers.phone_sealed", worker.key, worker.phone.e164),
            "phone_index": tx.vault.index(worker.phone),
            "second_phone_sealed": tx.vault.seal(_SECOND_PHONE, worker.key, second.e164) if second else None,
            "second_phone_index": tx.vault.index(second) if second else None,
            "role": worker.role,
            "languages": _APART.join(worker.languages),
            "active": worker.active,
            "duress_word_sealed": tx.vault.seal(DURESS, worker.key, worker.duress_word) if worker.duress_word else None,
        },
    )


def save_family(tx: Tx, family: Family) -> None:
    """Write a family, new or known by the key; whether it is left in peace stays as it was."""
    _save(
        tx,
        families,
        family.key,
        {
            "code": family.code,
            "worker_key": family.worker_key,
            "address_sealed": tx.vault.seal("families.address_sealed", family.key, family.address),
            "started_on": family.started_on,
            "ended_on": family.ended_on,
        },
    )


def save_person(tx: Tx, person: Person, family_key: int, position: int) -> None:
    """Write a person, new or known by the key; position 1 is the family's first person."""
    phone = person.phone
    _save(
        tx,
        persons,
        person.key,
        {
            "family_key": family_key,
            "person_id": person.person_id,
            "position": position,
            "name_sealed": tx.vault.seal("persons.name_sealed", person.key, person.name),
            "relation": person.relation,
            "phone_sealed": tx.vault.seal("persons.phone_sealed", person.key, phone.e164) if phone else None,
            "phone_index": tx.vault.index(phone) if phone else None,
            "language": person.language,
            **profile_cells.columns(tx, person.key, person.profile),
        },
    )


def _save(tx: Tx, table: Table, key: int, values: Mapping[str, object]) -> None:
    change, add = _writes(table)
    if tx.connection.execute(change, {**values, "changed": key}).rowcount == 0:
        tx.connection.execute(add, {**values, "id": key})


@cache
def _writes(table: Table) -> tuple[Update, Insert]:
    return update(table).where(table.c.id == bindparam("changed")), insert(table)


def worker_of(tx: Tx, row: Row[Any]) -> Worker:
    """Open a row that holds the columns of `workers`, joined or not."""
    return Worker(
        key=row.id,
        worker_id=row.worker_id,
        name=tx.vault.open("workers.name_sealed", row.id, row.name_sealed),
        phone=Phone(tx.vault.open("workers.phone_sealed", row.id, row.phone_sealed)),
        role=Role(row.role),
        languages=tuple(Language(language) for language in row.languages.split(_APART)),
        active=row.active,
        second_phone=(
            Phone(tx.vault.open(_SECOND_PHONE, row.id, row.second_phone_sealed)) if row.second_phone_sealed else None
        ),
        duress_word=tx.vault.open(DURESS, row.id, row.duress_word_sealed) if row.duress_word_sealed else None,
    )


def person_of(tx: Tx, row: Row[Any]) -> Person:
    """Open a row that holds the columns of `persons` and the code of their family."""
    has_phone = row.phone_sealed is not None
    return Person(
        key=row.id,
        family=row.code,
        person_id=row.person_id,
        name=tx.vault.open("persons.name_sealed", row.id, row.name_sealed),
        relation=Relation(row.relation),
        phone=Phone(tx.vault.open("persons.phone_sealed", row.id, row.phone_sealed)) if has_phone else None,
        language=Language(row.language),
        profile=profile_cells.profile_of(tx, row),
    )


def family_of(tx: Tx, row: Row[Any], key: int) -> Family:
    """Open a row that holds the columns of `families`, whose key is `key`, joined or not."""
    return Family(
        key=key,
        code=row.code,
        worker_key=row.worker_key,
        address=tx.vault.open("families.address_sealed", key, row.address_sealed),
        started_on=row.started_on,
        ended_on=row.ended_on,
    )
