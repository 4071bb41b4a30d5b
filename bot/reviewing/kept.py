"""Words kept in a file, as a release keeps those it ships: written by `hearthline words --json`, read for `--since`."""

import json
from collections.abc import Mapping
from pathlib import Path

from bot.catalog import Catalog, segments
from bot.catalog.words import Entry, Reader, parse_template, written
from bot.errors import ConfigError
from bot.model.people import Language, Wording
from bot.model.value import value_in_order
from bot.reviewing.texts import VARIANTS, Texts

RELEASED = Path("messages/released")
"""Where the shipped configuration keeps the words of each release, as VERSION.json."""


@value_in_order
class Kept:
    """The words of one moment: of which version the line was, and its texts by language."""

    version: str
    languages: Mapping[Language, Texts]


def as_json(catalog: Catalog, version: str) -> str:
    """Return every text as it is written, staff texts too, and what it costs: a key a line, so that they compare."""
    blocks = ",\n".join(
        f" {json.dumps(language)}: {{\n{_keys(catalog.entries[language], catalog.readers[language])}\n }}"
        for language in catalog.languages
    )
    return f'{{\n"version": {json.dumps(version)},\n"languages": {{\n{blocks}\n}}\n}}\n'


def _keys(entries: Mapping[str, Entry], reader: Reader) -> str:
    return ",\n".join(
        f"  {json.dumps(key)}: {json.dumps(_variants(entry, reader), ensure_ascii=False)}"
        for key, entry in entries.items()
    )


def _variants(entry: Entry, reader: Reader) -> dict[str, dict[str, object]]:
    shown: dict[str, dict[str, object]] = {}
    for variant, template in entry.wordings.items():
        shown[variant] = {"words": written(template)}
        if variant in set(Wording):
            shown[variant]["segments"] = segments(reader.filled(template, entry.sample, unicode=entry.unicode))
    return shown


def released_versions(shipped: Path) -> tuple[str, ...]:
    """Return the versions whose words are known, the oldest first."""
    names = (path.stem for path in (shipped / RELEASED).glob("*.json"))
    return tuple(sorted(names, key=lambda name: [(len(part), part) for part in name.split(".")]))


def find_kept(named: str, shipped: Path) -> Kept:
    """Return the words of a released version, or of a file that somebody kept. Raises `ConfigError`."""
    known = released_versions(shipped)
    if named in known:
        return read_kept(shipped / RELEASED / f"{named}.json")
    if not Path(named).exists():
        versions = f"the versions known are {', '.join(known)}" if known else "no version has been released yet"
        raise ConfigError([f"{named}: no such file and no version whose words were kept; {versions}"])
    return read_kept(Path(named))


def read_kept(path: Path) -> Kept:
    """Read a file of kept words. Raises `ConfigError`."""
    try:
        found = json.loads(path.read_text("utf-8-sig"))
        return Kept(
            version=found["version"],
            languages={Language(name): _texts(keys) for name, keys in found["languages"].items()},
        )
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read ({error.strerror}); name a file that can"]) from None
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        remedy = "name a file that `hearthline words --json` wrote"
        raise ConfigError([f"{path}: holds no words that were kept; {remedy}"]) from None


def _texts(keys: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Texts:
    """Return the texts of a language, or raise for whatever is none."""
    texts = {key: {variant: found["words"] for variant, found in variants.items()} for key, variants in keys.items()}
    for variants in texts.values():
        for variant, words in variants.items():
            parse_template(words)
            if variant not in VARIANTS:
                raise ValueError(variant)
    return texts
