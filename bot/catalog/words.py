"""The catalog as a value: parsed texts, and the filling of their placeholders for one reader."""

import re
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime

from bot.catalog.segments import folded, plain_spaces
from bot.model.people import Language, Wording
from bot.model.value import value, value_in_order

FULL = Wording.FULL.value
VOICE = "voice"
SPECS = {"": "h:mm a", "day": "h:mm a", "hour": "h a", "on": ""}
"""How a time is worded: 6:10 pm, `day` Tue 6:10 pm, `hour` 6 pm (the nearest one), `on` Tue, Dec 1 (its date alone).

Half past six is `hour` 6 pm: who comes early waits, who comes late has missed it.
"""
HOUSE = Language.ENGLISH
"""The language whose keys, placeholders and samples the others are held to; every text of the line stands in it."""
_SAID: Mapping[str, str] = {"en": "EEEE, MMMM d", "es": "EEEE d 'de' MMMM", "pt": "EEEE, d 'de' MMMM"}
"""How a day is said aloud, in Babel's letters; a language with a calendar of its own has its names in full anyway."""
_PLAIN_HALVES = re.compile(r"\b([ap])\.\s?m\.")
"""A text for families says 6 pm in every language: "6 p. m." costs more and ends in two periods."""
AS_WRITTEN = "words"
"""The place of words that a person wrote: they keep every letter, whatever it costs."""
TO_NEAREST_HOUR = timedelta(minutes=29)


@value_in_order
class Blank:
    """A place in a text to be filled: ``{by}``, or ``{by:day}`` for a time with its weekday; `spec` as in `SPECS`."""

    name: str
    spec: str

    @property
    def label(self) -> str:
        """The placeholder as it is written, without its braces."""
        return f"{self.name}:{self.spec}" if self.spec else self.name


@value_in_order
class Piece:
    """A piece of a text as a reader gets it, and whether it was filled in."""

    words: str
    is_filled: bool = False


Template = tuple[str | Blank, ...]


def parse_template(text: str) -> Template:
    """Cut a text at its placeholders, or raise ValueError for anything but ``{name}`` and ``{name:spec}``."""
    pieces: list[str | Blank] = []
    for literal, name, spec, conversion in string.Formatter().parse(text):
        if literal:
            pieces.append(literal)
        if name is None:
            continue
        if not name.isidentifier() or conversion or (spec or "") not in SPECS:
            specs = ", ".join(f"{{name:{known}}}" for known in SPECS if known)
            raise ValueError(f"placeholder {{{name}}} must be a plain {{name}}, or one of {specs}")
        pieces.append(Blank(name, spec or ""))
    return tuple(pieces)


def written(template: Template) -> str:
    """Return a text as it stands in its file, with its placeholders."""
    return "".join(
        piece.replace("{", "{{").replace("}", "}}") if isinstance(piece, str) else f"{{{piece.label}}}"
        for piece in template
    )


def names_in(template: Template) -> frozenset[str]:
    """Return the placeholders of a text."""
    return frozenset(piece.name for piece in template if isinstance(piece, Blank))


def is_staff(key: str) -> bool:
    """Whether the texts under `key` go to staff, who have one wording only."""
    return key.startswith("staff.")


def is_call(key: str) -> bool:
    """Whether the texts under `key` are only ever said on a call."""
    return key.startswith(("call.", "staff.call."))


@value
class Entry:
    """One key in one language: its wordings, what they may cost, and sample values to try them with."""

    wordings: Mapping[str, Template]
    placeholders: frozenset[str]
    leaves_out: frozenset[str]
    sample: Mapping[str, object]
    segments: int
    unicode: bool


@value
class About:
    """The header of a language's file: who of its speakers read the words, and on which day; blank if nobody did."""

    read_by: str = ""
    read_on: date | None = None

    def was_read(self, today: date) -> bool:
        """Whether a name and a day stand there; a day still to come is no reading."""
        return bool(self.read_by) and self.read_on is not None and self.read_on <= today


@value
class Calendar:
    """The names of days and months in a language whose names Babel does not know."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]


@value_in_order
class Reader:
    """How readers of one language, at the program's place, are told times, days and names of languages."""

    locale: Locale
    zone: ZoneInfo
    day_pattern: str
    calendar: Calendar | None = None
    weekday_pattern: str = "EEE"

    @classmethod
    def of(cls, language: Language, zone: ZoneInfo, calendar: Calendar | None = None) -> "Reader":
        """Look up once what wording a day needs."""
        locale = Locale.parse(language.value)
        return cls(locale, zone, str(locale.datetime_skeletons["MMMEd"].pattern), calendar)

    @property
    def listener(self) -> "Reader":
        """The same person on a call: days and months are said in full."""
        return replace(self, day_pattern=_SAID.get(self.locale.language, _SAID["es"]), weekday_pattern="EEEE")

    def filled(self, template: Template, params: Mapping[str, object], *, unicode: bool) -> str:
        """Return the text with every placeholder worded."""
        return "".join(piece.words for piece in self.pieces(template, params, unicode=unicode))

    def pieces(self, template: Template, params: Mapping[str, object], *, unicode: bool) -> Iterator[Piece]:
        """Yield the text piece by piece, so that whoever reviews it sees what was filled in."""
        for piece in template:
            if isinstance(piece, str):
                yield Piece(piece)
            else:
                yield Piece(self._filled(piece, params, unicode=unicode), is_filled=True)

    def _filled(self, blank: Blank, params: Mapping[str, object], *, unicode: bool) -> str:
        """Word what is filled in; accents that cost are kept in people's own words alone."""
        words = self._worded(params[blank.name], blank.spec)
        return words if unicode or blank.name == AS_WRITTEN else folded(words)

    def _worded(self, value: object, spec: str) -> str:
        match value:
            case datetime():
                words = self._time(value, spec)
            case date():
                words = self._day(value)
            case Language():
                words = Locale.parse(value.value).get_display_name(self.locale) or value.value
            case _:
                return str(value)
        return plain_spaces(words)

    def _time(self, at: datetime, spec: str) -> str:
        if at.tzinfo is None:
            raise ValueError(f"{at} has no zone; only aware times can be worded")
        day = at.astimezone(self.zone).date()
        if spec == "on":
            return self._day(day)
        if spec == "hour":
            at += TO_NEAREST_HOUR
        time_of_day = format_datetime(at, SPECS[spec], self.zone, self.locale).lower()
        time_of_day = _PLAIN_HALVES.sub(r"\1m", time_of_day)
        if spec != "day":
            return time_of_day
        return f"{self._weekday(day)} {time_of_day}"

    def _day(self, day: date) -> str:
        """Return "Wed, Dec 2" as this language says it."""
        if self.calendar is not None:
            return f"{self._weekday(day)} {day.day} {self.calendar.months[day.month - 1]}"
        return _without_periods(format_date(day, self.day_pattern, self.locale))

    def _weekday(self, day: date) -> str:
        if self.calendar is not None:
            return self.calendar.weekdays[day.weekday()]
        return _without_periods(format_date(day, self.weekday_pattern, self.locale))


def _without_periods(words: str) -> str:
    """Write "dez." as "dez": the name of a day often ends a sentence, which has a period of its own."""
    return words.replace(".", "")


@value_in_order
class Catalog:
    """Every text of the line in every language the program has; made by `load_catalog`."""

    entries: Mapping[Language, Mapping[str, Entry]]
    readers: Mapping[Language, Reader]
    fallback: Language
    abouts: Mapping[Language, About]

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that have a file, in the order of `Language`."""
        return tuple(language for language in Language if language in self.entries)

    def has(self, key: str) -> bool:
        """Whether the line has words under `key`."""
        return key in self.entries[HOUSE]

    def keys(self) -> tuple[str, ...]:
        """Every key, sorted; languages that staff do not read lack the texts for staff."""
        return tuple(sorted(self.entries[HOUSE]))

    def read_by_staff(self, languages: Iterable[Language]) -> Language:
        """Return the first of `languages` that texts to staff are written in, else the fallback, else ours."""
        wanted = (*languages, self.fallback)
        return next((one for one in wanted if one.is_read_by_staff and one in self.entries), HOUSE)

    def family_texts(self) -> Iterator[str]:
        """Yield every text that families may get, in every language and wording, without what is filled in."""
        for entries in self.entries.values():
            for key, entry in entries.items():
                if not is_staff(key):
                    for template in entry.wordings.values():
                        yield " ".join(piece for piece in template if isinstance(piece, str))

    def entry(self, key: str, language: Language) -> Entry:
        """Return what stands under `key` in `language`, or in the fallback language if nothing does."""
        found = self.entries[self._spoken(key, language)].get(key)
        if found is None:
            raise KeyError(f"{key}: no words under this key")
        return found

    def words(self, key: str, language: Language, wording: Wording, params: Mapping[str, object]) -> str:
        """Return the text of `key` for a reader of `language`, with `params` worded for that reader."""
        entry = self.entry(key, language)
        if params.keys() != entry.placeholders or None in params.values():
            raise KeyError(_wrong_params(key, entry.placeholders, params))
        template = entry.wordings[FULL if is_staff(key) else wording.value]
        return self.readers[self._spoken(key, language)].filled(template, params, unicode=entry.unicode)

    def spoken(self, key: str, language: Language, params: Mapping[str, object]) -> str:
        """Return the text of `key` as it is said on a call: in its own words for that, else as anybody may read it."""
        entry = self.entry(key, language)
        if params.keys() != entry.placeholders or None in params.values():
            raise KeyError(_wrong_params(key, entry.placeholders, params))
        usual = FULL if is_staff(key) else Wording.DISCREET.value
        template = entry.wordings.get(VOICE) or entry.wordings[usual]
        return self.readers[self._spoken(key, language)].listener.filled(template, params, unicode=True)

    def in_every_language(self, key: str) -> str:
        """Return the discreet text of `key` in each language there is, for a reader of whom nothing is known."""
        languages = dict.fromkeys((self.fallback, *self.languages))
        return " ".join(self.words(key, language, Wording.DISCREET, {}) for language in languages)

    def _spoken(self, key: str, language: Language) -> Language:
        if is_staff(key):
            return self.read_by_staff((language,))
        return language if language in self.entries else self.fallback


def _wrong_params(key: str, wanted: frozenset[str], params: Mapping[str, object]) -> str:
    given = {name for name, value in params.items() if value is not None}
    missing = [f"missing {{{name}}}" for name in sorted(wanted - given)]
    unexpected = [f"unexpected {{{name}}}" for name in sorted(params.keys() - wanted)]
    return f"{key}: {', '.join(missing + unexpected)}"
