"""Reads the TOML files of config/, the agency's folder laid over the shipped one."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli

from bot.config.table import ConfigTable, suggest

APPROVED = "approved.toml"
"""Who approved which words: the one file of an agency's folder that lies over nothing shipped."""


def read_config(folders: Sequence[Path], name: str, problems: list[str]) -> ConfigTable:
    """Read `name` from each folder, later ones laid over earlier ones; only the first folder must have it.

    Where a file cannot be read at all, that alone is noted, and what the rest lacks because of it is not.
    """
    broken: list[str] = []
    values: dict[str, Any] = {}
    origins: dict[str, Path] = {}
    for number, folder in enumerate(folders):
        found = _read_file(folder / name, broken, must_exist=number == 0)
        _lay_over(values, found, folder / name, origins, "")
    problems += broken
    return ConfigTable(values, origins, folders[0] / name, [] if broken else problems)


def check_folders(folders: Sequence[Path]) -> list[str]:
    """Return what is wrong with the folders themselves: missing, or holding a file nobody would read."""
    problems: list[str] = []
    shipped = _toml_files(folders[0], problems)
    for folder in folders[1:]:
        problems += [
            f"{folder / name}: nobody reads a file of this name; {suggest(name, shipped)}"
            for name in _toml_files(folder, problems)
            if name not in (*shipped, APPROVED)
        ]
    return problems


def _toml_files(folder: Path, problems: list[str]) -> list[str]:
    # Not glob: it takes a folder it may not read for an empty one, and the agency's settings would be lost unsaid.
    try:
        return sorted(path.name for path in folder.iterdir() if path.suffix == ".toml")
    except OSError as error:
        problems.append(f"{folder}: cannot be read as a folder ({error.strerror}); correct the path or its permissions")
        return []


def _read_file(path: Path, problems: list[str], *, must_exist: bool) -> dict[str, Any]:
    try:
        return tomli.loads(path.read_bytes().decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        if must_exist:
            problems.append(f"{path}: no such file; restore it from the release")
    except OSError as error:
        problems.append(f"{path}: cannot be read ({error.strerror}); put the file there, readable for the line")
    except UnicodeDecodeError:
        problems.append(f"{path}: holds characters that are not UTF-8; save the file again as UTF-8")
    except tomli.TOMLDecodeError as error:
        problems.append(f"{path}: {_line_of(error)}{error}; correct the line or restore the file from the shipped one")
    return {}


def _line_of(error: tomli.TOMLDecodeError) -> str:
    found = re.search(r"at line (\d+)", str(error))
    return f"line {found[1]}: " if found else ""


def _lay_over(
    base: dict[str, Any], upper: Mapping[str, Any], source: Path, origins: dict[str, Path], path: str
) -> None:
    for key, value in upper.items():
        below = base.get(key)
        dotted = f"{path}{key}"
        if isinstance(value, dict) and (below is None or isinstance(below, dict)):
            origins[dotted] = source
            base[key] = below = below or {}
            _lay_over(below, value, source, origins, f"{dotted}.")
        else:
            base[key] = value
            origins[dotted] = source
