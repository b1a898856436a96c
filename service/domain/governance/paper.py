"""What people write into the paper of an agenda item, and when they may."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.agenda import AgendaStatus
from service.domain.errors import BadInput, IllegalStep, NotAllowed
from service.domain.permissions import Actor, Permission

DECISION = "decision"
_MOST = 2000
_BEFORE = frozenset({AgendaStatus.CANDIDATE, AgendaStatus.SELECTED, AgendaStatus.SCHEDULED})
_DECIDING = frozenset({AgendaStatus.SCHEDULED, AgendaStatus.IN_GOVERNANCE, AgendaStatus.SUPERVISED})


@dataclass(frozen=True, slots=True)
class Part:
    """One part that is written: its name, its heading, what belongs there, and when it may be."""

    name: str
    label: str
    hint: str
    states: frozenset[AgendaStatus]


PARTS = (
    Part("causes", "成因", "为什么会发生、为什么一再发生；有工单作证的写明几件", _BEFORE),
    Part("path", "解决路径与政策依据", "分几步、谁来做、依据哪条政策", _BEFORE),
    Part("supervision", "督办安排", "谁督办、多久报一次、逾期怎么办", _BEFORE),
    Part(DECISION, "会议决定", "会上定了什么；会后登记", _DECIDING),
)


def written(
    status: AgendaStatus, actor: Actor, before: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, str]:
    """The parts after somebody wrote. What is not open now keeps its words.

    Raises ``IllegalStep`` when nothing is open, ``NotAllowed``, or ``BadInput``.
    """
    if not (actor.may(Permission.AGENDA_EDIT) or actor.may(Permission.AGENDA_DECIDE)):
        raise NotAllowed("会议材料由数据分析员、督办员和调度领导写。")
    open_ = open_parts(status)
    if not open_:
        raise IllegalStep("议题现在的状态不能再改会议材料。")
    wrong = {p.name: f"最多 {_MOST} 字" for p in open_ if len(given.get(p.name, "")) > _MOST}
    if wrong:
        raise BadInput("有的部分太长。", wrong)
    new = {p.name: given.get(p.name, before.get(p.name, "")).strip() for p in open_}
    return {**before, **new}


def laid_parts(status: AgendaStatus) -> tuple[Part, ...]:
    """The parts that may be written now of what is laid before a meeting."""
    return tuple(part for part in open_parts(status) if part.name != DECISION)


def open_parts(status: AgendaStatus) -> tuple[Part, ...]:
    """The parts that may be written while an item stands so."""
    return tuple(part for part in PARTS if status in part.states)
