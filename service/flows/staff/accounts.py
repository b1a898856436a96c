"""Looking after accounts and units; signing in is in ``people``, API keys in ``keys``."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from service.domain.catalogue import Level, Unit
from service.domain.clocks.hours import Hours, given_hours
from service.domain.errors import BadInput
from service.domain.permissions import UNIT_ROLES, Role
from service.flows.staff import people
from service.store.tables.people import PersonRow
from service.store.uow import UnitOfWork

_NOT_PEOPLE = frozenset({Role.SYSTEM, Role.CALLER})


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a new account needs; ``unit`` is a code, empty for people of the hotline."""

    username: str
    name: str
    roles: frozenset[Role]
    unit: str
    password: str


def open_account(
    uow: UnitOfWork, new: NewAccount, now: datetime, *, must_change: bool = False
) -> int:
    """A new account; its id. Raises ``BadInput`` for a wrong unit, a taken name, a weak password.

    ``must_change``: the person is not who chose the password.
    """
    check_roles(uow, new.roles, new.unit)
    username, name = new.username.strip().lower(), new.name.strip()
    if not username or not name:
        raise BadInput("用户名、姓名和角色都要填。")
    return uow.people.add(
        *(username, name, new.roles),
        password=people.hash_password(new.password),
        unit=new.unit,
        must_change=must_change,
        now=now,
    )


def set_roles(uow: UnitOfWork, username: str, roles: Collection[Role], unit: str) -> None:
    """Other roles for an account; the person has to sign in again. Raises ``BadInput``."""
    row = account(uow, username)
    check_roles(uow, roles, unit)
    row.roles, row.unit = sorted(role.value for role in roles), unit
    uow.people.close_all_sessions(row.id)


def set_active(uow: UnitOfWork, username: str, *, is_active: bool) -> None:
    """Shut an account or open it again; a shut one is signed out at once. Raises ``BadInput``."""
    row = account(uow, username)
    row.is_active = is_active
    if not is_active:
        uow.people.close_all_sessions(row.id)


def account(uow: UnitOfWork, username: str) -> PersonRow:
    """The account of a user name. Raises ``BadInput``."""
    row = uow.people.by_username(username.strip().lower())
    if row is None:
        raise BadInput(f"没有用户 {username}。")
    return row


def check_roles(uow: UnitOfWork, roles: Collection[Role], unit: str) -> None:
    """Raises ``BadInput`` for roles no person has, or when role and unit do not fit together."""
    if not roles or set(roles) & _NOT_PEOPLE:
        raise BadInput("至少给一个角色；system 和 caller 不能给人。")
    is_of_unit = bool(set(roles) & UNIT_ROLES)
    if is_of_unit and not unit:
        raise BadInput("承办单位的角色要写明单位。", {"unit": "必填"})
    if unit and not is_of_unit:
        raise BadInput("热线的角色不写单位。", {"unit": "不用填"})
    if unit and unit not in {known.code for known in uow.catalogues.units()}:
        raise BadInput(f"没有单位 {unit}，请用单位编码。", {"unit": "没有这个单位"})


def hours_written(text: str) -> Hours | None:
    """The business hours that were typed; None for none. Raises ``BadInput`` saying how."""
    try:
        return given_hours(text)
    except ValueError as problem:
        raise BadInput(f"办公时间{problem}。", {"hours": str(problem)}) from problem


def set_hours(uow: UnitOfWork, code: str, text: str) -> Hours | None:
    """Other business hours for a unit; None: those of the hotline. What was promised stays.

    Raises ``BadInput`` for an unknown unit or hours that cannot be read.
    """
    hours = hours_written(text)
    if code not in {unit.code for unit in uow.catalogues.units()}:
        raise BadInput(f"没有编码为“{code}”的单位。")
    uow.catalogues.set_hours(code, hours)
    return hours


def add_unit(uow: UnitOfWork, unit: Unit) -> None:
    """A new unit. Raises ``BadInput`` for a taken code, an unknown family, area or parent."""
    units = {known.code for known in uow.catalogues.units()}
    areas = {row["code"] for row in uow.catalogues.areas()}
    if not unit.code or not unit.name or unit.code in units:
        raise BadInput(f"单位编码“{unit.code}”已经有了，或编码、名称没有写。")
    if unit.parent and unit.parent not in units:
        raise BadInput(f"没有上级单位“{unit.parent}”。")
    if unit.area and unit.area not in areas:
        raise BadInput(f"没有地区“{unit.area}”。")
    if unit.level in (Level.COUNTY, Level.TOWNSHIP) and not unit.area:
        raise BadInput("区县和乡镇的单位要写明地区（--area）。")
    uow.catalogues.add_units([unit])
