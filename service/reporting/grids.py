"""Writes a report's tables into a Word document, as wide as what stands in them needs.

A table is written as XML at once: cell by cell it would take longer than all the rest of a report.
"""

import re
from typing import Any
from xml.sax.saxutils import escape

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from service.reporting.fonts import font
from service.reporting.paper import Cell, Table

_HEAD = "黑体"
_WIDTH = 8844  # twentieths of a point between the margins: 15.6 cm
_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="EEF1F4"/>'
_SPACING = '<w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/>'
_SHORT = 10  # rows of a table that is not parted
_MANY = 6  # columns of a table in the usual size
_LEAST, _MOST_HEAD = 5, 6  # characters that a column counts for at least, its head at most
_MOST = {True: 36, False: 18}  # its cells at most, in a table of few or of many columns
_ROOM = 3
_CONTROL = re.compile("[\x00-\x1f]")


def add_table(word: Any, table: Table, heading: str = "") -> None:
    """Put a table with its title and note at the end of the document.

    ``heading``: of its section, which is not said again.
    """
    if table.title != heading:
        _add_title(word, table.title)
    word.element.body._insert_tbl(parse_xml(_table_xml(table)))
    after = word.add_paragraph()
    after.paragraph_format.line_spacing = 1.1 if table.note else Pt(8)
    after.paragraph_format.space_after = Pt(4)
    if table.note:
        after.add_run(f"注：{table.note}").font.size = Pt(9)


def _add_title(word: Any, text: str) -> None:
    title = word.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.keep_with_next = True
    title.paragraph_format.space_before = Pt(6)
    title.paragraph_format.line_spacing = 1.2
    font(title.add_run(text), _HEAD, 12)


def _table_xml(table: Table) -> str:
    widths = _widths(table)
    lines = table.all_lines
    is_short = 1 + len(lines) <= _SHORT
    sides = ["right" if table.is_number(c) else "left" for c in range(len(table.columns))]
    last = {id(line) for line in (table.total, table.difference)}
    rows = [_row_xml(table.columns, widths, ["center"] * len(sides), hold=is_short, is_head=True)]
    for number, line in enumerate(lines, 1):
        hold = is_short and number < len(lines)
        rows.append(_row_xml(line.cells, widths, sides, hold=hold, is_bold=id(line) in last))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )


def _row_xml(
    values: tuple[Cell, ...],
    widths: list[int],
    sides: list[str],
    *,
    hold: bool,
    is_head: bool = False,
    is_bold: bool = False,
) -> str:
    """A row; ``hold``: it stays with the next one on a page. The head stands again on each page."""
    held = "<w:keepNext/>" if hold else ""
    bold = "<w:b/>" if is_head or is_bold else ""
    size = 20 if len(values) <= _MANY else 18
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{_SHADE if is_head else ""}'
        f'<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>{held}{_SPACING}<w:jc w:val="{side}"/>'
        f'</w:pPr><w:r><w:rPr>{bold}<w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(_CONTROL.sub("", str(value)))}</w:t></w:r></w:p></w:tc>'
        for value, width, side in zip(values, widths, sides, strict=True)
    )
    again = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{again}</w:trPr>{cells}</w:tr>"


def _widths(table: Table) -> list[int]:
    """Share the width by the longest cell of each column; no column is squeezed by a long one."""
    columns = zip(table.columns, *(line.cells for line in table.all_lines), strict=True)
    most = _MOST[len(table.columns) < _MANY]
    needs = [
        _ROOM + min(most, max(_LEAST, min(_length(head), _MOST_HEAD), *map(_length, cells)))
        for head, *cells in columns
    ]
    return [round(_WIDTH * need / sum(needs)) for need in needs]


def _length(value: Cell) -> int:
    """How wide a cell is, in characters; Chinese ones are two wide."""
    return sum(2 if ord(ch) > 255 else 1 for ch in str(value))
