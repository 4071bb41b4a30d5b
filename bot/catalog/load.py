"""Reading config/messages/<lang>.toml: folders laid over each other, every problem named at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import tomli

from bot.catalog.segments import is_gsm7, segments
from bot.catalog.words import (
    FULL,
    HOUSE,
    VOICE,
    About,
    Calendar,
    Catalog,
    Entry,
    Reader,
    is_call,
    is_staff,
    names_in,
    parse_template,
)
from bot.config.renamed import renamed
from bot.errors import ConfigError
from bot.model.people import Language, Wording

_DISCREET = Wording.DISCREET.value
_SETTINGS = frozenset({"segments", "sample", "unicode", "leaves_out"})
_ABOUT = frozenset({"language", "read_by", "read_on"})
_CALENDAR = {"weekdays": 7, "months": 12}


@dataclass(slots=True)
class _Draft:
    """A key as written so far, and the file that wrote it last."""

    path: Path
    fields: dict[str, Any]


@dataclass(slots=True)
class _Page:
    """A language as written so far: its header, its names of days, its keys."""

    about: dict[str, Any] = field(default_factory=dict)
    calendar: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, _Draft] = field(default_factory=dict)


_Pages = dict[Language, _Page]


def load_catalog(folders: Sequence[Path], zone: ZoneInfo, fallback: Language) -> Catalog:
    """Read the message files of `folders`, each laid over the one before, or raise everything wrong with them."""
    problems: list[str] = []
    pages = _read_folders(folders, problems)
    for language, why in ((HOUSE, "the other languages are held to it"), (fallback, "it is the fallback language")):
        if language not in pages:
            raise ConfigError([*problems, f"{folders[0] / 'messages' / language}.toml: missing; {why}"])
    readers = {language: Reader.of(language, zone, _calendar(page)) for language, page in pages.items()}
    entries = {language: _entries(pages, language, readers[language], problems) for language in pages}
    for language in pages.keys() - {HOUSE}:
        problems.extend(_differences(pages, entries, language))
    if problems:
        raise ConfigError(sorted(problems))
    return Catalog(entries, readers, fallback, {language: _about(page) for language, page in pages.items()})


def _read_folders(folders: Sequence[Path], problems: list[str]) -> _Pages:
    """Collect the pages; only the first folder may bring in keys, so that an agency's mistyped one is noticed."""
    pages: _Pages = {}
    known: frozenset[str] | None = None
    for folder in folders:
        for path in sorted((folder / "messages").glob("*.toml")):
            problems.extend(_read_file(path, pages, known))
        known = known or frozenset(key for page in pages.values() for key in page.keys)
    return pages


def _read_file(path: Path, pages: _Pages, known: frozenset[str] | None) -> Iterator[str]:
    try:
        language = Language(path.stem)
    except ValueError:
        yield f"{path}: {path.stem!r} is no language of the line; known are {', '.join(Language)}"
        return
    page = pages.setdefault(language, _Page())
    try:
        tables = tomli.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as wrong:
        yield f"{path}: cannot be read: {wrong}"
        return
    for name, kept, problems_of in (
        ("about", page.about, _about_problems),
        ("calendar", page.calendar, _calendar_problems),
    ):
        if name in tables:
            table = tables.pop(name)
            if problems := list(problems_of(table, path)):
                yield from problems
            else:
                kept.update(table)
    for key, fields in _leaves(tables):
        if known is not None and key not in known:
            remedy = renamed(path, key) or "the shipped words have no such key; check its spelling"
            yield f"{path}: {key}: {remedy}"
            continue
        draft = page.keys.setdefault(key, _Draft(path, {}))
        draft.path = path
        draft.fields |= fields


def _about_problems(about: object, path: Path) -> Iterator[str]:
    if not isinstance(about, dict) or about.keys() - _ABOUT:
        yield f"{path}: about: holds only {', '.join(sorted(_ABOUT))}"
        return
    if not all(isinstance(about.get(name, ""), str) for name in ("language", "read_by")):
        yield f"{path}: about: language and read_by are texts, in quotes"
    elif about.get("language", "") not in ("", path.stem):
        yield f"{path}: about: language is {about['language']!r}, but the file is named for {path.stem!r}"
    try:
        _day(about.get("read_on", ""))
    except ValueError:
        yield f"{path}: about: read_on is {about['read_on']!r}; write the day as in 2026-12-01"


def _calendar_problems(calendar: object, path: Path) -> Iterator[str]:
    if not isinstance(calendar, dict) or calendar.keys() != _CALENDAR.keys():
        yield f"{path}: calendar: holds {' and '.join(_CALENDAR)}, both"
        return
    for name, count in _CALENDAR.items():
        names = calendar[name]
        if not isinstance(names, list) or len(names) != count or not all(isinstance(n, str) and n for n in names):
            yield f'{path}: calendar: {name} must be {count} names, as in ["...", "..."]'


def _about(page: _Page) -> About:
    return About(read_by=page.about.get("read_by", "").strip(), read_on=_day(page.about.get("read_on", "")))


def _day(written: object) -> date | None:
    """Read a day, with or without quotes around it; blank is none. Raises ValueError."""
    return date.fromisoformat(str(written)) if written != "" else None


def _calendar(page: _Page) -> Calendar | None:
    return Calendar(**{name: tuple(names) for name, names in page.calendar.items()}) if page.calendar else None


def _leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk down the topics; a table that holds anything but tables is a key."""
    for name, inner in table.items():
        if not isinstance(inner, dict):
            yield f"{prefix}{name}", {FULL: None}
        elif inner and all(isinstance(value, dict) for value in inner.values()):
            yield from _leaves(inner, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", inner


def _entries(pages: _Pages, language: Language, reader: Reader, problems: list[str]) -> dict[str, Entry]:
    """Parse one language; a key that does not repeat a setting has that of the language of the house."""
    entries = {}
    for key, draft in pages[language].keys.items():
        base = pages[HOUSE].keys.get(key, draft).fields
        fields = {name: base[name] for name in _SETTINGS & base.keys()} | draft.fields
        wrong = list(_field_problems(key, fields))
        if not wrong:
            entries[key] = _entry(fields)
            wrong = list(_entry_problems(entries[key], reader))
        problems.extend(f"{draft.path}: {key}: {problem}" for problem in wrong)
    return entries


def _field_problems(key: str, fields: Mapping[str, Any]) -> Iterator[str]:
    """Name what keeps a key from being parsed at all."""
    needed = _needed(key)
    wordings = needed | {VOICE}
    yield from (f"{name} wording is missing; write it" for name in sorted(needed - fields.keys()))
    yield from (f"unknown variant or setting {name!r}" for name in sorted(fields.keys() - wordings - _SETTINGS))
    for name in sorted(wordings & fields.keys()):
        yield from _text_problems(name, fields[name])
    if type(budget := fields.get("segments", 1)) is not int or budget < 1:
        yield "segments must be a whole number, 1 or more"
    if not isinstance(fields.get("sample", {}), dict):
        yield "sample must be a table of sample values"
    if not isinstance(fields.get("unicode", False), bool):
        yield "unicode must be true or false"
    left_out = fields.get("leaves_out", [])
    if not isinstance(left_out, list) or not all(isinstance(name, str) for name in left_out):
        yield "leaves_out must be a list of placeholder names"


def _needed(key: str) -> set[str]:
    """Return the wordings a key cannot do without: staff have one, and what is only said on a call is only spoken."""
    if is_call(key):
        return {VOICE}
    return {FULL} if is_staff(key) else {FULL, _DISCREET}


def _text_problems(wording: str, text: object) -> Iterator[str]:
    if not isinstance(text, str) or not text.strip():
        yield f"{wording} must be a text that says something"
        return
    try:
        parse_template(text)
    except ValueError as wrong:
        yield f"{wording}: {wrong}; a literal brace is written twice"


def _entry(fields: Mapping[str, Any]) -> Entry:
    wordings = {name: parse_template(fields[name]) for name in (FULL, _DISCREET, VOICE) if name in fields}
    return Entry(
        wordings=wordings,
        placeholders=names_in(wordings[FULL] if FULL in wordings else wordings[VOICE]),
        leaves_out=frozenset(fields.get("leaves_out", [])),
        sample=fields.get("sample", {}),
        segments=fields.get("segments", 1),
        unicode=fields.get("unicode", False),
    )


def _entry_problems(entry: Entry, reader: Reader) -> Iterator[str]:
    """Name what is wrong with a parsed key by itself: its placeholders, its sample, its cost."""
    for wording, template in entry.wordings.items():
        names = names_in(template)
        if names - entry.placeholders or entry.placeholders - names - entry.leaves_out:
            yield f"{wording} has the placeholders {_listed(names)}, {FULL} has {_listed(entry.placeholders)}"
            return
    if entry.leaves_out - entry.placeholders:
        yield f"leaves_out names {_listed(entry.leaves_out - entry.placeholders)}, which {FULL} does not have"
    if entry.sample.keys() != entry.placeholders:
        yield f"sample has values for {_listed(entry.sample)}, the text needs {_listed(entry.placeholders)}"
        return
    for wording in entry.wordings.keys() - {VOICE}:
        yield from _cost_problems(entry, wording, reader)


def _cost_problems(entry: Entry, wording: str, reader: Reader) -> Iterator[str]:
    try:
        text = reader.filled(entry.wordings[wording], entry.sample, unicode=entry.unicode)
    except ValueError as wrong:
        yield f"sample: {wrong}"
        return
    if (cost := segments(text)) > entry.segments:
        dear = "".join(sorted({letter for letter in text if not is_gsm7(letter)}))
        because = f" (because of {dear!r}, which GSM-7 does not have)" if dear else ""
        yield f"{wording} needs {cost} segments{because}, and segments allows {entry.segments}"


def _differences(pages: _Pages, entries: Mapping[Language, Mapping[str, Entry]], language: Language) -> Iterator[str]:
    """Name where a language has other keys, wordings or placeholders than that of the house."""
    own, base = pages[language].keys, pages[HOUSE].keys
    folder = next(iter(base.values())).path.parent if base else Path()
    for key in sorted(base.keys() - own.keys()):
        if language.is_read_by_staff or not is_staff(key):
            yield f"{folder / language}.toml: {key}: missing; {HOUSE} has it"
    for key in sorted(own):
        if key not in base:
            yield f"{own[key].path}: {key}: {HOUSE} has no such key"
        elif is_staff(key) and not language.is_read_by_staff:
            yield f"{own[key].path}: {key}: texts to staff are not read in {language}; take it out"
    for key in sorted(entries[language].keys() & entries[HOUSE].keys()):
        yield from (
            f"{own[key].path}: {key}: {problem}"
            for problem in _wording_differences(entries[language][key], entries[HOUSE][key])
        )


def _wording_differences(own: Entry, base: Entry) -> Iterator[str]:
    for wording in sorted(own.wordings.keys() | base.wordings.keys()):
        if wording not in own.wordings:
            yield f"{wording} wording is missing; {HOUSE} has it"
        elif wording not in base.wordings:
            yield f"{wording} wording is missing in {HOUSE}"
        elif (mine := names_in(own.wordings[wording])) != (theirs := names_in(base.wordings[wording])):
            yield f"{wording} has the placeholders {_listed(mine)}, {HOUSE} has {_listed(theirs)}"


def _listed(names: Mapping[str, object] | frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"
