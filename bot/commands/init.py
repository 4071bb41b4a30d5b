"""`hearthline init`: asks what a new line must know, and writes its folder."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click

from bot.commands.shape import PlainError, everywhere
from bot.errors import ConfigError
from bot.installing.folder import occupied, write_folder
from bot.installing.questions import NONE, QUESTIONS, Question, is_asked, problem_with, usual_answer, usual_answers

_F = TypeVar("_F", bound=Callable[..., Any])


def _every_option(command: _F) -> _F:
    for question in reversed(QUESTIONS):
        kind: click.ParamType[Any] = click.File() if question.is_secret else click.STRING
        words = f"{question.words.partition(' (not shown)')[0]}{': a file, - = standard input' * question.is_secret}."
        command = click.option(question.option, question.name.replace(".", "_"), type=kind, help=words)(command)
    return command


@click.command()
@everywhere
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--yes", "takes_usual", is_flag=True, help="Ask nothing: what no option answers is as usual, or blank.")
@_every_option
def init(folder: Path, *, takes_usual: bool, **options: str | TextIO | None) -> None:
    """Ask what a new line must know and write its folder DIR: settings with a fresh key, configuration, a checklist.

    A blank answer takes what is usual, or is filled in later.
    """
    _refuse_what_is_there(folder)
    usual = usual_answers()
    given = {question.name: _given(options[question.name.replace(".", "_")]) for question in QUESTIONS}
    answers = _taken(given, usual) if takes_usual else _asked(given, usual)
    try:
        written = write_folder(folder, answers)
    except OSError as error:
        remedy = "see that the folder is yours and has room"
        raise click.ClickException(f"{folder}: cannot be written ({error.strerror}); {remedy}") from None
    for path in written:
        click.echo(f"wrote {path}")
    click.echo(f"Next: {folder / 'CHECKLIST.md'}")


def _refuse_what_is_there(folder: Path) -> None:
    there = occupied(folder)
    if there is not None:
        raise click.ClickException(f"{there} is there already and is not overwritten: move it, or name another folder.")


def _given(option: str | TextIO | None) -> str | None:
    if option is None or isinstance(option, str):
        return option
    try:
        return option.read().strip()
    except UnicodeDecodeError:
        raise PlainError(f"{option.name}: is not text; write the value alone into it") from None


def _taken(given: dict[str, str | None], usual: dict[str, str]) -> dict[str, str]:
    """Take what the options say, the rest as usual. Raises `ConfigError` with everything that will not do."""
    answers: dict[str, str] = {}
    problems = []
    for question in QUESTIONS:
        answers[question.name] = answer = _plain(given[question.name], usual_answer(question, usual, answers))
        problem = problem_with(question, answer, answers)
        if problem:
            problems.append(f"{question.option}: {problem}")
        elif answer and not is_asked(question, answers):
            problems.append(f"{question.option}: is of no use alone; give --alarm-to too")
    if problems:
        raise ConfigError(problems)
    return answers


def _asked(given: dict[str, str | None], usual: dict[str, str]) -> dict[str, str]:
    """Ask what no option has answered well."""
    if not sys.stdin.isatty():
        raise PlainError("Nobody can be asked here: answer by options (`hearthline init --help`) and add --yes.")
    click.echo("Enter takes what stands in brackets; what you do not know yet, leave blank.")
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        if is_asked(question, answers):
            usually = usual_answer(question, usual, answers)
            answers[question.name] = _ask_until_good(question, given[question.name], usually, answers)
        else:
            answers[question.name] = ""
    return answers


def _ask_until_good(question: Question, given: str | None, usual: str, answers: dict[str, str]) -> str:
    answer = given
    while True:
        if answer is None:
            hidden = question.is_secret
            answer = click.prompt(question.words, default=usual, show_default=bool(usual), hide_input=hidden)
        answer = _plain(answer, usual)
        problem = problem_with(question, answer, answers)
        if not problem:
            return answer
        click.echo(f"  {problem}", err=True)
        answer = None


def _plain(answer: str | None, usual: str) -> str:
    answer = usual if answer is None else answer.strip()
    return "" if answer == NONE else answer


COMMANDS = (init,)
