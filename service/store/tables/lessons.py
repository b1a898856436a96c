"""The table of what the program proposes after people's work."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class ProposalRow(Row):
    """Something the program proposes; ``evidence`` are the tickets, or topics, that speak for it.

    ``open_mark`` names kind and key while it waits for a person, and is unique.
    """

    __tablename__ = "proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(CODE)
    key: Mapped[str] = mapped_column(CODE)
    state: Mapped[str] = mapped_column(CODE, index=True)
    created_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]]
    evidence: Mapped[list[Any]]
    open_mark: Mapped[str | None] = mapped_column(String(200), unique=True)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(CODE)
    note: Mapped[str] = mapped_column(Text)
