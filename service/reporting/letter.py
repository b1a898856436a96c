"""Writes a letter of supervision (督办函) as a Word document in the layout of official papers.

Margins, sizes and the red head follow GB/T 9704-2012; the fonts have common ones to fall back on.
"""

from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from service.reporting.fonts import font
from service.reporting.repeatable import repeatable

EVIDENCE = ("序号", "工单编号", "事项", "地区", "登记日期", "办理情况")
_BODY, _HEAD, _TITLE = "仿宋", "黑体", "宋体"
_RED, _RED_HEX = RGBColor(0xC0, 0x00, 0x00), "C00000"
_WIDTHS = (1.2, 3.8, 3.6, 2.4, 2.4, 2.6)
_RECEIPT = ("签收人", "职务", "签收时间", "责任人及电话", "单位（盖章）")
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class LetterItem:
    """One matter of a letter; ``evidence``: rows of ``EVIDENCE``."""

    matter: str
    wrong: str
    demand: str
    due: str
    evidence: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class LetterPaper:
    """What a letter says: nothing of callers stands in it."""

    issuer: str
    no: str
    addressee: str
    date: str
    contact: str
    items: tuple[LetterItem, ...]

    def to_json(self) -> dict[str, Any]:
        """The letter as plain data."""
        plain = asdict(self)
        plain["items"] = [
            {**item, "evidence": [list(row) for row in item["evidence"]]} for item in plain["items"]
        ]
        return plain


def letter_of(data: Any) -> LetterPaper:
    """The letter that ``to_json`` wrote."""
    items = tuple(
        LetterItem(**{**item, "evidence": tuple(tuple(row) for row in item["evidence"])})
        for item in data["items"]
    )
    return LetterPaper(**{**data, "items": items})


def letter_document(paper: LetterPaper) -> bytes:
    """The letter as .docx; the same letter gives the same bytes."""
    word: Any = Document()
    _set_up(word, paper)
    _head(word, paper)
    _say(word, f"{paper.addressee}：", indent=False)
    _say(
        word, "经核查，下列事项办理不到位，现列入督办清单移交你单位。请按要求办理，并按期报送结果。"
    )
    for number, item in enumerate(paper.items):
        _item(word, _NUMERALS[number] if number < len(_NUMERALS) else str(number + 1), item)
    _say(word, "请单位负责人签收本函并明确责任人；办结后报送办理结果及佐证材料编号。")
    _say(word, f"联系人：{paper.contact}")
    for line in (paper.issuer, paper.date):
        _say(word, line, align=WD_ALIGN_PARAGRAPH.RIGHT, indent=False)
    _receipt(word, paper)
    stream = BytesIO()
    word.save(stream)
    return repeatable(stream.getvalue())


def _set_up(word: Any, paper: LetterPaper) -> None:
    for page in word.sections:
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.top_margin, page.bottom_margin = Cm(3.7), Cm(3.5)
        page.left_margin, page.right_margin = Cm(2.8), Cm(2.6)
    style = word.styles["Normal"]
    font(style, _BODY, 16)
    style.paragraph_format.line_spacing = Pt(28)
    style.paragraph_format.space_after = Pt(0)
    word.core_properties.title = f"督办函 {paper.no}"
    word.core_properties.author = paper.issuer
    word.core_properties.comments = ""


def _head(word: Any, paper: LetterPaper) -> None:
    head = _say(word, paper.issuer, align=WD_ALIGN_PARAGRAPH.CENTER, indent=False)
    head.paragraph_format.line_spacing = Pt(46)
    font(head.runs[0], _TITLE, 30)
    head.runs[0].font.bold, head.runs[0].font.color.rgb = True, _RED
    number = _say(word, paper.no, align=WD_ALIGN_PARAGRAPH.CENTER, indent=False)
    _underline(number)
    title = _say(word, "督办函", align=WD_ALIGN_PARAGRAPH.CENTER, indent=False)
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(18)
    font(title.runs[0], _TITLE, 22)
    title.runs[0].font.bold = True


def _item(word: Any, number: str, item: LetterItem) -> None:
    heading = _say(word, f"{number}、{item.matter}")
    font(heading.runs[0], _HEAD, 16)
    heading.paragraph_format.keep_with_next = True
    _say(word, f"存在的问题：{item.wrong}")
    _say(word, f"办理要求：{item.demand}")
    _say(word, f"完成时限：{item.due}前报送结果。")
    caption = _say(word, f"依据工单（{len(item.evidence)} 件）")
    caption.paragraph_format.keep_with_next = True
    _table(word, (EVIDENCE, *item.evidence), _WIDTHS, has_head=True)


def _receipt(word: Any, paper: LetterPaper) -> None:
    cut = _say(word, "签收回执", align=WD_ALIGN_PARAGRAPH.CENTER, indent=False)
    cut.paragraph_format.space_before = Pt(18)
    cut.paragraph_format.keep_with_next = True
    font(cut.runs[0], _HEAD, 16)
    rows = (("函号", paper.no), ("承办单位", paper.addressee), *((name, "") for name in _RECEIPT))
    _table(word, rows, (4.0, 11.6), has_head=False, size=12)


def _table(
    word: Any,
    rows: tuple[tuple[str, ...], ...],
    widths: tuple[float, ...],
    *,
    has_head: bool,
    size: float = 10.5,
) -> None:
    grid = word.add_table(rows=len(rows), cols=len(widths), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    for line, (row, values) in enumerate(zip(list(grid.rows), rows, strict=True)):
        _keep_whole(row, repeats=has_head and line == 0)
        for cell, value, width in zip(row.cells, values, widths, strict=True):
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.line_spacing = 1.2
            run = paragraph.add_run(value)
            run.font.size, run.bold = Pt(size), has_head and line == 0
    word.add_paragraph().paragraph_format.line_spacing = Pt(8)


def _say(word: Any, text: str, *, align: Any = None, indent: bool = True) -> Any:
    paragraph = word.add_paragraph(text)
    paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    return paragraph


def _underline(paragraph: Any) -> None:
    """The red line below the head."""
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "6"), ("color", _RED_HEX)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def _keep_whole(row: Any, *, repeats: bool) -> None:
    """A row is not torn over two pages; the head stands again on each."""
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(("w:tblHeader",) if repeats else ())):
        mark = OxmlElement(name)
        mark.set(qn("w:val"), "true")
        properties.append(mark)
