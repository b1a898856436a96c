"""The people of a city from a table: accounts with a first password that has to be changed."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from service.domain.permissions import ACCOUNT_ROLES, UNIT_ROLES, Role
from service.flows.setup.forms import FORMS, FormKind
from service.flows.setup.reading import (
    BadTable,
    Fault,
    Given,
    Table,
    Wrong,
    chosen,
    nearest_to,
    read,
)
from service.flows.staff import accounts, people
from service.labels import label
from service.sheets import Sheet
from service.store.tables.people import PersonRow
from service.store.uow import UnitOfWork

FORM = FORMS[FormKind.PEOPLE]
ROLE_WORDS = {label(role): role.value for role in ACCOUNT_ROLES}
_SPOKEN_ROLES = {
    "管理员": "admin",
    "联络员": "unit_clerk",
    "审核员": "reviewer",
    "质检员": "reviewer",
    "分析员": "analyst",
    "负责人": "unit_head",
    "领导": "leader",
}
_USERNAME = re.compile(r"[0-9a-z_.-]{2,40}")
_PARTS = re.compile(r"[、，,；;|/\s]+")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look like one another: the password is read from paper."""
_GROUPS, _GROUP = 3, 4


@dataclass(frozen=True, slots=True)
class GivenPerson:
    """A row of the table; ``unit`` is a code, empty for people of the hotline."""

    line: int
    username: str
    name: str
    roles: frozenset[Role]
    unit: str


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """What a new person has to be given; shown once and kept nowhere."""

    username: str
    name: str
    unit: str
    password: str


@dataclass(frozen=True, slots=True)
class LoadedPeople:
    """The new accounts, and how many known ones were changed or were as they should be."""

    added: tuple[FirstPassword, ...]
    changed: int
    same: int


def read_people(uow: UnitOfWork, sheet: Sheet, *, myself: str = "") -> list[GivenPerson]:
    """The people of a table. Raises ``BadTable`` naming every row to mend.

    ``myself``: the user name of who loads it, who must stay an administrator.
    """
    table = read(FORM, sheet)
    units = {unit.code: unit.name for unit in uow.catalogues.units() if unit.is_active}
    given = table.each(lambda row: _person(row, units, myself))
    _refuse_repeats(table, given)
    return given


def _person(row: Given, units: Mapping[str, str], myself: str) -> GivenPerson:
    username = row["username"].lower()
    if not _USERNAME.fullmatch(username):
        raise Wrong(f"用户名“{row['username']}”要用 2 到 40 个字母、数字、点、横线或下划线。")
    words = [_SPOKEN_ROLES.get(word, word) for word in _PARTS.split(row["roles"]) if word]
    roles = frozenset(Role(chosen(word, ROLE_WORDS, "角色")) for word in words)
    if username == myself and Role.ADMIN not in roles:
        raise Wrong("这是您自己，不能去掉自己的管理员角色。")
    unit = _unit(row["unit"], units) if row["unit"] else ""
    if roles & UNIT_ROLES and not unit:
        raise Wrong("承办单位的角色要写单位。")
    if unit and not roles & UNIT_ROLES:
        raise Wrong("热线的角色不写单位。")
    return GivenPerson(row.line, username, row["name"], roles, unit)


def _unit(word: str, units: Mapping[str, str]) -> str:
    if word in units:
        return word
    codes = [code for code, name in units.items() if name == word]
    if len(codes) == 1:
        return codes[0]
    if codes:
        raise Wrong(f"叫“{word}”的单位有几个，请写编码：{'、'.join(codes[:5])}。")
    meant = nearest_to(word, units) or "请先导入单位。"
    raise Wrong(f"没有在用的单位“{word}”，{meant}")


def _refuse_repeats(table: Table, given: list[GivenPerson]) -> None:
    seen: set[str] = set()
    faults = []
    for person in given:
        if person.username in seen:
            faults.append(Fault(person.line, f"用户名 {person.username} 在表里有两行。"))
        seen.add(person.username)
    if faults:
        raise BadTable(table.form.title, faults)


def load_people(uow: UnitOfWork, given: list[GivenPerson], now: datetime) -> LoadedPeople:
    """Open accounts for the new, bring known ones up to date; passwords of those stay."""
    known = {row.username: row for row in uow.people.all()}
    names = {unit.code: unit.name for unit in uow.catalogues.units()}
    added, changed = [], 0
    for person in given:
        row = known.get(person.username)
        if row is None:
            added.append(_open(uow, person, names.get(person.unit, ""), now))
        elif _differs(row, person):
            changed += 1
            row.name = person.name
            accounts.set_roles(uow, person.username, person.roles, person.unit)
    return LoadedPeople(tuple(added), changed, len(given) - len(added) - changed)


def _open(uow: UnitOfWork, person: GivenPerson, unit: str, now: datetime) -> FirstPassword:
    password = first_password()
    uow.people.add(
        person.username,
        person.name,
        person.roles,
        password=people.hash_random(password),
        unit=person.unit,
        must_change=True,
        now=now,
    )
    return FirstPassword(person.username, person.name, unit, password)


def first_password() -> str:
    """A random password of sixty bits that can be read out and typed."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP))
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def _differs(row: PersonRow, person: GivenPerson) -> bool:
    given = (person.name, sorted(role.value for role in person.roles), person.unit)
    return (row.name, sorted(row.roles), row.unit) != given


def rows_of(uow: UnitOfWork) -> list[dict[str, str]]:
    """The people there are, as rows of the form."""
    names = {unit.code: unit.name for unit in uow.catalogues.units()}
    return [
        {
            "username": row.username,
            "name": row.name,
            "roles": "、".join(label(Role(role)) for role in row.roles),
            "unit": names.get(row.unit, row.unit),
        }
        for row in uow.people.all()
        if row.is_active
    ]
