"""Matters across borders, joint sessions and precedents."""

from dataclasses import dataclass, field
from typing import Any

from service.flows.queries.choices import Choices
from service.web.contexts.lists import ListRow, TimeChip


@dataclass(frozen=True, slots=True)
class MatterLine:
    """One matter in the list, in words."""

    id: int
    url: str
    title: str
    crossings: str
    status: str
    tone: str
    tickets: int
    topic: str
    answered: str
    session: str
    lead: str
    opened: str
    chip: TimeChip
    row_tone: str


@dataclass(frozen=True, slots=True)
class MattersPage:
    """joint/list.html"""

    rows: list[MatterLine] = field(metadata={"help": "本页的跨界事项，急的在前"})
    tabs: list[dict[str, Any]] = field(metadata={"help": "进行中、待我单位表态、已议定、已结束"})
    tab: str = field(metadata={"help": "现在看的页签"})
    values: dict[str, str] = field(metadata={"help": "筛选栏里已填的内容"})
    crossings: list[tuple[str, str]] = field(metadata={"help": "可筛选的四跨类型"})
    choices: Choices = field(metadata={"help": "可选的单位"})
    total: int = field(metadata={"help": "符合条件的件数"})
    older: str = field(metadata={"help": "下一页的地址"})
    newer: str = field(metadata={"help": "上一页的地址"})
    may_open: bool = field(metadata={"help": "能不能提出跨界事项"})


@dataclass(frozen=True, slots=True)
class NewMatterPage:
    """joint/new.html"""

    values: dict[str, str] = field(metadata={"help": "已填的内容"})
    errors: dict[str, str] = field(metadata={"help": "要改的地方"})
    crossings: list[tuple[str, str]] = field(metadata={"help": "四跨的类型"})
    choices: Choices = field(metadata={"help": "可选的主题、地区"})


@dataclass(frozen=True, slots=True)
class MatterForm:
    """One step of a matter as a form; ``is_open``: it is shown unfolded."""

    step: str
    label: str
    action: str
    fields: list[dict[str, Any]]
    is_open: bool = False
    is_danger: bool = False
    error: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class MatterPage:
    """joint/show.html"""

    id: int = field(metadata={"help": "事项编号"})
    version: int = field(metadata={"help": "页面看到的版本"})
    title: str = field(metadata={"help": "标题"})
    state: str = field(metadata={"help": "状态"})
    tone: str = field(metadata={"help": "状态徽标的颜色"})
    chip: TimeChip = field(metadata={"help": "表态期限或开会时间"})
    stages: list[dict[str, str]] = field(metadata={"help": "进度条"})
    question: str = field(metadata={"help": "要议定的问题"})
    facts: list[dict[str, Any]] = field(metadata={"help": "基本情况"})
    answers: list[dict[str, str]] = field(metadata={"help": "各单位表态，并排"})
    objections: list[dict[str, str]] = field(metadata={"help": "退单时各单位说过的"})
    session: list[dict[str, str]] = field(metadata={"help": "会议安排，没有召集时为空"})
    decision: list[dict[str, str]] = field(metadata={"help": "决定，没有议定时为空"})
    duties: list[dict[str, str]] = field(metadata={"help": "分工"})
    decision_title: str = field(metadata={"help": "决定的标题：编号"})
    rows: list[ListRow] = field(metadata={"help": "涉及的工单"})
    hidden: int = field(metadata={"help": "不能看的工单件数"})
    precedents: list[dict[str, str]] = field(metadata={"help": "留下的先例"})
    similar: list[dict[str, str]] = field(metadata={"help": "同主题的有效先例"})
    forms: list[MatterForm] = field(metadata={"help": "本人现在可以办的"})
    timeline: list[dict[str, Any]] = field(metadata={"help": "经过，最新的在前"})
    minutes: str = field(metadata={"help": "会议纪要的地址，没有会议时为空"})
    is_whole: bool = field(metadata={"help": "经过的校验是否完好"})
    error: str = field(default="", metadata={"help": "刚才没有办成的原因"})


@dataclass(frozen=True, slots=True)
class PrecedentLine:
    """One precedent in words; ``why_not``: why the last try on it was refused."""

    id: int
    no: str
    matter_url: str
    topic: str
    condition: str
    lead: str
    co_units: str
    valid: str
    state: str
    tone: str
    ended: str
    legal_basis: str
    may_end: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class PrecedentsPage:
    """joint/precedents.html"""

    rows: list[PrecedentLine] = field(metadata={"help": "本页的先例，新的在前"})
    tabs: list[dict[str, Any]] = field(metadata={"help": "按有效、过期、废止分"})
    state: str = field(metadata={"help": "看的是哪个状态"})
    q: str = field(metadata={"help": "查的词"})
    total: int = field(metadata={"help": "符合条件的条数"})
    older: str = field(metadata={"help": "下一页的地址"})
    newer: str = field(metadata={"help": "上一页的地址"})
    error: str = field(default="", metadata={"help": "刚才没有办成的原因"})
