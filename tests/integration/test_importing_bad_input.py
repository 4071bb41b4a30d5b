"""Rows that would mislead the line are refused, each with its line, its column and what to do."""

from collections.abc import Mapping

import pytest
from import_files import DANA, EVA, LUCIA, NIGHT, NOW, ROSA, ROWS, TOM, ZONE, take, taken

from bot.importing.run import Kind, run_import
from bot.store import audit, people
from bot.store.engine import Store


def refused(store: Store, kind: Kind, *rows: Mapping[str, str]) -> list[str]:
    """Import rows that are refused, and return why; nothing was written."""
    with store.read() as tx:
        before = (people.all_workers(tx), people.all_families(tx), people.all_persons(tx), audit.entries(tx, None, 99))
    result = take(store, kind, *rows)
    assert (result.new, result.changed, result.unchanged) == (0, 0, 0)
    assert result.problems
    with store.read() as tx:
        after = (people.all_workers(tx), people.all_families(tx), people.all_persons(tx), audit.entries(tx, None, 99))
    assert after == before
    return list(result.problems)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"worker_id": ""}, "line 2: worker_id: is missing"),
        ({"name": ""}, "line 2: name: is missing"),
        ({"phone": ""}, "line 2: phone: is missing"),
        ({"role": ""}, "line 2: role: is missing"),
        ({"languages": ""}, "line 2: languages: is missing"),
        ({"active": ""}, "line 2: active: is missing"),
        ({"languages": "en;fr"}, "line 2: languages: must be one of en, es, ht, pt"),
        ({"languages": ";"}, "line 2: languages: must be one of en, es, ht, pt"),
        ({"name": "x" * 61}, "line 2: name: is longer than 60 characters; shorten it"),
        ({"worker_id": "x" * 33}, "line 2: worker_id: is longer than 32 characters; shorten it"),
        (
            {"name": "Ms. Rivera"},
            "line 2: name: begin with the given name, as in Dana or Dana Example: families read that word",
        ),
        (
            {"name": "Rivera, Dana"},
            "line 2: name: begin with the given name, as in Dana or Dana Example: families read that word",
        ),
    ],
)
def test_a_bad_worker_is_refused(sqlite_store: Store, change: dict[str, str], problem: str) -> None:
    """Every column of a worker must be filled in, with something the line knows."""
    assert refused(sqlite_store, Kind.WORKERS, DANA | change) == [problem]


@pytest.mark.parametrize("phone", ["2.02556E+09", "2,02556E+9", "1.2025550101e10"])
def test_scientific_notation_is_refused_with_the_remedy(sqlite_store: Store, phone: str) -> None:
    """The spreadsheet has thrown digits away."""
    (problem,) = refused(sqlite_store, Kind.FAMILIES, ROSA | {"phone": phone})
    assert problem.startswith("line 2: phone: ")
    assert "format the column as text" in problem


@pytest.mark.parametrize("phone", ["555-0101", "911", "Rosa", "202-555-0101 ext 4", "+1 202 555 0101 0101"])
def test_a_number_that_is_none_is_refused(sqlite_store: Store, phone: str) -> None:
    """Never with the number itself."""
    (problem,) = refused(sqlite_store, Kind.FAMILIES, ROSA | {"phone": phone})
    assert problem.startswith("line 2: phone: ")
    assert phone not in problem


@pytest.mark.parametrize("code", ["Rivera", "12", "F-1234567", "F-12a", "F0012", "F-", "2026-4711", "F-٣"])
def test_a_family_id_that_tells_is_refused(sqlite_store: Store, code: str) -> None:
    """It stands in texts."""
    (problem,) = refused(sqlite_store, Kind.FAMILIES, ROSA | {"family_id": code})
    assert problem == (
        "line 2: family_id: must be F- and 1 to 6 digits, as F-0012: "
        "it stands in texts, so no surname and no case number"
    )


@pytest.mark.parametrize("person_id", ["Rosa", "Rosa Alvarez", "mother", "the 2nd", "abcdefghij1"])
def test_a_person_id_that_tells_is_refused(sqlite_store: Store, person_id: str) -> None:
    """It stands on lock screens of staff, who type it too."""
    (problem,) = refused(sqlite_store, Kind.FAMILIES, ROSA | {"person_id": person_id})
    assert problem == (
        "line 2: person_id: must be a number or a short code with one, as 1 or P-2: it stands in texts, so no name"
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"person": ""}, "line 2: person: is missing"),
        ({"language": ""}, "line 2: language: is missing"),
        ({"relation": "mother"}, "line 2: relation: must be one of parent, caregiver, child, other"),
        ({"channel": "fax"}, "line 2: channel: must be one of text, voice, none"),
        ({"phone_is": "mine"}, "line 2: phone_is: must be one of private, shared, monitored, not_asked"),
        ({"discreet": "sometimes"}, "line 2: discreet: must be Y or N"),
        ({"reminders": "maybe"}, "line 2: reminders: must be Y or N"),
        ({"safe_from": "9:00"}, "line 2: safe_to: is missing beside safe_from; fill in both"),
        ({"safe_to": "9:00"}, "line 2: safe_from: is missing beside safe_to; fill in both"),
        ({"safe_from": "9:00", "safe_to": "9:00 AM"}, "line 2: safe_to: equals safe_from"),
        ({"safe_from": "9", "safe_to": "15:00"}, "line 2: safe_from: is no time of day"),
        ({"consented_on": "2026-03-03"}, "line 2: consented_on: lies in the future"),
        ({"started_on": "2026-02-30"}, "line 2: started_on: there is no such day"),
        ({"started_on": "2026-02-03", "ended_on": "2026-02-02"}, "line 2: ended_on: lies before started_on"),
        ({"worker_id": "W-9"}, "line 2: worker_id: no worker has this id"),
        ({"address": "x" * 201}, "line 2: address: is longer than 200 characters"),
    ],
)
def test_a_bad_person_is_refused(sqlite_store: Store, change: dict[str, str], problem: str) -> None:
    """One bad cell, one problem."""
    (found,) = refused(sqlite_store, Kind.FAMILIES, ROSA | change)
    assert found.startswith(problem)


def test_one_id_for_two_is_refused(sqlite_store: Store) -> None:
    """Two workers, two persons of a family, one by its number and one by its place."""
    assert refused(sqlite_store, Kind.WORKERS, DANA, LUCIA | {"worker_id": "W-1"}) == [
        "line 3: worker_id: stands on line 2 already; give each worker one row"
    ]
    assert refused(sqlite_store, Kind.FAMILIES, ROSA | {"person_id": "2"}, TOM) == [
        "line 3: person_id: stands on line 2 already; give each person of a family their own"
    ]


def test_two_codes_that_look_alike_are_refused(sqlite_store: Store) -> None:
    """At night F-12 is read as F-0012."""
    taken(sqlite_store, Kind.FAMILIES, ROSA)
    (problem,) = refused(sqlite_store, Kind.FAMILIES, EVA | {"family_id": "F-12"})
    assert problem.startswith("line 2: family_id: would be taken for F-0012")


def test_what_a_family_has_must_not_differ(sqlite_store: Store) -> None:
    """An ambulance can be sent to one address only."""
    (problem,) = refused(sqlite_store, Kind.FAMILIES, ROSA, TOM | {"address": "9 Other Road"})
    assert problem.startswith("line 3: address: differs from line 2")


def test_a_phone_twice_in_a_family_is_refused_unless_both_say_shared(sqlite_store: Store) -> None:
    """One saying so is not enough, in the file or in the database."""
    same = {"phone": ROSA["phone"]}
    found = refused(sqlite_store, Kind.FAMILIES, ROSA | {"phone_is": "shared"}, TOM | same)
    assert [problem[:14] for problem in found] == ["line 2: phone:", "line 3: phone:"]
    assert "write shared in phone_is of both" in found[0]
    taken(sqlite_store, Kind.FAMILIES, ROSA | {"person_id": "1"})
    (problem,) = refused(sqlite_store, Kind.FAMILIES, TOM | same | {"person_id": "2", "phone_is": "shared"})
    assert problem.startswith("line 2: phone: person 1 of the family has this number too")


def test_a_phone_in_two_families_is_refused(sqlite_store: Store) -> None:
    """Even if both say that it is shared."""
    shared = {"phone": ROSA["phone"], "phone_is": "shared"}
    assert len(refused(sqlite_store, Kind.FAMILIES, ROSA | shared, EVA | shared)) == 2
    taken(sqlite_store, Kind.FAMILIES, ROSA)
    assert refused(sqlite_store, Kind.FAMILIES, EVA | shared) == [
        "line 2: phone: somebody of F-0012 has this number; leave it empty in one of the two families"
    ]


def test_a_workers_phone_is_nobody_elses(sqlite_store: Store) -> None:
    """No other worker's, in the file or not, and no family's, from either side."""
    found = refused(sqlite_store, Kind.WORKERS, DANA, LUCIA | {"phone": DANA["phone"]})
    assert [problem[:14] for problem in found] == ["line 2: phone:", "line 3: phone:"]
    taken(sqlite_store, Kind.WORKERS, DANA)
    taken(sqlite_store, Kind.FAMILIES, ROSA)
    nobody_else = "every worker needs a number nobody else has"
    assert refused(sqlite_store, Kind.WORKERS, LUCIA | {"phone": DANA["phone"]}) == [
        f"line 2: phone: worker W-1 has this number; {nobody_else}"
    ]
    assert refused(sqlite_store, Kind.WORKERS, LUCIA | {"phone": ROSA["phone"]}) == [
        f"line 2: phone: somebody of F-0012 has this number; {nobody_else}"
    ]
    assert refused(sqlite_store, Kind.FAMILIES, EVA | {"phone": DANA["phone"]}) == [
        f"line 2: phone: worker W-1 has this number; {nobody_else}"
    ]


def test_another_person_under_the_same_place_is_refused(sqlite_store: Store) -> None:
    """Somebody deleted the first row: what Rosa was told must not become what Tom was."""
    taken(sqlite_store, Kind.FAMILIES, ROSA, TOM)
    found = refused(sqlite_store, Kind.FAMILIES, TOM)
    assert "line 2: person_id: person 1 of F-0012 was known by another name and number" in found[0]
    assert taken(sqlite_store, Kind.FAMILIES, TOM | {"person_id": "2"}).unchanged == 1
    assert taken(sqlite_store, Kind.FAMILIES, ROSA | {"person": "Rosa M"}, TOM).changed == 1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"starts_at": "2026-03-02"}, "line 2: starts_at: needs date and time"),
        ({"ends_at": ""}, "line 2: ends_at: is missing"),
        ({"ends_at": "2026-03-02 08:30"}, "line 2: ends_at: does not lie after starts_at"),
        ({"ends_at": "2026-03-02 17:00"}, "line 2: ends_at: does not lie after starts_at"),
        ({"ends_at": "2027-03-03 08:30"}, "line 2: ends_at: lies more than 31 days after"),
        ({"tier": "own_worker"}, "line 2: tier: must be on_call, backup or supervisor (or 1, 2, 3)"),
        ({"tier": "4"}, "line 2: tier: must be on_call"),
        ({"worker_id": "W-9"}, "line 2: worker_id: no worker has this id"),
        ({"worker_id": "W-2"}, "line 2: worker_id: this worker is not active"),
    ],
)
def test_a_bad_shift_is_refused(sqlite_store: Store, change: dict[str, str], problem: str) -> None:
    """Somebody on call must exist, work here and know when."""
    taken(sqlite_store, Kind.WORKERS, DANA, LUCIA | {"active": "N"})
    (found,) = refused(sqlite_store, Kind.ROTA, NIGHT | change)
    assert found.startswith(problem)


def test_the_same_shift_twice_is_refused(sqlite_store: Store) -> None:
    """Also when it is written in two ways."""
    taken(sqlite_store, Kind.WORKERS, DANA)
    assert refused(sqlite_store, Kind.ROTA, NIGHT, NIGHT | {"starts_at": "3/2/2026 5:00 PM", "tier": "1"}) == [
        "line 3: row: is the same shift as line 2; delete one"
    ]


def test_one_worker_stands_once_on_a_tier(sqlite_store: Store) -> None:
    """Two shifts of theirs at once are one too many; a colleague beside them, or the same on another tier, is not."""
    taken(sqlite_store, Kind.WORKERS, DANA, LUCIA)
    late = NIGHT | {"starts_at": "2026-03-02T20:00-05:00", "ends_at": "2026-03-03T12:00-05:00"}
    overlap = "line 3: row: overlaps line 2 for the same worker; shorten one of the two"
    assert refused(sqlite_store, Kind.ROTA, NIGHT, late) == [overlap]
    assert refused(sqlite_store, Kind.ROTA, late, NIGHT) == [overlap]
    assert taken(sqlite_store, Kind.ROTA, NIGHT, late | {"worker_id": "W-2"}).new == 2
    assert taken(sqlite_store, Kind.ROTA, NIGHT, late | {"tier": "backup"}).new == 1


def test_shifts_that_meet_in_the_hour_that_comes_twice_are_no_overlap(sqlite_store: Store) -> None:
    """The night the clocks go back, both stand for the hour: the rota never has a hole."""
    taken(sqlite_store, Kind.WORKERS, DANA)
    first = NIGHT | {"starts_at": "2026-10-31 18:00", "ends_at": "2026-11-01 01:30"}
    second = NIGHT | {"starts_at": "2026-11-01 01:30", "ends_at": "2026-11-01 09:00"}
    assert taken(sqlite_store, Kind.ROTA, first, second).new == 2


def test_a_past_shift_of_somebody_who_left_is_kept(sqlite_store: Store) -> None:
    """A rota imported again later still says who was on call then."""
    taken(sqlite_store, Kind.WORKERS, LUCIA | {"active": "N"})
    past = NIGHT | {"starts_at": "2026-02-02 17:00", "ends_at": "2026-02-03 08:30", "worker_id": "W-2"}
    assert taken(sqlite_store, Kind.ROTA, past).new == 1


def test_problems_repeat_no_cell(sqlite_store: Store) -> None:
    """A problem may land in a log: it names line and column only."""
    secret = "Zyxxy"
    for kind in Kind:
        row = dict.fromkeys(ROWS[kind], secret)
        assert not any(secret in problem for problem in refused(sqlite_store, kind, row))


def test_a_broken_file_is_refused_before_its_rows(sqlite_store: Store) -> None:
    """Whatever the list."""
    for kind in Kind:
        for content in (b"", b"\xff\xfe", b"a,b\n1,2\n", b"\0"):
            result = run_import(sqlite_store, kind, content, dry_run=False, now=NOW, program_zone=ZONE)
            assert len(result.problems) == 1
            assert result.problems[0].startswith("line 1: ")
