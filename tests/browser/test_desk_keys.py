"""The desks by keyboard: what Enter and Ctrl+Enter press, and where one is afterwards."""

from collections.abc import Callable
from typing import Any

import pytest

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status
from tests.stories import Story

pytestmark = pytest.mark.usefixtures("by_hand")


def test_a_call_that_ends_half_way_never_gets_into_the_next_one(
    open_as: Callable[[Role | str], Any],
) -> None:
    page = open_as(Role.AGENT)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/tickets/new")
    page.keyboard.type("13800138000")
    page.locator("#f-text").fill("样例路东段路灯从昨晚开始不亮")
    page.keyboard.press("Alt+Z")
    assert page.locator("#f-phone").input_value() == page.locator("#f-text").input_value() == ""
    page.get_by_role("button", name="撤销，取回来").click()
    assert page.locator("#f-phone").input_value() == "13800138000"
    # Left without registering, then the next call comes in: its number stands alone.
    page.wait_for_timeout(500)
    page.goto("/dispatch")
    page.goto("/tickets/new#phone=13900139000")
    page.get_by_text("上一通没有登记完的内容收起来了").wait_for()
    assert page.locator("#f-phone").input_value() == "13900139000"
    assert page.locator("#f-text").input_value() == ""


def test_an_old_man_with_three_matters_tells_his_number_once(
    story: Story, open_as: Callable[[Role | str], Any]
) -> None:
    page = open_as(Role.AGENT)
    page.goto("/tickets/new")
    page.keyboard.type("13800138000")
    page.keyboard.press("Enter")  # goes to the next field, sends nothing
    page.keyboard.type("李大爷")
    page.locator("#f-text").fill(
        "第一，我家停水两天了。第二，社保卡丢了怎么补办？第三，楼下饭店油烟大，要求查处。"
    )
    page.get_by_role("button", name="先记这一件").first.click()
    assert page.locator("#f-text").input_value() == "我家停水两天了"
    with page.expect_navigation():
        page.keyboard.press("Alt+S")
    with page.expect_navigation():
        page.keyboard.press("Alt+T")
    page.locator('#f-name[value="李大爷"]').wait_for()
    assert page.locator("#f-phone").input_value() == "13800138000"
    page.get_by_role("button", name="楼下饭店油烟大").click()
    assert "楼下饭店油烟大" in page.locator("#f-text").input_value()
    assert "社保卡" in page.locator("#not-yet").inner_text()
    # Refused at once: Ctrl+Enter presses the button of the folded part.
    page.get_by_text("不予受理（诉讼").click()
    page.locator("[name=reason_code]").select_option("out_of_scope")
    page.locator("[name=right_channel]").fill("向房东反映")
    with page.expect_navigation():
        page.locator("[name=right_channel]").press("Control+Enter")
    assert story.now_of(page.url.partition("?")[0][-14:]).status is Status.REJECTED


def test_when_the_session_ends_in_the_middle_of_a_call_nothing_is_typed_twice(
    story: Story, open_as: Callable[[Role | str], Any]
) -> None:
    page = open_as(Role.AGENT)
    page.goto("/tickets/new")
    page.keyboard.type("13800138000")
    page.context.clear_cookies()
    page.locator("#f-text").fill("样例路东段路灯从昨晚开始不亮，希望修好")
    page.locator("#expired").wait_for()
    # Signed in beside it, the page goes on where it was.
    other = open_as(Role.AGENT)
    page.context.add_cookies(other.context.cookies())
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.locator("#expired").wait_for(state="detached")
    with page.expect_navigation():
        page.keyboard.press("Alt+S")
    assert story.now_of(page.url.partition("?")[0][-14:]).status is Status.REGISTERED


def test_enter_and_ctrl_enter_never_decide_what_was_not_meant(
    story: Story, open_as: Callable[[Role | str], Any]
) -> None:
    first, second, third = (story.waiting() for _ in range(3))
    page = open_as(Role.DISPATCHER)
    page.goto("/dispatch")
    row = page.locator(f'tr[data-href="/tickets/{first.no}"]')
    row.locator("summary").click()
    row.locator("[name=unit]").fill("不存在的单位")
    row.locator("[name=unit]").press("Enter")
    page.locator(".field-error").first.wait_for()
    assert story.now_of(first.no).status is Status.PENDING_DISPATCH
    # The list goes on behind the row that was dealt with.
    page.goto("/dispatch")
    with page.expect_navigation():
        page.locator(f'tr[data-href="/tickets/{second.no}"] [name=pick]').first.click()
    page.locator("tr.is-current").wait_for()
    assert third.no in page.locator("tr.is-current").inner_text()
    # Two ways to rule: neither is pressed for the person.
    returned = story.at_unit()
    story.take(Role.UNIT_CLERK, returned.no, Step.OBJECT, reason="不归我们", legal_basis="三定")
    page.goto("/dispatch?tab=objection")
    page.locator("[name=reason]").fill("归你们")
    page.locator("[name=reason]").press("Control+Enter")
    page.get_by_text("这里有几个按钮").wait_for()
    assert story.now_of(returned.no).status is Status.RETURN_PENDING
    # In the folded part its own button is meant, even where the other one is ready to be pressed.
    replied, desk = story.replied(), open_as(Role.REVIEWER)
    desk.goto("/review")
    card = desk.locator(f"#review-{replied.no}")
    card.locator("[type=checkbox]").check()
    card.locator("summary").click()
    card.locator("[name=reason]").fill("没有说修了哪一段")
    with desk.expect_navigation():
        card.locator("[name=reason]").press("Control+Enter")
    assert story.now_of(replied.no).status is Status.IN_PROGRESS


def test_a_callback_is_noted_with_six_keys(
    story: Story, open_as: Callable[[Role | str], Any]
) -> None:
    asked, missed = story.callback_due(), story.callback_due()
    page = open_as(Role.CALLBACK_CLERK)
    page.goto("/callback")
    with page.expect_navigation():
        page.keyboard.press("Alt+X")
    page.locator("#answers input:focus").wait_for()
    for key in ("Space", "Tab", "Space", "Tab", "Space"):
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert story.now_of(asked.no).status is Status.CLOSED
    with page.expect_navigation():
        page.get_by_role("button", name="无人接听").click()
    page.goto(f"/callback/{missed.no}")
    assert "无人接听" in page.locator("main").inner_text()
