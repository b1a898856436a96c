"""What was done to many tickets at once."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class BulkPage:
    """lists/bulk.html"""

    id: int = field(metadata={"help": "这次的编号"})
    title: str = field(metadata={"help": "办的什么、多少件"})
    at: str = field(metadata={"help": "什么时候办的"})
    rows: list[dict[str, str]] = field(metadata={"help": "每一件的编号、结果、原因"})
    undo: str = field(metadata={"help": "可以撤回时，撤回叫什么"})
    undone: int = field(metadata={"help": "撤回它的那次的编号，没有是 0"})
    error: str = field(default="", metadata={"help": "没有撤回的原因"})
    reason: str = field(default="", metadata={"help": "填的撤回理由"})
