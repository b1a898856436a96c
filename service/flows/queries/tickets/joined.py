"""What the callers of merged tickets asked: the order's reply has to answer them too."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.ticket import Ticket
from service.flows import discretion
from service.flows.desk import Desk
from service.store.tickets.visibility import is_visible

_TOLD = (Step.REGISTER, Step.CORRECT)


@dataclass(frozen=True, slots=True)
class Asked:
    """One merged caller's matter; ``demand``: what is wanted, empty where nobody told."""

    no: str
    title: str
    text: str
    demand: str


def asked_by_joined(desk: Desk, orders: Sequence[Ticket]) -> dict[str, list[Asked]]:
    """By order, which this person may see, what the callers of the tickets merged into it asked.

    Who may not see a merged ticket itself reads its words with names, numbers and addresses masked;
    so does everybody from whom a reporter, the order's or its own, is hidden.
    """
    members = desk.uow.merges.members_of([order.no for order in orders])
    joined = [member for group in members.values() for member in group]
    if not joined:
        return {no: [] for no in members}
    numbers = [member.no for member in joined]
    demands = _demands(desk, numbers)
    callers = desk.uow.callers.of_tickets(numbers)
    kinds = {order.no: order.request_type for order in orders}

    def asked(no: str, member: Ticket) -> Asked:
        found = Asked(member.no, member.title, member.text, demands.get(member.no, ""))
        hides = any(
            discretion.hides_reporter(desk.actor, kind) for kind in (kinds[no], member.request_type)
        )
        if not hides and is_visible(member, desk.actor):
            return found
        told = astuple(callers[member.no]) if member.no in callers else ()
        words = discretion.without_names((found.title, found.text, found.demand), told)
        return Asked(member.no, *words)

    return {no: [asked(no, member) for member in group] for no, group in members.items()}


def merges_of(desk: Desk, numbers: Sequence[str]) -> tuple[Entry, ...]:
    """The merges by which these tickets stand where they are now, oldest first."""
    last = {entry.no: entry for entry in desk.uow.tickets.steps_among(numbers, (Step.MERGE,))}
    return tuple(sorted(last.values(), key=lambda entry: entry.at))


def _demands(desk: Desk, numbers: Sequence[str]) -> Mapping[str, str]:
    """Number → what the caller wants, as it was told or put right last."""
    steps = desk.uow.tickets.steps_among(numbers, _TOLD)
    return {e.no: str(e.data["demand"]) for e in steps if e.data.get("demand")}
