"""The tables of a ticket: as it stands, who is asked what, its steps, what was read."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.row import CODE, Row


class TicketRow(Row):
    """A ticket as it stands after its newest step; ``head`` is that step's hash.

    ``clock_at`` repeats the deadline that runs in its state, so that lists can sort by it.
    """

    __tablename__ = "ticket"
    no: Mapped[str] = mapped_column(CODE, primary_key=True)
    version: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    dedupe_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    caller_id: Mapped[int | None] = mapped_column(ForeignKey("caller.id"), index=True)
    status: Mapped[str] = mapped_column(CODE)
    channel: Mapped[str] = mapped_column(CODE)
    request_type: Mapped[str] = mapped_column(CODE)
    urgency: Mapped[str] = mapped_column(CODE)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    registered_at: Mapped[datetime]
    topic: Mapped[str] = mapped_column(CODE)
    area: Mapped[str] = mapped_column(CODE)
    place: Mapped[str] = mapped_column(Text)
    missing: Mapped[list[Any]]
    demands: Mapped[int]
    is_certain: Mapped[bool]
    divert: Mapped[str] = mapped_column(CODE)
    lead_unit: Mapped[str] = mapped_column(CODE)
    co_units: Mapped[list[Any]]
    catalogue_version: Mapped[str] = mapped_column(CODE)
    profile: Mapped[str] = mapped_column(CODE)
    dispatches: Mapped[int]
    round: Mapped[int]
    is_designated: Mapped[bool]
    dispatch_due_at: Mapped[datetime | None]
    dispatched_at: Mapped[datetime | None]
    sign_due_at: Mapped[datetime | None]
    object_due_at: Mapped[datetime | None]
    contact_due_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    is_provisional: Mapped[bool]
    signed_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    callback_due_at: Mapped[datetime | None]
    suspended_until: Mapped[date | None]
    review_due_at: Mapped[datetime | None]
    result_code: Mapped[str | None] = mapped_column(CODE)
    reply: Mapped[str] = mapped_column(Text)
    master_no: Mapped[str] = mapped_column(CODE)
    ended_at: Mapped[datetime | None]
    responded: Mapped[str | None] = mapped_column(CODE)
    solved: Mapped[str | None] = mapped_column(CODE)
    satisfied: Mapped[str | None] = mapped_column(CODE)
    progress: Mapped[dict[str, Any]]
    clock_at: Mapped[datetime | None]

    # ``ix_ticket_list`` holds every column that lists filter by: a list of any kind is found in
    # the index alone, and only the rows of the page are fetched from the wide table.
    __table_args__ = (
        Index(
            "ix_ticket_list",
            *("registered_at", "no", "status", "request_type", "urgency", "channel"),
            *("topic", "area", "lead_unit", "is_designated"),
        ),
        Index(None, "clock_at"),
        Index(None, "review_due_at"),
        Index(None, "status", "registered_at"),
        Index(None, "lead_unit", "status"),
        Index(None, "master_no"),
    )


class UnitTaskRow(Row):
    """Which units beside the lead are asked what on which ticket, for looking up by unit.

    It repeats what the ticket holds; ``clock_at`` is the deadline that runs for the unit, if any.
    """

    __tablename__ = "unit_task"
    no: Mapped[str] = mapped_column(ForeignKey("ticket.no"), primary_key=True)
    unit: Mapped[str] = mapped_column(CODE, primary_key=True)
    matter: Mapped[str] = mapped_column(CODE, primary_key=True)
    state: Mapped[str] = mapped_column(CODE)
    clock_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "unit", "matter", "state"), Index(None, "clock_at"))


class StepRow(Row):
    """One appended step; ``hash`` covers the step and the hash before it."""

    __tablename__ = "step"
    no: Mapped[str] = mapped_column(ForeignKey("ticket.no"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(CODE)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int]
    actor_name: Mapped[str] = mapped_column(CODE)
    actor_unit: Mapped[str] = mapped_column(CODE)
    source: Mapped[str | None] = mapped_column(CODE)
    target: Mapped[str] = mapped_column(CODE)
    round: Mapped[int]
    data: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index(None, "actor_id", "at"),)


class ReadingRow(Row):
    """What the reader understood, stored once with the model's version, and the route."""

    __tablename__ = "reading"
    no: Mapped[str] = mapped_column(ForeignKey("ticket.no"), primary_key=True)
    model_version: Mapped[str] = mapped_column(CODE)
    tokens: Mapped[str] = mapped_column(Text)
    places: Mapped[str] = mapped_column(Text)
    needs: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]]
    route: Mapped[dict[str, Any]]
