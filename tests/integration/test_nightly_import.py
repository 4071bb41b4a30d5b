"""The nightly import from a case system: one object for a program to read, exit codes, one import at a time."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

import pytest
from click.testing import CliRunner, Result
from import_files import DANA, LUCIA, ROSA, file_of, take
from sqlalchemy import event

from bot.cli import hearthline
from bot.importing.run import Kind
from bot.store import locks, people
from bot.store.engine import Busy, Store
from bot.store.schema import open_store

ROOT = Path(__file__).resolve().parents[2]
NIGHTLY = ROOT / "deploy" / "nightly-import.sh"
Run = Callable[..., Result]
Nightly = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(database_url: str, keys: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command against a migrated database, on each engine in turn."""
    monkeypatch.chdir(tmp_path)
    env = {"DATABASE_URL": database_url, "HEARTHLINE_KEYS": keys[0]}

    def run_it(*arguments: str, stdin: bytes = b"") -> Result:
        return CliRunner(env=env).invoke(hearthline, arguments, input=stdin)

    return run_it


@contextmanager
def other_import(store: Store) -> Iterator[None]:
    """Stand in the middle of an import, as another process of another machine would."""
    with store.write() as tx:
        locks.only_import(tx)
        yield


def told(ended: Result) -> dict[str, object]:
    """Read the one object on standard output."""
    read = json.loads(ended.stdout)
    assert isinstance(read, dict)
    return read


def test_the_result_is_one_object(run: Run) -> None:
    """A case system reads counts, what was written, and which texts a dry run says it would cause."""
    good = file_of(Kind.WORKERS, DANA, LUCIA)
    dry = run("import", "workers", "-", "--dry-run", "--json", stdin=good)
    assert (dry.exit_code, dry.stderr) == (0, "")
    counts = {"kind": "workers", "new": 2, "changed": 0, "unchanged": 0, "problems": []}
    assert told(dry) == counts | {"dry_run": True, "written": False, "texts_it_would_cause": 0}
    real = run("import", "workers", "-", "--json", stdin=good)
    assert told(real) == counts | {"dry_run": False, "written": True, "texts_it_would_cause": None}
    again = told(run("import", "workers", "-", "--json", stdin=good))
    assert (again["new"], again["unchanged"]) == (0, 2)


def test_bad_rows_are_in_the_object_and_on_standard_error(run: Run) -> None:
    """Exit 1: nothing is written; the mail that cron sends says the same as the object."""
    ended = run("import", "workers", "-", "--json", stdin=file_of(Kind.WORKERS, DANA, LUCIA | {"phone": "12"}))
    assert ended.exit_code == 1
    problem = json.loads(ended.stdout)["problems"][0]
    assert problem.startswith("line 3: phone: ")
    assert problem in ended.stderr
    assert told(ended)["written"] is False


def test_what_cannot_begin_leaves_standard_output_empty(run: Run) -> None:
    """Exit 2, one sentence on standard error, no object that a program could take for a result."""
    ended = run("import", "workers", "nowhere.csv", "--json")
    assert (ended.exit_code, ended.stdout) == (2, "")


def test_a_second_import_is_told_of_the_first(run: Run, database_url: str, keys: tuple[str, ...]) -> None:
    """Exit 3 after a short wait, one sentence; nothing of the second file is written, and then it may come again."""
    other = open_store(database_url, keys)
    good = file_of(Kind.WORKERS, DANA)
    with other_import(other):
        ended = run("import", "workers", "-", "--json", stdin=good)
    assert (ended.exit_code, ended.stdout) == (3, "")
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("Nothing was written: another ")
    with other.read() as tx:
        assert people.active_workers(tx) == ()
    other.close()
    assert run("import", "workers", "-", stdin=good).exit_code == 0


def test_imports_at_the_same_second_follow_each_other(store: Store) -> None:
    """Each waits for the other a little: both are whole, and the second finds what the first has written."""
    together = Barrier(2)

    def one(_number: int) -> tuple[int, int]:
        together.wait()
        result = take(store, Kind.FAMILIES, ROSA)
        return result.new, result.unchanged

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, range(2))) == [(0, 1), (1, 0)]


def test_a_dry_run_waits_its_turn_too(sqlite_url: str, keys: tuple[str, ...]) -> None:
    """What it says must be true of the rows as they are, not of half an import."""
    first, second = open_store(sqlite_url, keys), open_store(sqlite_url, keys)
    second.engine.dispose()
    event.listen(second.engine, "connect", lambda raw, _entry: raw.execute("PRAGMA busy_timeout=20"))
    with other_import(first), pytest.raises(Busy, match="another process"):
        take(second, Kind.WORKERS, DANA, dry_run=True)
    for store in (first, second):
        store.close()


# --- the script that cron or the timer runs


@pytest.fixture
def nightly(
    sqlite_url: str, keys: tuple[str, ...], tmp_path: Path
) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Run the script on a folder of files."""
    env = {
        "PATH": os.environ["PATH"],
        "HEARTHLINE": f"{shutil.which('hearthline', path=Path(sys.executable).parent)}",
        "DATABASE_URL": sqlite_url,
        "HEARTHLINE_KEYS": keys[0],
    }

    def run_it(files: Mapping[Kind, bytes], **more: str) -> "subprocess.CompletedProcess[str]":
        folder = tmp_path / "export"
        folder.mkdir(exist_ok=True)
        for kind, content in files.items():
            (folder / f"{kind}.csv").write_bytes(content)
        command = ["sh", str(NIGHTLY), str(folder)]
        return subprocess.run(command, env=env | more, capture_output=True, text=True, check=False, cwd=tmp_path)

    return run_it


def test_the_script_imports_what_is_there_in_order(nightly: Nightly) -> None:
    """Staff before families, whatever the files are called by the alphabet; one object a line; exit 0."""
    ended = nightly(
        {Kind.FAMILIES: file_of(Kind.FAMILIES, ROSA | {"worker_id": "W-1"}), Kind.WORKERS: file_of(Kind.WORKERS, DANA)}
    )
    assert ended.returncode == 0, ended.stderr
    objects = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [(one["kind"], one["new"]) for one in objects] == [("workers", 1), ("families", 1)]


def test_the_script_stops_at_the_first_file_that_is_refused(nightly: Nightly) -> None:
    """Its exit code is the command's; what comes after is left for the next night."""
    ended = nightly(
        {Kind.WORKERS: file_of(Kind.WORKERS, DANA | {"phone": "12"}), Kind.FAMILIES: file_of(Kind.FAMILIES, ROSA)}
    )
    assert ended.returncode == 1
    assert "line 2: phone: " in ended.stderr
    assert len(ended.stdout.splitlines()) == 1


def test_the_script_says_when_there_is_nothing(nightly: Nightly) -> None:
    """An export that did not arrive is a failure, not a quiet night."""
    ended = nightly({})
    assert ended.returncode == 2
    assert "no file" in ended.stderr
