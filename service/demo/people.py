"""The invented people: who works at the hotline and in the units, and who calls."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from service.demo.city import City

# (role, how many sit at the hotline)
_HOTLINE = (
    ("agent", 12),
    ("dispatcher", 4),
    ("reviewer", 4),
    ("callback_clerk", 6),
    ("supervisor", 3),
    ("analyst", 2),
    ("leader", 2),
    ("discipline_viewer", 1),
    ("assistance_officer", 1),
    ("admin", 1),
    ("auditor", 1),
)
UNIT_ROLES = ("unit_clerk", "handler", "unit_head")


@dataclass(frozen=True, slots=True)
class Staff:
    """One user of the system; `unit` is empty for people of the hotline itself."""

    username: str
    name: str
    role: str
    unit: str


@dataclass(frozen=True, slots=True)
class Caller:
    """One invented citizen; the phone number lies in a range that is never given out."""

    index: int
    name: str
    phone: str
    female: bool


def person(index: int) -> Caller:
    """Return citizen number `index` (0 … 99 999), always the same one."""
    surnames, male_names, female_names = _names()
    female = index * 7919 % 100 < 49
    given = female_names if female else male_names
    surname = surnames[index * 31 % len(surnames)]
    name = surname + given[(index * 17 + index // len(surnames)) % len(given)]
    return Caller(index, name, f"199000{index % 100_000:05d}", female)


def staff(city: City) -> tuple[Staff, ...]:
    """Return all users of the demo city: the hotline's people, then three per unit."""
    people: list[Staff] = []
    for role, count in _HOTLINE:
        for number in range(1, count + 1):
            username = role if count == 1 else f"{role}{number:02d}"
            people.append(Staff(username, _staff_name(len(people)), role, ""))
    for unit in city.units:
        for role in UNIT_ROLES:
            username = f"{role}.{unit.code.lower()}"
            people.append(Staff(username, _staff_name(len(people)), role, unit.code))
    return tuple(people)


@cache
def hotline_usernames(role: str) -> tuple[str, ...]:
    """Return the usernames of a role that sits at the hotline; raises KeyError for others."""
    count = dict(_HOTLINE)[role]
    return (role,) if count == 1 else tuple(f"{role}{n:02d}" for n in range(1, count + 1))


def unit_username(role: str, unit: str) -> str:
    """Return the username of the person with `role` in the unit with code `unit`."""
    return f"{role}.{unit.lower()}"


def _staff_name(position: int) -> str:
    return person(300_007 + position * 613).name


@cache
def _names() -> tuple[str, list[str], list[str]]:
    text = (files("service.demo") / "data" / "names.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return table["surnames"], table["male"].split(), table["female"].split()
