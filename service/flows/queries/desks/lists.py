"""Lists of tickets: one page at a time by keyset, stable while new tickets come in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_

from service.domain.errors import BadInput
from service.domain.lifecycle.assignment import is_shown_to
from service.domain.supervision.pressure import TimeLeft, time_left
from service.domain.ticket import Channel, RequestType, Status, Urgency
from service.domain.together.cotask import Matter
from service.flows import discretion
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.desks import cursors
from service.flows.queries.desks.assigned import assignee
from service.flows.queries.desks.filters import Filters, conditions
from service.store.tables.tickets import ReadingRow, StepRow, TicketRow, UnitTaskRow

SORTS = ("registered_at", "due")
NEWEST_FIRST = "-registered_at"
DUE_FIRST = "due"
PAGE = 50
_NEVER, _LONG_AGO = datetime(9999, 1, 1, tzinfo=UTC), datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: ``sort`` is a key of ``SORTS``, with ``-`` for descending."""

    sort: str = NEWEST_FIRST
    cursor: str = ""
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One ticket in a list, with names beside codes. ``clock``: the deadline that runs now.

    ``is_contact``: it is the one for the first contact; ``is_provisional``: it may still change.
    ``late_co_units``: names of the co-units whose own clock has run out. ``assignee``: who of the
    unit sees to it, empty to other units.
    """

    no: str
    version: int
    title: str
    summary: str
    status: Status
    request_type: RequestType
    urgency: Urgency
    topic_code: str
    topic: str
    unit_code: str
    unit: str
    area_code: str
    area: str
    place: str
    channel: Channel
    registered_at: datetime
    clock: datetime | None
    left: TimeLeft
    round: int
    is_designated: bool
    late_co_units: tuple[str, ...] = ()
    is_contact: bool = False
    is_provisional: bool = False
    assignee: str = ""


@dataclass(frozen=True, slots=True)
class TicketList:
    """One page of a list, and the cursors of its neighbours (empty: there is none)."""

    rows: list[TicketLine]
    older: str
    newer: str


def search(desk: Desk, filters: Filters, page: Page | None = None) -> TicketList:
    """The page of the tickets this person may see that pass the filters.

    Raises ``BadInput`` for an unknown sort or a cursor of another list.
    """
    return find(desk, conditions(desk, filters), page or Page())


def find(desk: Desk, wanted: Sequence[ColumnElement[bool]], page: Page) -> TicketList:
    """``search`` for conditions of one's own; the caller has put visibility among them."""
    name, descending = _sort_of(page.sort)
    key = _key(name, descending=descending)
    back, given = cursors.decode(page.cursor, page.sort, parts=2)
    edge = _edge(given)
    query = select(TicketRow.no, key).where(*wanted)
    if edge is not None:
        here = tuple_(key, TicketRow.no)
        query = query.where(here < edge if descending != back else here > edge)
    order = (key.desc(), TicketRow.no.desc()) if descending != back else (key, TicketRow.no)
    found = desk.uow.session.execute(query.order_by(*order).limit(page.size + 1)).all()
    more, keys = len(found) > page.size, found[: page.size]
    if back:
        keys = keys[::-1]
    has_newer, has_older = (more, True) if back else (edge is not None, more)
    return TicketList(
        rows=lines(desk, [no for no, _ in keys]),
        older=cursors.encode(page.sort, _edge_of(keys[-1])) if keys and has_older else "",
        newer=cursors.encode(page.sort, _edge_of(keys[0]), back=True) if keys and has_newer else "",
    )


def counts(desk: Desk, filters: Filters) -> dict[Status, int]:
    """How many tickets of each status pass the filters, among those this person may see."""
    query = (
        select(TicketRow.status, func.count())
        .where(*conditions(desk, filters))
        .group_by(TicketRow.status)
    )
    found = dict(desk.uow.session.execute(query).all())
    return {status: found[status.value] for status in Status if status.value in found}


def lines(desk: Desk, numbers: list[str]) -> list[TicketLine]:
    """The tickets with these numbers as they stand in a list, in the given order."""
    columns = [getattr(TicketRow, name) for name in _COLUMNS]
    query = (
        select(*columns, ReadingRow.summary, assignee().label("assignee"))
        .outerjoin(ReadingRow, ReadingRow.no == TicketRow.no)
        .where(TicketRow.no.in_(numbers))
    )
    rows = {row.no: row for row in desk.uow.session.execute(query)}
    kinds = {no: RequestType(row.request_type) for no, row in rows.items()}
    told = discretion.told_by_reporters(desk, kinds)
    late = _late_co_units(desk, numbers)
    people = desk.uow.people.names({row.assignee for row in rows.values() if row.assignee})
    found = {no: _line(desk, rows[no], told.get(no), people) for no in numbers if no in rows}
    return [
        replace(line, late_co_units=late[no]) if no in late else line for no, line in found.items()
    ]


def _late_co_units(desk: Desk, numbers: list[str]) -> dict[str, tuple[str, ...]]:
    query = (
        select(UnitTaskRow.no, UnitTaskRow.unit)
        .where(UnitTaskRow.no.in_(numbers), UnitTaskRow.matter == Matter.CO_HANDLING.value)
        .where(UnitTaskRow.clock_at < desk.now)
        .order_by(UnitTaskRow.no, UnitTaskRow.unit)
    )
    late: dict[str, tuple[str, ...]] = {}
    for no, unit in desk.uow.session.execute(query):
        late[no] = (*late.get(no, ()), choices.unit_name(desk.catalogue, unit))
    return late


def updated_at(desk: Desk, numbers: list[str]) -> dict[str, datetime]:
    """When the newest step of each ticket was taken."""
    newest = func.max(StepRow.at)
    query = select(StepRow.no, newest).where(StepRow.no.in_(numbers)).group_by(StepRow.no)
    return dict(desk.uow.session.execute(query).all())


_COLUMNS = (
    *("no", "version", "title", "status", "request_type", "urgency", "topic", "lead_unit"),
    *("area", "place", "channel", "registered_at", "clock_at", "round", "is_designated"),
    *("contact_due_at", "due_at", "is_provisional"),
)


def _key(name: str, *, descending: bool) -> Any:
    """What a list is sorted by; tickets without a running deadline come last either way."""
    if name == "registered_at":
        return TicketRow.registered_at
    last = _LONG_AGO if descending else _NEVER
    return func.coalesce(TicketRow.clock_at, last, type_=TicketRow.clock_at.type)


def _line(
    desk: Desk, row: Any, told: tuple[str, ...] | None, people: Mapping[int, str]
) -> TicketLine:
    """``told``: what the reporter told of himself, where he is hidden; else None."""
    catalogue = desk.catalogue
    shown = str if told is None else partial(discretion.without_names, known=told)
    return TicketLine(
        no=row.no,
        version=row.version,
        title=shown(row.title),
        summary=shown(row.summary or row.title),
        status=Status(row.status),
        request_type=RequestType(row.request_type),
        urgency=Urgency(row.urgency),
        topic_code=row.topic,
        topic=choices.topic_name(catalogue, row.topic),
        unit_code=row.lead_unit,
        unit=choices.unit_name(catalogue, row.lead_unit),
        area_code=row.area,
        area=choices.area_name(catalogue, row.area),
        place=shown(row.place),
        channel=Channel(row.channel),
        registered_at=row.registered_at,
        clock=row.clock_at,
        left=time_left(row.clock_at, desk.now, desk.hotline.supervision),
        round=row.round,
        is_designated=row.is_designated,
        is_contact=row.clock_at is not None and row.clock_at == row.contact_due_at,
        is_provisional=row.is_provisional and row.clock_at == row.due_at,
        assignee=people.get(row.assignee, "") if is_shown_to(desk.actor, row.lead_unit) else "",
    )


def _sort_of(sort: str) -> tuple[str, bool]:
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise BadInput("不能按这一列排列。", {"sort": "没有这种排列"})
    return name, sort.startswith("-")


def _edge_of(key: Any) -> tuple[str, str]:
    """A row's place in the order: its sort key and, to break ties, its number."""
    no, value = key
    return value.isoformat(), no


def _edge(given: list[str] | None) -> tuple[datetime, str] | None:
    if given is None:
        return None
    return cursors.instant(given[0]), given[1]
