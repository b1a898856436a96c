"""What each step of a matter across borders refuses and changes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from service.domain.clocks.deadlines import LONGEST_WAIT
from service.domain.errors import BadInput, IllegalStep, NotAllowed, Refused
from service.domain.localtime import LOCAL, local_day
from service.domain.permissions import Actor
from service.domain.together.matters import (
    MATTER_TABLE,
    Answer,
    Duty,
    Matter,
    MatterEntry,
    MatterStatus,
    MatterStep,
    Position,
    Resolution,
    Session,
)

_LEAST_UNITS = 2
_HOUR = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")
M = MatterStep


@dataclass(frozen=True, slots=True)
class MatterFacts:
    """What the flow looked up: units that take tickets and their codes by name, the hour at which
    offices close, how many tickets are open, how many do not follow the decision, the number
    that a session would get.
    """

    units: Mapping[str, str]
    closes: time = time(18, 0)
    open_tickets: int = 0
    astray: int = 0
    session_no: str = ""


@dataclass(frozen=True, slots=True)
class MatterCase:
    """One step about to be taken on a matter."""

    matter: Matter
    actor: Actor
    now: datetime
    data: Mapping[str, Any]
    facts: MatterFacts


@dataclass(frozen=True, slots=True)
class MatterMove:
    """What was decided: the matter as it will be, and the step to append."""

    matter: Matter
    entry: MatterEntry


def advance_matter(case: MatterCase, step: MatterStep) -> MatterMove:
    """Decide one step. Raises ``IllegalStep``, ``NotAllowed``, ``Refused`` or ``BadInput``."""
    before = case.matter
    rows = [r for r in MATTER_TABLE if r.step is step and before.status in r.sources]
    if not rows:
        raise IllegalStep("这件跨界事项现在的状态不能做这一步，请刷新页面看最新状态。")
    if not case.actor.may(rows[0].permission):
        raise NotAllowed("您的角色不能做这一步。")
    changes = _EFFECTS.get(step, _nothing)(case)
    after = replace(
        before,
        status=rows[0].target or before.status,
        version=before.version + 1,
        **changes,
    )
    return MatterMove(after, matter_entry(case, step, after))


def matter_entry(case: MatterCase, step: MatterStep, after: Matter) -> MatterEntry:
    """The step to append; the session's number and the decision stay with it."""
    data = dict(case.data)
    if step is M.CALL and after.session is not None:
        data["session_no"] = after.session.no
    return MatterEntry(
        matter_id=after.id,
        seq=after.version,
        step=step,
        at=case.now,
        actor_id=case.actor.id,
        actor_name=case.actor.name,
        actor_unit=case.actor.unit,
        source=None if step is M.OPEN else case.matter.status,
        target=after.status,
        data=data,
    )


def _nothing(_: MatterCase) -> dict[str, Any]:
    return {}


def _ask(case: MatterCase) -> dict[str, Any]:
    by = _end_of(case.data["answer_by"], case)
    if by <= case.now:
        raise BadInput("表态期限要晚于现在。", {"answer_by": "要晚于今天下班"})
    _check_near(by, "answer_by", case)
    units = _invited(case)
    return {"units": units, "answer_by": by}


def _call(case: MatterCase) -> dict[str, Any]:
    at = _moment(case.data["held_on"], case.data["held_at"])
    if at <= case.now:
        raise BadInput("开会时间要晚于现在。", {"held_on": "开会时间要晚于现在"})
    _check_near(at, "held_on", case)
    units = _invited(case)
    known = case.matter.session
    session = Session(
        no=known.no if known else case.facts.session_no,
        at=at,
        place=case.data["place"],
        chair=case.data["chair"],
        units=units,
        agenda=case.data["agenda"],
    )
    return {"units": units, "session": session}


def _invited(case: MatterCase) -> tuple[str, ...]:
    """Those asked before stay asked: their answers are on record."""
    units = tuple(dict.fromkeys((*case.matter.units, *case.data["units"])))
    _check_units(case, units, "units")
    if len(units) < _LEAST_UNITS:
        raise BadInput("至少请两个单位。", {"units": "至少两个单位，用逗号分开"})
    return units


def _answer(case: MatterCase) -> dict[str, Any]:
    unit, data = case.actor.unit, case.data
    if unit not in case.matter.units:
        raise Refused("这件跨界事项没有请您的单位表态。", rule="is_invited")
    suggested = data.get("suggested", "")
    if suggested:
        _check_units(case, (suggested,), "suggested")
    answer = Answer(
        unit=unit,
        position=Position(data["position"]),
        said=data["said"],
        legal_basis=data["legal_basis"],
        at=case.now,
        by=case.actor.name,
        suggested=suggested,
    )
    others = tuple(known for known in case.matter.answers if known.unit != unit)
    return {"answers": (*others, answer)}


def _decide(case: MatterCase) -> dict[str, Any]:
    session, data = _held(case), case.data
    lead, co_units = data["lead"], tuple(data.get("co_units", ()))
    _check_units(case, (lead, *co_units), "lead")
    if lead in co_units:
        raise BadInput("主办单位不能同时是协办单位。", {"co_units": "去掉主办单位"})
    due_on = date.fromisoformat(data["due_on"])
    if due_on <= local_day(case.now):
        raise BadInput("落实期限要晚于今天。", {"due_on": "要晚于今天"})
    _check_near(_end_of(data["due_on"], case), "due_on", case, years=5)
    is_leader = case.matter.status is MatterStatus.ESCALATED
    resolution = Resolution(
        lead=lead,
        co_units=co_units,
        duties=_duties(case, (lead, *co_units)),
        due_on=due_on,
        legal_basis=data["legal_basis"],
        said=data["said"],
        by=case.actor.name if is_leader else session.chair,
        at=case.now,
    )
    return {"resolution": resolution, "session": session}


def _held(case: MatterCase) -> Session:
    """The session, with the time at which it was held: as planned unless another is said.

    Raises ``Refused`` before any session, ``BadInput`` for a time that cannot be.
    """
    session, day = case.matter.session, case.data.get("was_on", "")
    hour = case.data.get("was_at", "")
    if session is None or (not day and not hour and case.now < session.at):
        words = "会还没有开，不能登记决定；提前开了的，请填实际开会的日期和时间。"
        raise Refused(words, rule="was_held")
    if not day and not hour:
        return session
    if not day or not hour:
        wrong = "was_at" if day else "was_on"
        raise BadInput("实际开会的日期和时间要一起填。", {wrong: "日期和时间要一起填"})
    at = _moment(day, hour, "was_at")
    if not case.matter.opened_at <= at <= case.now:
        raise BadInput("实际开会时间不对。", {"was_on": "要在提出之后，不晚于现在"})
    return replace(session, at=at)


def _duties(case: MatterCase, units: tuple[str, ...]) -> tuple[Duty, ...]:
    """One line per unit, “单位：任务”. Raises ``BadInput`` for a line that is none, or lacking."""
    duties: list[Duty] = []
    for line in filter(None, (part.strip() for part in case.data["duties"].splitlines())):
        name, _, task = line.replace(":", "：").partition("：")
        code = case.facts.units.get(name.strip(), name.strip())
        if code not in units or not task.strip():
            wrong = f"“{line}”不是“单位：任务”，或者不是主办、协办单位"
            raise BadInput("分工有一行看不懂。", {"duties": wrong})
        duties.append(Duty(code, task.strip()))
    named = {duty.unit for duty in duties}
    names = {code: name for name, code in case.facts.units.items()}
    lacking = [names.get(unit, unit) for unit in units if unit not in named]
    if lacking:
        raise BadInput("分工不全。", {"duties": f"还没有写{'、'.join(lacking)}做什么"})
    return tuple(duties)


def _carry_out(case: MatterCase) -> dict[str, Any]:
    if case.facts.astray:
        count = case.facts.astray
        raise Refused(f"还有 {count} 件工单没有按决定派到主办单位。", rule="tickets_follow")
    return {}


def _close(case: MatterCase) -> dict[str, Any]:
    if case.facts.open_tickets:
        count = case.facts.open_tickets
        raise Refused(f"还有 {count} 件工单没有办结，办结后才能了结这件事。", rule="is_settled")
    return {"ended_at": case.now}


def _withdraw(case: MatterCase) -> dict[str, Any]:
    return {"ended_at": case.now}


def _add_tickets(case: MatterCase) -> dict[str, Any]:
    known = case.matter.tickets
    return {"tickets": tuple(dict.fromkeys((*known, *case.data["tickets"])))}


_EFFECTS: Mapping[MatterStep, Callable[[MatterCase], dict[str, Any]]] = {
    M.ASK: _ask,
    M.CALL: _call,
    M.DECIDE: _decide,
    M.CARRY_OUT: _carry_out,
    M.CLOSE: _close,
    M.WITHDRAW: _withdraw,
    M.ANSWER: _answer,
    M.ADD_TICKETS: _add_tickets,
}


def _check_units(case: MatterCase, units: tuple[str, ...], field: str) -> None:
    known = set(case.facts.units.values())
    unknown = [unit for unit in units if unit not in known]
    if unknown:
        words = f"没有这个单位：{'、'.join(unknown)}，请从列表中选择"
        raise BadInput("有单位认不出。", {field: words})


def _check_near(at: datetime, field: str, case: MatterCase, *, years: int = 1) -> None:
    if at > case.now + years * LONGEST_WAIT:
        words = f"要在{'一' if years == 1 else '五'}年以内，请核对年份"
        raise BadInput(f"日期{words}。", {field: words})


def _end_of(day: str, case: MatterCase) -> datetime:
    return datetime.combine(date.fromisoformat(day), case.facts.closes, LOCAL)


def _moment(day: str, hour: str, field: str = "held_at") -> datetime:
    told = _HOUR.fullmatch(hour.strip())
    if told is None:  # half a time, such as T14 or 14, may mean another one
        raise BadInput("开会时间看不懂。", {field: "时间请写成 14:30，几点几分都要写"})
    at = time(int(told[1]), int(told[2]))
    return datetime.combine(date.fromisoformat(day), at, LOCAL)
