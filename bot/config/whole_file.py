"""Writes a file whole or not at all: whoever reads it meanwhile, or after a power cut, finds the old one or the new."""

import os
from pathlib import Path

READABLE = 0o644


def write_whole(path: Path, text: str, mode: int = READABLE) -> Path:
    """Write a file beside its place and move it there when it is whole. Raises `OSError`."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return path
