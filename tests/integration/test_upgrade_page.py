"""docs/upgrade.md is done as it is written: up to a newer version, and back to the one before."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from import_files import ROWS, taken

from bot.cli import hearthline
from bot.store.copying import kept_backups
from bot.store.engine import Store

PAGE = Path(__file__).resolve().parents[2] / "docs" / "upgrade.md"
FOLDER = "/var/backups/hearthline"


def commands(section: str) -> list[list[str]]:
    """Return the commands of a section of the page, in their order."""
    part = PAGE.read_text("utf-8").partition(f"## {section}\n")[2].partition("\n## ")[0]
    return [shlex.split(line) for line in re.findall(r"^ +hearthline (.+)$", part, re.MULTILINE)]


def test_the_page_is_done_as_it_is_written(
    sqlite_store: Store, sqlite_url: str, keys: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command ends well, but for what `check` finds of a line without staff or carrier."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "backups"
    folder.mkdir()
    for kind, row in ROWS.items():
        taken(sqlite_store, kind, row)

    def run(arguments: list[str], database: str) -> Result:
        here = [one.replace(FOLDER, str(folder)) for one in arguments]
        named = [str(kept_backups(folder)[-1]) if one.endswith(".backup") else one for one in here]
        env = {"DATABASE_URL": database, "HEARTHLINE_KEYS": keys[0]}
        return CliRunner(env=env).invoke(hearthline, named)

    up, back = commands("Upgrade"), commands("Go back")
    assert [one[0] for one in up] == ["backup", "migrate", "check"]
    assert [one[0] for one in back] == ["restore", "restore", "check", "preview", "resume"]
    said = ""
    for database, listed in ((sqlite_url, up), ("sqlite:///hearthline-2.db", back)):
        for arguments in listed:
            ended = run(arguments, database)
            said = ended.output
            assert ended.exit_code == (1 if arguments == ["check"] else 0), said
            assert "Traceback" not in said
    assert said == "Reminders go on.\n"
