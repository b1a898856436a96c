"""Candidates that nobody selected lapse with the monthly job, and may be taken up again."""

from datetime import date

from service.bootstrap import System
from service.domain.agenda import AgendaStatus as A
from service.domain.permissions import SYSTEM, Actor, Role
from service.flows.desk import Desk
from service.flows.governance import decisions, meeting_plans
from service.flows.governance.lapsing import lapse
from service.store.month.agenda_items import AgendaDraft
from tests.installation import Clock


def test_a_candidate_lapses_with_a_step_and_is_taken_up_again_with_a_reason(
    system: System, people: dict[Role, Actor], clock: Clock
) -> None:
    with system.store.write() as uow:
        laid = {
            month: uow.agenda.nominate(
                month, AgendaDraft(month, month, 1, ["6 件"], []), SYSTEM, clock.at, note="提出"
            )
            for month in ("2026-01", "2026-02", "2026-03", "2026-04")
        }
        leader = Desk(uow, system.hotline, people[Role.LEADER], clock.at)
        assert lapse(uow, system.hotline, "2026-02", clock.at) == 0
        meeting_plans.plan(leader, {"held_on": "2026-03-20", "starts_at": "09:00"})
        analyst = Desk(uow, system.hotline, people[Role.ANALYST], clock.at)
        day = date(2026, 3, 20)
        meeting_plans.put(analyst, day, laid["2026-01"].id, 1)
        assert lapse(uow, system.hotline, "2026-03", clock.at) == 0  # it is proposed for a meeting
        meeting_plans.take_off(analyst, day, laid["2026-01"].id, 1)
        assert lapse(uow, system.hotline, "2026-03", clock.at) == 1
        assert lapse(uow, system.hotline, "2026-03", clock.at) == 0
        item = laid["2026-01"]
        (_, step) = uow.agenda.steps(item.id)
        assert (item.status, step.actor_id) == (A.LAPSED, SYSTEM.id)
        assert "2 个月没有选为议题" in step.note
        decisions.decide(leader, item.id, A.CANDIDATE, item.version, "又有人反映")
        assert lapse(uow, system.hotline, "2026-04", clock.at) == 1  # that of February
        assert (item.status, laid["2026-02"].status) == (A.CANDIDATE, A.LAPSED)
        assert lapse(uow, system.hotline, "2026-05", clock.at) == 2  # taken up in March, as laid
        assert [row.status for row in laid.values()] == [A.LAPSED] * 3 + [A.CANDIDATE]
