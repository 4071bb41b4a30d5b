"""Explains to a person how a text was understood: the words as they were read, and the phrases that were found."""

from collections.abc import Iterator

from bot.language import Occasion, understand
from bot.language.lexicon import Lexicon, Match, Role, Sense, find
from bot.language.normalise import normalise
from bot.model.meaning import Before


def explained(text: str, lexicon: Lexicon, before: Before) -> Iterator[str]:
    """Yield, line by line, what `text` was taken to mean and why."""
    meaning = understand(text, lexicon, Occasion(before))
    crisis = f", {meaning.urgency}: {meaning.crisis_kind}" if meaning.crisis_kind else ""
    yield f"means     {meaning.intent}{crisis}"
    yield f"because   {', '.join(meaning.because) or 'nothing in it is known'}"
    words = normalise(text, lexicon.spelling)
    yield f"read as   {' '.join(words)}"
    for match in find(words, lexicon):
        sense = lexicon.rules[match.rule].sense
        if len(lexicon.rules[match.rule].parts) == 1 or sense.role is Role.CRISIS:
            yield f"found     {_named(sense):28} {_said(words, match)}"


def _named(sense: Sense) -> str:
    """Return what a phrase says, as the lexicon calls it."""
    said = (sense.kind, sense.urgency if sense.kind else None, sense.intent, sense.limit, sense.day, sense.pick)
    return " ".join(str(one) for one in (sense.role, *said) if one)


def _said(words: list[str], match: Match) -> str:
    return " ".join(words[max(match.start, 0) : match.last + 1])
