"""The at-risk list, the problem list and the supervision list."""

from dataclasses import dataclass, field
from typing import Any

from service.reporting.letter import LetterPaper
from service.web.contexts.lists import ListRow, TimeChip


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One clock that runs out soon, in words."""

    row: ListRow
    url: str
    token: str
    no: str
    row_tone: str
    clock: str
    unit: str
    chip: TimeChip
    risk: str
    risk_tone: str
    why: str
    why_not: str = ""
    act: str = ""
    act_url: str = ""


@dataclass(frozen=True, slots=True)
class RiskPage:
    """lists/at_risk.html"""

    rows: list[RiskRow] = field(metadata={"help": "快到期的时钟，最来不及的在前"})
    total: int = field(metadata={"help": "一共几条"})
    tabs: list[dict[str, Any]] = field(metadata={"help": "2、4、8、24 个工作小时"})
    hours: int = field(metadata={"help": "看几个工作小时以内的"})
    units: list[tuple[str, str]] = field(metadata={"help": "可筛选的单位"})
    clocks: list[tuple[str, str]] = field(metadata={"help": "可筛选的时钟和条数"})
    topics: list[tuple[str, str]] = field(metadata={"help": "可筛选的领域"})
    unit: str = field(metadata={"help": "筛选的单位"})
    clock: str = field(metadata={"help": "筛选的时钟"})
    topic: str = field(metadata={"help": "筛选的领域"})
    may_remind: bool = field(metadata={"help": "能不能催办"})
    exports: list[dict[str, str]] = field(metadata={"help": "导出的地址，没有权限时为空"})
    is_own: bool = field(metadata={"help": "是否只看本单位的"})
    note: str = field(default="", metadata={"help": "填过的催办内容"})
    note_error: str = field(default="", metadata={"help": "催办内容哪里不对"})
    ticked: list[str] = field(default_factory=list, metadata={"help": "仍勾着的行"})
    error: str = field(default="", metadata={"help": "没有全部办成的说明"})


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of the two lists, in words."""

    id: int
    url: str
    token: str
    matter: str
    unit: str
    state: str
    tone: str
    due: str
    due_tone: str
    tickets: int
    round: str
    letter_no: str
    responsible: str
    source: str
    listed: str


@dataclass(frozen=True, slots=True)
class EntriesPage:
    """problems/list.html"""

    rows: list[EntryRow] = field(metadata={"help": "本页的事项"})
    total: int = field(metadata={"help": "符合条件的项数"})
    tabs: list[dict[str, Any]] = field(metadata={"help": "问题清单、督办清单、已销号、已撤销"})
    tab: str = field(metadata={"help": "现在看的清单"})
    sort: dict[str, Any] = field(metadata={"help": "排序的地址、列和方向"})
    older: str = field(metadata={"help": "下一页的地址"})
    newer: str = field(metadata={"help": "上一页的地址"})
    units: list[tuple[str, str]] = field(metadata={"help": "可筛选的单位"})
    states: list[tuple[str, str]] = field(metadata={"help": "可筛选的状态"})
    values: dict[str, str] = field(metadata={"help": "筛选栏里已填的内容"})
    by_unit: list[dict[str, Any]] = field(metadata={"help": "各单位在办、超期、待验收的项数"})
    exports: list[dict[str, str]] = field(metadata={"help": "导出的地址"})
    may_edit: bool = field(metadata={"help": "能不能移交"})
    is_own: bool = field(metadata={"help": "是否只看本单位的"})
    error: str = field(default="", metadata={"help": "刚才没有办成的原因"})


@dataclass(frozen=True, slots=True)
class NewEntryPage:
    """problems/new.html"""

    unit: str = field(metadata={"help": "责任单位"})
    unit_code: str = field(metadata={"help": "责任单位的代码"})
    tickets: list[dict[str, str]] = field(metadata={"help": "依据的工单"})
    hidden: dict[str, str] = field(metadata={"help": "表单要带回的内容"})
    values: dict[str, str] = field(metadata={"help": "事项、问题、要求、期限"})
    wrong: dict[str, str] = field(metadata={"help": "哪一栏哪里不对"})
    errors: list[dict[str, str]] = field(metadata={"help": "要改的地方"})
    before: list[dict[str, str]] = field(metadata={"help": "这些工单已经在清单里的事项"})


@dataclass(frozen=True, slots=True)
class ActForm:
    """One step of an entry as a form; ``is_main``: what usually comes next.

    ``prefix``: of its fields' ids, so that no two forms share one and the summary finds the tried.
    """

    step: str
    label: str
    fields: list[dict[str, Any]]
    is_main: bool
    is_danger: bool
    is_open: bool
    prefix: str = "f"
    href: str = ""


@dataclass(frozen=True, slots=True)
class EntryPage:
    """problems/show.html"""

    row: EntryRow = field(metadata={"help": "这一项"})
    version: int = field(metadata={"help": "看到的版本"})
    wrong: str = field(metadata={"help": "存在的问题"})
    demand: str = field(metadata={"help": "办理要求"})
    facts: list[dict[str, Any]] = field(metadata={"help": "单位、期限、函号等"})
    stages: list[dict[str, str]] = field(metadata={"help": "走到哪一步"})
    evidence: list[dict[str, str]] = field(metadata={"help": "依据的工单"})
    forms: list[ActForm] = field(metadata={"help": "现在可以做的"})
    timeline: list[dict[str, Any]] = field(metadata={"help": "办理过程，新的在上"})
    letter: str = field(metadata={"help": "督办函的地址，没有移交时为空"})
    errors: list[dict[str, str]] = field(metadata={"help": "要改的地方"})
    error: str = field(default="", metadata={"help": "没有办成的原因"})


@dataclass(frozen=True, slots=True)
class HandOverPage:
    """problems/hand_over.html"""

    letter: LetterPaper = field(metadata={"help": "将要发出的督办函，还没有编号"})
    heads: tuple[str, ...] = field(metadata={"help": "依据工单表的各列"})
    selected: list[str] = field(metadata={"help": "要移交的事项和看到的版本"})
    contact: str = field(metadata={"help": "填过的联系人"})
    wrong: dict[str, str] = field(metadata={"help": "哪一栏哪里不对"})
    errors: list[dict[str, str]] = field(metadata={"help": "要改的地方"})
    error: str = field(default="", metadata={"help": "没有办成的原因"})
