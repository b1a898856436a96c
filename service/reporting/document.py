"""Writes a report as a Word document in the manner of an official paper.

Margins, sizes and fonts follow GB/T 9704-2012; tables and their notes are smaller, as is usual.
"""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from service.reporting.charts import add_chart
from service.reporting.paper import Line, Paper, Section, Table, numbered
from service.reporting.repeatable import repeatable

_BODY, _HEAD, _KAI, _TITLE = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"
_LATIN = "Times New Roman"
# What a machine without the official fonts takes instead; kept in the document's font table.
INSTEAD = {_BODY: "仿宋", _HEAD: "SimHei", _KAI: "楷体", _TITLE: "宋体"}
_FONT_TABLE = "word/fontTable.xml"
_RED = RGBColor(0xC2, 0x3A, 0x2B)
_BLACK = RGBColor(0, 0, 0)


def document(paper: Paper) -> bytes:
    """The report as .docx; the same paper gives the same bytes."""
    word: Any = Document()
    _set_up(word, paper)
    _head(word, paper)
    drawn = 0
    for number, section in numbered(paper):
        _section(word, number, section, drawn)
        drawn += len(section.charts)
    if paper.annex:
        word.add_page_break()
        word.add_heading("附表", 1)
        for table in paper.annex:
            _table(word, table)
    stream = BytesIO()
    word.save(stream)
    return repeatable(stream.getvalue(), {_FONT_TABLE: _with_instead})


def _with_instead(fonts: bytes) -> bytes:
    """The font table with a common font for each official one."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>'
        for name, other in INSTEAD.items()
    )
    return fonts.replace(b"</w:fonts>", f"{rows}</w:fonts>".encode())


def _set_up(word: Any, paper: Paper) -> None:
    for page in word.sections:
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.top_margin, page.bottom_margin = Cm(3.7), Cm(3.5)
        page.left_margin, page.right_margin = Cm(2.8), Cm(2.6)
        _page_number(page.footer.paragraphs[0])
    _font(word.styles["Normal"], _BODY, 16)
    word.styles["Normal"].paragraph_format.line_spacing = Pt(28)
    word.styles["Normal"].paragraph_format.space_after = Pt(0)
    for level, font in ((1, _HEAD), (2, _KAI)):
        style = word.styles[f"Heading {level}"]
        _font(style, font, 16)
        style.font.color.rgb, style.font.bold = _BLACK, False
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(6)
    word.core_properties.title = paper.title
    word.core_properties.author = paper.issuer
    word.core_properties.comments = ""


def _font(style: Any, east_asian: str, size: float) -> None:
    """Word takes Chinese characters from the East Asian font alone, whatever ``name`` says."""
    style.font.name, style.font.size = _LATIN, Pt(size)
    fonts = style._element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), east_asian)


def _head(word: Any, paper: Paper) -> None:
    title = word.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(paper.title)
    title.paragraph_format.line_spacing = Pt(34)
    _font(run, _TITLE, 22)
    run.font.color.rgb = _RED
    line = word.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_after = Pt(10)
    run = line.add_run(f"{paper.issue}　{paper.issuer}　{paper.as_of}")
    _font(run, _KAI, 14)
    _rule(line)
    for remark in paper.remarks:
        _indented(word, remark)
    if paper.is_provisional:
        note = word.add_paragraph("本月尚未结束，数字为截止当日的暂定数。")
        note.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _rule(paragraph: Any) -> None:
    """The red line below the head."""
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", str(_RED))):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def _section(word: Any, number: str, section: Section, drawn: int) -> None:
    _indent(word.add_heading(f"{number}、{section.heading}", 1))
    for sentence in section.sentences:
        _indented(word, sentence)
    for note in section.notes:
        _indented(word, f"分析：{note}")
    for case in section.cases:
        _indented(word, f"【{case.heading}】{case.text}（工单 {case.no}）")
    for place, chart in enumerate(section.charts, drawn + 1):
        add_chart(word, chart, place)
    for table in section.tables:
        _table(word, table)
    if section.is_empty:
        _indented(word, "本月没有。")


def _indented(word: Any, text: str) -> None:
    _indent(word.add_paragraph(text))


def _indent(paragraph: Any) -> None:
    """Two characters, as every paragraph of an official paper."""
    paragraph.paragraph_format.first_line_indent = Pt(32)


def _table(word: Any, table: Table) -> None:
    caption = word.add_paragraph()
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(6)
    run = caption.add_run(table.title)
    _font(run, _HEAD, 12)
    lines = table.all_lines
    grid = word.add_table(rows=1 + len(lines), cols=len(table.columns), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    rows = list(grid.rows)
    for row in rows:
        _mark(row, "w:cantSplit")
    _repeat_head(rows[0])
    _row(rows[0], table.columns, is_bold=True)
    last = {id(line) for line in (table.total, table.difference)}
    for row, line in zip(rows[1:], lines, strict=True):
        _row(row, line.cells, is_bold=_is_last(line, last))
    after = word.add_paragraph()
    after.paragraph_format.line_spacing = 1.2
    after.paragraph_format.space_after = Pt(6)
    if table.note:
        after.add_run(f"注：{table.note}").font.size = Pt(9)


def _is_last(line: Line, last: set[int]) -> bool:
    return id(line) in last


def _row(row: Any, cells: tuple[str | int, ...], *, is_bold: bool) -> None:
    for cell, value in zip(row.cells, cells, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = 1.1
        if isinstance(value, int) or value.endswith(("%", "个百分点")):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run(str(value))
        run.font.size, run.bold = Pt(10), is_bold


def _repeat_head(row: Any) -> None:
    """The head stands again on every page the table runs over."""
    _mark(row, "w:tblHeader")


def _mark(row: Any, name: str) -> None:
    mark = OxmlElement(name)
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
