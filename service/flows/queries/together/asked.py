"""What units beside the lead are asked: co-units' tasks with their clocks, and consultations."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from service.domain.supervision.pressure import TimeLeft, time_left
from service.domain.ticket import WITH_UNIT, Ticket
from service.domain.together.cohandling import task_clock, task_of, tasks
from service.domain.together.cotask import CoTask, Matter, TaskState
from service.domain.together.opinion import Consultation
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.desks.lists import TicketLine, lines
from service.store.tables.tickets import TicketRow, UnitTaskRow
from service.store.tickets.visibility import sees

_SHOWN = 50
_OPEN = [TaskState.WAITING.value, TaskState.WORKING.value]
_WITH_UNIT = [status.value for status in WITH_UNIT]


@dataclass(frozen=True, slots=True)
class Asked:
    """One co-unit's task on a ticket; the line's clock is the co-unit's own."""

    line: TicketLine
    ticket: Ticket
    unit: str
    task: CoTask


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A co-unit's task as the ticket's page shows it; ``unit`` is a name."""

    unit: str
    task: CoTask
    left: TimeLeft


@dataclass(frozen=True, slots=True)
class Consulted:
    """A ticket in consultation; for a unit the line's clock is by when its answer is due."""

    line: TicketLine
    consultation: Consultation


def co_handled_by(unit: str) -> ColumnElement[bool]:
    """Whether a ticket waits for this co-unit's report."""
    owed = select(UnitTaskRow.no).where(
        UnitTaskRow.unit == unit,
        UnitTaskRow.matter == Matter.CO_HANDLING.value,
        UnitTaskRow.state.in_(_OPEN),
    )
    return TicketRow.no.in_(owed) & TicketRow.status.in_(_WITH_UNIT)


def asks(unit: str) -> ColumnElement[bool]:
    """Whether a ticket waits for this unit's opinion."""
    owed = select(UnitTaskRow.no).where(
        UnitTaskRow.unit == unit,
        UnitTaskRow.matter == Matter.CONSULTATION.value,
        UnitTaskRow.state == TaskState.WAITING.value,
    )
    return TicketRow.no.in_(owed)


def in_consultation() -> ColumnElement[bool]:
    """Whether units are asked whose duty a ticket is."""
    held = select(UnitTaskRow.no).where(UnitTaskRow.matter == Matter.CONSULTATION.value)
    return TicketRow.no.in_(held)


def is_pressing_co_unit(until: datetime) -> ColumnElement[bool]:
    """Whether a co-unit's clock on a ticket runs out before an instant."""
    pressing = select(UnitTaskRow.no).where(
        UnitTaskRow.matter == Matter.CO_HANDLING.value, UnitTaskRow.clock_at < until
    )
    return TicketRow.no.in_(pressing)


def co_tasks(desk: Desk, *, unit: str = "", until: datetime | None = None) -> list[Asked]:
    """Open tasks of co-units on tickets this person sees, the one due first on top; at most fifty.

    ``unit``: only this one's; ``until``: only those whose clock runs out before.
    """
    query = (
        select(UnitTaskRow.no, UnitTaskRow.unit)
        .join(TicketRow, TicketRow.no == UnitTaskRow.no)
        .where(sees(desk.actor), TicketRow.status.in_(_WITH_UNIT))
        .where(UnitTaskRow.matter == Matter.CO_HANDLING.value, UnitTaskRow.state.in_(_OPEN))
    )
    if unit:
        query = query.where(UnitTaskRow.unit == unit)
    if until is not None:
        query = query.where(UnitTaskRow.clock_at < until)
    due_first = UnitTaskRow.clock_at.asc().nulls_last()
    found = desk.uow.session.execute(query.order_by(due_first, UnitTaskRow.no).limit(_SHOWN)).all()
    shown = _lines(desk, (no for no, _ in found))
    tickets = {ticket.no: ticket for ticket in desk.uow.tickets.get_many(list(shown))}
    owed = ((no, code, task_of(tickets[no], code)) for no, code in found)
    return [
        Asked(_with_task(desk, shown[no], task), tickets[no], code, task)
        for no, code, task in owed
        if task is not None
    ]


def consultations(desk: Desk, *, unit: str = "") -> list[Consulted]:
    """Tickets in consultation that this person sees, the answers due first on top; at most fifty.

    ``unit``: only those that wait for this one's answer.
    """
    due = func.min(UnitTaskRow.clock_at)
    query = (
        select(UnitTaskRow.no)
        .join(TicketRow, TicketRow.no == UnitTaskRow.no)
        .where(sees(desk.actor), UnitTaskRow.matter == Matter.CONSULTATION.value)
        .group_by(UnitTaskRow.no)
        # Where all have answered there is no clock: the dispatcher can go on, so these come first.
        .order_by(due.asc().nulls_first(), UnitTaskRow.no)
        .limit(_SHOWN)
    )
    if unit:
        query = query.where(asks(unit))
    numbers = list(desk.uow.session.scalars(query))
    shown = _lines(desk, numbers)
    tickets = desk.uow.tickets.get_many(numbers)
    held = ((ticket.no, ticket.progress.consultation) for ticket in tickets)
    return [
        Consulted(_with_clock(desk, shown[no], found.due_at) if unit else shown[no], found)
        for no, found in held
        if found is not None
    ]


def task_lines(desk: Desk, ticket: Ticket) -> list[TaskLine]:
    """Every co-unit's task on a ticket in this round, released ones too."""
    return [
        TaskLine(
            choices.unit_name(desk.catalogue, task.unit),
            task,
            left_of(desk, task_clock(task, ticket)),
        )
        for task in tasks(ticket)
    ]


def left_of(desk: Desk, clock: datetime | None) -> TimeLeft:
    """How a co-unit's deadline stands now."""
    return time_left(clock, desk.now, desk.hotline.supervision)


def _lines(desk: Desk, numbers: Iterable[str]) -> dict[str, TicketLine]:
    return {line.no: line for line in lines(desk, list(dict.fromkeys(numbers)))}


def _with_task(desk: Desk, line: TicketLine, task: CoTask) -> TicketLine:
    return replace(_with_clock(desk, line, task.clock), is_provisional=task.is_provisional)


def _with_clock(desk: Desk, line: TicketLine, clock: datetime | None) -> TicketLine:
    """The line with a unit's own clock instead of the ticket's, and nothing said of that one."""
    left = left_of(desk, clock)
    return replace(line, clock=clock, left=left, is_contact=False, is_provisional=False)
