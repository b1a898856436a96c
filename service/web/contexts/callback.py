"""The pages of the callback: whom to call, and one caller."""

from dataclasses import dataclass, field

from service.web.contexts.attachments import KeptFile
from service.web.contexts.lists import TimeChip


@dataclass(frozen=True, slots=True)
class CallRow:
    """One caller to call; ``chip``: text and level of the order's deadline."""

    no: str
    url: str
    order_no: str
    title: str
    urgency: str
    urgency_label: str
    round: int
    unit: str
    callers: str
    attempts: str
    note: str
    is_free: bool
    chip: TimeChip
    row_tone: str


@dataclass(frozen=True, slots=True)
class AskedRow:
    """An order whose callers were all asked; ``is_content``: it can be closed at once.

    ``words``: what the unhappy ones said.
    """

    no: str
    url: str
    title: str
    unit: str
    said: str
    words: str
    chip: TimeChip
    is_content: bool
    version: int


@dataclass(frozen=True, slots=True)
class CallsPage:
    """callback/list.html"""

    asked: list[AskedRow] = field(metadata={"help": "问完了、等处理的工单"})
    rows: list[CallRow] = field(metadata={"help": "要打的诉求人，先到期、紧急的在前"})
    free: int = field(metadata={"help": "现在可以打的有几位"})
    orders: int = field(metadata={"help": "待回访的工单数"})
    needed: int = field(metadata={"help": "几次没接通可以按联系不上"})
    hours: str = field(metadata={"help": "几点到几点可以打"})
    is_quiet: bool = field(metadata={"help": "现在是不是免打扰时间"})
    exports: list[dict[str, str]] = field(
        default_factory=list, metadata={"help": "把这个列表导出成文件的地址"}
    )


@dataclass(frozen=True, slots=True)
class CallerRow:
    """One of an order's callers, on the page of a call.

    ``own_words``: questions and answers where the caller answered himself; nobody edits them.
    ``complaint``: what was noted with answers that ask for more work.
    """

    no: str
    url: str
    name: str
    phone: str
    state: str
    tone: str
    said: str
    attempts: list[str]
    is_here: bool
    is_member: bool
    is_unhappy: bool
    held_by: str
    version: int
    own_words: list[dict[str, str]]
    complaint: str


@dataclass(frozen=True, slots=True)
class CallPage:
    """callback/show.html"""

    no: str = field(metadata={"help": "要打的这位的工单编号"})
    order_no: str = field(metadata={"help": "主单编号"})
    order_version: int = field(metadata={"help": "主单的版本"})
    title: str = field(metadata={"help": "标题"})
    round: int = field(metadata={"help": "第几轮办理"})
    text: str = field(metadata={"help": "这位诉求人反映的"})
    order_text: str = field(metadata={"help": "主单反映的；就是主单时为空"})
    reply: str = field(metadata={"help": "答复"})
    facts: list[dict[str, str]] = field(metadata={"help": "承办单位、结果、时限"})
    here: CallerRow = field(metadata={"help": "要打的这位"})
    callers: list[CallerRow] = field(metadata={"help": "这件工单的每一位诉求人"})
    is_mine: bool = field(metadata={"help": "是不是本人在打"})
    may_call: bool = field(metadata={"help": "现在能不能打"})
    noted: dict[str, str] = field(metadata={"help": "本人记的回答，记错了可以更正；不能更正为空"})
    complaints: str = field(metadata={"help": "不满意的诉求人说的，重办时先填好"})
    why_not: str = field(metadata={"help": "为什么现在不能打；能打为空"})
    is_asked: bool = field(metadata={"help": "是不是都问完了"})
    is_content: bool = field(metadata={"help": "是不是都满意或联系不上"})
    is_unhappy: bool = field(metadata={"help": "是不是有人不满意"})
    explained: str = field(metadata={"help": "解释办结走到哪一步；没有申请为空"})
    explanation: str = field(metadata={"help": "申请时写的解释；没有申请为空"})
    may_close_explained: bool = field(metadata={"help": "会签同意了没有"})
    answers: list[tuple[str, str]] = field(metadata={"help": "三个问题的选项"})
    questions: list[tuple[str, str]] = field(metadata={"help": "三个问题：字段和问法"})
    outcomes: list[tuple[str, str]] = field(metadata={"help": "没打通的结果"})
    at_once: list[tuple[str, str]] = field(metadata={"help": "按一下就记的结果"})
    typed: dict[str, str] = field(metadata={"help": "刚才填的"})
    tried: str = field(metadata={"help": "刚才填的是哪一张表"})
    error: str = field(metadata={"help": "刚才为什么没有办成"})
    wrong: dict[str, str] = field(metadata={"help": "哪一栏没有填好，为什么"})
    kept: list[KeptFile] = field(default_factory=list, metadata={"help": "已经收下的附件"})
