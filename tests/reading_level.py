"""How hard a text is to read, as a school grade of the United States: the sixth is the most (SAFETY 1.6).

English by the Flesch-Kincaid grade (Kincaid and others, 1975); Spanish by the reading ease of Fernandez Huerta (1959),
in his own table of grades. Both are textstat's, which reads its dictionary of syllables from a wheel.

Both formulas were made for pages. In ten words one long word is worth more than a grade, so a short text may measure
two grades more than a long one; and all texts of a language together, which are a page, are held to a grade less.
"""

import re
from collections.abc import Iterable

import textstat

from bot.model.people import Language

MEASURED = (Language.ENGLISH, Language.SPANISH)
SIXTH = 6
FEW_WORDS = 30
LEEWAY = 2
"""Grades by which a text of few words may measure harder than it is."""

_EASE = ((90, 4), (80, 5), (70, 6), (60, 8), (50, 10), (30, 12))
"""Fernandez Huerta's table: reading ease of at least this, school grade. Below it: university."""
_UNIVERSITY = 13
_UNSEEN = 10
"""Points by which textstat makes Spanish easier than it is: it takes `ahora`, `una`, `dia` for a syllable less."""
_ENDS = re.compile(r"\s*\n\s*")


def grade(text: str, language: Language) -> int:
    """Return the school grade in which `text` is read with ease."""
    textstat.set_lang(language.value)
    read = _ENDS.sub(". ", text)  # each line of a list is read by itself
    if language is Language.ENGLISH:
        return int(textstat.flesch_kincaid_grade(read))
    ease = textstat.fernandez_huerta(read) - _UNSEEN
    return next((level for least, level in _EASE if ease >= least), _UNIVERSITY)


def most(text: str) -> int:
    """Return the grade that `text` may measure, alone."""
    return SIXTH + LEEWAY if len(text.split()) < FEW_WORDS else SIXTH


def page(texts: Iterable[str]) -> str:
    """Lay texts under each other, each ended, as one page to be read."""
    return "\n".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in texts)
