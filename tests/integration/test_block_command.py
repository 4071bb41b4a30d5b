"""The block command, as an operator types it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import made_up_key

from bot.cli import hearthline
from bot.store import audit
from bot.store.schema import open_store

KEY = made_up_key(1)
NUMBER = "+12025550190"
WORKERS = "worker_id,name,phone,role,languages,active,second_phone\ndana,Dana,+12025550110,worker,en,yes,+12025550118\n"


class Line:
    """The command against one database."""

    def __init__(self, url: str, folder: Path) -> None:
        """Point at the database."""
        self.url = url
        self.environment = {"DATABASE_URL": url, "HEARTHLINE_KEYS": KEY, "HEARTHLINE_CONFIG": str(folder)}

    def __call__(self, *words: str, stdin: str = "") -> Result:
        """Run one command."""
        return CliRunner().invoke(hearthline, list(words), input=stdin, env=self.environment)


@pytest.fixture
def line(sqlite_url: str, tmp_path: Path) -> Line:
    """Give a database with a worker."""
    made = Line(sqlite_url, tmp_path)
    assert made("import", "workers", "-", stdin=WORKERS).exit_code == 0
    return made


def test_a_number_is_blocked_listed_and_lifted(line: Line) -> None:
    """The whole number is printed nowhere, and each step is on record."""
    assert line("block", "list").output == "No number is blocked.\n"
    added = line("block", "add", NUMBER, "--for", "24h", "--reason", "prank calls", "--by", "sam")
    assert added.exit_code == 0
    assert "+1***0190 is blocked until" in added.output
    listed = line("block", "list").output
    assert "+1***0190" in listed
    assert "by sam  prank calls" in listed
    assert NUMBER not in added.output + listed
    assert line("block", "lift", NUMBER, "--by", "sam").output == "+1***0190 is answered again.\n"
    assert line("block", "lift", NUMBER).output == "+1***0190 was not blocked.\n"
    store = open_store(line.url, (KEY,))
    with store.read() as tx:
        found = [one.action for one in audit.entries(tx, "+1***0190", 10)]
    store.close()
    assert sorted(found) == ["blocked", "unblocked", "unblocked"]


def test_a_block_given_again_gets_the_new_end(line: Line) -> None:
    """One block a number."""
    line("block", "add", NUMBER, "--for", "24h")
    line("block", "add", NUMBER, "--for", "2d")
    assert len(line("block", "list").output.splitlines()) == 1


@pytest.mark.parametrize(
    ("number", "lasts", "says"),
    [
        ("12", "24h", "NUMBER"),
        (NUMBER, "soon", "such as 24h"),
        (NUMBER, "99d", "at most 168h"),
        ("+12025550110", "24h", "colleague's phone"),
        ("+12025550118", "24h", "colleague's phone"),
    ],
)
def test_what_cannot_be_blocked_is_said(line: Line, number: str, lasts: str, says: str) -> None:
    """One sentence with its remedy; nothing is done."""
    refused = line("block", "add", number, "--for", lasts)
    assert refused.exit_code != 0
    assert says in refused.output
    assert line("block", "list").output == "No number is blocked.\n"
