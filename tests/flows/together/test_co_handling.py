"""Co-units and consulted units: inboxes, clocks, notices, and what the program does by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.domain.errors import NotFound, Refused
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import RequestType, Ticket
from service.domain.together.cohandling import task_of
from service.domain.together.cotask import TaskState
from service.flows import steps
from service.flows.desk import Desk
from service.flows.queries.desks import queues
from service.flows.queries.desks.lists import lines
from service.flows.queries.tickets import ticket as ticket_queries
from service.flows.queries.together import asked
from service.jobs.pressing import press
from service.store.tables.notices import NoticeRow
from service.store.tables.tickets import UnitTaskRow
from tests.installation import OTHER_UNIT, UNIT, Clock
from tests.stories import REPLY, Story

HELPER = "neighbour"  # the clerk of OTHER_UNIT


def with_co_unit(story: Story) -> Ticket:
    """Led by ``UNIT``, which has signed and spoken to the caller; ``OTHER_UNIT`` co-handles."""
    no = story.waiting(request_type=RequestType.COMPLAINT).no
    given = {"unit": UNIT, "co_units": [OTHER_UNIT]}
    story.take(Role.DISPATCHER, no, Step.DISPATCH, **given)
    story.take(Role.UNIT_CLERK, no, Step.SIGN)
    return story.take(Role.UNIT_CLERK, no, Step.FIRST_CONTACT, note="已电话联系。")


def told(story: Story, kind: str) -> list[str]:
    """Who was told this, by account."""
    people = [HELPER, Role.UNIT_CLERK, Role.HANDLER, Role.UNIT_HEAD]
    names = {story.who(name).id: str(name) for name in people}
    with story.system.store.read() as uow:
        found = uow.session.scalars(select(NoticeRow.person_id).where(NoticeRow.kind == kind))
        return sorted({names[person] for person in found if person is not None})


def desk_of(story: Story, uow: object, who: Role | str) -> Desk:
    return Desk(uow, story.system.hotline, story.who(who), story.system.now())  # type: ignore[arg-type]


def test_a_late_co_unit_is_reminded_and_supervised_and_the_lead_is_not(
    story: Story, clock: Clock
) -> None:
    ticket = with_co_unit(story)
    task = task_of(ticket, OTHER_UNIT)
    assert task is not None and task.due_at is not None  # noqa: PT018
    assert "协助主办单位" in task.words  # the catalogue's words where the dispatcher said nothing
    assert told(story, "co_handling") == [HELPER]
    with story.system.store.read() as uow:
        desk = desk_of(story, uow, HELPER)
        (mine,) = asked.co_tasks(desk, unit=OTHER_UNIT)
        assert (mine.line.no, mine.line.clock) == (ticket.no, task.sign_due_at)
        assert queues.count(desk, queues.inbox_tabs(desk))["co"] == 1

    story.take(HELPER, ticket.no, Step.CO_SIGN)
    clock.at = task.due_at + timedelta(hours=1)
    done = press(story.system, clock.at)
    assert (done["co_supervise"], done["supervise"]) == (1, 0)
    assert press(story.system, clock.at)["co_supervise"] == 0  # once
    now = story.now_of(ticket.no)
    assert now.progress.supervision_level == 0
    assert told(story, "co_supervised") == [HELPER]
    with story.system.store.read() as uow:
        desk = desk_of(story, uow, Role.SUPERVISOR)
        assert [item.unit for item in asked.co_tasks(desk, until=clock.at)] == [OTHER_UNIT]
        (line,) = lines(desk, [ticket.no])
        assert len(line.late_co_units) == 1

    # The lead is late by now, but only because it waits.
    assert now.due_at is not None
    clock.at = now.due_at + timedelta(hours=1)
    assert press(story.system, clock.at)["supervise"] == 0
    with story.system.store.read() as uow:
        view = ticket_queries.view(desk_of(story, uow, Role.UNIT_CLERK), ticket.no)
        assert len(view.held_up_by) == 1
        assert [line.task.state for line in view.co_tasks] == [TaskState.WORKING]
    reply = {"result_code": "solved", "reply": REPLY}
    with pytest.raises(Refused, match="还有 1 个协办单位没有反馈"):
        story.take(Role.UNIT_CLERK, ticket.no, Step.REPLY, **reply)
    story.take(HELPER, ticket.no, Step.CO_REPORT, reply="管线已查，无渗漏。")
    story.take(Role.UNIT_CLERK, ticket.no, Step.REPLY, **reply)
    with story.system.store.read() as uow:
        last = uow.tickets.steps(ticket.no)[-1]
        assert last.data["delayed_by"] == [OTHER_UNIT]
        rows = uow.session.execute(select(UnitTaskRow.state, UnitTaskRow.clock_at)).all()
        assert rows == [("reported", None)]


def test_a_co_unit_says_it_is_not_its_duty_and_is_released_or_replaced(story: Story) -> None:
    ticket = with_co_unit(story)
    story.take(HELPER, ticket.no, Step.CO_OBJECT, reason="管线不归我们")
    story.take(Role.DISPATCHER, ticket.no, Step.CO_KEEP, co_unit=OTHER_UNIT, reason="请先查")
    with pytest.raises(Refused, match="没有获准"):
        story.take(HELPER, ticket.no, Step.CO_OBJECT, reason="还是不归我们")
    given = {"co_unit": OTHER_UNIT, "reason": "现场已查明"}
    story.take(Role.UNIT_CLERK, ticket.no, Step.CO_RELEASE, **given)
    with pytest.raises(NotFound):
        story.take(HELPER, ticket.no, Step.NOTE, note="看得到吗")
    assert told(story, "co_released") == [HELPER]
    added = {"co_unit": "sanitation", "co_task": "清运现场垃圾", "reason": "现场有垃圾"}
    now = story.take(Role.UNIT_CLERK, ticket.no, Step.CO_ADD, **added)
    assert now.co_units == ("sanitation",)
    remind = {"co_unit": "sanitation", "note": "今天下班前反馈"}
    story.take(Role.UNIT_CLERK, ticket.no, Step.CO_REMIND, **remind)
    story.take(Role.SUPERVISOR, ticket.no, Step.CO_SUPERVISE, **remind)
    task = task_of(story.now_of(ticket.no), "sanitation")
    assert task is not None
    assert (task.words, task.reminders, task.supervision_level) == ("清运现场垃圾", 1, 1)


def test_units_are_consulted_and_the_dispatcher_sees_their_answers(
    story: Story, clock: Clock
) -> None:
    no = story.waiting().no
    with pytest.raises(NotFound):
        story.take(HELPER, no, Step.OPINE, stance="ours", opinion="归我们")
    given = {"units": [UNIT, OTHER_UNIT], "question": "路灯的线路归谁管？", "hours": 8}
    ticket = story.take(Role.DISPATCHER, no, Step.CONSULT, **given)
    assert told(story, "consulted") == sorted([HELPER, Role.UNIT_CLERK, Role.UNIT_HEAD])
    with story.system.store.read() as uow:
        desk = desk_of(story, uow, HELPER)
        (waiting,) = asked.consultations(desk, unit=OTHER_UNIT)
        assert waiting.line.clock == waiting.consultation.due_at
        assert queues.count(desk, queues.inbox_tabs(desk))["asked"] == 1
        view = ticket_queries.view(desk, no)
        assert not view.may_reveal  # who is only asked does not learn who called
    with story.system.store.read() as uow:
        desk = desk_of(story, uow, Role.DISPATCHER)
        counts = queues.count(desk, queues.dispatch_tabs(desk))
        assert (counts["new"], counts["consult"]) == (0, 1)
        assert steps.possible(desk, ticket)

    story.take(HELPER, no, Step.OPINE, stance="may_help", opinion="可以派人查线路")
    clock.advance(days=1)
    assert press(story.system, clock.at)["opinions_reminded"] == 1
    assert press(story.system, clock.at)["opinions_reminded"] == 0
    answer = {"stance": "ours", "opinion": "路灯由我们管", "legal_basis": "职责清单第五条"}
    story.take(Role.UNIT_HEAD, no, Step.OPINE, **answer)
    story.take(Role.DISPATCHER, no, Step.DISPATCH, unit=UNIT, reason="经会商")
    with pytest.raises(NotFound):
        story.take(HELPER, no, Step.NOTE, note="看得到吗")
    with story.system.store.read() as uow:
        last = uow.tickets.steps(no)[-1]
        assert last.data["consulted"] == [OTHER_UNIT, UNIT]
        assert list(uow.session.scalars(select(UnitTaskRow.no))) == []
