"""The comparison is frozen with the meeting, hashed, held to, and said monthly."""

import pytest

from service.bootstrap import System
from service.domain.agenda import AgendaStatus as A
from service.domain.errors import IllegalStep, Stale
from service.domain.governance.plan import Plan
from service.domain.permissions import Actor, Role
from service.flows.governance import decisions, plans
from service.flows.month import agenda
from service.flows.steps import Desk
from service.store.plans import digest
from tests.conftest import Clock
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
        assert effect.body["effect_pct"] is None
        assert effect.body["naive_pct"] == -100.0


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
