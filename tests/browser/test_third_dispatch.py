"""Two units return a ticket; the third dispatch is a designation that bears a name and a reason."""

from collections.abc import Callable
from typing import Any

import pytest

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from tests.browser.clicks import do
from tests.installation import OTHER_UNIT
from tests.stories import Story

pytestmark = pytest.mark.usefixtures("by_hand")

OBJECTION = {"reason": "不归我们", "legal_basis": "三定方案"}


def test_the_third_dispatch_is_a_designation(
    story: Story, open_as: Callable[[Role | str], Any]
) -> None:
    no = story.at_unit().no
    story.take(Role.UNIT_CLERK, no, Step.OBJECT, **OBJECTION)
    story.take(Role.DISPATCHER, no, Step.UPHOLD, reason="换一家")
    story.take(Role.DISPATCHER, no, Step.DISPATCH, unit=OTHER_UNIT)
    with story.system.store.read() as uow:
        third = next(unit.name for unit in uow.catalogues.units() if unit.code == "sanitation")
    dispatcher, unit = open_as(Role.DISPATCHER), open_as("neighbour")
    do(unit, no, "object", **OBJECTION)
    dispatcher.goto("/dispatch?tab=objection")
    card = dispatcher.locator(".card", has_text=no)
    card.get_by_text("同意退单后是第 3 次派单，属指定承办").wait_for()
    card.locator("[name=reason]").fill("不是供水的事")
    with dispatcher.expect_navigation():
        card.get_by_role("button", name="同意退单").click()
    dispatcher.goto("/dispatch")
    row = dispatcher.locator("tr", has_text=no)
    row.get_by_text("第 3 次派单：指定承办").wait_for()
    row.locator("details summary").first.click()
    row.locator("[name=unit]").fill(third)
    with dispatcher.expect_navigation():
        row.get_by_role("button", name="派单", exact=True).click()
    dispatcher.get_by_text("请选由哪位督办员或领导指定").first.wait_for()
    row = dispatcher.locator("tr", has_text=no)
    row.locator("[name=designated_by]").select_option("测试supervisor")
    row.locator("[name=reason]").fill("两家都不接，先由环卫办起来。")
    with dispatcher.expect_navigation():
        row.get_by_role("button", name="派单", exact=True).click()
    sent = story.now_of(no)
    assert (sent.dispatches, sent.is_designated, sent.lead_unit) == (3, True, "sanitation")
    dispatcher.goto(f"/tickets/{no}")
    dispatcher.get_by_text("指定人：测试supervisor").wait_for()
