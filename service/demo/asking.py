"""Co-units and consultations in the simulated city: one late, one done, one still being asked."""

from datetime import datetime, timedelta

from service.demo.people import unit_username
from service.domain.catalogue import route
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Actor
from service.domain.ticket import Status, Ticket, Urgency
from service.domain.together.opinion import Stance
from service.flows.desk import Desk
from service.flows.hotline import Hotline
from service.flows.queries.desks import queues
from service.flows.queries.desks.lists import DUE_FIRST, Page
from service.flows.steps import take
from service.store.uow import UnitOfWork

_LATER = timedelta(hours=1)
_CO_HANDLED, _CONSULTED = 2, 3
_TASK = "到现场核实本单位职责内的情况，能处理的先处理，结果反馈给主办单位。"
_QUESTION = "现场涉及几家单位，请说明这件事是不是本单位职责，依据是什么。"


def ask_others(uow: UnitOfWork, hotline: Hotline, people: dict[str, Actor], now: datetime) -> int:
    """Ask co-units on tickets long at work, and units about one that waits; return how many."""
    asked = 0
    for ticket in _late(Desk(uow, hotline, people["supervisor01"], now)):
        helper = _helper(Desk(uow, hotline, people["dispatcher01"], now), ticket, people)
        if helper and asked < _CO_HANDLED:
            _co_handle(uow, hotline, people, ticket, helper, reports=asked % 2 == 1)
            asked += 1
    return asked + _consult(uow, hotline, people, now)


def _late(desk: Desk) -> list[Ticket]:
    """The latest tickets of units that have spoken to the caller."""
    rows, _ = queues.pressing(desk, queues.supervision_tabs(desk)["late"], Page(DUE_FIRST))
    found = desk.uow.tickets.get_many([row.line.no for row in rows])
    return [t for t in found if t.status is Status.IN_PROGRESS and t.progress.first_contact]


def _helper(desk: Desk, ticket: Ticket, people: dict[str, Actor]) -> str:
    """A unit that the catalogue names beside the lead, else one that could have led."""
    found = route(ticket.topic, ticket.area, desk.catalogue)
    others = (*found.co_units, *found.runners_up, found.unit)
    known = (u for u in others if u != ticket.lead_unit and _clerk(u) in people)
    return next(known, "")


def _co_handle(
    uow: UnitOfWork,
    hotline: Hotline,
    people: dict[str, Actor],
    ticket: Ticket,
    helper: str,
    *,
    reports: bool,
) -> None:
    at = uow.tickets.steps(ticket.no)[-1].at + _LATER
    given = {"co_unit": helper, "co_task": _TASK, "reason": "现场还涉及这个单位的职责。"}
    take(Desk(uow, hotline, people["dispatcher01"], at), ticket.no, Step.CO_ADD, given)
    desk = Desk(uow, hotline, people[_clerk(helper)], at + _LATER)
    take(desk, ticket.no, Step.CO_SIGN, {})
    if reports:
        done = {"reply": "已到现场核实，本单位职责内的部分处理完毕，情况已告知主办单位。"}
        take(Desk(uow, hotline, desk.actor, desk.now + _LATER), ticket.no, Step.CO_REPORT, done)


def _consult(uow: UnitOfWork, hotline: Hotline, people: dict[str, Actor], now: datetime) -> int:
    """Ask three units about a calm ticket that waits; one of them has not answered."""
    desk = Desk(uow, hotline, people["dispatcher01"], now - _LATER)
    waiting = [item.waiting.ticket for item in queues.to_dispatch(desk)]
    for ticket in reversed(waiting):
        if ticket.urgency is not Urgency.NORMAL or ticket.registered_at > now - 2 * _LATER:
            continue
        found = route(ticket.topic, ticket.area, desk.catalogue)
        others = dict.fromkeys((found.unit, *found.co_units, *found.runners_up))
        units = [unit for unit in others if _clerk(unit) in people][:_CONSULTED]
        if len(units) == _CONSULTED:
            given = {"units": units, "question": _QUESTION}
            take(desk, ticket.no, Step.CONSULT, given)
            for unit, stance in zip(units, (Stance.OURS, Stance.MAY_HELP), strict=False):
                _answer(Desk(uow, hotline, people[_clerk(unit)], now), ticket.no, stance)
            return 1
    return 0


def _answer(desk: Desk, no: str, stance: Stance) -> None:
    words = {
        Stance.OURS: "属于本单位职责，可以主办；现场需要别的单位配合。",
        Stance.MAY_HELP: "不由本单位主办，可以派人到现场配合。",
    }
    given = {"stance": stance.value, "opinion": words[stance], "legal_basis": "部门权责清单"}
    take(desk, no, Step.OPINE, given)


def _clerk(unit: str) -> str:
    return unit_username("unit_clerk", unit) if unit else ""
