"""A sheet as plain text in columns: for eyes at a terminal, or for any printer."""

import textwrap
from collections.abc import Iterator
from itertools import zip_longest

from bot.reviewing.sheet import Cell, Row, Section, Sheet

NARROWEST, USUAL = 60, 160
_GAP = "  "


def as_plain_text(sheet: Sheet, width: int) -> str:
    """Lay out a sheet, no line wider than `width`."""
    lines = [*textwrap.wrap(sheet.title, width), *(line for note in sheet.notes for line in textwrap.wrap(note, width))]
    for section in sheet.sections:
        lines += ["", "", *_section(section, width)]
    if sheet.signed:
        lines.append("")
    lines += [f"{language.in_english + ' read by':<24} ________________ on ________" for language in sheet.signed]
    return "\n".join(lines) + "\n"


def _section(section: Section, width: int) -> Iterator[str]:
    column = (width - len(_GAP) * (len(section.columns) - 1)) // len(section.columns)
    yield f"--- {section.heading} ".ljust(width, "-")
    yield _beside([head.name[:column] for head in section.columns], column)
    for row in section.rows:
        yield ""
        yield from textwrap.wrap(_named(row), width)
        stacks = [_cell(cell, column) for cell in row.cells]
        yield from (_beside(level, column) for level in zip_longest(*stacks, fillvalue=""))


def _named(row: Row) -> str:
    return f"[{row.key}] {row.variants}".rstrip()


def _cell(cell: Cell | None, column: int) -> list[str]:
    if cell is None:
        return []
    text = "".join(f"«{piece.words}»" if piece.is_filled else piece.words for piece in cell.pieces)
    lines = [line for part in text.split("\n") for line in textwrap.wrap(part, column) or [""]]
    return lines if cell.segments is None else [*lines, f"({in_segments(cell.segments)})"]


def _beside(cells: list[str] | tuple[str, ...], column: int) -> str:
    return _GAP.join(cell.ljust(column) for cell in cells).rstrip()


def in_segments(count: int) -> str:
    """Return what a text costs, in words."""
    return "1 segment" if count == 1 else f"{count} segments"
