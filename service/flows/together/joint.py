"""Matters across borders (四跨): opened from tickets, asked about, decided, carried out."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import date, timedelta
from typing import Any

from service.domain.errors import BadInput, DomainError, NotAllowed, NotFound, Refused
from service.domain.localtime import LOCAL
from service.domain.permissions import Permission
from service.domain.together.matter_forms import read_matter_step
from service.domain.together.matter_life import (
    MatterCase,
    MatterFacts,
    MatterMove,
    advance_matter,
    matter_entry,
)
from service.domain.together.matters import Crossing, Matter, MatterStatus, MatterStep
from service.domain.together.redispatch import is_astray, steps_to
from service.flows import steps
from service.flows.bulk import DeskOf, Outcome
from service.flows.desk import Desk
from service.flows.discretion import without_names
from service.flows.together import precedents
from service.flows.together.joint_notices import tell_of_matter
from service.store.tickets.visibility import is_visible
from service.store.together.matters import is_seen_by, stale
from service.store.uow import Store

ANSWER_DAYS = 3
_TEXTS = ("title", "question", "said", "legal_basis", "agenda", "reason", "note", "duties")


def open_matter(desk: Desk, given: Mapping[str, Any]) -> Matter:
    """A new matter from tickets that this person sees and that are open.

    Its topic and area are the first ticket's unless said. Raises ``BadInput``, ``NotAllowed``.
    """
    if not desk.actor.may(Permission.JOINT_ARRANGE):
        raise NotAllowed("您的角色不能提出跨界事项。")
    data = read_matter_step(MatterStep.OPEN, given)
    numbers = tuple(data["tickets"])
    _check_tickets(desk, numbers)
    _check_new(desk, numbers)
    data = _masked(desk, data, numbers)
    first = desk.uow.tickets.get(numbers[0])
    matter = Matter(
        id=0,
        version=1,
        status=MatterStatus.OPENED,
        title=data["title"],
        question=data["question"],
        crossings=tuple(Crossing(value) for value in data["crossings"]),
        topic=data.get("topic") or first.topic,
        area=data.get("area") or first.area,
        tickets=numbers,
        opened_at=desk.now,
        opened_by=desk.actor.name,
    )
    case = MatterCase(matter, desk.actor, desk.now, data, MatterFacts({}))
    return desk.uow.matters.open(MatterMove(matter, matter_entry(case, MatterStep.OPEN, matter)))


def visible_matter(desk: Desk, matter_id: int) -> Matter:
    """The matter, if this person may see it. Raises ``NotFound`` as if it did not exist."""
    matter = desk.uow.matters.get(matter_id)
    if not is_seen_by(matter, desk.actor):
        raise NotFound("没有这件跨界事项，请核对编号。")
    return matter


def take_matter(
    desk: Desk,
    matter_id: int,
    step: MatterStep,
    given: Mapping[str, Any],
    version: int | None = None,
) -> Matter:
    """The matter after the step. ``version`` is the one the person saw (None: the newest).

    Raises ``NotFound``, ``Stale``, ``BadInput``, ``IllegalStep``, ``NotAllowed``, ``Refused``.
    """
    matter = visible_matter(desk, matter_id)
    if version is not None and version != matter.version:
        raise stale(matter)
    data = _masked(desk, read_matter_step(step, given), matter.tickets)
    if step is MatterStep.ADD_TICKETS:
        _check_tickets(desk, data["tickets"])
    if step is MatterStep.DECIDE:
        _check_unbound(desk, matter)
    case = MatterCase(matter, desk.actor, desk.now, data, _facts(desk, matter, step))
    after = desk.uow.matters.record(advance_matter(case, step), matter.version)
    if step is MatterStep.DECIDE:
        precedents.keep(desk, after, data)
    tell_of_matter(desk.uow, desk.hotline, step, after, desk.now)
    return after


def carry_out(store: Store, desk_of: DeskOf, matter_id: int, version: int) -> list[Outcome]:
    """Bring every ticket of a decided matter to the lead decided on, then say that it is done.

    Each ticket passes the ordinary steps in a transaction of its own; while one is refused the
    matter stays decided. The outcomes, in the order of its tickets. Raises as ``take_matter``.
    """
    with store.read() as uow:
        desk = desk_of(uow)
        matter = visible_matter(desk, matter_id)
        if matter.version != version:
            raise stale(matter)
        if matter.decision is None or not desk.actor.may(Permission.TICKET_DISPATCH):
            raise NotAllowed("按决定派单由派单员办，而且要先有决定。")
    outcomes = [_follow(store, desk_of, matter, no) for no in matter.tickets]
    if not any(outcome.why_not for outcome in outcomes):
        with store.write() as uow:
            take_matter(desk_of(uow), matter_id, MatterStep.CARRY_OUT, {}, version)
    return outcomes


def answer_by(desk: Desk) -> date:
    """By when units are usually asked to answer."""
    today = desk.today
    return desk.hotline.calendar.add_working(today, ANSWER_DAYS)


def due_soon(desk: Desk) -> timedelta:
    """How long before a deadline people are told of it."""
    return desk.hotline.supervision.soon


def _follow(store: Store, desk_of: DeskOf, matter: Matter, no: str) -> Outcome:
    try:
        with store.write() as uow:
            desk = desk_of(uow)
            assert matter.decision is not None  # noqa: S101  (asked by who calls)
            for step, given in steps_to(steps.visible(desk, no), matter.decision):
                steps.take(desk, no, step, given)
    except DomainError as problem:
        return Outcome(no, problem.message)
    return Outcome(no)


def _facts(desk: Desk, matter: Matter, step: MatterStep) -> MatterFacts:
    catalogue, decision = desk.catalogue, matter.decision
    tickets = desk.uow.tickets.get_many(matter.tickets)
    year = desk.now.astimezone(LOCAL).year
    is_first_call = step is MatterStep.CALL and matter.session is None
    return MatterFacts(
        units={catalogue.units[code].name: code for code in catalogue.active_units},
        closes=desk.hotline.profile.closes,
        open_tickets=sum(ticket.is_open for ticket in tickets),
        astray=sum(is_astray(ticket, decision) for ticket in tickets) if decision else 0,
        session_no=desk.uow.matters.next_session_no(year) if is_first_call else "",
    )


def _check_tickets(desk: Desk, numbers: Sequence[str]) -> None:
    """Tickets that are there, seen by this person, open, and bound by no other decision."""
    for no in numbers:
        ticket = desk.uow.tickets.find(no)
        if ticket is None or not is_visible(ticket, desk.actor):
            raise BadInput("有工单找不到。", {"tickets": f"没有编号为 {no} 的工单"})
        if not ticket.is_open:
            raise BadInput("有工单已经办结。", {"tickets": f"{no} 已经办结，不能再议"})
        bound = desk.uow.matters.binding(no)
        if bound is not None and bound.session is not None:
            words = f"{no} 已有{bound.session.no}的决定"
            raise BadInput("有工单已经议定。", {"tickets": words})


def _check_new(desk: Desk, numbers: Sequence[str]) -> None:
    """The same form sent a second time opens no second matter."""
    for other in desk.uow.matters.of_ticket(numbers[0]):
        if other.is_open and set(other.tickets) == set(numbers):
            words = f"这些工单已经提出过：“{other.title}”"
            raise BadInput("已经提出过了。", {"tickets": words})


def _check_unbound(desk: Desk, matter: Matter) -> None:
    """Of two matters with a ticket in common the one that decides first binds it."""
    for no in matter.tickets:
        bound = desk.uow.matters.binding(no)
        if bound is not None and bound.session is not None and bound.id != matter.id:
            words = f"{no} 已有{bound.session.no}的决定，不能再定别的主办单位；请撤回这一件。"
            raise Refused(words, rule="is_unbound")


def _masked(desk: Desk, data: dict[str, Any], numbers: Sequence[str]) -> dict[str, Any]:
    """Units read it: what the callers told of themselves is taken out of what was typed."""
    callers = desk.uow.callers.of_tickets(numbers)
    known = [word for caller in callers.values() for word in astuple(caller)]
    return data | {name: without_names(data[name], known) for name in _TEXTS if data.get(name)}
