"""The checks: each thing that could make the line fail is found, with its remedy, and by codes alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from import_files import DANA, EVA, LUCIA, NOW, ROSA, a_phone, taken

from bot.checking import check_everything, check_own_words
from bot.checks import Finding, Level, check_clock, check_records, check_surroundings
from bot.clock import keeps_network_time
from bot.directory import load_directory
from bot.errors import ConfigError
from bot.importing.run import Kind
from bot.model.people import Role, Worker
from bot.model.phones import Phone
from bot.model.policy import Brake, Tier
from bot.model.rota import Shift
from bot.program import load_program, shipped_config
from bot.rules.coverage import Gap, gaps
from bot.settings import Need, Settings, make_key, read_settings
from bot.store import alarms, backups, brakes, conversations, people
from bot.store.engine import DatabaseTrouble, Store
from bot.store.schema import SchemaError

FOLDERS = (shipped_config(),)
PROGRAM = load_program(FOLDERS)
LINE_NUMBER = "+12025550100"
ENVIRONMENT = {
    "HEARTHLINE_KEYS": make_key(),
    "PUBLIC_URL": "https://line.example.org",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "made-up-token",
    "TWILIO_PHONE_NUMBER": LINE_NUMBER,
}
SETTINGS = read_settings(ENVIRONMENT, needs=Need.CARRIER)
WORKER = Worker(key=1, worker_id="W-1", name="Dana", phone=a_phone(110), role=Role.WORKER, languages=())


def found(store: Store, now: datetime = NOW) -> tuple[Finding, ...]:
    """Check the rows of `store`."""
    with store.read() as tx:
        return tuple(check_records(tx, SETTINGS, PROGRAM, now))


def about(findings: tuple[Finding, ...], *words: str) -> Finding:
    """Return the one finding that holds all of `words`, which has a remedy and names nobody."""
    (one,) = [finding for finding in findings if all(word in finding.what for word in words)]
    assert one.remedy
    assert not any(secret in str(one) for secret in ("Dana", "Lucia", "Rosa", "55501"))
    return one


def covered(store: Store, *tiers: str, days: int = 15) -> None:
    """Put W-1 on each of these tiers, around the clock."""
    span = {"starts_at": NOW.isoformat(), "ends_at": (NOW + timedelta(days=days)).isoformat(), "worker_id": "W-1"}
    taken(store, Kind.ROTA, *(span | {"tier": tier} for tier in tiers))


def test_a_covered_line_has_no_findings(sqlite_store: Store) -> None:
    """With staff, a supervisor and both tiers covered there is nothing to say."""
    taken(sqlite_store, Kind.WORKERS, DANA, LUCIA)
    covered(sqlite_store, "on_call", "backup")
    assert found(sqlite_store) == ()


def test_an_empty_line_is_serious(sqlite_store: Store) -> None:
    """Nobody on call and no supervisor: a cry for help would reach nobody."""
    findings = found(sqlite_store)
    assert about(findings, "nobody is on call now").level is Level.SERIOUS
    assert about(findings, "no active supervisor").level is Level.SERIOUS
    assert about(findings, "tier on_call").level is Level.SERIOUS
    assert about(findings, "tier backup").level is Level.WARNING


def test_a_gap_names_its_hours_by_the_programs_clock(sqlite_store: Store) -> None:
    """Ten days are covered, the last four of the fortnight are not."""
    taken(sqlite_store, Kind.WORKERS, DANA, LUCIA)
    covered(sqlite_store, "on_call", "backup", days=10)
    assert "2026-03-12 11:00 to 2026-03-16 11:00" in about(found(sqlite_store), "tier on_call").what


def test_staff_who_cannot_be_texted_are_found(sqlite_store: Store) -> None:
    """An opted-out supervisor and an on-call phone that takes no texts are both serious."""
    taken(sqlite_store, Kind.WORKERS, DANA, LUCIA)
    covered(sqlite_store, "on_call", "backup")
    with sqlite_store.write() as tx:
        on_call, supervisor = (conversations.key_for(tx, a_phone(number)) for number in (110, 111))
        conversations.change(tx, on_call, unreachable_code=30006)
        conversations.change(tx, supervisor, opted_out_at=NOW, opted_out_how="stop")
    findings = found(sqlite_store)
    assert about(findings, "W-1", "30006").level is Level.SERIOUS
    assert about(findings, "W-2", "texts off").level is Level.SERIOUS


def test_families_phones_are_looked_after(sqlite_store: Store) -> None:
    """A dead number and a question never asked are warnings by code; a family that has left is not mentioned."""
    taken(sqlite_store, Kind.WORKERS, DANA, LUCIA)
    covered(sqlite_store, "on_call", "backup")
    gone = EVA | {"started_on": "2025-01-01", "ended_on": "2025-04-01"}
    taken(sqlite_store, Kind.FAMILIES, ROSA, gone)
    with sqlite_store.write() as tx:
        conversations.change(tx, conversations.key_for(tx, a_phone(101)), unreachable_code=30005)
    findings = found(sqlite_store)
    assert about(findings, "F-0012", "30005").level is Level.WARNING
    assert about(findings, "nobody ever asked 1 family who else", "F-0012").level is Level.WARNING
    assert not any("F-0013" in str(finding) for finding in findings)


def test_the_lines_own_number_is_nobodys(sqlite_store: Store) -> None:
    """A worker or a person with the line's number would make it text itself."""
    taken(sqlite_store, Kind.WORKERS, DANA | {"phone": LINE_NUMBER}, LUCIA)
    assert about(found(sqlite_store), "W-1", "own number").level is Level.SERIOUS


def test_an_alarm_that_stands_is_told(sqlite_store: Store) -> None:
    """Whoever checks the line sees what it complains of."""
    with sqlite_store.write() as tx:
        alarms.raise_alarm(tx, "carrier_down", "", NOW)
        alarms.raise_alarm(tx, "daily_cap", "", NOW)
    assert about(found(sqlite_store), "carrier_down", "2026-03-02 10:00").level is Level.SERIOUS
    assert about(found(sqlite_store), "daily_cap").level is Level.WARNING


def test_a_pause_that_stands_is_told(sqlite_store: Store) -> None:
    """A restore puts it on, and nobody must forget it."""
    assert not any("paused" in finding.what for finding in found(sqlite_store))
    with sqlite_store.write() as tx:
        brakes.pause(tx, "restore", None, NOW)
    assert "hearthline resume reminders" in about(found(sqlite_store), "reminders are paused").remedy


def test_two_clocks_must_agree(store: Store) -> None:
    """A machine whose clock differs from the database's is found; a file has no clock of its own."""
    findings = found(store, datetime(2020, 1, 1, tzinfo=NOW.tzinfo))
    assert any("seconds apart" in finding.what for finding in findings) is (store.engine.dialect.name == "postgresql")


def test_the_surroundings_are_checked(tmp_path: Path) -> None:
    """No alarm route, backups, interpreter or fixed phones, numbers not dialled: each a warning; nobody dials 911."""
    directory = load_directory(FOLDERS)
    findings = tuple(check_surroundings(SETTINGS, PROGRAM, directory, NOW))
    about(findings, "alarms leave by text alone")
    about(findings, "interpreter")
    assert "fixed_phones" in about(findings, "no phone rings for a caller").remedy
    assert "HEARTHLINE_BACKUPS" in about(findings, "makes no backups").remedy
    assert "hearthline preview" in about(findings, "automatic texts to families: off").remedy
    assert "911" not in about(findings, "useful numbers").what
    mended = replace(
        SETTINGS,
        alarm_url="https://alarm.example.org",
        database_url="postgresql+psycopg://db.example.org/line",
        backups_folder=tmp_path,
    )
    pilot = replace(PROGRAM, sending=replace(PROGRAM.sending, reminders=Brake.PILOT))
    about(tuple(check_surroundings(SETTINGS, pilot, directory, NOW)), "automatic texts to families: pilot")
    sending = replace(PROGRAM.sending, reminders=Brake.ON)
    calls = replace(PROGRAM.calls, fixed_phones=(Phone("+12025550111"),))
    program = replace(PROGRAM, interpreter_line="800-555-0199, code 1", sending=sending, calls=calls)
    dialled = replace(
        directory, entries={key: replace(one, dialled_on=NOW.date()) for key, one in directory.entries.items()}
    )
    assert tuple(check_surroundings(mended, program, dialled, NOW)) == ()


def test_words_no_speaker_has_read_are_told(tmp_path: Path) -> None:
    """Creole and Portuguese, once each, until a name and a day stand in the file; staff can judge the other two."""

    def looked_at() -> tuple[Finding, ...]:
        folders = (*FOLDERS, tmp_path)
        findings = check_everything(lambda _needs: SETTINGS, lambda _agency: folders, unreachable, NOW)
        return tuple(finding for finding in findings if "native speaker" in finding.what)

    for language in ("Haitian Creole", "Portuguese"):
        assert about(looked_at(), f"the words in {language} are").level is Level.WARNING
    assert len(looked_at()) == 2
    messages = tmp_path / "messages"
    messages.mkdir()
    for read_on, count in ((NOW.date() + timedelta(days=1), 2), (NOW.date(), 1)):
        header = f'[about]\nread_by = "Marie Example"\nread_on = {read_on}\n'
        (messages / "ht.toml").write_text(header, "utf-8")
        assert len(looked_at()) == count
    assert "messages/pt.toml" in about(looked_at(), "Portuguese").remedy


def test_the_folder_of_backups_is_looked_at(tmp_path: Path) -> None:
    """One that is not there, and one that burns with the database, are told; so is a last backup that is old."""
    settings = replace(SETTINGS, backups_folder=tmp_path / "nowhere", database_url=f"sqlite:///{tmp_path}/line.db")
    directory = load_directory(FOLDERS)
    about(tuple(check_surroundings(settings, PROGRAM, directory, NOW)), "cannot be written to", "nowhere")
    beside = replace(settings, backups_folder=tmp_path)
    about(tuple(check_surroundings(beside, PROGRAM, directory, NOW)), "on the disk of the database")


def test_an_old_backup_is_found(sqlite_store: Store, tmp_path: Path) -> None:
    """None yet, and none for more than a night, are told where there must be some."""
    settings = replace(SETTINGS, backups_folder=tmp_path)

    def looked_at(now: datetime) -> tuple[Finding, ...]:
        with sqlite_store.read() as tx:
            return tuple(check_records(tx, settings, PROGRAM, now))

    about(looked_at(NOW), "no backup has been made yet")
    with sqlite_store.write() as tx:
        backups.made_by_hand(tx, NOW)
    assert not [one for one in looked_at(NOW + timedelta(hours=26)) if "last backup" in one.what]
    about(looked_at(NOW + timedelta(hours=50)), "the last backup is 50 hours old")


@pytest.mark.parametrize("trouble", [SchemaError("run `hearthline migrate`"), DatabaseTrouble("gone")])
def test_a_database_that_cannot_be_opened_is_a_finding(trouble: Exception) -> None:
    """The other checks have had their turn, and the reason stands with them."""

    def refuses(_settings: Settings) -> Store:
        raise trouble

    findings = check_everything(lambda _needs: SETTINGS, lambda _agency: FOLDERS, refuses, NOW)
    assert findings[-1].level is Level.SERIOUS
    assert str(trouble) in findings[-1].what
    about(findings, "interpreter")


def test_settings_that_lack_something_do_not_end_the_check(sqlite_store: Store) -> None:
    """Each problem is told once, and the rows are checked with what there is."""

    def read(needs: Need) -> Settings:
        return read_settings({"HEARTHLINE_KEYS": ENVIRONMENT["HEARTHLINE_KEYS"]}, needs=needs)

    findings = check_everything(read, lambda _agency: FOLDERS, lambda _settings: sqlite_store, NOW)
    assert sum("TWILIO_ACCOUNT_SID" in finding.what for finding in findings) == 1
    about(findings, "nobody is on call now")


def test_broken_configuration_is_told_from_every_file(tmp_path: Path) -> None:
    """Two broken files are two findings, and nothing that depends on them is guessed."""
    (tmp_path / "program.toml").write_text("[agency]\nfone = 1\n", encoding="utf-8")
    (tmp_path / "directory.toml").write_text("dial_test_days = 0\n", encoding="utf-8")
    findings = check_everything(lambda _needs: SETTINGS, lambda _agency: (*FOLDERS, tmp_path), unopened, NOW)
    assert all(finding.level is Level.SERIOUS for finding in findings)
    for name in ("program.toml", "directory.toml"):
        assert any(name in finding.what for finding in findings)


def test_a_recording_that_is_none_is_told(tmp_path: Path) -> None:
    """The line would not start with it: the check says so before."""
    (tmp_path / "recordings/ht").mkdir(parents=True)
    (tmp_path / "recordings/ht/call.greeting.mp3").write_bytes(b"no sound")
    findings = check_everything(lambda _needs: SETTINGS, lambda _agency: (*FOLDERS, tmp_path), unreachable, NOW)
    (told,) = [finding for finding in findings if "call.greeting.mp3" in finding.what]
    assert told.level is Level.SERIOUS


def test_broken_words_keep_no_other_check_from_its_turn(tmp_path: Path, sqlite_store: Store) -> None:
    """What is wrong with a text is told, and so is what else is wrong."""
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages/es.toml").write_text('[limit.ok]\nsms = ""\n', encoding="utf-8")
    settings = replace(SETTINGS, config_folder=tmp_path)
    findings = check_everything(lambda _: settings, lambda _: (*FOLDERS, tmp_path), lambda _: sqlite_store, NOW)
    assert any("limit.ok" in finding.what for finding in findings)
    about(findings, "nobody is on call now")
    about(findings, "interpreter")
    assert not any("approved" in finding.what for finding in findings)


def test_malformed_settings_are_findings_alone() -> None:
    """Where nothing can be read, that is the whole answer."""

    def read(_needs: Need) -> Settings:
        raise ConfigError(["LOG_LEVEL: write one of: DEBUG"])

    findings = check_everything(read, lambda _agency: FOLDERS, unopened, NOW)
    assert [finding.what for finding in findings] == ["LOG_LEVEL: write one of: DEBUG"]


def unreachable(_settings: Settings) -> Store:
    """Stand for a database that this check is not about."""
    raise DatabaseTrouble("gone")


def unopened(_settings: Settings) -> Store:
    """Fail: this check must not come to the database."""
    raise AssertionError


def shift(starts: int, ends: int, tier: Tier = Tier.ON_CALL) -> Shift:
    """Make a shift, in hours from now."""
    return Shift(starts_at=NOW + timedelta(hours=starts), ends_at=NOW + timedelta(hours=ends), tier=tier, worker=WORKER)


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        ([], [(0, 24)]),
        ([shift(0, 24)], []),
        ([shift(-5, 10), shift(10, 30)], []),
        ([shift(2, 10), shift(4, 6), shift(12, 20)], [(0, 2), (10, 12), (20, 24)]),
        ([shift(-9, -1), shift(30, 40)], [(0, 24)]),
        ([shift(0, 24, Tier.BACKUP)], [(0, 24)]),
    ],
)
def test_gaps_are_what_shifts_leave_open(shifts: list[Shift], expected: list[tuple[int, int]]) -> None:
    """Overlaps are no gap, meeting shifts leave none, another tier does not help."""
    hours: Callable[[int], datetime] = lambda count: NOW + timedelta(hours=count)  # noqa: E731
    wanted = tuple(Gap(hours(starts), hours(ends)) for starts, ends in expected)
    assert gaps(shifts, Tier.ON_CALL, NOW, NOW + timedelta(hours=24)) == wanted


def test_a_clock_that_nothing_keeps_is_told() -> None:
    """Only where the machine says so; one that cannot say is not suspected."""
    finding = about(tuple(check_clock(keeps_network_time=False)), "clock is not kept")
    assert finding.level is Level.WARNING
    assert tuple(check_clock(keeps_network_time=True)) == tuple(check_clock(keeps_network_time=None)) == ()
    assert keeps_network_time() in {True, False, None}


def test_own_words_that_became_everyday_words_are_counted(store: Store) -> None:
    """An upgrade brings phrases; whose word is among them is not said."""
    own = {"quiet_word": "blue umbrella", "code_word": "ponce 1987"}
    taken(store, Kind.FAMILIES, ROSA | own)
    with store.read() as tx:
        persons = people.all_persons(tx)
    assert tuple(check_own_words(persons, {"lantern"}.__contains__)) == ()
    finding = about(tuple(check_own_words(persons, {"ponce 1987"}.__contains__)), "1 quiet words or code words")
    assert finding.level is Level.WARNING
    assert "ponce" not in str(finding)
