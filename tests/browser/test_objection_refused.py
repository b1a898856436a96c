"""A unit returns a ticket, the dispatcher looks at both sides and refuses, the unit goes on."""

from collections.abc import Callable
from typing import Any

import pytest

from service.domain.permissions import Role
from service.domain.ticket import Status
from tests.browser.clicks import do
from tests.stories import Story

pytestmark = pytest.mark.usefixtures("by_hand")


def test_an_objection_is_refused_with_the_grounds_beside_it(
    story: Story, open_as: Callable[[Role | str], Any]
) -> None:
    ticket = story.at_unit()
    unit, dispatcher = open_as(Role.UNIT_CLERK), open_as(Role.DISPATCHER)
    do(unit, ticket.no, "object", reason="这段路灯不归我们", legal_basis="三定方案第二条")
    dispatcher.goto("/dispatch?tab=objection")
    card = dispatcher.locator(".card", has_text=ticket.no)
    for words in ("这段路灯不归我们", "三定方案第二条", "目录怎么说", "同意退单后是第 2 次派单"):
        card.get_by_text(words).first.wait_for()
    card.locator("[name=reason]").fill("按城市照明管理规定，路灯由贵单位管养。")
    with dispatcher.expect_navigation():
        card.get_by_role("button", name="驳回退单").click()
    after = story.now_of(ticket.no)
    assert (after.status, after.due_at) == (Status.IN_PROGRESS, ticket.due_at)
    unit.goto(f"/tickets/{ticket.no}")
    unit.get_by_text("退单未获同意，请继续办理").wait_for()
    unit.get_by_text("原来的办理期限不变").wait_for()
    do(unit, ticket.no, "first_contact", note="已电话联系。")
