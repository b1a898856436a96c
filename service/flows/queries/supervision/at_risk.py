"""Open tickets whose clock runs out within so many working hours, the most pressing first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from service.domain.clocks.hours import after
from service.domain.clocks.pace import Standing, standing, usual
from service.domain.clocks.running import Clock
from service.domain.clocks.worktime import WorkTime, whose_time
from service.domain.permissions import Permission
from service.domain.supervision.tiers import Watched, watched
from service.domain.ticket import Status, Ticket
from service.flows.desk import Desk
from service.flows.queries.desks.lists import TicketLine, lines
from service.flows.supervision.tiers import work_time
from service.store.tables.tickets import TicketRow
from service.store.tickets.visibility import sees

HOURS = (2, 4, 8, 24)
MOST = 200
_LOOKED_AT = 5_000
_RUNNING = (
    *(Status.PENDING_DISPATCH, Status.DISPATCHED, Status.IN_PROGRESS),
    *(Status.RETURN_PENDING, Status.SUSPENDED, Status.CALLBACK_DUE),
)


@dataclass(frozen=True, slots=True)
class RiskFilters:
    """What is asked: ``hours`` ahead of working time; the others empty: anything."""

    hours: int = 8
    unit: str = ""
    topic: str = ""
    clock: Clock | None = None


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A clock that runs out soon: whose, how many working seconds are left, and how that stands.

    ``day``: the length of the unit's working day in seconds.
    """

    line: TicketLine
    clock: Clock
    unit: str
    due_at: datetime
    left: float
    standing: Standing
    day: float


@dataclass(frozen=True, slots=True)
class RiskList:
    """The rows shown, how many there are, and how many by clock before the clock filter."""

    rows: list[AtRisk]
    total: int
    by_clock: dict[Clock, int]
    units: list[str]


def at_risk(desk: Desk, filters: RiskFilters, most: int = MOST) -> RiskList:
    """The clocks that run out within the hours, on tickets this person may see.

    People of a unit see their own unit's clocks alone. A clock that has run out is overdue, not
    at risk: it stands on the supervisor's desk.
    """
    tickets, work = _candidates(desk, _horizon(desk, filters.hours)), work_time(desk)
    near = [(t, clock) for t in tickets for clock in _near(desk, work, t, filters.hours)]
    units = sorted({clock.unit for _, clock in near if clock.unit})
    near = [(t, c) for t, c in near if filters.unit in ("", c.unit)]
    near = [(t, c) for t, c in near if t.topic.startswith(filters.topic)]
    by_clock = {clock: sum(c.clock is clock for _, c in near) for clock in Clock}
    chosen = [(t, c) for t, c in near if filters.clock in (None, c.clock)]
    rows = sorted(_standing(desk, work, chosen), key=lambda found: -found[2].score)[:most]
    shown = {line.no: line for line in lines(desk, list(dict.fromkeys(t.no for t, *_ in rows)))}
    return RiskList(
        rows=[
            AtRisk(
                line=shown[ticket.no],
                clock=clock.clock,
                unit=clock.unit,
                due_at=clock.due_at,
                left=left,
                standing=stands,
                day=work.day_seconds(_time_of(clock)),
            )
            for ticket, clock, stands, left in rows
        ],
        total=len(chosen),
        by_clock=by_clock,
        units=units,
    )


def _standing(
    desk: Desk, work: WorkTime, near: Iterable[tuple[Ticket, Watched]]
) -> list[tuple[Ticket, Watched, Standing, float]]:
    near = list(near)
    paces = desk.uow.paces.of_units({clock.unit for _, clock in near})
    found = []
    for ticket, clock in near:
        left = work.between(desk.now, clock.due_at, _time_of(clock))
        past = usual(paces, clock.unit, ticket.topic, clock.clock)
        found.append((ticket, clock, standing(left, past), left))
    return found


def _near(desk: Desk, work: WorkTime, ticket: Ticket, hours: int) -> list[Watched]:
    most = hours * 3600
    clocks = watched(ticket, desk.hotline.supervision.first_contact)
    if not desk.actor.may(Permission.TICKET_READ_ALL):
        clocks = [clock for clock in clocks if clock.unit == desk.actor.unit]
    return [
        clock
        for clock in clocks
        if clock.due_at > desk.now and work.between(desk.now, clock.due_at, _time_of(clock)) <= most
    ]


def _time_of(clock: Watched) -> str:
    return whose_time(clock.clock, clock.unit)


def _horizon(desk: Desk, hours: int) -> datetime:
    """The latest instant by which so many working hours have passed for anybody."""
    span, calendar = timedelta(hours=hours), desk.hotline.calendar
    kinds = {desk.hotline.profile.hours, *desk.catalogue.hours.values()}
    latest = max(after(desk.now, span, each, calendar) for each in kinds)
    # A deadline at night counts with the day before it.
    return latest + timedelta(days=1)


def _candidates(desk: Desk, horizon: datetime) -> list[Ticket]:
    clocks = (TicketRow.clock_at, TicketRow.dispatch_due_at, TicketRow.contact_due_at)
    ahead: list[ColumnElement[bool]] = [c.between(desk.now, horizon) for c in clocks]
    # The task of a co-unit may end before the ticket's own clock does.
    ahead.append(TicketRow.due_at.between(desk.now, horizon + timedelta(days=15)))
    query = (
        select(TicketRow.no)
        .where(sees(desk.actor), TicketRow.status.in_([status.value for status in _RUNNING]))
        .where(or_(*ahead))
        .order_by(TicketRow.clock_at, TicketRow.no)
        .limit(_LOOKED_AT)
    )
    return desk.uow.tickets.get_many(list(desk.uow.session.scalars(query)))
