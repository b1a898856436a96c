"""What the pages of duties show."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.agenda import AgendaStatus
from service.domain.governance.duties import (
    GIVING,
    OPEN,
    Duty,
    DutyStatus,
    DutyStep,
    Light,
    light,
    open_steps,
)
from service.domain.permissions import Permission
from service.flows.desk import Desk
from service.flows.governance.duties import is_seen, visible
from service.store.tables.governance import AgendaDutyStepRow

TABS = ("mine", "open", "late", "ended")


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty with its item's title, its units in words, and its light today."""

    duty: Duty
    title: str
    lead: str
    co_units: tuple[str, ...]
    light: Light
    days_left: int


@dataclass(frozen=True, slots=True)
class DutyView:
    """A duty, its steps newest first, and what this person may do with it."""

    line: DutyLine
    steps: Sequence[AgendaDutyStepRow]
    may: tuple[DutyStep, ...]


def lines(desk: Desk, tab: str) -> tuple[list[DutyLine], dict[str, int]]:
    """The duties of a tab that this person sees, and how many each tab has.

    ``mine``: those that wait for this person: the unit's to sign or report, else those to accept.
    """
    every = [_line(desk, duty) for duty in desk.uow.duties.all() if is_seen(desk, duty)]
    parts = {name: [line for line in every if _is_in(desk, line, name)] for name in TABS}
    return parts[tab], {name: len(part) for name, part in parts.items()}


def of_item(desk: Desk, item_id: int) -> list[DutyLine]:
    """The duties of an agenda item."""
    return [_line(desk, duty) for duty in desk.uow.duties.of_item(item_id)]


def may_give(desk: Desk, status: AgendaStatus) -> bool:
    """Whether this person may give a duty of an item in this state."""
    may = desk.actor.may(Permission.AGENDA_EDIT) or desk.actor.may(Permission.AGENDA_DECIDE)
    return may and status in GIVING


def view(desk: Desk, duty_id: int) -> DutyView:
    """One duty. Raises ``NotFound`` for one that this person does not see."""
    duty = visible(desk, duty_id)
    return DutyView(_line(desk, duty), desk.uow.duties.steps(duty_id), open_steps(duty, desk.actor))


def _is_in(desk: Desk, line: DutyLine, tab: str) -> bool:
    status = line.duty.status
    if tab == "ended":
        return status not in OPEN
    if tab == "late":
        return line.light is Light.RED
    if tab == "open":
        return status in OPEN
    if desk.actor.unit:
        is_lead = line.duty.lead == desk.actor.unit
        return is_lead and status in (DutyStatus.SENT, DutyStatus.SIGNED)
    return status is DutyStatus.REPORTED


def _line(desk: Desk, duty: Duty) -> DutyLine:
    names = desk.catalogue.units
    today = desk.today
    return DutyLine(
        duty=duty,
        title=desk.uow.agenda.get(duty.item_id).title,
        lead=names[duty.lead].name if duty.lead in names else duty.lead,
        co_units=tuple(names[c].name if c in names else c for c in duty.co_units),
        light=light(duty, today),
        days_left=(duty.due_on - today).days,
    )
