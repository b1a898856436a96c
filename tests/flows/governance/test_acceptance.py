"""An item is accepted on its months and its callers, or by a leader who says why in spite of them;
a slip is taken back the same day.
"""

import pytest
from sqlalchemy import select

from service.bootstrap import System
from service.domain.agenda import AgendaStatus as A
from service.domain.agenda_terms import agreed
from service.domain.errors import BadInput, Refused
from service.domain.governance.duties import DutyStep
from service.domain.governance.survey import SurveyState, Tally
from service.domain.notices.messages import NoticeKind
from service.domain.permissions import Actor, Role
from service.flows.calling import surveying
from service.flows.desk import Desk
from service.flows.governance import decisions, duties, plans, surveys
from service.flows.month import agenda
from service.store.tables.agenda import AgendaItemRow
from service.store.tables.callers import AccessRow
from service.store.tables.notices import NoticeRow
from service.store.uow import UnitOfWork
from tests.installation import Clock
from tests.months import EVENT, MONTH, plant

ACCEPT = {"remark": "现场看过", "why_open": "在等回访"}


def desk_of(system: System, uow: UnitOfWork, actor: Actor) -> Desk:
    return Desk(uow, system.hotline, actor, system.now())


def governed(desk: Desk, at_most: str = "") -> AgendaItemRow:
    item = desk.uow.agenda.of_month(MONTH)[0]
    units = desk.catalogue.units.values()
    given = {"meeting_on": "2026-03-12", "measure": "限时施工", "due_on": "2026-05-01"}
    given["lead_unit"] = next(unit.name for unit in units if unit.is_active)
    decisions.decide(desk, item.id, A.SELECTED, item.version)
    if at_most:
        plans.choose(desk, item.id, item.version, {"at_most": at_most})
    for target in (A.SCHEDULED, A.IN_GOVERNANCE):
        decisions.decide(desk, item.id, target, item.version, "", given)
    return item


def ask_everybody(clerk: Desk) -> list[str]:
    """Two of the drawn callers say no, one cannot be reached, the others are content."""
    queue = surveying.to_ask(clerk)
    assert all("*" in each.caller.phone for each in queue)
    with pytest.raises(Refused, match="我来打"):
        surveying.note(clerk, queue[0].call.id, 1, {"heard": "solved"})
    for number, each in enumerate(queue):
        surveying.claim(clerk, each.call.id)
        with pytest.raises(BadInput):
            surveying.note(clerk, each.call.id, 1, {})
        no = {"heard": "not_solved", "said": "夜里还在施工，电话 13800138000"}
        said = {0: {"missed": "1"}, 1: no, 2: no}.get(number, {"heard": "solved"})
        surveying.note(clerk, each.call.id, 1, said)
    return [each.ticket.no for each in queue]


def test_callers_are_asked_again_and_a_leader_says_why_in_spite_of_them(
    system: System, people: dict[Role, Actor], clock: Clock
) -> None:
    planted = plant(system)
    with system.store.write() as uow:
        agenda.prepare(uow, system.hotline, MONTH, system.now())
        leader, supervisor, clerk = (
            desk_of(system, uow, people[role])
            for role in (Role.LEADER, Role.SUPERVISOR, Role.CALLBACK_CLERK)
        )
        item = governed(leader, at_most="3")
        with pytest.raises(Refused, match="还没有抽样回访"):
            decisions.decide(supervisor, item.id, A.ACCEPTED, item.version, "", ACCEPT)
        survey = surveys.draw(supervisor, item.id)
        assert (survey.round, survey.frame, survey.left_out) == (1, len(EVENT), 0)
        with pytest.raises(Refused, match="不能重抽"):
            surveys.draw(leader, item.id)
        asked = ask_everybody(clerk)
        assert set(asked) == set(planted[: len(EVENT)])
        seen = select(AccessRow.no).where(AccessRow.actor_id == clerk.actor.id)
        assert sorted(uow.session.scalars(seen)) == sorted(asked)
        with pytest.raises(Refused, match="刚打过"):
            surveying.claim(clerk, surveying.to_ask(clerk)[0].call.id)
        for attempt in (2, 3):
            clock.advance(days=1)
            late = desk_of(system, uow, people[Role.CALLBACK_CLERK])
            last = surveying.claim_next(late)
            assert last is not None
            surveying.note(late, last.call.id, attempt, {"missed": "1"})
        assert surveying.to_ask(late) == []
        uow.notices.flush()
        told = select(NoticeRow.text).where(NoticeRow.kind == NoticeKind.AGENDA_ASKED.value)
        assert ["3 位说解决了，2 位说没有解决" in text for text in uow.session.scalars(told)] == [
            True,
            True,
        ]
        now = surveys.standing_of(uow, item, system.hotline.profile.survey).now
        assert now is not None
        assert (now.tally, now.interval) == (Tally(6, 3, 2, 0, 1), None)
        assert "样本不足" in now.words
        assert {said for _, said in surveys.complaints(uow, now.survey.id)} == {
            "夜里还在施工，电话 [电话]"
        }
        accept_in_spite(leader, item)


def accept_in_spite(leader: Desk, item: AgendaItemRow) -> None:
    uow = leader.uow
    with pytest.raises(BadInput) as asked:
        decisions.decide(leader, item.id, A.ACCEPTED, item.version, "", ACCEPT)
    assert set(asked.value.fields) == {"why_doubt"}
    given = ACCEPT | {"why_doubt": "两户的问题已另立工单"}
    decisions.decide(leader, item.id, A.ACCEPTED, item.version, "", given)
    told = agreed(uow.agenda.notes([item.id])[item.id])
    assert told["why_doubt"] == "两户的问题已另立工单"
    assert "每月不超过 3 件" in told["found"]
    assert "2 位说没有解决" in told["found"]
    decisions.decide(leader, item.id, A.IN_GOVERNANCE, item.version, "没有治好")
    standing = surveys.standing_of(uow, item, leader.hotline.profile.survey)
    assert (standing.state, len(standing.earlier)) == (SurveyState.NOT_DRAWN, 1)
    assert surveys.draw(leader, item.id).round == 2


def test_a_slip_is_taken_back_until_a_unit_has_signed(
    system: System, people: dict[Role, Actor], clock: Clock
) -> None:
    plant(system)
    with system.store.write() as uow:
        agenda.prepare(uow, system.hotline, MONTH, system.now())
        leader = desk_of(system, uow, people[Role.LEADER])
        unit = desk_of(system, uow, people[Role.UNIT_CLERK])
        item = governed(leader, at_most="3")
        step = decisions.undo(leader, item.id, item.version, "会还没有开")
        uow.notices.flush()
        assert (step.target, item.status) == (A.IN_GOVERNANCE, A.SCHEDULED)
        assert [s.target for s in uow.agenda.steps(item.id)][-2:] == [A.IN_GOVERNANCE, A.SCHEDULED]
        assert "lead_unit" not in agreed(uow.agenda.notes([item.id])[item.id])
        told = list(uow.session.scalars(select(NoticeRow.text)))
        assert sum("已撤销" in text for text in told) == sum("已进入治理" in t for t in told)
        step = decisions.undo(leader, item.id, item.version, "日期也写错了")
        assert (step.target, item.status) == (A.SCHEDULED, A.SELECTED)
        day = {"meeting_on": "2026-03-20"}
        decisions.decide(leader, item.id, A.SCHEDULED, item.version, "", day)
        plan = uow.plans.of_item(item.id)[-1]
        assert (plan.is_frozen, plan.body["at_most"]) == (True, 3)
        name = leader.catalogue.units[unit.actor.unit].name
        given = {"lead_unit": name, "measure": "限时施工", "due_on": "2026-05-01"}
        decisions.decide(leader, item.id, A.IN_GOVERNANCE, item.version, "", given)
        asked = {"task": "夜间停工", "lead": name, "due_on": "2026-04-01", "target": "零投诉"}
        duty = duties.give(leader, item.id, asked)
        duties.take(unit, duty.id, DutyStep.SIGN, 1, {})
        with pytest.raises(Refused, match="1 项责任被单位签收"):
            decisions.undo(leader, item.id, item.version, "会还没有开")
        decisions.decide(leader, item.id, A.SUPERVISED, item.version, "", {"demand": "每周报"})
        clock.advance(days=1)
        late = desk_of(system, uow, people[Role.LEADER])
        with pytest.raises(Refused, match="当天"):
            decisions.undo(late, item.id, item.version, "点错了")
