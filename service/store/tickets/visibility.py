"""Who sees which ticket: one rule, in SQL and in Python."""

from sqlalchemy import (
    ColumnElement,
    Select,
    false,
    select,
    true,
)

from service.domain.permissions import Actor, Permission
from service.domain.ticket import RequestType, Ticket
from service.store.tables.tickets import TicketRow, UnitTaskRow


def visible_to(actor: Actor) -> Select[str]:
    """The numbers of the tickets this person may see; ``is_visible`` is its twin in Python."""
    return select(TicketRow.no).where(sees(actor))


def sees(actor: Actor) -> ColumnElement[bool]:
    """What ``visible_to`` asks of a ticket's row, for queries that read the table itself."""
    if not actor.may(Permission.TICKET_READ):
        return false()
    if actor.may(Permission.TICKET_READ_ALL):
        if _may_see_reports(actor):
            return true()
        return TicketRow.request_type != RequestType.REPORT.value
    if actor.may(Permission.TICKET_READ_UNIT) and actor.unit:
        asked = select(UnitTaskRow.no).where(UnitTaskRow.unit == actor.unit)
        return (TicketRow.lead_unit == actor.unit) | TicketRow.no.in_(asked)
    return false()


def is_visible(ticket: Ticket, actor: Actor) -> bool:
    """Whether this person may see the ticket; ``visible_to`` is its twin in SQL."""
    if not actor.may(Permission.TICKET_READ):
        return False
    if actor.may(Permission.TICKET_READ_ALL):
        return not ticket.is_reported or _may_see_reports(actor)
    is_theirs = actor.unit in ticket.units_asked
    return bool(actor.unit) and is_theirs and actor.may(Permission.TICKET_READ_UNIT)


def _may_see_reports(actor: Actor) -> bool:
    return actor.may(Permission.TICKET_READ_REPORTED) or actor.may(Permission.TICKET_REGISTER)
