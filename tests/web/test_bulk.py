"""A step on many tickets: each row's result stays to be read, exported, taken back."""

import re

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status
from tests.installation import UNIT, SignIn
from tests.stories import Story


def ticked(html: str) -> list[str]:
    return re.findall(r'name="selected" value="([^"]+)"[^>]* checked', html)


def test_a_dispatcher_reads_exports_and_takes_back_what_was_sent(
    story: Story, sign_in: SignIn
) -> None:
    first, second = story.waiting(), story.waiting()
    dispatcher = sign_in(Role.DISPATCHER)
    tokens = [f"{ticket.no}:{ticket.version}:{UNIT}" for ticket in (first, second)]
    done = dispatcher.post("/dispatch", data={"selected": tokens})
    assert done.status_code == 303
    desk = dispatcher.get(done.headers["location"])
    assert '<a href="/bulk/1">' in desk.text
    page = dispatcher.get("/bulk/1")
    assert "成批派单：办成 2 件，没有办成 0 件" in page.text
    table = dispatcher.get("/bulk/1/results.csv")
    assert table.text.startswith("\ufeff工单编号")
    assert table.text.count("已办") == 2
    assert sign_in(Role.SUPERVISOR).get("/bulk/1").status_code == 404
    refused = dispatcher.post("/bulk/1/undo", data={"reason": ""})
    assert (refused.status_code, "写明撤回的理由" in refused.text) == (400, True)
    undone = dispatcher.post("/bulk/1/undo", data={"reason": "派错了"})
    assert undone.headers["location"] == "/bulk/2"
    assert story.now_of(first.no).status is Status.PENDING_DISPATCH
    assert "已经撤回" in dispatcher.get("/bulk/1").text
    again = dispatcher.post("/bulk/1/undo", data={"reason": "派错了"})
    assert (again.status_code, "已经撤回过了，没有再动" in again.text) == (422, True)


def test_what_failed_stays_ticked_with_its_reason_and_what_was_done_does_not(
    story: Story, sign_in: SignIn
) -> None:
    good, stale = story.at_unit(), story.at_unit()
    story.take(Role.DISPATCHER, stale.no, Step.NOTE, note="补充")
    tokens = [f"{good.no}:{good.version}", f"{stale.no}:{stale.version}"]
    page = sign_in(Role.UNIT_CLERK).post("/inbox", data={"selected": tokens})
    assert page.status_code == 422
    assert ticked(page.text) == [f"{stale.no}:{stale.version + 1}"]
    assert '<a href="/bulk/1">' in page.text
    supervisor = sign_in(Role.SUPERVISOR)
    form = {"tab": "unsigned", "note": "请签收", "step": "remind"}
    tokens = [f"{stale.no}:{stale.version + 1}", f"{stale.no}:1"]
    page = supervisor.post("/supervision", data=form | {"selected": tokens})
    assert page.status_code == 422
    assert ticked(page.text) == [f"{stale.no}:{stale.version + 2}"]
    assert 'value="请签收"' in page.text


def test_two_hundred_at_most_and_it_is_said_how_many_were_ticked(
    story: Story, sign_in: SignIn
) -> None:
    tokens = [f"20260310{n:06d}:1" for n in range(201)]
    page = sign_in(Role.UNIT_CLERK).post("/inbox", data={"selected": tokens})
    assert "一次最多办 200 件，勾了 201 件" in page.text
