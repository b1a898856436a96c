"""The tables of what belongs to reports beside their text."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables import CODE, Row


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
