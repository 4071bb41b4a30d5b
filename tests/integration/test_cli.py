"""The `hearthline` command: what it prints, how it fails, and with which exit code."""

import csv
import socket
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from contract.carriers import ACCOUNT, LINE, PUBLIC_URL, TOKEN
from import_files import DANA, NOW, ROSA, ZONE, a_phone, file_of, taken

from bot.cli import GATHERED, hearthline
from bot.importing.run import Kind, run_import
from bot.model.help import Grade, RequestKind, StepKind
from bot.model.messages import Inbound, Purpose, Source, TextOut
from bot.model.people import Language
from bot.serving import CannotListenError, open_server
from bot.settings import read_env_file
from bot.store import audit, conversations, inbox, outbox, people, requests
from bot.store.engine import Store
from bot.store.schema import open_store

Run = Callable[..., Result]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(tmp_path: Path, sqlite_absent_url: str, keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in an empty folder, with keys and the address of a database that is not there yet."""
    monkeypatch.chdir(tmp_path)
    known = {"DATABASE_URL": sqlite_absent_url, "HEARTHLINE_KEYS": keys[0]}

    def run_it(*arguments: str, stdin: bytes | None = None, **env: str) -> Result:
        return CliRunner(env=known | env).invoke(hearthline, arguments, input=stdin)

    return run_it


@pytest.fixture
def carrier() -> dict[str, str]:
    """Give the variables that name the carrier."""
    return {
        "PUBLIC_URL": PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_PHONE_NUMBER": LINE.e164,
    }


@pytest.fixture
def house(run: Run, sqlite_absent_url: str, keys: tuple[str, ...]) -> Store:
    """Give the migrated database that the command works on."""
    assert run("migrate").exit_code == 0
    return open_store(sqlite_absent_url, keys)


def test_newkey_prints_a_key_that_opens(run: Run) -> None:
    """A fresh key is one line, each time another, and is taken as a key."""
    first, second = run("newkey").output.strip(), run("newkey").output.strip()
    assert first != second
    assert run("migrate").exit_code == 0
    assert run("report", "sheet", HEARTHLINE_KEYS=first).exit_code == 0


def test_migrate_says_what_it_did(run: Run) -> None:
    """The first time tables are made, the second time there is nothing to do."""
    assert "applied 0001" in run("migrate").output
    assert run("migrate").output == "The database is current.\n"


def test_a_missing_schema_names_migrate(run: Run) -> None:
    """Without a database: one line with the remedy, exit 2."""
    ended = run("report", "sheet")
    assert ended.exit_code == 2
    assert "hearthline migrate" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_wrong_key_is_refused(run: Run, house: Store) -> None:
    """A key that does not open this database ends the command before anything is read."""
    house.close()
    ended = run("report", "sheet", HEARTHLINE_KEYS=run("newkey").output.strip())
    assert ended.exit_code == 2
    assert "HEARTHLINE_KEYS" in ended.stderr


def test_a_database_that_does_not_answer_is_one_sentence(run: Run) -> None:
    """No traceback: a sentence with the remedy."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    ended = run("migrate", DATABASE_URL=f"postgresql://nobody@127.0.0.1:{port}/none")
    assert ended.exit_code == 2
    assert ended.stderr.startswith("the database does not answer")


@pytest.mark.parametrize("command", ["serve", "web", "scheduler"])
def test_every_missing_setting_is_listed_at_once(run: Run, command: str) -> None:
    """One message names all that is missing."""
    ended = run(command, DATABASE_URL="postgresql://localhost/line", HEARTHLINE_KEYS="short", LOG_LEVEL="loud")
    assert ended.exit_code == 2
    for name in ("HEARTHLINE_KEYS", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER", "LOG_LEVEL"):
        assert name in ended.stderr


@pytest.mark.parametrize("command", ["web", "scheduler"])
def test_the_halves_refuse_a_file(run: Run, carrier: dict[str, str], command: str) -> None:
    """SQLite serves one process; the remedy is named."""
    ended = run(command, **carrier)
    assert ended.exit_code == 2
    assert "hearthline serve" in ended.stderr


def test_the_env_file_is_found_or_named(run: Run, tmp_path: Path, keys: tuple[str, ...]) -> None:
    """./hearthline.env is read where it stands; --env-file names another, before or after the command."""
    (tmp_path / "elsewhere").mkdir()
    text = f"HEARTHLINE_KEYS={keys[0]}\nDATABASE_URL=sqlite:///named.db\n"
    (tmp_path / "hearthline.env").write_text(text, encoding="utf-8")
    other = tmp_path / "elsewhere" / "other.env"
    other.write_text(text, encoding="utf-8")
    assert read_env_file(other)
    assert run("migrate", DATABASE_URL="", HEARTHLINE_KEYS="").exit_code == 0
    assert (tmp_path / "named.db").is_file()
    assert run("--env-file", str(other), "migrate", DATABASE_URL="", HEARTHLINE_KEYS="").exit_code == 0
    assert (tmp_path / "elsewhere" / "named.db").is_file()
    again = run("migrate", "--env-file", str(other), DATABASE_URL="", HEARTHLINE_KEYS="")
    assert again.output == "The database is current.\n"


def test_import_is_all_or_nothing(run: Run, house: Store) -> None:
    """Bad rows are told by line and column, exit 1; good files by their counts; the second time nothing changes."""
    bad = file_of(Kind.WORKERS, DANA, DANA | {"worker_id": "W-2", "phone": "12"})
    ended = run("import", "workers", "-", stdin=bad)
    assert ended.exit_code == 1
    assert ended.stderr.splitlines()[0].startswith("line 3: phone: ")
    good = file_of(Kind.WORKERS, DANA)
    assert run("import", "workers", "-", "--dry-run", stdin=good).output.startswith("new 1, changed 0, unchanged 0")
    assert run("import", "workers", "-", stdin=good).output == "new 1, changed 0, unchanged 0\n"
    assert run("import", "workers", "-", stdin=good).output == "new 0, changed 0, unchanged 1\n"
    house.close()


@pytest.mark.parametrize("kind", list(Kind))
def test_a_template_needs_nothing_and_is_a_good_beginning(run: Run, kind: Kind, sqlite_store: Store) -> None:
    """The template is printed without settings; its columns are those the import wants."""
    printed = run("import", kind.value, "--template", DATABASE_URL="", HEARTHLINE_KEYS="")
    assert printed.exit_code == 0
    result = run_import(sqlite_store, kind, printed.output.encode(), dry_run=True, now=NOW, program_zone=ZONE)
    header, example = csv.reader(printed.output.splitlines())
    assert len(header) == len(example)
    unknown = ("line 2: worker_id: no worker", "line 2: family_id: no family")
    assert not [problem for problem in result.problems if not problem.startswith(unknown)]


def test_import_without_a_file_is_told_so(run: Run) -> None:
    """A command that names no file is a mistake of use, exit 2, and so is a file that is not there."""
    assert run("import", "workers").exit_code == 2
    assert run("import", "workers", "nowhere.csv").exit_code == 2
    assert run("import", "neighbours", "-").exit_code == 2


def test_check_tells_everything_at_once(run: Run) -> None:
    """Without settings and database each is a finding; the command still ends by itself, exit 1."""
    ended = run("check")
    assert ended.exit_code == 1
    assert "serious: TWILIO_ACCOUNT_SID" in ended.output
    assert "hearthline migrate" in ended.output
    assert ended.output.splitlines()[-1].endswith("to look after")


def test_check_passes_a_line_that_could_run(run: Run, house: Store, carrier: dict[str, str]) -> None:
    """With staff, a rota around the clock and the settings, nothing is serious."""
    people_file = file_of(
        Kind.WORKERS, DANA, DANA | {"worker_id": "W-2", "role": "supervisor", "phone": "202-555-0111"}
    )
    assert run("import", "workers", "-", stdin=people_file).exit_code == 0
    span = {"starts_at": "2026-01-01 00:00", "ends_at": "2026-01-31 00:00", "worker_id": "W-1", "tier": "on_call"}
    months = [
        span
        | {"starts_at": f"{year}-{month:02}-01 00:00", "ends_at": f"{year + month // 12}-{month % 12 + 1:02}-01 00:00"}
        for year in range(2026, 2036)
        for month in range(1, 13)
    ]
    assert run("import", "rota", "-", stdin=file_of(Kind.ROTA, *months)).exit_code == 0
    house.close()
    ended = run("check", **carrier)
    assert ended.exit_code == 0, ended.output
    assert "0 serious" in ended.output


def test_the_sheet_is_printed_and_recorded(run: Run, house: Store) -> None:
    """Names and addresses are on the sheet, and who printed it is in the audit."""
    taken(house, Kind.FAMILIES, ROSA)
    printed = run("report", "sheet", "--by", "night desk")
    assert "Rosa" in printed.output
    assert "12 Example Street" in printed.output
    with house.read() as tx:
        (entry,) = [one for one in audit.entries(tx, None, 10) if one.action == "sheet_printed"]
    house.close()
    assert entry.actor == "night desk"


def a_request(store: Store) -> str:
    """Open a help request of Rosa's with a text in and a text out, and return its code."""
    taken(store, Kind.WORKERS, DANA)
    taken(store, Kind.FAMILIES, ROSA | {"phone": "202-555-0101"})
    with store.write() as tx:
        known = conversations.lock(tx, a_phone(101)).conversation
        (rosa,) = people.persons_by_phone(tx, a_phone(101))
        family = people.family_by_code(tx, rosa.family)
        assert family is not None
        key = requests.open_request(
            tx,
            kind=RequestKind.FAMILY,
            grade=Grade.EMERGENCY,
            conversation_key=known.key,
            family_key=family.key,
            person_key=rosa.key,
            in_danger_key=None,
            limit=None,
            written_at=NOW,
            now=NOW,
        )
        text = Inbound(
            message_sid="SM1",
            sender=a_phone(101),
            sender_raw="+12025550101",
            body="ayuda ya",
            media_count=0,
            received_at=NOW,
            source=Source.WEBHOOK,
        )
        inbound_key = inbox.keep(tx, text, known.key, None, "turn")
        assert inbound_key is not None
        inbox.attach(tx, inbound_key, key)
        page = TextOut(once="p", purpose=Purpose.PAGE, words="staff.page", language=Language.ENGLISH, request_key=key)
        dana = people.worker_by_id(tx, "W-1")
        assert dana is not None
        to_dana = conversations.key_for(tx, dana.phone)
        outbound_key = outbox.put(tx, page, to_dana, NOW, worker_key=dana.key)
        assert outbound_key is not None
        requests.note_step(tx, key, StepKind.PAGED, NOW, worker_key=dana.key, outbound_key=outbound_key)
        outbox.note_receipt(tx, outbound_key, "undelivered", 30003, NOW)
        return requests.get(tx, key).code


def test_one_request_is_told_from_the_rows(run: Run, house: Store) -> None:
    """What came in, what went out and what became of it, by codes; the words only when asked; each look recorded."""
    code = a_request(house)
    told = run("report", "request", code.lower(), "--by", "night desk")
    assert told.exit_code == 0
    assert f"Request {code}: F-0012, emergency, open" in told.output
    for part in ("came in", "page to W-1", "undelivered, carrier code 30003", "step      paged: W-1"):
        assert part in told.output
    for secret in ("ayuda", "Rosa", "Dana", "0101"):
        assert secret not in told.output
    assert '"ayuda ya"' in run("report", "request", code, "--words").output
    with house.read() as tx:
        looks = [one.actor for one in audit.entries(tx, "F-0012", 10) if one.action == "request_report"]
    house.close()
    assert len(looks) == 2
    assert "night desk" in looks


def test_a_text_is_explained_and_the_look_shown(run: Run, house: Store) -> None:
    """The number in a report leads to why; an unknown one is a sentence; who looked can be read."""
    code = a_request(house)
    number = run("report", "request", code).output.partition(", text ")[2].split()[0]
    told = run("audit", "why", number, "--by", "night desk")
    assert told.exit_code == 0
    assert f"Text {number}: page staff.page (en), to W-1" in told.output
    assert "its words were never fixed" in run("audit", "why", number, "--words").output
    missing = run("audit", "why", "SM404")
    assert missing.exit_code == 1
    assert "No text of the line is called SM404, and no visit." in missing.output
    shown = run("audit", "show", "W-1", "--by", "boss")
    assert f"night desk  why  W-1: text {number}, without words" in shown.output
    assert "boss  audit_shown  W-1: " in run("audit", "show", "--most", "1").output
    assert run("audit", "show", "F-9999").output == "Nothing is on record.\n"
    house.close()


def test_an_unknown_request_is_told_so(run: Run, house: Store) -> None:
    """A code nobody ever had is an error, not an empty report."""
    house.close()
    ended = run("report", "request", "KB")
    assert ended.exit_code == 1
    assert "KB" in ended.stderr


def test_a_taken_port_names_the_remedy() -> None:
    """Whoever starts the line twice is told what to do; so is whoever names an address that is none."""
    with socket.create_server(("127.0.0.1", 0)) as taken_port:
        port = taken_port.getsockname()[1]
        with pytest.raises(CannotListenError, match="--port N, or PORT=N for make"):
            open_server(lambda _environ, _start: [], "127.0.0.1", port)
    with pytest.raises(CannotListenError, match="--host"):
        open_server(lambda _environ, _start: [], "no such host.invalid", 8000)


def test_every_command_stands_where_it_is_looked_for() -> None:
    """Each module of `bot/commands/` is named, with each of its commands, and no other."""
    parts = {"__init__", "shape", "measures", "simulate"}  # what commands share, a part of `report`, one of cli.py
    rooms = [path.stem for path in (ROOT / "bot" / "commands").glob("*.py") if path.stem not in parts]
    there = {
        command.name: f"bot.commands.{room}"
        for room in rooms
        for command in import_module(f"bot.commands.{room}").COMMANDS
    }
    assert there == GATHERED


def test_help_and_version_are_everywhere(run: Run) -> None:
    """Each command explains itself and names its version."""
    for path in (
        (),
        *((name,) for name in hearthline.list_commands(click.Context(hearthline))),
        ("report", "sheet"),
        ("report", "request"),
    ):
        assert "--env-file" in run(*path, "--help").output
        assert run(*path, "--version").output.startswith("hearthline, version ")
