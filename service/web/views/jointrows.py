"""Matters across borders and precedents in the words of the pages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from service.domain.supervision.pressure import time_left
from service.domain.together.matters import Matter, MatterEntry, MatterStatus, MatterStep, Position
from service.domain.together.precedents import Precedent, PrecedentState
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.together.joint import MatterView
from service.flows.together.joint import answer_by
from service.labels import label, label_of
from service.web.contexts.joint import MatterLine, MatterPage, PrecedentLine
from service.web.contexts.lists import TimeChip
from service.web.render import moment
from service.web.views.jointforms import LABELS, TriedStep, forms
from service.web.views.listrows import chip, row_of

S = MatterStatus
_TONES = {
    S.OPENED: "waiting",
    S.POSITIONS_ASKED: "waiting",
    S.SESSION_CALLED: "soon",
    S.ESCALATED: "overdue",
    S.DECIDED: "working",
    S.CARRIED_OUT: "working",
    S.CLOSED: "done",
    S.WITHDRAWN: "refused",
}
_STATE_TONES = {
    PrecedentState.VALID: "done",
    PrecedentState.TO_COME: "waiting",
    PrecedentState.EXPIRED: "refused",
    PrecedentState.ENDED: "refused",
}
_WAY = (S.OPENED, S.POSITIONS_ASKED, S.SESSION_CALLED, S.DECIDED, S.CARRIED_OUT, S.CLOSED)


def matter_line(matter: Matter, desk: Desk) -> MatterLine:
    """One matter in the list."""
    held = matter.resolution
    left = time_left(matter.clock, desk.now, desk.hotline.supervision)
    asked = len(matter.units)
    return MatterLine(
        id=matter.id,
        url=f"/joint/{matter.id}",
        title=matter.title,
        crossings="、".join(label(crossing) for crossing in matter.crossings),
        status=label(matter.status),
        tone=_TONES[matter.status],
        tickets=len(matter.tickets),
        topic=choices.topic_name(desk.catalogue, matter.topic),
        answered=f"{asked - len(matter.waiting_for)}/{asked}" if asked else "",
        session=matter.session.no if matter.session else "",
        lead=choices.unit_name(desk.catalogue, held.lead) if held else "",
        opened=moment(matter.opened_at),
        chip=_chip(matter, desk),
        row_tone={"overdue": "overdue", "soon": "soon"}.get(left.value, ""),
    )


def matter_page(view: MatterView, desk: Desk, tried: TriedStep | None = None) -> MatterPage:
    """One matter's page."""
    matter, session = view.matter, view.matter.session
    made = forms(view, desk.catalogue, _presets(view, desk), tried)
    is_said = any(form.error for form in made)
    return MatterPage(
        id=matter.id,
        version=matter.version,
        title=matter.title,
        state=label(matter.status),
        tone=_TONES[matter.status],
        chip=_chip(matter, desk),
        stages=_stages(matter.status),
        question=matter.question,
        facts=_facts(matter, desk),
        answers=_answers(matter, desk),
        objections=[
            {
                "no": each.no,
                "unit": choices.unit_name(desk.catalogue, each.unit),
                "reason": each.reason,
                "basis": each.legal_basis,
                "ruling": each.ruling or "还没有裁定",
            }
            for each in view.objections
        ],
        session=_session(matter, desk),
        decision=_decision(matter, desk),
        duties=_duties(matter, desk),
        decision_title=f"{session.no}的决定" if session else "",
        rows=[row_of(line, desk.now) for line in view.tickets],
        hidden=view.hidden,
        precedents=[_precedent(each, desk) for each in view.precedents],
        similar=[_precedent(each, desk) for each in view.similar],
        forms=made,
        timeline=[_entry(entry, desk) for entry in view.entries],
        minutes=f"/joint/{matter.id}/minutes.docx" if session else "",
        is_whole=view.is_whole,
        error=tried.message if tried and not is_said else "",
    )


def precedent_line(found: Precedent, desk: Desk, *, may_end: bool, why_not: str) -> PrecedentLine:
    """One precedent in the list."""
    state = found.state(desk.today)
    said = _precedent(found, desk)
    until = f"到 {found.valid_until}" if found.valid_until else "起，一直有效"
    ended = f"{found.ended_by} {found.ended_on} 废止：{found.why_ended}" if found.ended_on else ""
    return PrecedentLine(
        id=found.id,
        no=found.no,
        matter_url=f"/joint/{found.matter_id}",
        topic=said["topic"],
        condition=said["condition"],
        lead=said["lead"],
        co_units="、".join(choices.unit_name(desk.catalogue, unit) for unit in found.co_units),
        valid=f"{found.valid_from} {until}",
        state=label(state),
        tone=_STATE_TONES[state],
        ended=ended,
        legal_basis=found.legal_basis,
        may_end=may_end and found.ended_on is None,
        why_not=why_not,
    )


def _precedent(found: Precedent, desk: Desk) -> dict[str, str]:
    area = choices.area_name(desk.catalogue, found.area) if found.area else "全市"
    words = f"，说到{'、'.join(found.words)}" if found.words else ""
    return {
        "no": found.no,
        "topic": choices.topic_name(desk.catalogue, found.topic),
        "condition": f"{area}{words}",
        "lead": choices.unit_name(desk.catalogue, found.lead),
        "state": label(found.state(desk.today)),
        "matter_url": f"/joint/{found.matter_id}",
    }


def _chip(matter: Matter, desk: Desk) -> TimeChip:
    left = time_left(matter.clock, desk.now, desk.hotline.supervision)
    return chip(matter.clock, left, desk.now)


def _stages(status: MatterStatus) -> list[dict[str, str]]:
    if status is S.WITHDRAWN:
        return [{"label": "已提出", "state": "past"}, {"label": label(status), "state": "now"}]
    way = [S.ESCALATED if s is S.SESSION_CALLED and status is S.ESCALATED else s for s in _WAY]
    now = way.index(status)
    states = ["past" if n < now else "now" if n == now else "next" for n in range(len(way))]
    return [{"label": label(s), "state": state} for s, state in zip(way, states, strict=True)]


def _facts(matter: Matter, desk: Desk) -> list[dict[str, Any]]:
    pairs = [
        ("四跨", "、".join(label(crossing) for crossing in matter.crossings)),
        ("主题", choices.topic_name(desk.catalogue, matter.topic)),
        ("地区", choices.area_name(desk.catalogue, matter.area)),
        ("工单", f"{len(matter.tickets)} 件"),
        ("提出", f"{matter.opened_by} {moment(matter.opened_at)}"),
        ("表态期限", moment(matter.answer_by)),
    ]
    return [{"term": term, "value": value} for term, value in pairs if value]


def _answers(matter: Matter, desk: Desk) -> list[dict[str, str]]:
    named = {answer.unit: answer for answer in matter.answers}
    found = []
    for unit in matter.units:
        answer = named.get(unit)
        found.append(
            {
                "unit": choices.unit_name(desk.catalogue, unit),
                "position": label(answer.position) if answer else "还没有表态",
                "tone": _POSITION_TONES[answer.position] if answer else "waiting",
                "said": answer.said if answer else "",
                "basis": answer.legal_basis if answer else "",
                "suggested": choices.unit_name(desk.catalogue, answer.suggested) if answer else "",
                "by": f"{answer.by} {moment(answer.at)}" if answer else "",
            }
        )
    return found


_POSITION_TONES = {
    Position.LEAD: "done",
    Position.ASSIST: "working",
    Position.NOT_OURS: "refused",
}


def _session(matter: Matter, desk: Desk) -> list[dict[str, str]]:
    session = matter.session
    if session is None:
        return []
    units = "、".join(choices.unit_name(desk.catalogue, unit) for unit in session.units)
    return [
        {"term": "编号", "value": session.no},
        {"term": "时间", "value": moment(session.at)},
        {"term": "地点", "value": session.place},
        {"term": "主持人", "value": session.chair},
        {"term": "参加单位", "value": units},
        {"term": "议程", "value": session.agenda},
    ]


def _decision(matter: Matter, desk: Desk) -> list[dict[str, str]]:
    held = matter.resolution
    if held is None:
        return []
    names = [choices.unit_name(desk.catalogue, unit) for unit in held.co_units]
    pairs = [
        ("主办单位", choices.unit_name(desk.catalogue, held.lead)),
        ("协办单位", "、".join(names)),
        ("议定的内容", held.said),
        ("依据", held.legal_basis),
        ("落实期限", held.due_on.isoformat() + _overdue(matter, desk.now)),
        ("决定人", held.by),
    ]
    return [{"term": term, "value": value} for term, value in pairs if value]


def _overdue(matter: Matter, now: datetime) -> str:
    held = matter.resolution
    is_late = held is not None and matter.is_open and moment(now)[:10] > held.due_on.isoformat()
    return "（已过期）" if is_late else ""


def _duties(matter: Matter, desk: Desk) -> list[dict[str, str]]:
    held = matter.resolution
    return [
        {"unit": choices.unit_name(desk.catalogue, duty.unit), "task": duty.task}
        for duty in (held.duties if held else ())
    ]


def _presets(view: MatterView, desk: Desk) -> dict[str, str]:
    """What stands in the forms before anybody typed."""
    matter, catalogue = view.matter, desk.catalogue
    names = [choices.unit_name(catalogue, unit) for unit in view.invited]
    leads = [a.unit for a in matter.answers if a.position is Position.LEAD]
    helps = [a.unit for a in matter.answers if a.position is Position.ASSIST]
    lead = leads[0] if len(leads) == 1 else ""
    involved = ([lead] if lead else []) + helps
    topic = catalogue.item(matter.topic)
    session = matter.session
    planned = moment(session.at).split(" ") if session else ["", ""]
    was = planned if session and session.at <= desk.now else ["", ""]
    return {
        "held_on": planned[0],
        "held_at": planned[1],
        "was_on": was[0],
        "was_at": was[1],
        "units": "，".join(names),
        "answer_by": answer_by(desk).isoformat(),
        "lead": choices.unit_name(catalogue, lead) if lead else "",
        "co_units": "，".join(choices.unit_name(catalogue, unit) for unit in helps),
        "duties": "\n".join(f"{choices.unit_name(catalogue, unit)}：" for unit in involved),
        "is_precedent": "1",
        "precedent_area": _area_typed(matter.area, desk),
        "precedent_topic": topic.path[-1] if topic else "",
        "agenda": session.agenda if session else matter.question,
        "place": session.place if session else "",
        "chair": session.chair if session else "",
    }


def _area_typed(code: str, desk: Desk) -> str:
    """The area's name where it says enough to find the area again, else its code."""
    name = desk.catalogue.area_names.get(code, "")
    return name if choices.area_code(desk.catalogue, name) == code else code


def _entry(entry: MatterEntry, desk: Desk) -> dict[str, Any]:
    catalogue, data = desk.catalogue, dict(entry.data)
    unit = choices.unit_name(catalogue, entry.actor_unit) if entry.actor_unit else ""
    note = next((str(data[k]) for k in ("said", "reason", "note", "question") if data.get(k)), "")
    fields = [str(data["session_no"])] if data.get("session_no") else []
    fields += [
        f"{LABELS[name]}：{_words(name, data[name], desk)}"
        for name in (
            "position",
            "lead",
            "co_units",
            "units",
            "answer_by",
            "held_on",
            "was_on",
            "due_on",
        )
        if data.get(name)
    ]
    return {
        "label": label(entry.step),
        "at": moment(entry.at),
        "at_iso": entry.at.isoformat(),
        "who": f"{unit} · {entry.actor_name}" if unit else entry.actor_name,
        "note": note,
        "fields": fields,
        "tone": {MatterStep.DECIDE: "done", MatterStep.ESCALATE: "overdue"}.get(entry.step, ""),
    }


def _words(name: str, value: Any, desk: Desk) -> str:
    if name == "position":
        return label_of(Position, str(value))
    if name in ("lead", "co_units", "units"):
        codes = value if isinstance(value, list) else [value]
        return "、".join(choices.unit_name(desk.catalogue, str(code)) for code in codes)
    return str(value)


def problems(wrong: Mapping[str, str]) -> list[dict[str, str]]:
    """The fields that are wrong, as the error summary takes them."""
    return [
        {"field": name, "message": f"{LABELS.get(name, name)}：{w}"} for name, w in wrong.items()
    ]
