"""What a second person rules on: orders that a clerk wants to close with an explanation."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from service.domain.callback.consent import explanation_was_proposed
from service.domain.callback.guards import is_not_handler
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.case import Case, Facts
from service.domain.lifecycle.steps import Step
from service.domain.ticket import Status
from service.flows.desk import Desk
from service.flows.queries.desks.calls import Asked, Due, asked, order_due
from service.store.tables.tickets import TicketRow
from service.store.tickets.visibility import sees


@dataclass(frozen=True, slots=True)
class Proposed:
    """An order with its callers' answers; ``proposal``: the clerk's step with the explanation.

    ``is_void``: somebody consented, and then a caller answered anew.
    """

    due: Due
    asked: list[Asked]
    proposal: Entry
    is_consented: bool
    is_void: bool
    why_not: str


def proposed(desk: Desk) -> list[Proposed]:
    """The orders for which an explanation was proposed, the one that is due first on top."""
    by: Any = TicketRow.progress["explained_by"].as_integer()
    query = (
        select(TicketRow.no)
        .where(sees(desk.actor), TicketRow.status == Status.CALLBACK_DUE.value)
        .where(by > 0)
        .order_by(TicketRow.clock_at, TicketRow.no)
        .limit(50)
    )
    orders = desk.uow.tickets.get_many(list(desk.uow.session.scalars(query)))
    found = []
    for order in orders:
        steps = desk.uow.tickets.steps_among([order.no], (Step.PROPOSE_EXPLAINED,))
        due = order_due(desk, order)
        members = tuple(desk.uow.merges.members(order.no))
        case = Case(order, desk.actor, desk.hotline.rules, desk.now, {}, Facts(members=members))
        given = any(e.step == Step.CLOSE_EXPLAINED for e in order.progress.endorsements)
        found.append(
            Proposed(
                due=due,
                asked=[asked(desk, call) for call in due.calls],
                proposal=steps[-1],
                is_consented=bool(due.consents),
                is_void=given and not due.consents,
                why_not=is_not_handler(case) or explanation_was_proposed(case) or "",
            )
        )
    return found
