"""Keys of the configuration that an upgrade has renamed: whoever still writes the old one is told the new one."""

from pathlib import Path

RENAMED: dict[str, dict[str, str]] = {}
"""For each file the old names of keys and tables and the new ones, dotted, as "hours.texts": "hours.family_texts".

The files of a folder share their keys and stand under its name: "messages", "lexicon", "public". None was renamed yet.
"""
_FOLDERS = ("messages", "lexicon", "public")


def renamed(file: Path, key: str) -> str:
    """Return what to do about a key that an upgrade has renamed, "" for any other."""
    names = RENAMED.get(file.parent.name if file.parent.name in _FOLDERS else file.name, {})
    return f"an upgrade has renamed this key to {names[key]}; write it so" if key in names else ""
