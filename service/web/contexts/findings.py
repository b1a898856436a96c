"""Findings of poor handling, as people judge them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding in the list, in words; ``says``: count, share and peers in one sentence."""

    url: str
    kind: str
    pattern: str
    unit: str
    says: str
    confidence: str
    month: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a reply; ``is_shared``: other replies of the finding say the same."""

    text: str
    is_shared: bool


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One ticket with its reply in pieces; ``others``: number and address of what belongs to it."""

    no: str
    url: str
    topic: str
    why: str
    asked: str
    reply: list[Part]
    others: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """findings/list.html"""

    rows: list[FindingRow] = field(metadata={"help": "线索，把握大的在前"})
    tabs: list[dict[str, object]] = field(metadata={"help": "按状态分的页签"})
    patterns: list[tuple[str, str]] = field(metadata={"help": "可筛选的做法"})
    units: list[tuple[str, str]] = field(metadata={"help": "可筛选的单位"})
    state: str = field(metadata={"help": "看的是哪个状态"})
    pattern: str = field(metadata={"help": "筛选的做法"})
    unit: str = field(metadata={"help": "筛选的单位"})
    may_decide: bool = field(metadata={"help": "能不能核实；承办单位只看本单位属实的"})
    learned: list[str] = field(metadata={"help": "已排除的线索教会了什么"})


@dataclass(frozen=True, slots=True)
class FindingPage:
    """findings/show.html"""

    id: int = field(metadata={"help": "线索编号"})
    row: FindingRow = field(metadata={"help": "这条线索"})
    marked: str = field(metadata={"help": "怎样的工单算"})
    counted: str = field(metadata={"help": "在哪些工单里算"})
    facts: list[dict[str, str]] = field(metadata={"help": "件数、比例、区间、同类单位"})
    evidence: list[EvidenceRow] = field(metadata={"help": "依据的工单，明显的在前"})
    more: int = field(metadata={"help": "没有列出的还有几件"})
    kinds: list[tuple[str, str]] = field(metadata={"help": "排除的原因"})
    kind: str = field(metadata={"help": "填过的原因"})
    note: str = field(metadata={"help": "填过的说明"})
    judged: str = field(metadata={"help": "谁在什么时候怎样定的；没有定为空"})
    may_decide: bool = field(metadata={"help": "能不能核实"})
    errors: list[dict[str, str]] = field(metadata={"help": "要改的地方：field 和 message"})
    listing: dict[str, str] = field(
        metadata={"help": "列入问题清单的按钮，或已列入的事项；没有为空"}
    )
