"""What the pages of the policy library show."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One policy in a list, in words."""

    url: str
    title: str
    about: str
    summary: str
    topics: str
    valid: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class PoliciesPage:
    """policies/list.html"""

    rows: list[PolicyLine] = field(metadata={"help": "政策，最相关或最新的在前"})
    q: str = field(metadata={"help": "找什么"})
    may_edit: bool = field(metadata={"help": "能否维护"})


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """policies/show.html"""

    line: PolicyLine = field(metadata={"help": "这条政策"})
    facts: list[dict[str, Any]] = field(metadata={"help": "文号、单位、期限、主题、牵头"})
    clauses: str = field(metadata={"help": "主要条款"})
    citation: str = field(metadata={"help": "答复里引用的一句"})
    editions: list[dict[str, Any]] = field(metadata={"help": "各版，最新的在前"})
    version: int = field(metadata={"help": "看到的版本"})
    may_edit: bool = field(metadata={"help": "能否维护"})
    may_retire: bool = field(metadata={"help": "能否废止"})
    error: str = field(default="", metadata={"help": "没有办成的原因"})


@dataclass(frozen=True, slots=True)
class PolicyFormPage:
    """policies/form.html"""

    heading: str = field(metadata={"help": "新增还是修改"})
    url: str = field(metadata={"help": "提交到哪里"})
    values: dict[str, str] = field(metadata={"help": "各栏"})
    errors: dict[str, str] = field(metadata={"help": "各栏的错误"})
    units: list[tuple[str, str]] = field(metadata={"help": "可选的单位"})
    areas: list[tuple[str, str]] = field(metadata={"help": "可选的地区"})
    is_new: bool = field(metadata={"help": "是不是新增"})
    error: str = field(default="", metadata={"help": "没有办成的原因"})
