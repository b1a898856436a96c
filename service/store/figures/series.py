"""Requests by month, topic and area: what comparisons are made of."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session

from service.store.database.engine import month_of
from service.store.tables.agenda import AgendaTicketRow
from service.store.tables.callers import CallerRow
from service.store.tables.tickets import TicketRow


def monthly_series(
    session: Session, start: datetime, end: datetime, topics: Collection[str] | None = None
) -> list[tuple[str, str, str, int]]:
    """How many requests were registered, as (month, topic, area, count); praise is left out.

    ``topics``: only of these.
    """
    month: ColumnElement[str] = literal_column(
        month_of("registered_at", session.connection().dialect.name)
    )
    query = (
        select(month, TicketRow.topic, TicketRow.area, func.count())
        .where(*_counted(start, end))
        .group_by(month, TicketRow.topic, TicketRow.area)
    )
    if topics is not None:
        query = query.where(TicketRow.topic.in_(topics))
    return [(str(m), str(t), str(a), int(n)) for m, t, a, n in session.execute(query)]


def requests_of(
    session: Session, start: datetime, end: datetime, topics: Collection[str]
) -> list[dict[str, Any]]:
    """The requests of some topics that ``monthly_series`` counts, with place, unit and caller."""
    query = (
        select(
            TicketRow.no,
            TicketRow.registered_at,
            TicketRow.topic,
            TicketRow.area,
            TicketRow.place,
            TicketRow.lead_unit,
            TicketRow.caller_id,
            CallerRow.phone_key,
        )
        .join(CallerRow, CallerRow.id == TicketRow.caller_id, isouter=True)
        .where(*_counted(start, end), TicketRow.topic.in_(topics))
        .order_by(TicketRow.no)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def kinds_of(session: Session, item_id: int) -> list[tuple[str, str]]:
    """Topic and area of each ticket that an agenda item was picked for."""
    query = select(TicketRow.topic, TicketRow.area).join(
        AgendaTicketRow, AgendaTicketRow.no == TicketRow.no
    )
    found = session.execute(query.where(AgendaTicketRow.item_id == item_id))
    return [(topic, area) for topic, area in found]


def first_of_all(session: Session) -> datetime | None:
    """When the earliest request was registered; None while there is none."""
    return session.scalar(select(func.min(TicketRow.registered_at)))


def _counted(start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        TicketRow.registered_at >= start,
        TicketRow.registered_at < end,
        TicketRow.request_type != "praise",
    )
