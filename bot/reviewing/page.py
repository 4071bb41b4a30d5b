"""A sheet as one page of HTML that a browser prints well: nothing in it is fetched, and no script runs."""

from collections.abc import Iterator
from html import escape

from bot.reviewing.plain import in_segments
from bot.reviewing.sheet import Cell, Row, Section, Sheet

_STYLE = """
@page { size: letter landscape; margin: 12mm }
body { font: 10.5pt/1.35 Georgia, serif; color: #000; background: #fff; margin: 1.5em }
h1 { font-size: 16pt; margin: 0 }
h2 { font-size: 12pt; margin: 1.4em 0 .3em; break-after: avoid }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { border: 1px solid #777; padding: .3em .5em; text-align: left; vertical-align: top; overflow-wrap: anywhere }
thead { display: table-header-group }
thead th { background: #eee }
thead th:first-child { width: 11% }
tr, .signed p { break-inside: avoid }
tbody th { font: 8.5pt/1.3 monospace }
td .text { white-space: pre-wrap }
u { text-decoration: underline; text-underline-offset: 2px }
small { display: block; color: #444; margin-top: .3em }
@media print { body { margin: 0; font-size: 9pt } }
"""


def as_page(sheet: Sheet) -> str:
    """Return the page; what the line fills in is underlined and in marks."""
    body = "\n".join((*_head(sheet), *(line for section in sheet.sections for line in _section(section))))
    signed = "".join(
        f"<p>{language.in_english} read by ________________________ on ______________</p>\n"
        for language in sheet.signed
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(sheet.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'{body}\n<div class="signed">\n{signed}</div>\n</main>\n</body>\n</html>\n'
    )


def _head(sheet: Sheet) -> Iterator[str]:
    yield f"<h1>{escape(sheet.title)}</h1>"
    yield from (f"<p>{escape(note)}</p>" for note in sheet.notes)


def _section(section: Section) -> Iterator[str]:
    yield f"<h2>{escape(section.heading)}</h2>"
    heads = "".join(f'<th scope="col">{escape(column.name)}</th>' for column in section.columns)
    yield f'<table>\n<thead><tr><th scope="col">text</th>{heads}</tr></thead>\n<tbody>'
    for row in section.rows:
        yield _row(row, section)
    yield "</tbody>\n</table>"


def _row(row: Row, section: Section) -> str:
    cells = "".join(_cell(cell, column.language.value) for cell, column in zip(row.cells, section.columns, strict=True))
    variants = f"<small>{escape(row.variants)}</small>" if row.variants else ""
    return f'<tr><th scope="row">{escape(row.key)}{variants}</th>{cells}</tr>'


def _cell(cell: Cell | None, language: str) -> str:
    if cell is None:
        return "<td></td>"
    words = "".join(
        f"<u>«{escape(piece.words)}»</u>" if piece.is_filled else escape(piece.words) for piece in cell.pieces
    )
    cost = "" if cell.segments is None else f"<small>{in_segments(cell.segments)}</small>"
    return f'<td><div class="text" lang="{escape(language)}">{words}</div>{cost}</td>'
