"""One ticket as a person sees it: what it is, why it went there, what happened, what may follow."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from service.domain.catalogue import Catalogue
from service.domain.errors import NotAllowed
from service.domain.lifecycle import Entry
from service.domain.permissions import Actor, Permission
from service.domain.supervision import TimeLeft, running_clock, time_left
from service.domain.table import Row
from service.domain.ticket import RequestType, Status, Ticket
from service.flows import discretion, steps
from service.flows.queries import choices
from service.flows.steps import Desk
from service.flows.suggestion import Suggestion, suggest
from service.store.callers import Caller
from service.store.readings import StoredReading
from service.store.tables import TicketRow
from service.store.tickets import is_visible

_TO_BE_SENT = (Status.REGISTERED, Status.PENDING_DISPATCH)


@dataclass(frozen=True, slots=True)
class Member:
    """A ticket that was merged into this one; its caller, masked, waits for the same answer."""

    no: str
    caller: Caller
    is_visible: bool


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket with everything its page shows; names instead of codes.

    ``co_waiting``: the co-units that have not reported in this round; ``suggestion``: where the
    ticket should go as things are now, None once it went; ``designators``: who may designate its
    unit now; ``designation``: says that the next dispatch does so, else empty.
    """

    ticket: Ticket
    caller: Caller
    may_reveal: bool
    reading: StoredReading | None
    entries: list[Entry]
    open_steps: list[Row]
    refused_steps: list[tuple[Row, str]]
    unit: str
    co_units: list[str]
    co_waiting: list[str]
    suggestion: Suggestion | None
    topic: str
    area: str
    clock: datetime | None
    left: TimeLeft
    members: list[Member]
    query_code: str
    unit_names: Mapping[str, str]
    designators: tuple[str, ...] = ()
    designation: str = ""


def view(desk: Desk, no: str) -> TicketView:
    """The ticket's view for this person, without what it may not show. Raises ``NotFound``."""
    ticket = steps.visible(desk, no)
    whole = _view(desk, ticket)
    hides = discretion.hides_reporter(desk.actor, ticket.request_type)
    return _without_reporter(desk, whole) if hides else whole


def _view(desk: Desk, ticket: Ticket) -> TicketView:
    no = ticket.no
    catalogue = desk.catalogue
    rows = steps.possible(desk, ticket)
    clock = running_clock(ticket)
    reading, entries = desk.uow.readings.get(no), desk.uow.tickets.steps(no)
    is_here = ticket.status in _TO_BE_SENT
    return TicketView(
        ticket=ticket,
        caller=desk.uow.callers.of_ticket(no).masked(),
        may_reveal=may_reveal(desk.actor, ticket),
        reading=reading,
        entries=entries[::-1],
        open_steps=[row for row, why_not in rows if why_not is None],
        refused_steps=[(row, why_not) for row, why_not in rows if why_not is not None],
        unit=choices.unit_name(catalogue, ticket.lead_unit),
        co_units=[choices.unit_name(catalogue, code) for code in ticket.co_units],
        co_waiting=[
            choices.unit_name(catalogue, code)
            for code in ticket.co_units
            if code not in ticket.progress.co_reported
        ],
        suggestion=suggest(ticket, reading, entries, catalogue) if is_here else None,
        topic=choices.topic_name(catalogue, ticket.topic),
        area=choices.area_name(catalogue, ticket.area),
        clock=clock,
        left=time_left(clock, desk.now, desk.hotline.supervision),
        members=_members(desk, no),
        query_code=discretion.query_code(desk, no),
        unit_names=_names(catalogue),
        designators=tuple(steps.designators(desk)) if _may_designate(desk, ticket) else (),
        designation=steps.designation(desk, ticket) if _may_designate(desk, ticket) else "",
    )


def _may_designate(desk: Desk, ticket: Ticket) -> bool:
    waits = ticket.status is Status.PENDING_DISPATCH
    return waits and desk.actor.may(Permission.TICKET_DISPATCH)


def _without_reporter(desk: Desk, view: TicketView) -> TicketView:
    ticket, reading = view.ticket, view.reading
    told = astuple(desk.uow.callers.of_ticket(ticket.no))

    def clean(value: Any) -> Any:
        return discretion.without_names(value, told)

    if reading is not None:
        summary, body = clean(reading.summary), clean(reading.body)
        places = clean(reading.places)
        reading = replace(reading, tokens=(), places=places, summary=summary, body=body)
    texts = {name: clean(getattr(ticket, name)) for name in ("title", "text", "place", "reply")}
    return replace(
        view,
        ticket=replace(ticket, **texts),
        caller=Caller(),
        members=[replace(member, caller=Caller()) for member in view.members],
        reading=reading,
        entries=[replace(entry, data=clean(entry.data)) for entry in view.entries],
    )


def may_reveal(actor: Actor, ticket: Ticket) -> bool:
    """Whether this person may ask for the caller's clear data; never a unit on a 举报."""
    if actor.may(Permission.CALLER_READ):
        return True
    return actor.may(Permission.CALLER_READ_UNIT) and not ticket.is_reported


def reveal(desk: Desk, no: str) -> tuple[Caller, list[Caller]]:
    """The caller and those of the merged tickets in clear, with a trace of who looked at whom.

    Raises ``NotFound`` or ``NotAllowed``.
    """
    ticket = steps.visible(desk, no)
    if not may_reveal(desk.actor, ticket):
        raise NotAllowed("您的角色不能查看这位诉求人的信息。")
    desk.uow.callers.trace(desk.actor, no, "caller", desk.now)
    merged = {other: caller for other, caller in _merged(desk, no).items() if caller.is_known}
    for other in merged:
        desk.uow.callers.trace(desk.actor, other, "caller", desk.now)
    return desk.uow.callers.of_ticket(no), list(merged.values())


def _merged(desk: Desk, no: str) -> dict[str, Caller]:
    """Number → caller of the tickets merged into this one; nobody where a reporter is hidden."""
    columns = (TicketRow.no, TicketRow.request_type)
    query = select(*columns).where(TicketRow.master_no == no).order_by(TicketRow.no)
    kinds = {other: RequestType(kind) for other, kind in desk.uow.session.execute(query)}
    known = [
        other for other, kind in kinds.items() if not discretion.hides_reporter(desk.actor, kind)
    ]
    told = desk.uow.callers.of_tickets(known)
    return {other: told.get(other, Caller()) for other in kinds}


def _members(desk: Desk, no: str) -> list[Member]:
    return [
        Member(other, caller.masked(), is_visible(desk.uow.tickets.get(other), desk.actor))
        for other, caller in _merged(desk, no).items()
    ]


def _names(catalogue: Catalogue) -> dict[str, str]:
    return {code: unit.name for code, unit in catalogue.units.items()}
