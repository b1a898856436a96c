"""What waits suspended (挂账): whose review is due, and everything that waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from service.domain.clocks.hours import Hours
from service.domain.clocks.suspension import REVIEWED_FROM, is_early, time_left
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.localtime import local_day
from service.domain.supervision.pressure import TimeLeft
from service.domain.ticket import Status
from service.flows.desk import Desk
from service.flows.queries.desks.lists import DUE_FIRST, Page, TicketLine, TicketList, find
from service.store.tables.tickets import TicketRow
from service.store.tickets.visibility import sees
from service.store.uow import UnitOfWork

Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A suspended ticket: why and since when it waits, until when, and how often that was reviewed.

    ``seconds_left``: of working time, kept for when it goes on; None when whole days were counted.
    """

    line: TicketLine
    since: datetime
    blocker: str
    reason: str
    promised_on: date | None
    review_at: datetime | None
    review_left: TimeLeft
    reviews: int
    seconds_left: int | None
    last: Entry | None
    is_early: bool


def tabs(desk: Desk) -> dict[str, Conditions]:
    """What each tab asks for: review (due within a day, or overdue), all."""
    waits = (sees(desk.actor), TicketRow.status == Status.SUSPENDED.value)
    return {"review": (*waits, TicketRow.review_due_at <= desk.now + REVIEWED_FROM), "all": waits}


def waiting(desk: Desk, wanted: Conditions, cursor: str = "") -> tuple[list[Waiting], TicketList]:
    """A page of suspended tickets, what was promised first on top, and the page's cursors."""
    found = find(desk, wanted, Page(DUE_FIRST, cursor))
    numbers = [line.no for line in found.rows]
    steps = desk.uow.tickets.steps_among(numbers, (Step.SUSPEND, Step.REVIEW_SUSPENSION))
    taken = {no: [e for e in steps if e.no == no] for no in numbers}
    hours = desk.catalogue.hours
    return [_waiting(desk, line, taken[line.no], hours) for line in found.rows], found


def over(uow: UnitOfWork, now: datetime) -> list[str]:
    """Numbers of the suspended tickets whose promised day has passed."""
    today = local_day(now)
    query = select(TicketRow.no).where(
        TicketRow.status == Status.SUSPENDED.value, TicketRow.suspended_until < today
    )
    return list(uow.session.scalars(query.order_by(TicketRow.no)))


def overdue_reviews(uow: UnitOfWork, now: datetime) -> dict[str, datetime]:
    """The suspended tickets whose review should have been done by now: number → when."""
    query = (
        select(TicketRow.no, TicketRow.review_due_at)
        .where(TicketRow.status == Status.SUSPENDED.value, TicketRow.review_due_at <= now)
        .order_by(TicketRow.no)
    )
    return {no: due_at for no, due_at in uow.session.execute(query) if due_at is not None}


def _waiting(
    desk: Desk, line: TicketLine, steps: list[Entry], hours: Mapping[str, Hours]
) -> Waiting:
    ticket = desk.uow.tickets.get(line.no)
    begun = [entry for entry in steps if entry.step is Step.SUSPEND][-1:]
    reviewed = [entry for entry in steps if entry.step is Step.REVIEW_SUSPENSION]
    data = begun[0].data if begun else {}
    usual = hours.get(ticket.lead_unit, desk.hotline.profile.hours)
    since = begun[0].at if begun else ticket.registered_at
    last = next((entry for entry in reviewed[::-1] if entry.at >= since), None)
    review_at = ticket.review_due_at
    return Waiting(
        line=line,
        since=since,
        blocker=str(data.get("blocker", "")),
        reason=str(data.get("reason", "")),
        promised_on=ticket.suspended_until,
        review_at=review_at,
        review_left=_standing(review_at, desk.now),
        reviews=ticket.progress.suspension_reviews,
        seconds_left=time_left(ticket, usual, desk.hotline.calendar),
        last=last,
        is_early=is_early(ticket, desk.now),
    )


def _standing(review_at: datetime | None, now: datetime) -> TimeLeft:
    if review_at is None:
        return TimeLeft.NONE
    if review_at < now:
        return TimeLeft.OVERDUE
    return TimeLeft.SOON if review_at <= now + REVIEWED_FROM else TimeLeft.AMPLE
