"""The tables of a month: its hot topics, what was foretold, the seasons found."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class HotTopicRow(Row):
    """A hot topic of a month, hot since the month ``since``; ``before``: its size last month.

    ``answered``: how many of its requests were answered at first contact.
    """

    __tablename__ = "hot_topic"
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    topic_id: Mapped[str] = mapped_column(CODE, primary_key=True)
    rank: Mapped[int]
    level: Mapped[str] = mapped_column(CODE)
    title: Mapped[str] = mapped_column(Text)
    keywords: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    heat: Mapped[float]
    size: Mapped[int]
    callers: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    typical_no: Mapped[str] = mapped_column(CODE)
    since: Mapped[str] = mapped_column(String(7))
    before: Mapped[int | None]
    answered: Mapped[int]
    heat_reason: Mapped[str] = mapped_column(Text)
    reasons: Mapped[list[Any]]


class HotTopicTicketRow(Row):
    """Which tickets make a hot topic; a ticket may be in one event and in one theme."""

    __tablename__ = "hot_topic_ticket"
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    topic_id: Mapped[str] = mapped_column(CODE, primary_key=True)
    no: Mapped[str] = mapped_column(ForeignKey("ticket.no"), primary_key=True, index=True)


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
