"""Pages for everybody: following one's own request, and the interface for other systems."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class TrackPage:
    """public/track.html"""

    no: str = field(default="", metadata={"help": "填的工单编号"})
    code: str = field(default="", metadata={"help": "填的查询码"})
    found: bool = field(default=False, metadata={"help": "是否查到"})
    status: str = field(default="", metadata={"help": "现在到了哪一步"})
    words: str = field(default="", metadata={"help": "这一步是什么意思、接下来会怎样"})
    stages: list[dict[str, str]] = field(default_factory=list, metadata={"help": "进度条"})
    facts: list[dict[str, str]] = field(default_factory=list, metadata={"help": "单位和各个时间"})
    reply: str = field(default="", metadata={"help": "审核过的答复"})
    may_answer: bool = field(default=False, metadata={"help": "可以自己回答回访的三个问题"})
    questions: list[tuple[str, str]] = field(
        default_factory=list, metadata={"help": "三个问题：字段和问法"}
    )
    may_evaluate: bool = field(default=False, metadata={"help": "可以评价"})
    may_reopen: bool = field(default=False, metadata={"help": "可以要求重新办理"})
    grace_days: int = field(default=0, metadata={"help": "办结后几天内可以要求重新办理"})
    answers: list[tuple[str, str]] = field(default_factory=list, metadata={"help": "评价的选项"})
    may_attach: bool = field(default=False, metadata={"help": "现在可以补充材料"})
    note: str = field(default="", metadata={"help": "补充说明里已填的话"})
    reason: str = field(default="", metadata={"help": "填的重新办理的理由"})
    error: str = field(default="", metadata={"help": "没有查到或没有办成的原因"})


@dataclass(frozen=True, slots=True)
class DocsPage:
    """public/docs.html"""

    title: str = field(metadata={"help": "接口的名称"})
    version: str = field(metadata={"help": "接口的版本"})
    groups: list[dict[str, Any]] = field(metadata={"help": "按标签分的接口"})
    models: list[dict[str, Any]] = field(metadata={"help": "请求体里的字段"})
