"""The letter of supervision: whole, in the official layout, the same bytes for the same letter."""

from dataclasses import replace
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm

from service.reporting.letter import LetterItem, LetterPaper, letter_document, letter_of

ROW = ("1", "20260310000001", "路灯不亮", "样例区", "2026-03-10", "办理中，超期")
ITEM = LetterItem("路灯长期不亮", "未修", "逐件核查", "2026年3月20日", (ROW,))
PAPER = LetterPaper(
    issuer="样例市12345政务服务便民热线",
    no="热线督〔2026〕3号",
    addressee="样例市城市管理局",
    date="2026年3月10日",
    contact="督办科 12345",
    items=(ITEM, replace(ITEM, matter="井盖缺失", evidence=(ROW, ROW))),
)


def opened(paper: LetterPaper = PAPER) -> Any:
    return Document(BytesIO(letter_document(paper)))


def test_everything_that_is_to_be_said_stands_in_it_in_order() -> None:
    word = opened()
    said = [paragraph.text for paragraph in word.paragraphs if paragraph.text]
    assert said[:4] == [PAPER.issuer, PAPER.no, "督办函", f"{PAPER.addressee}："]
    assert [line for line in said if line[1:2] == "、"] == ["一、路灯长期不亮", "二、井盖缺失"]
    assert said[-3:] == [PAPER.issuer, PAPER.date, "签收回执"]
    assert "完成时限：2026年3月20日前报送结果。" in said
    first, second, receipt = word.tables
    assert [cell.text for cell in first.rows[1].cells] == list(ROW)
    assert len(second.rows) == 3
    assert [row.cells[0].text for row in receipt.rows][:3] == ["函号", "承办单位", "签收人"]


def test_the_layout_is_that_of_official_papers() -> None:
    word = opened()
    page = word.sections[0]
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(margin / Cm(1), 1) for margin in margins] == [3.7, 3.5, 2.8, 2.6]
    head, number = word.paragraphs[:2]
    assert str(head.runs[0].font.color.rgb) == "C00000"
    assert number._p.pPr.find(qn("w:pBdr")) is not None
    fonts = word.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "仿宋"
    marks = word.tables[0].rows[0]._tr.trPr
    assert marks.find(qn("w:tblHeader")) is not None


def test_the_same_letter_gives_the_same_bytes_also_when_it_was_kept() -> None:
    assert letter_of(PAPER.to_json()) == PAPER
    assert letter_document(letter_of(PAPER.to_json())) == letter_document(PAPER)
