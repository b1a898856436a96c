"""Who in the lead unit sees to a ticket (承办人): named inside the unit, nobody's duty outside it.

It moves no clock, and what the unit answers for stays the unit's.
"""

from dataclasses import replace
from typing import Any

from service.domain.lifecycle.case import Case
from service.domain.permissions import Actor, Permission
from service.domain.ticket import Ticket

NOT_OF_UNIT = "承办人只能是本单位能办理工单的人，请从列表里选。"


def may_be_named(person: Actor, unit: str) -> bool:
    """Whether somebody can see to tickets that this unit leads."""
    return bool(unit) and person.unit == unit and person.may(Permission.TICKET_HANDLE)


def is_shown_to(viewer: Actor, unit: str) -> bool:
    """Whether somebody may know whom a unit has named: its own people and the hotline's."""
    return viewer.unit in ("", unit)


def is_colleague(case: Case) -> str | None:
    """Only people of the unit that leads the ticket, who may handle it."""
    person = case.facts.assignee
    if person is None or not may_be_named(person, case.ticket.lead_unit):
        return NOT_OF_UNIT
    return None


def is_somebody_else(case: Case) -> str | None:
    """Naming the same person again says nothing."""
    person = case.facts.assignee
    if person is not None and person.id == case.ticket.progress.assignee:
        return f"已经是{person.name}承办。"
    return None


def is_assigned(case: Case) -> str | None:
    """There is somebody who can be relieved."""
    return None if case.ticket.progress.assignee else "这张工单还没有交给哪个人。"


def assign(case: Case) -> dict[str, Any]:
    """From now on this person sees to it."""
    person = case.facts.assignee
    return {"progress": replace(case.ticket.progress, assignee=person.id if person else 0)}


def unassign(case: Case) -> dict[str, Any]:
    """Nobody in particular sees to it."""
    return {"progress": replace(case.ticket.progress, assignee=0)}


def follow(before: Ticket, after: Ticket) -> Ticket:
    """The ticket after a step; whoever was named is not any more once it has left the unit."""
    if not after.progress.assignee or after.lead_unit == before.lead_unit:
        return after
    return replace(after, progress=replace(after.progress, assignee=0))
