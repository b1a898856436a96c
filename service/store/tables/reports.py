"""The tables of reports: the month's figures, its editions, and reports on demand."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class ReportRow(Row):
    """A month's report: its figures, and the hash of the data they came from."""

    __tablename__ = "report"
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    figures: Mapped[dict[str, Any]]
    data_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class EditionRow(Row):
    """One edition: figures as they were taken over, what people wrote, the files once signed.

    ``figures`` and ``data_hash`` are copies: what the monthly job finds later does not touch them.
    ``figures_at``: when the job worked them out. ``files``: SHA-256 by ending. ``reason``: why it
    corrects the edition before. ``special_id``: the special report it is of, 0 for the month's;
    the ``month`` is then that of the first day.
    """

    __tablename__ = "edition"
    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    special_id: Mapped[int]
    number: Mapped[int]
    status: Mapped[str] = mapped_column(CODE)
    version: Mapped[int]
    figures: Mapped[dict[str, Any]]
    data_hash: Mapped[str] = mapped_column(String(64))
    figures_at: Mapped[datetime]
    texts: Mapped[dict[str, Any]]
    files: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str] = mapped_column(CODE)

    __table_args__ = (UniqueConstraint("month", "special_id", "number"),)


class EditionStepRow(Row):
    """One appended step of an edition; ``data``: the texts after writing, the hashes on signing."""

    __tablename__ = "edition_step"
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(CODE)
    at: Mapped[datetime]
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(CODE)
    source: Mapped[str | None] = mapped_column(CODE)
    target: Mapped[str] = mapped_column(CODE)
    note: Mapped[str] = mapped_column(Text)
    data: Mapped[dict[str, Any]]


class ReportSetsRow(Row):
    """The tickets behind every number of a month's report, by the hash of its data.

    Kept apart from the report, which is read often, and as long as an edition has these figures.
    """

    __tablename__ = "report_sets"
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    data_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    packed: Mapped[str] = mapped_column(Text)


class SpecialReportRow(Row):
    """A report that somebody asked for, or the brief of a week: waiting, then ready or failed.

    ``week``: its Monday, for a brief. ``paper`` and ``packed`` are empty until it is ready;
    ``packed``: the tickets behind its numbers. ``error``: why it could not be made.
    """

    __tablename__ = "special_report"
    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[str | None] = mapped_column(String(10), unique=True)
    title: Mapped[str] = mapped_column(Text)
    scope: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(CODE, index=True)
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(CODE)
    made_at: Mapped[datetime | None]
    paper: Mapped[dict[str, Any]]
    data_hash: Mapped[str] = mapped_column(String(64))
    packed: Mapped[str] = mapped_column(Text)
    error: Mapped[str] = mapped_column(Text)
