"""The rules no text to a family may break, held against every shipped wording."""

import re
import unicodedata
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.catalog import is_gsm7, load_catalog, segments
from bot.directory import load_directory
from bot.model.people import Language, Wording

SHIPPED = Path(__file__).parents[2] / "config"

# What no shipped text may say, as data. Words are compared without accents and in any case.

VICTIM_WORDS = [
    "shelter",
    "shelters",
    "violence",
    "violent",
    "abuse",
    "abused",
    "abuser",
    "abusive",
    "suicide",
    "suicidal",
    "hotline",
    "hotlines",
    "rape",
    "refugio",
    "refugios",
    "albergue",
    "albergues",
    "violencia",
    "violento",
    "violenta",
    "abuso",
    "abusos",
    "abusar",
    "abusador",
    "maltrato",
    "suicidio",
    "suicida",
    "suicidarse",
    "violacion",
]
VICTIM_PHRASES = ["linea de crisis", "linea directa", "crisis line"]
PROGRAM_WORDS = [
    "program",
    "programs",
    "programa",
    "programas",
    "agency",
    "agencies",
    "agencia",
    "agencias",
    "dcf",
    "careline",
]
PROGRAM_PHRASES = [
    "family preservation",
    "preservacion familiar",
    "preservacion de la familia",
    "child & family",
    "child and family",
    "linea de proteccion",
]
STREET_ADDRESS = re.compile(
    r"\b\d{1,5} (?:[a-z.]+ ){0,3}(?:street|st|avenue|ave|road|rd|drive|lane|boulevard|blvd|turnpike|highway)\b"
    r"|\b(?:calle|avenida) [a-z]+"
)
CARRIER_WORDS = "CANCEL|END|QUIT|REVOKE|OPTOUT|YES|STOP|START|UNSTOP|HELP|INFO"
ASKING = (
    r"reply|text|respond|answer|type|send|write"
    r"|responda|responde|conteste|contesta|escriba|escribe|envie|envia|mande|manda|teclee|texto|texte|textee|textea|marque|diga|say"
)
LINK = r"(?: back)?(?: with| con)?(?: the word| la palabra)?:? [\"']?"
ASKED_FOR = [
    re.compile(rf"\b(?i:{ASKING})\b[^.?!\n]{{0,40}}\b(?:{CARRIER_WORDS})\b"),
    re.compile(rf"\b(?i:{ASKING})(?i:{LINK})(?i:yes|stop|start|unstop|cancel|quit|revoke|optout)\b"),
    re.compile(rf"\b(?:{CARRIER_WORDS})\b[\"']? (?:to|para)\b"),
]
PROMISES = ["help is on the way", "help is on its way", "la ayuda va en camino", "ayuda en camino"]
LOCK_SCREEN = 40
SENSITIVE = [*VICTIM_WORDS, *VICTIM_PHRASES, "crisis", "sexual", "assault", "women's", "dcf", "careline"]


def bare(text: str) -> str:
    """Return `text` in lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def found(text: str, words: list[str]) -> list[str]:
    """Return those of `words` that stand in `text` as whole words."""
    return [word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", bare(text))]


def broken_rules(text: str, wording: str) -> list[str]:
    """Name each rule for family texts that `text` breaks."""
    victim = VICTIM_WORDS + VICTIM_PHRASES
    broken = [f"promises {phrase!r}" for phrase in found(text, PROMISES)]
    broken += [f"lock screen shows {word!r}" for word in found(text[:LOCK_SCREEN], [*victim, "dcf", "careline"])]
    unaccented = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    broken += [f"asks for {match[0]!r}" for pattern in ASKED_FOR if (match := pattern.search(unaccented))]
    if wording == Wording.DISCREET:
        broken += [f"discreet says {word!r}" for word in found(text, victim + PROGRAM_WORDS + PROGRAM_PHRASES)]
        broken += [f"discreet gives {match[0]!r}" for match in STREET_ADDRESS.finditer(bare(text))]
    return broken


@pytest.mark.parametrize(
    "text",
    [
        "Your program called.",
        "La agencia llamó",
        "dcf",
        "Preservación Familiar",
        "Child & Family here",
        "Careline 1-800",
        "a shelter bed",
        "Violencia",
        "Suicide line",
        "a very long text about nothing at all, then: a hotline",
        "Come to 255 Hempstead Street",
        "Calle Mayor",
        "Text STOP to end",
        "Reply YES",
        "reply yes",
        "Reply with the word CANCEL",
        "Reply 1, or HELP for more",
        "Responda STOP",
        "Envíe la palabra CANCEL",
        "STOP to opt out",
        "Help is on the way!",
        "La ayuda va en camino.",
    ],
)
def test_the_rules_catch_what_they_are_for(text: str) -> None:
    """Each forbidden thing is found in a discreet text, so that silence means something."""
    assert broken_rules(text, "discreet")


@pytest.mark.parametrize(
    "text",
    [
        "We are telling the person on call now. In danger: 911. To talk: 988.",
        "Automatic answer. Your message is passed on. Need a person tonight? Text 1. In danger: 911.",
        "Su visita programada es el sab 3 oct. 1 = bien, 2 = cambiar.",
        "Reply 1 to keep it, 2 to move it. We cannot send help from here; call 911.",
        "The answer is at the end of the list.",
    ],
)
def test_the_rules_let_careful_words_pass(text: str) -> None:
    """Careful texts break no rule."""
    assert broken_rules(text, "discreet") == []


def test_the_lock_screen_rule_holds_for_full_texts_too() -> None:
    """In the full wording a sensitive word may stand, but not in the first 40 characters."""
    assert broken_rules("Domestic violence line: call", "sms") == ["lock screen shows 'violence'"]
    assert broken_rules(f"{'Here is the number you asked for: ' * 2} violence line", "sms") == []


def test_the_shipped_words_break_no_rule() -> None:
    """Every shipped text, in every language and wording, keeps the rules, fits its budget and stays in GSM-7."""
    catalog = load_catalog([SHIPPED], ZoneInfo("America/New_York"), Language.ENGLISH)
    broken = []
    for language, key in product(catalog.languages, catalog.keys()):
        entry = catalog.entry(key, language)
        for wording in entry.wordings.keys() & set(Wording):
            text = catalog.words(key, language, Wording(wording), entry.sample)
            rules = [] if key.startswith("staff.") else broken_rules(text, wording)
            rules += [] if entry.unicode or is_gsm7(text) else ["is not GSM-7"]
            rules += [] if segments(text) <= entry.segments else ["is over budget"]
            broken += [f"{language} {key} {wording}: {rule}" for rule in rules]
    assert broken == []
    assert catalog.languages[:2] == (Language.ENGLISH, Language.SPANISH)


def test_the_list_of_numbers_begins_harmlessly_whoever_reads_it() -> None:
    """What a service is for stands behind the first 40 characters of the list, and of each number asked for."""
    catalog = load_catalog([SHIPPED], ZoneInfo("America/New_York"), Language.ENGLISH)
    directory = load_directory([SHIPPED])
    broken = []
    for language, is_discreet in product(Language, (False, True)):
        wording = Wording.DISCREET if is_discreet else Wording.FULL
        entries = directory.short_list(discreet=is_discreet)
        labels = [entry.label(language, discreet=is_discreet) for entry in entries]
        listed = "\n".join(f"{digit} {label}" for digit, label in enumerate(labels, start=1))
        texts = [catalog.words("numbers.list", language, wording, {"list": listed})]
        for entry, label in zip(entries, labels, strict=True):
            params = {"label": label, "number": entry.number_for(language), "note": "" if is_discreet else entry.hours}
            texts.append(catalog.words("numbers.one", language, wording, params))
        broken += [f"{language}: {text[:LOCK_SCREEN]!r}" for text in texts if found(text[:LOCK_SCREEN], SENSITIVE)]
    assert broken == []
