"""Registering a ticket, and the ticket's own page."""

from dataclasses import dataclass, field
from typing import Any

from models.reading import Reading
from service.domain.catalogue import Route
from service.flows.governance.policies import Cited
from service.flows.queries.choices import Choices
from service.flows.queries.tickets.answered import Answered
from service.flows.queries.tickets.earlier import Earlier
from service.flows.queries.tickets.similar import Neighbour
from service.flows.queries.tickets.ticket import TicketView
from service.store.tickets.callers import Caller
from service.web.contexts.asked import ConsultationPart, CoTaskRow
from service.web.contexts.attachments import FileRow, KeptFile

_EMPTY = dict.fromkeys(
    (
        *("phone", "name", "address", "text", "title", "place", "occurred", "demand"),
        *("topic", "request_type", "urgency", "area", "reply"),
        *("reason_code", "right_channel"),
    ),
    "",
)


@dataclass(frozen=True, slots=True)
class NewTicketPage:
    """tickets/new.html"""

    choices: Choices = field(metadata={"help": "可选的单位、主题、区县"})
    values: dict[str, str] = field(
        default_factory=lambda: dict(_EMPTY), metadata={"help": "已填的内容"}
    )
    errors: list[dict[str, str]] = field(
        default_factory=list, metadata={"help": "要改的地方：field 和 message"}
    )
    request_types: list[tuple[str, str]] = field(
        default_factory=list, metadata={"help": "诉求类型的选项"}
    )
    urgencies: list[tuple[str, str]] = field(
        default_factory=list, metadata={"help": "紧急程度的选项"}
    )
    reject_reasons: list[tuple[str, str]] = field(
        default_factory=list, metadata={"help": "不予受理的原因"}
    )
    kept: list[KeptFile] = field(
        default_factory=list, metadata={"help": "已经收下、等着登记的附件"}
    )
    same: str = field(default="", metadata={"help": "同一位诉求人刚登记的那一件的编号"})
    same_place: str = field(default="", metadata={"help": "那一件的地点"})
    repeats: str = field(default="", metadata={"help": "刚刚用同样的话登记过的工单，要先问一句"})


@dataclass(frozen=True, slots=True)
class ReadingPart:
    """tickets/reading.html, the part that follows the typing"""

    reading: Reading | None = field(default=None, metadata={"help": "读件结果，没有文字时为空"})
    route: Route | None = field(default=None, metadata={"help": "建议的去向和理由"})
    unit: str = field(default="", metadata={"help": "建议主办单位的名称"})
    topic: str = field(default="", metadata={"help": "主题的名称"})
    is_chosen: bool = field(default=False, metadata={"help": "主题是人选的，没有把握可说"})
    request_type: str = field(default="", metadata={"help": "诉求类型"})
    other_topics: list[dict[str, Any]] = field(
        default_factory=list, metadata={"help": "其他可能的主题及把握"}
    )
    area: str = field(default="", metadata={"help": "所在地区"})
    urgency: str = field(default="normal", metadata={"help": "紧急程度的代码"})
    divert: str = field(default="", metadata={"help": "要马上转的号码"})
    pressing: str = field(default="", metadata={"help": "加急件或紧急件，一般件为空"})
    why_pressing: str = field(default="", metadata={"help": "为什么加急或紧急"})
    questions: list[str] = field(default_factory=list, metadata={"help": "还要问什么"})
    can_wait: bool = field(default=False, metadata={"help": "还要问的不耽误提交"})
    asked: list[str] = field(default_factory=list, metadata={"help": "还要问的那些栏"})
    same_named: list[str] = field(
        default_factory=list, metadata={"help": "同一个地名的几个区县，等着问是哪一个"}
    )
    marks: dict[str, str] = field(
        default_factory=dict, metadata={"help": "五要素的各栏：派单要有，还是选填"}
    )
    fills: dict[str, str] = field(default_factory=dict, metadata={"help": "从话里摘出来的各栏"})
    may_answer: bool = field(default=False, metadata={"help": "可以当场答复"})
    bars: list[str] = field(default_factory=list, metadata={"help": "为什么要由人来定"})
    neighbours: list[Neighbour] = field(default_factory=list, metadata={"help": "相似的在办工单"})
    policies: list[Cited] = field(default_factory=list, metadata={"help": "政策库里的依据"})
    earlier: list[Earlier] = field(default_factory=list, metadata={"help": "这个号码以前反映的"})
    answered: list[Answered] = field(default_factory=list, metadata={"help": "以前怎么答的"})
    matters: list[str] = field(default_factory=list, metadata={"help": "话里的几件事，一件的为空"})


@dataclass(frozen=True, slots=True)
class StepForm:
    """One step as a form. ``why_not``: it comes next and is refused, then ``advice`` says what
    to do about that, ``link`` where; ``is_open``: it is shown unfolded; ``ways``: the steps that
    may be taken with the same words, each with its label, none favoured; ``kept``: files that wait
    for it; ``people``: whom its words may mention, and who that is.
    """

    step: str
    label: str
    is_danger: bool = False
    is_main: bool = True
    is_open: bool = True
    fields: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""
    why_not: str = ""
    advice: str = ""
    link: dict[str, str] | None = None
    ways: tuple[tuple[str, str], ...] = ()
    takes_files: bool = False
    kept: list[KeptFile] = field(default_factory=list)
    files_error: str = ""
    people: list[tuple[str, str]] = field(default_factory=list)
    mention: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """Where a ticket should go, or went (``is_settled``), and why the machine thinks so.

    ``bars``: why a person has to decide; ``source``: the versions that said it.
    """

    title: str
    unit: str
    reason: str
    confidence: float | None
    evidence: list[str]
    source: str
    bars: list[str]
    runners_up: list[dict[str, str]] = field(default_factory=list)
    co_units: list[str] = field(default_factory=list)
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class TicketPage:
    """tickets/show.html"""

    view: TicketView = field(metadata={"help": "工单的全部内容"})
    forms: list[StepForm] = field(metadata={"help": "本人现在可以做的环节"})
    refused: list[dict[str, str]] = field(metadata={"help": "暂时不能做的环节和原因"})
    timeline: list[dict[str, Any]] = field(metadata={"help": "办理过程，最新的在前"})
    stages: list[dict[str, str]] = field(metadata={"help": "进度条"})
    facts: list[dict[str, Any]] = field(metadata={"help": "工单的基本情况"})
    clock_text: str = field(metadata={"help": "时限的说法"})
    clock_level: str = field(metadata={"help": "时限的颜色"})
    neighbours: list[Neighbour] = field(metadata={"help": "相似的工单"})
    badge_tone: str = field(metadata={"help": "状态徽标的颜色"})
    reply_title: str = field(metadata={"help": "答复的标题：这一轮的、上一轮的、退回补充的"})
    extension: dict[str, str] | None = field(
        default=None, metadata={"help": "等批复的延期申请：几天、为什么"}
    )
    again: dict[str, str] | None = field(
        default=None, metadata={"help": "为什么又回到办理：退回补充、重办、重启的理由"}
    )
    policies: list[Cited] = field(default_factory=list, metadata={"help": "政策库里的依据"})
    reply_field: str = field(default="", metadata={"help": "引用放进哪一栏，没有为空"})
    why: Why | None = field(default=None, metadata={"help": "系统建议的去向和依据"})
    files: list[FileRow] = field(default_factory=list, metadata={"help": "附件，先传的在前"})
    next: dict[str, str] | None = field(default=None, metadata={"help": "办完这张再去哪里"})
    following: dict[str, str] | None = field(
        default=None, metadata={"help": "本单位下一件要办的，这一张不用办了才有"}
    )
    home: dict[str, str] | None = field(default=None, metadata={"help": "标题上面回到的列表"})
    divert_notes: tuple[str, ...] = field(
        default=(), metadata={"help": "要转的号码还没有记下怎样了：可以记的几句"}
    )
    nothing_due: str = field(default="", metadata={"help": "没有必须办的时怎么说"})
    own_task: CoTaskRow | None = field(
        default=None, metadata={"help": "本单位协办、还没有反馈的任务"}
    )
    co_tasks: list[CoTaskRow] = field(
        default_factory=list, metadata={"help": "各协办单位的任务、状态和时限"}
    )
    held_up: str = field(default="", metadata={"help": "主办超期只因为等协办时，说明在等谁"})
    consultation: ConsultationPart | None = field(
        default=None, metadata={"help": "会商的问题和各单位的意见"}
    )
    error: str = field(default="", metadata={"help": "刚才没有办成的原因"})
    lost: list[dict[str, str]] = field(
        default_factory=list, metadata={"help": "填过、而这一步已经办不了的内容，供复制"}
    )
    track_url: str = field(default="", metadata={"help": "诉求人查进度的网址"})
    just_registered: bool = field(default=False, metadata={"help": "刚刚登记，提示告知查询码"})
    for_caller: str = field(default="", metadata={"help": "刚登记时，可以告诉诉求人的话"})
    same_caller: str = field(default="", metadata={"help": "给同一位诉求人再记一件的地址"})


@dataclass(frozen=True, slots=True)
class WhoPart:
    """tickets/who.html, who calls: number, name, address"""

    values: dict[str, str] = field(metadata={"help": "号码、姓名、地址"})
    errors: list[dict[str, str]] = field(default_factory=list, metadata={"help": "要改的地方"})


@dataclass(frozen=True, slots=True)
class CallerPart:
    """tickets/caller.html, the caller in clear"""

    caller: Caller = field(metadata={"help": "诉求人"})
    merged: list[Caller] = field(default_factory=list, metadata={"help": "并入的各位诉求人"})
