"""The papers of a meeting: its material as it was then, its minutes; as of today until kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from analytics.wording import month_words
from service.domain import agenda_terms
from service.domain.governance.meeting_life import MeetingState
from service.domain.governance.paper import DECISION
from service.flows.desk import Desk
from service.flows.governance import papers
from service.flows.governance.meetings import Meeting, day_of, meeting
from service.flows.governance.put_off import put_off
from service.flows.queries import choices
from service.reporting.paper import Line, Paper, Section, Table, closed, numeral
from service.reporting.paper import paper_of as paper_from
from service.store.governance.meetings import hash_of
from service.store.tables.agenda import AgendaItemRow
from service.store.tables.meetings import MeetingPaperRow, MeetingRow

MATERIAL, MINUTES = "material", "minutes"


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper to read or print; ``kept``: the frozen row it is of, None when it is as of today."""

    paper: Paper
    kept: MeetingPaperRow | None = None

    @property
    def is_intact(self) -> bool:
        """Whether what was kept is what its hash was made of."""
        return self.kept is None or hash_of(self.kept.body) == self.kept.hash


def material(desk: Desk, held_on: date) -> Printed:
    """The papers of a meeting's items as one; names no caller. Raises ``NotFound``."""
    found = meeting(desk, held_on)
    kept = kept_of(desk, found.row, MATERIAL)
    if kept is not None:
        return Printed(paper_from(kept.body["whole"]), kept)
    whole = _whole(desk, found, [papers.paper_of(desk, row.id) for row in found.items])
    return Printed(replace(whole, remarks=_unkept(desk, found)))


def item_paper(desk: Desk, item_id: int) -> Printed:
    """The paper of one item, as its meeting had it once that is kept. Raises ``NotFound``."""
    item = desk.uow.agenda.get(item_id)
    day = day_of(desk, item)
    row = desk.uow.meetings.on(day) if day else None
    kept = kept_of(desk, row, MATERIAL)
    if kept is not None and str(item_id) in kept.body["items"]:
        return Printed(paper_from(kept.body["items"][str(item_id)]), kept)
    paper = papers.paper_of(desk, item_id)
    is_past = day is not None and day < desk.today
    return Printed(replace(paper, remarks=(_today_only(desk),)) if is_past else paper)


def minutes(desk: Desk, held_on: date) -> Printed:
    """The minutes of a meeting, as they were signed once they are. Raises ``NotFound``."""
    found = meeting(desk, held_on)
    signed = found.state is MeetingState.SIGNED
    kept = kept_of(desk, found.row, MINUTES) if signed else None
    if kept is not None:
        return Printed(paper_from(kept.body["whole"]), kept)
    return Printed(minutes_paper(desk, found))


def kept_of(desk: Desk, row: MeetingRow | None, kind: str) -> MeetingPaperRow | None:
    """The frozen paper of a meeting, or None."""
    return desk.uow.meetings.paper(row.id, kind, row.held_on) if row else None


def material_body(desk: Desk, found: Meeting) -> dict[str, Any]:
    """The material of a meeting as it is now, whole and by item, to be frozen."""
    each = [papers.paper_of(desk, row.id) for row in found.items]
    late = _late(desk, found.held_on)
    whole = replace(_whole(desk, found, each), remarks=late)
    items = {
        str(row.id): replace(paper, remarks=late).to_json()
        for row, paper in zip(found.items, each, strict=True)
    }
    return {"whole": whole.to_json(), "items": items}


def minutes_paper(desk: Desk, found: Meeting) -> Paper:
    """The minutes as they stand now."""
    row, plan = found.row, found.arrangement
    said = papers.lines(row.said if row else "")
    where = (
        f"时间：{papers.on_words(found.held_on)} {plan.starts_at}".rstrip() + "。",
        f"地点：{plan.place or '没有记'}。",
        f"主持：{plan.chair or '没有记'}。",
        *(f"参加：{line}" for line in papers.lines(row.attended if row else "")),
    )
    is_signed = found.state is MeetingState.SIGNED
    paper = Paper(
        month=f"{found.held_on:%Y-%m}",
        title=f"{title_of(found)}纪要",
        issue=papers.on_words(found.held_on),
        issuer=f"{desk.hotline.city}12345政务服务便民热线中心",
        as_of=papers.day_words(desk.now),
        sections=(
            Section("会议情况", where),
            *((Section("会议内容", said),) if said else ()),
            Section("议定事项", tables=(_decided(desk, found),)),
            Section("责任清单", *_duties(desk, found.items)),
        ),
        remarks=() if is_signed else ("纪要还没有签发。",),
    )
    return closed(paper)


def decisions(desk: Desk, items: Sequence[AgendaItemRow]) -> dict[int, str]:
    """What was decided on each item, empty where nothing is written."""
    found = {row.id: desk.uow.papers.newest(row.id) for row in items}
    return {item: row.body.get(DECISION, "") if row else "" for item, row in found.items()}


def title_of(found: Meeting) -> str:
    """What a meeting is called."""
    return found.arrangement.title or "月调度会"


def _whole(desk: Desk, found: Meeting, each: list[Paper]) -> Paper:
    items = [_as_one(n, paper) for n, paper in enumerate(each, 1)]
    back = [s for p in each for s in p.sections if s.heading == papers.LOOKED_BACK]
    newest = max(range(len(each)), key=lambda n: each[n].month, default=None)
    last = () if newest is None else (back[newest],)
    return Paper(
        month=f"{found.held_on:%Y-%m}",
        title=f"{title_of(found)}会议材料",
        issue=papers.on_words(found.held_on),
        issuer=f"{desk.hotline.city}12345政务服务便民热线中心",
        as_of=papers.day_words(desk.now),
        sections=(_agenda(found), *items, *last),
    )


def _head(found: Meeting) -> tuple[str, ...]:
    plan = found.arrangement
    parts = [f"{papers.on_words(found.held_on)} {plan.starts_at}".rstrip()]
    parts += [plan.place] if plan.place else []
    parts += [f"{plan.chair}主持"] if plan.chair else []
    return (f"{'，'.join(parts)}。",)


def _as_one(number: int, paper: Paper) -> Section:
    """An item's whole paper as one section: each part begins with its heading and number."""
    own = [section for section in paper.sections if section.heading != papers.LOOKED_BACK]
    said = [
        f"（{numeral(number)}）{section.heading}。{sentence}" if place == 0 else sentence
        for number, section in enumerate((s for s in own if s.sentences), 1)
        for place, sentence in enumerate(section.sentences)
    ]
    return Section(
        heading=f"议题{numeral(number)}：{paper.title.partition('：')[2]}",
        sentences=tuple(said),
        tables=tuple(table for section in own for table in section.tables),
        cases=tuple(case for section in own for case in section.cases),
    )


def _agenda(found: Meeting) -> Section:
    items = found.items
    if not items:
        named = "、".join(f"“{row.title}”" for row in found.proposed)
        waiting = (f"拟上会的是{named}。",) if named else ()
        return Section("议程", (*_head(found), "还没有选定上会的议题。", *waiting))
    lines = [
        Line((n, row.title, month_words(row.month), row.tickets)) for n, row in enumerate(items, 1)
    ]
    table = Table("议程", ("序号", "议题", "月份", "选题时（件）"), tuple(lines))
    return Section("议程", _head(found), (table,))


def _decided(desk: Desk, found: Meeting) -> Table:
    """What was decided on each item, those that were put off or sent back last."""
    items = found.items
    said, notes = decisions(desk, items), desk.uow.agenda.notes([row.id for row in items])
    lines = []
    for number, row in enumerate(items, 1):
        told = agenda_terms.agreed(notes.get(row.id, ()))
        lead, due = (told.get(t.name, "—") for t in (agenda_terms.LEAD, agenda_terms.DUE))
        until = papers.on_words(date.fromisoformat(due)) if due != "—" else due
        lines.append(Line((number, row.title, said[row.id] or "没有记。", lead, until)))
    for number, gone in enumerate(put_off(desk, found), len(items) + 1):
        words = "；".join(part for part in (gone.said.rstrip("。；"), gone.where) if part)
        lines.append(Line((number, gone.title, words, "—", "—")))
    return Table("议定事项", ("序号", "议题", "会议决定", "牵头", "时限"), tuple(lines))


def _duties(
    desk: Desk, items: Sequence[AgendaItemRow]
) -> tuple[tuple[str, ...], tuple[Table, ...]]:
    lines = [
        Line(
            (
                row.title,
                duty.task,
                choices.unit_name(desk.catalogue, duty.lead),
                papers.on_words(duty.due_on),
                duty.target,
            )
        )
        for row in items
        for duty in desk.uow.duties.of_item(row.id)
    ]
    if not lines:
        return ("还没有下达责任。",), ()
    return (), (Table("责任清单", ("议题", "任务", "牵头", "时限", "目标"), tuple(lines)),)


def _unkept(desk: Desk, found: Meeting) -> tuple[str, ...]:
    is_past = found.items and found.held_on < desk.today
    return (_today_only(desk),) if is_past else ()


def _today_only(desk: Desk) -> str:
    day = papers.day_words(desk.now)
    return f"这次会没有留存当时的材料，以下按{day}的情况列，会后的变化也在里面。"


def _late(desk: Desk, held_on: date) -> tuple[str, ...]:
    days = (desk.today - held_on).days
    return (f"会后 {days} 天留存，这 {days} 天里的变化也在里面。",) if days > 0 else ()
