"""A suspension from the consent of two to its end: reviewed, gone on, reviewed again, resumed."""

from datetime import timedelta
from typing import Any

from service.domain.localtime import LOCAL
from service.domain.permissions import Role
from service.domain.ticket import RequestType, Status
from tests.browser.clicks import do
from tests.installation import Clock
from tests.stories import Story


def say(page: Any, no: str, button: str, **values: str) -> None:
    """Fill in the card of one suspended ticket and press one of its buttons."""
    for name, value in values.items():
        page.fill(f"#f-{name}-{no}", value)
    card = page.locator(".card", has_text=no)
    with page.expect_navigation():
        card.get_by_role("button", name=button).click()


def test_a_suspension_is_agreed_by_two_reviewed_twice_and_ends_with_its_time_kept(
    story: Story, clock: Clock, open_as: Any
) -> None:
    # Tuesday 10:00; five working days are given until Tuesday 17 March 18:00.
    no = story.in_progress(request_type=RequestType.HELP).no
    dispatcher = open_as(Role.DISPATCHER)
    dispatcher.goto(f"/tickets/{no}")
    assert "挂账要由督办员或质检审核员会签" in dispatcher.content()
    do(open_as(Role.REVIEWER), no, "endorse", reason="冬季确实不能施工")
    why = {"blocker": "season", "promised_on": "2026-06-30", "reason": "冬季不能铺沥青"}
    do(dispatcher, no, "suspend", **why)
    assert story.now_of(no).status is Status.SUSPENDED
    dispatcher.goto(f"/tickets/{no}")
    assert "53 个工作小时" in dispatcher.locator(".card").first.inner_text()

    review_at = story.now_of(no).review_due_at
    assert review_at is not None
    open_as.everybody_leaves()
    clock.at = review_at + timedelta(minutes=5)
    supervisor = open_as(Role.SUPERVISOR)
    supervisor.goto("/suspended")
    card = supervisor.locator(".card", has_text=no)
    assert "冬季不能铺沥青" in card.inner_text()
    assert "超期" in card.inner_text()
    say(supervisor, no, "继续挂账", reason="", promised_on="2026-05-29")
    assert "没有填好" in supervisor.content()
    assert supervisor.input_value(f"#f-promised_on-{no}") == "2026-05-29"
    say(supervisor, no, "继续挂账", reason="气温回升还要两个月")
    assert str(story.now_of(no).suspended_until) == "2026-05-29"
    assert "没有等着复核的挂账" in supervisor.content()

    open_as.everybody_leaves()
    clock.advance(days=20)
    supervisor = open_as(Role.SUPERVISOR)
    supervisor.goto("/suspended")
    assert "已续 1 次" in supervisor.locator(".card", has_text=no).inner_text()
    say(supervisor, no, "恢复办理", reason="提前开工")
    ticket = story.now_of(no)
    assert ticket.status is Status.IN_PROGRESS
    assert ticket.due_at is not None
    # 53 hours from Monday 13 April 18:05 on: five days and eight hours of the sixth.
    assert ticket.due_at.astimezone(LOCAL).strftime("%m-%d %H:%M") == "04-21 17:00"
    unit = open_as(Role.UNIT_CLERK)
    unit.goto(f"/tickets/{no}")
    assert "04-21 17:00" in unit.content()
    assert "气温回升还要两个月" in unit.content()
