"""Writes a report as a Word document in the manner of an official paper.

Margins, sizes and fonts follow GB/T 9704-2012; tables and their notes are smaller, as is usual.
"""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from service.reporting.charts import add_chart
from service.reporting.fonts import font
from service.reporting.grids import add_table
from service.reporting.paper import Case, Paper, Section, numbered, titled
from service.reporting.repeatable import repeatable

_BODY, _HEAD, _KAI, _TITLE = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"
# What a machine without the official fonts takes instead; kept in the document's font table.
INSTEAD = {_BODY: "仿宋", _HEAD: "SimHei", _KAI: "楷体", _TITLE: "宋体"}
_LINE = 62  # Chinese characters of 四号 that fit between the margins, counted twice
_FONT_TABLE = "word/fontTable.xml"
_RED = RGBColor(0xC2, 0x3A, 0x2B)
_BLACK = RGBColor(0, 0, 0)


def document(paper: Paper) -> bytes:
    """The report as .docx; the same paper gives the same bytes."""
    word: Any = Document()
    _set_up(word, paper)
    _head(word, paper)
    drawn = 0
    indent = 2 * _size(paper)
    for number, section in numbered(paper):
        _section(word, number, section, drawn, indent)
        drawn += len(section.charts)
    if paper.annex:
        word.add_page_break()
        word.add_heading("附表", 1)
        for table in paper.annex:
            add_table(word, table)
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


def _size(paper: Paper) -> int:
    """Points of the body: 三号, and 四号 where all has to stand on one page."""
    return 14 if paper.is_short else 16


def _set_up(word: Any, paper: Paper) -> None:
    for page in word.sections:
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.top_margin, page.bottom_margin = Cm(3.7), Cm(3.5)
        page.left_margin, page.right_margin = Cm(2.8), Cm(2.6)
        _page_number(page.footer.paragraphs[0])
    size = _size(paper)
    normal = word.styles["Normal"]
    font(normal, _BODY, size)
    _speaks_chinese(word)
    normal.paragraph_format.line_spacing = Pt(size + 10 if paper.is_short else 28)
    normal.paragraph_format.space_after = Pt(0)
    for level, face in ((1, _HEAD), (2, _KAI)):
        style = word.styles[f"Heading {level}"]
        font(style, face, size)
        style.font.color.rgb, style.font.bold = _BLACK, False
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.keep_with_next = True
    word.core_properties.title = paper.title
    word.core_properties.author = paper.issuer
    word.core_properties.comments = ""


def _speaks_chinese(word: Any) -> None:
    """Say that the text is Chinese, or a program may take Japanese forms and punctuation for it."""
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _head(word: Any, paper: Paper) -> None:
    title = word.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(paper.title)
    title.paragraph_format.line_spacing = Pt(34)
    font(run, _TITLE, 22)
    run.font.color.rgb = _RED
    line = word.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_after = Pt(10)
    run = line.add_run(_who_and_when(paper))
    font(run, _KAI, 14)
    _rule(line)
    for remark in paper.remarks:
        _indented(word, remark)
    if paper.is_provisional:
        note = word.add_paragraph("本月尚未结束，数字为截止当日的暂定数。")
        note.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _who_and_when(paper: Paper) -> str:
    """Issue, issuer and date: in one line where they fit, else the issuer below."""
    said = f"{paper.issue}　{paper.issuer}　{paper.as_of}"
    wide = sum(2 if ord(ch) > 255 else 1 for ch in said)
    return said if wide <= _LINE else f"{paper.issue}　{paper.as_of}\n{paper.issuer}"


def _rule(paragraph: Any) -> None:
    """The red line below the head."""
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", str(_RED))):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def _section(word: Any, number: str, section: Section, drawn: int, indent: float) -> None:
    _indent(word.add_heading(titled(number, section), 1), indent)
    for sentence, length in zip(section.sentences, section.leads, strict=True):
        _led(word, sentence, length, indent)
    for note in section.notes:
        _indented(word, f"分析：{note}", indent)
    for heading, cases in section.cases_by_heading:
        _led(word, heading, len(heading), indent).paragraph_format.keep_with_next = True
        for place, case in enumerate(cases, 1):
            _case(word, f"{place}. " if len(cases) > 1 else "", case, indent)
    for table in section.tables:
        add_table(word, table, section.heading)
    for place, chart in enumerate(section.charts, drawn + 1):
        add_chart(word, chart, place)
    if section.is_empty:
        _indented(word, "本月没有。", indent)


def _case(word: Any, number: str, case: Case, indent: float) -> None:
    if len(case.lines) == 1:
        _indented(word, f"{number}{case.text}（工单 {case.no}）", indent)
        return
    first = _indented(word, f"{number}工单 {case.no}", indent)
    first.paragraph_format.keep_with_next = True
    for line in case.lines:
        _indented(word, line, indent)


def _led(word: Any, text: str, length: int, indent: float) -> Any:
    """A paragraph whose beginning, so long, is its own heading of the second level."""
    paragraph = _indented(word, "", indent)
    if length:
        font(paragraph.add_run(text[:length]), _KAI, indent / 2)
    paragraph.add_run(text[length:])
    return paragraph


def _indented(word: Any, text: str, indent: float = 32) -> Any:
    return _indent(word.add_paragraph(text), indent)


def _indent(paragraph: Any, indent: float) -> Any:
    """Two characters, as every paragraph of an official paper."""
    paragraph.paragraph_format.first_line_indent = Pt(indent)
    return paragraph


def _page_number(paragraph: Any) -> None:
    """The number between dashes, as on official papers."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
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
    paragraph.add_run(" —")
    for run in paragraph.runs:
        run.font.size = Pt(14)
