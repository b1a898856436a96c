"""What the rules of the callback ask about: the order, its other callers, who is calling now."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from service.domain.callback.consent import is_proposed
from service.domain.lifecycle.steps import CallOutcome, Step
from service.domain.permissions import Actor
from service.domain.ticket import Status, Ticket
from service.store.uow import UnitOfWork


def facts_of_callback(
    uow: UnitOfWork, ticket: Ticket, actor: Actor, now: datetime, data: Mapping[str, Any]
) -> dict[str, Any]:
    """What ``Facts`` holds of a ticket that is called back on, or was merged into one."""
    if ticket.status not in (Status.MERGED, Status.CALLBACK_DUE):
        return {}
    facts: dict[str, Any] = {}
    if ticket.status is Status.MERGED:
        facts["master"] = uow.merges.order(ticket)
    else:
        facts["members"] = tuple(uow.merges.members(ticket.no))
    holder = uow.claims.held([ticket.no], now).get(ticket.no)
    facts["is_claimed"] = holder is not None and holder[0] == actor.id
    if holder is not None and not facts["is_claimed"]:
        facts["held_by"] = holder[1]
    if data.get("outcome") == CallOutcome.NO_NUMBER:
        facts["has_number"] = bool(uow.callers.of_ticket(ticket.no).phone)
    return facts


def hold_order(uow: UnitOfWork, ticket: Ticket, step: Step, data: Mapping[str, Any]) -> None:
    """Lock the order that this step depends on; who comes second sees what the first has done.

    An order is ruled on by what all its callers said, and each of them speaks on a ticket of its
    own: without the lock both would pass. Raises ``Stale`` when the ticket has changed by now.
    """
    if step is Step.MERGE and uow.tickets.find(str(data["master_no"])) is not None:
        uow.merges.lock(str(data["master_no"]))
    if ticket.status is Status.MERGED:
        uow.merges.lock(uow.merges.order(ticket).no)
    if ticket.status is Status.CALLBACK_DUE:
        uow.tickets.check_version(uow.merges.lock(ticket.no), ticket.version)


def let_go(uow: UnitOfWork, before: Ticket, after: Ticket, members: Iterable[Ticket]) -> None:
    """An order that was ruled on is called on no more: claims on it and its members end."""
    if before.status is Status.CALLBACK_DUE and after.status is not Status.CALLBACK_DUE:
        uow.claims.release_all([before.no, *(member.no for member in members)])


def about_order(uow: UnitOfWork, ticket: Ticket, step: Step) -> dict[str, str]:
    """What is stored with a merged caller's answers: of which order, and of which unit's work."""
    if step not in _ANSWERS or ticket.status is not Status.MERGED:
        return {}
    order = uow.merges.order(ticket)
    return {"order": order.no, "order_round": str(order.round), "order_unit": order.lead_unit}


def told_order(uow: UnitOfWork, ticket: Ticket, step: Step) -> tuple[Ticket, str] | None:
    """An order whose explanation was proposed, and what it is told when a merged caller answers.

    With the note the order is another version: nobody consents on a page that lacks the answer.
    """
    if step not in _SAYS or ticket.status is not Status.MERGED:
        return None
    order = uow.merges.order(ticket)
    if order.status is not Status.CALLBACK_DUE or not is_proposed(order):
        return None
    consents = [e for e in order.progress.endorsements if e.step == Step.CLOSE_EXPLAINED]
    void = "会签是对先前的回答作的，要重新会签。" if consents else "请按新的回答裁定。"
    return order, f"申请解释办结以后，并入的 {ticket.no} 又作了回访回答；{void}"


_SAYS = frozenset({Step.CALLER_ANSWER, Step.SELF_ANSWER})
_ANSWERS = _SAYS | {Step.CALL_ATTEMPT}
