"""A city's own places and units, loaded from tables; loading again brings them up to date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from models.places.gazetteer import Gazetteer, GazetteerError, load_gazetteer
from service.domain.catalogue import Level, Unit
from service.domain.clocks.hours import Hours, given_hours
from service.domain.errors import BadInput
from service.store.uow import UnitOfWork

UNIT_COLUMNS = ("code", "name", "level", "family", "area", "parent")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were there, and how many units were put out of use."""

    rows: int
    retired: int = 0


def read_places(path: Path) -> Gazetteer:
    """The places of a CSV file. Raises ``BadInput`` naming the line; nothing is written."""
    try:
        places = load_gazetteer(path)
    except (GazetteerError, UnicodeDecodeError) as problem:
        text = str(problem) if isinstance(problem, GazetteerError) else "文件要存成 UTF-8 编码"
        raise BadInput(text) from problem
    orphans = [p.name for p in places.entries if p.parent and places.get(p.parent) is None]
    if orphans:
        raise BadInput(f"这些地名的上级不在表里：{'、'.join(orphans[:5])}。请补上上级所在的行。")
    return places


def load_places(uow: UnitOfWork, places: Gazetteer) -> Loaded:
    """Put the places in use: new ones are added, known codes are brought up to date."""
    uow.catalogues.put_areas(
        {
            "code": place.code,
            "name": place.name,
            "kind": place.kind,
            "parent": place.parent,
            "aliases": "|".join(place.aliases),
        }
        for place in places.entries
    )
    return Loaded(len(places.entries))


def read_units(rows: Iterable[Mapping[str, str]], families: Iterable[str]) -> list[Unit]:
    """The units of a table. Raises ``BadInput`` naming the line and what to mend."""
    known, units = set(families), dict[str, Unit]()
    for line, row in enumerate(rows, start=2):
        code, name, level, family, area, parent = (
            (row.get(column) or "").strip() for column in UNIT_COLUMNS
        )
        if not code or not name:
            raise BadInput(f"第 {line} 行：编码和名称都要填。")
        if code in units:
            raise BadInput(f"第 {line} 行：编码 {code} 重复。")
        if level not in set(Level):
            raise BadInput(f"第 {line} 行：级别“{level}”不对，可选：{'、'.join(Level)}。")
        if family not in known:
            raise BadInput(f"第 {line} 行：没有职能“{family}”。")
        hours = _hours(row.get("hours") or "", line)
        units[code] = Unit(code, name, Level(level), family, area, parent, hours=hours)
    if not units:
        raise BadInput("表里没有单位。")
    return list(units.values())


def _hours(text: str, line: int) -> Hours | None:
    try:
        return given_hours(text)
    except ValueError as problem:
        raise BadInput(f"第 {line} 行：办公时间{problem}。") from problem


def load_units(
    uow: UnitOfWork, units: list[Unit], *, retire_others: bool, keep_hours: bool = False
) -> Loaded:
    """Put the units in use. ``retire_others``: units not in the table take no new tickets.

    ``keep_hours``: the table says nothing of business hours; those that units have stay.

    Raises ``BadInput`` when a unit's area or parent is unknown.
    """
    areas = {row["code"] for row in uow.catalogues.areas()}
    codes = {unit.code for unit in units}
    known = codes | {unit.code for unit in uow.catalogues.units()}
    for unit in units:
        if unit.area and unit.area not in areas:
            raise BadInput(f"单位 {unit.name} 的地区 {unit.area} 不在地名表里，请先导入地名。")
        if unit.parent and unit.parent not in known:
            raise BadInput(f"单位 {unit.name} 的上级 {unit.parent} 不在表里。")
    others = [u for u in uow.catalogues.units() if u.is_active and u.code not in codes]
    if keep_hours:
        own = {unit.code: unit.hours for unit in uow.catalogues.units()}
        units = [replace(unit, hours=own.get(unit.code)) for unit in units]
    uow.catalogues.put_units(units)
    if retire_others:
        uow.catalogues.retire_units(unit.code for unit in others)
    return Loaded(len(units), len(others) if retire_others else 0)
