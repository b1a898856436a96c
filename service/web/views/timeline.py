"""The steps of a ticket as its page tells them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.fields import Kind
from service.domain.lifecycle.forms import FIELDS
from service.domain.lifecycle.steps import Step
from service.flows.queries.tickets.ticket import TicketView
from service.labels import label_of, step_label
from service.labels.fields import CONTACTED_AGAIN, FIELD_LABELS
from service.web.render import moment
from service.web.views.filerows import names_by_step
from service.web.views.steporder import contact_label

_TONES: dict[Step, str] = {
    Step.REDO: "overdue",
    Step.OBJECT: "soon",
    Step.SEND_BACK: "soon",
    Step.REMIND: "soon",
    Step.SUPERVISE: "overdue",
    Step.CLOSE: "done",
    Step.REPLY: "done",
    Step.APPROVE: "done",
}


def timeline(view: TicketView) -> list[dict[str, Any]]:
    """The steps, newest first, as the timeline macro takes them; others' joining among them."""
    earliest = {
        (e.round, e.actor_unit): e.seq for e in view.entries if e.step is Step.FIRST_CONTACT
    }
    files = names_by_step(view)
    told = [
        {
            **_entry(entry, view, earliest),
            "id": f"step-{entry.seq}",
            "files": files.get(entry.seq, []),
        }
        for entry in view.entries
    ]
    told += map(_joined, view.merges)
    return sorted(told, key=lambda step: step["at_iso"], reverse=True)


def _joined(entry: Entry) -> dict[str, Any]:
    """What happened to another ticket and changed what this one has to answer."""
    return {
        "label": "并入工单",
        "at": moment(entry.at),
        "at_iso": entry.at.isoformat(),
        "who": entry.actor_name,
        "note": f"{entry.no} 并入 {entry.data['master_no']}，办理、答复和回访都要顾到。",
    }


def _label(entry: Entry, earliest: Mapping[tuple[int, str], int]) -> str:
    again = entry.seq > earliest.get((entry.round, entry.actor_unit), entry.seq)
    if entry.step is Step.FIRST_CONTACT and again:
        return CONTACTED_AGAIN
    if entry.step is Step.FIRST_CONTACT:
        return contact_label(entry.round)
    return step_label(entry.step, entry.target)


def _note(entry: Entry, view: TicketView) -> str:
    """What was written; the machine's reason has its own place on the page."""
    data = entry.data
    note = next(
        (
            str(data[k])
            for k in ("reply", "explanation", "opinion", "question", "reason", "note")
            if k in data
        ),
        "",
    )
    suggested = view.reading.route.get("reason") if view.reading else None
    is_machine = entry.step is Step.REGISTER or (entry.step is Step.DISPATCH and note == suggested)
    return "" if is_machine else note


def _entry(
    entry: Entry, view: TicketView, earliest: Mapping[tuple[int, str], int]
) -> dict[str, Any]:
    unit = view.unit_names.get(entry.actor_unit, "")
    note = _note(entry, view)
    return {
        "label": _label(entry, earliest),
        "at": moment(entry.at),
        "at_iso": entry.at.isoformat(),
        "who": f"{unit} · {entry.actor_name}" if unit else entry.actor_name,
        "note": note,
        "fields": _details(entry, view, note),
        "tone": _TONES.get(entry.step, ""),
    }


def _details(entry: Entry, view: TicketView, note: str) -> list[str]:
    shown: list[str] = []
    for field in FIELDS[entry.step]:
        value = entry.data.get(field.name)
        is_said = str(value) == note or field.name == "reason"
        is_told = field.name == "co_task" and "co_tasks" in entry.data
        if value in (None, "", [], False) or is_said or is_told:
            continue
        shown.append(
            f"{FIELD_LABELS[field.name]}：{_words(field.kind, field.choices, value, view)}"
        )
    if entry.data.get("overruled"):
        name = view.unit_names.get(entry.data["overruled"], entry.data["overruled"])
        shown.append(f"系统原建议：{name}")
    shown += _of_asking(entry, view)
    if "due_at" in entry.data:
        shown.append(f"办理期限：{_instant(entry.data['due_at'])}")
    return shown


def _of_asking(entry: Entry, view: TicketView) -> list[str]:
    """What was promised to co-units, whom a dispatch heard before, what a late reply waited for."""
    data, names = entry.data, view.unit_names
    shown = [
        f"{names.get(task['unit'], task['unit'])}协办：{task['words']}"
        f"（{_instant(task['due_at'])} 前反馈）"
        for task in data.get("co_tasks", ())
    ]
    for name, words in (
        ("consulted", "经会商，听取了{}的意见"),
        ("delayed_by", "超期，因为在等{}反馈"),
    ):
        if units := data.get(name):
            shown.append(words.format("、".join(names.get(unit, unit) for unit in units)))
    if "opinions_due_at" in data:
        shown.append(f"答复期限：{_instant(data['opinions_due_at'])}")
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
