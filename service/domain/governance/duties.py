"""A duty (责任清单 line) of an agenda item: its table of steps, its guards, its traffic light."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from service.domain.agenda import AgendaStatus
from service.domain.errors import BadInput, IllegalStep, NotAllowed
from service.domain.permissions import Actor, Permission
from service.domain.texts import whole

_TASK, _SAID, _SOON = 400, 1000, timedelta(days=7)
_WHOLE = 100
_FARTHEST = timedelta(days=5 * 366)
# Duties are given while these last.
GIVING = frozenset({AgendaStatus.SCHEDULED, AgendaStatus.IN_GOVERNANCE, AgendaStatus.SUPERVISED})


class DutyStatus(StrEnum):
    """Where a duty stands."""

    SENT = "sent"
    SIGNED = "signed"
    REPORTED = "reported"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class DutyStep(StrEnum):
    """What can be done with a duty."""

    GIVE = "give"
    SIGN = "sign"
    REPORT = "report"
    COMPLETE = "complete"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    SUPERVISE = "supervise"
    WITHDRAW = "withdraw"


class Light(StrEnum):
    """The traffic light of a duty."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    OFF = "off"


S, X = DutyStatus, DutyStep
OPEN = frozenset({S.SENT, S.SIGNED, S.REPORTED})
UNIT_STEPS = frozenset({X.SIGN, X.REPORT, X.COMPLETE})
NEEDS_WORDS = frozenset({X.REPORT, X.COMPLETE, X.SEND_BACK, X.SUPERVISE, X.WITHDRAW})
# Every step: where it may be taken, and where it leads (None: it stays).
DUTY_TABLE: Mapping[DutyStep, tuple[frozenset[DutyStatus], DutyStatus | None]] = {
    X.SIGN: (frozenset({S.SENT}), S.SIGNED),
    X.REPORT: (frozenset({S.SIGNED}), None),
    X.COMPLETE: (frozenset({S.SIGNED}), S.REPORTED),
    X.ACCEPT: (frozenset({S.REPORTED}), S.DONE),
    X.SEND_BACK: (frozenset({S.REPORTED}), S.SIGNED),
    X.SUPERVISE: (frozenset({S.SENT, S.SIGNED}), None),
    X.WITHDRAW: (OPEN, S.WITHDRAWN),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty as it stands. ``percent``: how far the unit says it is; ``supervised``: how often."""

    item_id: int
    task: str
    lead: str
    co_units: tuple[str, ...]
    due_on: date
    target: str
    id: int = 0
    version: int = 1
    status: DutyStatus = DutyStatus.SENT
    percent: int = 0
    supervised: int = 0


def given(item: AgendaStatus, actor: Actor, duty: Duty, units: frozenset[str], today: date) -> Duty:
    """The duty as it is sent. Raises ``IllegalStep``, ``NotAllowed`` or ``BadInput``."""
    if item not in GIVING:
        raise IllegalStep("排入调度会以后、验收以前才能下达责任。")
    _check_right(actor, X.GIVE, duty)
    wrong = {}
    if not 0 < len(duty.task) <= _TASK:
        wrong["task"] = f"任务要写明，最多 {_TASK} 字"
    if not 0 < len(duty.target) <= _TASK:
        wrong["target"] = f"可衡量的目标要写明，最多 {_TASK} 字"
    if duty.lead not in units:
        wrong["lead"] = "牵头单位要从列表里选"
    if not units.issuperset(duty.co_units) or duty.lead in duty.co_units:
        wrong["co_units"] = "配合单位要从列表里选，不能是牵头单位"
    if duty.due_on < today:
        wrong["due_on"] = "时限已经过去"
    elif duty.due_on > today + _FARTHEST:
        wrong["due_on"] = "时限要在五年以内，请核对年份"
    if wrong:
        raise BadInput("、".join(wrong.values()) + "。", wrong)
    return duty


def take_step(duty: Duty, step: DutyStep, actor: Actor, said: str, percent: str = "") -> Duty:
    """The duty after a step. Raises ``IllegalStep``, ``NotAllowed`` or ``BadInput``."""
    sources, target = DUTY_TABLE[step]
    if duty.status not in sources:
        raise IllegalStep("这项责任的状态已经变了，请刷新后再看。")
    _check_right(actor, step, duty)
    if step in NEEDS_WORDS and not said.strip():
        raise BadInput("请写明情况。", {"said": "请写明情况"})
    if len(said) > _SAID:
        raise BadInput(f"最多 {_SAID} 字。", {"said": f"最多 {_SAID} 字"})
    return replace(
        duty,
        status=target or duty.status,
        percent=_percent(duty, step, percent),
        supervised=duty.supervised + (step is X.SUPERVISE),
    )


def open_steps(duty: Duty, actor: Actor) -> tuple[DutyStep, ...]:
    """What this person may do with it now, in the order of the table."""
    return tuple(
        step
        for step, (sources, _) in DUTY_TABLE.items()
        if duty.status in sources and _may(actor, step, duty)
    )


def light(duty: Duty, today: date) -> Light:
    """Red: overdue; yellow: due within a week, or unsigned; green: under way; off: ended."""
    if duty.status not in OPEN:
        return Light.OFF
    if duty.status is S.REPORTED:
        return Light.GREEN
    if today > duty.due_on:
        return Light.RED
    is_near = duty.due_on - today <= _SOON
    return Light.YELLOW if is_near or duty.status is S.SENT else Light.GREEN


def _percent(duty: Duty, step: DutyStep, text: str) -> int:
    if step is X.COMPLETE:
        return _WHOLE
    if step is not X.REPORT:
        return duty.percent
    percent = whole(text)
    if percent is None or percent >= _WHOLE:
        raise BadInput("进度要写 0 到 99 的整数，做完了用“报完成”。", {"percent": "0 到 99 的整数"})
    return percent


def _may(actor: Actor, step: DutyStep, duty: Duty) -> bool:
    if step in UNIT_STEPS:
        return actor.may(Permission.LIST_REPORT) and actor.unit == duty.lead
    return actor.may(Permission.AGENDA_EDIT) or actor.may(Permission.AGENDA_DECIDE)


def _check_right(actor: Actor, step: DutyStep, duty: Duty) -> None:
    if not _may(actor, step, duty):
        who = "牵头单位" if step in UNIT_STEPS else "调度领导、数据分析员、督办员"
        raise NotAllowed(f"这一步由{who}来办。")
