"""The checks of profiles: phones nothing reaches, hours that never come, languages nobody speaks, old profiles."""

from datetime import timedelta

import pytest
from import_files import DANA, EVA, LUCIA, NOW, ROSA, TOM, a_phone, taken

from bot.checking import check_everything
from bot.checks import Finding, Level
from bot.importing.run import Kind
from bot.profile_checks import check_profiles
from bot.program import load_program, shipped_config
from bot.settings import Need, make_key, read_settings
from bot.store import conversations
from bot.store.engine import Store

PROGRAM = load_program((shipped_config(),))
SHARED = {"phone": "202-555-0101", "phone_is": "shared"}
CHECKED = {"checked_on": "2026-02-20"}
AGREED = CHECKED | {"consented_on": "2026-02-01"}


@pytest.fixture
def staffed(sqlite_store: Store) -> Store:
    """Hire two who speak English and Spanish, and put one of them on call and one behind her for a fortnight."""
    taken(sqlite_store, Kind.WORKERS, DANA, LUCIA)
    on_call(sqlite_store, ("W-1", "on_call"), ("W-2", "backup"))
    return sqlite_store


def on_call(store: Store, *places: tuple[str, str]) -> None:
    """Put workers on tiers, around the clock, for a fortnight."""
    span = {"starts_at": NOW.isoformat(), "ends_at": (NOW + timedelta(days=14)).isoformat()}
    taken(store, Kind.ROTA, *(span | {"worker_id": worker, "tier": tier} for worker, tier in places))


def found(store: Store) -> tuple[Finding, ...]:
    """Check the profiles; each finding is a warning with a remedy and names nobody."""
    with store.read() as tx:
        findings = tuple(check_profiles(tx, PROGRAM, NOW))
    for one in findings:
        assert one.level is Level.WARNING
        assert one.remedy
        assert not any(secret in str(one) for secret in ("Rosa", "Tom", "Eva", "Dana", "55501"))
    return findings


def about(store: Store, *words: str) -> Finding:
    """Return the one finding that holds all of `words`."""
    (one,) = [finding for finding in found(store) if all(word in finding.what for word in words)]
    return one


def hold(store: Store, number: int, **facts: object) -> None:
    """Write down what is known of a phone."""
    with store.write() as tx:
        conversations.change(tx, conversations.key_for(tx, a_phone(number)), **facts)


def test_profiles_that_hold_are_no_finding(staffed: Store) -> None:
    """Asked lately, in reach, with hours that come, in a language somebody speaks; a look writes nothing."""
    taken(staffed, Kind.FAMILIES, ROSA | AGREED | {"safe_from": "9:00", "safe_to": "15:00"})
    assert found(staffed) == ()


@pytest.mark.parametrize(
    "facts", [{"held_at": NOW}, {"unreachable_code": 30005}, {"opted_out_at": NOW, "opted_out_how": "stop"}]
)
def test_a_family_nothing_can_reach_is_found(staffed: Store, facts: dict[str, object]) -> None:
    """Every phone counts: with a second one that works the family is in reach."""
    taken(staffed, Kind.FAMILIES, ROSA | CHECKED, EVA | CHECKED)
    hold(staffed, 101, **facts)
    assert about(staffed, "can reach 1 family", "F-0012").what.endswith(": F-0012")
    taken(staffed, Kind.FAMILIES, ROSA | CHECKED, TOM | CHECKED)
    assert found(staffed) == ()
    hold(staffed, 102, held_at=NOW)
    about(staffed, "can reach 1 family", "F-0012")


def test_they_are_part_of_the_check(staffed: Store) -> None:
    """`hearthline check` runs them behind the other rows' checks."""
    taken(staffed, Kind.FAMILIES, ROSA | CHECKED | {"language": "ht"})
    settings = read_settings({"HEARTHLINE_KEYS": make_key()}, needs=Need.DATABASE)
    findings = check_everything(lambda _: settings, lambda _: (shipped_config(),), lambda _: staffed, NOW)
    assert any("nobody who works here speaks Haitian Creole" in one.what for one in findings)


def test_who_has_left_is_not_looked_at(staffed: Store) -> None:
    """An ended family needs nothing of the line."""
    taken(staffed, Kind.FAMILIES, ROSA | {"language": "ht", "ended_on": "2026-03-01"})
    hold(staffed, 101, held_at=NOW)
    assert found(staffed) == ()


def test_hours_that_never_meet_those_of_reminders_are_found(staffed: Store) -> None:
    """Who is safe only at night never gets a reminder; without consent nobody expects any."""
    night = {"safe_from": "9:00 PM", "safe_to": "7:00 AM"}
    taken(staffed, Kind.FAMILIES, ROSA | AGREED | night, EVA | CHECKED | night)
    told = about(staffed, "never meet")
    assert "the safe hours of 1 person never" in told.what
    assert "(09:00-20:00)" in told.what
    assert "F-0013" not in told.what
    taken(staffed, Kind.FAMILIES, ROSA | AGREED | night | {"safe_to": "10:00 AM"})
    assert found(staffed) == ()


def test_two_persons_of_one_phone_whose_hours_differ_are_found(staffed: Store) -> None:
    """The strictest of both leaves no hour, and is told as what it is."""
    rosa = ROSA | AGREED | SHARED | {"safe_from": "9:00", "safe_to": "12:00"}
    tom = TOM | AGREED | SHARED | {"safe_from": "13:00", "safe_to": "17:00"}
    taken(staffed, Kind.FAMILIES, rosa, tom)
    assert "2 persons" in about(staffed, "share a phone", "different safe hours", "F-0012").what
    assert len(found(staffed)) == 1
    taken(staffed, Kind.FAMILIES, rosa, tom | {"safe_from": "", "safe_to": ""})
    assert found(staffed) == ()


def test_a_language_nobody_speaks_is_found(staffed: Store) -> None:
    """One line a language, with how many families and which; the remedy is an interpreter's line."""
    taken(staffed, Kind.FAMILIES, ROSA | CHECKED | {"language": "ht"}, EVA | CHECKED | {"language": "ht"})
    told = about(staffed, "nobody who works here speaks Haitian Creole", "2 families", "F-0012, F-0013")
    assert "interpreter_line" in told.remedy
    assert len(found(staffed)) == 1


def test_nights_on_which_nobody_speaks_a_language_are_found(staffed: Store) -> None:
    """Somebody here speaks Portuguese and stands on no tier: each tier with its nights, in one line."""
    ana = DANA | {"worker_id": "W-3", "name": "Ana", "phone": "202-555-0112", "languages": "pt"}
    taken(staffed, Kind.WORKERS, ana)
    taken(staffed, Kind.FAMILIES, ROSA | CHECKED, EVA | CHECKED | {"language": "pt"})
    told = about(staffed, "nobody who speaks Portuguese", "F-0013")
    assert "on_call (7 nights), backup (7 nights), supervisor (7 nights)" in told.what
    assert len(found(staffed)) == 1
    on_call(staffed, ("W-3", "on_call"), ("W-2", "backup"))
    assert "stands on: backup (7 nights), supervisor (7 nights);" in about(staffed, "Portuguese").what


def test_half_a_night_without_the_language_is_one(staffed: Store) -> None:
    """From two in the morning on nobody on call speaks it, on one night of seven; by day the office does."""
    ana = DANA | {"worker_id": "W-3", "name": "Ana", "phone": "202-555-0112", "languages": "en"}
    taken(staffed, Kind.WORKERS, ana)
    spans = [("2026-03-02 10:00", "2026-03-04 02:00", "W-1"), ("2026-03-04 02:00", "2026-03-04 12:00", "W-3")]
    spans.append(("2026-03-04 12:00", "2026-03-16 11:00", "W-1"))
    rows = [{"starts_at": a, "ends_at": b, "worker_id": who, "tier": "on_call"} for a, b, who in spans]
    backup = {"starts_at": "2026-03-02 10:00", "ends_at": "2026-03-16 11:00", "worker_id": "W-2", "tier": "backup"}
    taken(staffed, Kind.ROTA, *rows, backup)
    taken(staffed, Kind.FAMILIES, ROSA | CHECKED)
    assert "on_call (1 night); the language of 1 family: F-0012" in about(staffed, "nobody who speaks Spanish").what


def test_profiles_grown_old_are_counted(staffed: Store) -> None:
    """Thirty days after they were last asked; whom nobody noted a day for is among them; a child is not."""
    old = ROSA | {"checked_on": "2026-01-31"}
    child = TOM | {"relation": "child"}
    taken(staffed, Kind.FAMILIES, old, child, EVA, EVA | {"family_id": "F-0014", "phone": "202-555-0104"} | CHECKED)
    told = about(staffed, "2 persons are to be asked again", "1 of them for the first time", "F-0012, F-0013")
    assert "hearthline report profiles --overdue" in told.remedy
    assert "F-0014" not in told.what
