"""The desk of a unit: what has to be done next, and signing many at once."""

import pytest

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status
from service.flows.desk import Desk
from service.flows.queries.desks import queues
from tests.installation import OTHER_UNIT, UNIT, Clock, SignIn
from tests.stories import Story
from tests.web.ticking import token

pytestmark = pytest.mark.usefixtures("by_hand")


def test_the_inbox_sorts_work_by_what_has_to_be_done_next(story: Story, clock: Clock) -> None:
    to_sign = story.at_unit()
    working = story.in_progress()
    again = story.redone()
    waiting = story.replied()
    elsewhere = story.at_unit(unit=OTHER_UNIT)
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.UNIT_CLERK), clock())
        held = {
            name: [line.no for line in queues.find(desk, wanted, queues.Page("due")).rows]
            for name, wanted in queues.inbox_tabs(desk).items()
        }
    assert held == {
        "sign": [to_sign.no],
        "work": [working.no],
        "back": [again.no],
        "co": [],
        "asked": [],
        "wait": [waiting.no],
    }
    assert elsewhere.no not in str(held)


def test_what_is_late_stands_above_whichever_list_is_open(
    sign_in: SignIn, story: Story, clock: Clock
) -> None:
    story.at_unit()
    client = sign_in(Role.UNIT_CLERK)
    assert "已超期" not in client.get("/inbox").text
    clock.advance(days=9)
    page = sign_in(Role.UNIT_CLERK).get("/inbox?tab=co").text
    assert '已超期</b>：<a href="/inbox?tab=sign">待签收 1 件</a>' in page


def test_a_co_unit_sees_what_it_has_to_report_on_until_it_has(story: Story, clock: Clock) -> None:
    ticket = story.waiting()
    story.take(
        Role.DISPATCHER, ticket.no, Step.DISPATCH, unit=OTHER_UNIT, co_units=[UNIT, "sanitation"]
    )

    def waits() -> int:
        with story.system.store.read() as uow:
            desk = Desk(uow, story.system.hotline, story.who(Role.UNIT_CLERK), clock())
            return queues.count(desk, queues.inbox_tabs(desk))["co"]

    assert waits() == 1
    story.take(Role.UNIT_CLERK, ticket.no, Step.CO_REPORT, reply="已配合。")
    assert waits() == 0


def test_signing_many_at_once(story: Story, sign_in: SignIn) -> None:
    tickets = [story.at_unit() for _ in range(3)]
    client = sign_in(Role.UNIT_CLERK)
    assert all(ticket.no in client.get("/inbox").text for ticket in tickets)
    answer = client.post("/inbox", data={"selected": [token(story, t.no) for t in tickets]})
    assert answer.status_code == 303
    assert {story.now_of(t.no).status for t in tickets} == {Status.IN_PROGRESS}


def test_another_units_ticket_cannot_be_signed(story: Story, sign_in: SignIn) -> None:
    theirs = story.at_unit(unit=OTHER_UNIT)
    answer = sign_in(Role.UNIT_CLERK).post("/inbox", data={"selected": [token(story, theirs.no)]})
    assert answer.status_code == 422
    assert story.now_of(theirs.no).status is Status.DISPATCHED


def test_an_empty_choice_is_said(sign_in: SignIn) -> None:
    answer = sign_in(Role.UNIT_CLERK).post("/inbox", data={})
    assert answer.status_code == 422
    assert "还没有勾选工单" in answer.text


def test_many_are_handed_to_a_person_and_taken_back(story: Story, sign_in: SignIn) -> None:
    first, second = story.at_unit(), story.at_unit()
    client = sign_in(Role.UNIT_CLERK)
    ticked = [token(story, ticket.no) for ticket in (first, second)]
    nobody = client.post("/inbox/hand", data={"selected": ticked, "tab": "sign"})
    assert nobody.status_code == 422
    assert "请先选交给谁" in nobody.text
    given = {"selected": ticked, "tab": "sign", "who": "all", "assignee": "handler"}
    done = client.post("/inbox/hand", data=given)
    page = client.get(done.headers["location"]).text
    assert "已交给测试handler 2 件" in page
    assert "可以导出、撤回" in page
    assert "我的 0" in page
    assert "测试handler 2" in page
    own = sign_in(Role.HANDLER)
    assert own.get("/inbox").text.count("测试handler") >= 2
    mine = own.post("/inbox/hand", data={"selected": [token(story, first.no)], "me": "1"})
    assert "已经是测试handler承办" in mine.text
    assert "承办人" in own.get(f"/tickets/{first.no}").text
    head = sign_in(Role.UNIT_HEAD)
    assert "测试handler 2 件" in head.get("/inbox?tab=sign&who=none").text
    assert head.get("/inbox?tab=sign&who=nobody").status_code == 400
    assert "测试handler" in head.get("/export/inbox.csv?tab=sign&who=all").text
    again = sign_in(Role.UNIT_CLERK)
    run = done.headers["location"].partition("run=")[2].partition("&")[0]
    again.post(f"/bulk/{run}/undo", data={"reason": "交错了"})
    assert story.now_of(second.no).progress.assignee == 0
