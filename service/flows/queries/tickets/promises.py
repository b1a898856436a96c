"""What was promised on one ticket, clock by clock: by when, and whether it was kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.domain.clocks.running import Clock, next_clock
from service.domain.clocks.suspension import time_left
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.localtime import local_day
from service.domain.ticket import Status, Ticket
from service.flows.desk import Desk

_DISPATCHED = frozenset(Status) - {Status.REGISTERED, Status.PENDING_DISPATCH, Status.MERGED}


class Kept(StrEnum):
    """Whether a promise was kept."""

    OPEN = "open"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Promise:
    """One clock of a ticket. ``is_provisional``: it lies in a year whose calendar is unknown."""

    clock: Clock
    due_at: datetime
    kept: Kept
    is_provisional: bool
    is_running: bool


@dataclass(frozen=True, slots=True)
class Promises:
    """Every clock that was promised in this round; ``seconds_left`` waits with a suspension."""

    clocks: tuple[Promise, ...] = ()
    review_at: datetime | None = None
    seconds_left: int | None = None


NOTHING = Promises()
"""Of a ticket nothing is promised about."""


def promises(desk: Desk, ticket: Ticket, entries: list[Entry]) -> Promises:
    """The promises of a ticket in the order in which its clocks start; ``entries`` oldest first."""
    done = _done(ticket, entries)
    due = {
        Clock.DISPATCH: ticket.dispatch_due_at,
        Clock.SIGN: ticket.sign_due_at,
        Clock.CONTACT: ticket.contact_due_at,
        Clock.HANDLE: ticket.due_at,
        Clock.CALLBACK: ticket.callback_due_at,
    }
    running, catalogue = next_clock(ticket), desk.catalogue
    hours = catalogue.hours.get(ticket.lead_unit, desk.hotline.profile.hours)
    return Promises(
        clocks=tuple(
            Promise(
                clock=clock,
                due_at=at,
                kept=_kept(at, done[clock], desk.now),
                is_provisional=_is_provisional(desk, ticket, clock, at),
                is_running=running is not None and running.clock is clock,
            )
            for clock, at in due.items()
            if at is not None
        ),
        review_at=ticket.review_due_at,
        seconds_left=time_left(ticket, hours, desk.hotline.calendar),
    )


def _done(ticket: Ticket, entries: list[Entry]) -> dict[Clock, datetime | None]:
    contacts = [
        entry.at
        for entry in entries
        if entry.step is Step.FIRST_CONTACT and entry.round == ticket.round
    ]
    is_sent = ticket.status in _DISPATCHED
    spoken = ticket.progress.first_contact and bool(contacts)
    return {
        Clock.DISPATCH: ticket.dispatched_at if is_sent else None,
        Clock.SIGN: ticket.signed_at,
        Clock.CONTACT: contacts[0] if spoken else None,
        Clock.HANDLE: ticket.replied_at or ticket.ended_at,
        Clock.CALLBACK: ticket.ended_at,
    }


def _kept(due_at: datetime, done_at: datetime | None, now: datetime) -> Kept:
    if done_at is not None:
        return Kept.YES if done_at <= due_at else Kept.NO
    return Kept.NO if now > due_at else Kept.OPEN


def _is_provisional(desk: Desk, ticket: Ticket, clock: Clock, due_at: datetime) -> bool:
    if clock is Clock.HANDLE:
        return ticket.is_provisional
    day = local_day(due_at)
    return clock is not Clock.DISPATCH and not desk.hotline.calendar.is_known(day, day)
