"""The comparison is frozen with the meeting, hashed, held to, and said monthly."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.bootstrap import System
from service.domain.agenda import AgendaStatus as A
from service.domain.agenda_terms import agreed
from service.domain.errors import IllegalStep, Refused, Stale
from service.domain.governance.plan import Plan
from service.domain.permissions import Actor, Role
from service.flows.desk import Desk
from service.flows.governance import decisions, plans
from service.flows.governance.second_look import remind_of_looks, tell_of_returned
from service.flows.month import agenda
from service.flows.queries.governance.governance import measured_view
from service.flows.queries.month.agenda import lines_of
from service.store.governance.plans import digest
from service.store.tables.agenda import AgendaItemRow
from service.store.tables.notices import NoticeRow
from service.store.uow import UnitOfWork
from tests.installation import Clock
from tests.months import MONTH, plant


def test_a_comparison_is_frozen_with_the_meeting_and_said_after_it(
    system: System, people: dict[Role, Actor], clock: Clock
) -> None:
    plant(system)
    with system.store.write() as uow:
        agenda.prepare(uow, system.hotline, MONTH, system.now())
        desk = Desk(uow, system.hotline, people[Role.LEADER], system.now())
        item = uow.agenda.of_month(MONTH)[0]
        decisions.decide(desk, item.id, A.SELECTED, item.version)
        with pytest.raises(Stale):
            plans.choose(desk, item.id, item.version - 1, {})
        plans.choose(desk, item.id, item.version, {"at_most": "3", "expected": "不再夜里施工"})
        decisions.decide(desk, item.id, A.SCHEDULED, item.version, "", {"meeting_on": "2026-03-12"})
        row = uow.plans.newest([item.id])[item.id]
        plan = Plan.from_json(row.body)
        assert (row.is_frozen, row.hash) == (True, digest(plan.to_json()))
        assert (plan.at_most, plan.start, plan.meeting_on) == (3, "2026-04", "2026-03-12")
        assert plan.why_none
        assert plan.scope.topics
        foretold = foretold_of(desk, item, f"2026年2月一个月 {plan.baseline:g} 件")
        with pytest.raises(IllegalStep):
            plans.choose(desk, item.id, item.version, {"at_most": "9"})
        given = {"lead_unit": "城市管理局", "measure": "限时施工", "due_on": "2026-05-01"}
        units = desk.catalogue.units.values()
        given["lead_unit"] = next(unit.name for unit in units if unit.is_active)
        decisions.decide(desk, item.id, A.IN_GOVERNANCE, item.version, "", given)
        item_id = item.id
    clock.advance(days=90)
    with system.store.write() as uow:
        assert plans.measure(uow, system.hotline, "2026-03", system.now()) == {}
        agenda.prepare(uow, system.hotline, "2026-05", system.now())
        effect = uow.plans.effects([item_id])[item_id]
        assert effect.month == "2026-05"
        assert effect.body["after"] == [0, 0]
        assert (effect.body["verdict"], effect.body["target"]) == ("not_estimable", "reached")
        assert effect.body["reason"] == foretold  # said at once, not after three months of waiting
        assert effect.body["effect_pct"] is None
        assert effect.body["naive_pct"] == -100.0
        look_again(system, uow, people, item_id, clock)


def foretold_of(desk: Desk, item: AgendaItemRow, baseline: str) -> str:
    """What will be lacking when the effect could first be told."""
    told = measured_view(desk, item)
    assert told.timing is not None
    assert (told.timing.answered, told.timing.whole) == ("2026-05", 0)
    assert told.baseline is not None
    assert told.baseline.words == baseline
    return told.timing.lacking


def look_again(
    system: System, uow: UnitOfWork, people: dict[Role, Actor], item_id: int, clock: Clock
) -> None:
    """A matter that grows back is proposed again, and only a leader says that it has held."""
    leader = Desk(uow, system.hotline, people[Role.LEADER], system.now())
    supervisor = Desk(uow, system.hotline, people[Role.SUPERVISOR], system.now())
    item = uow.agenda.get(item_id)
    given = dict.fromkeys(("remark", "why_open", "why_doubt"), "到位")
    given |= {"look_on": f"{clock.at + timedelta(days=100):%Y-%m-%d}"}
    for target in (A.ACCEPTED, A.CLOSED, A.WATCH):
        decisions.decide(leader, item_id, target, item.version, "", given)
    assert remind_of_looks(uow, system.hotline, clock.at) == 0
    assert tell_of_returned(uow, system.hotline, clock.at) == 0
    clock.advance(days=101)
    grown = uow.plans.effects([item_id])[item_id].body | {"returned": True, "after": [9, 9]}
    uow.plans.keep("2026-08", {item_id: grown}, clock.at)
    for _ in range(2):
        assert remind_of_looks(uow, system.hotline, clock.at) == 1
        assert tell_of_returned(uow, system.hotline, clock.at) == 1
    uow.notices.flush()
    kinds = list(uow.session.scalars(select(NoticeRow.kind).where(NoticeRow.kind.like("agenda_%"))))
    assert Counter(kinds) == {"agenda_returned": 2, "agenda_look": 2}
    with pytest.raises(Refused, match="又到了治理前的件数"):
        decisions.decide(supervisor, item_id, A.CLOSED, item.version, "看着还行")
    (line,) = lines_of(leader, [item])
    assert line.returned
    decisions.decide(supervisor, item_id, A.IN_GOVERNANCE, item.version, "又响起来了")
    looked = agreed(uow.agenda.notes([item_id])[item_id])["looked"]
    assert looked.startswith("反弹了；又到了治理前的件数；指标：每月不超过 3 件")


def test_going_back_before_the_meeting_opens_the_choice_again(
    system: System, people: dict[Role, Actor]
) -> None:
    plant(system)
    with system.store.write() as uow:
        agenda.prepare(uow, system.hotline, MONTH, system.now())
        desk = Desk(uow, system.hotline, people[Role.LEADER], system.now())
        item = uow.agenda.of_month(MONTH)[0]
        decisions.decide(desk, item.id, A.SELECTED, item.version)
        for day in ("2026-03-12", "2026-04-12"):
            decisions.decide(desk, item.id, A.SCHEDULED, item.version, "", {"meeting_on": day})
            start = uow.plans.newest([item.id])[item.id].body["start"]
            assert start > day[:7]
            decisions.decide(desk, item.id, A.SELECTED, item.version, "材料还没齐")
        assert uow.plans.newest([item.id])[item.id].seq == 2
        assert plans.choose(desk, item.id, item.version, {"at_most": "3"}).start == ""
