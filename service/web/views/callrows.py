"""Turns the callback's queue and one call into rows of words."""

from service.domain.callback import questions as callback
from service.domain.callback.consent import is_proposed
from service.domain.callback.questions import CallerState
from service.domain.errors import DomainError
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import CallOutcome, Step
from service.domain.localtime import LOCAL
from service.domain.supervision.pressure import TimeLeft
from service.domain.ticket import Answer, Ticket
from service.flows.calling.callback import CORRECTED
from service.flows.desk import Desk
from service.flows.queries.desks import calls
from service.flows.queries.desks.calls import Asked, Call, Due
from service.labels import LABELS, label, label_of
from service.labels.fields import FIELD_LABELS
from service.web.contexts.callback import AskedRow, CallerRow, CallPage, CallRow, CallsPage
from service.web.render import moment
from service.web.views.listrows import chip, exports_of

_TONES = {TimeLeft.OVERDUE: "overdue", TimeLeft.SOON: "soon"}
_STATE_TONES = {
    CallerState.WAITING: "waiting",
    CallerState.CONTENT: "done",
    CallerState.UNHAPPY: "overdue",
    CallerState.UNREACHABLE: "refused",
}
_AT_ONCE = (CallOutcome.NO_ANSWER, CallOutcome.BUSY, CallOutcome.SWITCHED_OFF)
"""Nothing is to be said of these: one press notes them."""


def calls_page(desk: Desk, found: list[Due]) -> CallsPage:
    """The queue: what was asked and waits for a decision, then whom to call."""
    rows = [
        _call_row(desk, due, call)
        for due in found
        for call in due.calls
        if call.state is CallerState.WAITING
    ]
    hours = desk.hotline.profile.calls
    return CallsPage(
        asked=[_asked_row(desk, due) for due in found if due.is_asked],
        rows=sorted(rows, key=lambda row: not row.is_free),
        free=sum(row.is_free for row in rows),
        orders=len(found),
        needed=desk.hotline.profile.callback_attempts,
        hours=f"{hours.opens:%H:%M} 到 {hours.closes:%H:%M}",
        is_quiet=callback.is_quiet(desk.now, hours),
        exports=exports_of("/export/callback", found, tab="due"),
    )


def call_page(
    desk: Desk,
    due: Due,
    call: Call,
    asked: list[Asked],
    *,
    typed: dict[str, str] | None = None,
    problem: DomainError | None = None,
) -> CallPage:
    """One caller, and how far the other callers of the order are.

    ``typed`` and ``problem``: what was just sent, and why it was refused.
    """
    rows = [_caller_row(each, call) for each in asked]
    order = due.order
    is_consented = bool(due.consents - {desk.actor.id})
    return CallPage(
        no=call.ticket.no,
        order_no=order.no,
        order_version=order.version,
        title=call.ticket.title or order.title,
        round=order.round,
        text=call.ticket.text,
        order_text=order.text if call.is_member else "",
        reply=order.reply,
        facts=_facts(desk, order, call),
        here=next(row for row in rows if row.is_here),
        callers=rows,
        is_mine=call.is_mine,
        may_call=call.is_free(desk.now),
        noted=_noted(desk, next(each for each in asked if each.call.ticket.no == call.ticket.no)),
        complaints="；".join(dict.fromkeys(row.complaint for row in rows if row.complaint)),
        why_not=_why_not(desk, call),
        is_asked=due.is_asked,
        is_content=due.is_asked and not due.count(CallerState.UNHAPPY),
        is_unhappy=bool(due.count(CallerState.UNHAPPY)),
        explained=_explained(order, is_consented=is_consented),
        explanation=order.progress.explanation if is_proposed(order) else "",
        may_close_explained=is_consented,
        answers=[(answer.value, label(answer)) for answer in Answer],
        questions=[(name, FIELD_LABELS[name]) for name in callback.QUESTIONS],
        outcomes=list(LABELS[CallOutcome].items()),
        at_once=[(outcome.value, label(outcome)) for outcome in _AT_ONCE],
        typed=typed or {},
        tried=_tried(typed or {}),
        error=problem.message if problem else "",
        wrong=problem.fields if problem else {},
    )


def _facts(desk: Desk, order: Ticket, call: Call) -> list[dict[str, str]]:
    """What the clerk tells the caller of the order, where it is known."""
    unit = desk.catalogue.units.get(order.lead_unit)
    facts = {
        "承办单位": unit.name if unit else "",
        "办理结果": label(order.result_code) if order.result_code else "",
        "答复时间": moment(order.replied_at),
        "回访时限": moment(order.callback_due_at),
        "地点": call.ticket.place or order.place,
    }
    return [{"term": term, "value": value} for term, value in facts.items() if value]


def _tried(typed: dict[str, str]) -> str:
    """Which form of the page was sent; the names are those of the template."""
    step = typed.get("step", "")
    if step == Step.SPLIT_OFF:
        return f"split-{typed.get('of', '')}"
    if step in (Step.PROPOSE_EXPLAINED, Step.CLOSE_EXPLAINED):
        return "explain"
    return step or ("missed" if "outcome" in typed else "answers")


def said_by(asked: Asked) -> str:
    """The answers of one caller in few words, and whether he gave them himself."""
    said = said_words(asked.said)
    return f"{said}（自助）" if said and asked.is_self else said


def told_words(asked: Asked) -> list[str]:
    """What was written with the answers that stand; nothing where there are none."""
    steps = (Step.SELF_ANSWER,) if asked.is_self else (Step.CALLER_ANSWER, Step.SELF_ANSWER)
    last = next((e for e in asked.entries if asked.said and e.step in steps), None)
    note = str(last.data.get("note", "")) if last else ""
    return [note] if note else []


def said_words(said: dict[str, Answer | None]) -> str:
    """The three answers in few words."""
    words = {"responded": "联系", "solved": "解决", "satisfied": "满意"}
    return "，".join(f"{words[q]}：{label(a)}" for q, a in said.items() if a is not None)


def _call_row(desk: Desk, due: Due, call: Call) -> CallRow:
    order, unit = due.order, desk.catalogue.units.get(due.order.lead_unit)
    count = len(due.calls)
    place = f"第 {[c.ticket.no for c in due.calls].index(call.ticket.no) + 1} 位，共 {count} 位"
    return CallRow(
        no=call.ticket.no,
        url=f"/callback/{call.ticket.no}",
        order_no=order.no if call.is_member else "",
        title=call.ticket.title or order.title,
        urgency=order.urgency.value,
        urgency_label=label(order.urgency),
        round=order.round,
        unit=unit.name if unit else "",
        callers=place if count > 1 else "",
        attempts=f"未接通 {call.failed} 次" if call.failed else "",
        note=_why_not(desk, call),
        is_free=call.is_free(desk.now),
        chip=chip(order.callback_due_at, due.left, desk.now),
        row_tone=_TONES.get(due.left, ""),
    )


def _asked_row(desk: Desk, due: Due) -> AskedRow:
    unit = desk.catalogue.units.get(due.order.lead_unit)
    counts = [(state, due.count(state)) for state in CallerState]
    return AskedRow(
        no=due.order.no,
        url=f"/callback/{due.order.no}",
        title=due.order.title,
        unit=unit.name if unit else "",
        said="，".join(f"{label(state)} {count} 位" for state, count in counts if count),
        words=_unhappy_words(desk, due),
        chip=chip(due.order.callback_due_at, due.left, desk.now),
        is_content=not due.count(CallerState.UNHAPPY),
        version=due.order.version,
    )


def _unhappy_words(desk: Desk, due: Due) -> str:
    """What the unhappy callers of an order said, so that it is known before it is opened."""
    unhappy = (call for call in due.calls if call.state is CallerState.UNHAPPY)
    told = (calls.asked(desk, call) for call in unhappy)
    words = [_told(each) + ("（网上自己答的）" if each.is_self else "") for each in told]
    waits = ["已申请解释办结，等会签"] if is_proposed(due.order) and not due.consents else []
    return "；".join(filter(None, waits + words))


def _caller_row(asked: Asked, here: Call) -> CallerRow:
    call = asked.call
    return CallerRow(
        no=call.ticket.no,
        url=f"/callback/{call.ticket.no}",
        name=asked.caller.name or "姓名未留",
        phone=asked.caller.phone or "电话未留",
        state=label(call.state),
        tone=_STATE_TONES[call.state],
        said=said_by(asked),
        attempts=[_attempt(entry) for entry in asked.entries if _is_told(entry)],
        is_here=call.ticket.no == here.ticket.no,
        is_member=call.is_member,
        is_unhappy=call.state is CallerState.UNHAPPY,
        held_by="" if call.is_mine else call.held_by,
        version=call.ticket.version,
        own_words=_own_words(asked),
        complaint=_complaint(asked),
    )


def _complaint(asked: Asked) -> str:
    if asked.call.state is not CallerState.UNHAPPY:
        return ""
    return _told(asked)


def _told(asked: Asked) -> str:
    return asked.words.removeprefix(CORRECTED).strip()


def _noted(desk: Desk, asked: Asked) -> dict[str, str]:
    """The answers that this person noted and may put right; nothing when that may not be."""
    if asked.is_self or asked.call.ticket.progress.answered_by != desk.actor.id:
        return {}
    answers = {q: answer.value for q, answer in asked.said.items() if answer is not None}
    return answers | {"note": _told(asked)} if answers else {}


def _own_words(asked: Asked) -> list[dict[str, str]]:
    if not asked.is_self:
        return []
    answers = [(FIELD_LABELS[q], label(a)) for q, a in asked.said.items() if a is not None]
    said = [*answers, *(("他写的", note) for note in told_words(asked))]
    return [{"term": term, "value": value} for term, value in said]


def _is_told(entry: Entry) -> bool:
    return entry.step is Step.CALL_ATTEMPT or bool(entry.data.get("note"))


def _attempt(entry: Entry) -> str:
    what = label_of(CallOutcome, str(entry.data.get("outcome", ""))) or label(entry.step)
    note = entry.data.get("note", "")
    return f"{moment(entry.at)} {what}{f'：{note}' if note else ''}"


def _why_not(desk: Desk, call: Call) -> str:
    if call.held_by and not call.is_mine:
        return f"{call.held_by}正在打"
    if call.again_at is not None and desk.now < call.again_at:
        local = call.again_at.astimezone(LOCAL)
        was_asked = call.ticket.progress.call_was_asked
        when = f"{local.month}月{local.day}日 {local:%H:%M}"
        return f"约好 {when} 打" if was_asked else f"{when} 以后再打"
    return ""


def _explained(order: Ticket, *, is_consented: bool) -> str:
    if not is_proposed(order):
        return ""
    if is_consented:
        return "会签同意了，可以解释办结。"
    if any(e.step == Step.CLOSE_EXPLAINED for e in order.progress.endorsements):
        return "会签以后诉求人又作了回答，原来的会签作废，等质检审核员或督办员重新会签。"
    return "已申请解释办结，等质检审核员或督办员会签。"
