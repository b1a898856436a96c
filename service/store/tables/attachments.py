"""The table of attachments; their contents lie beside the database, by hash."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class AttachmentRow(Row):
    """A file that came with a step; ``name`` is sealed like a caller's data.

    ``removed_at``: taken down by a step of the ticket; ``wiped_at``: its content is gone for good.
    """

    __tablename__ = "attachment"
    id: Mapped[int] = mapped_column(primary_key=True)
    no: Mapped[str] = mapped_column(ForeignKey("ticket.no"))
    seq: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(CODE)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    has_preview: Mapped[bool]
    at: Mapped[datetime]
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(CODE)
    actor_unit: Mapped[str] = mapped_column(CODE)
    removed_at: Mapped[datetime | None]
    wiped_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "no", "seq"),)
