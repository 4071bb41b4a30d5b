"""config/dispatch.toml: where help for a town is sent from, because a worker's own 911 call reaches another town."""

import re
from collections.abc import Sequence
from pathlib import Path

from bot.config.files import read_config
from bot.config.table import ConfigTable
from bot.errors import ConfigError
from bot.model.phones import Phone
from bot.model.value import value
from bot.phone import parse_phone

_STATE_AND_ZIP = re.compile(
    r"[\s,]*(?:(?:CT|Conn\.?|Connecticut)[\s,]*)?(?:[0-9]{5}(?:-[0-9]{4})?)?[\s,.]*$", re.IGNORECASE
)
_SPACES = re.compile(r"\s+")


@value
class Town:
    """A town, the names by which an address may name it, and its dispatch; None where nobody has filled it in."""

    name: str
    also: tuple[str, ...]
    dispatch: Phone | None


@value
class TownNumbers:
    """Every town of the agency's area."""

    towns: tuple[Town, ...]

    def town_of(self, address: str) -> Town | None:
        """Return the town an address lies in; None where it names none at its end, for a street may be called so."""
        parts = [_plain(part) for part in re.split(r"[,;\n]", _without_state(address)) if _plain(part)]
        for part in reversed(parts):
            whole = [town for town in self.towns if part in _names(town)]
            if whole:
                return whole[0]
        return self._at_the_end_of(parts[-1]) if parts else None

    def dispatch_of(self, address: str) -> Phone | None:
        """Return the number of the dispatch of an address's town, where it is known."""
        town = self.town_of(address)
        return town.dispatch if town is not None else None

    def _at_the_end_of(self, part: str) -> Town | None:
        """Return the town whose name ends "5 Main St Norwich", the longest where one name ends another."""
        found = [(len(name), town) for town in self.towns for name in _names(town) if part.endswith(f" {name}")]
        return max(found, key=lambda one: one[0], default=(0, None))[1]


def load_town_numbers(folders: Sequence[Path]) -> TownNumbers:
    """Return the shipped towns with the agency's laid over them, or raise `ConfigError` with all problems."""
    problems: list[str] = []
    table = read_config(folders, "dispatch.toml", problems)
    rows = table.table("towns")
    towns = tuple(_town(name, rows.table(name)) for name in rows.names())
    _check_names(rows, towns)
    rows.close()
    table.close()
    if problems:
        raise ConfigError(problems)
    return TownNumbers(towns=towns)


def _town(name: str, table: ConfigTable) -> Town:
    number = table.text("number", default="")
    dispatch = None
    try:
        dispatch = parse_phone(number) if number else None
    except ValueError as error:
        table.note("number", str(error))
    also = table.texts("also") if table.has("also") else ()
    table.close()
    return Town(name=name, also=also, dispatch=dispatch)


def _check_names(rows: ConfigTable, towns: tuple[Town, ...]) -> None:
    """Note a name that two towns claim: half of those who live there would be told the wrong number."""
    owners: dict[str, str] = {}
    for town in towns:
        for name in _names(town):
            if owners.setdefault(name, town.name) != town.name:
                rows.note(town.name, f"and {owners[name]} are both called {name!r}; leave it out of both")


def _names(town: Town) -> tuple[str, ...]:
    return tuple(_plain(name) for name in (town.name, *town.also))


def _plain(name: str) -> str:
    return _SPACES.sub(" ", name).strip(" .").casefold()


def _without_state(address: str) -> str:
    return _STATE_AND_ZIP.sub("", address)
