"""What one was told, what one wants to be told, and what could not be sent."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice of one's own."""

    id: int
    kind: str
    text: str
    at: str
    link: str
    is_unread: bool


@dataclass(frozen=True, slots=True)
class BellPart:
    """notices/bell.html, the bell in the frame of every page"""

    unread: int = field(metadata={"help": "没有看过的通知数"})


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """notices/list.html"""

    rows: list[NoticeRow] = field(metadata={"help": "自己的通知，最新的在前"})
    tabs: list[dict[str, Any]] = field(metadata={"help": "全部，或提到我的"})
    unread: int = field(metadata={"help": "没有看过的通知数"})
    may_see_outbox: bool = field(metadata={"help": "能否看发送情况"})


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A kind of notice and the channels chosen for it."""

    name: str
    label: str
    channels: list[str]


@dataclass(frozen=True, slots=True)
class ChoicesPage:
    """notices/choices.html"""

    kinds: list[KindChoice] = field(metadata={"help": "通知种类和选定的方式"})
    options: list[tuple[str, str]] = field(metadata={"help": "可选的方式"})
    phone: str = field(metadata={"help": "接收短信的手机号"})
    mail: str = field(metadata={"help": "接收邮件的邮箱"})
    errors: dict[str, str] = field(metadata={"help": "没有填好的各项"})
    ways: str = field(metadata={"help": "哪些方式现在真的能发"})


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A notice that was given up."""

    id: int
    no: str
    kind: str
    channel: str
    at: str
    tries: str
    error: str


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """notices/outbox.html"""

    rows: list[OutboxRow] = field(metadata={"help": "发送失败的通知，最新的在前"})
    counts: list[dict[str, str]] = field(metadata={"help": "各方式各状态的条数"})
    may_resend: bool = field(metadata={"help": "能否重发"})
