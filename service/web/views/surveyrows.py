"""Turns the surveys of agenda items into rows of words."""

from collections.abc import Mapping, Sequence

from service.domain.governance.survey import ANSWERS, Heard, Survey
from service.domain.ticket import ResultCode
from service.flows.calling.surveying import ToAsk
from service.flows.desk import Desk
from service.flows.governance.surveys import Found
from service.flows.queries.choices import unit_name
from service.flows.queries.governance.governance import JudgedView
from service.labels import label, label_of
from service.web.contexts.surveys import AskPage, AskRow, JudgedPart, SurveysPage
from service.web.render import moment


def surveys_page(desk: Desk, found: Sequence[ToAsk]) -> SurveysPage:
    """The queue of those who are to be asked."""
    rows = [_row(desk, each) for each in found]
    calls = desk.hotline.profile.calls
    return SurveysPage(
        rows=rows,
        free=sum(row.is_free for row in rows),
        hours=f"{calls.opens:%H:%M} 到 {calls.closes:%H:%M}",
    )


def ask_page(
    desk: Desk,
    each: ToAsk,
    *,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    error: str = "",
) -> AskPage:
    """One caller to ask; what was typed stays."""
    ticket = each.ticket
    facts = [
        ("反映时间", moment(ticket.registered_at)),
        ("地点", ticket.place),
        ("办理结果", label_of(ResultCode, ticket.result_code)),
        ("工单现在", label(ticket.status)),
    ]
    steps = desk.uow.surveys.steps(each.call.id)
    return AskPage(
        row=_row(desk, each),
        version=each.call.version,
        name=each.caller.name or "姓名未留",
        phone=each.caller.phone or "电话未留",
        text=ticket.text,
        reply=ticket.reply,
        facts=[{"term": term, "value": value} for term, value in facts if value],
        is_mine=each.is_mine,
        attempts=[f"{moment(s.at)} {s.actor_name}：{_outcome(s.heard)} {s.said}" for s in steps],
        answers=[(heard.value, label(heard)) for heard in Heard if heard in ANSWERS],
        typed=dict(typed or {}),
        errors=dict(wrong or {}),
        error=error,
    )


def judged_part(view: JudgedView) -> JudgedPart:
    """What an item is accepted on, for its page."""
    now = view.heard.now
    return JudgedPart(
        words=list(view.evidence.words),
        doubts=list(view.doubts),
        passed=view.passed,
        then="" if view.found == "；".join(view.evidence.words) else view.found,
        may_draw=view.may_draw,
        people=view.heard.callable,
        most=view.rules.drawn,
        drawn=_drawn(now.survey) if now else "",
        earlier=[_earlier(found) for found in view.heard.earlier],
        unhappy=[{"no": no, "url": f"/tickets/{no}", "said": said} for no, said in view.unhappy],
    )


def _drawn(survey: Survey) -> str:
    left = f"，另 {survey.left_out} 件是举报或没有号码，不抽" if survey.left_out else ""
    return f"{moment(survey.at)} {survey.by}从 {survey.frame} 位诉求人里随机抽取{left}。"


def _earlier(found: Found) -> str:
    return f"第 {found.survey.round} 次（{moment(found.survey.at)}）：{found.words}"


def _row(desk: Desk, each: ToAsk) -> AskRow:
    call, name = each.call, each.caller.name or "姓名未留"
    held = f"{each.held_by}正在打" if each.held_by and not each.is_mine else ""
    return AskRow(
        url=f"/surveys/{call.id}",
        no=call.no,
        ticket_title=each.ticket.title,
        title=each.title,
        unit=unit_name(desk.catalogue, each.ticket.lead_unit),
        caller=f"{name} {each.caller.phone}",
        attempts=f"没打通 {call.failed} 次" if call.failed else "",
        is_free=not (each.why_not or held),
        why_not=each.why_not or held,
    )


def _outcome(heard: str) -> str:
    return "没打通" if heard == Heard.WAITING else label(Heard(heard))
