"""Provisional deadlines that the published calendar makes other ones, or confirms."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from service.domain.clocks.provisional import WAITING, counted_again
from service.domain.ticket import Ticket
from service.flows.desk import Desk
from service.flows.hotline import Hotline
from service.flows.queries.desks.lists import TicketLine, lines
from service.store.tables.tickets import TicketRow
from service.store.tickets.visibility import sees
from service.store.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Rechecked:
    """A ticket whose deadline was provisional: what was promised, and what it should be."""

    line: TicketLine
    promised: datetime
    should_be: datetime


@dataclass(frozen=True, slots=True)
class Published:
    """Numbers of the tickets whose calendar is known by now: ``same`` date, or another."""

    same: list[str]
    other: dict[str, datetime]


def published(uow: UnitOfWork, hotline: Hotline, now: datetime) -> Published:
    """Every provisional deadline that can be counted again now."""
    found = uow.tickets.get_many(list(uow.session.scalars(_provisional().order_by(TicketRow.no))))
    counted = {ticket.no: (ticket, _again(hotline, uow, ticket, now)) for ticket in found}
    known = {no: (ticket, at) for no, (ticket, at) in counted.items() if at is not None}
    return Published(
        same=[no for no, (ticket, at) in known.items() if at == ticket.due_at],
        other={no: at for no, (ticket, at) in known.items() if at != ticket.due_at},
    )


def rechecked(desk: Desk) -> list[Rechecked]:
    """The tickets this person sees whose deadline would change, the earliest deadline first."""
    other = published(desk.uow, desk.hotline, desk.now).other
    seen = set(desk.uow.session.scalars(_provisional().where(sees(desk.actor))))
    numbers = [no for no in other if no in seen]
    rows = [
        Rechecked(line, promised, other[line.no])
        for line in lines(desk, numbers)
        if (promised := desk.uow.tickets.get(line.no).due_at) is not None
    ]
    return sorted(rows, key=lambda row: (row.should_be, row.line.no))


def _provisional() -> Select[str]:
    return select(TicketRow.no).where(
        TicketRow.is_provisional, TicketRow.status.in_([status.value for status in WAITING])
    )


def _again(hotline: Hotline, uow: UnitOfWork, ticket: Ticket, now: datetime) -> datetime | None:
    own = hotline.catalogue(uow, now).hours
    hours = own.get(ticket.lead_unit, hotline.profile.hours)
    return counted_again(ticket, hotline.rules, hours)
