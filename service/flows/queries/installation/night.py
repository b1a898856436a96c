"""Which tickets the night's work has to look at."""

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from service.domain.ticket import ENDED
from service.domain.together.cotask import Matter
from service.store.tables.tickets import TicketRow, UnitTaskRow
from service.store.uow import UnitOfWork


def near_co_deadlines(uow: UnitOfWork, since: datetime, until: datetime) -> list[str]:
    """Numbers of the tickets on which a co-unit's clock runs out between two instants."""
    query = select(UnitTaskRow.no).where(
        UnitTaskRow.matter == Matter.CO_HANDLING.value,
        UnitTaskRow.clock_at.between(since, until),
    )
    return list(uow.session.scalars(query.distinct().order_by(UnitTaskRow.no)))


def worth_urging(uow: UnitOfWork, soon: timedelta, now: datetime) -> list[str]:
    """Numbers of the tickets with a co-unit that is late or soon due, or an opinion overdue."""
    is_co_unit = UnitTaskRow.matter == Matter.CO_HANDLING.value
    is_soon = and_(is_co_unit, UnitTaskRow.clock_at <= now + soon)
    query = select(UnitTaskRow.no).where(or_(UnitTaskRow.clock_at <= now, is_soon))
    return list(uow.session.scalars(query.distinct().order_by(UnitTaskRow.no)))


def ended_before(uow: UnitOfWork, instant: datetime) -> list[str]:
    """Numbers of the tickets that ended before an instant and are not archived."""
    query = (
        select(TicketRow.no)
        .where(TicketRow.status.in_([status.value for status in ENDED]))
        .where(TicketRow.ended_at < instant)
    )
    return list(uow.session.scalars(query.order_by(TicketRow.no)))
