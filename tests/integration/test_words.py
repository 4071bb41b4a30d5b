"""`hearthline words`: printed, compared with what was, approved; and whatever may be wrong with what is asked."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import hearthline
from bot.clock import SystemClock
from bot.commands.words import record, words_and_day
from bot.config.files import APPROVED
from bot.errors import ConfigError
from bot.model.people import Language
from bot.reviewing.approval import read_approvals

Run = Callable[..., Result]
CHANGED = '[help.claimed]\nsms = "{name} lo tiene."\ndiscreet = "{name} lo tiene."\n'


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    """Give an agency's own folder, empty."""
    folder = tmp_path / "config"
    (folder / "messages").mkdir(parents=True)
    return folder


@pytest.fixture
def run(agency: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command beside that folder; it needs no key and no database."""
    monkeypatch.chdir(agency.parent)

    def run_it(*arguments: str, **env: str) -> Result:
        return CliRunner(env={"HEARTHLINE_CONFIG": "config"} | env).invoke(hearthline, arguments)

    return run_it


def change_spanish(agency: Path) -> None:
    """Let the agency word one text its own way."""
    (agency / "messages/es.toml").write_text(CHANGED, "utf-8")


def refused(ended: Result, code: int, *words: str) -> None:
    """Expect an end without a traceback that says all of `words`, and nothing on standard output."""
    assert ended.exit_code == code, ended.output
    assert isinstance(ended.exception, SystemExit)
    assert ended.stdout == ""
    assert [word for word in words if word not in ended.stderr] == []


def test_every_word_is_printed_for_review(run: Run, agency: Path) -> None:
    """With the agency's own words laid over, what is filled in marked, and the cost beside it."""
    change_spanish(agency)
    ended = run("words")
    assert ended.exit_code == 0
    assert "«Maria Fernanda» has your message." in ended.stdout
    assert "«Maria Fernanda» lo tiene." in ended.stdout
    assert "2 segments" in ended.stdout
    assert "staff." not in ended.stdout
    assert "[staff." in run("words", "--staff").stdout
    assert max(map(len, run("words", "--width", "72").stdout.splitlines())) <= 72


def test_one_language_stands_beside_english(run: Run) -> None:
    """A native speaker reads one column."""
    only = run("words", "--language", "en").stdout
    both = run("words", "--language", "es").stdout
    assert "Spanish" not in only
    assert "English" in both
    assert "Spanish read by" in both


def test_the_page_for_paper_is_written_whole_or_printed(run: Run, tmp_path: Path) -> None:
    """To a file, which it replaces, or to standard output."""
    for _ in range(2):
        assert run("words", "--html", "words.html").stdout == "wrote words.html\n"
    page = (tmp_path / "words.html").read_text("utf-8")
    assert page == run("words", "--html", "-").stdout
    assert "<u>«Maria Fernanda»</u> has your message." in page


def test_what_changed_since_the_words_were_kept(run: Run, agency: Path, tmp_path: Path) -> None:
    """Old and new side by side, one language or all; nothing where nothing changed."""
    kept = tmp_path / "kept.json"
    kept.write_text(run("words", "--json").stdout, "utf-8")
    assert json.loads(kept.read_text("utf-8"))["languages"]["en"]["help.claimed"]["sms"]["segments"] == 1
    assert "No text has changed." in run("words", "--since", "kept.json").stdout
    change_spanish(agency)
    told = run("words", "--since", "kept.json").stdout
    assert "Spanish: changed" in told
    assert "«name» tiene su mensaje." in told
    assert "«name» lo tiene." in told
    assert "English:" not in told
    assert "No text has changed." in run("words", "--since", "kept.json", "--language", "en").stdout
    assert "<u>«name»</u> lo tiene." in run("words", "--since", "kept.json", "--html", "-").stdout


def test_new_and_gone_are_told_and_staff_texts_when_asked(run: Run, tmp_path: Path) -> None:
    """A language that came since is new from its first text to its last."""
    kept = json.loads(run("words", "--json").stdout)
    english = kept["languages"]["en"]
    english["old.text"] = english.pop("limit.ok")
    english["staff.nobody"] = {"sms": {"words": "x"}}
    del kept["languages"]["es"]
    (tmp_path / "kept.json").write_text(json.dumps(kept), "utf-8")
    told = run("words", "--since", "kept.json").stdout
    assert [line for line in told.splitlines() if line.startswith("---") and "Spanish" in line] != []
    assert "[limit.ok] full, discreet" in told
    assert "[old.text] full, discreet" in told
    assert "Spanish: new" in told
    assert "staff." not in told
    assert "[staff.nobody]" in run("words", "--since", "kept.json", "--staff").stdout


def test_a_version_or_file_that_is_not_known(run: Run, tmp_path: Path) -> None:
    """What is known is named; what cannot be read says why."""
    refused(run("words", "--since", "9.9.9"), 2, "9.9.9: no such file and no version whose words were kept")
    refused(run("words", "--since", "config"), 2, "config: cannot be read (Is a directory)")
    (tmp_path / "x.json").write_bytes(b"\xff\xfe")
    refused(run("words", "--since", "x.json"), 2, "x.json: holds no words that were kept")


def test_a_language_without_words_is_named_with_those_there_are(run: Run, agency: Path) -> None:
    """Nothing can be read or approved in it."""
    catalog, _ = words_and_day(None)
    english = {Language.ENGLISH: catalog.entries[Language.ENGLISH]}
    with pytest.raises(ConfigError, match=r"no words in Portuguese: choose one of en$"):
        record(replace(catalog, entries=english), agency, Language.PORTUGUESE, "Ana", date(2024, 11, 20))
    refused(run("words", "--language", "fr"), 2, "'fr'")
    assert not (agency / APPROVED).exists()


def test_an_approval_is_recorded_and_a_later_change_shows(run: Run, agency: Path) -> None:
    """Who, when and which words; the line and `config diff` take no notice of the file, `check` does."""
    assert "Spanish: nothing is approved yet." in run("words", "--unapproved").stdout
    said = run("words", "--approve", "es", "--by", " Ana  Lopez ", "--on", "2024-11-20")
    assert said.stdout.startswith("Ana Lopez approved ")
    assert read_approvals(agency)[Language.SPANISH].on == date(2024, 11, 20)
    assert "Spanish: all as Ana Lopez approved the words on 2024-11-20." in run("words", "--unapproved").stdout
    change_spanish(agency)
    told = run("words", "--unapproved").stdout
    assert "Spanish: changed since Ana Lopez approved the words on 2024-11-20." in told
    assert "«name» tiene su mensaje." in told
    assert "«name» lo tiene." in told
    assert "English: nothing is approved yet." in told
    assert "English" not in run("words", "--unapproved", "--language", "es").stdout
    assert run("config", "diff").stdout.count("\n") == 2
    checked = run("check").stdout
    assert "warning: 1 text in Spanish changed since Ana Lopez approved the words on 2024-11-20" in checked
    assert "approved the words in English" in checked


def test_approving_again_counts_from_then(run: Run, agency: Path) -> None:
    """Today, unless a day is said; the other languages keep theirs."""
    run("words", "--approve", "en", "--by", "Lee", "--on", "2024-11-20")
    run("words", "--approve", "es", "--by", "Ana", "--on", "2024-11-20")
    change_spanish(agency)
    run("words", "--approve", "es", "--by", "Ana")
    approvals = read_approvals(agency)
    assert approvals[Language.ENGLISH].on == date(2024, 11, 20)
    assert abs(approvals[Language.SPANISH].on - SystemClock().now().date()) <= timedelta(days=1)
    assert "Spanish: all as Ana approved" in run("words", "--unapproved").stdout


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--approve", "es"), "add --by NAME"),
        (("--approve", "es", "--by", " "), "add --by NAME"),
        (("--approve", "es", "--by", "Ana\x1b[2J"), "add --by NAME"),
        (("--approve", "es", "--by", "Ana", "--on", "2999-01-01"), "2999-01-01 has not come yet"),
        (("--approve", "es", "--by", "Ana", "--on", "11/20/2026"), "does not match the format"),
        (("--by", "Ana"), "--by and --on belong to --approve"),
        (("--since", "x", "--unapproved"), "--since and --unapproved are different things"),
        (("--json", "--language", "es"), "--json and --approve leave nothing out"),
        (("--approve", "es", "--by", "Ana", "--staff"), "--json and --approve leave nothing out"),
        (("--width", "10"), "60"),
    ],
)
def test_what_is_asked_wrongly(run: Run, agency: Path, asked: tuple[str, ...], words: str) -> None:
    """One sentence with its remedy, exit 2, and nothing is written."""
    refused(run("words", *asked), 2, words)
    assert not (agency / APPROVED).exists()


def test_approval_wants_a_folder_of_the_agency(run: Run) -> None:
    """The shipped folder is replaced by the next upgrade."""
    refused(
        run("words", "--approve", "es", "--by", "Ana", HEARTHLINE_CONFIG=""), 2, "HEARTHLINE_CONFIG", "make a folder"
    )


def test_a_folder_that_cannot_be_written(run: Run, agency: Path, tmp_path: Path) -> None:
    """Something stands in the way: exit 1, one line, no half file, and what was approved stands."""
    run("words", "--approve", "en", "--by", "Lee")
    before = (agency / APPROVED).read_bytes()
    (agency / f".{APPROVED}.{os.getpid()}").mkdir()
    ended = run("words", "--approve", "es", "--by", "Ana")
    refused(ended, 1, f"{APPROVED}: cannot be written")
    assert ended.stderr.count("\n") == 1
    assert (agency / APPROVED).read_bytes() == before
    refused(run("words", "--html", str(tmp_path / "nowhere/words.html")), 1, "words.html: cannot be written")


def test_an_approval_that_cannot_be_read_is_not_written_over(run: Run, agency: Path) -> None:
    """Somebody's word may still be saved from it."""
    (agency / APPROVED).write_text("[es", "utf-8")
    refused(run("words", "--approve", "en", "--by", "Lee"), 2, APPROVED)
    refused(run("words", "--unapproved"), 2, APPROVED)
    assert (agency / APPROVED).read_text("utf-8") == "[es"
    assert run("words").exit_code == 0
    checked = run("check").stdout
    assert "warning: nobody knows who approved the words" in checked


def test_a_crash_leaves_the_former_approval(run: Run, agency: Path) -> None:
    """Stopped dead while it is written, the file is as it was."""
    run("words", "--approve", "es", "--by", "Ana")
    before = (agency / APPROVED).read_bytes()
    die = (
        "import os, signal\n"
        "os.fsync = lambda number: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from bot.cli import hearthline\n"
        "hearthline(['words', '--approve', 'en', '--by', 'Lee'])\n"
    )
    env = os.environ | {"HEARTHLINE_CONFIG": str(agency), "PYTHONPATH": str(Path(__file__).parents[2])}
    ended = subprocess.run([sys.executable, "-c", die], check=False, env=env)
    assert ended.returncode == -9
    assert (agency / APPROVED).read_bytes() == before
    assert run("config", "diff").stdout == "Your own folder changes nothing.\n"
