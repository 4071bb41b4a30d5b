"""docs/worker-card.md and docs/operations.md against the line: texts it sends, commands it knows, alarms it raises."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from bot.catalog import load_catalog
from bot.catalog.words import is_call, is_staff
from bot.language.commands import Command, Words, parse_command
from bot.language.help_called_commands import HalfHelpCalled
from bot.language.phrases import NoSuchPhrase
from bot.language.profile_commands import NoSuchHours, OwnWord
from bot.language.shift_commands import HalfShift
from bot.language.visit_commands import Unclear
from bot.model.people import Language, Wording
from bot.program import load_program, shipped_config

ROOT = Path(__file__).resolve().parents[2]
CARD = (ROOT / "docs/worker-card.md").read_text("utf-8")
OPERATIONS = (ROOT / "docs/operations.md").read_text("utf-8")
PROGRAM = load_program((shipped_config(),))
CATALOG = load_catalog((shipped_config(),), PROGRAM.hours.zone, PROGRAM.fallback_language)
FOR_SUPERVISORS = ("closed 2027-01-20", "assign Fri Lee for Dana", "block KB 24h", "unblock KB")
EXAMPLES: dict[tuple[str, type], object] = {
    ("code", str): "KB",
    ("codes", str): "KB, RT",
    ("family", str): "F-0012",
    ("number", str): "12",
    ("language", str): "English",
    ("name", str): "Dana",
    ("tier", str): "On call",
    ("at", datetime): datetime(2026, 12, 3, 23, tzinfo=UTC),
}


def quoted(page: str, title: str) -> list[str]:
    """Return what stands in backticks in the first column of a section's table."""
    part = page.partition(f"## {title}\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (.*?) \|", part, re.MULTILINE)
    return [text for cell in cells for text in re.findall(r"`(.+?)`", cell)]


def is_alarm(key: str) -> bool:
    """Whether the words under `key` say what an alarm means."""
    return key.startswith("staff.alarm_kind.")


def texts() -> Iterator[str]:
    """Yield every text to staff as the line words it, with the card's example family, request and visit."""
    for key in (one for one in CATALOG.entries[Language.ENGLISH] if is_staff(one) and not is_call(one)):
        sample = CATALOG.entry(key, Language.ENGLISH).sample
        values = {name: EXAMPLES.get((name, type(value)), value) for name, value in sample.items()}
        yield CATALOG.words(key, Language.ENGLISH, Wording.FULL, values)


TEXTS = tuple(texts())
SHOWN = quoted(CARD, "What comes, and what to answer")
COMMANDS = quoted(CARD, "What you may write")


@pytest.mark.parametrize("shown", SHOWN)
def test_each_text_of_the_card_is_one_the_line_sends(shown: str) -> None:
    """A worker compares letter by letter at night."""
    assert any(shown in text for text in TEXTS)


@pytest.mark.parametrize("command", [*COMMANDS, *FOR_SUPERVISORS])
def test_each_command_of_the_card_is_understood(command: str) -> None:
    """Nothing on the card is passed on to a family as words, or answered with "Not understood"."""
    if command == "KB":  # the code that words begin with
        command = "KB are you there"
        assert parse_command(command) == Words("KB", "are you there")
        return
    assert not isinstance(parse_command(command), Words | Unclear | HalfShift)


def test_the_card_lists_every_command() -> None:
    """A new command stands on the card before it is merged."""
    there = {type(parse_command(command)) for command in (*COMMANDS, *FOR_SUPERVISORS)}
    no_commands = {Words, Unclear, HalfShift, HalfHelpCalled, NoSuchHours, NoSuchPhrase, OwnWord}  # refused, the latter
    assert {one for one in get_args(Command) if one not in no_commands} - there == set()


def test_every_alarm_is_explained() -> None:
    """Whoever reads an alarm at night finds its line."""
    kinds = {key.rpartition(".")[2] for key in filter(is_alarm, CATALOG.entries[Language.ENGLISH])}
    assert kinds
    assert kinds - set(quoted(OPERATIONS, "When an alarm comes")) == set()
