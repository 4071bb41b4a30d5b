"""Reads a spreadsheet saved as CSV into rows of named cells, and gathers all that is wrong with it.

A problem names line and column but never repeats a cell: the cells hold names, addresses and phone numbers.
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.model.value import value_in_order

_T = TypeVar("_T")
_SAVE_AGAIN = 'save it again as "CSV UTF-8"'


@value_in_order
class Row:
    """One row of the file: its cells by column, and the line it begins on."""

    line: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class Sheet:
    """The rows of a file, the columns it could do without and does, and the problems found so far."""

    rows: list[Row] = field(default_factory=list)
    lacks: frozenset[str] = frozenset()
    _problems: list[tuple[int, str, str]] = field(default_factory=list, init=False)

    def note(self, line: int, column: str, problem: str) -> None:
        """Note a problem, once; it says what is wrong and what to do."""
        if (line, column, problem) not in self._problems:
            self._problems.append((line, column, problem))

    def required(self, row: Row, column: str, parse: Callable[[str], _T], stand_in: _T) -> _T:
        """Return the cell as a value; a missing or wrong one is noted, and `stand_in` lets the reading go on."""
        cell = row.cells[column]
        if not cell:
            self.note(row.line, column, "is missing")
            return stand_in
        return self.optional(row, column, parse, stand_in)

    def optional(self, row: Row, column: str, parse: Callable[[str], _T], blank: _T) -> _T:
        """Return the cell as a value, `blank` where it is empty; a wrong one is noted."""
        cell = row.cells[column]
        try:
            return parse(cell) if cell else blank
        except ValueError as error:
            self.note(row.line, column, str(error))
            return blank

    def is_sound(self, row: Row) -> bool:
        """Whether nothing is wrong with the row so far."""
        return all(line != row.line for line, _, _ in self._problems)

    @property
    def problems(self) -> tuple[str, ...]:
        """Return every problem as ``line N: column: problem``, in the order of the file."""
        in_order = sorted(self._problems, key=lambda problem: problem[0])
        return tuple(f"line {line}: {column}: {problem}" for line, column, problem in in_order)


def read_sheet(content: bytes, columns: Sequence[str], may_lack: Collection[str] = ()) -> Sheet:
    """Read the file; it must have exactly `columns`, in any order.

    Files from before a column was added lack it; the cells of those in `may_lack` are empty then.
    """
    sheet = Sheet()
    text = _decoded(content, sheet)
    if text is None:
        return sheet
    records = _records(text, sheet)
    if not records:
        if not sheet.problems:
            sheet.note(1, "file", f"is empty; its first line must be {','.join(columns)}")
        return sheet
    (line, header), *rest = records
    names = [name.lower() for name in header]
    if _header_is_sound(sheet, line, names, columns, may_lack):
        sheet.lacks = frozenset(may_lack) - set(names)
        _read_rows(sheet, names, rest)
    return sheet


def _decoded(content: bytes, sheet: Sheet) -> str | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sheet.note(content.count(b"\n", 0, error.start) + 1, "file", f"is not UTF-8; {_SAVE_AGAIN}")
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        sheet.note(line, "file", f"holds a NUL byte, so it is no text file; {_SAVE_AGAIN}")
        return None
    return text


def _records(text: str, sheet: Sheet) -> list[tuple[int, list[str]]]:
    """Split the text into records with the line each begins on; blank ones are left out."""
    first = text.lstrip().partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for record in reader:
            cells = [_clean(cell) for cell in record]
            if any(cells):
                records.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        sheet.note(line, "file", f"cannot be read from here on ({error}); look for a lone quotation mark")
        return []
    return records


def _clean(cell: str) -> str:
    """Make spaces plain and drop invisible marks, which spreadsheets and address books leave around numbers."""
    visible = "".join(character for character in cell if unicodedata.category(character) != "Cf")
    return " ".join(unicodedata.normalize("NFC", visible).split())


def _header_is_sound(
    sheet: Sheet, line: int, names: list[str], columns: Sequence[str], may_lack: Collection[str]
) -> bool:
    while names and not names[-1]:
        names.pop()
    if not set(names) & set(columns):
        sheet.note(line, "header", f"is missing; the first line must be {','.join(columns)}")
    else:
        for name in dict.fromkeys(names):
            _check_name(sheet, line, name, names, columns)
        for column in columns:
            if column not in names and column not in may_lack:
                sheet.note(line, column, "this column is missing; add it, its cells may be empty where that is allowed")
    return not sheet.problems


def _check_name(sheet: Sheet, line: int, name: str, names: list[str], columns: Sequence[str]) -> None:
    if not name:
        sheet.note(line, "header", "a column has no name; name it or delete it")
    elif name not in columns:
        sheet.note(line, name[:40], f"unknown column; delete it or rename it, the columns are {','.join(columns)}")
    elif names.count(name) > 1:
        sheet.note(line, name, "this column stands twice; delete one")


def _read_rows(sheet: Sheet, names: list[str], records: list[tuple[int, list[str]]]) -> None:
    if not records:
        sheet.note(2, "file", "has a header but no rows; nothing to import")
    for line, cells in records:
        if len(cells) < len(names) or any(cells[len(names) :]):
            found = "fewer" if len(cells) < len(names) else "more"
            sheet.note(line, "row", f"has {found} cells than the header; a comma inside a cell needs quotation marks")
            continue
        row = Row(line, dict.fromkeys(sheet.lacks, "") | dict(zip(names, cells, strict=False)))
        for column, cell in row.cells.items():
            if not cell.isprintable():
                sheet.note(line, column, "holds a character that cannot be printed; type the cell again")
        sheet.rows.append(row)
