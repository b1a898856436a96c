"""Builds the context of a ticket's page from its view."""

from typing import Any

from service.domain import diversion
from service.domain.lifecycle.steps import Step
from service.domain.ticket import WITH_UNIT, Status, Ticket
from service.flows.queries.tickets.ticket import TicketView
from service.labels import label, step_label
from service.web.render import moment
from service.web.views.clockwords import clock_pairs

_STAGES: tuple[tuple[str, frozenset[Status]], ...] = (
    ("登记", frozenset({Status.REGISTERED})),
    ("派单", frozenset({Status.PENDING_DISPATCH, Status.RETURN_PENDING})),
    ("签收", frozenset({Status.DISPATCHED})),
    ("办理", frozenset({Status.IN_PROGRESS, Status.SUSPENDED})),
    ("审核", frozenset({Status.REPLIED})),
    ("回访", frozenset({Status.CALLBACK_DUE})),
    ("办结", frozenset({Status.CLOSED, Status.ARCHIVED})),
)
_TONES: dict[Status, str] = {
    Status.REGISTERED: "waiting",
    Status.PENDING_DISPATCH: "waiting",
    Status.DISPATCHED: "waiting",
    Status.RETURN_PENDING: "soon",
    Status.IN_PROGRESS: "working",
    Status.SUSPENDED: "soon",
    Status.REPLIED: "working",
    Status.CALLBACK_DUE: "waiting",
    Status.CLOSED: "done",
    Status.ANSWERED: "done",
    Status.ARCHIVED: "done",
}
_AGAIN = (Step.SEND_BACK, Step.REDO, Step.RECALL)


def tone(status: Status) -> str:
    """The badge colour of a status."""
    return _TONES.get(status, "refused")


def stages(status: Status) -> list[dict[str, str]]:
    """The progress line; a ticket that left the usual way shows only where it ended."""
    now = next((n for n, (_, group) in enumerate(_STAGES) if status in group), None)
    if now is None:
        return [{"label": "登记", "state": "past"}, {"label": label(status), "state": "now"}]
    states = ["past" if n < now else "now" if n == now else "next" for n in range(len(_STAGES))]
    return [{"label": name, "state": s} for (name, _), s in zip(_STAGES, states, strict=True)]


def facts(view: TicketView) -> list[dict[str, Any]]:
    """The ticket's basic facts, in reading order, without empty ones."""
    ticket = view.ticket
    pairs: list[tuple[str, str | list[dict[str, str]]]] = [
        ("主题", view.topic),
        ("地区", view.area),
        ("地点", ticket.place),
        ("什么时候", _told(view, "occurred")),
        ("希望怎么办", _told(view, "demand")),
        ("受理渠道", label(ticket.channel)),
        ("查询码", view.query_code),
        ("登记时间", moment(ticket.registered_at)),
        ("主办单位", view.unit),
        ("承办人", view.assignee),
        ("协办单位", _co_units(view)),
        ("派单时间", moment(ticket.dispatched_at)),
        *clock_pairs(view.promises),
        ("承诺日期", str(ticket.suspended_until or "")),
        ("办理轮次", f"第 {ticket.round} 轮" if ticket.round > 1 else ""),
        ("指定承办", "是，不能退单" if ticket.is_designated else ""),
        ("跨界事项", matter_links(view)),
        ("并入", _links(ticket.master_no)),
        ("曾并入", _links(_left(view))),
        ("已并入本单", _links(*(member.no for member in view.members if member.is_visible))),
        (_result_term(ticket), label(ticket.result_code) if ticket.result_code else ""),
    ]
    return [
        {"term": term, "value" if isinstance(value, str) else "links": value}
        for term, value in pairs
        if value
    ]


def _left(view: TicketView) -> str:
    """The order that a ticket was merged into and has left."""
    if view.ticket.master_no:
        return ""
    joined = (entry for entry in view.entries if entry.step is Step.MERGE)
    return next((str(entry.data["master_no"]) for entry in joined), "")


def _result_term(ticket: Ticket) -> str:
    """A result stays on the ticket after a redo, until the next reply; then it is an old one."""
    return "上一轮办理结果" if ticket.round > 1 and not ticket.replied_at else "办理结果"


def _links(*numbers: str) -> list[dict[str, str]]:
    return [{"href": f"/tickets/{no}", "label": no} for no in numbers if no]


def matter_links(view: TicketView) -> list[dict[str, str]]:
    """The matters across borders it belongs to; else, for who may, where one is opened."""
    links = [
        {"href": f"/joint/{m.id}", "label": f"{m.title}（{label(m.status)}）"} for m in view.matters
    ]
    asks = view.may_arrange and not any(m.is_open for m in view.matters)
    new = {"href": f"/joint/new?tickets={view.ticket.no}", "label": "提请联席会商"}
    return [*links, new] if asks and (links or is_disputed(view.ticket)) else links


def is_disputed(ticket: Ticket) -> bool:
    """Whether units have said that it is not theirs."""
    return bool(ticket.progress.refusing_units)


def _told(view: TicketView, name: str) -> str:
    """What the caller told, in the newest step that holds it: registered or put right."""
    asked = (entry.data for entry in view.entries if entry.step in (Step.REGISTER, Step.CORRECT))
    return next((str(data[name]) for data in asked if data.get(name)), "")


def _co_units(view: TicketView) -> str:
    is_at_work = view.ticket.status in WITH_UNIT
    waiting = view.co_waiting if is_at_work else []
    return "、".join(f"{name}（未反馈）" if name in waiting else name for name in view.co_units)


def reply_title(ticket: Ticket) -> str:
    """What the reply on the ticket is by now."""
    if ticket.is_sent_back:
        return "退回补充的答复"
    return "答复" if ticket.replied_at or ticket.round == 1 else "上一轮的答复"


def why_again(view: TicketView) -> dict[str, str] | None:
    """Why the work is not done with: what the reviewer or the caller wants now; None if nothing."""
    if view.ticket.status is not Status.IN_PROGRESS:
        return None
    moves = [entry for entry in view.entries if entry.source is not entry.target]
    if moves and moves[0].step is Step.REFUSE:
        due = f"原来的办理期限不变，到 {moment(view.ticket.due_at)}。"
        text = f"{moves[0].data.get('reason', '')}　{due}"
        return {"label": "退单未获同意，请继续办理", "text": text}
    last = next((entry for entry in moves if entry.step is not Step.REFUSE), None)
    if last is None or last.step not in _AGAIN:
        return None
    return {"label": step_label(last.step, last.target), "text": str(last.data.get("reason", ""))}


def asked_extension(view: TicketView) -> dict[str, str] | None:
    """The extension that waits for a ruling: for how long, and why; None while there is none."""
    days = view.ticket.progress.extension_asked_days
    asked = next((e for e in view.entries if e.step is Step.REQUEST_EXTENSION), None)
    if not days or asked is None:
        return None
    return {"label": f"申请延期 {days} 个工作日，等批复", "text": str(asked.data.get("reason", ""))}


def track_url(base: str) -> str:
    """Where a caller looks up the ticket; ``base``: where callers reach the pages."""
    return f"{base.rstrip('/')}/track"


def divert_notes(view: TicketView) -> tuple[str, ...]:
    """What can be noted of an emergency that nobody has passed on yet; empty when settled."""
    waits = diversion.is_waiting(view.ticket, view.entries)
    return diversion.notes(view.ticket.divert) if waits else ()
