"""The report adds up, in every table, and every number leads to the tickets it counts."""

import re
from datetime import timedelta

import pandas as pd
import pytest

from analytics.figures.rate_definitions import RATES
from analytics.figures.trends import change
from analytics.reports.report import Headline, MonthlyFigures
from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.flows.desk import Desk
from service.flows.month import agenda
from service.flows.month import tables as paper_tables
from service.flows.queries.month import month as queries
from service.flows.queries.month import reportsets
from service.reporting.paper import Paper, Table, numbered
from tests.flows.month.numbers import every_table as tables
from tests.flows.month.numbers import numbers
from tests.installation import Clock
from tests.months import EVENT, MONTH, OTHERS, START, plant
from tests.stories import LAMP, Story

TOTAL = len(EVENT) + len(OTHERS) + 3


@pytest.fixture
def paper(system: System, clock: Clock) -> Paper:
    clock.at = START + timedelta(days=3)
    story = Story(system)
    story.closed()
    late = story.at_unit(text=f"{LAMP}电话 13911112222")
    story.redone()
    plant(system)
    clock.at = START + timedelta(days=40)
    story.take(Role.UNIT_CLERK, late.no, Step.SIGN)
    with system.store.write() as uow:
        agenda.prepare(uow, system.hotline, MONTH, clock.at)
    with system.store.read() as uow:
        desk = Desk(uow, system.hotline, story.who(Role.ANALYST), clock.at)
        return queries.report_view(desk, MONTH).paper


def test_every_table_with_a_total_adds_up_to_the_headline(paper: Paper) -> None:
    checked = 0
    for table in tables(paper):
        if table.total is None or table.title == "逐月受理量":
            continue
        assert sum(int(line.cells[1]) for line in table.lines) == table.total.cells[1]
        difference = int(table.difference.cells[1]) if table.difference else 0
        assert int(table.total.cells[1]) + difference == TOTAL, table.title
        checked += 1
    assert checked >= 6


def test_every_line_has_as_many_cells_as_the_table_has_columns(paper: Paper) -> None:
    for table in tables(paper):
        for line in table.all_lines:
            assert len(line.cells) == len(table.columns), table.title


def test_the_sections_stand_in_the_order_of_the_official_paper(paper: Paper) -> None:
    assert [section.heading for section in paper.sections] == [
        *("总体情况", "责任单位接诉", "热点诉求", "区域分布", "办理情况与三率"),
        *("督办与批示", "典型案例", "风险预警与下月预判", "对策建议"),
    ]
    assert paper.issue == "2026年第2期"
    assert paper.as_of == "截至2月28日"


def test_every_number_is_that_of_the_tickets_behind_it(system: System, paper: Paper) -> None:
    with system.store.read() as uow:
        desk = Desk(uow, system.hotline, Story(system).who(Role.SUPERVISOR), system.now())
        followed = 0
        for name, said in numbers(paper):
            found = reportsets.of_report(desk, MONTH, name)
            assert found.said, name
            if not said.endswith("次"):
                assert found.count == int(said.removesuffix("件")), (name, said)
            assert found.hidden == 0
            assert len(found.rows) == min(found.count, reportsets.PAGE) > 0
            followed += 1
    assert followed > 60
    assert not [table.title for table in tables(paper) if unlinked_numbers(table)]


def unlinked_numbers(table: Table) -> list[tuple[int, str]]:
    """Counts of tickets that lead nowhere; ranks and callers are no tickets."""
    no_tickets = {table.columns.index(n) for n in ("名次", "诉求人") if n in table.columns}
    return [
        (cell, str(line.cells[0]))
        for line in table.all_lines
        for column, cell in enumerate(line.cells)
        if isinstance(cell, int) and cell and column not in no_tickets and not line.set_of(column)
    ]


def test_no_count_of_tickets_is_said_without_a_way_to_them(paper: Paper) -> None:
    for _, section in numbered(paper)[:7]:
        for pieces in section.told:
            plain = "".join(text for text, name in pieces if not name)
            plain = re.sub(r"受理约\d+件|建议把\d+件事", "", plain)  # what is expected, and matters
            assert not re.search(r"[1-9]\d*[件次]|[1-9]\d*/\d", plain), plain


def test_the_month_is_told_first_in_one_paragraph(paper: Paper) -> None:
    (number, lead), *rest = numbered(paper)
    assert (number, lead.heading, rest[0][0]) == ("", "摘要", "一")
    (said,) = lead.sentences
    assert said.startswith(f"2026年2月受理{TOTAL}件")
    assert "集中反映的是" in said


def test_a_sentence_says_what_stands_out_instead_of_every_line_again(paper: Paper) -> None:
    told = {section.heading: section.sentences for section in paper.sections}
    assert told["责任单位接诉"][0].startswith("有承办单位的诉求")
    assert [line[:3] for line in told["热点诉求"]] == ["（一）", "（二）", "（三）"][
        : len(told["热点诉求"])
    ]
    assert "0次" not in told["督办与批示"][0]


def test_nobody_is_named_and_no_number_is_printed(paper: Paper) -> None:
    whole = str(paper.to_json())
    for private in ("王先生", "王某", "13800000001", "13911112222"):
        assert private not in whole


def test_a_bad_case_says_what_went_wrong(paper: Paper) -> None:
    cases = {case.heading: case for section in paper.sections for case in section.cases}
    assert "回访时诉求人表示已解决、满意" in cases["办得好"].text
    assert "轮" in cases["办得不好"].text or "超过办理期限" in cases["办得不好"].text


def test_the_paper_survives_being_stored(paper: Paper) -> None:
    from service.reporting.paper import paper_of

    assert paper_of(paper.to_json()) == paper


def test_what_was_not_sent_stands_last_under_its_own_name(paper: Paper) -> None:
    found = {table.title: table.lines[-1].cells[0] for table in tables(paper)}
    assert found["责任单位接诉"] == found["承办单位前十"] == "没有派单（当场答复等）"


def test_the_rates_say_why_their_denominators_differ(paper: Paper) -> None:
    note = next(table.note for table in tables(paper) if table.title == "办理指标")
    assert "分母不必相等" in note
    sent = next(table for table in tables(paper) if table.title == "办理方式")
    (count,) = (line.cells[1] for line in sent.lines if line.cells[0] == "派单办理")
    assert f"本月受理的里面派单办理的是{count}件" in note


def test_no_two_rates_of_different_counts_have_one_denominator_in_words() -> None:
    named = [(rate.basis, rate.denominator) for rate in RATES.values()]
    answers = {RATES[key].denominator for key in ("response", "solved", "satisfied")}
    assert len(answers) == 3
    assert len({words: basis for basis, words in named}) == len(set(named))


def test_one_unit_alone_is_not_ranked() -> None:
    one = {"group": "county", "rank": 1, "unit_name": "甲局", "numerator": 19, "denominator": 20}
    alone = pd.DataFrame([{**one, "value": 0.95, "enough": True}])
    two = pd.concat([alone, alone.assign(unit_name="乙局", rank=2)], ignore_index=True)
    assert paper_tables.ranking_table(figures_with(alone), "on_time") is None
    ranked = paper_tables.ranking_table(figures_with(two), "on_time")
    assert ranked is not None
    assert len(ranked.lines) == 2


def figures_with(ranking: pd.DataFrame) -> MonthlyFigures:
    at = pd.Timestamp("2026-02-28", tz="UTC")
    line = Headline(0, change(pd.Series(dtype=int), MONTH), 0, 0, 0, 0)
    return MonthlyFigures(MONTH, at, line, {}, {}, {"on_time": ranking}, (), pd.DataFrame())
