"""What whoever calls from a number asked for before, for the agent who picks up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from service.domain.ticket import OPEN, RequestType, Status
from service.flows.desk import Desk
from service.store.tables.tickets import ReadingRow, TicketRow
from service.store.tickets.callers import Caller
from service.store.tickets.visibility import visible_to

_SINCE = timedelta(days=365)
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Earlier:
    """A ticket of the same number or account."""

    no: str
    summary: str
    status: Status
    registered_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether something still has to be done."""
        return self.status in OPEN


def of_number(desk: Desk, caller: Caller) -> list[Earlier]:
    """The newest tickets of the caller's number within a year, those still open first.

    Reports are left out: who made one must not be read off the number.
    """
    numbers = desk.uow.callers.numbers_of(caller, desk.now - _SINCE)
    if not numbers:
        return []
    query = (
        select(TicketRow.no, ReadingRow.summary, TicketRow.status, TicketRow.registered_at)
        .join(ReadingRow, ReadingRow.no == TicketRow.no)
        .where(
            TicketRow.no.in_(numbers),
            TicketRow.no.in_(visible_to(desk.actor)),
            TicketRow.request_type != RequestType.REPORT.value,
        )
    )
    rows = desk.uow.session.execute(query)
    found = [Earlier(no, said, Status(status), at) for no, said, status, at in rows]
    newest = sorted(found, key=lambda each: (each.registered_at, each.no), reverse=True)
    return sorted(newest, key=lambda each: not each.is_open)[:_SHOWN]
