"""Crisis first: what is a cry for help, how urgent, and what is none."""

from pathlib import Path

import pytest

from bot.keywords import load_lexicon
from bot.language import understand
from bot.language.lexicon import Lexicon
from bot.model.meaning import CrisisKind, Intent, Urgency

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    return load_lexicon([CONFIG])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I want to kill myself", CrisisKind.SUICIDE),
        ("i been thinking about suicde a lot", CrisisKind.SUICIDE),
        ("wish i was never born", CrisisKind.SUICIDE),
        ("everybody is better off without me", CrisisKind.SUICIDE),
        ("my teenager says she doesn't want to live", CrisisKind.SUICIDE),
        ("ya no quiero vivir", CrisisKind.SUICIDE),
        ("me quiero morir", CrisisKind.SUICIDE),
        ("my husband is choking me", CrisisKind.PARTNER_VIOLENCE),
        ("he has a gun and hes drunk", CrisisKind.PARTNER_VIOLENCE),
        ("my ex is outside the door", CrisisKind.PARTNER_VIOLENCE),
        ("he wont let us out of the house", CrisisKind.PARTNER_VIOLENCE),
        ("mi esposo me está golpeando", CrisisKind.PARTNER_VIOLENCE),
        ("no me deja salir de la casa", CrisisKind.PARTNER_VIOLENCE),
        ("im scared im going to hurt my baby", CrisisKind.CHILD_SAFETY),
        ("the neighbor touched my daughter", CrisisKind.CHILD_SAFETY),
        ("baby cant breathe", CrisisKind.MEDICAL),
        ("mi nena no respira", CrisisKind.MEDICAL),
        ("he swallowed a whole bottle of pills", CrisisKind.OVERDOSE),
        ("se tomó todas las pastillas", CrisisKind.OVERDOSE),
        ("my son ran away", CrisisKind.RUNAWAY),
        ("mi hija no aparece", CrisisKind.RUNAWAY),
        ("they are shooting outside", CrisisKind.VIOLENCE),
        ("we have nowhere to sleep tonight", CrisisKind.SHELTER),
        ("no tenemos donde dormir", CrisisKind.SHELTER),
        ("my apartment is on fire", CrisisKind.OTHER),
        ("huele a gas", CrisisKind.OTHER),
        ("please help me", CrisisKind.OTHER),
        ("🆘", CrisisKind.OTHER),
        ("heeeelp", CrisisKind.OTHER),
        ("HELP!!!", CrisisKind.OTHER),
        ("socorro", CrisisKind.OTHER),
        ("m pa vle viv anko", CrisisKind.SUICIDE),
        ("quero morrer", CrisisKind.SUICIDE),
    ],
)
def test_emergencies(lexicon: Lexicon, text: str, kind: CrisisKind) -> None:
    """Present danger is an emergency, direct or indirect, misspelt, about oneself or another."""
    meaning = understand(text, lexicon)
    assert (meaning.intent, meaning.urgency, meaning.crisis_kind) == (Intent.CRISIS, Urgency.EMERGENCY, kind)
    assert meaning.because
    assert not meaning.needs_nobody


@pytest.mark.parametrize(
    "text",
    [
        "i relapsed on monday and feel awful",
        "she came home with a bruise on her leg",
        "we are getting evicted",
        "they have to be out next week, nowhere to go",
        "no formula for the baby",
        "i saw old scars, cuts on his arm",
        "feeling hopeless",
        "im not going to hurt myself but im so low",
        "ignore that text my husband says its fine",
        "recaí el fin de semana",
        "nos van a desalojar el lunes",
    ],
)
def test_soon(lexicon: Lexicon, text: str) -> None:
    """What a person must answer today, without harm within hours, is `soon`."""
    assert understand(text, lexicon).urgency is Urgency.SOON


@pytest.mark.parametrize(
    "text",
    [
        "dying of laughter over here",
        "i could kill for a coffee",
        "this traffic is killing me",
        "my phone died",
        "these kids will be the death of me",
        "we watched a movie where he kills everyone",
        "when is the suicide prevention training",
        "he used to beat me but that was 6 years ago",
        "im not suicidal",
        "fire drill at school so pickup is late",
        "the dog ran away again lol",
        "nobody hit me up about the form",
        "can you help me fill out the form",
        "i am so tired today",
        "work is stressful this week",
        "flu shots are at the school today",
        "me muero de hambre",
        "el tráfico me está matando",
        "se murió mi celular",
        "my son is home from school, come at 4",
        "take the kids to the park first",
    ],
)
def test_ordinary_words_wake_nobody(lexicon: Lexicon, text: str) -> None:
    """Idioms, films, denials, what is long past and ordinary stress are no crisis."""
    meaning = understand(text, lexicon)
    assert (meaning.urgency, meaning.crisis_kind) == (Urgency.NONE, None), meaning.because
    assert meaning.intent is not Intent.CRISIS


@pytest.mark.parametrize(
    "text",
    [
        "this traffic is killing me. he is going to kill me tonight",
        "he used to hit me years ago and now hes at the door with a knife",
        "dying of laughter lol but really i want to die",
        "me muero de hambre y mi marido me pego",
        "i am dead tired of living",
        "yes 4 is fine. he said he will kill me",
        "cancel tomorrow, my baby is not breathing",
    ],
)
def test_an_exception_cancels_only_what_it_covers(lexicon: Lexicon, text: str) -> None:
    """An idiom or an ordinary answer never hides a second, real danger in the same text."""
    assert understand(text, lexicon).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize(
    "text",
    ["no food in the house", "out of diapers", "they kicked us out", "no heat", "eviction notice", "no hay comida"],
)
def test_basics(lexicon: Lexicon, text: str) -> None:
    """Food, formula, diapers, heat and shelter are marked for 211."""
    assert understand(text, lexicon).needs_basics


def test_other_dangers_are_not_marked_as_basics(lexicon: Lexicon) -> None:
    """Violence alone does not point to 211."""
    assert not understand("he hit me", lexicon).needs_basics
