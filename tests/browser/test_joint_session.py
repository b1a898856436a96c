"""From a disputed ticket to a joint session, its decision carried out, and the precedent used."""

from typing import Any

import pytest

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status
from tests.browser.clicks import fill, send
from tests.installation import OTHER_UNIT, Clock
from tests.stories import Story

pytestmark = pytest.mark.usefixtures("by_hand")


def step(page: Any, url: str, name: str, **values: str) -> None:
    page.goto(url)
    fill(page, name, **values)
    send(page, name)


def name_two(page: Any, field: str, first: str, second: str) -> str:
    """Type a name, a comma and the beginning of another, and take what is suggested by Enter."""
    where = page.url
    page.fill(field, "")
    page.locator(field).press_sequentially(f"{first}，{second[:3]}")
    page.locator(".name-list li", has_text=second).first.wait_for()
    options = page.locator(".name-list li").all_inner_texts()
    for _ in range(next(n for n, text in enumerate(options) if text.startswith(second))):
        page.press(field, "ArrowDown")
    page.press(field, "Enter")
    assert page.url == where, "taking a name sends nothing"
    return str(page.input_value(field))


def test_a_disputed_matter_is_decided_together_and_remembered(
    story: Story, clock: Clock, open_as: Any
) -> None:
    no = story.at_unit().no
    story.take(Role.UNIT_CLERK, no, Step.OBJECT, reason="堤上的灯不归我们", legal_basis="三定方案")
    with story.system.store.read() as uow:
        names = {unit.code: unit.name for unit in uow.catalogues.units()}
    both = f"市城市管理局，{names[OTHER_UNIT]}"
    dispatcher = open_as(Role.DISPATCHER)
    dispatcher.goto("/dispatch?tab=objection")
    dispatcher.get_by_role("link", name="提请联席会商").click()
    dispatcher.fill("[name=title]", "河堤的路灯归谁修")
    dispatcher.fill("[name=question]", "河堤步道的路灯由谁管养")
    dispatcher.get_by_label("跨部门").check()
    with dispatcher.expect_navigation():
        dispatcher.get_by_role("button", name="提出", exact=True).click()
    url = dispatcher.url
    dispatcher.get_by_text("堤上的灯不归我们").wait_for()
    assert name_two(dispatcher, "#f-ask-units", "市城市管理局", names[OTHER_UNIT]) == both
    send(dispatcher, "ask")
    unit = open_as("neighbour")
    unit.goto("/joint")
    unit.get_by_role("link", name="河堤的路灯归谁修").click()
    step(unit, unit.url, "answer", position="assist", said="可以供电", legal_basis="供用电合同")
    step(
        dispatcher, url, "call", held_on="2026-03-12", held_at="14:30", place="三楼",
        chair="张主任", units=both, agenda="议路灯",
    )  # fmt: skip
    open_as.everybody_leaves()
    clock.advance(days=3)
    dispatcher = open_as(Role.DISPATCHER)
    step(
        dispatcher, url, "decide", lead=names[OTHER_UNIT], co_units="",
        duties=f"{names[OTHER_UNIT]}：接管并修好", due_on="2026-04-10",
        legal_basis="城市照明管理规定第四条", said="堤上的路灯由管堤的单位管养。",
    )  # fmt: skip
    step(dispatcher, url, "carry_out")
    after = story.now_of(no)
    assert (after.lead_unit, after.status) == (OTHER_UNIT, Status.DISPATCHED)
    with dispatcher.expect_download() as download:
        dispatcher.get_by_role("link", name="会议纪要").click()
    assert download.value.suggested_filename.endswith(".docx")
    again = story.waiting().no
    dispatcher.goto("/dispatch")
    row = dispatcher.locator("tr", has_text=again)
    row.get_by_text("依据联席会商〔2026〕1号").wait_for()
