"""The tables of work done by the program: runs of jobs, leases, and many tickets at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class JobRunRow(Row):
    """One run of a job for a period."""

    __tablename__ = "job_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(CODE)
    period: Mapped[str] = mapped_column(CODE)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(CODE)
    counts: Mapped[dict[str, Any]]
    error: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index(None, "job", "period"),)


class LeaseRow(Row):
    """Who runs a job now, and until when nobody else may."""

    __tablename__ = "lease"
    name: Mapped[str] = mapped_column(CODE, primary_key=True)
    holder: Mapped[str] = mapped_column(CODE)
    until: Mapped[datetime]


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
