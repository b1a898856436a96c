"""The report adds up, in every table, and every number leads to the tickets it counts."""

from datetime import timedelta

import pytest

from service.bootstrap import System
from service.domain.permissions import Role
from service.domain.steps import Step
from service.flows import agenda
from service.flows.queries import month as queries
from service.flows.queries.lists import counts
from service.flows.steps import Desk
from service.reporting.paper import Paper, Table
from service.store.uow import UnitOfWork
from service.web.filters import TicketQuery, parse_strictly
from tests.conftest import Clock
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


def tables(paper: Paper) -> list[Table]:
    return [table for section in paper.sections for table in section.tables] + list(paper.annex)


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


def test_linked_numbers_are_those_of_the_list_they_lead_to(system: System, paper: Paper) -> None:
    followed = 0
    with system.store.read() as uow:
        for table in tables(paper):
            for line in table.all_lines:
                if line.query:
                    assert listed(system, uow, line.query) == line.cells[1], (table.title, line)
                    followed += 1
    assert followed > 10


def listed(system: System, uow: UnitOfWork, query: str) -> int:
    desk = Desk(uow, system.hotline, Story(system).who(Role.SUPERVISOR), system.now())
    pairs = dict(part.split("=") for part in query.split("&"))
    filters = parse_strictly(TicketQuery(**pairs), desk.catalogue)
    return sum(counts(desk, filters).values())


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
