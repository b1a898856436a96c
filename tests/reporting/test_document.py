"""The report as Word: everything that is said stands in it, in Chinese fonts."""

import zipfile
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
