"""The tables of what was foretold, and of the seasons found."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables import CODE, Row


class ForecastRow(Row):
    """What the data up to ``origin`` led to expect of a month; never taken away again.

    ``topic`` empty: all; ``area`` empty: the whole city. ``naive``: what last year's month, or the
    month before, would have said. ``is_replayed``: reckoned when the month was over already.
    """

    __tablename__ = "forecast"
    origin: Mapped[str] = mapped_column(String(7), primary_key=True)
    topic: Mapped[str] = mapped_column(CODE, primary_key=True)
    area: Mapped[str] = mapped_column(CODE, primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    expected: Mapped[float]
    low: Mapped[int]
    high: Mapped[int]
    naive: Mapped[int]
    made_at: Mapped[datetime]
    is_replayed: Mapped[bool]

    __table_args__ = (Index(None, "topic", "area", "month"),)


class SeasonRow(Row):
    """A season as a month's work found it; ``body``: how sure, when, where, with whom."""

    __tablename__ = "season"
    origin: Mapped[str] = mapped_column(String(7), primary_key=True)
    topic: Mapped[str] = mapped_column(CODE, primary_key=True)
    body: Mapped[dict[str, Any]]
