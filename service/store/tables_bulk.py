"""The table of what was done to many tickets at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables import CODE, Row


class BulkRunRow(Row):
    """One step on many tickets; ``rows``: number, why not (or empty) and version after, of each.

    ``undone``: the run that took its steps back.
    """

    __tablename__ = "bulk_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[int]
    step: Mapped[str] = mapped_column(CODE)
    at: Mapped[datetime] = mapped_column(index=True)
    rows: Mapped[list[Any]]
    undone: Mapped[int | None]

    __table_args__ = (Index(None, "actor_id", "at"),)
