"""Explains to a person how a text was understood: the words as they were read, and the phrases that were found."""

from collections.abc import Iterator

from bot.language import Occasion, understand
from bot.language.lexicon import Lexicon, Match, Sense, by_role, find
from bot.language.likeness import likely
from bot.language.normalise import normalise
from bot.language.times import asked_window

LIKELIEST = 3
"""Meanings that are named of those a text is like."""


def explained(text: str, lexicon: Lexicon, occasion: Occasion) -> Iterator[str]:
    """Yield, line by line, what `text` was taken to mean and why; a phrase of several parts only with all of them."""
    meaning = understand(text, lexicon, occasion)
    crisis = f", {meaning.urgency}: {meaning.crisis_kind}" if meaning.crisis_kind else ""
    yield f"means     {meaning.intent}{crisis}"
    yield f"because   {', '.join(meaning.because) or 'nothing in it is known'}"
    words = normalise(text, lexicon.spelling)
    yield f"read as   {' '.join(words)}"
    shares = likely(words, occasion.before, lexicon.learnt, asks="?" in text).shares
    likeliest = sorted(shares, key=lambda label: -shares[label])[:LIKELIEST]
    yield f"is like   {', '.join(f'{label} {shares[label]:.2f}' for label in likeliest) or 'nothing that was learnt'}"
    if occasion.now is not None and (window := asked_window(text, occasion.now, occasion.visit, lexicon.times)):
        yield f"time      {window.start:%Y-%m-%d %H:%M} to {window.end:%Y-%m-%d %H:%M}"
    complete = (match for matches in by_role(find(words, lexicon), lexicon).values() for match in matches)
    for match in sorted(complete, key=lambda one: (one.start, one.last)):
        yield f"found     {_named(lexicon.senses[match.rule]):28} {_said(words, match)}"


def _named(sense: Sense) -> str:
    """Return what a phrase says, as the lexicon calls it."""
    grade = "doubtful" if sense.is_doubtful else sense.urgency
    said = (sense.kind, grade if sense.kind else None, sense.intent, sense.limit, sense.day, sense.pick)
    return " ".join(str(one) for one in (sense.role, *said) if one)


def _said(words: list[str], match: Match) -> str:
    return " ".join(words[max(match.start, 0) : match.last + 1])
