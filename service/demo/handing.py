"""Tickets handed to people in the simulated city: what some units work on has an assignee."""

from datetime import datetime, timedelta

from service.demo.people import unit_username
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor
from service.domain.ticket import Status
from service.flows.desk import Desk
from service.flows.hotline import Hotline
from service.flows.queries.desks.filters import Filters
from service.flows.queries.desks.lists import Page, search
from service.flows.steps import take_on
from service.store.uow import UnitOfWork

_MOST = 24
_EACH = ("handler", "handler", "", "unit_clerk")
_QUIET = timedelta(minutes=30)


def hand_out(uow: UnitOfWork, hotline: Hotline, people: dict[str, Actor], now: datetime) -> int:
    """Clerks hand most of what their units work on to a handler or keep it; return how many.

    ``people``: by user name. One in four stays with nobody in particular.
    """
    looking = Desk(uow, hotline, people["supervisor01"], now)
    found = search(looking, Filters(statuses=(Status.IN_PROGRESS,)), Page(size=_MOST))
    handed = 0
    for place, ticket in enumerate(uow.tickets.get_many([line.no for line in found.rows])):
        role = _EACH[place % len(_EACH)]
        clerk = unit_username("unit_clerk", ticket.lead_unit)
        whom = unit_username(role, ticket.lead_unit) if role else ""
        if whom not in people or clerk not in people:
            continue
        at = now - _QUIET
        if uow.tickets.steps(ticket.no)[-1].at > at:
            continue
        take_on(Desk(uow, hotline, people[clerk], at), ticket, Step.ASSIGN, {"assignee": whom})
        handed += 1
    return handed
