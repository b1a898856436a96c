"""How a ticket comes to the unit that a joint session decided on: ordinary steps, in order."""

from typing import Any

from service.domain.lifecycle.case import JointDecision
from service.domain.lifecycle.steps import Step
from service.domain.ticket import Status, Ticket

Planned = tuple[Step, dict[str, Any]]


def steps_to(ticket: Ticket, decision: JointDecision) -> list[Planned]:
    """The steps that bring a ticket where the decision wants it; none when it is past that.

    Each has the decision's number as its reason, and passes the guards like any other.
    """
    reason = f"{decision.no}决定。"
    given: dict[str, Any] = {
        "unit": decision.lead,
        "co_units": list(decision.co_units),
        "reason": reason,
    }
    if decision.co_units and decision.duties:
        helpers = (pair for pair in decision.duties if pair[0] in decision.co_units)
        given["co_task"] = "\n".join(f"{unit}：{task}" for unit, task in helpers)
    send: Planned = (Step.DISPATCH, given)
    if ticket.lead_unit == decision.lead:
        return _at_the_lead(ticket, reason)
    before: dict[Status, list[Planned]] = {
        Status.PENDING_DISPATCH: [],
        Status.DISPATCHED: [(Step.RECALL, {"reason": reason})],
        Status.IN_PROGRESS: [(Step.RECALL, {"reason": reason})],
        Status.SUSPENDED: [(Step.RECALL, {"reason": reason})],
        Status.RETURN_PENDING: [(Step.UPHOLD, {"reason": reason})],
    }
    first = before.get(ticket.status)
    return [] if first is None else [*first, send]


def is_astray(ticket: Ticket, decision: JointDecision) -> bool:
    """Whether a ticket that still can follow the decision does not."""
    return bool(steps_to(ticket, decision))


def _at_the_lead(ticket: Ticket, reason: str) -> list[Planned]:
    """The decided unit has it: an objection of its own is refused, work goes on."""
    if ticket.status is Status.RETURN_PENDING:
        return [(Step.REFUSE, {"reason": reason})]
    return []
