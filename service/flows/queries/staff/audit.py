"""What the auditor sees: who did which step when, and who read personal data; never the content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, tuple_

from service.domain.lifecycle.steps import Step
from service.domain.permissions import SYSTEM
from service.domain.ticket import Status
from service.flows.desk import Desk
from service.flows.queries.desks import cursors
from service.flows.queries.desks.filters import local_midnight
from service.store.tables.callers import AccessRow
from service.store.tables.people import PersonRow
from service.store.tables.tickets import StepRow

_MOST_DIGITS = 18
_SIZE = 100


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """``who``: a name or user name; ``no``: a ticket number; days are Shanghai's, inclusive."""

    who: str = ""
    no: str = ""
    step: Step | None = None
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step without what was written in it; ``unit`` is a code."""

    at: datetime
    actor: str
    unit: str
    step: Step
    no: str
    seq: int
    source: Status | None
    target: Status


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One look at personal data, or one change of an account. ``what``: as it was noted."""

    at: datetime
    actor: str
    no: str
    what: str


def steps(desk: Desk, filters: AuditFilters, cursor: str = "") -> tuple[list[StepLine], str]:
    """A page of the steps that pass the filters, newest first, and the cursor of the next.

    Raises ``BadInput`` for a cursor of something else.
    """
    wanted = _wanted(desk, StepRow, filters)
    if filters.step is not None:
        wanted.append(StepRow.step == filters.step.value)
    _, given = cursors.decode(cursor, "steps", parts=3)
    if given is not None:
        edge = (cursors.instant(given[0]), given[1], cursors.number(given[2]))
        wanted.append(tuple_(StepRow.at, StepRow.no, StepRow.seq) < edge)
    columns = [getattr(StepRow, name) for name in _STEP_COLUMNS]
    query = select(*columns).where(*wanted)
    query = query.order_by(StepRow.at.desc(), StepRow.no.desc(), StepRow.seq.desc())
    rows = desk.uow.session.execute(query.limit(_SIZE + 1)).all()
    return [_step_line(row) for row in rows[:_SIZE]], _next(
        "steps", rows, lambda row: (row.at.isoformat(), row.no, str(row.seq))
    )


def accesses(desk: Desk, filters: AuditFilters, cursor: str = "") -> tuple[list[AccessLine], str]:
    """A page of the looks at personal data, newest first, and the cursor of the next.

    Raises ``BadInput`` for a cursor of something else.
    """
    wanted = _wanted(desk, AccessRow, filters)
    _, given = cursors.decode(cursor, "accesses", parts=2)
    if given is not None:
        edge = (cursors.instant(given[0]), cursors.number(given[1]))
        wanted.append(tuple_(AccessRow.at, AccessRow.id) < edge)
    query = select(
        AccessRow.id, AccessRow.at, AccessRow.actor_name, AccessRow.no, AccessRow.what
    ).where(*wanted)
    query = query.order_by(AccessRow.at.desc(), AccessRow.id.desc())
    rows = desk.uow.session.execute(query.limit(_SIZE + 1)).all()
    lines = [AccessLine(row.at, row.actor_name, row.no, row.what) for row in rows[:_SIZE]]
    return lines, _next("accesses", rows, lambda row: (row.at.isoformat(), str(row.id)))


_STEP_COLUMNS = ("at", "actor_name", "actor_unit", "step", "no", "seq", "source", "target")


def _wanted(desk: Desk, table: Any, filters: AuditFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.who:
        wanted.append(_is_by(desk, table, filters.who))
    if filters.no:
        wanted.append(table.no == filters.no)
    if filters.first_on:
        wanted.append(table.at >= local_midnight(filters.first_on))
    if filters.last_on:
        wanted.append(table.at < local_midnight(filters.last_on + timedelta(days=1)))
    return wanted


def _is_by(desk: Desk, table: Any, who: str) -> ColumnElement[bool]:
    """Accounts of that name or user name; the program and callers, who have no account."""
    query = select(PersonRow.id).where(or_(PersonRow.name == who, PersonRow.username == who))
    ids = list(desk.uow.session.scalars(query))
    nobody = and_(table.actor_id == SYSTEM.id, table.actor_name == who)
    return or_(table.actor_id.in_(ids), nobody)


def _step_line(row: Any) -> StepLine:
    return StepLine(
        at=row.at,
        actor=row.actor_name,
        unit=row.actor_unit,
        step=Step(row.step),
        no=row.no,
        seq=row.seq,
        source=Status(row.source) if row.source else None,
        target=Status(row.target),
    )


def _next(name: str, rows: Sequence[Any], edge_of: Any) -> str:
    return cursors.encode(name, edge_of(rows[_SIZE - 1])) if len(rows) > _SIZE else ""
