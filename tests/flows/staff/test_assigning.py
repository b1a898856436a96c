"""A unit hands a ticket to one of its people: who is told, who sees it, how long it holds."""

import pytest

from service.domain.errors import BadInput, Refused
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Ticket
from service.flows import tracking
from service.flows.desk import Desk
from service.flows.queries.desks import assigned, queues
from service.flows.queries.desks.lists import lines
from service.flows.queries.tickets.ticket import TicketView, view
from tests.installation import OTHER_UNIT
from tests.stories import Story

pytestmark = pytest.mark.usefixtures("by_hand")
HANDLER = "测试handler"


def seen(story: Story, who: Role | str, ticket: Ticket) -> TicketView:
    with story.system.store.read() as uow:
        return view(Desk(uow, story.system.hotline, story.who(who), story.system.now()), ticket.no)


def listed(story: Story, who: Role | str, ticket: Ticket) -> str:
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(who), story.system.now())
        return lines(desk, [ticket.no])[0].assignee


def shares(story: Story, who: Role) -> list[tuple[str, int, int]]:
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(who), story.system.now())
        wanted = queues.inbox_tabs(desk)["work"]
        found = assigned.shares(desk, wanted)
        for key in (assigned.MINE, assigned.NOBODY):
            size = queues.count(desk, {"": tuple(assigned.only(desk, wanted, key))})[""]
            own = desk.actor.id if key == assigned.MINE else 0
            assert size == sum(one.count for one in found if one.id == own)
        return [(one.name, one.count, one.late) for one in found]


def test_a_unit_hands_a_ticket_to_a_person_whom_nobody_else_learns_of(story: Story) -> None:
    ticket = story.in_progress()
    for stranger in ("neighbour", "analyst", "nobody"):
        with pytest.raises(BadInput, match="本单位能办理"):
            story.take(Role.UNIT_CLERK, ticket.no, Step.ASSIGN, assignee=stranger)
    handed = story.take(Role.UNIT_CLERK, ticket.no, Step.ASSIGN, assignee="handler")
    assert (handed.due_at, handed.status) == (ticket.due_at, ticket.status)
    with pytest.raises(Refused, match=f"已经是{HANDLER}"):
        story.take(Role.UNIT_HEAD, ticket.no, Step.ASSIGN, assignee="handler")
    story.take(
        Role.UNIT_CLERK,
        ticket.no,
        Step.CO_ADD,
        co_unit=OTHER_UNIT,
        co_task="请配合。",
        reason="两家的事",
    )

    handler = story.who(Role.HANDLER)
    with story.system.store.read() as uow:
        told = [notice.text for notice in uow.bells.of_person(handler.id, 9)]
        own = uow.bells.of_person(story.who(Role.UNIT_HEAD).id, 9)
    assert any("交给您承办" in text for text in told)
    assert not any("交给您承办" in notice.text for notice in own)

    for who in (Role.HANDLER, Role.UNIT_HEAD, Role.SUPERVISOR):
        page = seen(story, who, ticket)
        assert page.assignee == listed(story, who, ticket) == HANDLER
        assert Step.ASSIGN in {entry.step for entry in page.entries}
    other = seen(story, "neighbour", ticket)
    assert HANDLER not in str(other.entries) + other.assignee + listed(story, "neighbour", ticket)
    assert not other.colleagues
    with story.system.store.read() as uow:
        code = uow.vault.query_code(ticket.no)
        desk = Desk(uow, story.system.hotline, story.who(Role.AGENT), story.system.now())
        assert HANDLER not in str(tracking.look_up(desk, ticket.no, code))


def test_who_has_how_many_and_what_of_it_is_late(story: Story) -> None:
    first, second, third = (story.in_progress() for _ in range(3))
    story.take(Role.HANDLER, first.no, Step.ASSIGN, assignee="handler")
    story.take(Role.UNIT_CLERK, second.no, Step.ASSIGN, assignee="unit_head")
    assert shares(story, Role.HANDLER) == [(HANDLER, 1, 0), ("测试unit_head", 1, 0), ("", 1, 0)]
    story.take(Role.UNIT_HEAD, second.no, Step.UNASSIGN)
    assert shares(story, Role.UNIT_CLERK) == [(HANDLER, 1, 0), ("", 2, 0)]
    story.take(Role.UNIT_CLERK, first.no, Step.OBJECT, reason="不归我们", legal_basis="职责规定")
    assert story.now_of(first.no).progress.assignee == story.who(Role.HANDLER).id
    back = story.take(Role.DISPATCHER, first.no, Step.UPHOLD, reason="确实不归")
    assert back.progress.assignee == 0
    again = story.take(Role.DISPATCHER, first.no, Step.DISPATCH, unit=third.lead_unit)
    assert again.progress.assignee == 0
