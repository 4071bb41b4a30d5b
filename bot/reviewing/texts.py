"""Every text as it is written, by language, key and variant: what is kept, compared and approved."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from bot.catalog import Catalog
from bot.catalog.words import is_staff, written
from bot.model.people import Language, Wording
from bot.model.value import value_in_order

VARIANTS: Mapping[str, str] = {Wording.FULL.value: "full", Wording.DISCREET.value: "discreet", "voice": "voice"}
"""The variants of a text as they are called among people, in the order in which they are read."""

Texts = Mapping[str, Mapping[str, str]]
"""The texts of one language: by key and variant the words, placeholders and all."""


class Kind(StrEnum):
    """What became of a text."""

    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@value_in_order
class Change:
    """A text that is no longer what it was, and the variants of which that is so."""

    key: str
    variants: tuple[str, ...]
    before: str | None
    now: str | None

    @property
    def kind(self) -> Kind:
        """What became of it."""
        if self.before is None:
            return Kind.NEW
        return Kind.GONE if self.now is None else Kind.CHANGED


def texts_of(catalog: Catalog, language: Language) -> Texts:
    """Return the texts of a language that has a file, in the order of that file."""
    return {
        key: {variant: written(template) for variant, template in entry.wordings.items()}
        for key, entry in catalog.entries[language].items()
    }


def for_families(texts: Texts) -> Texts:
    """Return those that families read."""
    return {key: variants for key, variants in texts.items() if not is_staff(key)}


def changes(before: Texts, now: Texts) -> Iterator[Change]:
    """Yield what differs, a key after the other; variants that were the same and still are make one change."""
    for key in dict.fromkeys((*now, *before)):
        old, new = before.get(key, {}), now.get(key, {})
        pairs: dict[tuple[str | None, str | None], list[str]] = {}
        for variant in VARIANTS:
            pairs.setdefault((old.get(variant), new.get(variant)), []).append(variant)
        yield from (Change(key, tuple(named), *pair) for pair, named in pairs.items() if pair[0] != pair[1])
