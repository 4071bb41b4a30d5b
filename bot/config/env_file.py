"""Reads hearthline.env: KEY=VALUE lines, as people write them and service managers read them."""

import re
from pathlib import Path

from bot.errors import ConfigError

_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)", re.ASCII)
_QUOTES = ("'", '"')


def read_env_file(path: Path) -> dict[str, str]:
    """Return the names and values of the file, or raise `ConfigError` with every line that cannot be read."""
    values: dict[str, str] = {}
    problems: list[str] = []
    for number, line in enumerate(_lines(path), start=1):
        if not line or line.startswith("#"):
            continue
        try:
            name, value = _parse(line)
        except ValueError as error:
            problems.append(f"{path}: line {number}: {error}")
            continue
        if name in values:
            problems.append(f"{path}: line {number}: {name} stands here a second time; remove one of the two")
        values[name] = value
    if problems:
        raise ConfigError(problems)
    return values


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(
            [f"{path}: cannot be read ({error.strerror}); correct --env-file or its permissions"]
        ) from None
    except UnicodeDecodeError:
        raise ConfigError([f"{path}: holds characters that are not UTF-8; save the file again as UTF-8"]) from None
    return [line.strip() for line in text.splitlines()]


def _parse(line: str) -> tuple[str, str]:
    # What is wrong with a line is told without showing it: it may hold a secret.
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError("is not of the form NAME=value; correct it, or put # before it")
    name, value = found[1], found[2]
    if value.startswith(_QUOTES):
        if len(value) == 1 or not value.endswith(value[0]):
            raise ValueError(f"the value of {name} opens a quote that does not close at the end of the line")
        return name, value[1:-1]
    if re.search(r"\s#", value):
        raise ValueError(
            f"a comment after the value of {name} would be part of it; give it its own line, or use quotes"
        )
    return name, value
