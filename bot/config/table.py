"""One table of a config file, read with its types and limits so that every problem is named with its remedy."""

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from bot.config.renamed import renamed
from bot.model.people import SafeHours

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_E = TypeVar("_E", bound=StrEnum)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_NEVER = SafeHours(time(0), time(0))
_NOON = time(12)  # stands in for a time that could not be read: inside any hours, so that no second problem follows


class ConfigTable:
    """One table of a config file: hands out values of the wanted type and notes what is missing, wrong or unknown.

    After a problem a stand-in of the right type is returned, so that one reading finds all problems; whoever reads
    raises `ConfigError` at the end.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        origins: Mapping[str, Path],
        file: Path,
        problems: list[str],
        path: str = "",
    ) -> None:
        self._values = values
        self._origins = origins
        self._file = file
        self._problems = problems
        self._path = path
        self._asked: set[str] = set()

    def names(self) -> tuple[str, ...]:
        """Return the keys that are there, in the order of the file."""
        return tuple(self._values)

    def has(self, key: str) -> bool:
        """Whether `key` is there."""
        return key in self._values

    def note(self, key: str, problem: str) -> None:
        """Note a problem of `key`, with its file and its whole name; `problem` says what is wrong and what to do."""
        dotted = f"{self._path}{key}"
        line = f"{self._origin(dotted)}: {dotted}: {problem}"
        if line not in self._problems:
            self._problems.append(line)

    def table(self, key: str) -> "ConfigTable":
        """Return the table `key`; it is to be closed too."""
        value = self._take(key)
        if not isinstance(value, dict):
            self._refuse(key, value, f"it must be a table, [{self._path}{key}]")
            return ConfigTable({}, self._origins, self._file, [], f"{self._path}{key}.")
        return ConfigTable(value, self._origins, self._file, self._problems, f"{self._path}{key}.")

    def text(self, key: str, default: str | None = None) -> str:
        """Return text; without a `default` it must be there and not be blank."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and (value.strip() or default is not None):
            return value.strip()
        self._refuse(key, value, 'write text in quotes, as in "text"')
        return default or ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, none blank, none twice."""
        value = self._take(key)
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self._refuse(key, value, 'write a list of texts, as in ["one", "two"]')
            return ()
        texts = tuple(item.strip() for item in value)
        if len(set(texts)) < len(texts):
            self.note(key, "an entry stands twice; remove the second")
        return texts

    def yes(self, key: str, *, default: bool = False) -> bool:
        """Return true or false."""
        value = self._take(key)
        if value is None or isinstance(value, bool):
            return bool(default if value is None else value)
        self._refuse(key, value, "write true or false, without quotes")
        return default

    def whole(self, key: str, *, least: int, most: int) -> int:
        """Return a whole number within the limits."""
        value = self._take(key)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self._refuse(key, value, f"write a whole number from {least} to {most}, without quotes")
        return least

    def number(self, key: str, *, least: float, most: float) -> float:
        """Return a number within the limits."""
        value = self._take(key)
        # A NaN compares false with both limits and is refused with the rest.
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
            return float(value)
        self._refuse(key, value, f"write a number from {least:g} to {most:g}, without quotes")
        return least

    def clock(self, key: str) -> time:
        """Return a time of day."""
        value = self._take(key)
        found = parse_clock(value)
        if found is None:
            self._refuse(key, value, 'write a time of day on the 24-hour clock, in quotes, as in "08:30"')
        return _NOON if found is None else found

    def hours(self, key: str, *, earliest: time = time(0), latest: time = time(23, 59)) -> SafeHours:
        """Return opening hours within one day and within the limits."""
        return self._hours(key, self._take(key), earliest, latest)

    def opening(self, key: str) -> SafeHours | None:
        """Return opening hours within one day, or None where it says "closed"."""
        value = self._take(key)
        if isinstance(value, str) and value.strip().lower() == "closed":
            return None
        return self._hours(key, value, time(0), time(23, 59))

    def day(self, key: str) -> date:
        """Return a date."""
        value = self._take(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._refuse(key, value, "write a date without quotes, year first, as in 2026-11-27")
        return date.min

    def days(self, key: str) -> tuple[date, ...]:
        """Return a list of dates."""
        value = self._take(key)
        if isinstance(value, list) and all(isinstance(day, date) and not isinstance(day, datetime) for day in value):
            return tuple(value)
        self._refuse(key, value, "write a list of dates without quotes, as in [2026-11-27, 2026-12-24]")
        return ()

    def choice(self, key: str, kind: type[_E]) -> _E:
        """Return a member of the closed set `kind`."""
        value = self._take(key)
        if isinstance(value, str) and value in list(kind):
            return kind(value)
        self._refuse(key, value, f"write one of: {', '.join(kind)}")
        return next(iter(kind))

    def close(self) -> None:
        """Note every key nobody asked for: a mistyped key would otherwise be a setting that silently is not there."""
        for key in self._values:
            if key not in self._asked:
                new_name = renamed(self._file, f"{self._path}{key}")
                self.note(key, new_name or f"nobody reads this key; {suggest(key, self._asked)}")

    def _hours(self, key: str, value: object, earliest: time, latest: time) -> SafeHours:
        starts, _, ends = value.partition("-") if isinstance(value, str) else ("", "", "")
        opens, closes = parse_clock(starts), parse_clock(ends)
        if opens is None or closes is None or opens >= closes:
            self._refuse(key, value, 'write start and end of one day on the 24-hour clock, as in "08:30-17:00"')
            return _NEVER
        if opens < earliest or closes > latest:
            self._refuse(key, value, f"stay between {earliest:%H:%M} and {latest:%H:%M}")
        return SafeHours(opens, closes)

    def _take(self, key: str) -> Any:  # noqa: ANN401 - TOML holds any of its types here; the callers judge
        self._asked.add(key)
        return self._values.get(key)

    def _refuse(self, key: str, value: object, remedy: str) -> None:
        self.note(key, f"is missing; {remedy}" if value is None else f"{_shown(value)} will not do; {remedy}")

    def _origin(self, dotted: str) -> Path:
        while dotted not in self._origins and "." in dotted:
            dotted = dotted.rpartition(".")[0]
        return self._origins.get(dotted, self._file)


def parse_clock(value: object) -> time | None:
    """Return ``8:30`` or ``08:30`` as a time of day, or None."""
    found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    return time(int(found[1]), int(found[2])) if found else None


def _shown(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case date() | time():
            return value.isoformat()
        case dict():
            return "a table"
        case _:
            return repr(value)


def suggest(name: str, known: Iterable[str]) -> str:
    """Return the remedy for a name nobody knows: the likeliest one meant, else all there are."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {near[0]}?" if near else f"remove it, or use one of: {', '.join(names)}"
