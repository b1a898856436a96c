"""What a demonstration city tells on its sign-in page: whose account sits where."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from service.domain.permissions import ACCOUNT_ROLES, Role
from service.domain.ticket import WITH_UNIT
from service.store.tables.people import PersonRow
from service.store.tables.tickets import TicketRow
from service.store.uow import UnitOfWork

PASSWORD = "qinan-12345"  # noqa: S105  (the demonstration's, told on its sign-in page)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account; ``unit`` is a name, empty for people of the hotline itself."""

    username: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class DemoRole:
    """The accounts of a role. ``first``: the one to begin with, of the unit with most to do."""

    role: Role
    first: DemoAccount
    accounts: tuple[DemoAccount, ...]


def accounts(uow: UnitOfWork) -> list[DemoRole]:
    """Every active account by its first role, in the order of the roles, by unit and user name."""
    names = {unit.code: unit.name for unit in uow.catalogues.units()}
    busy = _open_tickets(uow)
    rows: dict[str, list[PersonRow]] = {}
    for row in uow.people.all():
        if row.is_active and row.roles:
            rows.setdefault(row.roles[0], []).append(row)
    return [_role(role, rows[role.value], names, busy) for role in ACCOUNT_ROLES if role in rows]


def _role(
    role: Role, rows: Sequence[PersonRow], names: dict[str, str], busy: dict[str, int]
) -> DemoRole:
    in_order = sorted(rows, key=lambda row: (row.unit, row.username))
    first = max(in_order, key=lambda row: busy.get(row.unit, 0))
    shown = {
        row.username: DemoAccount(row.username, row.name, names.get(row.unit, ""))
        for row in in_order
    }
    return DemoRole(role, shown[first.username], tuple(shown.values()))


def _open_tickets(uow: UnitOfWork) -> dict[str, int]:
    held = select(TicketRow.lead_unit, func.count()).group_by(TicketRow.lead_unit)
    held = held.where(TicketRow.status.in_([status.value for status in WITH_UNIT]))
    return {unit: count for unit, count in uow.session.execute(held) if unit}
