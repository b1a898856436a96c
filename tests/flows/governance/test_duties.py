"""A duty goes to its unit, comes back with reports, and the item waits for it."""

from datetime import timedelta

import pytest

from service.bootstrap import System
from service.domain.agenda import AgendaStatus as A
from service.domain.errors import BadInput, NotFound, Refused, Stale
from service.domain.governance.duties import DutyStatus, DutyStep
from service.domain.permissions import Actor, Role
from service.flows.desk import Desk
from service.flows.governance import decisions, duties
from service.flows.month import agenda
from service.store.tables.notices import NoticeRow
from tests.installation import UNIT, Clock
from tests.months import MONTH, plant


def test_a_duty_is_given_reported_judged_and_the_item_waits_for_it(
    system: System, people: dict[Role, Actor], neighbour: Actor, clock: Clock
) -> None:
    plant(system)
    with system.store.write() as uow:
        agenda.prepare(uow, system.hotline, MONTH, system.now())
        leader = Desk(uow, system.hotline, people[Role.LEADER], system.now())
        unit = Desk(uow, system.hotline, people[Role.UNIT_CLERK], system.now())
        item = uow.agenda.of_month(MONTH)[0]
        name = leader.catalogue.units[UNIT].name
        given = {"meeting_on": "2026-03-12", "lead_unit": name, "measure": "限时施工"}
        given |= {"due_on": "2026-04-01", "remark": "到位", "why_open": "在等回访"}
        given |= {"why_doubt": "诉求人都当面见过"}
        for target in (A.SELECTED, A.SCHEDULED, A.IN_GOVERNANCE):
            decisions.decide(leader, item.id, target, item.version, "", given)
        asked = {"task": "夜间停工", "lead": name, "due_on": "2026-03-20", "target": "零投诉"}
        duty = duties.give(leader, item.id, asked)
        with pytest.raises(BadInput, match="已经下达"):
            duties.give(leader, item.id, asked)
        other = Desk(uow, system.hotline, neighbour, system.now())
        with pytest.raises(NotFound):
            duties.visible(other, duty.id)
        with pytest.raises(Refused):
            decisions.decide(leader, item.id, A.ACCEPTED, item.version, "", given)
        duty = duties.take(unit, duty.id, DutyStep.SIGN, 1, {})
        with pytest.raises(Stale):
            duties.take(unit, duty.id, DutyStep.REPORT, 1, {"said": "过半", "percent": "50"})
        duties.take(unit, duty.id, DutyStep.REPORT, 2, {"said": "过半", "percent": "50"})
        late = clock.at + timedelta(days=12)
        assert duties.remind(uow, system.hotline, clock.at) == 0
        assert duties.remind(uow, system.hotline, late) == 1
        told = uow.session.query(NoticeRow).count()
        assert duties.remind(uow, system.hotline, late) == 1
        assert uow.session.query(NoticeRow).count() == told
        duties.take(unit, duty.id, DutyStep.COMPLETE, 3, {"said": "已停工，照片在附件"})
        duties.take(leader, duty.id, DutyStep.SEND_BACK, 4, {"said": "周末仍在施工"})
        duties.take(unit, duty.id, DutyStep.COMPLETE, 5, {"said": "周末也停了"})
        done = duties.take(leader, duty.id, DutyStep.ACCEPT, 6, {})
        assert (done.status, done.percent) == (DutyStatus.DONE, 100)
        assert [row.seq for row in uow.duties.steps(duty.id)] == [7, 6, 5, 4, 3, 2, 1]
        decisions.decide(leader, item.id, A.ACCEPTED, item.version, "", given)
