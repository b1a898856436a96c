"""The report as Word: everything that is said stands in it, in Chinese fonts."""

import zipfile
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm

from service.reporting.document import document
from tests.reporting.papers import COUNTS, PAPER

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def test_every_sentence_and_every_table_is_in_it() -> None:
    word = Document(BytesIO(document(PAPER)))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    for said in (
        PAPER.title,
        "一、总体情况",
        "A&B <b>公司</b>被投诉。",
        "20260201000001",
        "本月没有。",
    ):
        assert said in text
    assert "（二）办得不好\n工单 20260201000002\n反映什么：停水\n结果：<没有办结>" in text
    assert len(word.tables) == 3
    cells = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert cells[0] == list(COUNTS.columns)
    assert cells[1:] == [[str(c) for c in line.cells] for line in COUNTS.all_lines]


def test_chinese_has_a_chinese_font() -> None:
    word = Document(BytesIO(document(PAPER)))
    for style in ("Normal", "Heading 1"):
        fonts = word.styles[style].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) in ("仿宋_GB2312", "黑体")
        assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_the_same_paper_gives_the_same_bytes() -> None:
    first = document(PAPER)
    assert document(PAPER) == first
    with zipfile.ZipFile(BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.testzip() is None


def test_charts_are_native_told_in_words_and_well_formed() -> None:
    with zipfile.ZipFile(BytesIO(document(PAPER))) as package:
        charts = [name for name in package.namelist() if name.startswith("word/charts/")]
        body = package.read("word/document.xml").decode()
        drawn = [ElementTree.fromstring(package.read(name)) for name in sorted(charts)]  # noqa: S314
        assert b"<w:altName w:val=" in package.read("word/fontTable.xml")
    assert [len(list(chart.iter(f"{{{_C}}}pt"))) for chart in drawn] == [4, 4]
    assert 'descr="从80件到100件。"' in body


def test_the_layout_is_that_of_official_papers() -> None:
    page = Document(BytesIO(document(PAPER))).sections[0]
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(margin / Cm(1), 1) for margin in margins] == [3.7, 3.5, 2.8, 2.6]


def test_a_table_is_as_wide_as_the_text_and_each_column_as_what_stands_in_it() -> None:
    table = Document(BytesIO(document(PAPER))).tables[0]
    widths = [cell.width / Cm(1) for cell in table.rows[0].cells]
    assert round(sum(widths), 1) == 15.6
    assert widths[0] == max(widths)
    head = table.rows[0]._tr.trPr
    assert head.find(qn("w:tblHeader")) is not None
    assert head.find(qn("w:cantSplit")) is not None


def test_the_text_says_that_it_is_chinese_and_pages_are_numbered_between_dashes() -> None:
    word = Document(BytesIO(document(PAPER)))
    languages = {lang.get(qn("w:eastAsia")) for lang in word.styles.element.iter(qn("w:lang"))}
    assert languages == {"zh-CN"}
    assert word.sections[0].footer.paragraphs[0].text == "—  —"


def test_what_is_to_stand_on_one_page_is_set_smaller() -> None:
    usual, short = (
        Document(BytesIO(document(replace(PAPER, is_short=is_short)))).styles["Normal"].font.size
        for is_short in (False, True)
    )
    assert (usual.pt, short.pt) == (16, 14)
