"""A sheet for review as a value: sections of texts side by side, whoever prints it and on whatever."""

from bot.catalog.words import Piece
from bot.model.people import Language
from bot.model.value import value_in_order


@value_in_order
class Column:
    """What stands at the head of a column, and in which language it is."""

    name: str
    language: Language


@value_in_order
class Cell:
    """A text as its reader gets it; the segments of a text that is spoken or only compared are not counted."""

    pieces: tuple[Piece, ...]
    segments: int | None = None


@value_in_order
class Row:
    """One text in one or more variants, side by side; None where a column has none."""

    key: str
    variants: str
    cells: tuple[Cell | None, ...]


@value_in_order
class Section:
    """Texts of one topic, under a heading."""

    heading: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@value_in_order
class Sheet:
    """All that is printed at once; whoever has read a language of `signed` writes name and day below."""

    title: str
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    signed: tuple[Language, ...]
