"""What an agency's folder changes against the shipped configuration, key by key."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import tomli

from bot.config.files import APPROVED

_FOLDERS = ("messages", "lexicon", "public")
_Key = tuple[str, ...]


def differences(shipped: Path, agency: Path) -> Iterator[str]:
    """Yield one line for each key that differs and each file nobody reads; a file that cannot be read yields none.

    What is wrong with a file is not judged here: whoever loads it names every mistake.
    """
    for path in sorted(path for path in agency.rglob("*") if path.is_file()):
        place = path.relative_to(agency)
        if any(part.startswith(".") for part in place.parts) or place == Path(APPROVED):
            continue
        if not _is_read(place, shipped):
            yield f"{place}: nobody reads this file"
            continue
        yield from _file(place, _read(shipped / place), _read(path))


def _is_read(place: Path, shipped: Path) -> bool:
    """Whether the line reads such a file; an agency may bring in another language."""
    in_folder = place.parent.as_posix() in _FOLDERS and place.suffix == ".toml"
    return in_folder or (shipped / place).is_file()


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomli.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError):
        return {}


def _file(place: Path, shipped: Mapping[str, Any], agency: Mapping[str, Any]) -> Iterator[str]:
    below, above = dict(_flat(shipped)), dict(_flat(agency))
    for key, value in above.items():
        if key not in below:
            yield f"{_named(place, key)}: new, {_shown(value)}"
        elif _adds_up(place, key):
            more = [item for item in value if item not in below[key]] if isinstance(value, list) else []
            if more:
                yield f"{_named(place, key)}: adds {_shown(more)}"
        elif value != below[key] or type(value) is not type(below[key]):
            yield f"{_named(place, key)}: {_shown(below[key])} -> {_shown(value)}"


def _flat(table: Mapping[str, Any], above: _Key = ()) -> Iterator[tuple[_Key, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, (*above, key))
        else:
            yield (*above, key), value


def _adds_up(place: Path, key: _Key) -> bool:
    """Whether the agency's list is added to the shipped one instead of taking its place: phrases, and slips."""
    return place.parent.name == "lexicon" or (place.name == "keywords.toml" and key == ("slips",))


def _named(place: Path, key: _Key) -> str:
    *tables, last = key
    return f"{place} [{'.'.join(tables)}] {last}" if tables else f"{place} {last}"


def _shown(value: object) -> str:
    match value:
        case list():
            return f"[{', '.join(map(_shown, value))}]"
        case date() | time():
            return value.isoformat()
        case _:
            return json.dumps(value, ensure_ascii=False, default=str)
