"""The files of a ticket, and those that a form carries until its step is taken."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is kept and waits for its step; ``token`` stands for it in the form."""

    name: str
    about: str
    token: str


@dataclass(frozen=True, slots=True)
class KeptPart:
    """tickets/kept.html, what became of files sent ahead"""

    kept: list[KeptFile] = field(metadata={"help": "收下的文件"})
    error: str = field(metadata={"help": "没有收下的文件和原因"})


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a ticket; ``same``: where the same content came before; ``gone``: taken down."""

    id: int
    name: str
    about: str
    came: str
    url: str
    preview: str
    same: str
    gone: str
    may_remove: bool
    may_wipe: bool
