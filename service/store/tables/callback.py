"""The tables of the callback: who is calling whom now, and the samples that are called again."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class CallClaimRow(Row):
    """A caller whom a clerk is calling; others leave them alone until the lease lapses."""

    __tablename__ = "call_claim"
    no: Mapped[str] = mapped_column(CODE, primary_key=True)
    person_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    until: Mapped[datetime]


class InspectionRow(Row):
    """A closed ticket drawn to be called again, and what the caller said then.

    ``before``: the answers of the first callback; ``answers``: those of the second.
    """

    __tablename__ = "inspection"
    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    kind: Mapped[str] = mapped_column(CODE)
    no: Mapped[str] = mapped_column(ForeignKey("ticket.no"))
    unit: Mapped[str] = mapped_column(CODE)
    clerk_id: Mapped[int]
    clerk_name: Mapped[str] = mapped_column(String(200))
    ending: Mapped[str] = mapped_column(CODE)
    round: Mapped[int]
    drawn_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(CODE)
    before: Mapped[dict[str, Any]]
    answers: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text)
    inspected_at: Mapped[datetime | None]
    inspector_id: Mapped[int | None]
    inspector_name: Mapped[str] = mapped_column(String(200))

    __table_args__ = (
        UniqueConstraint("month", "kind", "no"),
        Index(None, "kind", "state"),
    )
