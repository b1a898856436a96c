"""Good will alone: people who do what is next until a ticket has ended."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from service.domain.callback.questions import QUESTIONS, CallerState, recorded
from service.domain.lifecycle.steps import Step
from service.domain.localtime import LOCAL
from service.domain.permissions import Actor, Role
from service.domain.ticket import Status, Ticket
from service.flows import steps
from service.flows.calling import callback
from service.flows.queries.desks.calls import order_due
from tests.any_day import Day
from tests.installation import UNIT


class Leading:
    """Good will alone: people who do what is next until a ticket has ended."""

    def __init__(self, day: Day) -> None:
        self.day = day

    def to_callback(self, no: str) -> None:
        """To the day on which its callers are called back, at ten; an ended ticket stays so."""
        for _ in range(40):
            ticket = self.day.ticket(no)
            if ticket.status is Status.CALLBACK_DUE or not ticket.is_open:
                break
            self._next(ticket)
        local = self.day.clock.at.astimezone(LOCAL) + timedelta(days=1)
        self.day.clock.at = datetime.combine(local.date(), time(10), LOCAL)

    def to_its_end(self, no: str) -> None:
        """Whatever happened to it, a ticket can be settled by the people whose work it is."""
        for _ in range(40):
            ticket = self.day.ticket(no)
            if not ticket.is_open:
                return
            self._next(ticket)
        raise AssertionError(f"{no} is stuck in {self.day.ticket(no).status}")

    def _next(self, ticket: Ticket) -> None:
        way: dict[Status, Callable[[Ticket], None]] = {
            Status.REGISTERED: self._submit,
            Status.PENDING_DISPATCH: self._dispatch,
            Status.DISPATCHED: lambda t: self._by_unit(t, Step.SIGN),
            Status.RETURN_PENDING: lambda t: self._take(
                t, self.day.one(Role.DISPATCHER), Step.REFUSE, reason="属于职责"
            ),
            Status.SUSPENDED: lambda t: self._by_unit(t, Step.RESUME),
            Status.IN_PROGRESS: self._handle,
            Status.REPLIED: lambda t: self._take(
                t, self.day.one(Role.REVIEWER), Step.APPROVE, answers_each_demand=True
            ),
            Status.CALLBACK_DUE: self._call,
        }
        way[ticket.status](ticket)

    def _take(self, ticket: Ticket, who: Actor, step: Step, /, **given: Any) -> None:
        with self.day.desk(who) as desk:
            steps.take(desk, ticket.no, step, given, ticket.version)
        self.day.done += 1

    def _by_unit(self, ticket: Ticket, step: Step, /, **given: Any) -> None:
        self._take(ticket, self.of_unit(ticket.lead_unit), step, **given)

    def of_unit(self, unit: str) -> Actor:
        """A clerk of the unit; where it has no account, somebody who could have one."""
        clerks = (p for p in self.day.people if p.unit == unit and p.roles == {Role.UNIT_CLERK})
        return next(clerks, Actor(90_000, "联络员", frozenset({Role.UNIT_CLERK}), unit))

    def _submit(self, ticket: Ticket) -> None:
        agent = self.day.one(Role.AGENT)
        if ticket.missing:
            fills = [element.value for element in ticket.missing]
            self._take(ticket, agent, Step.CORRECT, supplement="王先生，昨晚八点", fills=fills)
        else:
            self._take(ticket, agent, Step.SUBMIT)

    def _dispatch(self, ticket: Ticket) -> None:
        with self.day.system.store.read() as uow:
            bound = uow.matters.binding(ticket.no)
        decision = bound.decision if bound else None
        unit = decision.lead if decision else UNIT
        signed = {} if decision else {"designated_by": "测试supervisor", "reason": "请办"}
        self._take(ticket, self.day.one(Role.DISPATCHER), Step.DISPATCH, unit=unit, **signed)

    def _handle(self, ticket: Ticket) -> None:
        waiting = [t for t in ticket.progress.co_tasks if t.is_open]
        if waiting:
            self._take(ticket, self.of_unit(waiting[0].unit), Step.CO_REPORT, reply="已配合")
        elif not ticket.progress.first_contact:
            self._by_unit(ticket, Step.FIRST_CONTACT, note="已联系")
        else:
            self._by_unit(ticket, Step.REPLY, result_code="solved", reply="已经修好。")

    def _call(self, order: Ticket) -> None:
        """Tomorrow at ten, when everybody may be called; a fresh clerk who handled nothing."""
        local = self.day.clock.at.astimezone(LOCAL) + timedelta(days=31)
        self.day.clock.at = datetime.combine(local.date(), time(10), LOCAL)
        clerk = Actor(91_000, "回访员", frozenset({Role.CALLBACK_CLERK}))
        yes = dict.fromkeys(QUESTIONS, "yes")
        with self.day.system.store.read() as uow:
            members = [m.no for m in uow.merges.members(order.no) if m.status is Status.MERGED]
        for no in (*members, order.no):
            is_due = self.day.ticket(order.no).status is Status.CALLBACK_DUE
            if is_due and not recorded(self.day.ticket(no), order):
                with self.day.desk(clerk) as desk:
                    desk.uow.claims.assume(no, clerk, desk.now)
                    callback.note_answers(desk, no, yes)
                self.day.done += 1
        self._settle(order.no, clerk)

    def _settle(self, no: str, clerk: Actor) -> None:
        """What callers said before stands: who is unhappy gets another round."""
        order = self.day.ticket(no)
        if order.status is not Status.CALLBACK_DUE:
            return
        with self.day.system.store.read() as uow:
            due = order_due(self.day.desk_in(uow, clerk), order)
        if due.count(CallerState.UNHAPPY):
            self._take(order, clerk, Step.REDO, reason="诉求人说没有解决")
        else:
            self._take(order, clerk, Step.CLOSE)
