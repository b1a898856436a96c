"""Dispatch: what the program sends on by itself, and what it leaves to a person."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from service.domain.catalogue import Route
from service.domain.lifecycle import advance as lifecycle
from service.domain.lifecycle.case import Case
from service.domain.lifecycle.steps import Step
from service.domain.lifecycle.table import find
from service.domain.permissions import SYSTEM
from service.domain.ticket import Channel, Status, Ticket
from service.flows.desk import Desk
from service.flows.notices import tell
from service.flows.steps import facts_for, take


class SendOn(Enum):
    """How far the program may carry a new ticket by itself."""

    NOWHERE = "nowhere"
    TO_DISPATCHER = "to_dispatcher"
    TO_UNIT = "to_unit"


def how_far(channel: Channel) -> SendOn:
    """An agent is still typing; a file's matters may be long past; the rest may go on."""
    if channel is Channel.PHONE:
        return SendOn.NOWHERE
    return SendOn.TO_DISPATCHER if channel is Channel.FILE else SendOn.TO_UNIT


def submit(desk: Desk, ticket: Ticket, suggested: Route) -> Ticket:
    """The agent sends a ticket on; it is dispatched at once when nothing bars that.

    Raises ``Refused`` when one of the five elements is missing.
    """
    return _dispatch_if_sure(desk, take(desk, ticket.no, Step.SUBMIT, {}), suggested)


def forward(desk: Desk, ticket: Ticket, suggested: Route, send_on: SendOn) -> Ticket:
    """Submit a complete ticket, and dispatch it when nothing bars that; else leave it."""
    if send_on is SendOn.NOWHERE:
        return ticket
    ticket = _take_if_allowed(desk, ticket, Step.SUBMIT, {})
    return _dispatch_if_sure(desk, ticket, suggested) if send_on is SendOn.TO_UNIT else ticket


def _dispatch_if_sure(desk: Desk, ticket: Ticket, suggested: Route) -> Ticket:
    """Co-units are left to a person: the lead cannot reply before each of them has reported."""
    is_sure = suggested.is_certain and bool(suggested.unit)
    is_live = ticket.channel is not Channel.FILE and desk.hotline.auto_dispatch
    if ticket.status is Status.PENDING_DISPATCH and is_sure and is_live:
        data = {"unit": suggested.unit, "reason": suggested.reason}
        ticket = _take_if_allowed(desk, ticket, Step.DISPATCH, data)
    return ticket


def _take_if_allowed(desk: Desk, ticket: Ticket, step: Step, data: Mapping[str, Any]) -> Ticket:
    row = find(ticket.status, step)
    if row is None:
        return ticket
    facts = facts_for(desk, ticket, step, data)
    case = Case(ticket, SYSTEM, desk.hotline.rules, desk.now, data, facts)
    if any(guard(case) for guard in row.standing + row.guards):
        return ticket
    after = desk.uow.tickets.record(lifecycle.advance(case, step))
    tell(desk.uow, desk.hotline, step, (ticket, after), desk.now)
    return after
