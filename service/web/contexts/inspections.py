"""Rulings on explanations, and second calls on closed orders."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ExplainedRow:
    """One order that a clerk wants to close with an explanation."""

    no: str
    version: int
    title: str
    unit: str
    text: str
    reply: str
    answers: list[dict[str, str]]
    explanation: str
    asked_by: str
    is_consented: bool
    is_void: bool
    why_not: str
    reason: str
    error: str


@dataclass(frozen=True, slots=True)
class ExplainedPage:
    """inspections/explained.html"""

    rows: list[ExplainedRow] = field(metadata={"help": "等第二个人裁定的解释办结"})


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One drawn order."""

    url: str
    no: str
    kind: str
    month: str
    title: str
    unit: str
    ending: str
    clerk: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """How often second calls differ, for a unit or a clerk; ``bound``: what is sure about it."""

    name: str
    inspected: int
    disagreed: int
    share: str
    bound: str


@dataclass(frozen=True, slots=True)
class InspectionsPage:
    """inspections/list.html"""

    tabs: list[dict[str, object]] = field(metadata={"help": "待抽查、不一致、已抽查、比对"})
    tab: str = field(metadata={"help": "看的是哪一页签"})
    rows: list[SampleRow] = field(metadata={"help": "抽到的工单"})
    units: list[AgreementRow] = field(metadata={"help": "按承办单位比对"})
    clerks: list[AgreementRow] = field(metadata={"help": "按回访员比对"})
    months: list[str] = field(metadata={"help": "抽过的月份"})
    month: str = field(metadata={"help": "筛选的月份"})


@dataclass(frozen=True, slots=True)
class InspectionPage:
    """inspections/show.html"""

    id: int = field(metadata={"help": "抽查编号"})
    row: SampleRow = field(metadata={"help": "这一件"})
    text: str = field(metadata={"help": "诉求"})
    reply: str = field(metadata={"help": "答复"})
    phone: str = field(metadata={"help": "号码；没有点开是遮住的"})
    name: str = field(metadata={"help": "诉求人"})
    is_revealed: bool = field(metadata={"help": "号码是不是点开了"})
    compared: list[dict[str, str]] = field(metadata={"help": "三个问题：第一次和这一次"})
    may_inspect: bool = field(metadata={"help": "能不能抽查这一件"})
    why_not: str = field(metadata={"help": "为什么不能"})
    reason: str = field(metadata={"help": "重新办理的理由，先填好哪里不一致"})
    may_look_again: bool = field(metadata={"help": "能不能重新办理"})
    note: str = field(metadata={"help": "抽查记的话"})
    inspected: str = field(metadata={"help": "谁在什么时候抽查的"})
    questions: list[tuple[str, str]] = field(metadata={"help": "三个问题：字段和问法"})
    answers: list[tuple[str, str]] = field(metadata={"help": "选项"})
    typed: dict[str, str] = field(metadata={"help": "刚才填的"})
    error: str = field(metadata={"help": "刚才为什么没有办成"})
    wrong: dict[str, str] = field(metadata={"help": "哪一栏没有填好，为什么"})
