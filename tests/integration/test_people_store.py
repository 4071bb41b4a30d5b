"""People, rota and audit trail as rows: found by phone with one question, written without a trace of their words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from import_files import DANA, EVA, LUCIA, NIGHT, NOW, ROSA, TOM, a_phone, taken
from rows import put
from sqlalchemy import event, select

from bot.importing.run import Kind
from bot.model.people import Worker
from bot.model.policy import Tier
from bot.model.rota import Shift
from bot.store import audit, people, rota
from bot.store.engine import Store, Tx
from bot.store.tables import conversations, families, persons, shifts, workers


@contextmanager
def questions(tx: Tx) -> Iterator[list[str]]:
    """Collect the statements sent to the database."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(tx.connection, "before_cursor_execute", note)
    yield asked
    event.remove(tx.connection, "before_cursor_execute", note)


def dana(tx: Tx) -> Worker:
    """Return the worker Dana."""
    found = people.worker_by_id(tx, "W-1")
    assert found is not None
    return found


def test_a_phone_is_found_with_one_question(store: Store) -> None:
    """These two are asked with every text that comes in."""
    taken(store, Kind.WORKERS, DANA)
    taken(store, Kind.FAMILIES, ROSA, TOM, EVA)
    with store.read() as tx, questions(tx) as asked:
        (rosa,) = people.persons_by_phone(tx, a_phone(101))
        worker = people.worker_by_phone(tx, a_phone(110))
        assert len(asked) == 2
    assert (rosa.family, rosa.name) == ("F-0012", "Rosa")
    assert worker is not None
    assert worker.name == "Dana"


def test_a_phone_nobody_has_is_nobodys(store: Store) -> None:
    """No worker's and no family's."""
    with store.read() as tx:
        assert people.worker_by_phone(tx, a_phone(199)) is None
        assert people.persons_by_phone(tx, a_phone(199)) == ()
        assert people.worker_by_id(tx, "W-1") is None
        assert people.family_by_code(tx, "F-0012") is None


def test_everybody_is_found_again_by_their_key(store: Store) -> None:
    """Worker, person and family."""
    taken(store, Kind.WORKERS, DANA)
    taken(store, Kind.FAMILIES, ROSA)
    with store.read() as tx:
        family = people.family_by_code(tx, "F-0012")
        assert family is not None
        (rosa,) = people.persons_of(tx, family.key)
        assert people.family(tx, family.key) == family
        assert people.person(tx, rosa.key) == rosa
        assert people.worker(tx, dana(tx).key) == dana(tx)


def test_no_name_number_or_address_stands_in_plain(store: Store) -> None:
    """Whoever steals the file reads codes and ids."""
    taken(store, Kind.WORKERS, DANA)
    taken(store, Kind.FAMILIES, ROSA)
    with store.read() as tx:
        rows = [row for table in (workers, families, persons) for row in tx.connection.execute(select(table))]
    for secret in (b"Dana", b"Rosa", b"Example", b"5550101", b"5550110"):
        assert not any(secret in cell for row in rows for cell in row if isinstance(cell, bytes))
        assert secret.decode() not in str([cell for row in rows for cell in row if not isinstance(cell, bytes)])


def test_a_family_is_left_in_peace_from_the_first_moment_on(store: Store) -> None:
    """A second cry does not move the beginning; an import does not end it; `resume` does."""
    taken(store, Kind.FAMILIES, ROSA)
    with store.write() as tx:
        family = people.family_by_code(tx, "F-0012")
        assert family is not None
        assert people.quiet_since(tx, family.key) is None
        people.set_quiet(tx, family.key, NOW)
        people.set_quiet(tx, family.key, NOW + timedelta(hours=1))
    taken(store, Kind.FAMILIES, ROSA | {"address": "9 Other Road"})
    with store.write() as tx:
        assert people.quiet_since(tx, family.key) == NOW
        people.clear_quiet(tx, family.key)
        assert people.quiet_since(tx, family.key) is None


def test_an_unsafe_or_unreachable_phone_is_known(store: Store) -> None:
    """From what its conversation remembers."""
    with store.write() as tx:
        for number, known in ((101, {"held_at": NOW}), (102, {"unreachable_code": 30006})):
            put(tx.connection, conversations, phone_index=tx.vault.index(a_phone(number)), **known)
        assert people.unsafe_or_unreachable(tx, a_phone(101)) == (True, False)
        assert people.unsafe_or_unreachable(tx, a_phone(102)) == (False, True)
        assert people.unsafe_or_unreachable(tx, a_phone(103)) == (False, False)


def test_a_shift_has_its_start_and_not_its_end(store: Store) -> None:
    """So that two shifts meet without a hole and without two people."""
    taken(store, Kind.WORKERS, DANA)
    taken(store, Kind.ROTA, NIGHT)
    starts, ends = datetime(2026, 3, 2, 22, 0, tzinfo=UTC), datetime(2026, 3, 3, 13, 30, tzinfo=UTC)
    moment = timedelta(microseconds=1)
    with store.read() as tx:
        (shift,) = rota.shifts_at(tx, starts)
        for at in (starts - moment, starts, ends - moment, ends):
            assert bool(rota.shifts_at(tx, at)) == shift.covers(at) == (starts <= at < ends)
        assert rota.shifts_between(tx, ends, ends + timedelta(days=1)) == ()
        assert rota.shifts_between(tx, ends - moment, ends) == (shift,)
    assert (shift.tier, shift.worker.worker_id) == (Tier.ON_CALL, "W-1")


def test_somebody_who_left_is_not_on_call(store: Store) -> None:
    """Whatever the rota still says."""
    taken(store, Kind.WORKERS, DANA)
    taken(store, Kind.ROTA, NIGHT)
    taken(store, Kind.WORKERS, DANA | {"active": "N"})
    with store.read() as tx:
        assert rota.shifts_at(tx, datetime(2026, 3, 3, 2, 0, tzinfo=UTC)) == ()
        assert people.active_workers(tx) == ()


def test_covers_and_shifts_that_reach_out_of_the_span_stay(store: Store) -> None:
    """A new file takes away only what was imported inside its own span."""
    taken(store, Kind.WORKERS, DANA, LUCIA)

    def days(first: int, last: int, worker: Worker) -> Shift:
        starts_at, ends_at = NOW + timedelta(days=first), NOW + timedelta(days=last)
        return Shift(starts_at=starts_at, ends_at=ends_at, tier=Tier.ON_CALL, worker=worker)

    with store.write() as tx:
        old = [days(-1, 1, dana(tx)), days(1, 2, dana(tx)), days(2, 4, dana(tx))]
        assert rota.replace_imported(tx, old, NOW) == rota.Replaced(added=3, removed=0, kept=0)
        cover = {"starts_at": NOW + timedelta(days=1), "ends_at": NOW + timedelta(days=2), "source": "cover"}
        put(tx.connection, shifts, worker_key=dana(tx).key, tier="backup", **cover)
        lucia = people.worker_by_id(tx, "W-2")
        assert lucia is not None
        new = [days(0, 1, lucia), days(2, 3, lucia)]
        assert rota.replace_imported(tx, new, NOW) == rota.Replaced(added=2, removed=1, kept=0)
        assert rota.replace_imported(tx, new, NOW) == rota.Replaced(added=0, removed=0, kept=2)
        assert rota.replace_imported(tx, [], NOW) == rota.Replaced(added=0, removed=0, kept=0)
        left = tx.connection.execute(select(shifts.c.starts_at, shifts.c.source)).all()
    assert sorted(((row.starts_at - NOW).days, row.source) for row in left) == [
        (-1, "imported"),
        (0, "imported"),
        (1, "cover"),
        (2, "imported"),
        (2, "imported"),
    ]


def test_a_shift_that_is_covered_already_is_not_doubled(store: Store) -> None:
    """The file catches up with what was arranged by text."""
    taken(store, Kind.WORKERS, DANA)
    with store.write() as tx:
        shift = Shift(starts_at=NOW, ends_at=NOW + timedelta(hours=8), tier=Tier.BACKUP, worker=dana(tx))
        row = {"starts_at": NOW, "ends_at": NOW + timedelta(hours=8), "tier": "backup", "source": "cover"}
        put(tx.connection, shifts, worker_key=dana(tx).key, **row)
        assert rota.replace_imported(tx, [shift], NOW) == rota.Replaced(added=0, removed=0, kept=1)


@pytest.mark.parametrize("detail", ["", "Rosa, 12 Example Street"])
def test_the_audit_trail_is_read_newest_first(store: Store, detail: str) -> None:
    """Of everything, or about one code; the detail is sealed."""
    with store.write() as tx:
        audit.record(tx, NOW, "W-1", "looked", "F-0012", detail=detail)
        audit.record(tx, NOW + timedelta(minutes=1), "x" * 99, "looked", "F-0013")
        newest, oldest = audit.entries(tx, None, 10)
        assert audit.entries(tx, "F-0012", 10) == (oldest,)
        assert audit.entries(tx, None, 1) == (newest,)
    assert (oldest.at, oldest.actor, oldest.action, oldest.detail) == (NOW, "W-1", "looked", detail)
    assert newest.actor == "x" * 64
