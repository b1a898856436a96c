"""Writes a report's tables into a Word document, as wide as what stands in them needs."""

from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from service.reporting.paper import Table

_HEAD, _LATIN = "黑体", "Times New Roman"
_WIDTH = 15.6  # centimetres between the margins
_SHADE = "EEF1F4"
_SHORT = 10  # rows of a table that is not parted
_MANY = 6  # columns of a table in the usual size
_LEAST, _MOST, _MOST_HEAD = 5, 18, 6  # characters that a column's cells and head count for
_ROOM = 3


def font(style: Any, east_asian: str, size: float) -> None:
    """Word takes Chinese characters from the East Asian font alone, whatever ``name`` says."""
    style.font.name, style.font.size = _LATIN, Pt(size)
    fonts = style._element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), east_asian)


def add_table(word: Any, table: Table) -> None:
    """Put a table with its title and note at the end of the document."""
    title = word.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.keep_with_next = True
    title.paragraph_format.space_before = Pt(6)
    title.paragraph_format.line_spacing = 1.2
    font(title.add_run(table.title), _HEAD, 12)
    lines = table.all_lines
    grid = word.add_table(rows=1 + len(lines), cols=len(table.columns), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    rows = list(grid.rows)
    _fit(grid, rows, table)
    numbers = [table.is_number(column) for column in range(len(table.columns))]
    last = {id(line) for line in (table.total, table.difference)}
    _row(rows[0], table.columns, numbers, is_head=True, is_bold=True)
    for row, line in zip(rows[1:], lines, strict=True):
        _row(row, line.cells, numbers, is_head=False, is_bold=id(line) in last)
    _mark(rows[0], "w:tblHeader")  # the head stands again on every page the table runs over
    if len(rows) <= _SHORT:
        _hold_together(rows)
    _after(word, table.note)


def _after(word: Any, note: str) -> None:
    after = word.add_paragraph()
    after.paragraph_format.line_spacing = 1.1 if note else Pt(8)
    after.paragraph_format.space_after = Pt(4)
    if note:
        after.add_run(f"注：{note}").font.size = Pt(9)


def _fit(grid: Any, rows: list[Any], table: Table) -> None:
    """Share the width by the longest cell of each column; no column is squeezed by a long one."""
    columns = zip(table.columns, *(line.cells for line in table.all_lines), strict=True)
    needs = [
        _ROOM + min(_MOST, max(_LEAST, min(_length(head), _MOST_HEAD), *map(_length, cells)))
        for head, *cells in columns
    ]
    grid.autofit = False
    for place, need in enumerate(needs):
        width = Cm(_WIDTH * need / sum(needs))
        grid.columns[place].width = width
        for row in rows:
            row.cells[place].width = width


def _length(value: object) -> int:
    """How wide a cell is, in characters; Chinese ones are two wide."""
    return sum(2 if ord(ch) > 255 else 1 for ch in str(value))


def _row(
    row: Any, cells: tuple[str | int, ...], numbers: list[bool], *, is_head: bool, is_bold: bool
) -> None:
    _mark(row, "w:cantSplit")
    for cell, value, is_number in zip(row.cells, cells, numbers, strict=True):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        space = paragraph.paragraph_format
        space.line_spacing, space.space_before, space.space_after = 1.0, Pt(2), Pt(2)
        if is_head:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _shade(cell)
        elif is_number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run(str(value))
        run.font.size, run.bold = Pt(10 if len(cells) <= _MANY else 9), is_bold


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _hold_together(rows: list[Any]) -> None:
    """A short table goes to the next page whole."""
    for row in rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _mark(row: Any, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
