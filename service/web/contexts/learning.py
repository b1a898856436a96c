"""What the program proposes after learning from work."""

from dataclasses import dataclass, field

from service.web.contexts.jobs import ProgressPart


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """One ticket that the proposed reader and the one in use read differently."""

    no: str
    url: str
    true: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class TrialRow:
    """How both readers did on one kind of verdict, in words."""

    kind: str
    rows: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """One proposal that waits; ``links``: label and address, the address may be empty."""

    id: int
    kind: str
    title: str
    reason: str
    change: str
    figures: str
    words: list[str]
    links: list[dict[str, str]]
    more: int
    trial: list[TrialRow]
    gained: list[ExampleRow]
    lost: list[ExampleRow]
    file: str
    is_worse: bool
    may_decide: bool
    accept: str
    note: str


@dataclass(frozen=True, slots=True)
class DecidedRow:
    """One proposal that was decided."""

    kind: str
    title: str
    state: str
    tone: str
    who: str
    at: str
    note: str


@dataclass(frozen=True, slots=True)
class LearningPage:
    """learning/show.html"""

    cards: list[ProposalCard] = field(metadata={"help": "等人决定的建议，换模型的在最前"})
    decided: list[DecidedRow] = field(metadata={"help": "已有结果的建议，最近的在前"})
    progress: ProgressPart = field(metadata={"help": "正在跑的任务"})
    last: str = field(metadata={"help": "上次学习的结果，一句话；没有学过为空"})
    least: int = field(metadata={"help": "新的人工结论满多少件才训练"})
    may_run: bool = field(metadata={"help": "能否现在学习"})
    errors: list[dict[str, str]] = field(metadata={"help": "要改的地方：field 和 message"})
