"""Writes a report as a Word document in the manner of an official paper."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from service.reporting.paper import Line, Paper, Section, Table, numbered
from service.reporting.repeatable import repeatable

_BODY, _HEAD, _LATIN = "仿宋", "黑体", "Times New Roman"
_RED = RGBColor(0xC2, 0x3A, 0x2B)
_BLACK = RGBColor(0, 0, 0)


def document(paper: Paper) -> bytes:
    """The report as .docx; the same paper gives the same bytes."""
    word: Any = Document()
    _set_up(word, paper)
    _head(word, paper)
    for number, section in numbered(paper):
        _section(word, number, section)
    if paper.annex:
        word.add_page_break()
        word.add_heading("附表", 1)
        for table in paper.annex:
            _table(word, table)
    stream = BytesIO()
    word.save(stream)
    return repeatable(stream.getvalue())


def _set_up(word: Any, paper: Paper) -> None:
    for page in word.sections:
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.top_margin = page.bottom_margin = Cm(2.5)
        page.left_margin = page.right_margin = Cm(2.4)
        _page_number(page.footer.paragraphs[0])
    _font(word.styles["Normal"], _BODY, 12)
    word.styles["Normal"].paragraph_format.line_spacing = 1.4
    for level, size in ((1, 15), (2, 13)):
        style = word.styles[f"Heading {level}"]
        _font(style, _HEAD, size)
        style.font.color.rgb = _BLACK
    word.core_properties.title = paper.title
    word.core_properties.author = paper.issuer
    word.core_properties.comments = ""


def _font(style: Any, east_asian: str, size: float) -> None:
    """Word takes Chinese characters from the East Asian font alone, whatever ``name`` says."""
    style.font.name, style.font.size = _LATIN, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), east_asian)


def _head(word: Any, paper: Paper) -> None:
    title = word.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(paper.title)
    _font(run, _HEAD, 20)
    run.font.bold, run.font.color.rgb = True, _RED
    line = word.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.add_run(f"{paper.issue}　　{paper.issuer}　　{paper.as_of}")
    if paper.is_provisional:
        note = word.add_paragraph("本月尚未结束，数字为截止当日的暂定数。")
        note.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _section(word: Any, number: str, section: Section) -> None:
    word.add_heading(f"{number}、{section.heading}", 1)
    for sentence in section.sentences:
        _indented(word, sentence)
    for case in section.cases:
        _indented(word, f"【{case.heading}】{case.text}（工单 {case.no}）")
    for table in section.tables:
        _table(word, table)
    if not (section.sentences or section.cases or section.tables):
        _indented(word, "本月没有。")


def _indented(word: Any, text: str) -> None:
    paragraph = word.add_paragraph(text)
    paragraph.paragraph_format.first_line_indent = Pt(24)
    paragraph.paragraph_format.space_after = Pt(3)


def _table(word: Any, table: Table) -> None:
    caption = word.add_paragraph()
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    caption.add_run(table.title).bold = True
    lines = table.all_lines
    grid = word.add_table(rows=1 + len(lines), cols=len(table.columns), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    rows = list(grid.rows)
    _repeat_head(rows[0])
    _row(rows[0], table.columns, is_bold=True)
    last = {id(line) for line in (table.total, table.difference)}
    for row, line in zip(rows[1:], lines, strict=True):
        _row(row, line.cells, is_bold=_is_last(line, last))
    if table.note:
        note = word.add_paragraph()
        run = note.add_run(f"注：{table.note}")
        run.font.size = Pt(9)


def _is_last(line: Line, last: set[int]) -> bool:
    return id(line) in last


def _row(row: Any, cells: tuple[str | int, ...], *, is_bold: bool) -> None:
    for cell, value in zip(row.cells, cells, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = 1.1
        if isinstance(value, int):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run(str(value))
        run.font.size, run.bold = Pt(10), is_bold


def _repeat_head(row: Any) -> None:
    """The head stands again on every page the table runs over."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = text
        run._r.append(part)
