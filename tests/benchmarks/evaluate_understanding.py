"""How well texts are understood: `python tests/benchmarks/evaluate_understanding.py FILE...`, labelled JSON lines.

A line has id, lang, text, context, now, appointment and the answer: intent, urgency, requested. With `--wrong` the
texts that were taken for something else are shown; a set that is to stay unseen is scored without.
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.keywords import load_lexicon
from bot.language import Occasion, understand
from bot.language.times import asked_window
from bot.model.meaning import Before, Intent, Meaning, Urgency
from bot.model.windows import Window
from bot.program import load_program, shipped_config

NEAR = timedelta(minutes=15)
"""A window is right when both of its ends are this near."""
LEXICON = load_lexicon((shipped_config(),))
ZONE = load_program((shipped_config(),)).hours.zone
Row = dict[str, Any]
MOMENTS = ("now", "appointment")


@dataclass(frozen=True)
class Judged:
    """A labelled text and what it was taken to mean."""

    row: Row
    meaning: Meaning
    window: Window | None

    @property
    def is_right(self) -> bool:
        """Whether intent and urgency are as labelled."""
        return (self.meaning.intent, self.meaning.urgency) == (self.row["intent"], self.row["urgency"])

    @property
    def window_is_right(self) -> bool:
        """Whether the window is as labelled, or there is none and should be none."""
        wanted = self.row["requested"]
        if wanted is None or self.window is None:
            return wanted is None and self.window is None
        ends = ((self.window.start, wanted["start"]), (self.window.end, wanted["end"]))
        return all(abs(got - datetime.fromisoformat(want)) <= NEAR for got, want in ends)


def judged(row: Row) -> Judged:
    """Understand one text as the line does."""
    now, visit = (datetime.fromisoformat(at).astimezone(ZONE) if (at := row[name]) else None for name in MOMENTS)
    assert now is not None
    meaning = understand(row["text"], LEXICON, Occasion(Before(row["context"]), now, visit))
    asks = meaning.intent is Intent.RESCHEDULE
    return Judged(row, meaning, asked_window(row["text"], now, visit, LEXICON.times) if asks else None)


def share(counted: Sequence[Judged], is_so: Callable[[Judged], bool]) -> str:
    """Return of how many something is so, in figures."""
    found = sum(map(is_so, counted))
    return f"{found}/{len(counted)} = {found / len(counted):.3f}" if counted else "none to count"


def f1(every: Sequence[Judged], intent: str) -> float:
    """Return the harmonic mean of precision and recall of one intent."""
    said = {one.row["id"] for one in every if one.meaning.intent == intent}
    meant = {one.row["id"] for one in every if one.row["intent"] == intent}
    return 2 * len(said & meant) / (len(said) + len(meant))


def figures(every: Sequence[Judged]) -> Iterable[str]:
    """Yield the figures of one set, line by line."""
    emergencies = [one for one in every if one.row["urgency"] == Urgency.EMERGENCY]
    crises = [one for one in every if one.row["intent"] == Intent.CRISIS]
    others = [one for one in every if one.row["intent"] != Intent.CRISIS]
    asking = [one for one in every if one.row["intent"] == Intent.RESCHEDULE]
    intents = sorted({one.row["intent"] for one in every})
    scores = {intent: f1(every, intent) for intent in intents}
    yield f"texts                                    {len(every)}"
    yield f"emergencies found as such                {share(emergencies, is_emergency)}"
    yield f"crises noticed at all                    {share(crises, lambda one: one.meaning.intent is Intent.CRISIS)}"
    yield f"emergencies claimed where is no crisis   {share(others, is_emergency)}"
    yield f"intents, macro F1                        {sum(scores.values()) / len(scores):.3f}"
    yield f"windows exact                            {share(asking, lambda one: one.window_is_right)}"
    yield "each intent: " + ", ".join(f"{intent} {score:.2f}" for intent, score in scores.items())
    for lang in sorted({one.row["lang"] for one in every}):
        own = [one for one in every if one.row["lang"] == lang]
        yield f"{lang}: intent {share(own, lambda one: one.meaning.intent == one.row['intent'])}, emergencies " + share(
            [one for one in own if one.row["urgency"] == Urgency.EMERGENCY], is_emergency
        )


def is_emergency(one: Judged) -> bool:
    """Whether a text was taken for an emergency."""
    return one.meaning.urgency is Urgency.EMERGENCY


def main() -> None:
    """Score each file that is named."""
    shows = "--wrong" in sys.argv
    for name in (name for name in sys.argv[1:] if name != "--wrong"):
        every = [judged(json.loads(line)) for line in Path(name).read_text("utf-8").splitlines() if line.strip()]
        sys.stdout.writelines(f"{line}\n" for line in (name, *figures(every)))
        for one in every if shows else ():
            if not one.is_right or not one.window_is_right:
                wanted = (one.row["id"], one.row["text"], one.row["intent"], one.row["urgency"], one.row["requested"])
                got = (one.meaning.intent, one.meaning.urgency, one.window, one.meaning.because)
                sys.stdout.write(f"{wanted}\n    was taken for {got}\n")


if __name__ == "__main__":
    main()
