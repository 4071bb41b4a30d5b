"""config/directory.toml as a frozen `Directory`: the useful phone numbers, in the order in which families get them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from bot.config.files import read_config
from bot.config.table import ConfigTable
from bot.errors import ConfigError
from bot.model.people import Language
from bot.model.value import value
from bot.phone import parse_phone

# SAFETY 1.4: what an automatic answer and a discreet phone may name is not for a config file to change.
_URGENT = ("911", "988")
_DISCREET = ("911", "988", "211")
_ALWAYS_LABELLED = (Language.ENGLISH, Language.SPANISH)
_SHORT = 3


class Kind(StrEnum):
    """What a number is for."""

    EMERGENCY = "emergency"
    SUICIDE = "suicide"
    BASICS = "basics"
    PARTNER_VIOLENCE = "partner_violence"
    SEXUAL_VIOLENCE = "sexual_violence"
    POISON = "poison"
    CHILD_PROTECTION = "child_protection"
    MENTAL_HEALTH = "mental_health"
    SOCIAL_SERVICES = "social_services"


@value
class Entry:
    """One useful number.

    `printed` is the number on the program's own list ("" if it is not on it), `number` what the line gives out.
    `by_text` is the number to text, with a word to send after a colon ("" = calls only); `keypad` what to press after
    the answer. `dialled_on` is when staff last dialled it, None if they never did. `urgent` entries stand in the
    automatic answer to a cry for help; `on_request_only` ones in no answer that did not name them.
    """

    key: str
    labels: Mapping[Language, str]
    discreet_labels: Mapping[Language, str]
    printed: str
    number: str
    numbers_in: Mapping[Language, str]
    why_changed: str
    kind: Kind
    hours: str
    by_text: str
    by_text_in: Mapping[Language, str]
    keypad: str
    source: str
    verified_on: date
    dialled_on: date | None
    urgent: bool
    on_discreet: bool
    on_request_only: bool

    def label(self, language: Language, *, discreet: bool = False) -> str:
        """Return what the number is called in `language`, else in English."""
        labels = self.discreet_labels if discreet and self.discreet_labels else self.labels
        return labels.get(language) or labels[Language.ENGLISH]

    def number_for(self, language: Language) -> str:
        """Return the number for a speaker of `language`."""
        return self.numbers_in.get(language) or self.number

    def by_text_for(self, language: Language) -> str:
        """Return how a speaker of `language` texts it, "" if it takes calls only."""
        return self.by_text_in.get(language) or self.by_text


@value
class Directory:
    """All entries, and the order in which they are offered."""

    entries: Mapping[str, Entry]
    order: tuple[str, ...]
    dial_test_every: timedelta

    def short_list(self, *, discreet: bool) -> tuple[Entry, ...]:
        """Return what may be offered, in order; on a discreet phone 911, 988 and 211 only."""
        offered = (self.entries[key] for key in self.order)
        return tuple(entry for entry in offered if entry.on_discreet or not discreet)

    def of_kind(self, kind: Kind) -> tuple[Entry, ...]:
        """Return what somebody who asked for this kind gets: what is offered, then what is given on request only."""
        asked = tuple(entry for entry in self.entries.values() if entry.on_request_only)
        return tuple(entry for entry in (*self.short_list(discreet=False), *asked) if entry.kind is kind)

    def dial_tests_due(self, today: date) -> tuple[Entry, ...]:
        """Return every overdue entry that somebody is to dial: nobody dials 911 to see whether it answers."""
        return tuple(entry for entry in self.overdue(today) if entry.kind is not Kind.EMERGENCY)

    def overdue(self, today: date, max_age: timedelta | None = None) -> tuple[Entry, ...]:
        """Return every entry staff never dialled, or not within `max_age` (default: as configured)."""
        oldest = today - (self.dial_test_every if max_age is None else max_age)
        return tuple(entry for entry in self.entries.values() if entry.dialled_on is None or entry.dialled_on < oldest)


def load_directory(folders: Sequence[Path]) -> Directory:
    """Return the shipped directory with the agency's laid over it, or raise `ConfigError` with all problems."""
    problems: list[str] = []
    table = read_config(folders, "directory.toml", problems)
    rows = table.table("entries")
    entries = {key: _entry(key, rows.table(key)) for key in rows.names()}
    directory = Directory(
        entries=entries,
        order=_order(table, entries),
        dial_test_every=timedelta(days=table.whole("dial_test_days", least=1, most=730)),
    )
    _check_safety(table, directory)
    table.close()
    if problems:
        raise ConfigError(problems)
    return directory


def _entry(key: str, table: ConfigTable) -> Entry:
    entry = Entry(
        key=key,
        labels=_by_language(table, "label", always=_ALWAYS_LABELLED),
        discreet_labels=_by_language(table, "discreet_label", always=_ALWAYS_LABELLED, optional=True),
        printed=table.text("printed", default=""),
        number=table.text("number"),
        numbers_in=_by_language(table, "number_in", optional=True),
        why_changed=table.text("why_changed", default=""),
        kind=table.choice("kind", Kind),
        hours=table.text("hours"),
        by_text=table.text("by_text", default=""),
        by_text_in=_by_language(table, "by_text_in", optional=True),
        keypad=table.text("keypad", default=""),
        source=table.text("source"),
        verified_on=table.day("verified_on"),
        dialled_on=table.day("dialled_on") if table.has("dialled_on") else None,
        urgent=table.yes("urgent"),
        on_discreet=table.yes("on_discreet"),
        on_request_only=table.yes("on_request_only"),
    )
    table.close()
    _check_numbers(entry, table)
    return entry


def _by_language(
    table: ConfigTable, key: str, *, always: tuple[Language, ...] = (), optional: bool = False
) -> Mapping[Language, str]:
    if optional and not table.has(key):
        return {}
    inner = table.table(key)
    texts = {language: inner.text(language.value, default=None if language in always else "") for language in Language}
    inner.close()
    return {language: text for language, text in texts.items() if text}


def _check_numbers(entry: Entry, table: ConfigTable) -> None:
    for key, number in (("number", entry.number), *(("number_in", number) for number in entry.numbers_in.values())):
        problem = _number_problem(number)
        if problem and number:
            table.note(key, f"{number!r}: {problem}")
    if entry.keypad and not all(pressed in "0123456789*#" for pressed in entry.keypad):
        table.note("keypad", 'write the digits to press, as in "1"')
    if entry.printed and _digits(entry.printed) != _digits(entry.number) and not entry.why_changed:
        table.note("why_changed", "is missing, and `number` is not the printed one; say why in a sentence")


def _number_problem(number: str) -> str:
    if len(number) == _SHORT and number.isascii() and number.isdecimal():
        return ""
    try:
        parse_phone(number)
    except ValueError as error:
        return f"{error}; or three digits, as in 911"
    return ""


def _digits(number: str) -> str:
    return "".join(filter(str.isdecimal, number)).removeprefix("1")


def _order(table: ConfigTable, entries: Mapping[str, Entry]) -> tuple[str, ...]:
    order = table.texts("order")
    for key in order:
        if key not in entries:
            table.note("order", f"{key!r} is no entry; write [entries.{key}] or take it out of the list")
        elif entries[key].on_request_only:
            table.note("order", f"{key!r} is given on request only; take it out of the list")
    return tuple(key for key in order if key in entries)


def _check_safety(table: ConfigTable, directory: Directory) -> None:
    offered = directory.short_list(discreet=False)
    if tuple(entry.number for entry in offered[: len(_DISCREET)]) != _DISCREET:
        table.note("order", "must begin with 911, 988 and 211, so that their digits are the same on every phone")
    for flag, allowed in (("on_discreet", _DISCREET), ("urgent", _URGENT)):
        flagged = [entry.number for entry in directory.entries.values() if getattr(entry, flag)]
        if sorted(flagged) != sorted(allowed):
            table.note("entries", f"{flag} = true must stand at {', '.join(allowed)}, each once, and nowhere else")
    for entry in directory.entries.values():
        if entry.on_discreet and not entry.discreet_labels:
            table.note("entries", f"{entry.key}.discreet_label is missing; it stands on phones that others read")
