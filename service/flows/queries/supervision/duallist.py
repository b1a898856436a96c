"""What the pages show of the problem list and the supervision list."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, tuple_

from service.domain.errors import BadInput
from service.domain.localtime import local_day
from service.domain.permissions import Permission
from service.domain.supervision.duallist import ON_SUPERVISION, WITH_UNIT, EntryState, ListEntry
from service.domain.ticket import RequestType, Status
from service.flows.desk import Desk
from service.flows.queries import choices
from service.flows.queries.desks import cursors
from service.store.supervision.duallist import sees_entry
from service.store.tables.supervision import ListEntryRow, ListEntryTicketRow
from service.store.tables.tickets import TicketRow
from service.store.uow import UnitOfWork

TABS: dict[str, frozenset[EntryState]] = {
    "problem": frozenset({EntryState.LISTED}),
    "supervision": frozenset(ON_SUPERVISION),
    "closed": frozenset({EntryState.CLOSED}),
    "withdrawn": frozenset({EntryState.WITHDRAWN}),
}
OF_HOTLINE = frozenset({"problem", "withdrawn"})
SORTS = {
    "due_on": ListEntryRow.due_on,
    "created_at": ListEntryRow.created_at,
    "unit": ListEntryRow.unit,
    "round": ListEntryRow.round,
}
PAGE, MOST = 50, 2000


@dataclass(frozen=True, slots=True)
class EntryFilters:
    """What is asked of a list; empty: anything."""

    tab: str = "supervision"
    unit: str = ""
    state: str = ""
    words: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A page of entries and the cursors of its neighbours (empty: there is none)."""

    rows: list[ListEntry]
    total: int
    older: str
    newer: str


@dataclass(frozen=True, slots=True)
class UnitCount:
    """How many open entries a unit has on the supervision list, and how many of them are late."""

    unit: str
    name: str
    open: int
    late: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The two lists at a glance. ``closed``: in the month, ``units``: those with most first."""

    listed: int
    open: int
    late: int
    to_accept: int
    closed: int
    units: list[UnitCount]


def tabs_for(desk: Desk) -> list[str]:
    """The tabs this person sees: units see what was handed over to them."""
    return [tab for tab in TABS if desk.actor.may(Permission.LIST_READ) or tab not in OF_HOTLINE]


def entries(desk: Desk, filters: EntryFilters, sort: str = "due_on", cursor: str = "") -> EntryPage:
    """A page of the entries that this person may see and that pass the filters.

    Raises ``BadInput`` for an unknown sort or a cursor of another list.
    """
    wanted = _conditions(desk, filters)
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    if name not in SORTS:
        raise BadInput("不能按这一列排列。", {"sort": "没有这种排列"})
    key: Any = SORTS[name]
    back, given = cursors.decode(cursor, sort, parts=2)
    edge = _edge(name, given)
    query = select(ListEntryRow.id, key).where(*wanted)
    down = descending != back
    if edge is not None:
        here = tuple_(key, ListEntryRow.id)
        query = query.where(here < edge if down else here > edge)
    order = (key.desc(), ListEntryRow.id.desc()) if down else (key, ListEntryRow.id)
    found = desk.uow.session.execute(query.order_by(*order).limit(PAGE + 1)).all()
    more, keys = len(found) > PAGE, found[:PAGE]
    keys = keys[::-1] if back else keys
    has_newer, has_older = (more, True) if back else (edge is not None, more)
    return EntryPage(
        rows=desk.uow.duallist.get_many([entry_id for entry_id, _ in keys]),
        total=_count(desk, wanted),
        older=cursors.encode(sort, _place(keys[-1])) if keys and has_older else "",
        newer=cursors.encode(sort, _place(keys[0]), back=True) if keys and has_newer else "",
    )


def every(desk: Desk, filters: EntryFilters) -> list[ListEntry]:
    """All entries that pass the filters, the one due first on top, at most ``MOST``."""
    query = select(ListEntryRow.id).where(*_conditions(desk, filters))
    query = query.order_by(ListEntryRow.due_on, ListEntryRow.id).limit(MOST)
    return desk.uow.duallist.get_many(list(desk.uow.session.scalars(query)))


def counts(desk: Desk) -> dict[str, int]:
    """How many entries each tab holds for this person."""
    return {tab: _count(desk, _conditions(desk, EntryFilters(tab))) for tab in tabs_for(desk)}


def units(desk: Desk) -> list[UnitCount]:
    """The open entries on the supervision list by unit, the unit with the most on top."""
    return _units(desk)


def summary(desk: Desk, since: datetime, until: datetime) -> Summary:
    """The two lists at a glance; ``since`` and ``until`` bound what was closed."""
    by_unit = _units(desk)
    closed = (sees_entry(desk.actor), ListEntryRow.state == EntryState.CLOSED.value)
    in_month = ListEntryRow.ended_at >= since, ListEntryRow.ended_at < until
    return Summary(
        listed=_count(desk, _conditions(desk, EntryFilters("problem"))),
        open=sum(unit.open for unit in by_unit),
        late=sum(unit.late for unit in by_unit),
        to_accept=sum(unit.waiting for unit in by_unit),
        closed=_count(desk, (*closed, *in_month)),
        units=by_unit,
    )


def units_named(desk: Desk) -> list[tuple[str, str]]:
    """Code and name of the units that have entries this person may see."""
    query = select(ListEntryRow.unit).where(sees_entry(desk.actor)).distinct()
    codes = sorted(desk.uow.session.scalars(query))
    return [(code, choices.unit_name(desk.catalogue, code)) for code in codes]


def late_by_unit(uow: UnitOfWork, before: datetime) -> list[tuple[str, list[str]]]:
    """The units with the tickets in their hands that were due before an instant, most first.

    举报 is left out.
    """
    query = (
        select(TicketRow.lead_unit, TicketRow.no)
        .where(TicketRow.status == Status.IN_PROGRESS.value, TicketRow.due_at < before)
        .where(TicketRow.request_type != RequestType.REPORT.value)
        .order_by(TicketRow.no)
    )
    late: dict[str, list[str]] = defaultdict(list)
    for unit, no in uow.session.execute(query):
        late[unit].append(no)
    return sorted(late.items(), key=lambda found: (-len(found[1]), found[0]))


def _units(desk: Desk) -> list[UnitCount]:
    today = local_day(desk.now)
    late = ListEntryRow.state.in_([s.value for s in WITH_UNIT]) & (ListEntryRow.due_on < today)
    waits = ListEntryRow.state == EntryState.REPLIED.value
    query = (
        select(
            ListEntryRow.unit,
            func.count(),
            func.count().filter(late),
            func.count().filter(waits),
        )
        .where(*_conditions(desk, EntryFilters("supervision")))
        .group_by(ListEntryRow.unit)
    )
    found = [
        UnitCount(unit, choices.unit_name(desk.catalogue, unit), *figures)
        for unit, *figures in desk.uow.session.execute(query)
    ]
    return sorted(found, key=lambda each: (-each.open, -each.late, each.unit))


def _conditions(desk: Desk, filters: EntryFilters) -> tuple[ColumnElement[bool], ...]:
    states = TABS.get(filters.tab, TABS["supervision"])
    if filters.state:
        states = states & {state for state in EntryState if state.value == filters.state}
    wanted = [sees_entry(desk.actor), ListEntryRow.state.in_([state.value for state in states])]
    if filters.unit:
        wanted.append(ListEntryRow.unit == filters.unit)
    if filters.is_late:
        is_awaited = ListEntryRow.state.in_([state.value for state in WITH_UNIT])
        wanted.append(is_awaited & (ListEntryRow.due_on < local_day(desk.now)))
    if filters.words:
        wanted.append(_holds(filters.words))
    return tuple(wanted)


def _holds(words: str) -> ColumnElement[bool]:
    """The words stand in the matter, or are the number of a letter or of a ticket."""
    named = select(ListEntryTicketRow.entry_id).where(ListEntryTicketRow.no == words)
    texts = (ListEntryRow.matter, ListEntryRow.wrong, ListEntryRow.demand, ListEntryRow.letter_no)
    return or_(
        *(text.contains(words, autoescape=True) for text in texts), ListEntryRow.id.in_(named)
    )


def _count(desk: Desk, wanted: Sequence[ColumnElement[bool]]) -> int:
    query = select(func.count()).select_from(ListEntryRow).where(*wanted)
    return desk.uow.session.scalar(query) or 0


def _place(key: Any) -> tuple[str, str]:
    entry_id, value = key
    return value.isoformat() if isinstance(value, date) else str(value), str(entry_id)


def _edge(name: str, given: list[str] | None) -> tuple[Any, int] | None:
    if given is None:
        return None
    readers: dict[str, Any] = {
        "due_on": date.fromisoformat,
        "created_at": cursors.instant,
        "unit": str,
        "round": cursors.number,
    }
    try:
        return readers[name](given[0]), cursors.number(given[1])
    except ValueError:
        raise BadInput("翻页的位置失效了，请从第一页看起。", {"cursor": "不能识别"}) from None
