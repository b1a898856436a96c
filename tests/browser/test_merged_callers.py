"""Three callers of one order are called back one after the other; one of them is split off."""

from collections.abc import Callable
from typing import Any

from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status, Ticket
from service.store.tickets.callers import Caller
from tests.browser.clicks import answer
from tests.stories import Story


def order_of_three(system: System) -> tuple[Story, Ticket, list[str]]:
    """An order that is due, and the numbers of two requests merged into it."""
    system.hotline.auto_dispatch = False
    story = Story(system)
    order = story.waiting()
    members = []
    for number in (2, 3):
        caller = Caller(f"样例{number}", f"1990000000{number}")
        ticket = story.registered(caller=caller)
        story.take(Role.AGENT, ticket.no, Step.MERGE, master_no=order.no)
        members.append(ticket.no)
    story.take(Role.DISPATCHER, order.no, Step.DISPATCH, unit="urban_management")
    story.take(Role.UNIT_CLERK, order.no, Step.SIGN)
    story.take(Role.UNIT_CLERK, order.no, Step.FIRST_CONTACT, note="已联系")
    story.take(Role.UNIT_CLERK, order.no, Step.REPLY, result_code="solved", reply="已更换线缆。")
    story.take(Role.REVIEWER, order.no, Step.APPROVE, answers_each_demand=True)
    return story, order, members


def test_every_merged_caller_is_called_and_an_unsolved_part_is_split_off(
    system: System, open_as: Callable[[Role | str], Any]
) -> None:
    story, order, members = order_of_three(system)
    clerk = open_as(Role.CALLBACK_CLERK)
    clerk.goto("/callback")
    assert "第 1 位，共 3 位" in clerk.content()
    with clerk.expect_navigation():
        clerk.get_by_role("button", name="打下一个").click()
    assert clerk.url.endswith(order.no)
    assert "13800000001" in clerk.content()
    answer(clerk)
    assert clerk.url.endswith(members[0])
    assert "19900000002" in clerk.content()
    answer(clerk, solved="no", note="他家门口那盏还不亮")
    assert clerk.url.endswith(members[1])
    answer(clerk, button="记下")
    # Everybody was asked, one is unhappy: what becomes of it is decided here.
    assert clerk.locator("#decide").is_visible()
    assert story.now_of(order.no).status is Status.CALLBACK_DUE
    clerk.get_by_text(f"拆出 {members[0]}").click()
    form = clerk.locator(f"#split-{members[0]}")
    form.locator("[name=reason]").fill("只有他门口那盏没修")
    with clerk.expect_navigation():
        form.get_by_role("button", name="拆出另办").click()
    assert story.now_of(members[0]).status is Status.PENDING_DISPATCH
    clerk.goto("/callback")
    row = clerk.locator("#asked", has_text=order.no)
    with clerk.expect_navigation():
        row.get_by_role("button", name="办结").click()
    assert story.now_of(order.no).status is Status.CLOSED
    clerk.goto(f"/tickets/{members[0]}")
    assert clerk.get_by_text("曾并入").count() == 1
    clerk.goto(f"/tickets/{order.no}")
    assert f"并入的 {members[0]} 已拆出另办" in clerk.content()
