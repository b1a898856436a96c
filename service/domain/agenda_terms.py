"""What a change of an agenda item asks, and how the answers are kept in the words of its step."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from service.domain.agenda import AgendaStatus as A
from service.domain.errors import BadInput

_MOST = 400


@dataclass(frozen=True, slots=True)
class Term:
    """One question: the form's name for it, its words, and what an answer must be."""

    name: str
    label: str
    kind: Literal["text", "day", "day_to_come", "day_to_look", "unit"]


MEETING = Term("meeting_on", "会议日期", "day")
LEAD = Term("lead_unit", "牵头单位", "unit")
MEASURE = Term("measure", "治理措施", "text")
DUE = Term("due_on", "完成时限", "day_to_come")
DEMAND = Term("demand", "督办要求", "text")
REMARK = Term("remark", "验收意见", "text")
WHY_OPEN = Term("why_open", "工单没有全部了结也通过的原因", "text")
WHY_DOUBT = Term("why_doubt", "指标或回访有疑问也通过的原因", "text")
FOUND = Term("found", "验收依据", "text")
LOOKED = Term("looked", "回头看所见", "text")
LOOK = Term("look_on", "回头看日期", "day_to_look")
# A second look comes three to twelve months after the matter was closed.
_LOOK_DAYS = range(85, 371)
# Farther from today a day is a slip of the pen: a meeting by a year, a deadline by five.
_FARTHEST = {"day": 366, "day_to_come": 5 * 366}
ASKED: Mapping[tuple[A, A], tuple[Term, ...]] = {
    (A.SELECTED, A.SCHEDULED): (MEETING,),
    (A.SCHEDULED, A.IN_GOVERNANCE): (LEAD, MEASURE, DUE),
    (A.IN_GOVERNANCE, A.SUPERVISED): (DEMAND,),
    (A.IN_GOVERNANCE, A.ACCEPTED): (REMARK,),
    (A.SUPERVISED, A.ACCEPTED): (REMARK,),
    (A.CLOSED, A.WATCH): (LOOK,),
}
TERMS = (MEETING, LEAD, MEASURE, DUE, DEMAND, REMARK, WHY_OPEN, WHY_DOUBT, FOUND, LOOKED, LOOK)
_NAMES_OF_ACCEPTING = {term.name for term in (REMARK, WHY_OPEN, WHY_DOUBT, FOUND)}
_BY_LABEL = {term.label: term.name for term in TERMS}


def asked(
    status: A, target: A, open_tickets: int, doubts: Collection[str] = ()
) -> tuple[Term, ...]:
    """The questions of a change, in order; ``open_tickets``: those of the item not yet ended.

    Accepting while some are open asks why as well, and so it does with ``doubts`` of its target
    or its callers.
    """
    terms = ASKED.get((status, target), ())
    if REMARK not in terms:
        return terms
    return (*terms, *([WHY_OPEN] if open_tickets else []), *([WHY_DOUBT] if doubts else []))


def written(
    terms: Iterable[Term],
    answers: Mapping[str, str],
    units: Collection[str],
    today: date,
    open_tickets: int,
) -> str:
    """The answers as the words of a step, a line each. ``units``: the names a unit may have.

    Raises ``BadInput`` that names every answer missing or wrong.
    """
    given = {term: " ".join(answers.get(term.name, "").split()) for term in terms}
    wrong = {term.name: _fault(term, said, units, today) for term, said in given.items()}
    wrong = {name: fault for name, fault in wrong.items() if fault}
    if wrong:
        message = "、".join(dict.fromkeys(wrong.values())) + "。"
        if WHY_OPEN.name in wrong:
            message = f"还有 {open_tickets} 件工单没有了结：{message}"
        raise BadInput(message, wrong)
    return "\n".join(f"{term.label}：{said}" for term, said in given.items())


def agreed(notes: Iterable[str]) -> dict[str, str]:
    """What has been agreed on, by the names of the terms; of several answers the last.

    What an acceptance said is gone when the item is accepted anew.
    """
    found: dict[str, str] = {}
    for note in notes:
        parts = [line.partition("：") for line in note.splitlines()]
        told = {_BY_LABEL[w]: said for w, colon, said in parts if colon and w in _BY_LABEL}
        if REMARK.name in told:
            found = {n: said for n, said in found.items() if n not in _NAMES_OF_ACCEPTING}
        found |= told
    return found


def _fault(term: Term, said: str, units: Collection[str], today: date) -> str:
    if not said:
        return f"请写明{term.label}"
    if len(said) > _MOST:
        return f"{term.label}最多 {_MOST} 字"
    if term.kind == "unit":
        return "" if said in units else f"{term.label}不在单位名录里，请从列表里选"
    return _day_fault(term, said, today) if term.kind != "text" else ""


def _day_fault(term: Term, said: str, today: date) -> str:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return f"{term.label}要写成 {today.isoformat()} 的样子"
    if term.kind == "day_to_look" and (day - today).days not in _LOOK_DAYS:
        return f"{term.label}要在 3 到 12 个月以后"
    if abs((day - today).days) > _FARTHEST.get(term.kind, 366):
        return f"{term.label}离今天太远，请核对年份"
    return f"{term.label}已经过去" if term.kind == "day_to_come" and day < today else ""
