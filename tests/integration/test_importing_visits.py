"""The office's list of visits is taken over without undoing what families and workers did to one by text."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from unittest.mock import ANY

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_files import DANA, EVA, LUCIA, MONDAYS, NOW, ROSA, TOM, VISIT, ZONE, take, taken
from rows import put
from sqlalchemy import event, update

from bot.importing.result import ImportResult
from bot.importing.run import Kind, run_import
from bot.importing.visit_rows import Status
from bot.model.people import Language, SafeHours
from bot.model.policy import WatchRules
from bot.model.visits import Attendee, Maker, Outcome, Reply, Span, Visit, VisitKind
from bot.rules.watch import Look, look
from bot.store import audit, availability, people, tables, visits, welcomes
from bot.store.engine import Store, Tx
from bot.store.schema import open_store
from bot.store.tables import outbound

HOUR = timedelta(hours=1)
SPAN = Span(datetime(2026, 3, 5, 21, 0, tzinfo=UTC), datetime(2026, 3, 5, 22, 30, tzinfo=UTC))
LATER = Span(SPAN.starts_at + 48 * HOUR, SPAN.ends_at + 48 * HOUR)
FRIDAY = {"starts_at": "2026-03-06 16:00", "ends_at": "2026-03-06 17:30"}
BY_PROGRAM, BY_FAMILY = {"status": "cancelled_by_program"}, {"status": "cancelled_by_family"}
OLD_COLUMNS = (
    "family_id,person_id,person,relation,phone,language,channel,discreet,voicemail,phone_is,safe_from,safe_to,"
    "consented_on,address,worker_id,started_on,ended_on"
)
AGREED = {"consented_on": "2026-03-01", "phone_is": "private"}


def a_house(store: Store) -> None:
    """Hire Dana and Lucia; admit Rosa and Tom with Dana, and Eva with nobody."""
    taken(store, Kind.WORKERS, DANA, LUCIA)
    taken(store, Kind.FAMILIES, ROSA | {"worker_id": "W-1"}, TOM, EVA)


def planned(store: Store, *rows: Mapping[str, str]) -> Visit:
    """Make the house and its visits, and return the first."""
    a_house(store)
    taken(store, Kind.VISITS, *(rows or (VISIT,)))
    return visit(store)


def visit(store: Store, visit_id: str = "V-1") -> Visit:
    """Return a visit as it stands."""
    with store.read() as tx:
        return visits.by_visit_id(tx, [visit_id])[visit_id]


def looked_at(store: Store) -> bool:
    """Whether the reminders of some visit are to be worked out anew."""
    with store.read() as tx:
        return visits.any_reminder_due(tx, NOW)


def settle(store: Store, key: int) -> None:
    """Have the reminders of a visit be worked out already."""
    with store.write() as tx:
        visits.change(tx, key, next_reminder_at=None)


def worker_key(tx: Tx, worker_id: str) -> int:
    """Return the row of a worker."""
    worker = people.worker_by_id(tx, worker_id)
    assert worker is not None
    return worker.key


def moves(store: Store, maker: Maker, span: Span = LATER, worker_id: str = "W-1") -> Visit:
    """Move the visit as the line does after a text."""
    with store.write() as tx:
        before = visits.by_visit_id(tx, ["V-1"])["V-1"]
        assert visits.move(tx, before, span, worker_key(tx, worker_id), maker, NOW)
    return visit(store)


def enters(store: Store, outcome: Outcome, by: str | None = "W-1", reason: str = "") -> Visit:
    """Enter what became of the visit as the line does after a text."""
    with store.write() as tx:
        before = visits.by_visit_id(tx, ["V-1"])["V-1"]
        entered_by = worker_key(tx, by) if by else None
        assert visits.enter(tx, before, outcome, NOW, worker_key=entered_by, reason=reason)
    return visit(store)


def recorded(store: Store) -> list[tuple[str, str, str]]:
    """Return what the audit trail holds of Rosa's visits, oldest first."""
    with store.read() as tx:
        entries = audit.entries(tx, "F-0012", 99)
    mine = [(entry.actor, entry.action, entry.detail) for entry in entries if entry.action.startswith("visit_")]
    return mine[::-1]


def refused(store: Store, *rows: Mapping[str, str], kind: Kind = Kind.VISITS) -> list[str]:
    """Import rows that are refused, and return why; nothing was written."""
    before = everything(store)
    result = take(store, kind, *rows)
    assert result == ImportResult(problems=result.problems)
    assert result.problems
    assert everything(store) == before
    return list(result.problems)


def everything(store: Store) -> tuple[object, ...]:
    """Return all that an import of visits or hours may write."""
    with store.read() as tx:
        known = visits.by_visit_id(tx, [f"V-{number}" for number in range(9)])
        hours = [availability.of_worker(tx, worker.key) for worker in people.all_workers(tx)]
        return known, hours, audit.entries(tx, None, 99)


# --- a visit as written


def test_a_visit_is_imported_as_written(store: Store) -> None:
    """Every column reaches the row."""
    a_house(store)
    row = VISIT | {"family_id": "f-0012", "persons": "2;1", "worker_id": "W-2", "kind": "Intake", "status": "planned"}
    assert taken(store, Kind.VISITS, row) == ImportResult(new=1)
    with store.read() as tx:
        family = people.family_by_code(tx, "F-0012")
        assert family is not None
        lucia, keys = worker_key(tx, "W-2"), {person.key for person in people.persons_of(tx, family.key)}
    found = visit(store)
    assert found == Visit(
        key=ANY,
        number=1,
        visit_id="V-1",
        family_key=family.key,
        family="F-0012",
        worker_key=lucia,
        kind=VisitKind.INTAKE,
        starts_at=SPAN.starts_at,
        ends_at=SPAN.ends_at,
        place="12 Example Street",
        version=1,
        made_at=NOW,
        made_by=Maker.OFFICE,
        attendees=found.attendees,
    )
    assert {one.person_key for one in found.attendees} == keys
    assert set(found.attendees) == {Attendee(person_key=key) for key in keys}


def test_what_nobody_filled_in_is_the_usual(store: Store) -> None:
    """The family's first person, its own worker, an ordinary planned visit."""
    found = planned(store, VISIT | {"worker_id": "", "place": ""})
    with store.read() as tx:
        (rosa,) = [person for person in people.all_persons(tx) if person.name == "Rosa"]
        assert found.worker_key == worker_key(tx, "W-1")
    assert [one.person_key for one in found.attendees] == [rosa.key]
    assert (found.kind, found.place, found.outcome) == (VisitKind.VISIT, "", None)


@pytest.mark.parametrize("persons", ["1;2", "1; 2;", "1 2", "2 ;1"])
def test_persons_are_parted_by_semicolons_or_spaces(sqlite_store: Store, persons: str) -> None:
    """However somebody types them."""
    found = planned(sqlite_store, VISIT | {"persons": persons})
    assert len(found.attendees) == 2


def test_an_id_with_a_space_is_one_person(sqlite_store: Store) -> None:
    """Ids are the agency's own."""
    taken(sqlite_store, Kind.WORKERS, DANA)
    taken(sqlite_store, Kind.FAMILIES, ROSA, TOM | {"person_id": "uncle1"})
    taken(sqlite_store, Kind.VISITS, VISIT | {"persons": "uncle1"})
    assert len(visit(sqlite_store).attendees) == 1
    taken(sqlite_store, Kind.VISITS, VISIT | {"persons": "uncle1;1"})
    assert len(visit(sqlite_store).attendees) == 2


def test_times_are_read_with_an_offset_or_on_the_programs_clock(sqlite_store: Store) -> None:
    """As a spreadsheet writes them, too."""
    planned(sqlite_store)
    same = {"starts_at": "3/5/2026 4:00 PM", "ends_at": "2026-03-05T22:30Z"}
    assert taken(sqlite_store, Kind.VISITS, VISIT | same) == ImportResult(unchanged=1)


def test_a_file_from_another_spreadsheet_is_read(sqlite_store: Store) -> None:
    """Semicolons, carriage returns, a byte order mark, quoted lists of persons."""
    a_house(sqlite_store)
    header = "visit_id;family_id;persons;worker_id;kind;starts_at;ends_at;place;status"
    lines = f'{header}\r\nV-1;F-0012;"1;2";W-1;;2026-03-05 16:00;2026-03-05 17:30;;planned\r\n'
    content = lines.encode("utf-8-sig")
    result = run_import(sqlite_store, Kind.VISITS, content, dry_run=False, now=NOW, program_zone=ZONE)
    assert result == ImportResult(new=1)
    assert len(visit(sqlite_store).attendees) == 2


def test_a_visit_may_span_midnight(sqlite_store: Store) -> None:
    """It ends on the next day, at most twelve hours later."""
    found = planned(sqlite_store, VISIT | {"starts_at": "2026-03-05 22:30", "ends_at": "2026-03-06 10:30"})
    assert found.lasts == 12 * HOUR


def test_visits_keep_their_time_over_the_clock_change(sqlite_store: Store) -> None:
    """Four in the afternoon is four in the afternoon, before and after November 1."""
    before = {"starts_at": "2026-10-31 16:00", "ends_at": "2026-10-31 17:00"}
    after = {"visit_id": "V-2", "starts_at": "2026-11-01 16:00", "ends_at": "2026-11-01 17:00"}
    first = planned(sqlite_store, VISIT | before, VISIT | after)
    assert visit(sqlite_store, "V-2").starts_at - first.starts_at == 25 * HOUR


@pytest.mark.parametrize(
    "around",
    [
        {"starts_at": "2026-11-01 01:30", "ends_at": "2026-11-01 03:00"},
        {"ends_at": "2026-11-01 01:30", "starts_at": "2026-10-31 23:00"},
    ],
)
def test_a_time_the_clocks_show_twice_is_refused_with_the_remedy(sqlite_store: Store, around: dict[str, str]) -> None:
    """A family waits at one hour only; with the offset it is one."""
    a_house(sqlite_store)
    (problem,) = refused(sqlite_store, VISIT | around)
    (column,) = [name for name, cell in around.items() if cell.endswith("01:30")]
    assert problem == (
        f"line 2: {column}: the clocks show this time twice that night; "
        "write the offset behind it, -04:00 or an hour later -05:00"
    )
    taken(sqlite_store, Kind.VISITS, VISIT | around | {column: "2026-11-01 01:30 -05:00"})
    found = visit(sqlite_store)
    assert datetime(2026, 11, 1, 6, 30, tzinfo=UTC) in {found.starts_at, found.ends_at}


def test_a_time_that_does_not_exist_is_the_jump(sqlite_store: Store) -> None:
    """March 14, 2027, from 2:00 to 3:00 in the night."""
    found = planned(sqlite_store, VISIT | {"starts_at": "2027-03-14 02:30", "ends_at": "2027-03-14 04:00"})
    assert found.starts_at == datetime(2027, 3, 14, 7, 0, tzinfo=UTC)
    assert found.lasts == HOUR


def test_a_past_visit_without_outcome_is_taken(store: Store) -> None:
    """It is looked at, at once, by a worker who may have left since."""
    a_house(store)
    taken(store, Kind.WORKERS, DANA, LUCIA | {"active": "N"})
    past = VISIT | {"starts_at": "2026-02-05 16:00", "ends_at": "2026-02-05 17:00", "worker_id": "W-2"}
    assert taken(store, Kind.VISITS, past) == ImportResult(new=1)
    with store.read() as tx:
        assert visits.any_watch_due(tx, NOW)


def test_a_visit_may_be_cancelled_from_the_first(store: Store) -> None:
    """Even one by somebody who left; nobody watches for it."""
    a_house(store)
    taken(store, Kind.WORKERS, DANA | {"active": "N"})
    row = VISIT | BY_FAMILY
    assert taken(store, Kind.VISITS, row) == ImportResult(new=1)
    found = visit(store)
    assert (found.outcome, found.entered_at, found.entered_by) == (Outcome.CANCELLED_BY_FAMILY, NOW, None)
    with store.read() as tx:
        assert not visits.any_watch_due(tx, LATER.ends_at)
    assert taken(store, Kind.VISITS, row) == ImportResult(unchanged=1)


def test_a_worker_may_have_two_visits_at_a_time(sqlite_store: Store) -> None:
    """Some visits stand in two calendars."""
    other = VISIT | {"visit_id": "V-2", "family_id": "F-0013"}
    planned(sqlite_store, VISIT, other)
    assert visit(sqlite_store, "V-2").number == 2


@pytest.mark.parametrize("number", sorted(visits.EMERGENCY_NUMBERS))
def test_no_visit_is_called_like_an_emergency_number(store: Store, number: int) -> None:
    """A worker who leaves visit 911 would write "out 911", and be taken for somebody in danger."""
    planned(store, VISIT)
    with store.write() as tx:
        tx.connection.execute(update(tables.visits).values(number=number - 1))
    taken(store, Kind.VISITS, VISIT | {"visit_id": "V-2"})
    assert visit(store, "V-2").number == number + 1


# --- bad rows


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"visit_id": ""}, "line 2: visit_id: is missing"),
        ({"visit_id": "x" * 33}, "line 2: visit_id: is longer than 32 characters"),
        ({"family_id": ""}, "line 2: family_id: is missing"),
        ({"family_id": "F-9"}, "line 2: family_id: no family has this id; correct it, or import the families first"),
        ({"persons": "3"}, "line 2: persons: names somebody who is not of this family"),
        ({"persons": "1;9"}, "line 2: persons: names somebody who is not of this family"),
        ({"persons": "1 1"}, "line 2: persons: names somebody twice"),
        ({"persons": ";"}, "line 2: persons: names nobody"),
        ({"worker_id": "W-9"}, "line 2: worker_id: no worker has this id"),
        ({"worker_id": "W-2"}, "line 2: worker_id: this worker is not active and would not come"),
        ({"family_id": "F-0013", "worker_id": ""}, "line 2: worker_id: is missing, and the family has no worker"),
        ({"kind": "party"}, "line 2: kind: must be one of visit, intake, progress_meeting, closing, other"),
        ({"status": "held"}, "line 2: status: must be one of planned, cancelled_by_program, cancelled_by_family"),
        ({"starts_at": ""}, "line 2: starts_at: is missing"),
        ({"starts_at": "2026-03-05"}, "line 2: starts_at: needs date and time"),
        ({"ends_at": ""}, "line 2: ends_at: is missing"),
        ({"ends_at": "2026-03-05 16:00"}, "line 2: ends_at: does not lie after starts_at"),
        ({"ends_at": "2026-03-05 04:01"}, "line 2: ends_at: does not lie after starts_at"),
        ({"ends_at": "2026-03-06 04:01"}, "line 2: ends_at: lies more than 12 hours after starts_at; look at the date"),
        ({"place": "x" * 201}, "line 2: place: is longer than 200 characters"),
    ],
)
def test_a_bad_visit_is_refused(sqlite_store: Store, change: dict[str, str], problem: str) -> None:
    """One bad cell, one problem."""
    a_house(sqlite_store)
    taken(sqlite_store, Kind.WORKERS, LUCIA | {"active": "N"})
    (found,) = refused(sqlite_store, VISIT | change)
    assert found.startswith(problem)


def test_a_familys_own_worker_who_left_is_refused_too(sqlite_store: Store) -> None:
    """Nobody would come."""
    a_house(sqlite_store)
    taken(sqlite_store, Kind.WORKERS, DANA | {"active": "N"})
    (problem,) = refused(sqlite_store, VISIT | {"worker_id": ""})
    assert problem.startswith("line 2: worker_id: this worker is not active")


def test_one_bad_visit_keeps_all_others_out(sqlite_store: Store) -> None:
    """All or nothing, with every bad cell named."""
    planned(sqlite_store)
    moved = VISIT | FRIDAY
    found = refused(sqlite_store, moved, VISIT | {"visit_id": "V-2", "kind": "x", "status": "y", "persons": "z"})
    assert [problem.split(":")[:2] for problem in found] == [
        ["line 3", f" {name}"] for name in ("status", "kind", "persons")
    ]


def test_one_visit_has_one_row(sqlite_store: Store) -> None:
    """And two visits of a family do not begin together, unless one is called off."""
    a_house(sqlite_store)
    assert refused(sqlite_store, VISIT, VISIT | FRIDAY) == [
        "line 3: visit_id: stands on line 2 already; give each visit one row"
    ]
    beside = VISIT | {"visit_id": "V-2", "worker_id": "W-2", "starts_at": "3/5/2026 4 PM"}
    (problem,) = refused(sqlite_store, VISIT, beside)
    assert problem.startswith("line 3: row: begins for the same family at the same time as line 2")
    assert taken(sqlite_store, Kind.VISITS, VISIT | BY_PROGRAM, beside) == ImportResult(new=2)


def test_a_visit_stays_with_its_family(sqlite_store: Store) -> None:
    """Another family under a known id is a slip, and would read the first one's visit."""
    planned(sqlite_store)
    (problem,) = refused(sqlite_store, VISIT | {"family_id": "F-0013"})
    assert problem == "line 2: visit_id: is a visit of another family already; give this one an id of its own"


# --- the office changes its mind


def test_a_dry_run_counts_and_leaves_nothing(store: Store) -> None:
    """New, changed and unchanged, as the import itself would say."""
    fine = VISIT | {"visit_id": "V-2", "family_id": "F-0013"}
    planned(store, VISIT, fine)
    before = everything(store)
    rows = (VISIT | FRIDAY, fine, VISIT | {"visit_id": "V-3"})
    assert take(store, Kind.VISITS, *rows, dry_run=True) == ImportResult(new=1, changed=1, unchanged=1)
    assert everything(store) == before
    assert taken(store, Kind.VISITS, *rows) == ImportResult(new=1, changed=1, unchanged=1)


@pytest.mark.parametrize(
    "row", [VISIT, VISIT | BY_PROGRAM, VISIT | BY_FAMILY, VISIT | {"persons": "2", "kind": "closing"}]
)
def test_a_second_time_changes_nothing(store: Store, row: dict[str, str]) -> None:
    """No row, no audit entry, no second look at the reminders."""
    before = planned(store, row)
    settle(store, before.key)
    everything_before = everything(store)
    assert taken(store, Kind.VISITS, row, now=NOW + HOUR) == ImportResult(unchanged=1)
    assert everything(store) == everything_before
    assert not looked_at(store)


def test_a_moved_visit_is_a_new_version_and_keeps_the_first(store: Store) -> None:
    """Its answers are about the time that was, and its reminders are worked out anew."""
    before = planned(store)
    with store.write() as tx:
        visits.reply(tx, before, before.attendees[0].person_key, Reply.FINE, NOW)
    settle(store, before.key)
    assert taken(store, Kind.VISITS, VISIT | FRIDAY, now=NOW) == ImportResult(changed=1)
    after = visit(store)
    assert (after.key, after.number, after.version, after.made_by) == (before.key, 1, 2, Maker.OFFICE)
    assert after.starts_at == SPAN.starts_at + 24 * HOUR
    assert after.attendees[0].reply is None
    with store.read() as tx:
        assert visits.earlier_versions(tx, after) == ((SPAN, before.worker_key),)
    assert looked_at(store)
    assert recorded(store) == [("import", "visit_moved", "1")]


def test_another_worker_is_a_new_version(store: Store) -> None:
    """The family is told who comes."""
    planned(store)
    assert taken(store, Kind.VISITS, VISIT | {"worker_id": "W-2"}) == ImportResult(changed=1)
    after = visit(store)
    with store.read() as tx:
        assert (after.version, after.worker_key) == (2, worker_key(tx, "W-2"))


def test_a_visit_moved_back_by_the_office_is_moved(store: Store) -> None:
    """Only what was moved by text is the family's."""
    planned(store)
    taken(store, Kind.VISITS, VISIT | FRIDAY)
    assert taken(store, Kind.VISITS, VISIT) == ImportResult(changed=1)
    assert (visit(store).version, visit(store).starts_at) == (3, SPAN.starts_at)


def test_what_is_no_time_makes_no_version(store: Store) -> None:
    """Kind, place and persons change, who stays keeps their answer, the reminders are worked out anew."""
    before = planned(store)
    (rosa,) = before.attendees
    with store.write() as tx:
        visits.reply(tx, before, rosa.person_key, Reply.FINE, NOW)
    settle(store, before.key)
    row = VISIT | {"kind": "closing", "place": "The library", "persons": "1;2"}
    assert taken(store, Kind.VISITS, row) == ImportResult(changed=1)
    after = visit(store)
    assert (after.version, after.kind, after.place) == (1, VisitKind.CLOSING, "The library")
    assert (len(after.attendees), after.reply_of(rosa.person_key)) == (2, Reply.FINE)
    assert looked_at(store)
    assert recorded(store) == [("import", "visit_changed", "1")]


def test_a_move_may_bring_new_words_with_it(store: Store) -> None:
    """One row, one entry."""
    planned(store)
    assert taken(store, Kind.VISITS, VISIT | FRIDAY | {"place": "The library"}) == ImportResult(changed=1)
    assert (visit(store).version, visit(store).place) == (2, "The library")
    assert recorded(store) == [("import", "visit_moved", "1")]


def test_a_visit_that_is_not_in_the_file_stays(store: Store) -> None:
    """Absent rows say nothing."""
    before = planned(store)
    taken(store, Kind.VISITS, VISIT | {"visit_id": "V-2"} | FRIDAY)
    assert visit(store) == before


def test_a_cancelled_visit_has_its_outcome_and_no_new_version(store: Store) -> None:
    """Nobody is named as the one who entered it; the row's time does not matter any more."""
    before = planned(store)
    settle(store, before.key)
    assert taken(store, Kind.VISITS, VISIT | FRIDAY | BY_PROGRAM) == ImportResult(changed=1)
    after = visit(store)
    assert (after.outcome, after.entered_at, after.entered_by) == (Outcome.CANCELLED_BY_PROGRAM, NOW, None)
    assert (after.version, after.starts_at) == (1, SPAN.starts_at)
    assert looked_at(store)
    assert recorded(store) == [("import", "visit_cancelled", "1")]
    assert taken(store, Kind.VISITS, VISIT | FRIDAY | BY_PROGRAM) == ImportResult(unchanged=1)
    assert taken(store, Kind.VISITS, VISIT | BY_FAMILY) == ImportResult(changed=1)
    assert visit(store).outcome is Outcome.CANCELLED_BY_FAMILY


def test_a_cancelled_visit_may_be_planned_again(store: Store) -> None:
    """As a new version, watched and reminded of, even at the time it had."""
    before = planned(store)
    taken(store, Kind.VISITS, VISIT | BY_PROGRAM)
    settle(store, before.key)
    again = VISIT | {"place": "The library"}
    assert taken(store, Kind.VISITS, again, now=NOW + HOUR) == ImportResult(changed=1)
    after = visit(store)
    assert (after.version, after.outcome, after.entered_at, after.place) == (2, None, None, "The library")
    assert after.starts_at == SPAN.starts_at
    assert recorded(store)[-1] == ("import", "visit_planned_again", "1")
    with store.read() as tx:
        assert visits.any_reminder_due(tx, NOW + HOUR)
        assert visits.any_watch_due(tx, SPAN.starts_at - HOUR)
    assert taken(store, Kind.VISITS, again) == ImportResult(unchanged=1)


def test_a_visit_is_watched_as_the_program_says(store: Store) -> None:
    """Looked at once when it is made and when it is moved, then from the hour the program's own rules name."""
    watch = WatchRules(after_start=HOUR, after_end=HOUR, tell_unconfirmed=2 * HOUR)
    a_house(store)
    for rows, starts_at in ((VISIT, SPAN.starts_at), (VISIT | FRIDAY, SPAN.starts_at + 24 * HOUR)):
        taken(store, Kind.VISITS, rows)
        made = visit(store)
        with store.write() as tx:
            assert visits.any_watch_due(tx, NOW)
            visits.change(tx, made.key, next_watch_at=starts_at)
        opens = starts_at - 2 * HOUR
        assert look(made, watch, NOW) == look(made, watch, opens - timedelta(seconds=1)) == (Look.NOTHING, opens)
        assert look(made, watch, opens) == (Look.UNCONFIRMED, starts_at + HOUR)


# --- what was done by text stands


@pytest.mark.parametrize("maker", [Maker.FAMILY, Maker.WORKER])
def test_an_old_file_does_not_undo_a_move_by_text(store: Store, maker: Maker) -> None:
    """The office still has the time that was; that is no news, however often it is imported."""
    planned(store)
    moved = moves(store, maker)
    settle(store, moved.key)
    for _ in range(2):
        assert taken(store, Kind.VISITS, VISIT) == ImportResult(unchanged=1)
    assert visit(store) == moved
    assert recorded(store) == []
    assert not looked_at(store)


def test_every_earlier_time_is_old(store: Store) -> None:
    """Not only the last one."""
    planned(store)
    taken(store, Kind.VISITS, VISIT | FRIDAY)
    moved = moves(store, Maker.FAMILY)
    for row in (VISIT, VISIT | FRIDAY):
        assert taken(store, Kind.VISITS, row) == ImportResult(unchanged=1)
    assert visit(store) == moved


def test_an_old_file_may_still_say_what_is_no_time(store: Store) -> None:
    """The place is changed, the family's time stays."""
    planned(store)
    moves(store, Maker.FAMILY)
    assert taken(store, Kind.VISITS, VISIT | {"place": "The library"}) == ImportResult(changed=1)
    after = visit(store)
    assert (after.version, after.starts_at, after.place) == (2, LATER.starts_at, "The library")


def test_an_old_file_does_not_undo_a_change_of_worker_by_text(store: Store) -> None:
    """Dana handed it to Lucia; the office has Dana still."""
    planned(store)
    moved = moves(store, Maker.WORKER, SPAN, "W-2")
    assert taken(store, Kind.VISITS, VISIT) == ImportResult(unchanged=1)
    assert visit(store) == moved


def test_a_new_time_in_the_file_moves_even_a_moved_visit(store: Store) -> None:
    """That is no old file: the visit never was at this time."""
    planned(store)
    moves(store, Maker.FAMILY)
    assert taken(store, Kind.VISITS, VISIT | FRIDAY) == ImportResult(changed=1)
    after = visit(store)
    assert (after.version, after.made_by, after.starts_at) == (3, Maker.OFFICE, SPAN.starts_at + 24 * HOUR)


def test_an_old_time_with_a_new_worker_is_refused(store: Store) -> None:
    """Neither the family's time nor the change of worker may get lost in silence."""
    planned(store)
    moves(store, Maker.FAMILY)
    (problem,) = refused(store, VISIT | {"worker_id": "W-2"})
    assert problem.startswith("line 2: worker_id: names another worker at a time the visit no longer has")
    as_moved = {"starts_at": "2026-03-07 16:00", "ends_at": "2026-03-07 17:30", "worker_id": "W-2"}
    assert taken(store, Kind.VISITS, VISIT | as_moved) == ImportResult(changed=1)


def test_the_worker_of_now_at_an_old_time_is_old(store: Store) -> None:
    """A worker took it over and moved it; the office knows of the one and not of the other."""
    planned(store)
    moved = moves(store, Maker.WORKER, LATER, "W-2")
    assert taken(store, Kind.VISITS, VISIT | {"worker_id": "W-2"}) == ImportResult(unchanged=1)
    assert visit(store) == moved


@pytest.mark.parametrize(
    ("outcome", "by", "reason"),
    [
        (Outcome.CANCELLED_BY_FAMILY, None, ""),
        (Outcome.CANCELLED_BY_FAMILY, "W-1", ""),
        (Outcome.CANCELLED_BY_PROGRAM, "W-1", ""),
        (Outcome.CANCELLED_BY_PROGRAM, None, "closed"),
    ],
)
def test_an_old_file_does_not_bring_a_visit_back(store: Store, outcome: Outcome, by: str | None, reason: str) -> None:
    """The family or its worker called it off, or the program closed that day, and the file says planned still."""
    planned(store)
    after = enters(store, outcome, by, reason)
    assert taken(store, Kind.VISITS, VISIT) == ImportResult(unchanged=1)
    assert taken(store, Kind.VISITS, VISIT | {"worker_id": "W-2"}) == ImportResult(unchanged=1)
    assert visit(store) == after


def test_an_old_file_does_not_bring_a_moved_visit_back(store: Store) -> None:
    """Moved by text first, then called off by text."""
    planned(store)
    moves(store, Maker.FAMILY)
    after = enters(store, Outcome.CANCELLED_BY_FAMILY, None)
    assert taken(store, Kind.VISITS, VISIT) == ImportResult(unchanged=1)
    assert visit(store) == after


def test_a_visit_called_off_by_text_may_be_planned_at_another_time(store: Store) -> None:
    """That is what the office agreed with the family."""
    planned(store)
    enters(store, Outcome.CANCELLED_BY_FAMILY, None)
    assert taken(store, Kind.VISITS, VISIT | FRIDAY) == ImportResult(changed=1)
    after = visit(store)
    assert (after.version, after.outcome, after.starts_at) == (2, None, SPAN.starts_at + 24 * HOUR)


@pytest.mark.parametrize("outcome", [Outcome.HELD, Outcome.MISSED, Outcome.EXCUSED])
def test_what_a_person_entered_is_never_changed(sqlite_store: Store, outcome: Outcome) -> None:
    """Not its time, not its worker, not what became of it; a row that says the same is no news."""
    planned(sqlite_store)
    after = enters(sqlite_store, outcome)
    for row in (VISIT | FRIDAY, VISIT | {"worker_id": "W-2"}, VISIT | BY_PROGRAM, VISIT | BY_FAMILY):
        (problem,) = refused(sqlite_store, row)
        assert problem.startswith("line 2: visit_id: has an outcome already")
    assert taken(sqlite_store, Kind.VISITS, VISIT | {"place": "The library"}) == ImportResult(unchanged=1)
    assert visit(sqlite_store) == after


def test_an_old_file_about_a_visit_that_was_held_is_no_news(store: Store) -> None:
    """Moved by text and held then: tomorrow's file has the first time still, and must not fail for it."""
    planned(store)
    moves(store, Maker.FAMILY)
    after = enters(store, Outcome.HELD)
    assert taken(store, Kind.VISITS, VISIT) == ImportResult(unchanged=1)
    assert visit(store) == after


@pytest.mark.postgres
@pytest.mark.parametrize("row", [VISIT | FRIDAY, VISIT | BY_PROGRAM])
def test_a_text_that_comes_in_between_wins(postgres_url: str, keys: tuple[str, ...], row: dict[str, str]) -> None:
    """What was moved between the reading and the writing is not overwritten, and the office is told."""
    store = open_store(postgres_url, keys)
    planned(store)
    texts = iter([Maker.FAMILY])

    def text_first(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("UPDATE visits"):
            for maker in texts:
                moves(store, maker)

    event.listen(store.engine, "before_cursor_execute", text_first)
    result = take(store, Kind.VISITS, row)
    event.remove(store.engine, "before_cursor_execute", text_first)
    assert result.problems == ("line 2: visit_id: was changed by text this very moment; import the file again",)
    after = visit(store)
    assert (after.version, after.starts_at, after.outcome) == (2, LATER.starts_at, None)
    assert recorded(store) == []
    store.close()


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from(Status), st.sampled_from(VisitKind)), max_size=5))
def test_any_file_imported_twice_changes_nothing(
    sqlite_store: Store, listed: list[tuple[int, Status, VisitKind]]
) -> None:
    """Whatever stood there before it."""
    a_house(sqlite_store)
    rows = [
        VISIT
        | {"visit_id": f"V-{place}", "starts_at": f"2026-03-05 {place}:{minute:02}", "kind": kind, "status": status}
        for place, (minute, status, kind) in enumerate(listed)
    ]
    if not rows or take(sqlite_store, Kind.VISITS, *rows).problems:
        return
    before = everything(sqlite_store)
    assert taken(sqlite_store, Kind.VISITS, *rows) == ImportResult(unchanged=len(rows))
    assert everything(sqlite_store) == before


# --- when workers see families


def hours(store: Store, worker_id: str = "W-1") -> Mapping[int, tuple[SafeHours, ...]]:
    """Return the hours of a worker."""
    with store.read() as tx:
        return availability.of_worker(tx, worker_key(tx, worker_id))


def test_hours_are_imported_as_written(store: Store) -> None:
    """By the day of the week, earliest first; they may touch."""
    taken(store, Kind.WORKERS, DANA, LUCIA)
    assert hours(store) == {}
    afternoon = MONDAYS | {"weekday": "Mon", "from": "5:30 PM", "to": "20:00"}
    assert taken(store, Kind.AVAILABILITY, afternoon, MONDAYS, MONDAYS | {"weekday": "7"}) == ImportResult(new=3)
    office = SafeHours(time(9), time(17, 30))
    assert hours(store) == {0: (office, SafeHours(time(17, 30), time(20))), 6: (office,)}
    assert hours(store, "W-2") == {}


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("monday", 0),
        ("TUE", 1),
        ("Wednesday", 2),
        ("thu", 3),
        ("Fri", 4),
        ("SATURDAY", 5),
        ("sun", 6),
        ("1", 0),
        ("7", 6),
    ],
)
def test_days_are_written_in_words_or_numbers(sqlite_store: Store, cell: str, day: int) -> None:
    """Monday is the first."""
    taken(sqlite_store, Kind.WORKERS, DANA)
    taken(sqlite_store, Kind.AVAILABILITY, MONDAYS | {"weekday": cell})
    assert set(hours(sqlite_store)) == {day}


def test_a_file_of_hours_replaces_those_of_whom_it_names(store: Store) -> None:
    """What it takes away counts as changed; others keep theirs; a second time changes nothing."""
    taken(store, Kind.WORKERS, DANA, LUCIA)
    taken(store, Kind.AVAILABILITY, MONDAYS, MONDAYS | {"weekday": "2"}, MONDAYS | {"worker_id": "W-2"})
    rows = (MONDAYS | {"to": "12:00"}, MONDAYS | {"weekday": "tuesday"})
    assert taken(store, Kind.AVAILABILITY, *rows) == ImportResult(new=1, changed=1, unchanged=1)
    assert hours(store) == {0: (SafeHours(time(9), time(12)),), 1: (SafeHours(time(9), time(17, 30)),)}
    assert hours(store, "W-2") == {0: (SafeHours(time(9), time(17, 30)),)}
    before = everything(store)
    assert taken(store, Kind.AVAILABILITY, *rows) == ImportResult(unchanged=2)
    assert everything(store) == before


def test_a_dry_run_of_hours_leaves_nothing(store: Store) -> None:
    """As with every list."""
    taken(store, Kind.WORKERS, DANA)
    assert take(store, Kind.AVAILABILITY, MONDAYS, dry_run=True) == ImportResult(new=1)
    assert hours(store) == {}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"worker_id": ""}, "line 2: worker_id: is missing"),
        ({"worker_id": "W-9"}, "line 2: worker_id: no worker has this id"),
        ({"weekday": ""}, "line 2: weekday: is missing"),
        ({"weekday": "0"}, "line 2: weekday: is no day of the week; write monday, mon or 1"),
        ({"weekday": "8"}, "line 2: weekday: is no day of the week"),
        ({"weekday": "weekend"}, "line 2: weekday: is no day of the week"),
        ({"from": ""}, "line 2: from: is missing"),
        ({"to": ""}, "line 2: to: is missing"),
        ({"from": "9"}, "line 2: from: is no time of day"),
        ({"to": "9:00"}, "line 2: to: does not lie after from"),
        ({"to": "0:00"}, "line 2: to: does not lie after from; hours begin and end on the same day"),
    ],
)
def test_bad_hours_are_refused(sqlite_store: Store, change: dict[str, str], problem: str) -> None:
    """One bad cell, one problem."""
    taken(sqlite_store, Kind.WORKERS, DANA)
    (found,) = refused(sqlite_store, MONDAYS | change, kind=Kind.AVAILABILITY)
    assert found.startswith(problem)


def test_hours_that_overlap_are_refused(sqlite_store: Store) -> None:
    """Of one worker on one day only."""
    taken(sqlite_store, Kind.WORKERS, DANA, LUCIA)
    late = MONDAYS | {"weekday": "1", "from": "17:29", "to": "20:00"}
    overlaps = "line 3: from: overlaps line 2; shorten one of the two or delete it"
    assert refused(sqlite_store, MONDAYS, late, kind=Kind.AVAILABILITY) == [overlaps]
    assert refused(sqlite_store, MONDAYS, MONDAYS, kind=Kind.AVAILABILITY) == [overlaps]
    others = (late | {"weekday": "2"}, late | {"worker_id": "W-2"})
    assert taken(sqlite_store, Kind.AVAILABILITY, MONDAYS, *others) == ImportResult(new=3)


# --- what a changed profile does to reminders


def to_welcome(store: Store) -> list[str]:
    """Return who is to be welcomed."""
    with store.write() as tx:
        return sorted(people.person(tx, key).name for key in welcomes.due(tx, NOW, 9))


def test_who_agreed_is_welcomed(store: Store) -> None:
    """Nobody else: not who did not agree, has no phone, wants no texts, or is a child."""
    nobody = AGREED | {"phone": ""}
    taken(store, Kind.FAMILIES, ROSA | AGREED, TOM)
    eva = EVA | AGREED | {"channel": "voice"}
    luz = EVA | AGREED | {"person": "Luz", "relation": "child", "phone": "202-555-0104"}
    taken(store, Kind.FAMILIES, eva, EVA | nobody | {"person": "Ana"}, luz)
    assert to_welcome(store) == ["Rosa"]


def test_who_agrees_later_is_welcomed_then(store: Store) -> None:
    """And only the change sets it: the same file again does not."""
    taken(store, Kind.FAMILIES, ROSA)
    assert to_welcome(store) == []
    assert taken(store, Kind.FAMILIES, ROSA | AGREED) == ImportResult(changed=1)
    assert to_welcome(store) == ["Rosa"]
    with store.write() as tx:
        (rosa,) = people.all_persons(tx)
        welcomes.set_due(tx, rosa.key, None)
    assert taken(store, Kind.FAMILIES, ROSA | AGREED) == ImportResult(unchanged=1)
    assert to_welcome(store) == []


def test_who_was_welcomed_is_not_welcomed_again(store: Store) -> None:
    """Unless in another language."""
    taken(store, Kind.FAMILIES, ROSA | AGREED)
    with store.write() as tx:
        (rosa,) = people.all_persons(tx)
        text = put(tx.connection, outbound)
        assert welcomes.note(tx, rosa.key, Language.SPANISH, "full", text, NOW)
        welcomes.set_due(tx, rosa.key, None)
    taken(store, Kind.FAMILIES, ROSA | AGREED | {"discreet": "N"})
    assert to_welcome(store) == []
    taken(store, Kind.FAMILIES, ROSA | AGREED | {"language": "en"})
    assert to_welcome(store) == ["Rosa"]


@pytest.mark.parametrize("change", [{"consented_on": ""}, {"phone": ""}, {"channel": "none"}])
def test_who_takes_it_back_is_not_welcomed(store: Store, change: dict[str, str]) -> None:
    """Not even if the welcome was on its way."""
    taken(store, Kind.FAMILIES, ROSA | AGREED)
    assert to_welcome(store) == ["Rosa"]
    taken(store, Kind.FAMILIES, ROSA | AGREED | change)
    assert to_welcome(store) == []


@pytest.mark.parametrize(
    "change", [{"consented_on": ""}, {"phone_is": "monitored"}, {"worker_id": ""}, {"ended_on": "2026-03-01"}]
)
def test_a_changed_family_has_its_reminders_worked_out_anew(store: Store, change: dict[str, str]) -> None:
    """What is right to send has changed with it; other families are left alone."""
    taken(store, Kind.WORKERS, DANA)
    rosa = ROSA | AGREED | {"worker_id": "W-1"}
    taken(store, Kind.FAMILIES, rosa, EVA)
    taken(store, Kind.VISITS, VISIT)
    settle(store, visit(store).key)
    taken(store, Kind.FAMILIES, rosa, EVA | {"person": "Eva M"})
    assert not looked_at(store)
    taken(store, Kind.FAMILIES, rosa | change)
    assert looked_at(store)


@pytest.mark.parametrize(("cell", "stored"), [("yes", True), ("N", False), ("", None)])
def test_the_answer_about_reminders_is_kept(store: Store, cell: str, stored: bool | None) -> None:
    """Empty means that nobody asked."""
    taken(store, Kind.FAMILIES, ROSA | {"reminders": cell})
    with store.read() as tx:
        (rosa,) = people.all_persons(tx)
    assert rosa.profile.reminders is stored


def test_an_old_file_takes_no_answer_about_reminders_back(store: Store) -> None:
    """A file without the column imports as before, and a "no" that was given stays."""
    taken(store, Kind.FAMILIES, ROSA | {"reminders": "no"})
    cells = ",".join(ROSA.get(column, "") for column in OLD_COLUMNS.split(","))
    content = f"{OLD_COLUMNS}\n{cells}\n".encode()
    result = run_import(store, Kind.FAMILIES, content, dry_run=False, now=NOW, program_zone=ZONE)
    assert result == ImportResult(unchanged=1)
    with store.read() as tx:
        (rosa,) = people.all_persons(tx)
    assert rosa.profile.reminders is False
    taken(store, Kind.FAMILIES, ROSA)
    with store.read() as tx:
        (rosa,) = people.all_persons(tx)
    assert rosa.profile.reminders is None
