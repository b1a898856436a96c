"""Turns agenda items into words and buttons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from service.domain import agenda_terms
from service.domain.agenda import AgendaStatus, needs_note
from service.domain.localtime import local_day
from service.flows.queries.month.agenda import AgendaLine
from service.labels import label
from service.web.contexts.months import Change, ItemRow

A = AgendaStatus
VERBS: dict[tuple[AgendaStatus, AgendaStatus], str] = {
    (A.CANDIDATE, A.SELECTED): "选为议题",
    (A.CANDIDATE, A.DROPPED): "不列入",
    (A.CANDIDATE, A.LAPSED): "过期未选",
    (A.DROPPED, A.CANDIDATE): "重新列为候选",
    (A.LAPSED, A.CANDIDATE): "重新列为候选",
    (A.SELECTED, A.SCHEDULED): "排入调度会",
    (A.SELECTED, A.CANDIDATE): "退回候选",
    (A.SCHEDULED, A.IN_GOVERNANCE): "开始治理",
    (A.SCHEDULED, A.SELECTED): "暂不调度",
    (A.IN_GOVERNANCE, A.SUPERVISED): "转入督办",
    (A.IN_GOVERNANCE, A.ACCEPTED): "通过验收",
    (A.SUPERVISED, A.IN_GOVERNANCE): "解除督办",
    (A.SUPERVISED, A.ACCEPTED): "通过验收",
    (A.ACCEPTED, A.CLOSED): "闭环",
    (A.ACCEPTED, A.IN_GOVERNANCE): "没有治好，继续治理",
    (A.CLOSED, A.WATCH): "安排回头看",
    (A.CLOSED, A.IN_GOVERNANCE): "问题反弹，重新治理",
    (A.WATCH, A.IN_GOVERNANCE): "问题反弹，重新治理",
    (A.WATCH, A.CLOSED): "回头看合格",
}
TONES = {
    A.CANDIDATE: "waiting",
    A.SUPERVISED: "overdue",
    A.ACCEPTED: "done",
    A.CLOSED: "done",
    A.WATCH: "soon",
    A.DROPPED: "refused",
    A.LAPSED: "refused",
}
_WAY = (A.CANDIDATE, A.SELECTED, A.SCHEDULED, A.IN_GOVERNANCE, A.ACCEPTED, A.CLOSED, A.WATCH)
_AT_WORK = frozenset({A.IN_GOVERNANCE, A.SUPERVISED})
_ACCEPTED = frozenset({A.ACCEPTED, A.CLOSED, A.WATCH})
# These stand with what the item is accepted on.
_BESIDE_EVIDENCE = (agenda_terms.FOUND, agenda_terms.WHY_DOUBT)
_BESIDE = {A.SUPERVISED: A.IN_GOVERNANCE}


@dataclass(frozen=True, slots=True)
class Tried:
    """A change that is being made: what was typed, and what was wrong with it.

    ``offered``: by the names of terms what stands there before anybody types.
    """

    target: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    offered: Mapping[str, str] = field(default_factory=dict)


def item_row(line: AgendaLine, now: datetime, tried: Tried | None = None) -> ItemRow:
    """An agenda item with the buttons this person has; with ``tried``, also what they ask."""
    late = _days_left(line, now) < 0
    return ItemRow(
        id=line.id,
        url=f"/agenda/{line.id}",
        month=line.month,
        title=line.title,
        reasons="；".join(line.reasons),
        status=label(line.status),
        status_tone=TONES.get(line.status, "working"),
        tickets=line.tickets,
        version=line.version,
        changes=[_change(line, target, tried) for target in line.changes],
        course="；".join(_course(line, now)),
        course_tone="overdue" if late else "",
    )


def in_work(lines: Iterable[AgendaLine], now: datetime) -> list[ItemRow]:
    """The items still worked on, the most overdue first; closed and watched ones are not."""
    left = [line for line in lines if line.status not in (A.CLOSED, A.WATCH)]
    return [item_row(line, now) for line in sorted(left, key=lambda each: _days_left(each, now))]


def agreed(line: AgendaLine) -> list[dict[str, str]]:
    """What has been agreed on, in the order in which it is asked."""
    terms = {t.name: t.label for t in agenda_terms.TERMS if t not in _BESIDE_EVIDENCE}
    return [
        {"term": words, "value": line.agreed[name]}
        for name, words in terms.items()
        if name in line.agreed
    ]


def stages(status: AgendaStatus) -> list[dict[str, str]]:
    """The progress line; an item left out shows only that."""
    if status in (A.DROPPED, A.LAPSED):
        return [
            {"label": label(A.CANDIDATE), "state": "past"},
            {"label": label(status), "state": "now"},
        ]
    now = _WAY.index(_BESIDE.get(status, status))
    return [
        {
            "label": label(status if n == now else stage),
            "state": "past" if n < now else "now" if n == now else "next",
        }
        for n, stage in enumerate(_WAY)
    ]


def _change(line: AgendaLine, target: AgendaStatus, tried: Tried | None) -> Change:
    """One button; that of the next stage is the main one."""
    wants_note = needs_note(line.status, target)
    terms = agenda_terms.asked(line.status, target, line.tickets - line.ended, line.doubts)
    return Change(
        target=target.value,
        label=VERBS[line.status, target],
        needs_note=wants_note,
        is_main=not wants_note and target in _WAY,
        is_danger=target is A.DROPPED,
        href=f"/agenda/{line.id}?change={target.value}#decide" if terms else "",
        warning=f"有疑问：{'；'.join(line.doubts)}。" if agenda_terms.WHY_DOUBT in terms else "",
        fields=[_field(term, target, tried) for term in terms] if tried else [],
        is_open=tried is not None and tried.target == target,
    )


def _field(term: agenda_terms.Term, target: AgendaStatus, tried: Tried) -> dict[str, Any]:
    is_tried, offered = tried.target == target, tried.offered.get(term.name, "")
    return {
        "name": term.name,
        "id": f"{target.value}-{term.name}",
        "label": term.label,
        "kind": term.kind,
        "value": tried.typed.get(term.name, offered) if is_tried else offered,
        "error": tried.wrong.get(term.name, "") if is_tried else "",
    }


def _course(line: AgendaLine, now: datetime) -> list[str]:
    """Who leads, by when, and how many of its tickets have ended; nothing before it is chosen."""
    if line.status in (A.CANDIDATE, A.DROPPED, A.LAPSED):
        return []
    lead, due = (line.agreed.get(t.name, "") for t in (agenda_terms.LEAD, agenda_terms.DUE))
    meeting = line.agreed.get(agenda_terms.MEETING.name, "")
    said = [f"{meeting} 上调度会"] if meeting and not lead else []
    said += [f"{lead}牵头"] if lead else []
    if due:
        days = _days_left(line, now)
        left = f"已过 {-days} 天" if days < 0 else f"还有 {days} 天"
        said.append(f"时限 {due}" + (f"（{left}）" if line.status in _AT_WORK else ""))
    if line.status in _ACCEPTED and agenda_terms.WHY_DOUBT.name in line.agreed:
        said.append("指标或回访有疑问，领导写明理由通过")
    if line.returned and line.status in _ACCEPTED:
        said.append("最近两个月又到了治理前的件数，建议重新治理")
    look = line.agreed.get(agenda_terms.LOOK.name, "")
    said += [f"{look} 回头看"] if look and line.status is A.WATCH else []
    return [*said, f"选题时 {line.tickets} 件，已了结 {line.ended} 件"]


def _days_left(line: AgendaLine, now: datetime) -> int:
    """Days to the day by which it is to be done; 0 when no such day runs."""
    due = line.agreed.get(agenda_terms.DUE.name)
    if due is None or line.status not in _AT_WORK:
        return 0
    return (date.fromisoformat(due) - local_day(now)).days
