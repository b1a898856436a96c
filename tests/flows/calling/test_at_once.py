"""A caller who says no and a clerk who closes, at the same instant: one wins, the other is told."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import text

from service.domain.callback.questions import CallerState
from service.domain.errors import Refused
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status, Ticket
from service.flows import steps, tracking
from service.flows.calling import callback
from service.flows.desk import Desk
from service.store.tickets.callers import Caller
from service.store.uow import UnitOfWork
from tests.stories import Story

YES = dict.fromkeys(("responded", "solved", "satisfied"), "yes")
NO = {"responded": "yes", "solved": "no", "satisfied": "no"}

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.usefixtures("by_hand"),
    pytest.mark.parametrize("database", ["postgresql"], indirect=True),
]


@pytest.fixture
def family(story: Story) -> tuple[Ticket, Ticket]:
    """An order and one merged into it; a clerk has asked both, and both are content."""
    order = story.waiting()
    member = story.registered(caller=Caller("李女士", "13800000002"))
    story.take(Role.AGENT, member.no, Step.MERGE, master_no=order.no)
    story.take(Role.DISPATCHER, order.no, Step.DISPATCH, unit="urban_management")
    story.take(Role.UNIT_CLERK, order.no, Step.SIGN)
    story.take(Role.UNIT_CLERK, order.no, Step.FIRST_CONTACT, note="已联系")
    replied = {"result_code": "solved", "reply": "已更换灯泡，恢复照明。"}
    story.take(Role.UNIT_CLERK, order.no, Step.REPLY, **replied)
    story.take(Role.REVIEWER, order.no, Step.APPROVE, answers_each_demand=True)
    for no in (order.no, member.no):
        story.take(Role.CALLBACK_CLERK, no, Step.CALLER_ANSWER, **YES)
    return story.now_of(order.no), story.now_of(member.no)


def close(story: Story, uow: UnitOfWork, order: Ticket) -> Ticket:
    desk = Desk(uow, story.system.hotline, story.who(Role.CALLBACK_CLERK), story.system.now())
    due, _ = callback.order_and_call(desk, order.no)
    assert due.count(CallerState.UNHAPPY) == 0
    return steps.take(desk, order.no, Step.CLOSE, {}, order.version)


def say_no(story: Story, uow: UnitOfWork, member: Ticket) -> bool:
    desk = Desk(uow, story.system.hotline, tracking.CALLER, story.system.now())
    return tracking.answer(desk, member.no, uow.vault.query_code(member.no), NO)


def meanwhile(story: Story, act: Callable[[UnitOfWork], object]) -> tuple[Thread, list[Any]]:
    """Begin to act in another transaction; come back when it waits for this one, or has ended."""
    found: list[Any] = []

    def run() -> None:
        try:
            with story.system.store.write() as uow:
                found.append(act(uow))
        except Refused as problem:
            found.append(problem.rule)

    thread = Thread(target=run)
    thread.start()
    waits = text(
        "select count(*) from pg_stat_activity"
        " where wait_event_type = 'Lock' and datname = current_database()"
    )
    while thread.is_alive():
        with story.system.store.engine.connect() as connection:
            if connection.scalar(waits):
                break
        thread.join(0.01)
    return thread, found


def test_a_no_said_while_the_order_is_being_closed_puts_it_to_work_again(
    story: Story, family: tuple[Ticket, Ticket]
) -> None:
    order, member = family
    with story.system.store.write() as uow:
        close(story, uow, order)
        thread, found = meanwhile(story, lambda other: say_no(story, other, member))
    thread.join(30)
    assert found == [True]
    again = story.now_of(order.no)
    assert (again.status, again.round) == (Status.IN_PROGRESS, 2)


def test_an_order_is_not_closed_over_a_no_that_is_just_being_said(
    story: Story, family: tuple[Ticket, Ticket]
) -> None:
    order, member = family
    with story.system.store.write() as uow:
        assert not say_no(story, uow, member)
        thread, found = meanwhile(story, lambda other: close(story, other, order).status)
    thread.join(30)
    assert found == ["members_are_content"]
    assert story.now_of(order.no).status is Status.CALLBACK_DUE
