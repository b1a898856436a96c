"""A month's hot topics, agenda items and reports."""

from dataclasses import dataclass, field
from typing import Any

from service.reporting.paper import Section, Table
from service.web.contexts.governance import DutyRow, MeasuredPart, RisePart
from service.web.contexts.lists import ListRow
from service.web.contexts.surveys import JudgedPart


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One hot topic in a list, in words."""

    rank: int
    url: str
    title: str
    reasons: str
    place: str
    span: str
    size: int
    callers: int
    heat: str
    heat_reason: str
    badge: str = ""
    also: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an agenda item as a button; ``needs_note``: a reason has to be written.

    ``href``: where the change asks what it has to know, empty when it asks nothing; ``fields``:
    what it asks, on that page only. ``warning``: what speaks against it. ``is_open``: the
    fields are shown unfolded.
    """

    target: str
    label: str
    needs_note: bool
    is_main: bool
    is_danger: bool
    href: str = ""
    warning: str = ""
    fields: list[dict[str, Any]] = field(default_factory=list)
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One agenda item in a list, in words, with what this person may do."""

    id: int
    url: str
    month: str
    title: str
    reasons: str
    status: str
    status_tone: str
    tickets: int
    version: int
    changes: list[Change]
    course: str
    course_tone: str


@dataclass(frozen=True, slots=True)
class MonthPage:
    """month/show.html"""

    month: str = field(metadata={"help": "月份，如 2026-10"})
    title: str = field(metadata={"help": "月份的说法"})
    months: list[tuple[str, str]] = field(metadata={"help": "可选的月份"})
    as_of: str = field(metadata={"help": "数字截至哪一天"})
    lead: list[str] = field(metadata={"help": "三句话说清本月"})
    to_sign: list[tuple[str, str]] = field(metadata={"help": "等本人签发的报告：地址、题目"})
    stats: list[dict[str, Any]] = field(metadata={"help": "最上面的几个数"})
    events: list[TopicRow] = field(metadata={"help": "最集中的事"})
    themes: list[TopicRow] = field(metadata={"help": "多地普遍的问题"})
    questions: list[TopicRow] = field(metadata={"help": "问得多、当场答复的"})
    totals: dict[str, int] = field(metadata={"help": "三类热点各有多少"})
    gathered: str = field(metadata={"help": "列出的事合计多少件，为什么不能相加"})
    items: list[ItemRow] = field(metadata={"help": "本月的议题"})
    running: list[ItemRow] = field(metadata={"help": "以前各月定的、还在办的议题"})
    lists: dict[str, Any] = field(metadata={"help": "双清单：一句话，和在办最多的单位"})
    trend: dict[str, Any] = field(metadata={"help": "逐月受理量的图"})
    trend_summary: str = field(metadata={"help": "图的一句话说明"})
    trend_rows: list[tuple[str, int]] = field(metadata={"help": "图里的数"})
    is_all: bool = field(metadata={"help": "是否列出全部热点"})
    may_run: bool = field(metadata={"help": "能否重新分析"})


@dataclass(frozen=True, slots=True)
class NoMonthPage:
    """month/none.html, before any month is worked out"""

    may_run: bool = field(metadata={"help": "能否运行月度任务"})


@dataclass(frozen=True, slots=True)
class TopicPage:
    """month/topic.html"""

    month: str = field(metadata={"help": "月份"})
    topic_id: str = field(metadata={"help": "热点的代号"})
    title: str = field(metadata={"help": "热点的名称"})
    crumbs: list[dict[str, str]] = field(metadata={"help": "所在位置"})
    keywords: list[str] = field(metadata={"help": "关键词"})
    reasons: list[str] = field(metadata={"help": "为什么热"})
    heat: str = field(metadata={"help": "热度"})
    heat_parts: list[str] = field(metadata={"help": "热度由什么组成"})
    facts: list[dict[str, Any]] = field(metadata={"help": "基本情况"})
    days: dict[str, Any] = field(metadata={"help": "逐日件数的图"})
    days_summary: str = field(metadata={"help": "图的一句话说明"})
    rows: list[ListRow] = field(metadata={"help": "工单，典型的在前"})
    rest: str = field(metadata={"help": "没有列出的工单的说明"})
    typical: str = field(metadata={"help": "典型工单的编号"})
    history: list[dict[str, Any]] = field(metadata={"help": "以前各月的件数"})
    item: ItemRow | None = field(metadata={"help": "它的议题"})
    may_pick: bool = field(metadata={"help": "能否直接选为议题"})
    is_event: bool = field(metadata={"help": "是一件事，还是一类问题"})
    also: list[dict[str, str]] = field(metadata={"help": "工单大多相同的另一个热点"})


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """month/agenda.html"""

    tabs: list[dict[str, Any]] = field(metadata={"help": "按状态分的页签"})
    rows: list[ItemRow] = field(metadata={"help": "议题，最近的月份在前"})


@dataclass(frozen=True, slots=True)
class ItemPage:
    """month/item.html"""

    item: ItemRow = field(metadata={"help": "议题"})
    rise: RisePart | None = field(metadata={"help": "为什么多起来；没有可比的月份为空"})
    typical: list[dict[str, Any]] = field(metadata={"help": "典型工单：标题、编号、逐行的内容"})
    measured: MeasuredPart = field(metadata={"help": "对照方案和效果"})
    judged: JudgedPart | None = field(metadata={"help": "验收依据：指标和回访；治理以前没有"})
    next: str = field(metadata={"help": "下一步，一句话"})
    blocked: str = field(metadata={"help": "为什么不能由他通过验收；能的或不到时候为空"})
    undo: dict[str, str] = field(metadata={"help": "今天可以撤销的一步，和为什么不能"})
    duties: list[DutyRow] = field(metadata={"help": "责任清单"})
    may_give: bool = field(metadata={"help": "能否下达责任"})
    topic_url: str = field(metadata={"help": "它来自的热点，或高发季"})
    topic_label: str = field(metadata={"help": "去那里的按钮上的字"})
    meeting_url: str = field(metadata={"help": "它上的那次调度会；没有排入为空"})
    reasons: list[str] = field(metadata={"help": "选题理由"})
    timeline: list[dict[str, Any]] = field(metadata={"help": "办理过程，最新的在前"})
    stages: list[dict[str, str]] = field(metadata={"help": "进度条"})
    standing: list[dict[str, Any]] = field(metadata={"help": "选题时的工单现在各在什么状态"})
    ended: int = field(metadata={"help": "已经了结的件数"})
    agreed: list[dict[str, str]] = field(metadata={"help": "定下的会期、牵头单位、措施、时限"})
    units: list[tuple[str, str]] = field(metadata={"help": "可以牵头的单位"})
    history: list[dict[str, Any]] = field(metadata={"help": "各月的件数"})
    rows: list[ListRow] = field(metadata={"help": "选题时的工单"})
    rest: str = field(metadata={"help": "没有列出的工单的说明"})
    note: str = field(default="", metadata={"help": "刚才写的理由"})
    tried: str = field(default="", metadata={"help": "刚才没有办成的变更"})
    error: str = field(default="", metadata={"help": "没有办成的原因"})


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report in the list."""

    month: str
    url: str
    title: str
    issue: str
    total: int
    change: str
    as_of: str
    made: str
    status: str
    status_tone: str


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """reports/list.html"""

    rows: list[ReportRow] = field(metadata={"help": "各月的月报，最近的在前"})


@dataclass(frozen=True, slots=True)
class ReportPage:
    """reports/show.html, and on paper reports/print.html"""

    month: str = field(metadata={"help": "月份"})
    sheet: dict[str, str] = field(metadata={"help": "标题、期号、日期、返回的地址"})
    remarks: list[str] = field(metadata={"help": "更正说明"})
    sections: list[tuple[str, Section]] = field(metadata={"help": "各部分及其序号"})
    annex: list[Table] = field(metadata={"help": "附表"})
    is_provisional: bool = field(metadata={"help": "本月是否还没结束"})
    made: str = field(metadata={"help": "什么时候算出来的"})
    trend: dict[str, Any] = field(metadata={"help": "逐月受理量的图"})
    trend_summary: str = field(metadata={"help": "图的一句话说明"})
    edition: dict[str, str] = field(metadata={"help": "签发情况：说法、颜色、地址、之后的变动"})
    may_begin: bool = field(metadata={"help": "能否起草或发起更正"})
    drill: str = field(metadata={"help": "数字的工单的地址，后面接工单组的名字"})
