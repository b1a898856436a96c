"""The dispatch catalogue (派单目录) and routing: topic and area in, unit and reason out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from service.domain.clocks.hours import Hours


class Level(StrEnum):
    """Where a unit stands."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True, slots=True)
class Unit:
    """A responsible unit (承办单位). ``area`` is the code of the area it serves, or empty.

    ``hours``: when it works, where that is not when the hotline's offices do.
    """

    code: str
    name: str
    level: Level
    family: str
    area: str = ""
    parent: str = ""
    is_active: bool = True
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the catalogue: who leads a topic at each level, and under what terms.

    ``successor`` is the topic that took over from this one, empty for a topic in use.
    """

    topic: str
    path: tuple[str, ...]
    leads: Mapping[Level, str]
    co_families: tuple[str, ...] = ()
    deadline_class: str = "normal"
    may_answer: bool = False
    successor: str = ""


_TOP_AREA = 2
"""A county's chain: itself and the city."""


@dataclass(frozen=True)
class Catalogue:
    """A version of the catalogue; a ticket keeps the version that sent it.

    ``items`` are the topics in use; ``retired`` those that are not, each with its successor.
    """

    version: str
    items: Mapping[str, Item]
    units: Mapping[str, Unit]
    areas: Mapping[str, str] = field(default_factory=dict)
    family_names: Mapping[str, str] = field(default_factory=dict)
    area_names: Mapping[str, str] = field(default_factory=dict)
    retired: Mapping[str, Item] = field(default_factory=dict)

    @cached_property
    def active_units(self) -> frozenset[str]:
        """Codes of the units that take tickets."""
        return frozenset(code for code, unit in self.units.items() if unit.is_active)

    @cached_property
    def hours(self) -> Mapping[str, Hours]:
        """When those units work that have hours of their own, by code."""
        return {unit.code: unit.hours for unit in self.units.values() if unit.hours}

    @cached_property
    def pools(self) -> Mapping[tuple[str, Level], tuple[Unit, ...]]:
        """The active units of each family and level, by code."""
        pools: dict[tuple[str, Level], tuple[Unit, ...]] = {}
        for unit in self.units.values():
            if unit.is_active:
                key = (unit.family, unit.level)
                pools[key] = (*pools.get(key, ()), unit)
        return pools

    def item(self, topic: str) -> Item | None:
        """The row of a topic, or None for a topic the catalogue does not have.

        A retired topic has that of its successor.
        """
        seen: set[str] = set()
        while topic in self.retired and topic not in seen:
            seen.add(topic)
            topic = self.retired[topic].successor
        return self.items.get(topic)

    @cached_property
    def city(self) -> str:
        """The code of the one area that contains all others, empty when there is none."""
        roots = [code for code, parent in self.areas.items() if not parent]
        return roots[0] if len(roots) == 1 else ""

    @cached_property
    def top_areas(self) -> Mapping[str, str]:
        """Names of counties, districts and zones by code: the areas right below the city."""
        names = self.area_names.items()
        return {code: name for code, name in names if len(self.chain(code)) == _TOP_AREA}

    def chain(self, area: str) -> tuple[str, ...]:
        """The area and everything that contains it, smallest first; an unknown area is the city."""
        chain: list[str] = []
        area = area or self.city
        while area and area not in chain:
            chain.append(area)
            area = self.areas.get(area, "")
        return tuple(chain)

    def county_of(self, area: str) -> str:
        """The county, district or zone that an area lies in (or is), empty when it has none."""
        chain = self.chain(area)
        return chain[-2] if len(chain) > 1 else ""

    def apart(self, here: str, there: str) -> str:
        """The name of the county that ``there`` lies in, when ``here`` lies in another; or empty.

        What is only known to lie somewhere in the city is apart from nothing.
        """
        counties = self.county_of(here), self.county_of(there)
        if not all(counties) or counties[0] == counties[1]:
            return ""
        return self.area_names.get(counties[1], counties[1])


@dataclass(frozen=True, slots=True)
class Route:
    """Where a ticket should go: the lead unit (empty: a person decides) and why.

    ``precedent``: the number of the joint session whose decision says so, empty for the catalogue.
    """

    unit: str
    reason: str
    co_units: tuple[str, ...] = ()
    runners_up: tuple[str, ...] = ()
    is_certain: bool = False
    deadline_class: str = "normal"
    may_answer: bool = False
    catalogue_version: str = ""
    precedent: str = ""


# A placed matter goes to the county's own bureau; then to the company that serves the area; a
# county without the bureau coordinates itself (首接负责); then the city's department. Where that
# department is of the company's own family, the company works for it on a part of its matters (a
# lamp company beside the road department) and stands behind it. The township comes last, because
# duties of a department may not be pushed down (国办函〔2025〕66号).
_ORDER = (Level.COUNTY, Level.ENTERPRISE, Level.CITY, Level.TOWNSHIP)
_BEHIND = (Level.COUNTY, Level.CITY, Level.ENTERPRISE, Level.TOWNSHIP)
_COORDINATOR = "county_government"


def route(topic: str, area: str, catalogue: Catalogue) -> Route:
    """The lead unit for a topic in an area, with the reason in Chinese.

    Total: an unknown topic or a family without a unit gives a route with no unit and a reason
    that says what is missing.
    """
    item = catalogue.item(topic)
    if item is None:
        return Route(
            "",
            "派单目录里没有这个主题，请派单员定承办单位。",
            catalogue_version=catalogue.version,
        )
    found = list(_candidates(item, area, catalogue))
    co_units = _co_units(item, area, catalogue, {unit.code for unit in found[:1]})
    if not found:
        return _without_unit(item, area, catalogue)
    lead = found[0]
    return Route(
        unit=lead.code,
        reason=_reason(item, lead, area, catalogue),
        co_units=co_units,
        runners_up=tuple(unit.code for unit in found[1:3]),
        is_certain=True,
        deadline_class=item.deadline_class,
        may_answer=item.may_answer,
        catalogue_version=catalogue.version,
    )


def _candidates(item: Item, area: str, catalogue: Catalogue) -> Iterable[Unit]:
    """The units that could lead, best first, each once."""
    chain = catalogue.chain(area)
    families = tuple(dict.fromkeys(item.leads.values()))
    alone = [name for name in families if not _serving(name, Level.CITY, chain, catalogue)]
    wanted: list[tuple[Level, Iterable[str]]] = [
        (Level.COUNTY, _lead(item, Level.COUNTY)),
        (Level.ENTERPRISE, alone),
        (Level.COUNTY, (_COORDINATOR,) if Level.COUNTY in item.leads else ()),
        (Level.CITY, _lead(item, Level.CITY)),
        (Level.ENTERPRISE, families),
        (Level.TOWNSHIP, _lead(item, Level.TOWNSHIP)),
        (Level.COUNTY, (_COORDINATOR,)),
    ]
    seen: set[str] = set()
    for level, names in wanted:
        for unit in (u for name in names for u in _serving(name, level, chain, catalogue)):
            if unit.code not in seen:
                seen.add(unit.code)
                yield unit


def _lead(item: Item, level: Level) -> tuple[str, ...]:
    return (item.leads[level],) if level in item.leads else ()


def _serving(family: str, level: Level, chain: tuple[str, ...], catalogue: Catalogue) -> list[Unit]:
    """Active units of a family and level that serve the area: the smallest area first."""
    pool = catalogue.pools.get((family, level), ())
    placed = [u for area in chain for u in pool if u.area == area]
    everywhere = [u for u in pool if not u.area] if level is not Level.TOWNSHIP else []
    return placed + everywhere


def _co_units(item: Item, area: str, catalogue: Catalogue, leads: set[str]) -> tuple[str, ...]:
    chain = catalogue.chain(area)
    codes: list[str] = []
    for family in item.co_families:
        has_department = bool(_serving(family, Level.CITY, chain, catalogue))
        for level in _BEHIND if has_department else _ORDER:
            units = _serving(family, level, chain, catalogue)
            if units:
                codes.append(units[0].code)
                break
    return tuple(code for code in dict.fromkeys(codes) if code not in leads)


def _reason(item: Item, lead: Unit, area: str, catalogue: Catalogue) -> str:
    topic = " / ".join(item.path)
    place = catalogue.area_names.get(area, "")
    where = f"，地点在{place}" if place else "，没有认出所在区县"
    return f"按派单目录，“{topic}”由{lead.name}承办{where}。"


def _without_unit(item: Item, area: str, catalogue: Catalogue) -> Route:
    families = "、".join(
        catalogue.family_names.get(code, code) for code in dict.fromkeys(item.leads.values())
    )
    place = catalogue.area_names.get(area, "")
    where = f"在{place}" if place else "在没有区县的情况下"
    topic = " / ".join(item.path)
    reason = f"“{topic}”应由{families or '（目录未写）'}承办，但{where}没有对应单位，请派单员定。"
    return Route(
        "",
        reason,
        deadline_class=item.deadline_class,
        may_answer=item.may_answer,
        catalogue_version=catalogue.version,
    )
