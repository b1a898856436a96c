"""Special reports and weekly briefs: the list with its form, and one of them."""

from dataclasses import dataclass, field
from typing import Any

from service.flows.queries.choices import Choices
from service.reporting.paper import Section


@dataclass(frozen=True, slots=True)
class SpecialRow:
    """One report in the list, in words."""

    url: str
    title: str
    about: str
    status: str
    tone: str
    asked: str
    made: str
    is_ready: bool


@dataclass(frozen=True, slots=True)
class SpecialsPage:
    """specials/list.html"""

    tab: str = field(metadata={"help": "special 专报，week 每周简报"})
    tabs: list[dict[str, Any]] = field(metadata={"help": "两个页签"})
    rows: list[SpecialRow] = field(metadata={"help": "报告"})
    older: str = field(metadata={"help": "更早的地址，没有就空"})
    may_ask: bool = field(metadata={"help": "能否要一份"})
    choices: Choices = field(metadata={"help": "主题、区域、单位"})
    items: list[tuple[str, str]] = field(metadata={"help": "议题"})
    values: dict[str, str] = field(metadata={"help": "表单里填了什么"})
    errors: dict[str, str] = field(metadata={"help": "各项错在哪里"})
    error: str = field(metadata={"help": "为什么没有做"})


@dataclass(frozen=True, slots=True)
class SpecialPage:
    """specials/show.html, and while it is made specials/progress.html"""

    id: int = field(metadata={"help": "编号"})
    url: str = field(metadata={"help": "地址"})
    title: str = field(metadata={"help": "标题"})
    subtitle: str = field(metadata={"help": "日期、谁要的、什么时候做的"})
    crumb: dict[str, str] = field(metadata={"help": "回列表"})
    remark: str = field(metadata={"help": "这段日子还没完时的说明"})
    waiting: str = field(metadata={"help": "还在做时的说法，做完就空"})
    failed: str = field(metadata={"help": "没做成的原因"})
    may_ask: bool = field(metadata={"help": "能否再做一次"})
    may_begin: bool = field(metadata={"help": "能否起草一稿，写分析、送签"})
    edition: dict[str, str] = field(metadata={"help": "写到、签到哪一步，没有就空"})
    remarks: list[str] = field(metadata={"help": "更正说明"})
    sections: list[tuple[str, Section]] = field(metadata={"help": "各部分及其序号"})
    drill: str = field(metadata={"help": "数字的工单的地址，后面接工单组的名字"})
