"""Accounts, units and the audit."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One account in the list."""

    username: str
    url: str
    name: str
    roles: str
    unit: str
    state: str
    tone: str
    created: str
    seen: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """admin/people.html"""

    rows: list[PersonRow] = field(metadata={"help": "账号"})
    total: int = field(metadata={"help": "符合条件的账号数"})
    values: dict[str, str] = field(metadata={"help": "筛选栏里已填的内容"})
    roles: list[tuple[str, str]] = field(metadata={"help": "可选的角色"})


@dataclass(frozen=True, slots=True)
class PersonPage:
    """admin/person.html, a new account or an existing one"""

    is_new: bool = field(metadata={"help": "是否新建"})
    username: str = field(metadata={"help": "用户名"})
    name: str = field(metadata={"help": "姓名"})
    chosen: list[str] = field(metadata={"help": "已选的角色"})
    unit: str = field(metadata={"help": "单位的名称"})
    is_active: bool = field(metadata={"help": "账号是否可用"})
    is_self: bool = field(metadata={"help": "是否本人的账号"})
    roles: list[tuple[str, str]] = field(metadata={"help": "可选的角色"})
    units: list[tuple[str, str]] = field(metadata={"help": "可选的单位"})
    errors: list[dict[str, str]] = field(
        default_factory=list, metadata={"help": "要改的地方：field 和 message"}
    )


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit in the list."""

    code: str
    name: str
    level: str
    family: str
    area: str
    people: int
    open_tickets: int
    hours: str
    url: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """admin/units.html"""

    rows: list[UnitRow] = field(metadata={"help": "承办单位"})
    total: int = field(metadata={"help": "符合条件的单位数"})
    usual: str = field(metadata={"help": "热线的办公时间，单位没有自己的就按它"})
    may_edit: bool = field(metadata={"help": "能不能改办公时间"})
    values: dict[str, str] = field(metadata={"help": "筛选栏里已填的内容"})
    levels: list[tuple[str, str]] = field(metadata={"help": "可选的层级"})
    areas: list[tuple[str, str]] = field(metadata={"help": "可选的地区"})
    error: str = field(default="", metadata={"help": "办公时间哪里不对"})
    typed: dict[str, str] = field(default_factory=dict, metadata={"help": "刚才填的办公时间"})


@dataclass(frozen=True, slots=True)
class AuditPage:
    """admin/audit.html"""

    tabs: list[dict[str, Any]] = field(metadata={"help": "办理环节、个人信息与账号"})
    tab: str = field(metadata={"help": "现在看的页签"})
    rows: list[dict[str, str]] = field(metadata={"help": "记录，最新的在前，不含内容"})
    values: dict[str, str] = field(metadata={"help": "筛选栏里已填的内容"})
    steps: list[tuple[str, str]] = field(metadata={"help": "可选的环节"})
    errors: dict[str, str] = field(metadata={"help": "看不懂的条件"})
    older: str = field(metadata={"help": "下一页的地址"})
