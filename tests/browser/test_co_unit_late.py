"""A co-unit that is late answers for itself: reminded, supervised, and the lead waits for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from service.domain.permissions import Role
from service.domain.ticket import RequestType, Status
from service.domain.together.cohandling import task_of
from service.jobs.pressing import press
from tests.browser.clicks import do, fill, send
from tests.installation import OTHER_UNIT, Clock
from tests.stories import REPLY, Story

HELPER = "neighbour"  # the clerk of OTHER_UNIT
LEAD = "unit_clerk"


def name_of(story: Story, unit: str) -> str:
    with story.system.store.read() as uow:
        return story.system.hotline.catalogue(uow, story.system.now()).units[unit].name


def dispatched_with(dispatcher: Any, no: str, units: tuple[str, str]) -> None:
    """Sent to the first unit, the second one co-handles; its task stands on the page."""
    lead_name, helper_name = units
    dispatcher.goto(f"/tickets/{no}")
    dispatcher.locator("#step-dispatch summary").first.click()
    words = {"unit": lead_name, "co_units": helper_name, "co_task": f"{helper_name}：查清管线"}
    fill(dispatcher, "dispatch", **words)
    send(dispatcher, "dispatch")
    tasks = dispatcher.locator("#co-tasks")
    assert "查清管线" in tasks.inner_text()
    assert "待签收" in tasks.inner_text()
    dispatcher.close()


def see_supervised(supervisor: Any, no: str, helper_name: str) -> None:
    """The rules have supervised the co-unit; the supervisor reminds it once more."""
    supervisor.goto("/supervision?tab=co")
    row = supervisor.locator("#pressing tbody tr", has_text=no)
    assert f"{helper_name}（协办）" in row.inner_text()
    assert "督办 1 次" in row.inner_text()
    row.locator("input[type=checkbox]").check()
    supervisor.fill("[name=note]", "今天下班前反馈")
    with supervisor.expect_navigation():
        supervisor.locator("button[value=remind]").click()
    assert "催办 1 次" in supervisor.locator("#pressing tbody tr", has_text=no).inner_text()
    supervisor.close()


def test_a_late_co_unit_is_reminded_and_supervised_and_the_lead_waits(
    open_as: Callable[[Role | str], Any], story: Story, clock: Clock
) -> None:
    no = story.waiting(request_type=RequestType.COMPLAINT).no
    lead_name = name_of(story, story.who(LEAD).unit)
    helper_name = name_of(story, OTHER_UNIT)

    dispatched_with(open_as(Role.DISPATCHER), no, (lead_name, helper_name))

    lead = open_as(LEAD)
    do(lead, no, "sign")
    do(lead, no, "first_contact", note="已电话联系。")

    helper = open_as(HELPER)
    helper.goto("/inbox?tab=co")
    helper.get_by_text("查清管线").wait_for()
    do(helper, no, "co_sign")
    task = task_of(story.now_of(no), OTHER_UNIT)
    assert task is not None
    assert task.due_at is not None

    # Its time runs out; a day later the lead's own is nearly up as well.
    open_as.everybody_leaves()  # type: ignore[attr-defined]  # the days sign everybody out
    clock.at = task.due_at + timedelta(hours=1)
    press(story.system, clock.at)
    see_supervised(open_as(Role.SUPERVISOR), no, helper_name)

    due_at = story.now_of(no).due_at
    assert due_at is not None
    open_as.everybody_leaves()  # type: ignore[attr-defined]
    clock.at = due_at + timedelta(hours=1)
    lead, helper = open_as(LEAD), open_as(HELPER)
    lead.goto(f"/tickets/{no}")
    waits = lead.locator("#steps").inner_text()
    assert "还有 1 个协办单位没有反馈，主办单位不能答复" in waits
    assert f"主办单位超期，是因为{helper_name}没有按时反馈" in waits
    assert lead.get_by_role("button", name="提交答复").is_disabled()
    helper.goto("/notices")
    assert "协办任务已列入督办" in helper.content()

    do(helper, no, "co_report", reply="管线已查清，没有渗漏。")
    assert "已反馈" in helper.locator("#co-tasks").inner_text()
    do(lead, no, "reply", result_code="solved", reply=REPLY)
    assert story.now_of(no).status is Status.REPLIED
    lead.goto(f"/tickets/{no}")
    assert f"超期，因为在等{helper_name}反馈" in lead.content()
