"""The tables of matters across borders, their joint sessions, and precedents."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class MatterRow(Row):
    """A matter as it stands after its newest step; ``body``: answers, session and resolution.

    ``clock_at`` repeats the time that matters in its state, so that lists can sort by it.
    """

    __tablename__ = "matter"
    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    status: Mapped[str] = mapped_column(CODE, index=True)
    title: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    crossings: Mapped[list[Any]]
    topic: Mapped[str] = mapped_column(CODE)
    area: Mapped[str] = mapped_column(CODE)
    opened_at: Mapped[datetime] = mapped_column(index=True)
    opened_by: Mapped[str] = mapped_column(CODE)
    answer_by: Mapped[datetime | None]
    session_no: Mapped[str] = mapped_column(CODE)
    clock_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    body: Mapped[dict[str, Any]]


class MatterTicketRow(Row):
    """The tickets that are one matter, in the order in which they came to it."""

    __tablename__ = "matter_ticket"
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), primary_key=True)
    no: Mapped[str] = mapped_column(ForeignKey("ticket.no"), primary_key=True, index=True)
    place: Mapped[int]


class MatterUnitRow(Row):
    """The units that a matter concerns: asked, leading or with a duty."""

    __tablename__ = "matter_unit"
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), primary_key=True)
    unit: Mapped[str] = mapped_column(CODE, primary_key=True, index=True)
    is_waiting: Mapped[bool]


class MatterStepRow(Row):
    """One appended step of a matter; ``hash`` covers the step and the hash before it."""

    __tablename__ = "matter_step"
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(CODE)
    at: Mapped[datetime]
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(CODE)
    actor_unit: Mapped[str] = mapped_column(CODE)
    source: Mapped[str | None] = mapped_column(CODE)
    target: Mapped[str] = mapped_column(CODE)
    data: Mapped[dict[str, Any]]
    hash: Mapped[str] = mapped_column(CODE)


class PrecedentRow(Row):
    """What a session decided for all such requests; ended with a reason, never deleted."""

    __tablename__ = "precedent"
    id: Mapped[int] = mapped_column(primary_key=True)
    no: Mapped[str] = mapped_column(CODE)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), index=True)
    topic: Mapped[str] = mapped_column(CODE)
    lead: Mapped[str] = mapped_column(CODE)
    co_units: Mapped[list[Any]]
    area: Mapped[str] = mapped_column(CODE)
    words: Mapped[list[Any]]
    legal_basis: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_by: Mapped[str] = mapped_column(CODE)
    why_ended: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index(None, "topic", "ended_on"),)
