"""The tables a city brings, and what is still missing before the first call."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FormCard:
    """One table: what it is for, what is there, and where it is fetched and brought."""

    key: str
    title: str
    about: str
    there: str
    may_retire: bool


@dataclass(frozen=True, slots=True)
class PasswordRow:
    """What a new person is given."""

    username: str
    name: str
    unit: str
    password: str


@dataclass(frozen=True, slots=True)
class SetupPage:
    """admin/setup.html"""

    cards: list[FormCard] = field(metadata={"help": "能导入的表"})
    error: str = field(default="", metadata={"help": "没有导入的原因"})
    failed: str = field(default="", metadata={"help": "哪一份没有导入"})
    faults: list[str] = field(default_factory=list, metadata={"help": "每一处要改的地方"})
    more: int = field(default=0, metadata={"help": "没有列出的还有几处"})


@dataclass(frozen=True, slots=True)
class PasswordsPage:
    """admin/passwords.html"""

    said: str = field(metadata={"help": "导入的结果"})
    rows: list[PasswordRow] = field(metadata={"help": "新账号和初始密码，只显示这一次"})


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One thing that was looked at."""

    title: str
    verdict: str
    tone: str
    said: str
    advice: str
    href: str


@dataclass(frozen=True, slots=True)
class ReadinessPage:
    """admin/readiness.html"""

    rows: list[CheckRow] = field(metadata={"help": "每一项，最要紧的在前"})
    must: int = field(metadata={"help": "必须办的有几项"})
    should: int = field(metadata={"help": "建议办的有几项"})
