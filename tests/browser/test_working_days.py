"""One request through the hands of everybody it concerns, by clicking."""

from collections.abc import Callable
from typing import Any

import pytest

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status
from service.store.tickets.callers import Caller
from tests.browser.clicks import claim, do, fill, send
from tests.installation import PASSWORD
from tests.stories import Story

TEXT = "样例路东段的路灯从上周起一直不亮，晚上看不清路，希望尽快修好。"


def take_down(agent: Any) -> str:
    """The agent types while the caller talks; the number of the ticket."""
    agent.goto("/")
    assert agent.url.endswith("/tickets/new")
    for name, value in {"phone": "199-0000-1234", "name": "王样例", "title": "路黑"}.items():
        agent.fill(f"[name={name}]", value)
    agent.locator("[name=text]").press_sequentially(TEXT)
    agent.locator("#reading", has_text="要素齐了").wait_for()  # it is read while it is typed
    said = {
        "place": "样例路东段",
        "occurred": "从上周起",
        "demand": "希望尽快修好",
        "title": "路黑",
    }
    assert {name: agent.input_value(f"[name={name}]") for name in said} == said
    assert agent.get_by_role("button", name="登记并提交派单").bounding_box()["y"] < 720
    with agent.expect_navigation():
        agent.locator("[name=text]").press("Control+Enter")
    assert "查询码" in agent.content()
    return str(agent.url).split("/tickets/")[1].split("?")[0]


def see_in_queue(page: Any, path: str, no: str) -> None:
    page.goto(path)
    page.get_by_text(no).first.wait_for()


def handle(unit: Any, reviewer: Any, no: str, reply: str) -> None:
    do(unit, no, "first_contact", note="已电话联系，约好时间到场。")
    do(unit, no, "reply", result_code="solved", reply=reply)
    see_in_queue(reviewer, "/review", no)
    do(reviewer, no, "approve", answers_each_demand="1")


def test_a_request_is_told_dispatched_handled_reviewed_called_back_redone_and_closed(
    story: Story, open_as: Callable[[Role | str], Any]
) -> None:
    no = take_down(open_as(Role.AGENT))
    dispatcher = open_as(Role.DISPATCHER)
    if story.now_of(no).status is Status.DISPATCHED:
        do(dispatcher, no, "recall", reason="改由人工派单")
    see_in_queue(dispatcher, "/dispatch", no)
    do(dispatcher, no, "dispatch", unit="市城市管理局")
    assert story.now_of(no).lead_unit == "urban_management"

    unit, reviewer = open_as(Role.UNIT_CLERK), open_as(Role.REVIEWER)
    see_in_queue(unit, "/", no)
    assert unit.url.endswith("/inbox")
    do(unit, no, "sign")
    handle(unit, reviewer, no, "已到现场更换灯泡，当晚恢复照明，并电话告知。")

    caller_back = open_as(Role.CALLBACK_CLERK)
    see_in_queue(caller_back, "/callback", no)
    unhappy = {"responded": "yes", "solved": "no", "satisfied": "no"}
    claim(caller_back, no)
    do(caller_back, no, "redo", **unhappy, reason="当晚又灭了，要求重新处理。")
    assert (story.now_of(no).status, story.now_of(no).round) == (Status.IN_PROGRESS, 2)

    handle(unit, reviewer, no, "线路老化，已更换整段线缆，照明恢复正常。")
    claim(caller_back, no)
    do(caller_back, no, "close", responded="yes", solved="yes", satisfied="yes")
    assert story.now_of(no).status is Status.CLOSED

    leader = open_as(Role.LEADER)
    leader.goto("/")
    assert leader.url.endswith("/month")
    leader.goto(f"/tickets/{no}")
    assert "整段线缆" in leader.content()
    assert "办结" in leader.content()


def test_what_was_typed_is_kept_when_a_form_is_refused(
    story: Story, open_as: Callable[[Role | str], Any]
) -> None:
    ticket = story.at_unit()
    page = open_as(Role.UNIT_CLERK)
    page.goto(f"/tickets/{ticket.no}")
    fill(page, "object", reason="不属于我单位职责", legal_basis="职责清单第三条")
    story.take(Role.DISPATCHER, ticket.no, Step.NOTE, note="先别退")  # somebody is faster
    send(page, "object")
    assert "测试dispatcher刚刚更新" in page.content()
    form = page.locator("#step-object")
    assert form.locator("[name=reason]").input_value() == "不属于我单位职责"
    assert form.locator("[name=legal_basis]").input_value() == "职责清单第三条"
    send(page, "object")  # now with the newest version
    assert story.now_of(ticket.no).status is Status.RETURN_PENDING


def test_personal_data_are_shown_after_asking_and_only_then(
    story: Story, open_as: Callable[[Role | str], Any]
) -> None:
    ticket = story.at_unit(caller=Caller("王样例", "199-0000-1234", "样例小区"))
    page = open_as(Role.UNIT_CLERK)
    page.goto(f"/tickets/{ticket.no}")
    assert "199-0000-1234" not in page.content()
    page.get_by_role("button", name="查看完整信息").click()
    page.locator("#caller", has_text="199-0000-1234").wait_for()


@pytest.mark.parametrize("role", [Role.AGENT, Role.DISPATCHER, Role.UNIT_CLERK, Role.LEADER])
def test_signing_in_with_a_password_leads_to_the_first_page_of_the_day(
    live: str, chromium: Any, role: Role
) -> None:
    context = chromium.new_context(base_url=live)
    page = context.new_page()
    page.goto("/")
    page.fill("[name=username]", role.value)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    first = {
        Role.AGENT: "/tickets/new",
        Role.DISPATCHER: "/dispatch",
        Role.UNIT_CLERK: "/inbox",
        Role.LEADER: "/month",
    }
    assert page.url == live + first[role]
    context.close()


def test_a_ticket_on_paper_says_how_it_stands_and_offers_nothing_to_press(
    story: Story, open_as: Callable[[Role | str], Any]
) -> None:
    ticket = story.at_unit()
    page = open_as(Role.UNIT_CLERK)
    page.goto(f"/tickets/{ticket.no}")
    page.emulate_media(media="print")
    assert page.locator(".page-actions .badge").first.is_visible()
    assert page.locator(".page-actions .time-left").is_visible()
    assert not page.locator("#steps").is_visible()
    assert page.locator(".button:visible").count() == 0


def test_a_similar_ticket_is_taken_over_and_the_cursor_goes_there(
    story: Story, open_as: Callable[[Role | str], Any]
) -> None:
    before, later = story.registered(), story.registered()
    page = open_as(Role.AGENT)
    page.goto(f"/tickets/{later.no}")
    page.get_by_role("button", name="并入这一件").first.click()
    field = page.locator("#f-merge-master_no")
    assert field.input_value() == before.no
    assert field.evaluate("e => e === document.activeElement")
    send(page, "merge")
    assert story.now_of(later.no).status is Status.MERGED
