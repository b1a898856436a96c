"""A paper is plain data and back."""

import json
from dataclasses import replace

from service.reporting.edited import edited, parts
from service.reporting.paper import Case, Line, Section, Table, closed, numbered, paper_of
from tests.reporting.papers import COUNTS, PAPER


def test_it_survives_json() -> None:
    assert paper_of(json.loads(json.dumps(PAPER.to_json()))) == PAPER


def test_sections_are_numbered_in_chinese() -> None:
    assert [number for number, _ in numbered(PAPER)] == ["一", "二", "三"]


def test_total_and_difference_come_last() -> None:
    assert [line.cells[0] for line in COUNTS.all_lines][-2:] == ["合计", "未计入本表"]


def test_more_than_ten_sections_are_all_there_and_numbered() -> None:
    sections = tuple(Section(f"第{n}部分") for n in range(1, 24))
    numbers = [number for number, _ in numbered(replace(PAPER, sections=sections))]
    assert numbers[8:12] == ["九", "十", "十一", "十二"]
    assert numbers[18:23] == ["十九", "二十", "二十一", "二十二", "二十三"]


def test_the_lead_stands_before_the_first_number_and_may_be_written_anew() -> None:
    paper = replace(PAPER, lead=Section("摘要", ("共受理100件。",)))
    assert [number for number, _ in numbered(paper)][:2] == ["", "一"]
    assert paper_of(paper.to_json()) == paper
    assert parts(paper)[0].field == "lead"
    assert [part.field for part in parts(paper)[1:]] == [part.field for part in parts(PAPER)]
    written = edited(paper, {"lead": "平稳。"}).lead
    assert written is not None
    assert written.sentences == ("平稳。",)
    assert numbered(edited(paper, {"lead": ""}))[0][0] == "一"


def test_a_sentence_may_begin_with_its_own_heading() -> None:
    section = Section("热点", ("（一）集中在一处的事。共2起。", "共2起。", "（停水）。"))
    assert section.leads == (11, 0, 0)


def test_cases_go_on_with_the_numbers_of_the_sentences() -> None:
    cases = (Case("办完的一件", "甲", "1"), Case("没有办好的一件", "乙", "2"))
    section = Section("议题一：停水", ("（一）成因。管老了。", "再说。"), cases=cases)
    assert [name for name, _ in section.cases_by_heading] == [
        "（二）办完的一件",
        "（三）没有办好的一件",
    ]


def test_a_paper_has_no_spaces_around_figures() -> None:
    table = Table("佐证", ("分类", "数量（件）"), (Line(("列前 5 个", 6)),), note="选题时的 6 件。")
    paper = replace(PAPER, sections=(Section("选题", ("共 6 件，占 30%。",), (table,)),))
    (section,) = closed(paper).sections
    assert section.sentences == ("共6件，占30%。",)
    assert section.tables[0].lines[0].cells == ("列前5个", 6)
    assert section.tables[0].note == "选题时的6件。"
