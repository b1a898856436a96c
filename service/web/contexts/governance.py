"""What the pages of an agenda item under governance show."""

from dataclasses import dataclass, field
from typing import Any

from service.reporting.paper import Section


@dataclass(frozen=True, slots=True)
class PlanPage:
    """agenda/plan.html"""

    title: str = field(metadata={"help": "议题"})
    url: str = field(metadata={"help": "议题页"})
    version: int = field(metadata={"help": "看到的版本"})
    scope: str = field(metadata={"help": "数的是哪些诉求"})
    baseline: str = field(metadata={"help": "治理前每月多少件，是哪几个月的平均"})
    why_controls: str = field(metadata={"help": "对照是什么、为什么要有"})
    why_none: str = field(metadata={"help": "为什么没有可比的"})
    controls: list[tuple[str, str]] = field(metadata={"help": "可作对照的序列，最像的在前"})
    kept: list[str] = field(metadata={"help": "勾着的"})
    at_most: str = field(metadata={"help": "每月不超过几件算达标"})
    expected: str = field(metadata={"help": "预期"})
    errors: dict[str, str] = field(default_factory=dict, metadata={"help": "各栏的错误"})
    error: str = field(default="", metadata={"help": "没有办成的原因"})


@dataclass(frozen=True, slots=True)
class MeasuredPart:
    """The comparison and the effect on an item's page, in words."""

    url: str
    may_choose: bool
    may_write: bool
    facts: list[dict[str, Any]]
    due: str
    compared: str
    controls: list[str]
    baseline: str
    verdict: str
    said: list[str]
    returned: str


@dataclass(frozen=True, slots=True)
class RisePart:
    """Why an item's matter rose: sentences in pieces, each with the address of its tickets."""

    title: str
    told: list[list[tuple[str, str]]]
    counted: str


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty in a list, in words."""

    url: str
    task: str
    title: str
    target: str
    units: str
    due: str
    light: str
    tone: str
    status: str
    percent: str


@dataclass(frozen=True, slots=True)
class DutiesPage:
    """agenda/duties.html"""

    title: str = field(metadata={"help": "标题：本单位的，还是全市的"})
    tabs: list[dict[str, Any]] = field(metadata={"help": "页签"})
    rows: list[DutyRow] = field(metadata={"help": "责任，先到期的在前"})


@dataclass(frozen=True, slots=True)
class DutyPage:
    """agenda/duty.html"""

    row: DutyRow = field(metadata={"help": "这项责任"})
    item_url: str = field(metadata={"help": "议题页；单位看不到，为空"})
    facts: list[dict[str, Any]] = field(metadata={"help": "牵头、配合、时限、目标"})
    timeline: list[dict[str, Any]] = field(metadata={"help": "办理过程，最新的在前"})
    steps: list[dict[str, Any]] = field(metadata={"help": "现在可以做的"})
    version: int = field(metadata={"help": "看到的版本"})
    error: str = field(default="", metadata={"help": "没有办成的原因"})
    errors: dict[str, str] = field(default_factory=dict, metadata={"help": "各栏的错误"})


@dataclass(frozen=True, slots=True)
class NewDutyPage:
    """agenda/newduty.html"""

    title: str = field(metadata={"help": "议题"})
    url: str = field(metadata={"help": "议题页"})
    units: list[tuple[str, str]] = field(metadata={"help": "可选的单位"})
    values: dict[str, str] = field(metadata={"help": "填了什么"})
    errors: dict[str, str] = field(metadata={"help": "各栏的错误"})


@dataclass(frozen=True, slots=True)
class SheetPage:
    """agenda/print.html"""

    sheet: dict[str, str] = field(metadata={"help": "标题、期号、日期、返回的地址"})
    sections: list[tuple[str, Section]] = field(metadata={"help": "各部分及其序号"})
    word_url: str = field(metadata={"help": "Word 的地址"})
    remarks: list[str] = field(metadata={"help": "标题下面的说明：按哪天的情况、什么时候留存"})
    kept: str = field(metadata={"help": "只在屏幕上：什么时候留存的、指纹；没有留存为空"})
    broken: str = field(metadata={"help": "留存的和指纹不符时的警告"})
    later: Section | None = field(metadata={"help": "会后进展，另成一块"})
    is_asked: bool = field(metadata={"help": "会后进展是不是也要打印"})
    later_url: str = field(metadata={"help": "连会后进展一起打印，或不打印"})


@dataclass(frozen=True, slots=True)
class PaperPage:
    """agenda/paper.html"""

    title: str = field(metadata={"help": "议题"})
    url: str = field(metadata={"help": "议题页"})
    version: int = field(metadata={"help": "看到的版本，没有写过是 0"})
    by: str = field(metadata={"help": "上次谁写的、什么时候"})
    parts: list[dict[str, str]] = field(metadata={"help": "现在可以写的部分"})
    fixed: list[dict[str, str]] = field(metadata={"help": "写过、现在不能再改的部分"})
    error: str = field(default="", metadata={"help": "没有办成的原因"})
