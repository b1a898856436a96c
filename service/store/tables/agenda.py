"""The tables of agenda items, their frozen tickets and their steps."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class AgendaItemRow(Row):
    """An agenda item; ``tickets_hash`` is of the numbers of its ``AgendaTicketRow``s."""

    __tablename__ = "agenda_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    topic_id: Mapped[str] = mapped_column(CODE)
    title: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(CODE)
    version: Mapped[int]
    rank: Mapped[int]
    reasons: Mapped[list[Any]]
    tickets: Mapped[int]
    tickets_hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("month", "topic_id"),)


class AgendaTicketRow(Row):
    """The tickets an agenda item was picked for, frozen with it."""

    __tablename__ = "agenda_ticket"
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True)
    no: Mapped[str] = mapped_column(ForeignKey("ticket.no"), primary_key=True, index=True)


class AgendaStepRow(Row):
    """One appended change of an agenda item; ``undoes``: the number of the one it takes back."""

    __tablename__ = "agenda_step"
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(CODE)
    source: Mapped[str | None] = mapped_column(CODE)
    target: Mapped[str] = mapped_column(CODE)
    note: Mapped[str] = mapped_column(Text)
    undoes: Mapped[int | None]
