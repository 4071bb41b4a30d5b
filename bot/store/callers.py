"""Who texts? All that a turn must know of the holder of a phone, in one look at the database."""

from sqlalchemy import bindparam, or_, select, text

from bot.model.people import Family, Person
from bot.model.value import value
from bot.store import people
from bot.store.engine import Tx
from bot.store.tables import conversations, families, help_requests, persons, workers

# Built once: it is asked with every text that comes in.
_CALLER = (
    select(
        persons,
        families.c.code,
        families.c.worker_key,
        families.c.address_sealed,
        families.c.started_on,
        families.c.ended_on,
        workers.c.id.label("staff_key"),
        help_requests.c.id.label("request_key"),
    )
    .select_from(conversations)
    .outerjoin(
        workers,
        or_(
            workers.c.phone_index == conversations.c.phone_index,
            workers.c.second_phone_index == conversations.c.phone_index,
        ),
    )
    .outerjoin(persons, persons.c.phone_index == conversations.c.phone_index)
    .outerjoin(families, families.c.id == persons.c.family_key)
    .outerjoin(
        help_requests,
        (help_requests.c.conversation_key == conversations.c.id) & text("help_requests.state <> 'closed'"),
    )
    .where(conversations.c.id == bindparam("conversation"))
    .order_by(families.c.code, persons.c.position, persons.c.id)
)


@value
class Caller:
    """Who may hold a phone (a worker, persons of a family, nobody we know), and whether a request is open on it."""

    worker_key: int | None
    persons: tuple[Person, ...]
    family: Family | None
    has_request: bool


def caller(tx: Tx, conversation_key: int) -> Caller:
    """Return who may hold the phone of a conversation; on a shared one the family's first person stands first."""
    rows = tx.connection.execute(_CALLER, {"conversation": conversation_key}).all()
    known = [row for row in rows if row.id is not None]
    return Caller(
        worker_key=rows[0].staff_key,
        persons=tuple(people.person_of(tx, row) for row in known),
        family=people.family_of(tx, known[0], known[0].family_key) if known else None,
        has_request=rows[0].request_key is not None,
    )
