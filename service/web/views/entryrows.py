"""Entries of the problem list and the supervision list in the words of the pages."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from service.domain.lifecycle.fields import Field, Kind
from service.domain.localtime import local_day
from service.domain.permissions import Permission
from service.domain.supervision.duallist import Act, EntryState, EntryStep, ListEntry, possible
from service.flows.desk import Desk
from service.flows.queries import choices
from service.labels import label
from service.store.supervision.duallist import EntryRecord
from service.web.contexts.supervision import ActForm, EntryRow
from service.web.render import day, moment

COLUMNS = (
    *("序号", "责任单位", "事项", "存在的问题", "办理要求", "完成时限", "状态", "是否超期"),
    *("依据工单", "来源", "列入时间", "督办函号", "责任人", "第几次报送", "回头看日期", "销号时间"),
)
FIELD_WORDS = {
    "matter": "事项",
    "wrong": "存在的问题",
    "demand": "办理要求",
    "due_on": "完成时限",
    "reason": "理由",
    "contact": "热线联系人及电话",
    "checked": "督办函已经核对，确认发出",
    "responsible": "责任人及职务",
    "note": "说明",
    "result": "办理结果",
    "attachments": "佐证材料编号",
    "second_look_on": "回头看日期",
    "though_open": "工单没有全部办结，仍然验收通过",
}
_STEP_WORDS = {
    (EntryStep.PROGRESS, "note"): "做到哪一步了",
    (EntryStep.URGE, "note"): "催报要求",
    (EntryStep.ACCEPT, "reason"): "验收依据",
    (EntryStep.REFUSE, "reason"): "哪里没有办到位",
    (EntryStep.REFUSE, "due_on"): "重新报送的时限",
    (EntryStep.REOPEN, "reason"): "回头看发现了什么",
    (EntryStep.REOPEN, "due_on"): "重新报送的时限",
    (EntryStep.CLOSE, "note"): "回头看的情况",
}
_HINTS = {
    "attachments": "写已上传到工单的附件编号或文件名，用顿号隔开。",
    "second_look_on": "过一段时间再看是不是真办好了；不填就可以直接销号。",
}
_TONES = {
    EntryState.LISTED: "waiting",
    EntryState.HANDED_OVER: "soon",
    EntryState.RECEIVED: "working",
    EntryState.REPLIED: "waiting",
    EntryState.ACCEPTED: "done",
    EntryState.CLOSED: "done",
    EntryState.WITHDRAWN: "refused",
}
_WAY = (
    EntryState.LISTED,
    EntryState.HANDED_OVER,
    EntryState.RECEIVED,
    EntryState.REPLIED,
    EntryState.ACCEPTED,
    EntryState.CLOSED,
)
_MAIN = (
    *(EntryStep.HAND_OVER, EntryStep.RECEIVE, EntryStep.REPLY),
    *(EntryStep.ACCEPT, EntryStep.CLOSE),
)
_DANGER = frozenset({EntryStep.WITHDRAW, EntryStep.REFUSE, EntryStep.REOPEN})
_RED = frozenset({EntryStep.REFUSE, EntryStep.REOPEN, EntryStep.URGE})
_LONG = frozenset({"wrong", "demand", "reason", "note", "result"})


def entry_row(entry: ListEntry, desk: Desk) -> EntryRow:
    """One entry in words."""
    return EntryRow(
        id=entry.id,
        url=f"/problems/{entry.id}",
        token=f"{entry.id}:{entry.version}",
        matter=entry.matter,
        unit=choices.unit_name(desk.catalogue, entry.unit),
        state=label(entry.state),
        tone=_TONES[entry.state],
        due=due_words(entry, desk),
        due_tone="overdue" if entry.is_late(desk.now) else "",
        tickets=len(entry.tickets),
        round=f"第 {entry.round} 次" if entry.round > 1 else "",
        letter_no=entry.letter_no,
        responsible=entry.responsible,
        source=label(entry.source),
        listed=day(entry.created_at),
    )


def due_words(entry: ListEntry, desk: Desk) -> str:
    """The due date, and by how many days it has passed."""
    if not entry.is_late(desk.now):
        return entry.due_on.isoformat()
    return f"{entry.due_on.isoformat()}（超 {(local_day(desk.now) - entry.due_on).days} 天）"


def stages(entry: ListEntry) -> list[dict[str, str]]:
    """The way of an entry with where it stands; a withdrawn one has none."""
    if entry.state is EntryState.WITHDRAWN:
        return []
    here = _WAY.index(entry.state)
    states = ("past",) * here + ("now",) + ("next",) * (len(_WAY) - here - 1)
    return [
        {"label": label(state), "state": stands} for state, stands in zip(_WAY, states, strict=True)
    ]


def facts(entry: ListEntry, desk: Desk) -> list[dict[str, Any]]:
    """What is to be known of an entry, each with its word."""
    row = entry_row(entry, desk)
    may_judge = desk.actor.may(Permission.TICKET_SUPERVISE)
    finding = [{"label": f"第 {entry.finding_id} 条线索", "href": f"/findings/{entry.finding_id}"}]
    look_on = entry.second_look_on
    said: list[dict[str, Any]] = [
        {"term": "责任单位", "value": row.unit},
        {"term": "完成时限", "value": row.due},
        {"term": "督办函", "value": entry.letter_no},
        {"term": "责任人", "value": entry.responsible},
        {"term": "报送次数", "value": row.round},
        {"term": "回头看", "value": look_on.isoformat() if look_on else ""},
        {"term": "列入时间", "value": moment(entry.created_at)},
        {"term": "来源", "value": row.source},
    ]
    if entry.finding_id and may_judge:
        said[-1] = {"term": "来源", "value": row.source, "links": finding}
    return [item for item in said if item["value"]]


def forms(
    entry: ListEntry, desk: Desk, tried: str, typed: Mapping[str, str], wrong: Mapping[str, str]
) -> list[ActForm]:
    """What this person can do now, what usually comes next on top."""
    acts = possible(entry, desk.actor)
    rank = {step: place for place, step in enumerate(_MAIN)}
    ordered = sorted(acts, key=lambda act: rank.get(act.step, len(rank)))
    return [_form(entry, act, tried, typed, wrong) for act in ordered]


def _form(
    entry: ListEntry, act: Act, tried: str, typed: Mapping[str, str], wrong: Mapping[str, str]
) -> ActForm:
    is_tried = act.step.value == tried
    is_letter = act.step is EntryStep.HAND_OVER
    given = dict(typed) if is_tried else {}
    if act.step is EntryStep.AMEND and not is_tried:
        given = {n: str(getattr(entry, n)) for n in ("matter", "wrong", "demand", "due_on")}
    shown = wrong if is_tried else {}
    return ActForm(
        step=act.step.value,
        label=label(act.step),
        fields=[
            form_field(act.step, each, given, shown)
            for each in ([] if is_letter else act.fields)
            if each.kind is not Kind.FLAG or each.name in {*given, *shown}
        ],
        is_main=act.step in _MAIN,
        is_danger=act.step in _DANGER,
        is_open=is_tried or act.step in _MAIN,
        prefix="f" if is_tried else f"f-{act.step.value}",
        href=f"/problems/hand-over?selected={entry.id}:{entry.version}" if is_letter else "",
    )


_BOXES = {Kind.DATE: "date", Kind.FLAG: "flag"}


def form_field(
    step: EntryStep, field: Field, given: Mapping[str, str], wrong: Mapping[str, str]
) -> dict[str, Any]:
    """A field as the template takes it."""
    return {
        "name": field.name,
        "label": _STEP_WORDS.get((step, field.name), FIELD_WORDS[field.name]),
        "hint": _HINTS.get(field.name, ""),
        "kind": _BOXES.get(field.kind, "long" if field.name in _LONG else "text"),
        "is_required": field.is_required,
        "longest": field.longest,
        "value": given.get(field.name, ""),
        "error": wrong.get(field.name, ""),
    }


def timeline(records: Sequence[EntryRecord], desk: Desk) -> list[dict[str, Any]]:
    """The steps, newest first, as the timeline macro takes them."""
    return [_record(record, desk) for record in reversed(records)]


def _record(record: EntryRecord, desk: Desk) -> dict[str, Any]:
    unit = choices.unit_name(desk.catalogue, record.actor_unit) if record.actor_unit else ""
    data = record.data
    notes = (data[name] for name in ("note", "reason", "result", "demand") if name in data)
    note = next(notes, "")
    told = ("matter", "wrong", "due_on", "responsible", "attachments", "second_look_on", "contact")
    shown = [f"{FIELD_WORDS[name]}：{data[name]}" for name in told if data.get(name)]
    shown += [f"督办函：{data['letter_no']}"] if data.get("letter_no") else []
    shown += [FIELD_WORDS["though_open"]] if data.get("though_open") else []
    return {
        "label": label(record.step),
        "at": moment(record.at),
        "at_iso": record.at.isoformat(),
        "who": f"{unit} · {record.actor_name}" if unit else record.actor_name,
        "note": note,
        "fields": shown,
        "tone": "overdue" if record.step in _RED else "",
    }


def sheet_row(entry: ListEntry, desk: Desk) -> dict[str, object]:
    """One entry as a row of ``COLUMNS``."""
    values = (
        entry.id,
        choices.unit_name(desk.catalogue, entry.unit),
        entry.matter,
        entry.wrong,
        entry.demand,
        entry.due_on.isoformat(),
        label(entry.state),
        "是" if entry.is_late(desk.now) else "",
        "、".join(entry.tickets),
        label(entry.source),
        day(entry.created_at),
        entry.letter_no,
        entry.responsible,
        entry.round,
        _iso(entry.second_look_on),
        day(entry.ended_at),
    )
    return dict(zip(COLUMNS, values, strict=True))


def _iso(when: date | None) -> str:
    return when.isoformat() if when else ""
