"""The tables of supervision: findings, the two lists with their letters, how long work takes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class HandlingFindingRow(Row):
    """A finding of poor handling; ``evidence``: tickets with reasons, ``figures``: how surely.

    ``open_mark`` names pattern and unit while it waits for a person, and is unique.
    """

    __tablename__ = "handling_finding"
    id: Mapped[int] = mapped_column(primary_key=True)
    pattern: Mapped[str] = mapped_column(CODE)
    unit: Mapped[str] = mapped_column(CODE, index=True)
    month: Mapped[str] = mapped_column(String(7))
    state: Mapped[str] = mapped_column(CODE, index=True)
    open_mark: Mapped[str | None] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]]
    evidence: Mapped[list[Any]]
    dismissal: Mapped[str] = mapped_column(CODE)
    phrases: Mapped[list[Any]]
    note: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(CODE)


class ListEntryRow(Row):
    """An entry as it stands after its newest step; ``head`` is that step's hash."""

    __tablename__ = "list_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(CODE)
    unit: Mapped[str] = mapped_column(CODE)
    matter: Mapped[str] = mapped_column(Text)
    wrong: Mapped[str] = mapped_column(Text)
    demand: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    source: Mapped[str] = mapped_column(CODE)
    created_at: Mapped[datetime]
    finding_id: Mapped[int | None]
    round: Mapped[int]
    letter_no: Mapped[str] = mapped_column(CODE)
    responsible: Mapped[str] = mapped_column(Text)
    second_look_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "state", "due_on"), Index(None, "unit", "state"))


class ListEntryTicketRow(Row):
    """The tickets that an entry rests on."""

    __tablename__ = "list_entry_ticket"
    entry_id: Mapped[int] = mapped_column(ForeignKey("list_entry.id"), primary_key=True)
    no: Mapped[str] = mapped_column(ForeignKey("ticket.no"), primary_key=True, index=True)


class ListStepRow(Row):
    """One appended step of an entry, chained to the one before it."""

    __tablename__ = "list_step"
    entry_id: Mapped[int] = mapped_column(ForeignKey("list_entry.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(CODE)
    at: Mapped[datetime]
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(CODE)
    actor_unit: Mapped[str] = mapped_column(CODE)
    source: Mapped[str | None] = mapped_column(CODE)
    target: Mapped[str] = mapped_column(CODE)
    data: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class LetterRow(Row):
    """A letter that handed entries over, as it was sent; ``hash`` is of its content."""

    __tablename__ = "letter"
    no: Mapped[str] = mapped_column(CODE, primary_key=True)
    unit: Mapped[str] = mapped_column(CODE)
    issued_at: Mapped[datetime]
    content: Mapped[dict[str, Any]]
    hash: Mapped[str] = mapped_column(String(64))


class PaceRow(Row):
    """How long a unit (empty: all) took for a topic (empty: all) by a clock, in working seconds."""

    __tablename__ = "pace"
    unit: Mapped[str] = mapped_column(CODE, primary_key=True)
    topic: Mapped[str] = mapped_column(CODE, primary_key=True)
    clock: Mapped[str] = mapped_column(CODE, primary_key=True)
    count: Mapped[int]
    median: Mapped[float]
    p80: Mapped[float]
