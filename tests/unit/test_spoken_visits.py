"""What families hear about their visits: in every language, worded for the ear, and fit for whoever else listens."""

import re
from pathlib import Path

import pytest
from words_rules import broken_rules
from world import ZONE

from bot.catalog.load import load_catalog
from bot.catalog.words import VOICE, Catalog
from bot.flows.calls.mine import GO_ON
from bot.flows.visit_texts import QUESTIONS
from bot.model.people import Language, Wording
from bot.program import shipped_config

FLOWS = Path(__file__).parents[2] / "bot" / "flows"
BY_A_WORKER = {"visits.worker_late", "visits.doorstep", "visits.given_back", "visits.not_after_all"}
"""Notices of a worker at work, which go by text alone."""
IN_WORDS = {
    "visits.count",
    "visits.who",
    "visits.next",
    "visits.told_waiting",
    "visits.passed_on",
    "visits.asked_worker",
}
"""Answers to what is asked in words, which a call does not take; and topics that are no key by themselves."""
STATES = {
    "visits.asked",
    "visits.asked_apart",
    "visits.offered",
    "visits.dropping",
    "visits.mixed",
    "visits.which_fine",
}
TO_TEXT = {
    Language.ENGLISH: r"\b(?:text|texts|reply|write|send|=)\b|=",
    Language.SPANISH: r"\b(?:texto|textos|mande|escriba|responda|conteste|envie)\b|=",
    Language.HAITIAN_CREOLE: r"\b(?:voye|ekri|reponn|mesaj|tèks)\b|=",
    Language.PORTUGUESE: r"\b(?:mande|escreva|responda|envie|texto|mensagem)\b|=",
}
PRESS = {
    Language.ENGLISH: "press",
    Language.SPANISH: "oprima",
    Language.HAITIAN_CREOLE: "peze",
    Language.PORTUGUESE: "aperte",
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Load the words as they ship."""
    return load_catalog([shipped_config()], ZONE, Language.ENGLISH)


def spoken_keys(catalog: Catalog) -> list[str]:
    """Return every key about visits that the flows name, as the source has it, but what is never said on a call."""
    source = "\n".join(path.read_text("utf-8") for path in sorted(FLOWS.rglob("*.py")))
    named = set(re.findall(r'"(visits\.[a-z_]+)"', source))
    topics = {f"{one}_{when}" for one in ("visits.asked_worker", "visits.passed_on") for when in ("now", "by")}
    return sorted(key for key in (named | topics) - BY_A_WORKER - IN_WORDS if catalog.has(key))


def said(catalog: Catalog, key: str, language: Language) -> str:
    """Return what is heard, with the sample filled in; lists are made of keys of their own."""
    sample = catalog.entry(key, language).sample
    return catalog.spoken(key, language, {**sample, "list": ""} if "list" in sample else sample)


@pytest.mark.parametrize("language", Language)
def test_each_answer_has_words_for_the_ear(catalog: Catalog, language: Language) -> None:
    """Whatever a key may be answered by is worded for a call, and asks for no text."""
    keys = spoken_keys(catalog)
    assert len(keys) > 30
    assert {key for key in keys if VOICE not in catalog.entry(key, language).wordings} == set()
    asks_for_text = {key: said(catalog, key, language) for key in keys}
    assert {key for key, words in asks_for_text.items() if re.search(TO_TEXT[language], words.lower())} == set()


@pytest.mark.parametrize("language", Language)
def test_what_is_heard_is_fit_for_whoever_listens(catalog: Catalog, language: Language) -> None:
    """A call may be on loudspeaker: the rules of discreet texts hold for all that is said."""
    for key in spoken_keys(catalog):
        assert broken_rules(said(catalog, key, language), Wording.DISCREET, language) == [], key


@pytest.mark.parametrize("language", Language)
def test_each_question_names_its_keys(catalog: Catalog, language: Language) -> None:
    """What asks says which key does what."""
    asking = {*GO_ON, *QUESTIONS} - BY_A_WORKER - {"visits.which"}
    for key in sorted(asking):
        assert PRESS[language] in said(catalog, key, language).lower(), key
    assert PRESS[language] in said(catalog, "visits.choice", language).lower()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.ENGLISH, "Wednesday, December 2, 6:00 pm."),
        (Language.SPANISH, "miércoles 2 de diciembre, 6:00 pm."),
        (Language.HAITIAN_CREOLE, "mèkredi 2 desanm, 6:00 pm."),
        (Language.PORTUGUESE, "quarta-feira, 2 de dezembro, 6:00 pm."),
    ],
)
def test_days_are_said_in_full(catalog: Catalog, language: Language, words: str) -> None:
    """No "Wed, Dec 2" that a voice would spell."""
    assert said(catalog, "visits.line", language) == words


@pytest.mark.parametrize("language", Language)
def test_before_a_key_nothing_is_told(catalog: Catalog, language: Language) -> None:
    """The first words, and those a voicemail keeps, name no visit and nobody."""
    for key in ("call.for_you", "call.voicemail", "call.calls_back"):
        assert not re.search(r"\bvis|\bvizit", catalog.spoken(key, language, {}).lower())
