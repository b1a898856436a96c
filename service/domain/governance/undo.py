"""Taking back a slip: the newest step of an agenda item, on its own day, by a step against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from service.domain.agenda import AgendaStatus
from service.domain.errors import BadInput, IllegalStep, NotAllowed, Refused
from service.domain.governance.duties import GIVING
from service.domain.localtime import local_day
from service.domain.permissions import Actor, Permission

_WHY = 1000


@dataclass(frozen=True, slots=True)
class ItemStep:
    """A step of an agenda item as it was written; ``undoes``: the number of the one taken back."""

    seq: int
    at: datetime
    actor_id: int
    source: AgendaStatus | None
    target: AgendaStatus
    note: str = ""
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """What has happened outside since a step: duties signed, duties on their way, callers asked."""

    signed: int = 0
    sent: int = 0
    asked: int = 0


def standing(steps: Sequence[ItemStep]) -> list[ItemStep]:
    """The steps that count: neither taken back nor taking one back, in their order."""
    undone = {step.undoes for step in steps}
    return [step for step in steps if step.undoes is None and step.seq not in undone]


def newest(steps: Sequence[ItemStep]) -> ItemStep | None:
    """The step that could be taken back: the last that stands, unless it is the first."""
    last = next(reversed(standing(steps)), None)
    return last if last and last.source is not None else None


def why_not(step: ItemStep, actor: Actor, today: date, outside: Outside) -> str | None:
    """None when this person may take the step back now; else why not, in Chinese."""
    if step.source is step.target:
        return "会议改期在调度会页办：再改一次会议安排。"
    if local_day(step.at) != today:
        return "只有当天的才能撤销；以前的请写明理由另办一步。"
    if not (actor.may(Permission.AGENDA_DECIDE) or actor.id == step.actor_id):
        return "由办这一步的人或调度领导撤销。"
    return _happened(step, outside)


def _happened(step: ItemStep, outside: Outside) -> str | None:
    if outside.signed:
        return f"已有 {outside.signed} 项责任被单位签收，不能撤销；请写明理由另办一步。"
    if outside.asked:
        return f"已有 {outside.asked} 位诉求人被问过，不能撤销；请写明理由另办一步。"
    if outside.sent and step.source not in GIVING:
        return f"已有 {outside.sent} 项责任下达给单位，请先撤回责任，再撤销这一步。"
    return None


def undone(
    steps: Sequence[ItemStep], actor: Actor, today: date, outside: Outside, why: str
) -> ItemStep:
    """The step that is taken back. Raises ``IllegalStep``, ``NotAllowed``, ``Refused``,
    or ``BadInput`` without a reason.
    """
    step = newest(steps)
    if step is None:
        raise IllegalStep("没有可以撤销的一步。")
    if not (actor.may(Permission.AGENDA_EDIT) or actor.may(Permission.AGENDA_DECIDE)):
        raise NotAllowed("您的角色不能撤销议题的变更。")
    refusal = why_not(step, actor, today, outside)
    if refusal:
        raise Refused(refusal, rule="undone_the_same_day")
    if not why.strip():
        raise BadInput("请写明为什么撤销。", {"why": "请写明为什么撤销"})
    if len(why) > _WHY:
        raise BadInput(f"理由最多 {_WHY} 字。", {"why": f"最多 {_WHY} 字"})
    return step
