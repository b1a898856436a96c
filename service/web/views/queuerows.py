"""Turns what waits in a queue into rows of words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from service.domain.attachments import FILES
from service.domain.lifecycle.steps import Step
from service.domain.supervision.pressure import TimeLeft
from service.flows.desk import Desk
from service.flows.queries.desks.queues import ToDispatch, Waiting
from service.flows.queries.desks.rulings import grounds, if_extended
from service.flows.queries.tickets.joined import Asked
from service.flows.queries.together import asked
from service.flows.steps import designation
from service.flows.together.precedents import route_of_ticket
from service.labels import label
from service.labels.fields import FIELD_LABELS
from service.labels.intake import bar_words
from service.web.contexts.asked import ConsultedRow
from service.web.contexts.lists import (
    DispatchRow,
    ListRow,
    ReviewItem,
    RulingRow,
)
from service.web.render import moment
from service.web.views.askedparts import consultation_part
from service.web.views.listrows import chip, row_of

_EXCERPT = 200
_TONES = {TimeLeft.OVERDUE: "overdue", TimeLeft.SOON: "soon"}


def names_of(desk: Desk) -> dict[str, str]:
    """Unit names by code."""
    return {code: unit.name for code, unit in desk.catalogue.units.items()}


def dispatch_row(
    item: ToDispatch, desk: Desk, why_not: Mapping[str, str], typed: Mapping[str, Mapping[str, str]]
) -> DispatchRow:
    """One ticket to dispatch; ``typed``: by number what was filled in and did not work."""
    kept = typed.get(item.waiting.line.no, {})
    line, seen, names = item.waiting.line, item.suggestion, names_of(desk)
    return DispatchRow(
        row=replace(
            row_of(line, desk.now, why_not=why_not),
            chip=chip(item.clock, item.left, desk.now),
            row_tone=_TONES.get(item.left, ""),
            token=f"{line.no}:{line.version}:{seen.unit}",
        ),
        excerpt=excerpt(item.waiting.ticket.text),
        topic=line.topic,
        confidence=seen.confidence,
        bars=bar_words(seen.bars, line.urgency),
        evidence=list(seen.evidence),
        unit_code=seen.unit,
        unit=names.get(seen.unit, ""),
        reason=seen.reason,
        co_units=[(code, names.get(code, code)) for code in seen.co_units],
        runners_up=[(code, names.get(code, code)) for code in seen.runners_up],
        returned_by=[names.get(code, code) for code in seen.returned_by],
        typed=kept.get("unit", ""),
        designation=designation(desk, item.waiting.ticket),
        designated_by=kept.get("designated_by", ""),
        why=kept.get("reason", ""),
        co_ticked=tuple(filter(None, kept.get("co_units", "").split(","))),
        co_task=kept.get("co_task", ""),
    )


def ruling_row(item: Waiting, desk: Desk) -> RulingRow:
    """A unit's request that waits for a ruling, with what it gave as grounds."""
    asked = item.entries[-1]
    names = names_of(desk)
    shown = {
        "legal_basis": asked.data.get("legal_basis", ""),
        "suggested_unit": names.get(str(asked.data.get("suggested_unit", "")), ""),
        "days": str(asked.data.get("days", "")),
    }
    beside = _beside(item, desk, names) if asked.step is Step.OBJECT else {}
    return RulingRow(
        **beside,
        row=row_of(item.line, desk.now),
        asked_by=names.get(asked.actor_unit, asked.actor_name),
        asked_at=moment(asked.at),
        reason=str(asked.data["reason"]),
        details=[
            {"term": FIELD_LABELS[name], "value": text} for name, text in shown.items() if text
        ],
        days=int(asked.data.get("days", 0)),
        text=item.ticket.text,
        until=_until(item, desk, int(asked.data.get("days", 0))),
    )


def _until(item: Waiting, desk: Desk, days: int) -> str:
    """What an extension comes to, in dates."""
    if not days or item.ticket.due_at is None:
        return ""
    after = if_extended(desk, item.ticket, days)
    return f"现在的期限 {moment(item.ticket.due_at)}，批 {days} 个工作日就到 {moment(after)}"


def _beside(item: Waiting, desk: Desk, names: Mapping[str, str]) -> dict[str, Any]:
    """What lies beside an objection, in words."""
    found = grounds(desk, item)
    routed = route_of_ticket(desk, item.ticket)
    after = [found.next.unit, *found.next.runners_up]
    upheld = f"同意退单后是第 {found.dispatches + 1} 次派单"
    return {
        "catalogue": routed.reason,
        "past": [
            {
                "no": ruled.no,
                "ruling": "同意" if ruled.is_upheld else "驳回",
                "unit": names.get(ruled.unit, ruled.unit),
                "why": excerpt(ruled.reason),
                "asked": excerpt(ruled.objection),
                "at": moment(ruled.at),
            }
            for ruled in found.past
        ],
        "past_said": f"同意 {found.upheld} 次，驳回 {found.refused} 次",
        "if_upheld": f"{upheld}，属指定承办，要由督办员或领导指定。"
        if found.designates
        else f"{upheld}。",
        "candidates": [names.get(code, code) for code in after if code],
    }


def review_item(
    item: Waiting,
    desk: Desk,
    *,
    error: str = "",
    typed: Mapping[str, str] | None = None,
    joined: Sequence[Asked] = (),
) -> ReviewItem:
    """A reply beside what was asked; ``joined``: what merged callers asked."""
    ticket, names = item.ticket, names_of(desk)
    reports = [entry for entry in item.entries if entry.step is Step.CO_REPORT]
    return ReviewItem(
        row=row_of(item.line, desk.now),
        text=ticket.text,
        reply=ticket.reply,
        result=label(ticket.result_code) if ticket.result_code else "",
        co_reports=[
            {"term": names.get(entry.actor_unit, ""), "value": str(entry.data.get("reply", ""))}
            for entry in reports
            if entry.round == ticket.round
        ],
        demands=list(item.reading.body.get("demands", ())) if item.reading else [],
        replied_at=moment(ticket.replied_at),
        error=error,
        files=_evidence(item, desk),
        typed=dict(typed or {}),
        joined=[
            {"no": each.no, "title": each.title, "text": each.text, "demand": each.demand}
            for each in joined
        ],
    )


def _evidence(item: Waiting, desk: Desk) -> list[dict[str, str]]:
    """What units sent along, each with its small picture if it has one."""
    if not any(FILES in entry.data for entry in item.entries):
        return []
    files = desk.uow.attachments.of_ticket(item.ticket.no)
    page = f"/tickets/{item.ticket.no}"
    return [
        {
            "name": file.name,
            "preview": f"{page}/files/{file.id}/preview" if file.has_preview else "",
        }
        for file in files
        if file.is_there and file.actor_unit
    ]


def asked_rows(desk: Desk, what: str) -> list[ListRow]:
    """What others ask of this person's unit: to co-handle (``co``), or to answer (``asked``)."""
    unit = desk.actor.unit
    if what == "co":
        owed = [
            (item.line, f"{label(item.task.state)}。请协办：{excerpt(item.task.words)}")
            for item in asked.co_tasks(desk, unit=unit)
        ]
    else:
        held = asked.consultations(desk, unit=unit)
        owed = [(item.line, f"会商：{excerpt(item.consultation.question)}") for item in held]
    return [row_of(line, desk.now, note=note) for line, note in owed]


def consulted_row(item: asked.Consulted, desk: Desk) -> ConsultedRow:
    """A ticket in consultation, with the answers so far."""
    part = consultation_part(item.consultation, names_of(desk), desk.now)
    return ConsultedRow(row=row_of(item.line, desk.now), part=part)


def excerpt(text: str) -> str:
    """The beginning of a text."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _EXCERPT else f"{flat[:_EXCERPT]}…"
