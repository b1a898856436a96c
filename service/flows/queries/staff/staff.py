"""Accounts and units as lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Result, func, select

from service.domain.catalogue import Level
from service.domain.permissions import Role
from service.domain.ticket import OPEN
from service.flows.desk import Desk
from service.flows.queries import choices
from service.store.tables.people import PersonRow
from service.store.tables.tickets import TicketRow

SHOWN = 200


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One account; ``unit`` is a name, ``unit_code`` its code.

    ``seen_at``: when one who is signed in last did something, to two minutes.
    """

    id: int
    username: str
    name: str
    roles: tuple[Role, ...]
    unit_code: str
    unit: str
    is_active: bool
    created_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One responsible unit with what it has open."""

    code: str
    name: str
    level: Level
    family: str
    area: str
    parent: str
    is_active: bool
    people: int
    open_tickets: int
    hours: str


def people(
    desk: Desk, q: str = "", role: Role | None = None, *, is_active: bool | None = None
) -> list[PersonLine]:
    """The accounts whose user name, name or unit contains ``q``, by user name."""
    seen = desk.uow.people.last_seen()
    lines = [_person(desk, row, seen) for row in desk.uow.people.all()]
    return [
        line
        for line in lines
        if (q in f"{line.username} {line.name} {line.unit}")
        and (role is None or role in line.roles)
        and (is_active is None or line.is_active == is_active)
    ]


def person(desk: Desk, username: str) -> PersonLine | None:
    """The account of a user name, or None."""
    row = desk.uow.people.by_username(username)
    return _person(desk, row, desk.uow.people.last_seen()) if row else None


def units(desk: Desk, q: str = "", level: Level | None = None, area: str = "") -> list[UnitLine]:
    """The units whose code or name contains ``q``, of a level, serving an area or part of it."""
    catalogue, session = desk.catalogue, desk.uow.session
    staff = _counts(session.execute(select(PersonRow.unit, func.count()).group_by(PersonRow.unit)))
    working = select(TicketRow.lead_unit, func.count()).group_by(TicketRow.lead_unit)
    working = working.where(TicketRow.status.in_([status.value for status in OPEN]))
    held = _counts(session.execute(working))
    return [
        UnitLine(
            code=unit.code,
            name=unit.name,
            level=unit.level,
            family=catalogue.family_names.get(unit.family, unit.family),
            area=choices.area_name(catalogue, unit.area),
            parent=choices.unit_name(catalogue, unit.parent),
            is_active=unit.is_active,
            people=staff.get(unit.code, 0),
            open_tickets=held.get(unit.code, 0),
            hours=str(unit.hours or ""),
        )
        for unit in catalogue.units.values()
        if q in f"{unit.code} {unit.name}"
        and level in (None, unit.level)
        and (not area or area in catalogue.chain(unit.area))
    ]


def _person(desk: Desk, row: PersonRow, seen: Mapping[int, datetime]) -> PersonLine:
    return PersonLine(
        id=row.id,
        username=row.username,
        name=row.name,
        roles=tuple(Role(role) for role in row.roles),
        unit_code=row.unit,
        unit=choices.unit_name(desk.catalogue, row.unit),
        is_active=row.is_active,
        created_at=row.created_at,
        seen_at=seen.get(row.id),
    )


def _counts(rows: Result[str, int]) -> dict[str, int]:
    return dict(rows.all())
