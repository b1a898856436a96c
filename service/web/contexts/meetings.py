"""The pages of the monthly meetings."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One meeting in the list."""

    url: str
    day: str
    when: str
    items: int
    decided: str
    titles: str


@dataclass(frozen=True, slots=True)
class MeetingsPage:
    """agenda/meetings.html"""

    rows: list[MeetingRow] = field(metadata={"help": "各次调度会，最近的在前"})


@dataclass(frozen=True, slots=True)
class TakenRow:
    """One item of a meeting; ``lacks``: what its paper still lacks, ``version``: of the paper."""

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
    may_decide: bool
    version: int
    error: str


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """agenda/meeting.html"""

    url: str = field(metadata={"help": "这次会的地址"})
    title: str = field(metadata={"help": "哪一天的会"})
    when: str = field(metadata={"help": "还有几天，或已过几天"})
    rows: list[TakenRow] = field(metadata={"help": "议题，按议程"})
    version: int = field(metadata={"help": "看到的议程版本"})
    is_waiting: bool = field(metadata={"help": "有没有议题还等着开会"})
    may_order: bool = field(metadata={"help": "能不能排次序"})
    may_write: bool = field(metadata={"help": "能不能记决定"})
    error: str = field(default="", metadata={"help": "没有办成的原因"})
