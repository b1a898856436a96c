"""The ticket's forms: the next step first, why it must wait, and each thing said once."""

from dataclasses import replace

import pytest

from service.domain.lifecycle import advance as lifecycle
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Role
from service.domain.ticket import Element, ResultCode, Status
from service.flows.suggestion import Suggestion
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
from tests.web.ticket_views import FREE, NOTHING, ROUTED, WORKING, entry, field, forms, seen_by


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
    denied = replace(a_ticket(Status.CALLBACK_DUE), **DENIED)
    ticket = with_progress(denied, answered_for=PROPOSED["answered_for"])
    said = [entry(9, Step.CALLER_ANSWER, "", note="当晚又灭了")]
    view = seen_by(an_actor(Role.CALLBACK_CLERK), ticket, said)
    first, *rest = stepforms.forms(view, NOTHING)
    assert (first.step, first.is_main, first.why_not) == ("redo", True, "")
    assert [(f["name"], f["value"]) for f in first.fields] == [("reason", "当晚又灭了")]
    assert "close" not in {form.step for form in rest}
    refused = {row.step: why for row, why in steporder.lacking(view)}
    assert "合理的请重办" in refused[Step.CLOSE]
    # Once an explanation waits for another person, nothing is this one's to do.
    waits = seen_by(an_actor(Role.CALLBACK_CLERK), with_progress(denied, **PROPOSED), said)
    assert not any(form.is_main for form in stepforms.forms(waits, NOTHING))
    assert "等质检审核员或督办员裁定" in steporder.nothing_due(waits)


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


@pytest.mark.parametrize(
    ("name", "element"), [("occurred", Element.TIME), ("demand", Element.DEMAND)], ids=str
)
def test_a_correction_fills_the_element_its_field_is_for(name: str, element: Element) -> None:
    ticket = a_ticket(missing=(Element.PLACE, element))
    case = a_case(ticket, an_actor(Role.AGENT), data={name: "上周"})
    assert lifecycle.advance(case, Step.CORRECT).ticket.missing == (Element.PLACE,)


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
