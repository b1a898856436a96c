"""What waits for a supervisor's word: suspensions to review, deadlines to reset."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.web.contexts.lists import ListRow, TimeChip


@dataclass(frozen=True, slots=True)
class SuspendedRow:
    """A suspended ticket in words; ``may_go_on``: it has not been reviewed too often yet.

    ``is_early``: its review is not due yet. ``typed`` and ``wrong``: what was just refused.
    """

    row: ListRow
    facts: list[dict[str, str]]
    review: TimeChip
    reviews: str
    may_go_on: bool
    is_early: bool
    typed: Mapping[str, str]
    wrong: Mapping[str, str]
    error: str


@dataclass(frozen=True, slots=True)
class SuspendedPage:
    """lists/suspended.html"""

    tabs: list[dict[str, Any]] = field(metadata={"help": "待复核、全部挂账"})
    tab: str = field(metadata={"help": "现在看的页签"})
    rows: list[SuspendedRow] = field(metadata={"help": "挂账的工单，承诺日期近的在前"})
    older: str = field(metadata={"help": "下一页的地址"})
    newer: str = field(metadata={"help": "上一页的地址"})
    most: int = field(metadata={"help": "最多能续几次"})
    every: str = field(metadata={"help": "多久复核一次"})
    error: str = field(default="", metadata={"help": "刚才没有办成、这一页也没有这张工单时的原因"})


@dataclass(frozen=True, slots=True)
class RecheckedRow:
    """A ticket whose provisional deadline would change, in words."""

    row: ListRow
    url: str
    token: str
    no: str
    row_tone: str
    promised: str
    should_be: str
    change: str


@dataclass(frozen=True, slots=True)
class DeadlinesPage:
    """lists/deadlines.html"""

    rows: list[RecheckedRow] = field(metadata={"help": "期限会变的工单"})
    ticked: list[str] = field(default_factory=list, metadata={"help": "仍勾着的行"})
    error: str = field(default="", metadata={"help": "没有全部办成的说明"})
