"""The report as Word: everything that is said stands in it, in Chinese fonts."""

import zipfile
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn

from service.reporting.document import document
from tests.reporting.papers import COUNTS, PAPER


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
        assert fonts.get(qn("w:eastAsia")) in ("仿宋", "黑体")
        assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_the_same_paper_gives_the_same_bytes() -> None:
    first = document(PAPER)
    assert document(PAPER) == first
    with zipfile.ZipFile(BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.testzip() is None
