"""The pages of matters across borders: each person finds what is his or hers to do next."""

from io import BytesIO
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status
from tests.installation import OTHER_UNIT, Clock, SignIn
from tests.stories import Story

pytestmark = pytest.mark.usefixtures("by_hand")


def opened(client: TestClient, *numbers: str, area: str = "") -> str:
    form = {
        "tickets": "，".join(numbers),
        "title": "河堤的路灯归谁修",
        "question": "由谁管养",
        "crossings": ["departments", "systems"],
        "area": area,
    }
    answer = client.post("/joint", data=form)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def step(client: TestClient, url: str, step: str, version: int, **given: Any) -> Any:
    where = "carry-out" if step == "carry_out" else "steps"
    return client.post(f"{url}/{where}", data={"step": step, "version": version, **given})


CALL = {
    "held_on": "2026-03-12",
    "held_at": "14:30",
    "place": "三楼",
    "chair": "张主任",
    "units": f"市城市管理局，{OTHER_UNIT}",
    "agenda": "议路灯",
}
DECIDE = {
    "lead": OTHER_UNIT,
    "duties": f"{OTHER_UNIT}：接管",
    "due_on": "2026-04-01",
    "legal_basis": "城市照明管理规定",
    "said": "归供水公司",
    "is_precedent": "1",
}


def disputed(story: Story) -> str:
    """A ticket that its unit wants to return."""
    ticket = story.at_unit()
    objection = {"reason": "堤上的灯不归我们", "legal_basis": "三定方案"}
    story.take(Role.UNIT_CLERK, ticket.no, Step.OBJECT, **objection)
    return ticket.no


def test_from_an_objection_units_are_asked_and_answer(story: Story, sign_in: SignIn) -> None:
    no, dispatcher = disputed(story), sign_in(Role.DISPATCHER)
    link = f"/joint/new?tickets={no}"
    assert link in dispatcher.get("/dispatch?tab=objection").text
    assert no in dispatcher.get(link).text
    url = opened(dispatcher, no)
    page = dispatcher.get(url).text
    assert "堤上的灯不归我们" in page
    assert "市城市管理局" in page.split('name="units"')[1][:300]
    bad = step(dispatcher, url, "ask", 1, units="月球局，市城市管理局", answer_by="2026-03-13")
    assert "没有这个单位：月球局" in bad.text
    asked = step(dispatcher, url, "ask", 1, units=CALL["units"], answer_by="2026-03-13")
    assert asked.status_code == 303
    unit = sign_in("neighbour")
    inbox = unit.get("/joint").text
    assert "待我单位表态" in inbox
    assert url in inbox
    answer = {"position": "assist", "said": "可以供电", "legal_basis": "供用电合同"}
    assert step(unit, url, "answer", 2, **answer).status_code == 303
    assert "可以供电" in dispatcher.get(url).text
    assert step(unit, url, "withdraw", 3, reason="不想议").status_code == 403


def test_a_leader_decides_what_was_not_agreed_and_it_is_carried_out_and_remembered(
    story: Story, sign_in: SignIn, clock: Clock
) -> None:
    no, dispatcher = disputed(story), sign_in(Role.DISPATCHER)
    url = opened(dispatcher, no, area="410505")
    half = step(dispatcher, url, "call", 1, **CALL | {"held_at": "T14"})
    assert (half.status_code, "几点几分都要写" in half.text) == (400, True)
    assert 'value="T14"' in half.text
    assert step(dispatcher, url, "call", 1, **CALL).status_code == 303
    refused = step(dispatcher, url, "decide", 2, **DECIDE)
    assert "会还没有开" in refused.text
    assert "归供水公司" in refused.text
    page = dispatcher.get(url).text
    assert 'class="disclosure" open' in page.split('id="f-decide-is_precedent"')[1][:600]
    assert 'value="410505"' in page.split('name="precedent_area"')[1][:300]
    assert "改会议安排" in refused.text
    assert 'value="14:30"' in refused.text
    clock.advance(days=3)
    dispatcher, leader = sign_in(Role.DISPATCHER), sign_in(Role.LEADER)
    assert step(dispatcher, url, "escalate", 2, reason="两家都不接").status_code == 303
    assert "报领导裁定" in leader.get("/joint").text
    assert step(leader, url, "decide", 3, **DECIDE).status_code == 303
    assert step(dispatcher, url, "carry_out", 4).status_code == 303
    after = story.now_of(no)
    assert (after.lead_unit, after.status) == (OTHER_UNIT, Status.DISPATCHED)
    assert "联席会商〔2026〕1号决定。" in dispatcher.get(f"/tickets/{no}").text
    word = dispatcher.get(f"{url}/minutes.docx")
    said = "\n".join(p.text for p in Document(BytesIO(word.content)).paragraphs)
    assert "联席会商〔2026〕1号" in said
    assert "决定人：测试leader" in said
    assert "联席会商〔2026〕1号" in dispatcher.get("/precedents").text
    silent = dispatcher.post("/precedents/1/end", data={"why": ""})
    assert "请写明为什么废止" in silent.text
    assert dispatcher.post("/precedents/1/end", data={"why": "职责调整"}).status_code == 303
    assert "职责调整" in dispatcher.get("/precedents?state=ended").text
    again = dispatcher.post("/precedents/1/propose")
    assert "只有有效的先例" in again.text


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    story: Story, sign_in: SignIn
) -> None:
    client = sign_in(Role.DISPATCHER)
    form = {"tickets": "20260310999999", "title": "归谁", "question": "问", "crossings": "areas"}
    answer = client.post("/joint", data=form)
    assert answer.status_code == 400
    assert "没有编号为 20260310999999 的工单" in answer.text
    assert 'value="归谁"' in answer.text


def test_lists_are_filtered_and_paged(story: Story, sign_in: SignIn) -> None:
    client = sign_in(Role.DISPATCHER)
    no = story.waiting().no
    url = opened(client, no)
    for query, is_there in (("q=河堤", True), ("q=没有", False), ("crossing=areas", False)):
        assert (url in client.get(f"/joint?{query}").text) == is_there
    assert client.get("/joint?start=40").status_code == 200
    assert client.get("/precedents?state=&q=路灯&start=20").status_code == 200
