"""The desks of a working day: dispatch, inbox, review, callback, supervision."""

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Status, Urgency
from service.flows.queries import queues
from service.flows.queries.calls import due_orders
from service.flows.steps import Desk
from tests.installation import OTHER_UNIT, UNIT, Clock, SignIn
from tests.stories import Story

pytestmark = pytest.mark.usefixtures("by_hand")

WORKS = "市市政设施管理处"


def post(client: TestClient, url: str, **data: Any) -> Any:
    return client.post(url, data=data)


def token(story: Story, no: str, unit: str | None = None) -> str:
    version = story.now_of(no).version
    return f"{no}:{version}" if unit is None else f"{no}:{version}:{unit}"


# ---- dispatch ------------------------------------------------------------------------------------


def test_emergencies_stand_before_what_waits_longer(story: Story, clock: Clock) -> None:
    first = story.waiting()
    clock.advance(hours=1)
    urgent = story.waiting(text="样例路东段煤气管道被挖断，正在漏气，请马上来人。")
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.DISPATCHER), clock())
        rows = queues.to_dispatch(desk)
    assert [row.waiting.line.no for row in rows] == [urgent.no, first.no]
    assert rows[0].suggestion.reason
    assert [row.clock - clock() for row in rows] == [timedelta(hours=2), timedelta(hours=23)]


def test_of_the_rest_what_must_be_dispatched_first_stands_first(story: Story, clock: Clock) -> None:
    ordinary = story.waiting()
    clock.advance(hours=23)
    soon = story.waiting(urgency=Urgency.URGENT)
    later = story.waiting()
    assert dispatch_queue(story) == [ordinary.no, soon.no, later.no]
    clock.advance(hours=9)
    story.take(Role.DISPATCHER, later.no, Step.CORRECT, urgency="urgent")
    assert dispatch_queue(story) == [ordinary.no, soon.no, later.no]
    # Sent back to the queue, its clock starts anew.
    story.take(Role.DISPATCHER, ordinary.no, Step.DISPATCH, unit=UNIT)
    story.take(Role.DISPATCHER, ordinary.no, Step.RECALL, reason="派错了")
    assert dispatch_queue(story) == [soon.no, later.no, ordinary.no]


def dispatch_queue(story: Story) -> list[str]:
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.DISPATCHER), story.system.now())
        return [row.waiting.line.no for row in queues.to_dispatch(desk)]


def test_one_click_dispatches_to_the_suggested_unit(story: Story, sign_in: SignIn) -> None:
    ticket = story.waiting()
    client = sign_in(Role.DISPATCHER)
    page = client.get("/dispatch")
    assert page.status_code == 200
    assert ticket.no in page.text
    answer = post(client, f"/dispatch/{ticket.no}", version=ticket.version, pick=UNIT)
    assert answer.status_code == 303
    sent = story.now_of(ticket.no)
    assert (sent.lead_unit, sent.co_units) == (UNIT, ())


def test_other_units_are_folded_away_unless_there_is_none_suggested_or_one_was_typed(
    story: Story, sign_in: SignIn
) -> None:
    ticket, client = story.waiting(), sign_in(Role.DISPATCHER)
    folded = "<summary>派给别家、请协办</summary>"
    page = client.get("/dispatch").text
    assert f'<details class="disclosure">\n{folded}' in page
    assert 0 < page.index(f"派给{WORKS}") < page.index(folded) < page.index('name="unit"')
    form = {"version": ticket.version, "unit": "月球局"}
    assert (
        f'<details class="disclosure" open>\n{folded}'
        in post(client, f"/dispatch/{ticket.no}", **form).text
    )


def test_a_co_unit_that_was_ticked_is_attached(story: Story, sign_in: SignIn) -> None:
    ticket = story.waiting()
    client = sign_in(Role.DISPATCHER)
    assert re.search(r'name="co_units" value="\w+"(?! checked)', client.get("/dispatch").text)
    given = {"version": 1, "pick": OTHER_UNIT, "co_units": [UNIT, "sanitation"]}
    stale = client.post(f"/dispatch/{ticket.no}", data=given | {"co_task": "清运落叶"})
    assert stale.status_code == 409
    assert re.search(r'name="co_units" value="\w+" checked', stale.text)
    assert 'value="清运落叶"' in stale.text
    given["version"] = ticket.version
    assert post(client, f"/dispatch/{ticket.no}", **given).status_code == 303
    assert story.now_of(ticket.no).co_units == (UNIT, "sanitation")


def test_a_unit_can_be_typed_by_name(story: Story, sign_in: SignIn) -> None:
    ticket = story.waiting()
    with story.system.store.read() as uow:
        name = next(unit.name for unit in uow.catalogues.units() if unit.code == OTHER_UNIT)
    answer = post(
        sign_in(Role.DISPATCHER), f"/dispatch/{ticket.no}", version=ticket.version, unit=name
    )
    assert answer.status_code == 303
    assert story.now_of(ticket.no).lead_unit == OTHER_UNIT


def test_words_of_one_units_name_are_enough(story: Story, sign_in: SignIn) -> None:
    ticket, client = story.waiting(), sign_in(Role.DISPATCHER)
    form = {"version": ticket.version, "unit": "管理"}
    assert post(client, f"/dispatch/{ticket.no}", **form).status_code == 422
    assert post(client, f"/dispatch/{ticket.no}", **form | {"unit": "自来水"}).status_code == 303
    assert story.now_of(ticket.no).lead_unit == OTHER_UNIT


def test_a_unit_that_does_not_exist_stays_in_the_field(story: Story, sign_in: SignIn) -> None:
    ticket = story.waiting()
    answer = post(
        sign_in(Role.DISPATCHER), f"/dispatch/{ticket.no}", version=ticket.version, unit="月球局"
    )
    assert answer.status_code == 422
    assert 'value="月球局"' in answer.text
    assert "没有这个承办单位" in answer.text
    assert story.now_of(ticket.no).status is Status.PENDING_DISPATCH


def test_accepting_many_says_at_each_row_what_was_refused(story: Story, sign_in: SignIn) -> None:
    good, moved = story.waiting(), story.waiting()
    stale = token(story, moved.no, UNIT)
    story.take(Role.DISPATCHER, moved.no, Step.NOTE, note="有人刚刚动过")
    client = sign_in(Role.DISPATCHER)
    answer = client.post("/dispatch", data={"selected": [token(story, good.no, UNIT), stale]})
    assert answer.status_code == 422
    assert "按建议派单 1 件，另有 1 件没有办成" in answer.text
    assert "您自己刚刚更新过这张工单" in answer.text
    assert story.now_of(good.no).status is Status.DISPATCHED
    assert story.now_of(moved.no).status is Status.PENDING_DISPATCH


def test_what_presses_goes_among_others_only_when_asked_about(
    story: Story, sign_in: SignIn
) -> None:
    plain, urgent = story.waiting(), story.waiting(urgency=Urgency.EMERGENCY)
    both = [token(story, ticket.no, "municipal_works") for ticket in (plain, urgent)]
    client = sign_in(Role.DISPATCHER)
    asked = client.post("/dispatch", data={"selected": both})
    assert asked.status_code == 422
    assert "勾选的 2 件还没有派" in asked.text
    assert re.findall(r'name="sure" value="([^"]+)"', asked.text) == [both[1]]
    assert re.findall(r'value="([^"]+)"[^>]* checked', asked.text) == [both[1], both[0]]
    assert story.now_of(plain.no).status is Status.PENDING_DISPATCH
    done = client.post("/dispatch", data={"selected": both, "sure": both[1]})
    assert done.status_code == 303
    told = client.get("/dispatch").text
    assert f"按建议派单 2 件。派给：{plain.no} 给{WORKS}、{urgent.no} 给{WORKS}。" in told
    assert story.now_of(urgent.no).lead_unit == "municipal_works"


def test_one_that_presses_is_accepted_by_itself(story: Story, sign_in: SignIn) -> None:
    urgent = story.waiting(urgency=Urgency.EMERGENCY)
    chosen = [token(story, urgent.no, UNIT)]
    answer = sign_in(Role.DISPATCHER).post("/dispatch", data={"selected": chosen})
    assert answer.status_code == 303


def test_of_many_it_is_said_how_many_each_unit_got(story: Story, sign_in: SignIn) -> None:
    tickets = [story.waiting() for _ in range(7)]
    client = sign_in(Role.DISPATCHER)
    client.post("/dispatch", data={"selected": [token(story, t.no, UNIT) for t in tickets]})
    assert "按建议派单 7 件。派给：市城市管理局 7 件。" in client.get("/dispatch").text


def test_accepting_a_row_without_a_suggestion_is_refused(story: Story, sign_in: SignIn) -> None:
    ticket = story.waiting()
    answer = sign_in(Role.DISPATCHER).post(
        "/dispatch", data={"selected": [token(story, ticket.no, "")]}
    )
    assert "没有建议的单位" in answer.text
    assert story.now_of(ticket.no).status is Status.PENDING_DISPATCH


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
    for said in ("不是我们的灯", "目录怎么说", "同意退单后是第 2 次派单", "以前没有裁定过退单"):
        assert said in shown
    url = f"/dispatch/{ticket.no}/ruling"
    bare = post(client, url, tab="objection", step="refuse", version=version)
    assert bare.status_code == 400
    ruled = post(client, url, tab="objection", step="refuse", version=version, reason="是你们的")
    assert ruled.status_code == 303
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
    assert "等配件" in client.get("/dispatch?tab=extension").text
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
    assert story.now_of(ticket.no).progress.extensions == 1


# ---- inbox ---------------------------------------------------------------------------------------


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


# ---- review and callback -------------------------------------------------------------------------


def test_a_reply_is_approved_or_sent_back(story: Story, sign_in: SignIn) -> None:
    good, poor = story.replied(), story.replied()
    client = sign_in(Role.REVIEWER)
    assert "线路故障" in client.get("/review").text
    unticked = post(client, f"/review/{good.no}", step="approve", version=good.version)
    assert unticked.status_code == 422
    assert "逐项回应" in unticked.text
    here = f"review-{good.no}"  # the browser comes back to the card, with the error on it
    assert f'action="/review/{good.no}#{here}"' in unticked.text
    card = unticked.text.partition(f'id="{here}" tabindex="-1"')[2]
    assert "逐项回应了诉求；没有的" in card.partition('id="review-')[0]
    form = {"step": "approve", "version": good.version, "answers_each_demand": "1"}
    assert post(client, f"/review/{good.no}", **form).status_code == 303
    form = {"step": "send_back", "version": poor.version, "reason": "没有说修了哪一段"}
    assert post(client, f"/review/{poor.no}", **form).status_code == 303
    assert story.now_of(good.no).status is Status.CALLBACK_DUE
    assert story.now_of(poor.no).status is Status.IN_PROGRESS


def test_what_was_written_to_a_unit_stays_when_somebody_was_faster(
    story: Story, sign_in: SignIn
) -> None:
    ticket = story.replied()
    story.take(Role.REVIEWER, ticket.no, Step.NOTE, note="另一个人看过")
    form = {"step": "send_back", "version": ticket.version, "reason": "请补充照片和时间"}
    answer = post(sign_in(Role.REVIEWER), f"/review/{ticket.no}", **form)
    assert answer.status_code == 409
    assert "请补充照片和时间" in answer.text


def test_callbacks_due_together_are_sorted_by_urgency_and_age(story: Story, clock: Clock) -> None:
    last = story.callback_due()
    clock.advance(hours=1)
    second = story.callback_due(urgency=Urgency.URGENT)
    third = story.callback_due(registered_at=clock() - timedelta(days=9))
    first = story.callback_due(urgency=Urgency.EMERGENCY)
    clerk = story.who(Role.CALLBACK_CLERK)
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, clerk, clock())
        rows = due_orders(desk)
    assert len({row.order.callback_due_at for row in rows}) == 2  # what presses, and the rest
    assert [row.order.no for row in rows] == [first.no, second.no, third.no, last.no]


def test_the_callback_desk_counts_attempts_of_this_round(story: Story, sign_in: SignIn) -> None:
    ticket = story.callback_due()
    client = sign_in(Role.CALLBACK_CLERK)
    assert "还没有拨打" in client.get("/callback").text
    story.take(Role.CALLBACK_CLERK, ticket.no, Step.CALL_ATTEMPT, outcome="no_answer")
    page = client.get("/callback").text
    assert "未接通 1 次" in page
    assert "以后再打" in page
    assert "无人接听" in client.get(f"/callback/{ticket.no}").text


def test_whoever_handled_a_ticket_is_not_asked_to_call_back(story: Story, clock: Clock) -> None:
    ticket = story.callback_due()
    handler = story.who(Role.UNIT_CLERK)
    both = type(handler)(handler.id, handler.name, frozenset({Role.CALLBACK_CLERK}))
    with story.system.store.read() as uow:
        mine = due_orders(Desk(uow, story.system.hotline, both, clock()))
        clerk = story.who(Role.CALLBACK_CLERK)
        others = due_orders(Desk(uow, story.system.hotline, clerk, clock()))
    assert mine == []
    assert [item.order.no for item in others] == [ticket.no]


# ---- supervision ---------------------------------------------------------------------------------


def test_the_supervisors_desk_finds_what_presses(story: Story, clock: Clock) -> None:
    unsigned = story.at_unit()
    clock.advance(days=40)
    fresh = story.at_unit()
    with story.system.store.read() as uow:
        desk = Desk(uow, story.system.hotline, story.who(Role.SUPERVISOR), clock())
        tabs = queues.supervision_tabs(desk)
        counts = queues.count(desk, tabs)
        late, _ = queues.pressing(desk, tabs["late"], queues.Page("due"))
    assert [item.line.no for item in late] == [unsigned.no]
    assert late[0].tier is not None
    assert counts["unsigned"] == 2
    assert fresh.no


def test_reminding_many_needs_a_request_and_reaches_each(story: Story, sign_in: SignIn) -> None:
    tickets = [story.at_unit() for _ in range(2)]
    client = sign_in(Role.SUPERVISOR)
    chosen = [token(story, ticket.no) for ticket in tickets]
    bare = client.post("/supervision", data={"selected": chosen, "tab": "unsigned"})
    assert bare.status_code == 422
    assert "请写明要求" in bare.text
    assert 'id="f-note-error"' in bare.text
    assert sorted(re.findall(r'value="([^"]+)"[^>]* checked', bare.text)) == sorted(chosen)
    assert re.search(r'id="f-note"[^>]* required', bare.text)
    no = tickets[0].no
    assert "#step-summon" not in bare.text
    summons = client.get(f"/tickets/{no}").text.split('id="step-summon"')[1].split("</form>")[0]
    assert re.search(r'name="held_on" type="date" value="2026-03-\d\d"', summons)
    assert re.search(r'<textarea[^>]* name="result"', summons)
    form = {"selected": chosen, "tab": "unsigned", "note": "请今天签收", "step": "remind"}
    assert client.post("/supervision", data=form).status_code == 303
    assert [story.now_of(t.no).progress.reminders for t in tickets] == [1, 1]
    story.take(Role.SUPERVISOR, no, Step.SUPERVISE, note="今天反馈", escalates=True)
    assert f"/tickets/{no}#step-summon" in client.get("/supervision?tab=unsigned").text


@pytest.mark.parametrize(
    ("role", "url"),
    [
        (Role.DISPATCHER, "/dispatch"),
        (Role.DISPATCHER, "/dispatch?tab=objection"),
        (Role.DISPATCHER, "/dispatch?tab=extension"),
        (Role.UNIT_CLERK, "/inbox"),
        (Role.UNIT_HEAD, "/inbox?tab=co"),
        (Role.REVIEWER, "/review"),
        (Role.CALLBACK_CLERK, "/callback"),
        (Role.SUPERVISOR, "/supervision"),
        (Role.SUPERVISOR, "/supervision?tab=again"),
    ],
)
def test_an_empty_desk_says_what_will_appear_there(sign_in: SignIn, role: Role, url: str) -> None:
    page = sign_in(role).get(url)
    assert page.status_code == 200
    assert 'class="empty"' in page.text
