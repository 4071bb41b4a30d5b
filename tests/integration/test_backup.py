"""Backup and restore: every row, on either engine and between them; all or nothing; every refusal a sentence."""

import resource
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from import_files import DANA, NOW, ROWS, taken
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.engine import make_url

from bot.backing_up import back_up
from bot.calls import pins
from bot.cli import hearthline
from bot.importing.run import Kind
from bot.model.calls import CallKind
from bot.model.help import Grade, RequestKind
from bot.model.people import Language
from bot.model.phones import Phone
from bot.store import backups, calls, conversations, people, requests, voicemails
from bot.store import pins as pin_rows
from bot.store.copying import BATCH, BackupError, Step, kept_backups, write_backup
from bot.store.engine import Store, Tx, open_engine, transaction
from bot.store.restoring import restore
from bot.store.schema import VERSIONS, head, migrate, open_store
from bot.store.tables import metadata
from bot.store.vault import WrongKeyError

ADDS_A_TABLE = """
import sqlalchemy as sa
from alembic import op

revision = "9999_adds"
down_revision = "{head}"


def upgrade() -> None:
    op.create_table("added", sa.Column("id", sa.Integer()))
"""
CHANGED_BY_RESTORE = {"audit", "backups", "heartbeats", "pauses"}


def filled(store: Store) -> Store:
    """Give a line some rows of every kind that an import makes."""
    for kind, row in ROWS.items():
        taken(store, kind, row)
    return store


def everything(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Read every row that a restore leaves as it was."""
    with transaction(engine) as connection:
        return {
            table.name: sorted(tuple(row) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
            if table.name not in CHANGED_BY_RESTORE
        }


@pytest.fixture
def backup(sqlite_store: Store, tmp_path: Path) -> Path:
    """Give the backup of a filled line."""
    (tmp_path / "backups").mkdir()
    return back_up(filled(sqlite_store), tmp_path / "backups", NOW)[0]


@pytest.fixture
def other_url(tmp_path: Path) -> str:
    """Give the address of a second SQLite database, which is not there yet."""
    return f"sqlite:///{tmp_path / 'other.db'}"


@pytest.mark.parametrize(
    ("origin", "goal"),
    [
        pytest.param("sqlite_url", "postgres_absent_url", marks=pytest.mark.postgres),
        pytest.param("postgres_url", "other_url", marks=pytest.mark.postgres),
        ("sqlite_url", "other_url"),
    ],
)
def test_every_row_comes_back_on_either_engine(
    request: pytest.FixtureRequest, tmp_path: Path, keys: tuple[str, ...], origin: str, goal: str
) -> None:
    """What one engine kept the other takes, with the same ids, and the sealed cells open."""
    url = request.getfixturevalue(goal)
    with closing(open_store(request.getfixturevalue(origin), keys)) as store:
        file, rows = back_up(filled(store), tmp_path, NOW)
        done = restore(file, url, keys, NOW + timedelta(hours=1), by="night desk")
        assert (done.made_at, done.rows) == (NOW, rows)
        with closing(open_store(url, keys)) as restored, restored.read() as tx:
            assert everything(restored.engine) == everything(store.engine)
            assert [person.name for person in people.all_persons(tx)] == ["Rosa"]
            assert backups.last_made_at(tx) == NOW


def test_a_backup_shows_one_moment_while_the_line_writes(store: Store, tmp_path: Path, keys: tuple[str, ...]) -> None:
    """What is written after the copying began is not in it; the writer does not wait."""
    filled(store)

    @contextmanager
    def writes_meanwhile(_rows: int) -> Iterator[Step]:
        taken(store, Kind.WORKERS, DANA | {"worker_id": "W-9", "phone": "202-555-0119"})
        yield lambda _count: None

    file, _ = write_backup(store.engine, tmp_path, NOW, writes_meanwhile)
    url = f"sqlite:///{tmp_path / 'other.db'}"
    restore(file, url, keys, NOW, by="night desk")
    with closing(open_store(url, keys)) as restored, restored.read() as tx:
        assert [worker.worker_id for worker in people.active_workers(tx)] == ["W-1"]
    with store.read() as tx:
        assert len(people.active_workers(tx)) == 2


def test_a_backup_is_one_file_of_its_owner_alone(backup: Path) -> None:
    """It is named by its moment in UTC, nobody else reads it, nothing is left beside it."""
    assert backup.name == "hearthline-20260302T150000Z.backup"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert list(backup.parent.iterdir()) == [backup]


def test_the_keys_and_the_words_are_not_in_it(backup: Path, keys: tuple[str, ...]) -> None:
    """Whoever has the file alone reads no name, number or address."""
    content = backup.read_bytes()
    assert not any(secret.encode() in content for secret in (*keys, "Rosa", "Example Street", "5550101"))


def test_what_a_dead_process_left_is_removed(backup: Path, sqlite_store: Store) -> None:
    """A part of a backup is of no use to anybody; one that may still be written stays."""
    part = backup.parent / ".hearthline-x.part"
    part.touch()
    now = NOW + timedelta(days=36_500)
    back_up(sqlite_store, backup.parent, now)
    assert not part.exists()
    part.touch()
    back_up(sqlite_store, backup.parent, NOW)
    assert part.exists()


def test_a_restore_over_a_live_line_is_refused(
    backup: Path, sqlite_store: Store, sqlite_url: str, keys: tuple[str, ...]
) -> None:
    """A database with a single row of a line is left as it is, with the remedy."""
    before = everything(sqlite_store.engine)
    with pytest.raises(BackupError, match="overwrites nothing: move it away"):
        restore(backup, sqlite_url, keys, NOW, by="night desk")
    assert everything(sqlite_store.engine) == before


@pytest.fixture(params=["other_url", pytest.param("postgres_absent_url", marks=pytest.mark.postgres)])
def new_url(request: pytest.FixtureRequest) -> str:
    """Give the address of a database that is not there yet, on each engine in turn."""
    return str(request.getfixturevalue(request.param))


def test_a_line_that_has_only_started_is_live_too(backup: Path, new_url: str, keys: tuple[str, ...]) -> None:
    """Its process holds keys of its own: what it wrote after a restore nobody could read."""
    migrate(new_url)
    open_store(new_url, keys).close()
    with pytest.raises(BackupError, match="overwrites nothing"):
        restore(backup, new_url, keys, NOW, by="night desk")


def test_an_empty_database_is_filled(backup: Path, new_url: str, keys: tuple[str, ...]) -> None:
    """`migrate` may have been run before."""
    migrate(new_url)
    assert restore(backup, new_url, keys, NOW, by="night desk").rows > 0


def test_a_restore_that_breaks_leaves_an_empty_database(backup: Path, new_url: str, keys: tuple[str, ...]) -> None:
    """All or nothing: half way nothing is there, and the same command can be given again."""

    @contextmanager
    def breaks(_rows: int) -> Iterator[Step]:
        def step(_count: int) -> None:
            raise KeyboardInterrupt

        yield step

    with pytest.raises(KeyboardInterrupt):
        restore(backup, new_url, keys, NOW, by="night desk", show=breaks)
    assert restore(backup, new_url, keys, NOW, by="night desk").rows > 0


def test_an_older_backup_is_migrated(backup: Path, other_url: str, keys: tuple[str, ...], tmp_path: Path) -> None:
    """A backup of the version before is brought to the tables of this one; the file itself stays as it is."""
    versions = tmp_path / "versions"
    shutil.copytree(VERSIONS, versions, ignore=shutil.ignore_patterns("__pycache__"))
    (versions / "9999_adds.py").write_text(ADDS_A_TABLE.format(head=head()), encoding="utf-8")
    before = backup.read_bytes()
    restore(backup, other_url, keys, NOW, by="night desk", versions=versions)
    engine = open_engine(other_url)
    with transaction(engine) as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999_adds"
    engine.dispose()
    assert backup.read_bytes() == before


def run_sql(file: Path, statement: str) -> None:
    """Change a backup behind the line's back."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def of_tomorrow(file: Path) -> None:
    """Make it one of a newer version."""
    run_sql(file, "UPDATE alembic_version SET version_num = '7777_of_tomorrow'")


def a_row_short(file: Path) -> None:
    """Take a row away that others point at."""
    run_sql(file, "DELETE FROM families")


def cut_off(file: Path) -> None:
    """Lose the second half."""
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def overwritten(file: Path) -> None:
    """Let the disk lose some pages in the middle."""
    content = bytearray(file.read_bytes())
    content[8192:40960] = b"\xff" * (40960 - 8192)
    file.write_bytes(content)


def a_text(file: Path) -> None:
    """Make it something else altogether."""
    file.write_text("worker_id,name\n")


def a_database(file: Path) -> None:
    """Make it a copy of a running line's file, which may lack what stands in the log beside it."""
    run_sql(file, "PRAGMA application_id = 0")


def gone(file: Path) -> None:
    """Remove it."""
    file.unlink()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (of_tomorrow, "newer than this version.*install the newer one"),
        (a_row_short, "damaged: use another"),
        (cut_off, "damaged: use another"),
        (overwritten, "damaged: use another"),
        (a_text, "no backup of the line"),
        (a_database, "no backup of the line"),
        (gone, "cannot be copied.*No such file"),
    ],
)
def test_what_is_no_good_backup_is_refused(
    backup: Path, other_url: str, keys: tuple[str, ...], spoil: Callable[[Path], None], said: str
) -> None:
    """One sentence, and no database is made."""
    spoil(backup)
    with pytest.raises(BackupError, match=said):
        restore(backup, other_url, keys, NOW, by="night desk")
    assert not Path(str(make_url(other_url).database)).exists()


def test_a_wrong_key_is_refused(backup: Path, other_url: str) -> None:
    """Rows that nobody could read are not brought in."""
    with pytest.raises(WrongKeyError, match="HEARTHLINE_KEYS does not hold it"):
        restore(backup, other_url, ["A" * 43 + "="], NOW, by="night desk")
    assert not Path(str(make_url(other_url).database)).exists()


# The commands.


@pytest.fixture
def run(sqlite_store: Store, sqlite_url: str, keys: tuple[str, ...], tmp_path: Path) -> Callable[..., Result]:
    """Run the command on a filled line, with a folder for its backups."""
    filled(sqlite_store)
    (tmp_path / "kept").mkdir()
    known = {"DATABASE_URL": sqlite_url, "HEARTHLINE_KEYS": keys[0], "HEARTHLINE_BACKUPS": str(tmp_path / "kept")}

    def run_it(*arguments: str, **env: str) -> Result:
        return CliRunner(env=known | env).invoke(hearthline, arguments)

    return run_it


def test_backup_and_restore_by_hand(run: Callable[..., Result], tmp_path: Path, other_url: str) -> None:
    """The file, its rows and size are told; a dry run changes nothing; the restore says what is to be done next."""
    made = run("backup")
    assert made.exit_code == 0, made.output
    (file,) = kept_backups(tmp_path / "kept")
    assert made.output.startswith(f"{file}: ")
    assert f"{file.stat().st_size} bytes" in made.output
    dry = run("restore", str(file), "--dry-run", DATABASE_URL=other_url)
    assert dry.output.startswith("Would restore ")
    assert not Path(str(make_url(other_url).database)).exists()
    done = run("restore", str(file), DATABASE_URL=other_url)
    assert done.exit_code == 0, done.output
    assert "Reminders are paused" in done.output
    assert "hearthline resume reminders" in done.output
    assert run("report", "sheet", DATABASE_URL=other_url).exit_code == 0
    assert run("restore", str(file)).exit_code == 1
    assert run("restore", str(file), DATABASE_URL=other_url).exit_code == 1


def test_a_backup_goes_where_it_is_told(run: Callable[..., Result], tmp_path: Path) -> None:
    """A folder named on the command wins; one that is not there, or none at all, is told with the remedy."""
    (tmp_path / "stick").mkdir()
    assert run("backup", str(tmp_path / "stick")).exit_code == 0
    assert len(kept_backups(tmp_path / "stick")) == 1
    absent = run("backup", str(tmp_path / "nowhere"))
    assert absent.exit_code == 1
    assert "name a folder that can be written" in absent.stderr
    unnamed = run("backup", HEARTHLINE_BACKUPS="")
    assert unnamed.exit_code == 2
    assert "HEARTHLINE_BACKUPS" in unnamed.stderr


def limited(size: int, url: str, keys: tuple[str, ...], *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the command where no file can grow beyond `size`: to the program it is a full disk."""
    return subprocess.run(
        [sys.executable, "-B", "-m", "bot.cli", *arguments],
        env={"DATABASE_URL": url, "HEARTHLINE_KEYS": keys[0], "PYTHONPATH": str(Path(__file__).parents[2])},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_full_disk_leaves_no_half_backup(
    sqlite_store: Store, sqlite_url: str, keys: tuple[str, ...], tmp_path: Path
) -> None:
    """One sentence, and nothing in the folder that could be taken for a backup."""
    filled(sqlite_store)
    folder = tmp_path / "kept"
    folder.mkdir()
    ended = limited(100_000, sqlite_url, keys, "backup", str(folder))
    assert ended.returncode == 1, ended.stderr
    assert ended.stderr.count("\n") == 1
    assert "is full, no backup was made: free some space" in ended.stderr
    assert list(folder.iterdir()) == []


def test_a_full_disk_leaves_the_database_as_it_was(sqlite_absent_url: str, keys: tuple[str, ...]) -> None:
    """`migrate` ends with one sentence; with room it does all of it."""
    ended = limited(100_000, sqlite_absent_url, keys, "migrate")
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr == (
        "the disk of the database is full, and nothing was changed: free some space, then run this again\n"
    )
    assert migrate(sqlite_absent_url) == (head(),)


def test_a_full_disk_restores_nothing(backup: Path, other_url: str, keys: tuple[str, ...]) -> None:
    """Neither half the rows nor a traceback."""
    ended = limited(100_000, other_url, keys, "restore", str(backup))
    assert ended.returncode in {1, 2}
    assert ended.stderr.count("\n") == 1
    assert restore(backup, other_url, keys, NOW, by="night desk").rows > 0


def test_migrate_leaves_a_newer_database_alone(run: Callable[..., Result], sqlite_url: str) -> None:
    """One sentence that names the remedy, exit 2."""
    of_tomorrow(Path(str(make_url(sqlite_url).database)))
    ended = run("migrate")
    assert ended.exit_code == 2
    assert ended.stderr.count("\n") == 1
    assert "install the newer one" in ended.stderr


@pytest.mark.parametrize("origin", ["sqlite_url", pytest.param("postgres_url", marks=pytest.mark.postgres)])
def test_calls_messages_and_pins_are_in_it(
    request: pytest.FixtureRequest, tmp_path: Path, keys: tuple[str, ...], other_url: str, origin: str
) -> None:
    """Rings that point at the call they are for, whichever stands first; a message still opens; a PIN holds."""
    with closing(open_store(request.getfixturevalue(origin), keys)) as store:
        with filled(store).write() as tx:
            worker = people.active_workers(tx)[0]
            pins.give(tx, worker, "274913", NOW)
            request_key, call_keys = _calls(tx, worker.key)
            message_key = voicemails.keep(tx, call_keys[0], request_key, "RE1", 9, NOW)
            assert message_key is not None
            voicemails.keep_sound(tx, message_key, b"\x00words", NOW)
        file, _ = back_up(store, tmp_path, NOW)
        restore(file, other_url, keys, NOW + timedelta(hours=1), by="night desk")
        with closing(open_store(other_url, keys)) as restored, restored.write() as tx:
            assert everything(restored.engine) == everything(store.engine)
            assert voicemails.sound(tx, message_key) == b"\x00words"
            pin = pin_rows.of_worker(tx, worker.key)
            assert pin is not None
            assert pins.fits(tx, pin, "274913")


def _calls(tx: Tx, worker_key: int) -> tuple[int, list[int]]:
    """Keep more calls than are copied at once, each with two rings, and a request they are about."""
    conversation_key = conversations.key_for(tx, Phone("+12025550191"))
    request_key = requests.open_request(
        tx,
        kind=RequestKind.UNKNOWN,
        grade=Grade.EMERGENCY,
        conversation_key=conversation_key,
        family_key=None,
        person_key=None,
        in_danger_key=None,
        limit=None,
        written_at=NOW,
        now=NOW,
    )
    about: dict[str, object] = {"conversation_key": conversation_key, "request_key": request_key}
    kept = []
    for number in range(BATCH // 2):
        key = calls.keep(
            tx, f"in:{number}", CallKind.INBOUND, NOW, language=Language.ENGLISH, step="x.y", sid=f"CA{number}", **about
        )
        assert key is not None
        kept.append(key)
        for turn in range(2):
            calls.keep(
                tx,
                f"ring:{number}:{turn}",
                CallKind.RING,
                NOW,
                language=Language.ENGLISH,
                step="x.y",
                worker_key=worker_key,
                caller_key=key,
                **about,
            )
    for key in kept:  # what changes last stands last, on PostgreSQL
        calls.change(tx, key, silences=1)
    return request_key, kept
