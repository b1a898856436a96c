"""Co-units and consultations in the simulated city: one late, one done, one still being asked."""

from datetime import datetime, timedelta

from sqlalchemy import select

from service.demo.people import unit_username
from service.domain.catalogue import route
from service.domain.opinion import Stance
from service.domain.permissions import Actor
from service.domain.steps import Step
from service.domain.ticket import Status, Ticket, Urgency
from service.flows.hotline import Hotline
from service.flows.steps import Desk, take
from service.store.tables import StepRow, TicketRow
from service.store.uow import UnitOfWork

_LATER = timedelta(hours=1)
_CO_HANDLED, _CONSULTED = 2, 3
_TASK = "到现场核实本单位职责内的情况，能处理的先处理，结果反馈给主办单位。"
_QUESTION = "现场涉及几家单位，请说明这件事是不是本单位职责，依据是什么。"


def ask_others(uow: UnitOfWork, hotline: Hotline, people: dict[str, Actor], now: datetime) -> int:
    """Ask co-units on tickets long at work, and units about one that waits; return how many."""
    asked = 0
    for number, ticket in enumerate(_at_work(uow)):
        helper = _helper(Desk(uow, hotline, people["dispatcher01"], now), ticket, people)
        if helper and asked < _CO_HANDLED:
            _co_handle(uow, hotline, people, ticket, helper, reports=number % 2 == 1)
            asked += 1
    return asked + _consult(uow, hotline, people, now)


def _at_work(uow: UnitOfWork) -> list[Ticket]:
    """The tickets longest in the hands of a unit that has spoken to the caller."""
    query = select(TicketRow.no).where(TicketRow.status == Status.IN_PROGRESS.value)
    numbers = uow.session.scalars(query.order_by(TicketRow.dispatched_at, TicketRow.no).limit(20))
    return [t for t in uow.tickets.get_many(list(numbers)) if t.progress.first_contact]


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
    query = select(StepRow.at).where(StepRow.no == ticket.no).order_by(StepRow.seq.desc())
    at = uow.session.scalars(query.limit(1)).one() + _LATER
    given = {"co_unit": helper, "co_task": _TASK, "reason": "现场还涉及这个单位的职责。"}
    take(Desk(uow, hotline, people["dispatcher01"], at), ticket.no, Step.CO_ADD, given)
    desk = Desk(uow, hotline, people[_clerk(helper)], at + _LATER)
    take(desk, ticket.no, Step.CO_SIGN, {})
    if reports:
        done = {"reply": "已到现场核实，本单位职责内的部分处理完毕，情况已告知主办单位。"}
        take(Desk(uow, hotline, desk.actor, desk.now + _LATER), ticket.no, Step.CO_REPORT, done)


def _consult(uow: UnitOfWork, hotline: Hotline, people: dict[str, Actor], now: datetime) -> int:
    """Ask three units about the newest calm ticket that waits; one of them has not answered."""
    query = select(TicketRow.no).where(
        TicketRow.status == Status.PENDING_DISPATCH.value,
        TicketRow.urgency == Urgency.NORMAL.value,
        TicketRow.registered_at < now - 2 * _LATER,
    )
    desk = Desk(uow, hotline, people["dispatcher01"], now - _LATER)
    numbers = uow.session.scalars(query.order_by(TicketRow.registered_at.desc(), TicketRow.no))
    for ticket in uow.tickets.get_many(list(numbers)):
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
