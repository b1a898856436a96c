"""How many requests there were, by topic and place and month or day, counted by the database."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session

from service.domain.localtime import LOCAL
from service.store.database.engine import day_of, month_of
from service.store.tables.tickets import ReadingRow, TicketRow

CELLS = ("period", "topic", "area", "count")


def monthly(
    session: Session, start: datetime, end: datetime, wanted: Sequence[ColumnElement[bool]] = ()
) -> pd.DataFrame:
    """Requests from ``start`` to before ``end`` by Shanghai month: period, topic, area, count."""
    return _cells(session, month_of, start, end, wanted)


def daily(
    session: Session, start: datetime, end: datetime, wanted: Sequence[ColumnElement[bool]] = ()
) -> pd.DataFrame:
    """The same by Shanghai day ``YYYY-MM-DD``."""
    return _cells(session, day_of, start, end, wanted)


def below(prefix: str) -> ColumnElement[bool]:
    """What a ticket's row must be to belong to a topic or anything below it."""
    return TicketRow.topic.startswith(prefix, autoescape=True)


def numbers(session: Session, prefix: str, first: date, last: date) -> list[str]:
    """The numbers of the requests of a topic from one local day to another, both included."""
    start, end = (datetime.combine(d, time.min, LOCAL) for d in (first, last + timedelta(days=1)))
    query = select(TicketRow.no).where(below(prefix))
    query = query.where(TicketRow.registered_at >= start, TicketRow.registered_at < end)
    return list(session.scalars(query.order_by(TicketRow.no)))


def season_tickets(session: Session, prefix: str, start: datetime, end: datetime) -> pd.DataFrame:
    """The requests of a topic and all below it: no, topic, area, unit, places (joined by |)."""
    query = (
        select(
            TicketRow.no, TicketRow.topic, TicketRow.area, TicketRow.lead_unit, ReadingRow.places
        )
        .outerjoin(ReadingRow, ReadingRow.no == TicketRow.no)
        .where(TicketRow.registered_at >= start, TicketRow.registered_at < end)
        .where(below(prefix))
        .order_by(TicketRow.no)
    )
    names = ["no", "topic", "area", "unit", "places"]
    frame = pd.DataFrame(session.execute(query).all(), columns=names)
    return frame.fillna("")


def _cells(
    session: Session,
    period_of: Any,
    start: datetime,
    end: datetime,
    wanted: Sequence[ColumnElement[bool]],
) -> pd.DataFrame:
    name = session.connection().dialect.name
    period: ColumnElement[str] = literal_column(period_of("registered_at", name))
    query = (
        select(period, TicketRow.topic, TicketRow.area, func.count())
        .where(TicketRow.registered_at >= start, TicketRow.registered_at < end, *wanted)
        .group_by(period, TicketRow.topic, TicketRow.area)
    )
    return pd.DataFrame(session.execute(query).all(), columns=list(CELLS))
