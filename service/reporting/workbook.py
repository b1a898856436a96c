"""Writes a report as an Excel workbook: one sheet per table, numbers as numbers."""

import re
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import LineChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from service.reporting.paper import Cell, Paper, Table, numbered, titled
from service.reporting.repeatable import repeatable

TREND = "逐月受理量"
_PERCENT = re.compile(r"\d+(\.\d+)?%")
_CHANGE = re.compile(r"(上升|下降)(\d+\.\d+)(%|个百分点)")
_DECIMAL = re.compile(r"\d+\.\d+")
_UNCHANGED = "持平"
_SAID = {
    unit: f'"上升"0.00{words};"下降"0.00{words};"{_UNCHANGED}"'
    for unit, words in (("%", "%"), ("个百分点", '"个百分点"'))
}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_BOLD, _TITLE = Font(bold=True), Font(bold=True, size=14)
_FILL = PatternFill("solid", fgColor="EAEEF2")
_THIN = Side(style="thin", color="B5CBE0")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAPPED = Alignment(wrap_text=True, vertical="center")
_MIDDLE, _CENTRED = Alignment(vertical="center"), Alignment(horizontal="center", vertical="center")
_RIGHT = Alignment(horizontal="right", vertical="center")
_WIDEST, _PROSE = 40, 80
_LINE = 15.0
_NAME = 28


def workbook(paper: Paper) -> bytes:
    """The report as .xlsx; the same paper gives the same bytes."""
    book = Workbook()
    book.properties.title, book.properties.creator = paper.title, paper.issuer
    first = book.active
    first.title = "总览"
    tables = [t for section in paper.sections for t in section.tables] + list(paper.annex)
    names = [_add(book, table) for table in tables]
    _overview(first, paper, tables, names)
    stream = BytesIO()
    book.save(stream)
    return repeatable(stream.getvalue())


def _overview(sheet: Worksheet, paper: Paper, tables: list[Table], names: list[str]) -> None:
    sheet["A1"], sheet["A1"].font = paper.title, _TITLE
    sheet["A2"] = f"{paper.issue}　{paper.issuer}　{paper.as_of}"
    row = 3
    for remark in paper.remarks:
        sheet.cell(row, 1, _text(remark)).alignment = _WRAPPED
        sheet.row_dimensions[row].height = _height(remark, _PROSE)
        row += 1
    row += 1
    for number, section in numbered(paper):
        notes = [f"分析：{note}" for note in section.notes]
        cases = [f"{c.heading}：{'；'.join(c.lines)}（工单 {c.no}）" for c in section.cases]
        texts = [*section.sentences, *notes, *cases]
        sheet.cell(row, 1, titled(number, section)).font = _BOLD
        for text in texts:
            row += 1
            sheet.cell(row, 1, _text(text)).alignment = _WRAPPED
            sheet.row_dimensions[row].height = _height(text, _PROSE)
        row += 2
    sheet.cell(row, 1, "各表").font = _BOLD
    for table, name in zip(tables, names, strict=True):
        row += 1
        cell = sheet.cell(row, 1, table.title)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!A1")
        cell.style = "Hyperlink"
    sheet.column_dimensions["A"].width = _PROSE
    _for_paper(sheet, is_wide=False)


def _add(book: Workbook, table: Table) -> str:
    sheet = book.create_sheet(_free_name(book, table.title))
    sheet["A1"], sheet["A1"].font = table.title, _TITLE
    widths = _widths(table)
    _write(sheet, 2, table.columns, widths, is_bold=True)
    for cell in sheet[2]:
        cell.alignment = _CENTRED
    for number, line in enumerate(table.lines, 3):
        _write(sheet, number, line.cells, widths)
    for line in table.all_lines[len(table.lines) :]:
        _write(sheet, sheet.max_row + 1, line.cells, widths, is_bold=True)
    for column in (c for c in range(len(widths)) if table.is_number(c)):
        for row in range(3, sheet.max_row + 1):
            sheet.cell(row, column + 1).alignment = _RIGHT  # a dash stands below its numbers
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    if table.note:
        _note(sheet, f"注：{table.note}", widths)
    _for_use(sheet, table)
    _for_paper(sheet, is_wide=sum(widths) > _PROSE or table.title == TREND)
    if table.title == TREND:
        _chart(sheet, len(table.lines))
    return str(sheet.title)


def _note(sheet: Worksheet, note: str, widths: list[float]) -> None:
    """Below the table, no wider than it, or all would be printed small for the note's sake."""
    row = sheet.max_row + 2
    sheet.cell(row, 1, _text(note)).alignment = _WRAPPED
    if len(widths) > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(widths))
    sheet.row_dimensions[row].height = _height(note, sum(widths))


def _for_use(sheet: Worksheet, table: Table) -> None:
    """The head stays in sight and is printed again; lines can be filtered, totals stay."""
    last = get_column_letter(len(table.columns))
    sheet.freeze_panes = "A3"
    if table.lines:
        sheet.auto_filter.ref = f"A2:{last}{2 + len(table.lines)}"
    sheet.print_title_rows = "1:2"


def _for_paper(sheet: Worksheet, *, is_wide: bool) -> None:
    """It prints page-wide on A4, with page numbers."""
    sheet.page_setup.orientation = "landscape" if is_wide else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _write(
    sheet: Worksheet,
    row: int,
    cells: tuple[Cell, ...],
    widths: list[float],
    *,
    is_bold: bool = False,
) -> None:
    lines = 1
    for column, (value, width) in enumerate(zip(cells, widths, strict=True), 1):
        cell = sheet.cell(row, column)
        cell.border = _FRAME
        if is_bold:
            cell.font, cell.fill = _BOLD, _FILL
        if isinstance(value, int):
            cell.value, cell.number_format = value, "#,##0"
        elif counted := _number(value):
            cell.value, cell.number_format = counted
        else:
            cell.value = _text(value)
            cell.data_type = "s"  # a title that begins with “=” is text, never a formula
            cell.alignment = _WRAPPED if _length(value) > width else _MIDDLE
            lines = max(lines, _lines(value, width))
    if lines > 1:
        sheet.row_dimensions[row].height = lines * _LINE


def _number(said: str) -> tuple[float, str] | None:
    """What a cell says in words as a number, with the format that shows the same words."""
    if _PERCENT.fullmatch(said):
        return round(float(said[:-1]) / 100, 6), "0.00%"
    if changed := _CHANGE.fullmatch(said):
        way, size, unit = changed.groups()
        sign, whole = 1 if way == "上升" else -1, 100 if unit == "%" else 1
        return round(sign * float(size) / whole, 6), _SAID[unit]
    if said == _UNCHANGED:
        return 0.0, _SAID["%"]
    return (float(said), "0.0") if _DECIMAL.fullmatch(said) else None


def _chart(sheet: Worksheet, count: int) -> None:
    chart: Any = LineChart()
    chart.title, chart.height, chart.width, chart.legend = TREND, 8, 18, None
    chart.y_axis.scaling.min = 0
    chart.add_data(Reference(sheet, min_col=2, min_row=3, max_row=2 + count))
    chart.set_categories(Reference(sheet, min_col=1, min_row=3, max_row=2 + count))
    sheet.add_chart(chart, "D2")


def _free_name(book: Workbook, title: str) -> str:
    name = _FORBIDDEN.sub("", title)[:_NAME]
    taken = set(book.sheetnames)
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}{number}", number + 1
    return free


def _widths(table: Table) -> list[float]:
    columns = zip(table.columns, *(line.cells for line in table.all_lines), strict=True)
    return [min(_WIDEST, 3 + max(map(_length, column))) for column in columns]


def _length(value: Cell) -> int:
    """How wide a text is; Chinese characters are two wide."""
    return sum(2 if ord(ch) > 255 else 1 for ch in str(value))


def _lines(text: str, width: float) -> int:
    return -(-_length(text) // max(1, int(width) - 1))


def _height(text: str, width: float) -> float:
    """A wrapped row is as high as its lines: not every program finds that out when it opens it."""
    return _lines(text, width) * _LINE


def _text(value: str) -> str:
    return "".join(ch for ch in value if ch >= " " or ch == "\n")
