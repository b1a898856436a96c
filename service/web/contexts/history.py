"""Past years' tickets as tables: those sent in, what each would bring and what it brought."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class UploadRow:
    """One table in the list."""

    url: str
    name: str
    sent: str
    state: str
    tone: str
    said: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """admin/history.html"""

    rows: list[UploadRow] = field(metadata={"help": "传上来的表，新的在前"})
    channels: list[tuple[str, str]] = field(metadata={"help": "可选的渠道"})
    channel: str = field(metadata={"help": "刚才选的渠道"})
    most_mb: int = field(metadata={"help": "一份最多多少 MB"})
    error: str = field(default="", metadata={"help": "没有收下的原因"})


@dataclass(frozen=True, slots=True)
class UploadPage:
    """admin/history_file.html and admin/history_progress.html"""

    id: str = field(metadata={"help": "这份表的编号"})
    name: str = field(metadata={"help": "文件名"})
    state: str = field(metadata={"help": "looking bringing cut_look cut_bring ready done"})
    progress: str = field(metadata={"help": "做到哪里了，或为什么停了"})
    poll: str = field(metadata={"help": "多久后再问的地址，没有在做就空着"})
    figures: list[dict[str, str]] = field(metadata={"help": "几个数：label value unit note"})
    facts: list[dict[str, str]] = field(metadata={"help": "表里有什么：term value"})
    warnings: list[str] = field(metadata={"help": "导入以前要看清的"})
    faults: list[tuple[int, str]] = field(metadata={"help": "不收的行：行号和原因"})
    more: int = field(metadata={"help": "没有列出的不收的行数"})
    count: int = field(metadata={"help": "可以导入的件数"})
