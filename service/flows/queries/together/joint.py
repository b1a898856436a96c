"""What the pages of matters across borders show: a list, one matter with all that bears on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from service.domain.lifecycle.advance import Entry
from service.domain.lifecycle.steps import Step
from service.domain.permissions import Permission
from service.domain.ticket import RequestType, Status, Ticket
from service.domain.together.matters import (
    MATTER_ENDED,
    Matter,
    MatterEntry,
    MatterStatus,
    MatterStep,
    matter_steps,
)
from service.domain.together.precedents import Precedent, PrecedentState
from service.domain.together.redispatch import is_astray
from service.flows import discretion
from service.flows.desk import Desk
from service.flows.queries.desks import lists
from service.flows.queries.desks.lists import Page, TicketLine
from service.flows.together.joint import visible_matter
from service.flows.together.precedents import route_of
from service.store.tables.tickets import TicketRow
from service.store.tickets.visibility import sees
from service.store.together.matters import MatterFilter
from service.store.uow import UnitOfWork

SIZE = 20
_SHOWN = 100
S = MatterStatus
TABS: dict[str, tuple[MatterStatus, ...]] = {
    "open": tuple(status for status in S if status not in MATTER_ENDED),
    "before": (S.OPENED, S.POSITIONS_ASKED, S.SESSION_CALLED, S.ESCALATED),
    "decided": (S.DECIDED, S.CARRIED_OUT),
    "ended": tuple(MATTER_ENDED),
}


@dataclass(frozen=True, slots=True)
class Objected:
    """A unit's objection to having one of the tickets, and what was ruled (empty: not yet)."""

    no: str
    unit: str
    reason: str
    legal_basis: str
    ruling: str


@dataclass(frozen=True, slots=True)
class MatterView:
    """One matter for this person. ``hidden``: tickets of it that may not be seen; ``invited``:
    units that objected, were named or stand in the catalogue, for asking; ``astray``: tickets that
    do not follow the decision yet; ``precedents``: it left; ``similar``: valid ones of its topic.
    """

    matter: Matter
    steps: list[MatterStep]
    entries: list[MatterEntry]
    tickets: list[TicketLine]
    hidden: int
    objections: list[Objected]
    invited: tuple[str, ...]
    astray: int
    open_tickets: int
    precedents: list[Precedent]
    similar: list[Precedent]
    is_whole: bool


def view(desk: Desk, matter_id: int) -> MatterView:
    """One matter. Raises ``NotFound``."""
    matter = visible_matter(desk, matter_id)
    wanted = (sees(desk.actor), TicketRow.no.in_(matter.tickets))
    lines = lists.find(desk, wanted, Page(size=_SHOWN)).rows
    knows_all = desk.actor.may(Permission.TICKET_READ_ALL)
    steps = (Step.OBJECT, Step.UPHOLD, Step.REFUSE)
    entries = desk.uow.tickets.steps_among([line.no for line in lines], steps) if knows_all else []
    tickets = desk.uow.tickets.get_many(matter.tickets)
    standing = desk.uow.precedents.standing()
    valid = [p for p in standing if p.state(desk.today) is PrecedentState.VALID]
    decision = matter.decision
    return MatterView(
        matter=matter,
        steps=matter_steps(matter, desk.actor),
        entries=desk.uow.matters.steps(matter_id)[::-1],
        tickets=lines,
        hidden=len(matter.tickets) - len(lines),
        objections=_objections(entries),
        invited=_to_invite(desk, matter, entries) if knows_all else (),
        astray=sum(is_astray(ticket, decision) for ticket in tickets) if decision else 0,
        open_tickets=sum(ticket.is_open for ticket in tickets),
        precedents=desk.uow.precedents.of_matters([matter_id]),
        similar=[p for p in valid if p.topic == matter.topic and p.matter_id != matter_id],
        is_whole=desk.uow.matters.is_whole(matter_id),
    )


def page_of(desk: Desk, wanted: MatterFilter, offset: int) -> tuple[list[Matter], int]:
    """A page of matters, the most pressing first, and how many there are."""
    return desk.uow.matters.listed(desk.actor, wanted, max(0, offset), SIZE)


def counts(desk: Desk) -> dict[str, int]:
    """How many matters each tab holds for this person."""
    found = {
        name: desk.uow.matters.listed(desk.actor, MatterFilter(states), 0, 1)[1]
        for name, states in TABS.items()
    }
    if desk.actor.unit:
        mine = MatterFilter(waiting_unit=desk.actor.unit)
        found["mine"] = desk.uow.matters.listed(desk.actor, mine, 0, 1)[1]
    return found


def precedents_found(desk: Desk, state: str, words: str, topic: str = "") -> list[Precedent]:
    """Precedents in a state (empty: all) whose number, topic, unit or words hold every word."""
    day, catalogue = desk.today, desk.catalogue

    def text(precedent: Precedent) -> str:
        item, unit = catalogue.item(precedent.topic), catalogue.units.get(precedent.lead)
        area = catalogue.area_names.get(precedent.area, "")
        names = [unit.name] if unit else []
        return " ".join(
            [precedent.no, *(item.path if item else ()), *names, area, *precedent.words]
        )

    return [
        precedent
        for precedent in desk.uow.precedents.all()
        if (not state or precedent.state(day).value == state)
        and (not topic or precedent.topic == topic)
        and all(word in text(precedent) for word in words.split())
    ]


def dispatched_before(uow: UnitOfWork, status: Status, before: datetime) -> list[Ticket]:
    """The ten oldest tickets in a state, 举报 left out, that were dispatched before a moment."""
    query = (
        select(TicketRow.no)
        .where(TicketRow.status == status.value, TicketRow.dispatched_at < before)
        .where(TicketRow.request_type != RequestType.REPORT.value)
        .order_by(TicketRow.registered_at, TicketRow.no)
        .limit(10)
    )
    return uow.tickets.get_many(list(uow.session.scalars(query)))


def _objections(entries: Sequence[Entry]) -> list[Objected]:
    found: list[Objected] = []
    for entry in entries:
        if entry.step is Step.OBJECT:
            data = discretion.without_names(entry.data)
            said = str(data.get("reason", "")), str(data.get("legal_basis", ""))
            found.append(Objected(entry.no, entry.actor_unit, *said, ruling=""))
        elif found and found[-1].no == entry.no and not found[-1].ruling:
            last = found.pop()
            ruling = "同意退单" if entry.step is Step.UPHOLD else "驳回退单"
            found.append(Objected(last.no, last.unit, last.reason, last.legal_basis, ruling))
    return found


def _to_invite(desk: Desk, matter: Matter, entries: Sequence[Entry]) -> tuple[str, ...]:
    objectors = [entry for entry in entries if entry.step is Step.OBJECT]
    routed = route_of(desk, matter.topic, matter.area, f"{matter.title}\n{matter.question}")
    tickets = desk.uow.tickets.get_many(matter.tickets)
    named = [
        *matter.units,
        *(entry.actor_unit for entry in objectors),
        *(str(entry.data.get("suggested_unit", "")) for entry in objectors),
        *(
            unit
            for ticket in tickets
            for unit in (*ticket.progress.refusing_units, ticket.lead_unit)
        ),
        routed.unit,
        *routed.runners_up,
    ]
    active = desk.catalogue.active_units
    return tuple(unit for unit in dict.fromkeys(named) if unit in active)
