"""Lists and queues of tickets."""

from dataclasses import dataclass, field
from typing import Any

from service.flows.queries.choices import Choices


@dataclass(frozen=True, slots=True)
class TimeChip:
    """A deadline as the time_left macro takes it."""

    text: str
    level: str
    due_at: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """One ticket in a table, in words; ``token`` is what its tick box sends.

    ``late_co``: the co-units whose clock has run out; ``note``: what this list asks for.
    """

    no: str
    url: str
    title: str
    place: str
    status: str
    status_tone: str
    type: str
    type_label: str
    urgency: str
    urgency_label: str
    topic: str
    unit: str
    area: str
    registered: str
    chip: TimeChip
    row_tone: str
    round: int
    is_designated: bool
    version: int
    token: str
    clock: str = ""
    why_not: str = ""
    late_co: str = ""
    note: str = ""
    assignee: str = ""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """lists/search.html"""

    rows: list[ListRow] = field(metadata={"help": "本页的工单"})
    total: int = field(metadata={"help": "符合条件的件数"})
    tabs: list[dict[str, Any]] = field(metadata={"help": "按状态分的页签和件数"})
    chips: list[dict[str, str]] = field(metadata={"help": "已选的条件，点一下去掉"})
    sort: dict[str, Any] = field(metadata={"help": "排序的地址、列和方向"})
    older: str = field(metadata={"help": "下一页的地址"})
    newer: str = field(metadata={"help": "上一页的地址"})
    exports: list[dict[str, str]] = field(metadata={"help": "导出的地址，没有权限时为空"})
    values: dict[str, str] = field(metadata={"help": "筛选栏里已填的内容"})
    statuses: list[str] = field(metadata={"help": "地址里的状态条件，筛选时带上"})
    errors: dict[str, str] = field(metadata={"help": "看不懂的条件"})
    choices: Choices = field(metadata={"help": "可选的单位、主题、区县"})
    options: dict[str, list[tuple[str, str]]] = field(metadata={"help": "各下拉框的选项"})
    nothing: dict[str, str] = field(metadata={"help": "没有工单时说什么"})


@dataclass(frozen=True, slots=True)
class DispatchRow:
    """One ticket that waits for dispatch.

    ``designation``: says that this dispatch designates, else empty; ``designated_by`` and ``why``:
    what was filled in for that and did not work; so ``co_ticked`` and ``co_task``.
    """

    row: ListRow
    excerpt: str
    topic: str
    confidence: float | None
    bars: list[str]
    evidence: list[str]
    unit_code: str
    unit: str
    reason: str
    co_units: list[tuple[str, str]]
    runners_up: list[tuple[str, str]]
    returned_by: list[str]
    typed: str
    designation: str = ""
    designated_by: str = ""
    why: str = ""
    co_ticked: tuple[str, ...] = ()
    co_task: str = ""

    @property
    def url(self) -> str:
        """Where the row leads."""
        return self.row.url

    @property
    def token(self) -> str:
        """What its tick box sends."""
        return self.row.token

    @property
    def no(self) -> str:
        """The ticket's number."""
        return self.row.no

    @property
    def row_tone(self) -> str:
        """The row's colour."""
        return self.row.row_tone


@dataclass(frozen=True, slots=True)
class DispatchPage:
    """lists/dispatch.html"""

    tabs: list[dict[str, Any]] = field(metadata={"help": "待派单、退单待审、延期待批"})
    rows: list[DispatchRow] = field(metadata={"help": "待派的工单，最多五十件"})
    units: list[tuple[str, str]] = field(metadata={"help": "可选的承办单位"})
    total: int = field(metadata={"help": "待派的总件数"})
    designators: list[tuple[str, str]] = field(
        default_factory=list, metadata={"help": "可以指定承办单位的督办员和领导"}
    )
    error: str = field(default="", metadata={"help": "刚才没有办成的说明"})
    lost: dict[str, Any] | None = field(
        default=None, metadata={"help": "别人先办了、已不在列表里的工单：谁办了什么，刚才填的"}
    )
    ticked: list[str] = field(default_factory=list, metadata={"help": "仍勾着的行"})
    asked: list[DispatchRow] = field(
        default_factory=list, metadata={"help": "成批派之前要再问一句的：加急件、紧急件、举报件"}
    )
    run: int = field(default=0, metadata={"help": "刚才成批办的那次的编号，没有是 0"})
    exports: list[dict[str, str]] = field(
        default_factory=list, metadata={"help": "把这个列表导出成文件的地址"}
    )


@dataclass(frozen=True, slots=True)
class RulingRow:
    """A request of a unit that waits for a ruling: to return a ticket, or for more time.

    Beside an objection: what the ``catalogue`` says, ``past`` rulings on the topic, who would get
    it next (``candidates``), and what that dispatch would be (``if_upheld``). ``text``: what the
    caller said; ``until``: of an extension, from which deadline to which.
    """

    row: ListRow
    asked_by: str
    asked_at: str
    reason: str
    details: list[dict[str, str]]
    days: int
    catalogue: str = ""
    past: list[dict[str, str]] = field(default_factory=list)
    past_said: str = ""
    if_upheld: str = ""
    candidates: list[str] = field(default_factory=list)
    text: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class RulingPage:
    """lists/rulings.html"""

    tabs: list[dict[str, Any]] = field(metadata={"help": "待派单、退单待审、延期待批"})
    kind: str = field(metadata={"help": "objection 退单，extension 延期"})
    rows: list[RulingRow] = field(metadata={"help": "等批复的申请"})
    typed: dict[str, str] = field(metadata={"help": "刚才填的内容"})
    error: str = field(default="", metadata={"help": "刚才没有办成的原因"})
    lost: dict[str, Any] | None = field(
        default=None, metadata={"help": "别人先批复了的申请：谁办了什么，刚才填的"}
    )
    exports: list[dict[str, str]] = field(
        default_factory=list, metadata={"help": "把这个列表导出成文件的地址"}
    )


@dataclass(frozen=True, slots=True)
class InboxPage:
    """lists/inbox.html"""

    tabs: list[dict[str, Any]] = field(metadata={"help": "待签收、办理中、退回重办等页签"})
    tab: str = field(metadata={"help": "现在看的页签"})
    rows: list[ListRow] = field(metadata={"help": "本页的工单，先到期的在前"})
    older: str = field(metadata={"help": "下一页的地址"})
    newer: str = field(metadata={"help": "上一页的地址"})
    nothing: dict[str, str] = field(metadata={"help": "没有工单时说什么"})
    pressing: list[dict[str, Any]] = field(
        default_factory=list, metadata={"help": "已超期、今天到期的，各在哪个页签、几件"}
    )
    error: str = field(default="", metadata={"help": "没有全部办成的说明"})
    ticked: list[str] = field(default_factory=list, metadata={"help": "仍勾着的行"})
    run: int = field(default=0, metadata={"help": "刚才成批办的那次的编号，没有是 0"})
    exports: list[dict[str, str]] = field(
        default_factory=list, metadata={"help": "把这个列表导出成文件的地址"}
    )
    who: str = field(default="all", metadata={"help": "只看谁的：all、mine、none 或账号编号"})
    people: list[dict[str, Any]] = field(
        default_factory=list, metadata={"help": "按承办人看的链接，各有几件、超期几件"}
    )
    totals: str = field(default="", metadata={"help": "各人手上在办的件数，给综合员和负责人"})
    colleagues: list[tuple[str, str]] = field(
        default_factory=list, metadata={"help": "可以交给谁：用户名和姓名"}
    )
    assignee: str = field(default="", metadata={"help": "刚才选的承办人"})
    may_undo: bool = field(default=False, metadata={"help": "刚才成批办的可以撤回"})


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One reply to be reviewed, beside what was asked."""

    row: ListRow
    text: str
    reply: str
    result: str
    co_reports: list[dict[str, str]]
    demands: list[str]
    replied_at: str
    error: str
    typed: dict[str, str]
    files: list[dict[str, str]] = field(default_factory=list)
    joined: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """lists/review.html"""

    items: list[ReviewItem] = field(metadata={"help": "待审核的答复，先答复的在前"})
    total: int = field(metadata={"help": "待审核的总件数"})
    exports: list[dict[str, str]] = field(
        default_factory=list, metadata={"help": "把这个列表导出成文件的地址"}
    )


@dataclass(frozen=True, slots=True)
class PressingRow:
    """One ticket on the supervisor's desk; ``summon_url``: where a summons is recorded."""

    row: ListRow
    url: str
    token: str
    no: str
    row_tone: str
    advice: str
    done: str
    summon_url: str = ""


@dataclass(frozen=True, slots=True)
class SupervisionPage:
    """lists/supervision.html"""

    tabs: list[dict[str, Any]] = field(metadata={"help": "已超期、快到期、多次重办等页签"})
    tab: str = field(metadata={"help": "现在看的页签"})
    rows: list[PressingRow] = field(metadata={"help": "本页的工单"})
    older: str = field(metadata={"help": "下一页的地址"})
    newer: str = field(metadata={"help": "上一页的地址"})
    nothing: dict[str, str] = field(metadata={"help": "没有工单时说什么"})
    advised: str = field(metadata={"help": "这一页里按规则该约谈、提级、督办、催办的各几件"})
    note: str = field(default="", metadata={"help": "刚才填的催办内容"})
    note_error: str = field(default="", metadata={"help": "催办内容哪里不对"})
    ticked: list[str] = field(default_factory=list, metadata={"help": "仍勾着的行"})
    error: str = field(default="", metadata={"help": "没有全部办成的说明"})
    run: int = field(default=0, metadata={"help": "刚才成批办的那次的编号，没有是 0"})
    exports: list[dict[str, str]] = field(
        default_factory=list, metadata={"help": "把这个列表导出成文件的地址"}
    )
