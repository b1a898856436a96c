"""What the pages of agenda items show."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from service.domain import agenda, agenda_terms
from service.domain.agenda import AgendaStatus
from service.domain.governance.acceptance import may_accept
from service.domain.governance.meeting_life import MeetingState
from service.domain.ticket import Status
from service.flows.desk import Desk
from service.flows.dissecting import Dissected, typical_of_item
from service.flows.governance import meetings
from service.flows.queries.desks import lists
from service.flows.queries.desks.lists import Page, TicketLine
from service.flows.queries.governance import duties
from service.flows.queries.governance.duties import DutyLine
from service.flows.queries.governance.governance import (
    JudgedView,
    MeasuredView,
    UndoView,
    judged_view,
    measured_view,
    undo_view,
)
from service.store.tables.agenda import AgendaItemRow, AgendaStepRow, AgendaTicketRow
from service.store.tables.tickets import TicketRow
from service.store.tickets.visibility import sees

_TICKETS = 100


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """An agenda item with what this person may do with it now.

    ``agreed``: what has been agreed on, by the names of its terms; ``ended``: how many of its
    tickets have ended. ``doubts``: what speaks against accepting it, on its own page alone.
    ``returned``: its matter has grown back.
    """

    id: int
    month: str
    topic_id: str
    title: str
    status: AgendaStatus
    version: int
    tickets: int
    reasons: tuple[str, ...]
    changes: tuple[AgendaStatus, ...]
    agreed: Mapping[str, str]
    ended: int
    doubts: tuple[str, ...] = ()
    returned: bool = False


@dataclass(frozen=True, slots=True)
class ItemView:
    """An agenda item. ``standing``: its tickets by state now; ``units``: who may lead it.

    ``is_held``: its meeting took place. ``next_meeting``: the day of the next one that is planned,
    while the item waits to be called to one; else empty.
    """

    item: AgendaLine
    typical: tuple[Dissected, ...]
    steps: tuple[AgendaStepRow, ...]
    tickets: tuple[TicketLine, ...]
    hidden: int
    standing: Mapping[Status, int]
    units: tuple[str, ...]
    history: tuple[tuple[str, int], ...]
    measured: MeasuredView
    judged: JudgedView
    undo: UndoView | None
    duties: tuple[DutyLine, ...]
    may_give: bool
    is_held: bool
    next_meeting: str


def agenda_lines(desk: Desk, states: Collection[AgendaStatus]) -> list[AgendaLine]:
    """The agenda items of all months that stand in one of the states, newest first."""
    return lines_of(desk, desk.uow.agenda.all(*states))


def item_view(desk: Desk, item_id: int) -> ItemView:
    """An agenda item with its steps and the tickets it was picked for. Raises ``NotFound``."""
    row = desk.uow.agenda.get(item_id)
    members = select(AgendaTicketRow.no).where(AgendaTicketRow.item_id == item_id)
    found = lists.find(desk, [sees(desk.actor), TicketRow.no.in_(members)], Page(size=_TICKETS))
    units = desk.hotline.catalogue(desk.uow, desk.now).units.values()
    line = line_of(desk, row)
    judged = judged_view(desk, row, line.agreed)
    return ItemView(
        item=_doubted(desk, line, judged.doubts),
        typical=typical_of_item(desk, item_id),
        steps=tuple(desk.uow.agenda.steps(item_id)[::-1]),
        tickets=tuple(found.rows),
        hidden=row.tickets - visible_count(desk, members),
        standing=_standing(desk, members),
        units=tuple(sorted(unit.name for unit in units if unit.is_active)),
        history=tuple(desk.uow.months.history(row.topic_id)),
        measured=measured_view(desk, row),
        judged=judged,
        undo=undo_view(desk, item_id),
        duties=tuple(duties.of_item(desk, item_id)),
        may_give=duties.may_give(desk, AgendaStatus(row.status)),
        is_held=_is_held(desk, row),
        next_meeting=_next_meeting(desk, row),
    )


def _is_held(desk: Desk, row: AgendaItemRow) -> bool:
    day = meetings.day_of(desk, row)
    found = desk.uow.meetings.on(day) if day else None
    return found is not None and found.state != MeetingState.PLANNED


def _next_meeting(desk: Desk, row: AgendaItemRow) -> str:
    if row.status != AgendaStatus.SELECTED:
        return ""
    return next((each.held_on.isoformat() for each in meetings.upcoming(desk)), "")


def _doubted(desk: Desk, line: AgendaLine, doubts: tuple[str, ...]) -> AgendaLine:
    """The item with its doubts; who may not pass over them has no button to accept it."""
    passes = may_accept(desk.actor, doubts)
    kept = tuple(t for t in line.changes if passes or t is not AgendaStatus.ACCEPTED)
    return replace(line, doubts=doubts, changes=kept)


def visible_numbers(desk: Desk, item_id: int) -> list[str]:
    """The tickets of an agenda item that this person may see."""
    members = select(AgendaTicketRow.no).where(AgendaTicketRow.item_id == item_id)
    query = select(TicketRow.no).where(sees(desk.actor), TicketRow.no.in_(members))
    return list(desk.uow.session.scalars(query.order_by(TicketRow.no)))


def lines_of(desk: Desk, rows: Iterable[AgendaItemRow]) -> list[AgendaLine]:
    """Agenda items as this person sees them in a list."""
    items = list(rows)
    ids = [row.id for row in items]
    notes, ended = desk.uow.agenda.notes(ids), desk.uow.agenda.ended(ids)
    effects = desk.uow.plans.effects(ids)
    return [
        AgendaLine(
            id=row.id,
            month=row.month,
            topic_id=row.topic_id,
            title=row.title,
            status=AgendaStatus(row.status),
            version=row.version,
            tickets=row.tickets,
            reasons=tuple(row.reasons),
            changes=tuple(agenda.open_changes(AgendaStatus(row.status), desk.actor)),
            agreed=agenda_terms.agreed(notes.get(row.id, ())),
            ended=ended.get(row.id, 0),
            returned=row.id in effects and bool(effects[row.id].body["returned"]),
        )
        for row in items
    ]


def line_of(desk: Desk, row: AgendaItemRow) -> AgendaLine:
    """An agenda item as this person sees it."""
    return lines_of(desk, [row])[0]


def visible_count(desk: Desk, members: Any) -> int:
    """How many of some tickets, a query for their numbers, this person may see."""
    query = select(func.count()).select_from(TicketRow)
    return desk.uow.session.scalar(query.where(sees(desk.actor), TicketRow.no.in_(members))) or 0


def _standing(desk: Desk, members: Any) -> dict[Status, int]:
    query = select(TicketRow.status, func.count()).where(TicketRow.no.in_(members))
    found = dict(desk.uow.session.execute(query.group_by(TicketRow.status)).all())
    return {status: found[status.value] for status in Status if status.value in found}
