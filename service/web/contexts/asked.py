"""What units beside the lead are asked, as pages show it."""

from dataclasses import dataclass, field
from typing import Any

from service.web.contexts.lists import ListRow, TimeChip


@dataclass(frozen=True, slots=True)
class CoTaskRow:
    """A co-unit's task: what it is to do, how it stands, its own clock, what was done about it."""

    unit: str
    words: str
    state: str
    tone: str
    chip: TimeChip
    due: str
    handler: str
    done: str
    wants_out: bool


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One unit's answer in a consultation; ``stance`` is empty while it has not answered."""

    unit: str
    stance: str
    tone: str
    words: str = ""
    legal_basis: str = ""
    named: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class ConsultationPart:
    """A consultation: the question, the answers side by side, and what they point to.

    ``chip``: by when answers are due while it runs; ``ended``: how it ended, else empty;
    ``joint_url``: where the matter is taken on to, when it ended so; ``is_complete``: it runs, and
    everybody has answered; ``warning``: that answers are due too late.
    """

    question: str
    asked_at: str
    chip: TimeChip | None
    opinions: list[OpinionRow]
    points_to: str
    ended: str
    joint_url: str = ""
    is_complete: bool = False
    warning: str = ""


@dataclass(frozen=True, slots=True)
class ConsultedRow:
    """A ticket in consultation on the dispatcher's desk; ``row`` has the dispatch clock."""

    row: ListRow
    part: ConsultationPart


@dataclass(frozen=True, slots=True)
class ConsultationsPage:
    """lists/consultations.html"""

    tabs: list[dict[str, Any]] = field(metadata={"help": "待派单、会商中、退单待审、延期待批"})
    rows: list[ConsultedRow] = field(metadata={"help": "会商中的工单，答复齐了的在前"})
    error: str = field(default="", metadata={"help": "刚才没有办成的原因"})
    exports: list[dict[str, str]] = field(
        default_factory=list, metadata={"help": "把这个列表导出成文件的地址"}
    )
