"""Catalog parameters as JSON and back: moments, languages, phrases and lines keep their kind."""

import json
from collections.abc import Mapping
from datetime import date, datetime

from bot.model.effects import Lines, Phrase
from bot.model.people import Language


def pack(params: Mapping[str, object]) -> str:
    """Write parameters as JSON; raises `TypeError` for a kind that would not come back."""
    return json.dumps({name: _packed(value) for name, value in params.items()}, ensure_ascii=False)


def unpack(packed: str) -> dict[str, object]:
    """Read parameters back, each as the kind it was."""
    return {name: _unpacked(value) for name, value in json.loads(packed).items()}


def _packed(value: object) -> object:
    match value:
        case datetime():
            return {"at": value.isoformat()}
        case Language():
            return {"language": str(value)}
        case Phrase(keys):
            return {"say": list(keys)}
        case Lines(lines):
            return {"lines": [[key, {name: _packed(one) for name, one in params.items()}] for key, params in lines]}
        case date():
            return {"on": value.isoformat()}
        case str() | int():
            return value
        case _:
            raise TypeError(f"a {type(value).__name__} cannot be a parameter of words")


def _unpacked(value: object) -> object:
    match value:
        case {"at": str(at)}:
            return datetime.fromisoformat(at)
        case {"language": str(language)}:
            return Language(language)
        case {"say": list(keys)}:
            return Phrase(tuple(keys))
        case {"lines": list(lines)}:
            return Lines(tuple((key, {name: _unpacked(one) for name, one in params.items()}) for key, params in lines))
        case {"on": str(on)}:
            return date.fromisoformat(on)
        case _:
            return value
