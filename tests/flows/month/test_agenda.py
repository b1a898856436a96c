"""A month is worked out the same however often and however late; what people decide stays."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from service.bootstrap import System
from service.domain.agenda import AgendaStatus
from service.domain.errors import BadInput, NotAllowed, NotFound, Stale
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Role
from service.flows.desk import Desk
from service.flows.governance import decisions
from service.flows.month import agenda
from service.flows.month.agenda import MonthOutcome
from service.store.tables.agenda import AgendaItemRow
from service.store.tables.tickets import TicketRow
from service.store.uow import UnitOfWork
from tests.installation import Clock
from tests.months import BEFORE, EVENT, MONTH, OTHERS, START, plant
from tests.stories import Story

A = AgendaStatus
TABLES = ("hot_topic", "hot_topic_ticket", "agenda_item", "agenda_ticket", "agenda_step", "report")


def prepare(system: System, month: str = MONTH) -> MonthOutcome:
    with system.store.write() as uow:
        return agenda.prepare(uow, system.hotline, month, system.now())


def rows(system: System) -> dict[str, list[Any]]:
    with system.store.read() as uow:
        return {
            name: uow.session.execute(text(f"select * from {name} order by 1, 2")).all()  # noqa: S608
            for name in TABLES
        }


def the_item(uow: UnitOfWork, month: str = MONTH) -> AgendaItemRow:
    return uow.agenda.of_month(month)[0]


def decide(system: System, actor: Actor, target: AgendaStatus, note: str = "") -> None:
    with system.store.write() as uow:
        item = the_item(uow)
        desk = Desk(uow, system.hotline, actor, system.now())
        decisions.decide(desk, item.id, target, item.version, note)


def test_the_loudest_matter_of_the_month_is_on_top_with_its_tickets(system: System) -> None:
    event = plant(system)[: len(EVENT)]
    outcome = prepare(system)
    assert outcome.tickets == len(EVENT) + len(OTHERS)
    assert outcome.events >= 1
    with system.store.read() as uow:
        hottest = max(uow.months.topics(MONTH), key=lambda t: t.heat)
        assert set(uow.months.ticket_numbers(MONTH, hottest.topic_id)) == set(event)
        assert hottest.typical_no in event
        assert "搅拌站" in hottest.title + hottest.keywords
        item = the_item(uow)
        assert (item.topic_id, item.status) == (hottest.topic_id, A.CANDIDATE)
        assert item.reasons[0] == "6 名诉求人反映 6 件"
        assert uow.agenda.tickets(item.id) == sorted(event)


def test_worked_out_twice_is_worked_out_once(system: System, clock: Clock) -> None:
    plant(system)
    prepare(system)
    before = rows(system)
    clock.advance(days=12)
    prepare(system)
    assert rows(system) == before


def test_a_past_month_comes_out_as_it_stood_at_its_end(system: System, clock: Clock) -> None:
    clock.at = START + timedelta(days=10)
    ticket = Story(system).in_progress()
    clock.at = START + timedelta(days=29)
    prepare(system)
    before = rows(system)["report"]
    story = Story(system)
    story.take(Role.UNIT_CLERK, ticket.no, Step.REPLY, result_code="solved", reply="已修好。")
    clock.advance(days=3)
    prepare(system)
    assert rows(system)["report"] == before


def test_new_tickets_change_the_month_and_its_hash(system: System) -> None:
    plant(system, event=4)
    prepare(system)
    with system.store.read() as uow:
        before = uow.months.report(MONTH).data_hash  # type: ignore[union-attr]
    plant(system, START + timedelta(hours=1, days=3), event=1)
    prepare(system)
    with system.store.read() as uow:
        assert uow.months.report(MONTH).data_hash != before  # type: ignore[union-attr]


def test_neither_praise_nor_what_was_refused_is_a_hot_topic(
    system: System, people: dict[Role, Actor]
) -> None:
    event = plant(system)[: len(EVENT)]
    half = len(event) // 2
    with system.store.write() as uow:
        assert agenda.analyse(uow, system.hotline, MONTH, system.now()).outcome.events == 1
        for no in event[:half]:
            move_to_refused(uow, no)
        praised = update(TicketRow).where(TicketRow.no.in_(event[half:]))
        uow.session.execute(praised.values(request_type="praise"))
    assert prepare(system).events == 0


def move_to_refused(uow: UnitOfWork, no: str) -> None:
    """As if it had been refused in its month, not when it was taken over."""
    uow.session.execute(
        text("update step set target = 'rejected', at = :at where no = :no"),
        {"at": (START + timedelta(days=1)).replace(tzinfo=None), "no": no},
    )


def test_a_topic_keeps_its_id_and_counts_its_months(system: System) -> None:
    plant(system, START - timedelta(days=31))
    plant(system)
    prepare(system, BEFORE)
    prepare(system, MONTH)
    with system.store.read() as uow:
        first, second = (
            max(uow.months.topics(month), key=lambda t: t.heat) for month in (BEFORE, MONTH)
        )
        assert first.topic_id == second.topic_id
        assert (second.since, second.before) == (BEFORE, len(EVENT))
        assert (first.since, first.before) == (BEFORE, None)
        assert uow.months.history(first.topic_id) == [(BEFORE, 6), (MONTH, 6)]
        assert "连续 2 个月在榜" in second.reasons


def test_what_was_selected_is_not_laid_before_the_next_meeting_again(
    system: System, people: dict[Role, Actor]
) -> None:
    plant(system, START - timedelta(days=31))
    plant(system)
    prepare(system, BEFORE)
    with system.store.write() as uow:
        item = the_item(uow, BEFORE)
        desk = Desk(uow, system.hotline, people[Role.LEADER], system.now())
        decisions.decide(desk, item.id, A.SELECTED, item.version)
        topic_id = item.topic_id
    prepare(system, MONTH)
    with system.store.read() as uow:
        assert topic_id not in {row.topic_id for row in uow.agenda.of_month(MONTH)}


def test_a_decision_is_a_step_and_survives_working_out_again(
    system: System, people: dict[Role, Actor]
) -> None:
    plant(system)
    prepare(system)
    decide(system, people[Role.LEADER], A.DROPPED, "已有专班在办")
    before = rows(system)
    prepare(system)
    assert rows(system) == before
    with system.store.read() as uow:
        item = the_item(uow)
        assert (item.status, item.version) == (A.DROPPED, 2)
        newest = uow.agenda.steps(item.id)[-1]
        assert (newest.source, newest.note) == (A.CANDIDATE, "已有专班在办")


def test_nobody_decides_without_the_right_a_reason_or_the_newest_version(
    system: System, people: dict[Role, Actor]
) -> None:
    plant(system)
    prepare(system)
    with pytest.raises(NotAllowed):
        decide(system, people[Role.SUPERVISOR], A.SELECTED)
    with pytest.raises(BadInput):
        decide(system, people[Role.LEADER], A.DROPPED)
    with system.write_desk(people[Role.LEADER]) as desk:
        item = the_item(desk.uow)
        with pytest.raises(Stale):
            decisions.decide(desk, item.id, A.SELECTED, item.version + 1)
        with pytest.raises(NotFound):
            decisions.decide(desk, 999, A.SELECTED, 1)


def test_a_leader_picks_a_topic_that_the_rules_did_not_propose(
    system: System, people: dict[Role, Actor]
) -> None:
    plant(system, event=4)  # below the size of a candidate
    prepare(system)
    with system.store.write() as uow:
        assert uow.agenda.of_month(MONTH) == []
        topic = max(uow.months.topics(MONTH), key=lambda t: t.heat)
        desk = Desk(uow, system.hotline, people[Role.LEADER], system.now())
        item = decisions.pick(desk, MONTH, topic.topic_id)
        assert (item.status, item.tickets) == (A.SELECTED, 4)
        assert decisions.pick(desk, MONTH, topic.topic_id).id == item.id
    prepare(system)
    with system.store.read() as uow:
        assert the_item(uow).status == A.SELECTED


@pytest.mark.parametrize(
    ("month", "said"), [("2026-13", "样子"), ("", "样子"), ("2026-04", "没有开始")]
)
def test_a_month_that_is_none_or_not_yet_is_refused(system: System, month: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        prepare(system, month)


def test_a_month_without_tickets_has_an_empty_report(system: System) -> None:
    outcome = prepare(system)
    assert (outcome.tickets, outcome.events, outcome.candidates) == (0, 0, 0)
    with system.store.read() as uow:
        assert uow.months.report(MONTH).figures["headline"]["total"] == 0  # type: ignore[union-attr]


def test_a_month_that_runs_is_marked_as_such(system: System) -> None:
    Story(system).registered()
    prepare(system, "2026-03")
    with system.store.read() as uow:
        figures = uow.months.report("2026-03").figures  # type: ignore[union-attr]
    assert figures["is_whole"] is False
    assert figures["paper"]["is_provisional"] is True
    assert figures["headline"]["total"] == 1


def test_a_topic_of_reports_alone_shows_none_of_them(system: System) -> None:
    numbers = plant(system)[: len(EVENT)]
    with system.store.write() as uow:
        reports = update(TicketRow).where(TicketRow.no.in_(numbers)).values(request_type="report")
        uow.session.execute(reports)
        agenda.prepare(uow, system.hotline, MONTH, system.now())
    with system.store.read() as uow:
        hottest = next(topic for topic in uow.months.topics(MONTH) if topic.level == "event")
        assert (hottest.size, hottest.typical_no) == (len(EVENT), "")
        assert hottest.title not in "".join(EVENT)
