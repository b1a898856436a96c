"""The dispatch catalogue: looking up, the draft, one topic's form."""

from dataclasses import dataclass, field
from typing import Any

from service.web.contexts.jobs import ProgressPart


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic in the list; ``said``: the word or sentence in which it was found."""

    code: str
    url: str
    name: str
    path: str
    said: str
    city: str
    county: str
    township: str
    deadline: str
    may_answer: bool


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """catalogue/list.html"""

    rows: list[TopicRow] = field(metadata={"help": "找到的主题"})
    total: int = field(metadata={"help": "找到的主题数"})
    groups: list[dict[str, Any]] = field(metadata={"help": "一级主题和各有几项"})
    values: dict[str, str] = field(metadata={"help": "筛选栏里已填的内容"})
    options: list[tuple[str, str]] = field(metadata={"help": "一级主题的选项"})
    families: list[tuple[str, str]] = field(metadata={"help": "主办单位类别的选项"})
    version: str = field(metadata={"help": "现行目录的版本"})
    may_edit: bool = field(metadata={"help": "能否修改目录"})
    is_asked: bool = field(metadata={"help": "有没有填筛选条件"})


@dataclass(frozen=True, slots=True)
class PastRow:
    """What one version changed of a topic."""

    version: str
    when: str
    who: str
    note: str
    details: list[str]


@dataclass(frozen=True, slots=True)
class TopicPage:
    """catalogue/topic.html"""

    code: str = field(metadata={"help": "主题代码"})
    path: list[str] = field(metadata={"help": "主题的三级名称"})
    facts: list[dict[str, str]] = field(metadata={"help": "承办、协办、时限类别、可否直办等"})
    definition: str = field(metadata={"help": "什么算、什么不算"})
    words: list[str] = field(metadata={"help": "典型词"})
    phrasings: list[str] = field(metadata={"help": "诉求人常见的说法"})
    near: list[dict[str, str]] = field(metadata={"help": "易混主题：名称、地址、怎么区分"})
    successor: dict[str, str] = field(metadata={"help": "停用后由哪个主题接替；在用的为空"})
    history: list[PastRow] = field(metadata={"help": "各版本改了什么，最新的在前"})
    areas: list[tuple[str, str]] = field(metadata={"help": "可选的地区"})
    area: str = field(metadata={"help": "试算的地区"})
    unit: str = field(metadata={"help": "从这个地区会派到哪里"})
    reason: str = field(metadata={"help": "派到那里的理由"})
    co_units: list[str] = field(metadata={"help": "协办单位"})
    recent: int | None = field(metadata={"help": "近九十天的件数，看不到工单的人为空"})
    month: str = field(metadata={"help": "上月"})
    version: str = field(metadata={"help": "现行目录的版本"})
    may_edit: bool = field(metadata={"help": "能否修改目录"})
    error: str = field(default="", metadata={"help": "地区看不懂时的说明"})


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One topic that the draft changes; ``seen`` is sent along when it is set back."""

    code: str
    url: str
    name: str
    kind: str
    tone: str
    details: list[str]
    who: str
    at: str
    seen: str


@dataclass(frozen=True, slots=True)
class EffectRow:
    """Tickets that would go another way; ``url``: their list, empty for who sees no tickets."""

    topic: str
    new_topic: str
    unit: str
    new_unit: str
    deadline: str
    new_deadline: str
    tickets: int
    url: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One published version."""

    version: str
    effective: str
    state: str
    tone: str
    published: str
    note: str
    may_return: bool


@dataclass(frozen=True, slots=True)
class RereadPart:
    """catalogue/reread.html, how the rereading goes"""

    progress: ProgressPart = field(metadata={"help": "正在试读时的进展"})


@dataclass(frozen=True, slots=True)
class DraftPage:
    """catalogue/draft.html"""

    opened: str = field(metadata={"help": "谁在什么时候开始的；没有草稿为空"})
    base: str = field(metadata={"help": "草稿以哪个版本为底"})
    stamp: str = field(metadata={"help": "草稿现在的样子，提交时带回"})
    rows: list[ChangeRow] = field(metadata={"help": "改动的主题"})
    month: str = field(metadata={"help": "用哪个月的工单试算"})
    total: int = field(metadata={"help": "那个月的工单数"})
    sums: list[dict[str, Any]] = field(metadata={"help": "换单位、换时限类别、换主题各几件"})
    effects: list[EffectRow] = field(metadata={"help": "会有变化的工单，按主题"})
    rereads: bool = field(metadata={"help": "改动是否影响认主题"})
    reread: str = field(metadata={"help": "上次试读的结果，一句话；没有试读为空"})
    is_current: bool = field(metadata={"help": "试读以后草稿有没有再改"})
    reread_rows: list[EffectRow] = field(metadata={"help": "试读结果不同的，按主题"})
    progress: ProgressPart = field(metadata={"help": "正在进行的试读"})
    versions: list[VersionRow] = field(metadata={"help": "已发布的版本"})
    values: dict[str, str] = field(metadata={"help": "发布栏里已填的内容"})
    earliest: str = field(metadata={"help": "最早的生效日"})
    errors: list[dict[str, str]] = field(metadata={"help": "要改的地方：field 和 message"})


@dataclass(frozen=True, slots=True)
class TopicFormPage:
    """catalogue/form.html"""

    code: str = field(metadata={"help": "主题代码；新增的为空"})
    heading: str = field(metadata={"help": "标题"})
    action: str = field(metadata={"help": "提交到哪里"})
    values: dict[str, str] = field(metadata={"help": "各栏的内容"})
    season: list[str] = field(metadata={"help": "勾选的月份"})
    seen: str = field(metadata={"help": "打开时的样子，提交时带回"})
    current: dict[str, str] = field(metadata={"help": "与现行目录不同的栏，现行的内容"})
    theirs: list[str] = field(metadata={"help": "别人刚改的内容"})
    families: list[tuple[str, str]] = field(metadata={"help": "单位类别的选项"})
    topics: list[tuple[str, str]] = field(metadata={"help": "可作后继的主题"})
    classes: list[tuple[str, str]] = field(metadata={"help": "时限类别的选项"})
    is_retired: bool = field(metadata={"help": "草稿里是否停用"})
    errors: list[dict[str, str]] = field(metadata={"help": "要改的地方：field 和 message"})
