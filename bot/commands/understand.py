"""`hearthline understand`: what texts mean, as JSON lines for programs, or explained for people."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from bot.clock import SystemClock
from bot.commands.shape import everywhere, settings_for
from bot.keywords import load_lexicon
from bot.language import Lexicon, Occasion, understand
from bot.language.explaining import explained
from bot.language.times import asked_window
from bot.model.meaning import Before, Intent, Meaning
from bot.model.windows import Window
from bot.program import load_program
from bot.settings import Need
from bot.wiring import config_folders

CONTEXT = click.Choice([before.value for before in Before])
MOMENTS = ("now", "appointment")


class UnreadableError(ValueError):
    """A line that names no text, or one that cannot be read; the sentence says what to change."""


@click.command("understand")
@everywhere
@click.option("--explain", "text", metavar="TEXT", help="Explain this text for a person; nothing is read.")
@click.option("--context", type=CONTEXT, default=Before.NOTHING.value, help="With --explain: what came before it.")
def understand_texts(text: str | None, context: str) -> None:
    """Read texts as JSON lines, print what each means; exit 1 if a line could not be read."""
    folders = config_folders(settings_for(Need.MIGRATE).config_folder)
    lexicon, zone = load_lexicon(folders), load_program(folders).hours.zone
    if text is not None:
        for line in explained(text, lexicon, Occasion(Before(context), SystemClock().now().astimezone(zone))):
            click.echo(line)
        return
    lines = click.open_file("-", encoding="utf-8", errors="replace")
    answers = [_answer(line, lexicon, zone) for line in lines if line.strip()]
    if not all(answers):
        sys.exit(1)


def _answer(line: str, lexicon: Lexicon, zone: ZoneInfo) -> bool:
    """Print what one line means, or what is wrong with it; return whether it could be read."""
    try:
        asked = _asked(line)
    except UnreadableError as problem:
        click.echo(json.dumps({"error": str(problem)}))
        return False
    now, visit = (_local(asked.get(name), zone) for name in MOMENTS)
    now = now or SystemClock().now().astimezone(zone)
    meaning = understand(asked["text"], lexicon, Occasion(Before(asked.get("context") or Before.NOTHING), now, visit))
    asks = meaning.intent is Intent.RESCHEDULE
    window = asked_window(asked["text"], now, visit, lexicon.times) if asks else None
    click.echo(json.dumps({"id": asked.get("id"), **_told(meaning, window)}, ensure_ascii=False))
    return True


def _local(moment: str | None, zone: ZoneInfo) -> datetime | None:
    return datetime.fromisoformat(moment).astimezone(zone) if moment else None


def _asked(line: str) -> dict[str, str]:
    """Return what a line asks. Raises `UnreadableError`."""
    try:
        asked = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise UnreadableError("this line is no JSON") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise UnreadableError('this line is no object with a "text"')
    if asked.get("context") not in (None, *Before):
        raise UnreadableError(f"context: use one of {', '.join(Before)}")
    for problem in _moment_problems(asked):
        raise UnreadableError(problem)
    return asked


def _moment_problems(asked: dict[str, object]) -> Iterator[str]:
    """Yield what is wrong with the times of a line."""
    for name in MOMENTS:
        try:
            given = asked.get(name)
            if given is not None and datetime.fromisoformat(str(given)).tzinfo is None:
                yield f"{name}: lacks its offset, as in 2027-01-20T09:00:00-05:00"
        except ValueError:
            yield f"{name}: is no time, as in 2027-01-20T09:00:00-05:00"


def _told(meaning: Meaning, window: Window | None) -> dict[str, object]:
    """Return what a meaning is called outside (the names of `texts/README.md`)."""
    return {
        "intent": meaning.intent,
        "urgency": meaning.urgency,
        "crisis_kind": meaning.crisis_kind,
        "requested": window and {"start": window.start.isoformat(), "end": window.end.isoformat()},
        "because": list(meaning.because),
    }


COMMANDS = (understand_texts,)
