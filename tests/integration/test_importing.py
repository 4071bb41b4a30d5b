"""Lists are imported whole or not at all, and a second time changes nothing."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_files import DANA, EVA, LUCIA, NIGHT, NOW, ROSA, TOM, ZONE, a_phone, file_of, take, taken

from bot.importing.result import ImportResult
from bot.importing.run import Kind, run_import, template
from bot.model.people import Channel, DroppedCall, Language, PhoneIs, Relation, Role, SafeContact, SafeHours
from bot.model.policy import Tier
from bot.store import audit, people, rota
from bot.store.engine import Store


def test_the_templates_import_cleanly(store: Store) -> None:
    """In the order in which they need each other, and again without any change."""
    for kind in Kind:
        result = run_import(store, kind, template(kind).encode(), dry_run=False, now=NOW, program_zone=ZONE)
        assert result == ImportResult(new=1)
    for kind in Kind:
        again = run_import(store, kind, template(kind).encode(), dry_run=False, now=NOW, program_zone=ZONE)
        assert again == ImportResult(unchanged=1)


def test_a_worker_is_imported_as_written(store: Store) -> None:
    """Every column reaches the row."""
    taken(store, Kind.WORKERS, DANA, LUCIA | {"active": "no", "languages": "ES, ht"})
    with store.read() as tx:
        dana, lucia = people.worker_by_phone(tx, a_phone(110)), people.worker_by_id(tx, "W-2")
        active = people.active_workers(tx)
    assert dana is not None
    assert (dana.worker_id, dana.name, dana.role) == ("W-1", "Dana", Role.WORKER)
    assert dana.languages == (Language.ENGLISH, Language.SPANISH)
    assert lucia is not None
    assert (lucia.role, lucia.active) == (Role.SUPERVISOR, False)
    assert lucia.languages == (Language.SPANISH, Language.HAITIAN_CREOLE)
    assert active == (dana,)


def test_a_family_is_imported_as_written(store: Store) -> None:
    """Every column reaches the row."""
    profile = {
        "person_id": "P-1",
        "channel": "voice",
        "discreet": "N",
        "voicemail": "TRUE",
        "phone_is": "Private",
        "safe_from": "9:00 PM",
        "safe_to": "6:00 AM",
        "consented_on": "3/1/2026",
        "reminders": "no",
    }
    around = {"worker_id": "W-1", "started_on": "2026-01-05", "ended_on": "2026-03-30"}
    taken(store, Kind.WORKERS, DANA)
    taken(store, Kind.FAMILIES, ROSA | profile | around)
    with store.read() as tx:
        family = people.family_by_code(tx, "F-0012")
        (rosa,) = people.persons_by_phone(tx, a_phone(101))
        assert family is not None
        assert family.worker_key is not None
        assert people.worker(tx, family.worker_key).worker_id == "W-1"
    assert family.address == "12 Example Street"
    assert (family.started_on, family.ended_on) == (date(2026, 1, 5), date(2026, 3, 30))
    assert (rosa.family, rosa.person_id, rosa.name) == ("F-0012", "P-1", "Rosa")
    assert (rosa.relation, rosa.language) == (Relation.PARENT, Language.SPANISH)
    assert rosa.profile == SafeContact(
        channel=Channel.VOICE,
        discreet=False,
        voicemail=True,
        phone_is=PhoneIs.PRIVATE,
        safe_hours=SafeHours(time(21), time(6)),
        consented_on=date(2026, 3, 1),
        reminders=False,
    )


def test_what_nobody_filled_in_is_careful(store: Store) -> None:
    """Discreet, no voicemail, phone not asked about, nothing automatic."""
    taken(store, Kind.FAMILIES, ROSA | {"phone": ""})
    with store.read() as tx:
        (rosa,) = people.all_persons(tx)
    assert rosa.profile == SafeContact()
    assert (rosa.profile.discreet, rosa.profile.voicemail) == (True, False)
    assert (rosa.profile.phone_is, rosa.profile.consented_on) == (PhoneIs.NOT_ASKED, None)
    assert (rosa.phone, rosa.person_id, rosa.profile.reminders) == (None, "1", None)


def test_a_second_time_changes_nothing(store: Store) -> None:
    """Not even the audit trail."""
    lists = [(Kind.WORKERS, (DANA, LUCIA)), (Kind.FAMILIES, (ROSA, TOM, EVA)), (Kind.ROTA, (NIGHT,))]
    for kind, rows in lists:
        assert taken(store, kind, *rows) == ImportResult(new=len(rows))
    with store.read() as tx:
        before = audit.entries(tx, None, 100)
    for kind, rows in lists:
        assert taken(store, kind, *rows) == ImportResult(unchanged=len(rows))
    with store.read() as tx:
        assert audit.entries(tx, None, 100) == before


def test_a_dry_run_counts_and_leaves_nothing(store: Store) -> None:
    """New, changed and unchanged, as the import itself would say."""
    taken(store, Kind.WORKERS, DANA)
    rows = (DANA | {"name": "Dana R"}, LUCIA)
    assert take(store, Kind.WORKERS, *rows, dry_run=True) == ImportResult(new=1, changed=1)
    with store.read() as tx:
        assert [worker.name for worker in people.all_workers(tx)] == ["Dana"]
    assert taken(store, Kind.WORKERS, *rows) == ImportResult(new=1, changed=1)


def test_one_bad_row_keeps_all_others_out(store: Store) -> None:
    """All or nothing, with every bad cell named."""
    result = take(store, Kind.WORKERS, DANA, LUCIA | {"role": "boss", "active": "perhaps"})
    assert result == ImportResult(
        problems=(
            "line 3: role: must be one of worker, supervisor, admin",
            "line 3: active: must be Y or N",
        )
    )
    with store.read() as tx:
        assert people.all_workers(tx) == ()
        assert audit.entries(tx, None, 10) == ()


def test_a_changed_number_moves_the_person_and_is_audited(store: Store) -> None:
    """The person stays the same row; the old number is nobody's."""
    taken(store, Kind.FAMILIES, ROSA, TOM)
    with store.read() as tx:
        (before,) = people.persons_by_phone(tx, a_phone(101))
    assert taken(store, Kind.FAMILIES, ROSA | {"phone": "202-555-0190"}, TOM) == ImportResult(changed=1, unchanged=1)
    with store.read() as tx:
        (after,) = people.persons_by_phone(tx, a_phone(190))
        assert people.persons_by_phone(tx, a_phone(101)) == ()
        (entry,) = audit.entries(tx, "F-0012", 10)
    assert after.key == before.key
    assert (entry.actor, entry.action, entry.detail) == ("import", "number_changed", "person 1: phone")


def test_a_changed_worker_and_a_changed_family_are_audited(store: Store) -> None:
    """What changed is named, not what it was."""
    taken(store, Kind.WORKERS, DANA)
    taken(store, Kind.WORKERS, DANA | {"phone": "202-555-0112"})
    taken(store, Kind.FAMILIES, ROSA)
    assert taken(store, Kind.FAMILIES, ROSA | {"worker_id": "W-1", "phone_is": "shared"}) == ImportResult(changed=1)
    with store.read() as tx:
        assert [(entry.action, entry.detail) for entry in audit.entries(tx, "W-1", 9)] == [("number_changed", "phone")]
        recorded = {(entry.action, entry.detail) for entry in audit.entries(tx, "F-0012", 9)}
    assert recorded == {("family_changed", "worker_key"), ("person_changed", "person 1: profile")}


def test_two_workers_may_exchange_their_numbers(store: Store) -> None:
    """The line's own phones change hands in one file."""
    taken(store, Kind.WORKERS, DANA, LUCIA)
    swapped = (DANA | {"phone": LUCIA["phone"]}, LUCIA | {"phone": DANA["phone"]})
    assert taken(store, Kind.WORKERS, *swapped) == ImportResult(changed=2)
    with store.read() as tx:
        dana, lucia = people.worker_by_phone(tx, a_phone(111)), people.worker_by_phone(tx, a_phone(110))
    assert dana is not None
    assert lucia is not None
    assert (dana.name, lucia.name) == ("Dana", "Lucia")


def test_two_persons_may_exchange_their_numbers(store: Store) -> None:
    """The rule is about what stands after the import."""
    taken(store, Kind.FAMILIES, ROSA, TOM)
    swapped = (ROSA | {"phone": TOM["phone"]}, TOM | {"phone": ROSA["phone"]})
    assert taken(store, Kind.FAMILIES, *swapped) == ImportResult(changed=2)


def test_a_shared_phone_finds_both_first_person_first(store: Store) -> None:
    """Both rows say that the phone is shared."""
    shared = {"phone": "202-555-0101", "phone_is": "shared"}
    taken(store, Kind.FAMILIES, ROSA | shared, TOM | shared)
    with store.read() as tx:
        assert [person.name for person in people.persons_by_phone(tx, a_phone(101))] == ["Rosa", "Tom"]


def test_a_file_that_names_part_of_a_family_leaves_the_others(store: Store) -> None:
    """Absent rows stay, and so does the family's first person."""
    taken(store, Kind.FAMILIES, ROSA, TOM)
    child = ROSA | {"person_id": "9", "person": "Luz", "relation": "child", "phone": ""}
    assert taken(store, Kind.FAMILIES, child, TOM | {"person_id": "2"}) == ImportResult(new=1, unchanged=1)
    with store.read() as tx:
        family = people.family_by_code(tx, "F-0012")
        assert family is not None
        assert [person.name for person in people.persons_of(tx, family.key)] == ["Rosa", "Tom", "Luz"]


def test_a_file_that_names_the_whole_family_orders_it(store: Store) -> None:
    """The first row is the family's first person."""
    rosa, tom = ROSA | {"person_id": "r1"}, TOM | {"person_id": "t1"}
    taken(store, Kind.FAMILIES, rosa, tom)
    assert taken(store, Kind.FAMILIES, tom, rosa) == ImportResult(changed=2)
    with store.read() as tx:
        assert [person.name for person in people.all_persons(tx)] == ["Tom", "Rosa"]


def test_what_a_family_has_need_stand_on_one_row_only(store: Store) -> None:
    """Empty cells agree with anything."""
    taken(store, Kind.FAMILIES, ROSA, TOM | {"address": "", "started_on": "2026-01-05"})
    with store.read() as tx:
        (family,) = people.all_families(tx)
    assert (family.address, family.started_on) == ("12 Example Street", date(2026, 1, 5))


def test_a_rota_is_imported_on_the_programs_clock(store: Store) -> None:
    """Over midnight; the start is in, the end is out."""
    taken(store, Kind.WORKERS, DANA)
    taken(store, Kind.ROTA, NIGHT, NIGHT | {"tier": "2", "ends_at": "2026-03-03T08:30-05:00"})
    starts, ends = datetime(2026, 3, 2, 22, 0, tzinfo=UTC), datetime(2026, 3, 3, 13, 30, tzinfo=UTC)
    with store.read() as tx:
        assert {shift.tier for shift in rota.shifts_at(tx, starts)} == {Tier.ON_CALL, Tier.BACKUP}
        assert rota.shifts_at(tx, ends) == ()


def test_a_rota_over_the_clock_change_leaves_no_hole(store: Store) -> None:
    """At 1:30 in the night the clocks show twice, one shift ends after the other has begun."""
    taken(store, Kind.WORKERS, DANA, LUCIA)
    early = NIGHT | {"starts_at": "10/31/2026 5:00 PM", "ends_at": "11/1/2026 1:30 AM"}
    late = NIGHT | {"starts_at": "11/1/2026 1:30 AM", "ends_at": "11/1/2026 8:30 AM", "worker_id": "W-2"}
    taken(store, Kind.ROTA, early, late)
    with store.read() as tx:
        twice = rota.shifts_at(tx, datetime(2026, 11, 1, 6, 0, tzinfo=UTC))
    assert [shift.worker.name for shift in twice] == ["Dana", "Lucia"]


def test_a_rota_file_takes_the_place_of_the_last_one(store: Store) -> None:
    """Inside its span; what it takes away counts as changed."""
    taken(store, Kind.WORKERS, DANA, LUCIA)
    next_night = NIGHT | {"starts_at": "2026-03-03 17:00", "ends_at": "2026-03-04 08:30"}
    taken(store, Kind.ROTA, NIGHT, next_night)
    assert taken(store, Kind.ROTA, NIGHT | {"worker_id": "W-2"}) == ImportResult(new=1, changed=1)
    with store.read() as tx:
        shifts = rota.shifts_between(tx, NOW, datetime(2026, 3, 9, tzinfo=UTC))
    assert [shift.worker.name for shift in shifts] == ["Lucia", "Dana"]


LETTERS = st.text("abcdefghij ñáé-'", min_size=1, max_size=12).filter(lambda name: bool(name.split()))
MAYBE = st.sampled_from(["", "Y", "no", "TRUE"])
PEOPLE = tuple((family, person) for family in range(3) for person in range(2))


@st.composite
def families(draw: st.DrawFn) -> list[dict[str, str]]:
    """Make three families of two, with any profile and numbers dealt out anew."""
    numbers = draw(st.permutations(range(100, 110)))
    hours = st.sampled_from([("", ""), ("9:00", "15:00"), ("9 PM", "6:00 AM")])
    rows = []
    for (family, person), number in zip(PEOPLE, numbers, strict=False):
        starts, ends = draw(hours)
        rows.append(
            {
                "family_id": f"F-{family}",
                "person_id": f"{person}",
                "person": draw(LETTERS),
                "relation": draw(st.sampled_from(Relation)),
                "phone": f"1 202 555 0{number}",
                "language": draw(st.sampled_from(Language)),
                "channel": draw(st.sampled_from(["", *Channel])),
                "discreet": draw(MAYBE),
                "voicemail": draw(MAYBE),
                "phone_is": draw(st.sampled_from(["", *PhoneIs])),
                "safe_from": starts,
                "safe_to": ends,
            }
        )
    return draw(st.permutations(rows))


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(families())
def test_any_file_imported_twice_changes_nothing(sqlite_store: Store, rows: list[dict[str, str]]) -> None:
    """Whatever stood there before it."""
    taken(sqlite_store, Kind.FAMILIES, *rows)
    assert taken(sqlite_store, Kind.FAMILIES, *rows) == ImportResult(unchanged=len(rows))


def test_own_words_and_what_to_do_when_a_call_drops(store: Store) -> None:
    """Own words are kept as they are looked for; a file from before anybody asked takes nothing back."""
    own = {
        "quiet_word": "  Blue UMBRELLA! ",
        "code_word": "Peñón",
        "dropped_call": "call_back",
        "checked_on": "2026-02-01",
    }
    taken(store, Kind.FAMILIES, ROSA | own)
    old_file = b"\n".join(
        line.rsplit(b",", 4)[0] for line in file_of(Kind.FAMILIES, ROSA | {"voicemail": "Y"}).splitlines()
    )
    again = run_import(store, Kind.FAMILIES, old_file, dry_run=False, now=NOW, program_zone=ZONE)
    assert again == ImportResult(changed=1)
    with store.read() as tx:
        profile = people.all_persons(tx)[0].profile
    assert (profile.quiet_word, profile.code_word, profile.dropped_call, profile.checked_on) == (
        *("blue umbrella", "penon", DroppedCall.CALL_BACK, date(2026, 2, 1)),
    )
    assert profile.voicemail is True


def test_own_words_that_cannot_be(store: Store) -> None:
    """Words nobody could tell from an answer are refused, and the cell is not repeated."""
    rows = (
        ROSA | {"quiet_word": "no", "code_word": "2468"},
        EVA | {"quiet_word": "sunny day", "code_word": "Sunny Day", "checked_on": "2027-01-01", "dropped_call": "cry"},
    )
    assert take(store, Kind.FAMILIES, *rows).problems == (
        "line 2: quiet_word: must have 4 to 40 letters or digits, one to three words",
        "line 2: code_word: must be one to three words, not digits alone: digits answer questions",
        "line 3: checked_on: lies in the future; write the day on which they were last asked",
        "line 3: code_word: equals quiet_word; one says who they are, the other that somebody reads",
        "line 3: dropped_call: must be one of wait, call_back, text, call_911",
    )


def is_everyday(word: str) -> bool:
    """Say what an upgrade may make an everyday word."""
    return word in {"next week", "lantern"}


def taken_with(store: Store, *rows: dict[str, str]) -> ImportResult:
    """Import families where some words are everyday words."""
    content = file_of(Kind.FAMILIES, *rows)
    return run_import(store, Kind.FAMILIES, content, dry_run=False, now=NOW, program_zone=ZONE, is_ordinary=is_everyday)


def test_own_words_must_not_be_everyday_words(store: Store) -> None:
    """Each is refused with what to do, and not repeated."""
    problems = taken_with(store, ROSA | {"quiet_word": "Next week", "code_word": "Lantern"}).problems
    assert [problem.split(": ")[:2] for problem in problems] == [["line 2", "quiet_word"], ["line 2", "code_word"]]
    assert all("two words that do not belong together" in problem for problem in problems)
    assert not any(word in problem.lower() for problem in problems for word in ("next", "lantern"))


def test_a_word_that_became_an_everyday_word_stops_no_import(store: Store) -> None:
    """The nightly file goes on; only what is new in it is looked at."""
    row = ROSA | {"quiet_word": "lantern"}
    taken(store, Kind.FAMILIES, row)
    assert taken_with(store, row) == ImportResult(unchanged=1)
    assert taken_with(store, row | {"voicemail": "Y"}) == ImportResult(changed=1)
    assert taken_with(store, row | {"quiet_word": "next week"}).problems


def test_a_code_word_means_one_person(store: Store) -> None:
    """Somebody else's is refused, in the file and in the database; whose it is is not said."""
    both = take(store, Kind.FAMILIES, ROSA | {"code_word": "Ponce 1987"}, EVA | {"code_word": "ponce 1987"})
    told = "code_word: cannot be used, for a word must mean one person; let them choose another"
    assert both.problems == (f"line 2: {told}", f"line 3: {told}")
    taken(store, Kind.FAMILIES, ROSA | {"code_word": "ponce 1987"})
    assert take(store, Kind.FAMILIES, EVA | {"code_word": "PONCE 1987"}).problems == (f"line 2: {told}",)
    assert taken(store, Kind.FAMILIES, ROSA | {"code_word": "ponce 1987", "voicemail": "Y"}) == ImportResult(changed=1)
