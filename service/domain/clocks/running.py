"""The clocks of a ticket (时钟): what has to be done, and by when, in the state it is in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from service.domain.ticket import Status, Ticket


class Clock(StrEnum):
    """What has to be done before time runs out."""

    DISPATCH = "dispatch"
    SIGN = "sign"
    CONTACT = "contact"
    HANDLE = "handle"
    CO = "co"
    CALLBACK = "callback"


OF_HOTLINE = frozenset({Clock.DISPATCH, Clock.CALLBACK})
"""The clocks of the hotline's own work; the others are a unit's."""
_AT_WORK = frozenset({Status.IN_PROGRESS, Status.RETURN_PENDING, Status.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs, and when it runs out."""

    clock: Clock
    due_at: datetime


def running(
    ticket: Ticket, first_contact: timedelta | None = None, dispatch_due: datetime | None = None
) -> list[Running]:
    """The clocks that run on a ticket, each with what was promised when it started.

    ``first_contact`` and ``dispatch_due`` stand in for tickets of before these two were promised.
    """
    status, clocks = ticket.status, dict[Clock, datetime | None]()
    if status is Status.PENDING_DISPATCH:
        clocks[Clock.DISPATCH] = ticket.dispatch_due_at or dispatch_due
    if status is Status.DISPATCHED:
        clocks[Clock.SIGN] = ticket.sign_due_at
    if status is Status.IN_PROGRESS and not ticket.progress.first_contact:
        by = ticket.signed_at + first_contact if ticket.signed_at and first_contact else None
        clocks[Clock.CONTACT] = ticket.contact_due_at or by
    if status in _AT_WORK:
        clocks[Clock.HANDLE] = ticket.due_at
    if status is Status.CALLBACK_DUE:
        clocks[Clock.CALLBACK] = ticket.callback_due_at
    return [Running(clock, at) for clock, at in clocks.items() if at is not None]


def next_clock(ticket: Ticket) -> Running | None:
    """The promised clock that runs out first, for lists; None when none runs."""
    return min(running(ticket), key=lambda each: each.due_at, default=None)
