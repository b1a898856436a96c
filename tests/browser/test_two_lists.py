"""A late ticket is reminded of, escalated by rule, listed, handed over, answered and accepted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from service.bootstrap import System
from service.domain.permissions import Role
from service.jobs.pressing import press_by_day
from tests.installation import Clock
from tests.stories import Story


def pressed(page: Any, label: str) -> None:
    """Press a button that leads to another page."""
    with page.expect_navigation():
        page.get_by_role("button", name=label, exact=False).last.click()


def test_a_late_ticket_goes_to_its_unit_with_a_letter_and_comes_back(
    system: System, clock: Clock, open_as: Callable[[Role | str], Any]
) -> None:
    story = Story(system)
    ticket = story.in_progress()
    assert ticket.due_at is not None

    clock.at = ticket.due_at - timedelta(hours=5)
    supervisor = open_as(Role.SUPERVISOR)
    supervisor.goto("/at-risk?hours=8")
    assert ticket.no in supervisor.content()
    supervisor.locator("#at-risk tbody input[type=checkbox]").first.check()
    supervisor.locator("#f-note").fill("今天下班前联系诉求人")
    pressed(supervisor, "催办")
    assert "已催办 1 件" in supervisor.content()

    open_as.everybody_leaves()  # type: ignore[attr-defined]
    clock.at = ticket.due_at + timedelta(days=8)
    assert press_by_day(system)["escalate"] == 1
    supervisor = open_as(Role.SUPERVISOR)
    supervisor.goto("/supervision?tab=late")
    supervisor.locator("#pressing tbody input[type=checkbox]").first.check()
    pressed(supervisor, "列入问题清单")
    supervisor.locator("#f-demand").fill("逐件核查并书面说明")
    supervisor.locator("#f-due_on").fill("2026-04-10")
    pressed(supervisor, "列入问题清单")
    supervisor.get_by_role("link", name="起草督办函").click()
    supervisor.locator("#f-contact").fill("督办科 12345")
    pressed(supervisor, "发出督办函")
    assert "请核对后打勾" in supervisor.content()
    supervisor.locator("#f-checked").check()
    pressed(supervisor, "发出督办函")
    assert "热线督〔2026〕1号已发出" in supervisor.content()

    head = open_as(Role.UNIT_HEAD)
    head.goto("/problems")
    head.locator("#entries tbody a").first.click()
    head.locator("#f-receive-responsible").fill("李某（科长）")
    pressed(head, "签收督办函")
    head.locator("#f-reply-result").fill("已更换线缆并当面说明。")
    pressed(head, "报送结果")

    supervisor.goto("/problems/1")
    assert "已更换线缆并当面说明" in supervisor.content()
    supervisor.locator("#f-accept-reason").fill("现场看过")
    pressed(supervisor, "验收通过")
    assert "待回头看" in supervisor.content()
