"""Editions of the monthly report: one edition, and what moved since its figures."""

from dataclasses import dataclass, field
from typing import Any

from service.reporting.paper import Section, Table


@dataclass(frozen=True, slots=True)
class EditionPage:
    """reports/edition.html"""

    crumbs: list[dict[str, str]] = field(metadata={"help": "在哪里"})
    url: str = field(metadata={"help": "这一份的地址"})
    drill: str = field(metadata={"help": "数字的工单的地址，后面接工单组的名字"})
    version: int = field(metadata={"help": "页面所见的版本"})
    sheet: dict[str, str] = field(metadata={"help": "标题、期号、日期"})
    remarks: list[str] = field(metadata={"help": "更正说明"})
    sections: list[tuple[str, Section]] = field(metadata={"help": "各部分及其序号"})
    annex: list[Table] = field(metadata={"help": "附表"})
    status: str = field(metadata={"help": "状态"})
    status_tone: str = field(metadata={"help": "状态的颜色"})
    is_frozen: bool = field(metadata={"help": "是否签发过，内容不再变"})
    signed: list[dict[str, Any]] = field(metadata={"help": "签发人、时间、数据和文件的校验和"})
    faults: list[str] = field(metadata={"help": "与签发时不一致的地方"})
    since: str = field(metadata={"help": "数字截止以后有多少件变动"})
    newer: str = field(metadata={"help": "机器按现在的数据重算有什么不同"})
    steps: list[dict[str, Any]] = field(metadata={"help": "现在可以办的步骤"})
    may_write: bool = field(metadata={"help": "能否改文字"})
    fields: list[dict[str, Any]] = field(metadata={"help": "可以写的文字，旁边是机器稿"})
    changed: list[dict[str, str]] = field(metadata={"help": "与机器稿不同的地方"})
    strange: list[str] = field(metadata={"help": "文字里有而报告里没有的数"})
    timeline: list[dict[str, Any]] = field(metadata={"help": "办理过程，最新的在前"})
    others: list[dict[str, str]] = field(metadata={"help": "这个月的其他稿"})
    error: str = field(default="", metadata={"help": "没有办成的原因"})
    note: str = field(default="", metadata={"help": "刚才写的理由"})


@dataclass(frozen=True, slots=True)
class MovedPage:
    """reports/moved.html"""

    month: str = field(metadata={"help": "月份"})
    url: str = field(metadata={"help": "这一份的地址"})
    title: str = field(metadata={"help": "标题"})
    said: str = field(metadata={"help": "一共多少件变动"})
    rows: list[dict[str, Any]] = field(metadata={"help": "变动的工单，影响件数的在前"})
    rest: str = field(metadata={"help": "没有列出的说明"})
