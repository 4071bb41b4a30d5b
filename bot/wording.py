"""Puts catalog words and their parameters into words for one reader, or one listener; lists are worded line by line."""

from collections.abc import Callable, Mapping

from bot.catalog import trimmed
from bot.model.effects import Lines, Phrase
from bot.model.people import Language, Wording
from bot.services import Services
from bot.store.outbox import OutboundText


def words_of(services: Services, text: OutboundText, wording: Wording) -> str:
    """Render a text in the reader's language and wording, within the carrier's limit."""
    return trimmed(worded(services, text.words, text.params, text.language, wording))


def worded(services: Services, words: str, params: Mapping[str, object], language: Language, wording: Wording) -> str:
    """Render catalog words with their parameters; phrases and lines are made of catalog words themselves."""

    def line(key: str, values: Mapping[str, object]) -> str:
        return worded(services, key, values, language, wording)

    return services.catalog.words(words, language, wording, _known(services, params, language, line, "\n"))


def spoken(services: Services, words: str, params: Mapping[str, object], language: Language) -> str:
    """Render catalog words as they are said on a call: a list is said sentence by sentence."""

    def line(key: str, values: Mapping[str, object]) -> str:
        return spoken(services, key, values, language)

    return services.catalog.spoken(words, language, _known(services, params, language, line, " "))


def _known(
    services: Services,
    params: Mapping[str, object],
    language: Language,
    line: Callable[[str, Mapping[str, object]], str],
    between: str,
) -> Mapping[str, object]:
    """Return parameters with phrases and lines put into words; names that a wording leaves out stay among them."""

    def param(value: object) -> object:
        match value:
            case Phrase(keys):
                return " ".join(services.catalog.words(key, language, Wording.FULL, {}) for key in keys)
            case Lines(lines):
                return between.join(line(key, values) for key, values in lines)
            case _:
                return value

    return {name: param(value) for name, value in params.items()}
