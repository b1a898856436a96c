"""The trained readers and how far the months have moved from them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """One reader, in words; ``is_worse``: putting it in use has to be confirmed."""

    name: str
    title: str
    state: str
    tone: str
    added: str
    figures: str
    compared: str
    may_promote: bool
    is_worse: bool


@dataclass(frozen=True, slots=True)
class DriftRow:
    """One month, in words."""

    month: str
    readings: str
    unseen: str
    sure: str
    low: str
    shift: str
    corrected: str
    advice: str


@dataclass(frozen=True, slots=True)
class ReadersPage:
    """admin/readers.html"""

    rows: list[ReaderRow] = field(metadata={"help": "读件模型，现用的在最前"})
    months: list[DriftRow] = field(metadata={"help": "各月读件情况，最新的在前"})
    advice: str = field(metadata={"help": "按最近一个月该做什么"})
    fixed: str = field(metadata={"help": "设置里指定的模型；没有指定时为空"})
    before: str = field(metadata={"help": "能退回到哪个模型；没有时为空"})
