"""Tells what happened to a ticket in the words of the flows: at_unit(), replied(), redone()."""

from dataclasses import dataclass, field
from typing import Any

from service.bootstrap import System
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor, Permission, Role
from service.domain.ticket import Channel, Ticket
from service.flows import intake, steps
from service.flows.desk import Desk
from service.flows.requests import NewRequest
from service.store.tickets.callers import Caller
from tests.installation import UNIT, actor_named

LAMP = "样例路东段的路灯从上周起一直不亮，晚上看不清路，希望尽快修好。"
REPLY = "经现场核查，路灯线路故障已经修复，当晚恢复照明，并电话告知了您。"


@dataclass
class Story:
    """An installation in which things happen, each by the person whose work it is."""

    system: System
    actors: dict[str, Actor] = field(default_factory=dict)

    def who(self, name: Role | str) -> Actor:
        """The person with that account."""
        if name not in self.actors:
            with self.system.store.read() as uow:
                self.actors[str(name)] = actor_named(uow, str(name))
        return self.actors[str(name)]

    def take(self, who: Role | str, no: str, step: Step, /, **given: Any) -> Ticket:
        """One step by one person, now."""
        with self.system.store.write() as uow:
            desk = Desk(uow, self.system.hotline, self.who(who), self.system.now())
            if desk.actor.may(Permission.TICKET_CALL_BACK):
                uow.claims.assume(no, desk.actor, desk.now)
            return steps.take(desk, no, step, given)

    def registered(self, text: str = LAMP, **more: Any) -> Ticket:
        """A complete request, taken down by the agent."""
        usual: dict[str, Any] = {
            "channel": Channel.PHONE,
            "caller": Caller("王先生", "13800000001"),
            "place": "样例路东段",
            "occurred": "上周",
            "demand": "尽快修好",
        }
        request = NewRequest(text, **usual | more)
        with self.system.store.write() as uow:
            desk = Desk(uow, self.system.hotline, self.who(Role.AGENT), self.system.now())
            return intake.receive(desk, request).ticket

    def waiting(self, text: str = LAMP, **more: Any) -> Ticket:
        """It waits for the dispatcher."""
        return self.take(Role.AGENT, self.registered(text, **more).no, Step.SUBMIT)

    def at_unit(self, unit: str = UNIT, **more: Any) -> Ticket:
        """Dispatched, not yet signed for."""
        ticket = self.waiting(**more)
        return self.take(Role.DISPATCHER, ticket.no, Step.DISPATCH, unit=unit)

    def in_progress(self, **more: Any) -> Ticket:
        """Signed for, the caller was reached."""
        ticket = self.at_unit(**more)
        self.take(Role.UNIT_CLERK, ticket.no, Step.SIGN)
        return self.take(Role.UNIT_CLERK, ticket.no, Step.FIRST_CONTACT, note="已电话联系。")

    def replied(self, **more: Any) -> Ticket:
        """The unit has answered."""
        given = {"result_code": "solved", "reply": REPLY}
        return self.take(Role.UNIT_CLERK, self.in_progress(**more).no, Step.REPLY, **given)

    def callback_due(self, **more: Any) -> Ticket:
        """The reply was approved."""
        given = {"answers_each_demand": True}
        return self.take(Role.REVIEWER, self.replied(**more).no, Step.APPROVE, **given)

    def closed(self, **more: Any) -> Ticket:
        """The caller is content."""
        given = dict.fromkeys(("responded", "solved", "satisfied"), "yes")
        return self.take(Role.CALLBACK_CLERK, self.callback_due(**more).no, Step.CLOSE, **given)

    def redone(self, **more: Any) -> Ticket:
        """The caller was not content: a second round."""
        given = {"responded": "yes", "solved": "no", "satisfied": "no", "reason": "又不亮了"}
        return self.take(Role.CALLBACK_CLERK, self.callback_due(**more).no, Step.REDO, **given)

    def now_of(self, no: str) -> Ticket:
        """The ticket as it stands."""
        with self.system.store.read() as uow:
            return uow.tickets.get(no)
