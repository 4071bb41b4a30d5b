"""The on-call sheet holds on paper what an ambulance needs, and each print is on record."""

from datetime import timedelta

import pytest
from import_files import DANA, EVA, LUCIA, NIGHT, NOW, ROSA, TOM, a_phone, taken
from rows import put

from bot.directory import Directory, load_directory
from bot.importing.run import Kind
from bot.model.people import PhoneIs, SafeContact
from bot.program import Program, load_program, shipped_config
from bot.reports.sheet import WIDTH, on_call_sheet, safe_contact_in_words
from bot.store import audit
from bot.store.engine import Store
from bot.store.tables import conversations


@pytest.fixture(scope="module")
def program() -> Program:
    """Load the program as shipped."""
    return load_program([shipped_config()])


@pytest.fixture(scope="module")
def directory() -> Directory:
    """Load the useful numbers as shipped."""
    return load_directory([shipped_config()])


@pytest.fixture
def filled(store: Store) -> Store:
    """Fill the database with a small program."""
    taken(store, Kind.WORKERS, DANA, LUCIA)
    safe = {"phone_is": "shared", "safe_from": "9:00", "safe_to": "15:00", "worker_id": "W-1"}
    ended = {"family_id": "F-0099", "person": "Gone", "phone": "202-555-0109", "ended_on": "2026-03-01"}
    last_day = EVA | {"ended_on": "2026-03-02", "address": ""}
    taken(store, Kind.FAMILIES, ROSA | safe, TOM | {"phone": ""}, last_day, ROSA | ended)
    taken(store, Kind.ROTA, NIGHT)
    return store


def sheet(store: Store, program: Program, directory: Directory) -> str:
    """Print the sheet."""
    with store.write() as tx:
        return on_call_sheet(tx, program, directory, now=NOW, printed_by="pat")


def test_a_code_leads_to_everything_an_ambulance_needs(filled: Store, program: Program, directory: Directory) -> None:
    """Address, names, relations, phones, languages, what is safe, and the own worker."""
    printed = sheet(filled, program, directory)
    family = printed[printed.index("F-0012") : printed.index("F-0013")]
    for words in (
        "F-0012 12 Example Street",
        "own worker: Dana (202) 555-0110",
        "Rosa (parent) (202) 555-0101 Spanish",
        "phone may be read: text only in answer; safe 9:00 am-3:00 pm; no voicemail",
        "Tom (caregiver) no phone English",
    ):
        assert words in " ".join(family.split())


def test_a_family_without_address_says_so(filled: Store, program: Program, directory: Directory) -> None:
    """A gap on paper is seen by day, not at night."""
    printed = sheet(filled, program, directory)
    family = printed[printed.index("F-0013") :]
    assert "F-0013    NO ADDRESS ENTERED" in family
    assert "own worker: nobody" in family
    assert "phone never asked about" in family


def test_ended_families_are_left_out(filled: Store, program: Program, directory: Directory) -> None:
    """From the day after their last."""
    printed = sheet(filled, program, directory)
    assert "F-0013" in printed
    assert "F-0099" not in printed
    assert "Gone" not in printed


def test_it_says_who_is_on_call_and_how_staff_are_reached(
    filled: Store, program: Program, directory: Directory
) -> None:
    """The next fourteen days, on the program's clock."""
    printed = sheet(filled, program, directory)
    rota = " ".join(printed[printed.index("ON CALL, THE NEXT 14") : printed.index("--- VISITS")].split())
    assert "Mon Mar 2, 5:00 pm to Tue Mar 3, 8:30 am on call: Dana (202) 555-0110" in rota
    assert "Lucia (202) 555-0111 supervisor, speaks English, Spanish" in " ".join(printed.split())


def test_the_phone_tree_says_who_calls_whom(filled: Store, program: Program, directory: Directory) -> None:
    """Tier by tier with who stands there now and how long to wait; without one of the rota, all supervisors."""
    with filled.write() as tx:
        at_night = on_call_sheet(tx, program, directory, now=NOW + timedelta(hours=12), printed_by="pat")
    tree = " ".join(at_night[at_night.index("WHO CALLS WHOM") : at_night.index("--- ON CALL")].split())
    for words in (
        "1. own worker in office hours, of the family",
        "2. on call as in ON CALL; now Dana (202) 555-0110 no answer after 5 minutes: then backup",
        "3. backup as in ON CALL; now NOBODY",
        "4. supervisor as in ON CALL; now Lucia (202) 555-0111",
        "then begin again",
        f"interpreter {program.interpreter_line or 'no interpreter line'}",
    ):
        assert words in tree


def test_next_weeks_visits_stand_on_it(filled: Store, program: Program, directory: Directory) -> None:
    """When, which family, who, of what kind and where; not those called off, not those after the week."""
    lines = {
        "visit_id": "V-1",
        "family_id": "F-0012",
        "worker_id": "W-1",
        "kind": "progress_meeting",
        "starts_at": "2026-03-04 18:00",
        "ends_at": "2026-03-04 19:00",
        "place": "the library",
    }
    off = lines | {"visit_id": "V-2", "starts_at": "2026-03-05 10:00", "ends_at": "2026-03-05 11:00"}
    far = lines | {"visit_id": "V-3", "starts_at": "2026-03-20 10:00", "ends_at": "2026-03-20 11:00"}
    assert "none is planned" in sheet(filled, program, directory)
    taken(filled, Kind.VISITS, lines, off | {"status": "cancelled_by_family"}, far)
    printed = sheet(filled, program, directory)
    visits = printed[printed.index("--- VISITS") : printed.index("--- STAFF")]
    flat = " ".join(visits.split())
    assert "Wed Mar 4, 6:00 pm to 7:00 pm F-0012 Dana: progress meeting 1; the library" in flat
    assert flat.count("F-0012") == 1
    assert all(len(line) <= WIDTH for line in printed.splitlines())


def test_an_empty_rota_says_so(sqlite_store: Store, program: Program, directory: Directory) -> None:
    """It is the first thing to see."""
    assert "NOBODY: no shift is entered" in sheet(sqlite_store, program, directory)


def test_it_holds_the_urgent_numbers_and_how_to_treat_it(filled: Store, program: Program, directory: Directory) -> None:
    """911 and 988 first; when, by whom, and that it is to be locked away."""
    printed = sheet(filled, program, directory)
    numbers = printed[printed.index("URGENT NUMBERS") :].splitlines()
    assert [line.split()[0] for line in numbers[1:3]] == ["911", "988"]
    assert "Printed Mon Mar 2, 10:00 am (2026-03-02) by pat. Keep locked. Destroy when replaced." in " ".join(
        printed.split()
    )
    assert printed.endswith("Keep locked. Destroy when replaced.\n")


def test_it_fits_the_paper(filled: Store, program: Program, directory: Directory) -> None:
    """No line is cut off by a printer."""
    assert max(len(line) for line in sheet(filled, program, directory).splitlines()) <= WIDTH


def test_each_print_is_on_record(filled: Store, program: Program, directory: Directory) -> None:
    """Who, when, and which families were on it."""
    sheet(filled, program, directory)
    with filled.read() as tx:
        (entry,) = audit.entries(tx, "on-call sheet", 10)
    assert (entry.at, entry.actor, entry.action, entry.detail) == (NOW, "pat", "sheet_printed", "F-0012 F-0013")


def test_an_unsafe_phone_is_marked(filled: Store, program: Program, directory: Directory) -> None:
    """What a worker wrote by text is on the paper too."""
    with filled.write() as tx:
        index = tx.vault.index(a_phone(103))
        put(tx.connection, conversations, phone_index=index, held_at=NOW - timedelta(hours=1), unreachable_code=30006)
    assert "MARKED UNSAFE: nothing unasked; CANNOT BE TEXTED; phone never" in sheet(filled, program, directory)


def test_what_is_safe_is_said_in_words() -> None:
    """The careful profile and the open one."""
    assert safe_contact_in_words(SafeContact()) == (
        "phone never asked about: text only in answer",
        "no voicemail",
        "discreet wording",
    )
    private = SafeContact(phone_is=PhoneIs.PRIVATE, voicemail=True, discreet=False)
    assert safe_contact_in_words(private) == ("phone is private", "voicemail allowed")
