"""Rulings: objections of units, the third dispatch, extensions asked for."""

import pytest

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status
from service.flows.desk import Desk
from service.flows.queries.desks import queues
from service.web.render import moment
from tests.installation import OTHER_UNIT, UNIT, Clock, SignIn
from tests.stories import Story
from tests.web.ticking import post, token

pytestmark = pytest.mark.usefixtures("by_hand")


def test_a_unit_that_was_right_to_return_it_is_not_suggested_again(
    story: Story, clock: Clock
) -> None:
    ticket = story.at_unit()
    given = {"reason": "不是我们的灯", "legal_basis": "三定方案", "suggested_unit": OTHER_UNIT}
    story.take(Role.UNIT_CLERK, ticket.no, Step.OBJECT, **given)
    story.take(Role.DISPATCHER, ticket.no, Step.UPHOLD, reason="情况属实")
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.DISPATCHER), clock())
        seen = queues.to_dispatch(desk)[0].suggestion
    assert seen.unit == OTHER_UNIT
    assert seen.returned_by == (UNIT,)
    assert UNIT not in seen.runners_up
    assert "退单" in seen.reason


def test_an_objection_is_ruled_on_with_a_reason(story: Story, sign_in: SignIn) -> None:
    ticket = story.at_unit()
    story.take(
        Role.UNIT_CLERK, ticket.no, Step.OBJECT, reason="不是我们的灯", legal_basis="三定方案"
    )
    client, version = sign_in(Role.DISPATCHER), story.now_of(ticket.no).version
    shown = client.get("/dispatch?tab=objection").text
    whole = ("不是我们的灯", "目录怎么说", "同意退单后是第 2 次派单", "以前没有裁定过退单")
    for said in (*whole, ticket.text):
        assert said in shown
    url = f"/dispatch/{ticket.no}/ruling"
    bare = post(client, url, tab="objection", step="refuse", version=version)
    assert bare.status_code == 400
    ruled = post(client, url, tab="objection", step="refuse", version=version, reason="是你们的")
    assert ruled.status_code == 303
    told = client.get(ruled.headers["location"]).text
    assert "已驳回退单，市城市管理局继续办，办理期限到 2026-" in told
    after = story.now_of(ticket.no)
    assert (after.status, after.due_at) == (Status.IN_PROGRESS, ticket.due_at)
    told = sign_in(Role.UNIT_CLERK).get(f"/tickets/{ticket.no}").text
    assert "退单未获同意，请继续办理" in told
    assert "是你们的　原来的办理期限不变" in told


def test_the_third_dispatch_bears_a_name_and_a_reason(story: Story, sign_in: SignIn) -> None:
    ticket, client = story.at_unit(), sign_in(Role.DISPATCHER)
    objection = {"reason": "不归我们", "legal_basis": "三定方案"}
    story.take(Role.UNIT_CLERK, ticket.no, Step.OBJECT, **objection)
    story.take(Role.DISPATCHER, ticket.no, Step.UPHOLD, reason="道路归市政")
    story.take(Role.DISPATCHER, ticket.no, Step.DISPATCH, unit=OTHER_UNIT)
    story.take("neighbour", ticket.no, Step.OBJECT, **objection)
    ruling = client.get("/dispatch?tab=objection").text
    assert "同意退单后是第 3 次派单，属指定承办，要由督办员或领导指定。" in ruling
    story.take(Role.DISPATCHER, ticket.no, Step.UPHOLD, reason="不是供水的事")
    for page in ("/dispatch", f"/tickets/{ticket.no}"):
        assert "第 3 次派单：指定承办" in client.get(page).text
    form = {"version": story.now_of(ticket.no).version, "unit": "sanitation", "reason": "先办起来"}
    url = f"/dispatch/{ticket.no}"
    again = post(client, url, **form)
    assert "请选由哪位督办员或领导指定" in again.text
    assert "先办起来" in again.text
    bulk = post(client, "/dispatch", selected=token(story, ticket.no, "sanitation"))
    assert "请选由哪位督办员或领导指定" in bulk.text
    assert post(client, url, **form, designated_by="测试supervisor").status_code == 303
    sent = story.now_of(ticket.no)
    assert (sent.lead_unit, sent.dispatches, sent.is_designated) == ("sanitation", 3, True)
    assert "指定人：测试supervisor" in client.get(f"/tickets/{ticket.no}").text


def test_past_rulings_on_the_topic_stand_beside_an_objection(story: Story, sign_in: SignIn) -> None:
    objection = {"reason": "是用户自己的线路", "legal_basis": "三定方案"}
    earlier, now = story.at_unit(), story.at_unit()
    for ticket in (earlier, now):
        story.take(Role.UNIT_CLERK, ticket.no, Step.OBJECT, **objection)
    story.take(Role.DISPATCHER, earlier.no, Step.REFUSE, reason="路灯归你们管养")
    shown = sign_in(Role.DISPATCHER).get("/dispatch?tab=objection").text
    assert "同意 0 次，驳回 1 次" in shown
    assert "路灯归你们管养" in shown


def test_an_extension_needs_the_caller_to_be_told(story: Story, sign_in: SignIn) -> None:
    ticket = story.in_progress()
    story.take(Role.UNIT_CLERK, ticket.no, Step.REQUEST_EXTENSION, days=3, reason="等配件")
    client, version = sign_in(Role.DISPATCHER), story.now_of(ticket.no).version
    asked = client.get("/dispatch?tab=extension").text
    assert "等配件" in asked
    desk = sign_in(Role.SUPERVISOR)
    assert f"/tickets/{ticket.no}#steps" in desk.get("/supervision?tab=extension").text
    page = desk.get(f"/tickets/{ticket.no}").text
    assert "个工作日，等批复" in page
    steps = [page.index(f'id="step-{s}"') for s in ("grant_extension", "deny_extension", "remind")]
    assert steps == sorted(steps)
    url = f"/dispatch/{ticket.no}/ruling"
    form = {"tab": "extension", "step": "grant_extension", "version": version, "days": 3}
    assert "告知诉求人" in post(client, url, **form).text
    assert post(client, url, **form, told_caller="1").status_code == 303
    after = story.now_of(ticket.no)
    assert after.progress.extensions == 1
    assert f"批 3 个工作日就到 {moment(after.due_at)}" in asked
