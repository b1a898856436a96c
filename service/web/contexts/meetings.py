"""The pages of the monthly meetings."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One meeting in the list."""

    url: str
    day: str
    when: str
    where: str
    items: int
    state: str
    tone: str
    decided: str
    titles: str


@dataclass(frozen=True, slots=True)
class MeetingsPage:
    """agenda/meetings.html"""

    rows: list[MeetingRow] = field(metadata={"help": "各次调度会，最近的在前"})
    may_plan: bool = field(metadata={"help": "能不能安排会议"})
    waiting: int = field(metadata={"help": "已选题、还没有排上会的议题有几个"})


@dataclass(frozen=True, slots=True)
class MeetingFormPage:
    """agenda/newmeeting.html"""

    heading: str = field(metadata={"help": "安排，还是改"})
    action: str = field(metadata={"help": "表单交到哪里"})
    back: str = field(metadata={"help": "先不办回到哪里"})
    version: int | None = field(metadata={"help": "看到的版本；新安排的没有"})
    moves: int = field(metadata={"help": "改期会带走几个议题"})
    values: dict[str, str] = field(metadata={"help": "填了什么"})
    errors: dict[str, str] = field(metadata={"help": "各栏的错误"})
    error: str = field(default="", metadata={"help": "没有办成的原因"})


@dataclass(frozen=True, slots=True)
class TakenRow:
    """One item of a meeting; ``lacks``: what its paper still lacks, ``version``: of the paper.

    ``is_called``: on the agenda; else it waits for a leader. ``seen``: the version of the item.
    """

    id: int
    number: int
    url: str
    title: str
    reasons: str
    status: str
    status_tone: str
    lacks: str
    is_first: bool
    is_last: bool
    name: str
    decision: str
    version: int
    seen: int
    is_called: bool
    may_call: bool
    may_leave: bool
    error: str


@dataclass(frozen=True, slots=True)
class FreeRow:
    """One item that may be put on the list."""

    id: int
    url: str
    title: str
    month: str
    status: str
    status_tone: str
    tickets: int
    reasons: str
    seen: int
    put: str


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """agenda/meeting.html"""

    url: str = field(metadata={"help": "这次会的地址"})
    title: str = field(metadata={"help": "哪一天的什么会"})
    when: str = field(metadata={"help": "还有几天，或已过几天"})
    state: str = field(metadata={"help": "待召开、已召开、纪要已签发、已取消"})
    facts: list[dict[str, str]] = field(metadata={"help": "时间、地点、主持、参加"})
    next: dict[str, str] = field(
        metadata={"help": "下一步：一句话，去哪里或办哪一步；不用这个人办的只有话"}
    )
    rows: list[TakenRow] = field(metadata={"help": "议题，按议程；后面是拟上会的"})
    called: int = field(metadata={"help": "排上会的有几个"})
    free: list[FreeRow] = field(metadata={"help": "可以排上会的议题"})
    may_arrange: bool = field(metadata={"help": "能不能排议题、改、取消"})
    may_write: bool = field(metadata={"help": "能不能写会议记录"})
    may_correct: bool = field(metadata={"help": "能不能更正签发了的纪要"})
    is_over: bool = field(metadata={"help": "会开过了"})
    version: int = field(metadata={"help": "看到的会议版本"})
    order: int = field(metadata={"help": "看到的议程版本"})
    attended: str = field(metadata={"help": "参加的人和单位"})
    said: str = field(metadata={"help": "会议内容"})
    kept: str = field(metadata={"help": "会议材料什么时候留存的、指纹；还没有留存为空"})
    later: list[dict[str, Any]] = field(metadata={"help": "会后进展，逐个议题"})
    put_off: list[dict[str, str]] = field(metadata={"help": "这次会上过、改到别的会或退回的议题"})
    later_heading: str = field(metadata={"help": "会后进展截至哪一天"})
    timeline: list[dict[str, str]] = field(metadata={"help": "这次会的办理过程，最新的在前"})
    tried: str = field(default="", metadata={"help": "刚才没有办成的一步"})
    why: str = field(default="", metadata={"help": "刚才写的原因"})
    error: str = field(default="", metadata={"help": "没有办成的原因"})
