"""Whom to call back: every caller of every order that is due, and what was said so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select

from service.domain.callback import consent
from service.domain.callback import questions as callback
from service.domain.callback.guards import is_not_handler
from service.domain.callback.questions import CallerState
from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.case import Case, Facts
from service.domain.lifecycle.steps import Step
from service.domain.supervision.pressure import TimeLeft, time_left
from service.domain.ticket import Answer, Status, Ticket, Urgency
from service.flows.desk import Desk
from service.store.tables.tickets import TicketRow
from service.store.tickets.callers import Caller
from service.store.tickets.visibility import is_visible, sees

MOST = 300
_RANK = {Urgency.EMERGENCY: 0, Urgency.URGENT: 1}
_SAID = (Step.CALLER_ANSWER, Step.SELF_ANSWER, Step.CALL_ATTEMPT, Step.PROPOSE_EXPLAINED)


@dataclass(frozen=True, slots=True)
class Call:
    """One caller of an order that is due: ``ticket`` is the order or one merged into it.

    ``held_by``: who is calling now, ``is_mine`` when that is this person; ``again_at``: not before.
    """

    ticket: Ticket
    order: Ticket
    state: CallerState
    failed: int
    again_at: datetime | None
    held_by: str
    is_mine: bool

    @property
    def is_member(self) -> bool:
        """Whether this caller's ticket was merged into the order."""
        return self.ticket.no != self.order.no

    def is_free(self, now: datetime) -> bool:
        """Whether the caller may be called by this person now."""
        is_time = self.again_at is None or now >= self.again_at
        return self.state is CallerState.WAITING and is_time and (not self.held_by or self.is_mine)


@dataclass(frozen=True, slots=True)
class Due:
    """An order that is due, with every caller of it; ``left``: how its deadline stands.

    ``consents``: who consents to the explanation as proposed, of the answers as they are now.
    """

    order: Ticket
    calls: list[Call]
    left: TimeLeft
    consents: frozenset[int]

    def count(self, state: CallerState) -> int:
        """How many of its callers are in a state."""
        return sum(call.state is state for call in self.calls)

    @property
    def is_asked(self) -> bool:
        """Whether nobody is left to be called."""
        return not self.count(CallerState.WAITING)


@dataclass(frozen=True, slots=True)
class Asked:
    """A caller as the person who calls needs it; ``caller`` in clear only when claimed."""

    call: Call
    caller: Caller
    said: dict[str, Answer | None]
    is_self: bool
    entries: list[Entry]

    @property
    def words(self) -> str:
        """What was noted with the newest answers of the present callback; empty if nothing."""
        told = (e for e in self.entries if e.step is not Step.CALL_ATTEMPT and self._is_of_now(e))
        newest = next(told, None)
        return str(newest.data.get("note", "")) if newest else ""

    def _is_of_now(self, entry: Entry) -> bool:
        order = self.call.order
        if self.call.is_member:
            key = (entry.data.get("order"), entry.data.get("order_round"))
            return key == (order.no, str(order.round))
        return entry.round == order.round


def due_orders(desk: Desk) -> list[Due]:
    """The orders that are due, each with its callers: by deadline, urgency and registration.

    Those of the person's own unit, or handled by the person, are left out.
    """
    rank = case({u.value: r for u, r in _RANK.items()}, value=TicketRow.urgency, else_=2)
    query = (
        select(TicketRow.no)
        .where(sees(desk.actor), TicketRow.status == Status.CALLBACK_DUE.value)
        .order_by(TicketRow.clock_at, rank, TicketRow.registered_at, TicketRow.no)
        .limit(MOST)
    )
    orders = desk.uow.tickets.get_many(list(desk.uow.session.scalars(query)))
    return _due(desk, [order for order in orders if _may_call(desk, order)])


def order_due(desk: Desk, order: Ticket) -> Due:
    """One order with its callers, whatever its state."""
    return _due(desk, [order])[0]


def asked(desk: Desk, call: Call) -> Asked:
    """What a caller said in this round, and every attempt; the caller in clear when claimed."""
    told = desk.uow.callers.of_ticket(call.ticket.no)
    since = [e for e in desk.uow.tickets.steps(call.ticket.no) if e.step in _SAID]
    return Asked(
        call=call,
        caller=told if call.is_mine else told.masked(),
        said=callback.recorded(call.ticket, call.order),
        is_self=callback.is_own_word(call.ticket, call.order),
        entries=since[::-1],
    )


def _due(desk: Desk, orders: list[Ticket]) -> list[Due]:
    members = desk.uow.merges.members_of([order.no for order in orders])
    callers = {order.no: [order, *_seen(desk, members[order.no])] for order in orders}
    numbers = [ticket.no for tickets in callers.values() for ticket in tickets]
    held = desk.uow.claims.held(numbers, desk.now)
    attempts = desk.hotline.profile.callback_attempts
    return [
        Due(
            order=order,
            calls=[_call(desk, ticket, order, attempts, held) for ticket in callers[order.no]],
            left=time_left(order.callback_due_at, desk.now, desk.hotline.supervision),
            consents=consent.standing(order, members[order.no]),
        )
        for order in orders
    ]


def _seen(desk: Desk, members: Iterable[Ticket]) -> list[Ticket]:
    merged = (member for member in members if member.status is Status.MERGED)
    return [member for member in merged if is_visible(member, desk.actor)]


def _call(
    desk: Desk, ticket: Ticket, order: Ticket, attempts: int, held: dict[str, tuple[int, str]]
) -> Call:
    who, name = held.get(ticket.no, (0, ""))
    return Call(
        ticket=ticket,
        order=order,
        state=callback.state_of(ticket, order, attempts),
        failed=callback.failed_calls(ticket, order),
        again_at=callback.again_at(ticket),
        held_by=name,
        is_mine=bool(name) and who == desk.actor.id,
    )


def _may_call(desk: Desk, order: Ticket) -> bool:
    facts = Facts()
    return is_not_handler(Case(order, desk.actor, desk.hotline.rules, desk.now, {}, facts)) is None
