"""Builds the context of a ticket's page from its view."""

from datetime import datetime
from typing import Any

from service.domain.lifecycle import Entry
from service.domain.steps import FIELDS, Kind, Step
from service.domain.supervision import TimeLeft
from service.domain.ticket import Status
from service.flows.queries.ticket import TicketView
from service.labels import FIELD_LABELS, bar_words, label, label_of, step_label
from service.web.render import moment

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
_STEP_TONES: dict[Step, str] = {
    Step.REDO: "overdue",
    Step.OBJECT: "soon",
    Step.SEND_BACK: "soon",
    Step.REMIND: "soon",
    Step.SUPERVISE: "overdue",
    Step.CLOSE: "done",
    Step.REPLY: "done",
    Step.APPROVE: "done",
}


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


def facts(view: TicketView) -> list[dict[str, str]]:
    """The ticket's basic facts, in reading order, without empty ones."""
    ticket = view.ticket
    pairs = [
        ("主题", view.topic),
        ("地区", view.area),
        ("地点", ticket.place),
        ("受理渠道", label(ticket.channel)),
        ("登记时间", moment(ticket.registered_at)),
        ("主办单位", view.unit),
        ("协办单位", "、".join(view.co_units)),
        ("派单时间", moment(ticket.dispatched_at)),
        ("签收期限", moment(ticket.sign_due_at)),
        ("办理期限", moment(ticket.due_at) + ("（暂定）" if ticket.is_provisional else "")),
        ("承诺日期", str(ticket.suspended_until or "")),
        ("办理轮次", f"第 {ticket.round} 轮" if ticket.round > 1 else ""),
        ("指定承办", "是，不能退单" if ticket.is_designated else ""),
        ("并入", ticket.master_no),
        ("已并入本单", "、".join(view.members)),
        ("办理结果", label(ticket.result_code) if ticket.result_code else ""),
    ]
    return [{"term": term, "value": value} for term, value in pairs if value]


def clock_text(view: TicketView) -> str:
    """The running deadline in words."""
    if view.clock is None:
        return ""
    what = {Status.DISPATCHED: "签收", Status.CALLBACK_DUE: "回访"}.get(view.ticket.status, "办理")
    over = "已超期，期限是" if view.left is TimeLeft.OVERDUE else "期限"
    return f"{what}{over} {moment(view.clock)}"


def bars(view: TicketView) -> list[str]:
    """Why a person has to decide, in words."""
    body = view.reading.body if view.reading else {}
    return bar_words(body.get("bars", ()), view.ticket.urgency)


def timeline(view: TicketView) -> list[dict[str, Any]]:
    """The steps, newest first, as the timeline macro takes them."""
    return [_entry(entry, view) for entry in view.entries]


def _entry(entry: Entry, view: TicketView) -> dict[str, Any]:
    unit = view.unit_names.get(entry.actor_unit, "")
    data = entry.data
    note = next((str(data[k]) for k in ("reply", "explanation", "reason", "note") if k in data), "")
    return {
        "label": step_label(entry.step, entry.target),
        "at": moment(entry.at),
        "at_iso": entry.at.isoformat(),
        "who": f"{unit} · {entry.actor_name}" if unit else entry.actor_name,
        "note": note,
        "fields": _details(entry, view, note),
        "tone": _STEP_TONES.get(entry.step, ""),
    }


def _details(entry: Entry, view: TicketView, note: str) -> list[str]:
    shown: list[str] = []
    for field in FIELDS[entry.step]:
        value = entry.data.get(field.name)
        if value in (None, "", [], False) or str(value) == note:
            continue
        shown.append(
            f"{FIELD_LABELS[field.name]}：{_words(field.kind, field.choices, value, view)}"
        )
    if entry.data.get("overruled"):
        name = view.unit_names.get(entry.data["overruled"], entry.data["overruled"])
        shown.append(f"系统原建议：{name}")
    if "due_at" in entry.data:
        shown.append(f"办理期限：{_instant(entry.data['due_at'])}")
    return shown


def _words(kind: Kind, enum: Any, value: Any, view: TicketView) -> str:
    if kind in (Kind.UNIT, Kind.UNITS):
        codes = value if isinstance(value, list) else [value]
        return "、".join(view.unit_names.get(code, code) for code in codes)
    if enum is not None:
        members = value if isinstance(value, list) else [value]
        return "、".join(label_of(enum, member) for member in members)
    return "是" if value is True else str(value)


def _instant(text: str) -> str:

    return moment(datetime.fromisoformat(text))
