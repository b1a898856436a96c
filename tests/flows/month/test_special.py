"""Special reports and weekly briefs add up, keep to their scope, and come out the same."""

from datetime import date

import pytest

from service.bootstrap import System
from service.domain.errors import BadInput
from service.flows.month.scope import Scope, week_before
from service.flows.month.special import special
from service.reporting.document import document
from service.reporting.paper import Paper, paper_of
from tests.flows.month.numbers import numbers
from tests.months import EVENT, OTHERS, plant

FIRST, LAST = date(2026, 2, 1), date(2026, 2, 28)


def test_a_special_report_adds_up_and_keeps_to_its_scope(system: System) -> None:
    planted = plant(system)
    whole = made(system, Scope(FIRST, LAST))
    assert "共受理诉求16件" in whole.sections[0].sentences[0]
    for table in [table for section in whole.sections for table in section.tables]:
        assert table.total is not None
        assert sum(int(line.cells[1]) for line in table.lines) == table.total.cells[1] == 16
    assert document(whole) == document(made(system, Scope(FIRST, LAST)))
    assert paper_of(whole.to_json()) == whole

    with system.store.read() as uow:
        topics = [ticket.topic for ticket in uow.tickets.get_many(planted)]
    topic = max(topics, key=topics.count)
    narrow = made(system, Scope(FIRST, LAST, topic=topic[:2]))
    count = sum(found.startswith(topic[:2]) for found in topics)
    assert len(EVENT) <= count < len(EVENT) + len(OTHERS)
    assert f"共受理诉求{count}件" in narrow.sections[0].sentences[0]

    none = made(system, Scope(date(2026, 1, 5), date(2026, 1, 11)))
    assert "共受理诉求0件" in none.sections[0].sentences[0]
    assert "没有工单，不作对比" in whole.sections[0].sentences[0]
    assert not any("件" in str(line.cells[4]) for line in whole.sections[0].tables[0].all_lines)
    later = made(system, Scope(date(2026, 2, 20), date(2026, 3, 5)))
    assert "之前同样天数12件（基数小，不算百分比）" in later.sections[0].sentences[0]
    for wrong in (
        Scope(LAST, FIRST),
        Scope(date(2027, 1, 1), date(2027, 1, 2)),
        Scope(FIRST, LAST, topic="99"),
        Scope(FIRST, LAST, unit="nobody"),
        Scope(FIRST, LAST, area="nowhere"),
    ):
        with pytest.raises(BadInput):
            made(system, wrong)


def made(system: System, scope: Scope) -> Paper:
    with system.store.read() as uow:
        paper, sets = special(uow, system.hotline, scope, system.now())
    for name, said in numbers(paper):
        assert len(sets[name]) == int(said.removesuffix("件")), name
    return paper


def test_the_last_whole_week_runs_from_monday_to_sunday() -> None:
    week = Scope(date(2026, 3, 2), date(2026, 3, 8))
    assert week_before(date(2026, 3, 9)) == week_before(date(2026, 3, 15)) == week
