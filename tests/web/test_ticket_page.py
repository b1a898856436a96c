"""The ticket's page puts the next step first, says why it must wait, and says each thing once."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from service.bootstrap import System
from service.domain.catalogue import Catalogue
from service.domain.lifecycle import advance as lifecycle
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Role
from service.domain.supervision.pressure import TimeLeft
from service.domain.ticket import Element, RequestType, ResultCode, Status, Ticket
from service.domain.together import cohandling
from service.flows.queries.asked import TaskLine
from service.flows.queries.ticket import BESIDE, TicketView
from service.flows.suggestion import Suggestion
from service.store.callers import Caller
from service.store.chain import faults
from service.store.readings import StoredReading
from service.web.contexts.tickets import StepForm
from service.web.views import onward, stepforms, steporder, ticketpage, whybox
from service.web.views.stepforms import Tried
from service.web.views.timeline import timeline
from tests.factories import (
    CO_UNIT,
    DENIED,
    NOW,
    PROPOSED,
    UNIT,
    a_case,
    a_ticket,
    an_actor,
    with_progress,
)
from tests.installation import SignIn
from tests.stories import Story

NAMES = {UNIT: "城管局", CO_UNIT: "环卫处"}
NOTHING = Catalogue("1-febc32", {}, {})
ROUTED = "按派单目录，“摊点”由城管局承办。"
READING = StoredReading(
    no="1",
    model_version="builtin-f4c7e6f9",
    tokens=(),
    places=(),
    needs=(),
    summary="",
    body={"topic": {"confidence": 0.7}, "evidence": ["摊点"]},
    route={"unit": UNIT, "reason": ROUTED, "catalogue_version": "1-febc32"},
)


def seen_by(actor: Actor, ticket: Ticket, entries: list[Entry] | None = None) -> TicketView:
    """The view of a made-up ticket; who helps is CO_UNIT."""
    offered = lifecycle.possible(a_case(ticket, actor))
    rows = [(row, why_not) for row, why_not in offered if row.step not in BESIDE]
    waiting = [task.unit for task in cohandling.open_tasks(ticket)]
    owed = [(NAMES[task.unit], task) for task in cohandling.tasks(ticket)]
    return TicketView(
        ticket=ticket,
        caller=Caller(),
        may_reveal=False,
        reading=READING,
        entries=entries or [],
        open_steps=[row for row, why_not in rows if why_not is None],
        refused_steps=[(row, why_not) for row, why_not in rows if why_not is not None],
        unit=NAMES.get(ticket.lead_unit, ""),
        co_units=[NAMES[code] for code in ticket.co_units],
        co_waiting=[NAMES[code] for code in waiting],
        co_tasks=[TaskLine(name, task, TimeLeft.NONE) for name, task in owed],
        held_up_by=[],
        suggestion=None,
        topic="",
        area="",
        clock=None,
        left=TimeLeft.NONE,
        members=[],
        query_code="",
        unit_names=NAMES,
    )


def forms(role: Role, ticket: Ticket, tried: Tried | None = None, **actor: Any) -> list[StepForm]:
    return stepforms.forms(seen_by(an_actor(role, **actor), ticket), NOTHING, tried=tried)


def field(form: StepForm, name: str) -> dict[str, Any]:
    return next(field for field in form.fields if field["name"] == name)


def entry(seq: int, step: Step, unit: str = UNIT, **data: Any) -> Entry:
    moved = step in (Step.SEND_BACK, Step.REDO)
    source = Status.REPLIED if moved else Status.IN_PROGRESS
    at, target = NOW + timedelta(minutes=seq), Status.IN_PROGRESS
    return Entry("1", seq, step, at, 7, "测试", unit, source, target, 1, data)


WORKING = a_ticket(Status.IN_PROGRESS, co_units=(CO_UNIT,))
FREE = a_ticket(Status.IN_PROGRESS)


def test_before_the_first_contact_it_is_what_comes_next() -> None:
    made = forms(Role.HANDLER, with_progress(FREE, first_contact=False))
    assert (made[0].step, made[0].label, made[0].is_main) == ("first_contact", "首次联系", True)
    assert "reply" not in {form.step for form in made}


def test_after_the_first_contact_the_reply_comes_next() -> None:
    made = forms(Role.HANDLER, FREE)
    assert (made[0].step, made[0].is_main, made[0].why_not) == ("reply", True, "")
    again = next(form for form in made if form.step == "first_contact")
    assert (again.label, again.is_main, again.is_open) == ("再次联系", False, False)


def test_a_reply_that_waits_for_co_units_says_for_whom_and_lets_them_be_reminded() -> None:
    blocked, reminder, *rest = forms(Role.HANDLER, WORKING)
    assert (blocked.step, blocked.is_main, blocked.fields) == ("reply", True, [])
    assert "1 个协办单位没有反馈" in blocked.why_not
    assert "环卫处" in blocked.advice
    assert (reminder.step, reminder.label, reminder.is_open) == ("co_remind", "催办协办单位", True)
    assert field(reminder, "note")["value"] == "请尽快反馈协办情况。"
    assert field(reminder, "co_unit") | {"options": [(CO_UNIT, "环卫处")], "value": CO_UNIT} == (
        field(reminder, "co_unit")
    )
    assert not any(form.is_open for form in rest)


def test_a_co_unit_reports_and_is_not_told_what_the_lead_unit_may_do() -> None:
    view = seen_by(an_actor(Role.HANDLER, unit=CO_UNIT), WORKING)
    made = stepforms.forms(view, NOTHING)
    assert (made[0].step, made[0].is_main) == ("co_sign", True)
    assert {form.step for form in made} == {"co_sign", "co_report", "note"}
    assert steporder.lacking(view) == []


def test_missing_elements_block_the_submission_and_open_the_form_that_adds_them() -> None:
    ticket = a_ticket(missing=(Element.TIME, Element.PLACE))
    blocked, correct, *_ = forms(Role.AGENT, ticket)
    assert (blocked.step, correct.step, correct.is_open) == ("submit", "correct", True)
    assert "时间" in blocked.why_not
    names = [item["name"] for item in correct.fields if not item["is_folded"]]
    assert names == ["supplement", "fills", "place", "occurred", "demand"]
    assert [value for value, _ in field(correct, "fills")["options"]] == ["time", "place"]


def test_with_all_elements_a_correction_does_not_ask_for_them() -> None:
    correct = next(form for form in forms(Role.AGENT, a_ticket()) if form.step == "correct")
    assert "fills" not in {item["name"] for item in correct.fields}


def test_the_agent_sees_correcting_before_merging() -> None:
    steps = [form.step for form in forms(Role.AGENT, a_ticket())]
    assert steps == ["submit", "answer", "correct", "note", "merge", "reject"]


def test_a_ruling_on_an_objection_is_shown_both_ways() -> None:
    made = forms(Role.DISPATCHER, a_ticket(Status.RETURN_PENDING))
    assert [form.step for form in made if form.is_open] == ["refuse"]
    assert made[0].ways == (("uphold", "同意退单"), ("refuse", "驳回退单"))
    assert "uphold" not in {form.step for form in made}


def test_a_ruling_that_was_refused_stays_with_its_words_whichever_way_it_went() -> None:
    tried = Tried(Step.UPHOLD, {"reason": "长"}, "太长了。", {"reason": "最多 4000 字"})
    first, *rest = forms(Role.DISPATCHER, a_ticket(Status.RETURN_PENDING), tried)
    assert (field(first, "reason")["value"], len(first.ways)) == ("长", 2)
    assert not {form.step for form in rest} & {"uphold", "refuse"}


def test_the_list_and_the_page_of_a_ruling_show_the_same_buttons(
    system: System, sign_in: SignIn
) -> None:
    system.hotline.auto_dispatch = False
    story = Story(system)
    ticket = story.at_unit()
    story.take(Role.UNIT_CLERK, ticket.no, Step.OBJECT, reason="不归我们", legal_basis="三定方案")
    dispatcher = sign_in(Role.DISPATCHER)
    for url in (f"/tickets/{ticket.no}", "/dispatch?tab=objection"):
        page = dispatcher.get(url).text
        buttons = re.findall(r'<button class="button ([^"]+)"[^>]*value="(uphold|refuse)"', page)
        plain = "button-secondary"
        assert buttons == [(plain, "uphold"), (plain, "refuse")]


def test_co_units_are_folded_away_and_empty() -> None:
    ticket = a_ticket(Status.PENDING_DISPATCH)
    view = seen_by(an_actor(Role.DISPATCHER), ticket)
    dispatch = stepforms.forms(view, NOTHING, unit="城管局")[0]
    assert field(dispatch, "unit")["value"] == "城管局"
    assert (field(dispatch, "co_units")["value"], field(dispatch, "co_units")["is_folded"]) == (
        "",
        True,
    )


def test_the_answers_of_an_unhappy_caller_are_carried_to_the_redo() -> None:
    typed = {"responded": "yes", "solved": "no", "satisfied": "no"}
    tried = Tried(Step.CLOSE, typed, "合理的请重办。", {})
    redo, *rest = forms(Role.CALLBACK_CLERK, a_ticket(Status.CALLBACK_DUE), tried)
    assert (redo.step, redo.is_main, redo.error) == ("redo", True, "合理的请重办。")
    assert {name: field(redo, name)["value"] for name in typed} == typed
    assert not any(form.error for form in rest)


def test_where_the_caller_was_unhappy_the_redo_comes_first_with_what_he_said() -> None:
    ticket = with_progress(replace(a_ticket(Status.CALLBACK_DUE), **DENIED), **PROPOSED)
    said = [entry(9, Step.CALLER_ANSWER, "", note="当晚又灭了")]
    view = seen_by(an_actor(Role.CALLBACK_CLERK), ticket, said)
    first, *rest = stepforms.forms(view, NOTHING)
    assert (first.step, first.is_main, first.why_not) == ("redo", True, "")
    assert [(f["name"], f["value"]) for f in first.fields] == [("reason", "当晚又灭了")]
    assert "close" not in {form.step for form in rest}
    refused = {row.step: why for row, why in steporder.lacking(view)}
    assert "合理的请重办" in refused[Step.CLOSE]


def test_what_was_refused_is_kept_and_comes_first() -> None:
    tried = Tried(Step.NOTE, {"note": "长"}, "太长了。", {"note": "最多 4000 字"})
    first, *_ = forms(Role.HANDLER, FREE, tried)
    assert (first.step, first.error) == ("note", "太长了。")
    assert field(first, "note")["value"] == "长"
    assert field(first, "note")["error"] == "最多 4000 字"


def test_whoever_handled_it_is_told_that_another_calls_back() -> None:
    clerk = an_actor(Role.CALLBACK_CLERK)
    ticket = with_progress(a_ticket(Status.CALLBACK_DUE), handlers=(clerk.id,))
    first = forms(Role.CALLBACK_CLERK, ticket)[0]
    assert (first.step, first.advice) == ("close", "请另一位回访员来做。")


def test_a_reply_that_was_sent_back_is_there_to_be_mended() -> None:
    ticket = replace(FREE, replied_at=NOW, reply="已修好。", result_code=ResultCode.SOLVED)
    reply = forms(Role.HANDLER, ticket)[0]
    assert field(reply, "reply")["value"] == "已修好。"
    assert field(reply, "result_code")["value"] == "solved"
    assert ticketpage.reply_title(ticket) == "退回补充的答复"
    assert ticketpage.reply_title(replace(FREE, round=2)) == "上一轮的答复"


@pytest.mark.parametrize(
    ("step", "label"), [(Step.SEND_BACK, "退回补充"), (Step.REDO, "重办")], ids=str
)
def test_the_unit_sees_what_is_wanted_now(step: Step, label: str) -> None:
    entries = [entry(9, Step.NOTE, note="在办"), entry(8, step, "", reason="没写日期")]
    view = seen_by(an_actor(Role.HANDLER), FREE, entries)
    assert ticketpage.why_again(view) == {"label": label, "text": "没写日期"}
    signed = seen_by(an_actor(Role.HANDLER), FREE, [entry(9, Step.NOTE, note="在办")])
    assert ticketpage.why_again(signed) is None


def test_the_routing_sentence_stands_in_one_place_only() -> None:
    entries = [entry(3, Step.DISPATCH, unit=UNIT, reason=ROUTED), entry(1, Step.REGISTER, "")]
    by_hand = entry(4, Step.DISPATCH, unit=UNIT, reason="会商后由城管局承办")
    view = seen_by(an_actor(Role.REVIEWER), FREE, [by_hand, *entries])
    shown = timeline(view)
    assert [step["note"] for step in shown] == ["会商后由城管局承办", "", ""]
    assert ROUTED not in str(shown)
    box = whybox.why(view)
    assert box is not None
    assert (box.reason, box.is_settled) == (ROUTED, True)
    assert "1-febc32" in box.source
    assert "1-febc32" not in box.reason


def test_a_ticket_still_to_be_sent_shows_what_the_catalogue_says_now() -> None:
    found = Suggestion(UNIT, ROUTED, (CO_UNIT,), (), None, ("urgent",), (), ())
    view = replace(seen_by(an_actor(), a_ticket(Status.PENDING_DISPATCH)), suggestion=found)
    box = whybox.why(view)
    assert box is not None
    assert (box.unit, box.co_units, box.is_settled) == ("城管局", ["环卫处"], False)


def test_a_second_contact_of_a_unit_is_called_so() -> None:
    contacts = [entry(n, Step.FIRST_CONTACT, note="电话") for n in (5, 4)]
    other = entry(3, Step.FIRST_CONTACT, CO_UNIT, note="电话")
    view = seen_by(an_actor(Role.HANDLER), FREE, [*contacts, other])
    assert [step["label"] for step in timeline(view)] == ["再次联系", "首次联系", "首次联系"]


@pytest.mark.parametrize(
    ("role", "label"),
    [(Role.AGENT, "登记下一件"), (Role.HANDLER, "回到本单位工单"), (Role.LEADER, None)],
)
def test_a_done_ticket_leads_to_the_next_one(role: Role, label: str | None) -> None:
    desk = onward.next_desk(an_actor(role))
    assert (desk and desk["label"]) == label


def test_a_new_tickets_page_gives_the_code_and_leads_to_the_next(
    system: System, sign_in: SignIn
) -> None:
    story = Story(system)
    ticket = story.registered()
    page = sign_in(Role.AGENT).get(f"/tickets/{ticket.no}?registered=1").text
    assert "登记下一件" in page
    assert "data-success" in page
    assert system.store.vault.query_code(ticket.no) in page
    assert page.count("按派单目录") == 1


def test_a_refused_close_offers_the_redo_with_its_answers(system: System, sign_in: SignIn) -> None:
    story, clerk = Story(system), sign_in(Role.CALLBACK_CLERK)
    ticket = story.callback_due()
    answers = {"responded": "yes", "solved": "no", "satisfied": "no"}
    form = {"step": "close", "version": ticket.version, **answers}
    unclaimed = clerk.post(f"/tickets/{ticket.no}/steps", data=form)
    assert (unclaimed.status_code, "先领取这通回访" in unclaimed.text) == (422, True)
    assert f'href="/callback/{ticket.no}"' in clerk.get(f"/tickets/{ticket.no}").text
    clerk.post(f"/callback/{ticket.no}/claim")
    page = clerk.post(f"/tickets/{ticket.no}/steps", data=form)
    assert page.status_code == 422
    assert page.text.index("step-redo") < page.text.index("step-close")
    assert page.text.count("合理的请重办") == 1


def test_when_and_what_is_wanted_are_read_by_the_unit_and_can_be_put_right(
    system: System, sign_in: SignIn
) -> None:
    story = Story(system)
    system.hotline.auto_dispatch = False
    ticket = story.registered(occurred="8月至10月", demand="查处包工头")
    given = {"demand": "要回工资26万元，电话13812345678", "title": "拖欠工资"}
    put_right = story.take(Role.AGENT, ticket.no, Step.CORRECT, **given)
    story.take(Role.AGENT, ticket.no, Step.SUBMIT)
    story.take(Role.DISPATCHER, ticket.no, Step.DISPATCH, unit=UNIT)
    page = sign_in(Role.UNIT_CLERK).get(f"/tickets/{ticket.no}").text
    assert put_right.title == "拖欠工资"
    assert "<dt>什么时候</dt><dd>8月至10月</dd>" in page
    assert "<dt>希望怎么办</dt><dd>要回工资26万元" in page
    assert "13812345678" not in page
    with system.store.read() as uow:
        assert list(faults(uow.session)) == []


@pytest.mark.parametrize(
    ("name", "element"), [("occurred", Element.TIME), ("demand", Element.DEMAND)], ids=str
)
def test_a_correction_fills_the_element_its_field_is_for(name: str, element: Element) -> None:
    ticket = a_ticket(missing=(Element.PLACE, element))
    case = a_case(ticket, an_actor(Role.AGENT), data={name: "上周"})
    assert lifecycle.advance(case, Step.CORRECT).ticket.missing == (Element.PLACE,)


def test_an_emergency_is_warned_of_until_somebody_noted_what_became_of_it(
    system: System, sign_in: SignIn
) -> None:
    text = "样例路煤气管道正在漏气，有人晕倒了！"
    ticket = Story(system).registered(text, caller=Caller())
    agent, url = sign_in(Role.AGENT), f"/tickets/{ticket.no}"
    page = agent.get(url).text
    assert f"请立即转 {ticket.divert}" in page
    assert "现在没有必须由您做的" not in page
    form = {"step": "note", "version": ticket.version, "note": f"已转 {ticket.divert}。"}
    assert f'name="note" value="{form["note"]}"' in page
    assert agent.post(f"{url}/steps", data=form).status_code == 303
    page = agent.get(url).text
    assert "请立即转" not in page
    assert f"已转 {ticket.divert}。" in page


def test_the_unit_and_the_callback_clerk_see_whom_else_to_reach(
    system: System, sign_in: SignIn
) -> None:
    system.hotline.auto_dispatch = False
    story = Story(system)
    master, other = story.callback_due(), story.registered(caller=Caller("李女士", "13900000002"))
    story.take(Role.AGENT, other.no, Step.MERGE, master_no=master.no)
    url = f"/tickets/{master.no}"
    for role, may_open in ((Role.UNIT_CLERK, False), (Role.CALLBACK_CLERK, True)):
        page = sign_in(role).get(url).text
        assert "并入的诉求人 1 位" in page
        assert "139****0002" in page
        assert (f'href="/tickets/{other.no}"' in page) is may_open
        shown = sign_in(role).post(f"{url}/caller").text
        assert ("13800000001" in shown, "13900000002" in shown) == (True, True)
    with system.store.read() as uow:
        looked = uow.session.execute(text("select no from access")).scalars().all()
    assert sorted(looked) == sorted([master.no, other.no] * 2)
    joined = sign_in(Role.AGENT).get(f"/tickets/{other.no}").text
    assert f'<dt>并入</dt><dd><a href="{url}">' in joined


def test_who_reported_stays_hidden_when_merged(system: System, sign_in: SignIn) -> None:
    system.hotline.auto_dispatch = False
    story = Story(system)
    report = story.registered(
        caller=Caller("李女士", "13900000002"), request_type=RequestType.REPORT
    )
    master = story.in_progress()
    corrected = {"supplement": "李女士（13900000002）又来电", "title": "举报占道"}
    corrected |= {"demand": "请查处，回李女士"}
    story.take(Role.AGENT, report.no, Step.CORRECT, **corrected)
    story.take(Role.AGENT, report.no, Step.MERGE, master_no=master.no)
    clerk = sign_in(Role.UNIT_CLERK)
    page = clerk.get(f"/tickets/{master.no}").text
    assert "139****0002" not in page
    assert "13900000002" not in page
    assert "李女士" not in page
    assert "举报占道" in page
    assert "请查处，回" in page
    story.take(Role.UNIT_CLERK, master.no, Step.FIRST_CONTACT, note="已联系。")
    story.take(Role.UNIT_CLERK, master.no, Step.REPLY, reply="已修好。", result_code="solved")
    review = sign_in(Role.REVIEWER).get("/review").text
    assert "并入的诉求 1 件" in review
    assert "举报占道" in review
    assert report.text in page
    assert "13900000002" not in clerk.post(f"/tickets/{master.no}/caller").text


def test_words_typed_into_a_step_that_is_gone_are_there_to_be_copied(
    system: System, sign_in: SignIn
) -> None:
    story = Story(system)
    ticket = story.in_progress()
    clerk = sign_in(Role.UNIT_CLERK)
    given = {"step": "reply", "version": ticket.version, "result_code": "solved"}
    given |= {"reply": "已更换灯泡，恢复照明。"}
    if not story.now_of(ticket.no).progress.first_contact:
        story.take(Role.UNIT_CLERK, ticket.no, Step.FIRST_CONTACT, note="已联系。")
        given["version"] = story.now_of(ticket.no).version
    assert "就这些，确认提交" not in clerk.get(f"/tickets/{ticket.no}").text
    short = clerk.post(f"/tickets/{ticket.no}/steps", data=given)
    assert short.status_code == 400
    assert "答复一共只有 11 个字" in short.text
    assert 'name="short_is_meant"' in short.text
    assert "已更换灯泡，恢复照明。</textarea>" in short.text
    given["short_is_meant"] = "1"
    assert clerk.post(f"/tickets/{ticket.no}/steps", data=given).status_code == 303
    waiting = story.at_unit(title="另一处路灯也不亮")
    done = clerk.get(f"/tickets/{ticket.no}").text
    assert "提交答复：已办，工单现在待审核。" in done
    assert re.search(rf'href="/tickets/{waiting.no}">下一件，剩 [^<]+：另一处路灯也不亮', done)
    assert '<a href="/inbox">本单位工单</a>' in done
    again = clerk.post(f"/tickets/{ticket.no}/steps", data=given)
    assert again.status_code == 409
    assert "您自己刚刚更新过这张工单" in again.text
    assert "<dd>已更换灯泡，恢复照明。</dd>" in again.text


def test_words_that_are_still_in_their_form_are_not_said_twice(
    system: System, sign_in: SignIn
) -> None:
    story = Story(system)
    ticket = story.in_progress()
    story.take(Role.DISPATCHER, ticket.no, Step.NOTE, note="先别急")
    given = {"step": "note", "version": ticket.version, "note": "路上堵车，下午到。"}
    stay = sign_in(Role.UNIT_CLERK).post(f"/tickets/{ticket.no}/steps", data=given)
    assert "测试dispatcher刚刚更新了这张工单" in stay.text
    assert "可以复制" not in stay.text
    assert "<dd>路上堵车" not in stay.text
    assert stay.text.count("路上堵车，下午到。") == 1


def test_in_a_second_round_the_first_ones_result_and_contact_are_called_so() -> None:
    done = replace(FREE, result_code=ResultCode.SOLVED, replied_at=NOW)
    again = replace(done, round=2, replied_at=None)
    terms = [
        [
            fact["term"]
            for fact in ticketpage.facts(seen_by(an_actor(), ticket))
            if "结果" in fact["term"]
        ]
        for ticket in (done, again)
    ]
    assert terms == [["办理结果"], ["上一轮办理结果"]]
    made = forms(Role.HANDLER, with_progress(again, first_contact=False))
    assert made[0].label == "本轮首次联系"
    told = replace(entry(4, Step.FIRST_CONTACT, note="电话"), round=2)
    assert timeline(seen_by(an_actor(), again, [told]))[0]["label"] == "本轮首次联系"


def test_a_reply_is_asked_for_with_what_belongs_in_it_by_a_person_of_a_named_unit(
    system: System, sign_in: SignIn
) -> None:
    system.hotline.auto_dispatch = False
    ticket = Story(system).in_progress()
    page = sign_in(Role.UNIT_CLERK).get(f"/tickets/{ticket.no}").text
    assert "写明查了什么、做了什么" in page
    assert "<summary>市城市管理局 · " in page
