"""Requests by month, topic and area: what comparisons are made of."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session

from service.store.engine import month_of
from service.store.tables.tickets import TicketRow


def monthly_series(
    session: Session, start: datetime, end: datetime
) -> list[tuple[str, str, str, int]]:
    """How many requests were registered, as (month, topic, area, count); praise is left out."""
    month: ColumnElement[str] = literal_column(
        month_of("registered_at", session.connection().dialect.name)
    )
    query = (
        select(month, TicketRow.topic, TicketRow.area, func.count())
        .where(TicketRow.registered_at >= start, TicketRow.registered_at < end)
        .where(TicketRow.request_type != "praise")
        .group_by(month, TicketRow.topic, TicketRow.area)
    )
    return [(str(m), str(t), str(a), int(n)) for m, t, a, n in session.execute(query)]
