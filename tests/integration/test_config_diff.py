"""`hearthline config diff`: what an agency has changed, and what an upgrade has left behind."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.checking import config_problems
from bot.cli import hearthline
from bot.config.renamed import RENAMED
from bot.errors import ConfigError
from bot.program import load_program, shipped_config

Diff = Callable[[], list[str]]


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    """Give an agency's own folder, empty."""
    folder = tmp_path / "config"
    folder.mkdir()
    return folder


@pytest.fixture
def diff(agency: Path, monkeypatch: pytest.MonkeyPatch) -> Diff:
    """Run the command; it needs no key and no database, and ends well whatever it finds."""
    monkeypatch.chdir(agency.parent)

    def run_it() -> list[str]:
        ended = CliRunner(env={"HEARTHLINE_CONFIG": "config"}).invoke(hearthline, ["config", "diff"])
        assert ended.exit_code == 0, ended.output
        return ended.stdout.splitlines()

    return run_it


def write(folder: Path, name: str, text: str) -> None:
    """Write a file of the agency."""
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def test_each_changed_key_is_shown_with_both_values(agency: Path, diff: Diff) -> None:
    """What repeats the shipped value is no difference; a list replaces the whole list."""
    write(
        agency,
        "program.toml",
        '[hours]\nzone = "America/Chicago"\nfamily_texts = "09:00-20:00"\n[holidays]\nown = [2026-11-27]\n'
        "[episode]\nweeks = 10\n",
    )
    write(agency, "oncall.toml", "[rounds]\ngrowth = 1.5\n")
    write(agency, "directory.toml", '[entries.poison]\ndialled_on = 2026-12-01\nnumber = "800-222-1222"\n')
    write(agency, "messages/en.toml", '[help.claimed]\nsms = "{name} has it."\n')
    write(agency, "public/en.toml", '[terms]\ntitle = "Terms"\n')
    assert diff() == [
        "directory.toml [entries.poison] dialled_on: new, 2026-12-01",
        'messages/en.toml [help.claimed] sms: "{name} has your message." -> "{name} has it."',
        "oncall.toml [rounds] growth: 2.0 -> 1.5",
        'program.toml [hours] zone: "America/New_York" -> "America/Chicago"',
        "program.toml [holidays] own: [] -> [2026-11-27]",
        "program.toml [episode] weeks: 12 -> 10",
        'public/en.toml [terms] title: "Terms of the text line" -> "Terms"',
    ]


def test_phrases_are_added_and_not_replaced(agency: Path, diff: Diff) -> None:
    """The lexicon and the slips of the thumb add up; a word of keywords.toml takes a new meaning."""
    write(agency, "lexicon/en.toml", '[crisis.suicide]\nemergency = ["off the bridge tonight"]\n')
    write(agency, "keywords.toml", 'slips = ["pantry", "suicide"]\n[keywords]\ninfo = "directory"\n')
    assert diff() == [
        'keywords.toml slips: adds ["pantry"]',
        'keywords.toml [keywords] info: "help" -> "directory"',
        'lexicon/en.toml [crisis.suicide] emergency: adds ["off the bridge tonight"]',
    ]


def test_files_nobody_reads_are_named(agency: Path, diff: Diff) -> None:
    """Also a misspelt one, with the likely name; a hidden file is somebody else's business."""
    write(agency, "notes.txt", "call Lee")
    write(agency, "on_call.toml", "")
    write(agency, ".keep", "")
    notes, misspelt, mistake = diff()
    assert notes == "notes.txt: nobody reads this file"
    assert misspelt == "on_call.toml: nobody reads this file"
    assert mistake.startswith("mistake: ")
    assert "did you mean oncall.toml?" in mistake


def test_nothing_changed_is_said(agency: Path, diff: Diff) -> None:
    """An empty folder, and no folder at all."""
    assert diff() == ["Your own folder changes nothing."]
    none = CliRunner().invoke(hearthline, ["config", "diff"], env={"HEARTHLINE_CONFIG": ""})
    assert none.stdout == "HEARTHLINE_CONFIG names no folder of your own: everything is as shipped.\n"


def test_a_file_that_cannot_be_read_is_a_mistake_and_no_traceback(agency: Path, diff: Diff) -> None:
    """The rest is shown all the same."""
    write(agency, "program.toml", '[hours\nzone = "America/Chicago"\n')
    write(agency, "oncall.toml", "[rounds]\ngrowth = 1.5\n")
    shown = diff()
    assert "oncall.toml [rounds] growth: 2.0 -> 1.5" in shown
    assert any(line.startswith("mistake: ") and "program.toml: line 1" in line for line in shown)


@pytest.fixture
def upgraded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an upgrade have renamed a key, a table and a text."""
    monkeypatch.setitem(RENAMED, "program.toml", {"hours.texts": "hours.family_texts", "windows": "contact"})
    monkeypatch.setitem(RENAMED, "messages", {"help.taken": "help.claimed"})


def test_a_key_that_an_upgrade_renamed_names_the_new_one(agency: Path, diff: Diff, upgraded: None) -> None:
    """At start, in `check` and here, for a key, a whole table and a text."""
    write(agency, "program.toml", '[hours]\ntexts = "10:00-19:00"\n[windows]\nrelay_window_minutes = 5\n')
    write(agency, "messages/es.toml", '[help.taken]\nsms = "hola"\n')
    told = "an upgrade has renamed this key to"
    with pytest.raises(ConfigError) as refused:
        load_program([shipped_config(), agency])
    assert {problem.partition(": ")[2] for problem in refused.value.problems} == {
        f"windows: {told} contact; write it so",
        f"hours.texts: {told} hours.family_texts; write it so",
    }
    assert any(f"hours.texts: {told} hours.family_texts" in line for line in diff())
    (agency / "program.toml").unlink()
    assert any(f"help.taken: {told} help.claimed" in line for line in config_problems([shipped_config(), agency]))
