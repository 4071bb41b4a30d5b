"""Writes a new line's folder: each file whole or not at all, none over one that is there."""

import os
from collections.abc import Mapping
from pathlib import Path

from bot.config.whole_file import READABLE, write_whole
from bot.installing.checklist import checklist
from bot.installing.env_file import env_file
from bot.installing.program_file import program_file
from bot.installing.questions import QUESTIONS, usual_answers
from bot.settings import make_key

PROGRAM, CHECKLIST, ENV = Path("config/program.toml"), Path("CHECKLIST.md"), Path("hearthline.env")
_OWN = {"HEARTHLINE_CONFIG": "config", "DATABASE_URL": "sqlite:///hearthline.db"}
_PRIVATE = 0o600


def occupied(folder: Path) -> Path | None:
    """Return a file that stands where one would be written."""
    return next((folder / name for name in (PROGRAM, CHECKLIST, ENV) if os.path.lexists(folder / name)), None)


def write_folder(folder: Path, answers: Mapping[str, str]) -> tuple[Path, ...]:
    """Write the three files, the one with the secrets last: where it stands, all is there. Raises `OSError`."""
    usual = usual_answers()
    differing = {
        question.name: answers[question.name]
        for question in QUESTIONS
        if not question.is_setting and answers[question.name] != usual[question.name]
    }
    given = {question.name: answers[question.name] for question in QUESTIONS if question.is_setting}
    settings = _OWN | {name: answer for name, answer in given.items() if answer} | {"HEARTHLINE_KEYS": make_key()}
    (folder / PROGRAM).parent.mkdir(parents=True, exist_ok=True)
    return (
        write_whole(folder / PROGRAM, program_file(differing), READABLE),
        write_whole(folder / CHECKLIST, checklist(settings, (folder / ENV).absolute()), READABLE),
        write_whole(folder / ENV, env_file(settings), _PRIVATE),
    )
