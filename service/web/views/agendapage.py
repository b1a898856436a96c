"""Builds the contexts of the agenda's pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from service.domain.agenda import SETTLED_FOR_NOW, AgendaStatus
from service.domain.agenda_terms import MEETING
from service.domain.governance.meeting import meeting_of
from service.domain.outlook import topic_of_item
from service.flows.queries.governance.governance import UndoView
from service.flows.queries.month.agenda import AgendaLine, ItemView
from service.labels import label
from service.store.tables.agenda import AgendaStepRow
from service.web.contexts.months import AgendaPage, ItemPage
from service.web.render import moment
from service.web.views.agendanext import next_words
from service.web.views.agendarows import VERBS, Tried, agreed, item_row, stages
from service.web.views.dutyrows import duty_row
from service.web.views.effectwords import measured_part
from service.web.views.listrows import row_of
from service.web.views.monthpage import history, rest
from service.web.views.riserows import rise_part
from service.web.views.surveyrows import judged_part

A = AgendaStatus
_ALL = "all"
_OPEN = tuple(state for state in A if state not in SETTLED_FOR_NOW)
_JUDGED = frozenset({A.IN_GOVERNANCE, A.SUPERVISED, A.ACCEPTED, A.CLOSED, A.WATCH})


def states_of(name: str) -> tuple[AgendaStatus, ...]:
    """The states that a tab of the list shows: one, all of them, or those that are open."""
    if name == _ALL:
        return tuple(A)
    return (A(name),) if name in {state.value for state in A} else _OPEN


def agenda_page(
    lines: Sequence[AgendaLine],
    counts: Mapping[AgendaStatus, int],
    chosen: str,
    now: datetime,
) -> AgendaPage:
    """The items of all months; ``chosen``: the tab, a state or "all", else what is open."""
    shown = states_of(chosen)
    tabs = [_tab("没有了结的", "/agenda", _sum(counts, _OPEN), is_current=shown == _OPEN)]
    tabs += [
        _tab(label(s), f"/agenda?status={s.value}", counts.get(s, 0), is_current=shown == (s,))
        for s in A
        if s in counts or shown == (s,)
    ]
    everything = sum(counts.values())
    tabs.append(_tab("全部", f"/agenda?status={_ALL}", everything, is_current=chosen == _ALL))
    return AgendaPage(tabs=tabs, rows=[item_row(line, now) for line in lines])


def item_page(view: ItemView, now: datetime, tried: Tried, error: str = "") -> ItemPage:
    """One item; ``tried``: the change that is being made, and ``error`` why it was not."""
    item = view.item
    return ItemPage(
        item=item_row(item, now, replace(tried, offered={MEETING.name: view.next_meeting})),
        rise=rise_part(view.measured, item.id),
        typical=[
            {
                "heading": told.heading,
                "no": told.no,
                "facts": [{"term": name, "value": said} for name, said in told.lines],
            }
            for told in view.typical
        ],
        measured=measured_part(view.measured, item.id, item.status),
        judged=judged_part(view.judged) if item.status in _JUDGED else None,
        next=next_words(item, is_held=view.is_held, may_write=view.measured.may_write),
        blocked=_blocked(item),
        undo=_undo(view.undo) if view.undo else {},
        duties=[duty_row(line) for line in view.duties],
        may_give=view.may_give,
        topic_url=_topic_url(item),
        topic_label="看民情月历" if topic_of_item(item.topic_id) else "看热点",
        meeting_url=_meeting_url(item),
        reasons=list(item.reasons),
        timeline=[_entry(step) for step in view.steps],
        stages=stages(item.status),
        standing=[
            {"term": label(status), "value": f"{count} 件"}
            for status, count in view.standing.items()
        ],
        ended=item.ended,
        agreed=agreed(item),
        units=[(name, "") for name in view.units],
        history=history(view.history, item.topic_id),
        rows=[row_of(line, now) for line in view.tickets],
        rest=rest(len(view.tickets), item.tickets - view.hidden, view.hidden),
        note=tried.typed.get("note", ""),
        tried=tried.target,
        error=error,
    )


def _topic_url(item: AgendaLine) -> str:
    season = topic_of_item(item.topic_id)
    return f"/outlook#season-{season}" if season else f"/month/{item.month}/topics/{item.topic_id}"


def _meeting_url(item: AgendaLine) -> str:
    day = meeting_of(item.status, item.agreed)
    return f"/meetings/{day.isoformat()}" if day else ""


def _sum(counts: Mapping[AgendaStatus, int], states: Iterable[AgendaStatus]) -> int:
    return sum(counts.get(state, 0) for state in states)


def _tab(name: str, href: str, count: int, *, is_current: bool) -> dict[str, Any]:
    return {"label": name, "href": href, "count": count, "current": is_current}


def _blocked(item: AgendaLine) -> str:
    """Why somebody who works on the item has no button to accept it; empty when there is one."""
    if not item.doubts or not item.changes or A.ACCEPTED in item.changes:
        return ""
    return f"“通过验收”要由调度领导来办：{'；'.join(item.doubts)}。"


def _undo(view: UndoView) -> dict[str, str]:
    verb = VERBS.get((view.source, view.target), "会议改期")
    return {"label": f"撤销“{verb}”", "why_not": view.why_not}


def _entry(step: AgendaStepRow) -> dict[str, Any]:
    source, target = AgendaStatus(step.source or step.target), AgendaStatus(step.target)
    verb = VERBS.get((source, target), "会议改期") if step.source else label(target)
    if step.undoes:
        verb = f"撤销“{VERBS[target, source]}”"
    return {
        "label": verb,
        "at": moment(step.at),
        "at_iso": step.at.isoformat(),
        "who": step.actor_name,
        "note": step.note,
    }
