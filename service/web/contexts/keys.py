"""Keys for other systems: those there are, and a new one shown once."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KeyItem:
    """One key in the list; ``may_revoke``: it is still in use."""

    id: str
    name: str
    may_do: str
    made: str
    used: str
    state: str
    tone: str
    may_revoke: bool


@dataclass(frozen=True, slots=True)
class KeysPage:
    """admin/keys.html"""

    rows: list[KeyItem] = field(metadata={"help": "密钥，在用的在前，新的在前"})
    channels: list[tuple[str, str]] = field(metadata={"help": "可选的渠道"})
    values: dict[str, str] = field(metadata={"help": "表单里已填的内容"})
    errors: list[dict[str, str]] = field(
        default_factory=list, metadata={"help": "要改的地方：field 和 message"}
    )


@dataclass(frozen=True, slots=True)
class KeyMadePage:
    """admin/key_made.html"""

    name: str = field(metadata={"help": "给哪个系统用"})
    token: str = field(metadata={"help": "密钥，只显示这一次"})
    may_do: str = field(metadata={"help": "它能做什么"})
    example: str = field(metadata={"help": "对方可以照着试的一条命令"})
