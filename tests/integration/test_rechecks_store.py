"""How well profiles hold, read from the rows on each engine: who counts, and which questions went unanswered."""

from datetime import date, timedelta

import pytest
from import_files import DANA, EVA, LUCIA, NOW, ROSA, TOM, ZONE, a_phone, taken
from rows import put

from bot.importing.run import Kind
from bot.model.people import Recheck
from bot.model.rechecks import Standing, Unanswered
from bot.store import conversations, people, rechecks
from bot.store.engine import Store
from bot.store.tables import outbound

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
SENT = {"words_key": "visits.reminder", "purpose": "reminder", "state": "submitted", "lane": 3}


@pytest.fixture
def filled(store: Store) -> Store:
    """Fill the database with a worker who has left, one who works, and three families of theirs."""
    taken(store, Kind.WORKERS, DANA | {"active": "N"}, LUCIA)
    gone = EVA | {"family_id": "F-0014", "phone": "202-555-0104", "ended_on": "2026-03-01", "started_on": "2026-01-01"}
    child = TOM | {"relation": "child", "worker_id": "W-1"}
    rosa = ROSA | {"worker_id": "W-1", "consented_on": "2026-02-02", "started_on": "2026-01-30"}
    taken(store, Kind.FAMILIES, rosa, child, EVA | {"worker_id": "W-2", "checked_on": "2026-02-20"}, gone)
    return store


def standings(store: Store) -> tuple[Standing, ...]:
    """Read how well the profiles hold."""
    with store.read() as tx:
        return rechecks.standings(tx, ["visits.reminder"], TODAY, ZONE)


def sent(store: Store, number: int, days_ago: int, **columns: object) -> None:
    """Write that a question left for a phone."""
    with store.write() as tx:
        key = conversations.key_for(tx, a_phone(number))
        put(
            tx.connection,
            outbound,
            **(
                SENT
                | {"conversation_key": key, "settled_at": NOW - days_ago * DAY, "sid": f"SM{number}{days_ago}"}
                | columns
            ),
        )


def test_who_counts_and_since_when(filled: Store) -> None:
    """No child and nobody who has left; a worker who left is none; the last day on which anything was said."""
    rosa, eva = standings(filled)
    assert (rosa.family, rosa.worker_key, rosa.told_on) == ("F-0012", None, date(2026, 2, 2))
    assert (eva.family, eva.told_on, eva.unanswered) == ("F-0013", date(2026, 2, 20), None)
    assert eva.worker_key is not None


def test_only_questions_that_left_and_were_not_answered_count(filled: Store) -> None:
    """What did not arrive, what asks nothing and what came before their last word are no silence."""
    sent(filled, 101, 25)
    sent(filled, 101, 3)
    sent(filled, 101, 2, receipt="undelivered")
    sent(filled, 101, 1, words_key="help.now", purpose="answer")
    assert standings(filled)[0].unanswered == Unanswered(first_on=TODAY - 25 * DAY, last_on=TODAY - 3 * DAY)
    with filled.write() as tx:
        conversations.change(tx, conversations.key_for(tx, a_phone(101)), heard_at=NOW - 10 * DAY)
    assert standings(filled)[0].unanswered == Unanswered(first_on=TODAY - 3 * DAY, last_on=TODAY - 3 * DAY)
    with filled.write() as tx:
        conversations.change(tx, conversations.key_for(tx, a_phone(101)), heard_at=NOW)
    assert standings(filled)[0].unanswered is None


def test_what_happened_stands_until_it_is_answered(filled: Store) -> None:
    """A dead phone is noted of everybody who has it; being asked changes nothing, an answer ends it."""
    with filled.write() as tx:
        rechecks.note_phone(tx, conversations.key_for(tx, a_phone(101)), Recheck.UNREACHED)
        (rosa,) = people.persons_by_phone(tx, a_phone(101))
        rechecks.note_asked(tx, {rosa.key}, TODAY)
    assert [(one.happened, one.asked_on) for one in standings(filled)] == [(Recheck.UNREACHED, TODAY), (None, None)]
    with filled.write() as tx:
        rechecks.answered(tx, rosa.key)
    assert [(one.happened, one.asked_on) for one in standings(filled)] == [(None, None), (None, None)]
