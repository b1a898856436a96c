"""Attachments (附件): which steps take files along, how many and how big, who may take one down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor

TAKES_FILES = frozenset(
    {
        Step.REGISTER,
        Step.ATTACH,
        Step.NOTE,
        Step.CORRECT,
        Step.FIRST_CONTACT,
        Step.CO_REPORT,
        Step.CO_OBJECT,
        Step.OPINE,
        Step.OBJECT,
        Step.SUSPEND,
        Step.REPLY,
        Step.REQUEST_EXTENSION,
        Step.REQUEST_TERMINATION,
        Step.CALL_ATTEMPT,
        Step.CLOSE,
        Step.REDO,
        Step.PROPOSE_EXPLAINED,
        Step.CLOSE_EXPLAINED,
        Step.RECALL,
    }
)
"""The steps that files may come along with."""
FILES = "attachments"
"""Under which name a step keeps what came along: kind, size and hash of each file."""
_MB, _GB = 2**20, 2**30


@dataclass(frozen=True, slots=True)
class AttachmentRules:
    """The limits of an installation: of one file, of one ticket, of all together.

    ``removed_days``: how long the content of what was taken down is kept.
    """

    file_mb: int = 20
    ticket_files: int = 30
    ticket_mb: int = 200
    total_gb: int = 50
    removed_days: int = 180

    @property
    def file_bytes(self) -> int:
        """The most that one file may hold."""
        return self.file_mb * _MB

    @property
    def kept(self) -> timedelta:
        """How long the content of a file that was taken down is kept."""
        return timedelta(days=self.removed_days)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file on a ticket: with which step it came, from whom, and what became of it.

    ``removed_at``: taken down, its content kept for a while; ``wiped_at``: its content is gone.
    """

    id: int
    no: str
    seq: int
    name: str
    kind: str
    size: int
    sha256: str
    has_preview: bool
    at: datetime
    actor_id: int
    actor_name: str
    actor_unit: str
    removed_at: datetime | None = None
    wiped_at: datetime | None = None

    @property
    def is_there(self) -> bool:
        """Whether it can still be opened."""
        return self.removed_at is None and self.wiped_at is None


def why_too_much(
    sizes: Sequence[int], held: Sequence[int], total: int, rules: AttachmentRules
) -> str:
    """Why these files do not fit beside those the ticket holds; empty when they do.

    ``sizes`` and ``held`` in bytes, one per file; ``total``: what all tickets hold.
    """
    if len(sizes) + len(held) > rules.ticket_files:
        return f"一张工单最多 {rules.ticket_files} 个附件，已有 {len(held)} 个。"
    if sum(sizes) + sum(held) > rules.ticket_mb * _MB:
        return f"一张工单的附件合起来最多 {rules.ticket_mb} MB，请先压缩，或只传要紧的。"
    if sum(sizes) + total > rules.total_gb * _GB:
        return "系统存放附件的空间已满，请联系热线管理员。"
    return ""


def hides_from(actor: Actor, attachment: Attachment, *, is_reporter_hidden: bool) -> bool:
    """Whether a file on a 举报 is kept from a unit: all that did not come from a unit itself.

    What a reporter sends, and what the hotline records of him, shows who he is.
    """
    return is_reporter_hidden and bool(actor.unit) and not attachment.actor_unit
