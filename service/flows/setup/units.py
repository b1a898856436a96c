"""The city's units from a table: levels, kinds and places by their Chinese names or codes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from service.domain.catalogue import Level, Unit
from service.domain.clocks.hours import Hours, given_hours
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
from service.labels import LABELS
from service.sheets import Sheet
from service.store.uow import UnitOfWork

FORM = FORMS[FormKind.UNITS]
LEVEL_WORDS = {str(word): str(code) for code, word in LABELS[Level].items()}
_SPOKEN_LEVELS = {
    "市级": "city",
    "市直": "city",
    "区县": "county",
    "县级": "county",
    "县区级": "county",
    "街道": "township",
    "市直单位": "city",
    "乡镇": "township",
    "乡镇级": "township",
    "街道级": "township",
    "街道办": "township",
    "企业": "enterprise",
    "市直企业": "enterprise",
}
YES = {"是": True, "1": True, "停用": True, "否": False, "0": False, "": False}
_SPOKEN_FAMILIES = {
    "街道办事处": "township",
    "街道": "township",
    "乡镇政府": "township",
    "镇政府": "township",
    "乡政府": "township",
    "街道办事处/乡镇政府": "township",
    "乡镇": "township",
    "供水": "water_company",
    "供电": "electricity",
    "供气": "gas_company",
    "燃气": "gas_company",
    "供热": "heating_company",
    "供暖": "heating_company",
    "排水": "drainage",
    "公交": "bus_company",
    "县政府": "county_government",
    "区政府": "county_government",
}
_CODE = re.compile(r"[0-9A-Za-z_.-]{1,32}")
_OF_AN_AREA = (Level.COUNTY, Level.TOWNSHIP)


@dataclass(frozen=True, slots=True)
class Words:
    """What codes are called here: kinds of units, places, and the units there are."""

    families: Mapping[str, str]
    areas: Sequence[Mapping[str, str]]
    units: Sequence[Unit]

    @property
    def family_codes(self) -> dict[str, str]:
        """The code of each kind of unit, by name."""
        return {name: code for code, name in self.families.items()}


def words_of(uow: UnitOfWork, families: Mapping[str, str]) -> Words:
    """What is known before the table comes. ``families``: names of kinds by code."""
    return Words(families, uow.catalogues.areas(), uow.catalogues.units())


def read_units(sheet: Sheet, words: Words) -> list[Unit]:
    """The units of a table. Raises ``BadTable`` naming every row to mend.

    Where the table has no column for business hours or for being closed, a unit keeps its own.
    """
    table = read(FORM, sheet)
    own = {unit.code: unit for unit in words.units}
    areas = _places(words.areas)
    units = table.each(lambda row: _unit(row, words, areas, table, own))
    named = _codes((unit.code, unit.name) for unit in (*words.units, *units))
    return _with_parents(table, units, named)


def _unit(
    row: Given,
    words: Words,
    areas: Mapping[str, set[str]],
    table: Table,
    own: Mapping[str, Unit],
) -> Unit:
    code = row["code"]
    if not _CODE.fullmatch(code):
        raise Wrong(f"编码“{code}”只能用字母、数字、点、横线和下划线，最多 32 个。")
    if sum(other["code"] == code for other in table.rows) > 1:
        raise Wrong(f"编码 {code} 重复。")
    level = Level(chosen(row["level"], _SPOKEN_LEVELS | LEVEL_WORDS, "层级"))
    area = _one(row["area"], areas, "地区", "请先导入地名") if row["area"] else ""
    if level in _OF_AN_AREA and not area:
        raise Wrong(f"{row['name']}是{LABELS[Level][level.value]}的单位，要写所管地区。")
    if row["closed"] not in YES:
        raise Wrong(f"“停用”写“是”或空着，不是“{row['closed']}”。")
    family = chosen(_SPOKEN_FAMILIES.get(row["family"], row["family"]), words.family_codes, "类别")
    known = own.get(code)
    keeps_hours = "hours" not in table.columns and known is not None
    keeps_state = "closed" not in table.columns
    return Unit(
        *(code, row["name"], level, family),
        area=area,
        parent=row["parent"],
        is_active=True if keeps_state else not YES[row["closed"]],
        hours=known.hours if keeps_hours and known else _hours(row["hours"]),
    )


def _hours(text: str) -> Hours | None:
    try:
        return given_hours(text)
    except ValueError as problem:
        raise Wrong(f"办公时间{problem}。") from problem


def _with_parents(table: Table, units: Sequence[Unit], named: Mapping[str, set[str]]) -> list[Unit]:
    faults: list[Fault] = []
    placed: list[Unit] = []
    for row, unit in zip(table.rows, units, strict=True):
        try:
            upper = _one(unit.parent, named, "上级单位", "") if unit.parent else ""
            placed.append(replace(unit, parent=upper))
        except Wrong as problem:
            faults.append(Fault(row.line, str(problem)))
    if faults:
        raise BadTable(FORM.title, faults)
    return placed


def _codes(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The codes that a word may mean: a code means itself, a name all that bear it."""
    given = list(pairs)
    found = {code: {code} for code, _ in given}
    codes = frozenset(found)
    for code, name in given:
        if name not in codes:
            found.setdefault(name, set()).add(code)
    return found


def _places(rows: Sequence[Mapping[str, str]]) -> dict[str, set[str]]:
    """As ``_codes``, with what a place is called besides where no place bears it as its name."""
    found = _codes((row["code"], row["name"]) for row in rows)
    names = frozenset(found)
    for row in rows:
        for alias in filter(None, row["aliases"].split("|")):
            if alias not in names:
                found.setdefault(alias, set()).add(row["code"])
    return found


def _one(word: str, known: Mapping[str, set[str]], what: str, advice: str) -> str:
    codes = known.get(word, set())
    if len(codes) == 1:
        return next(iter(codes))
    if codes:
        raise Wrong(f"叫“{word}”的{what}有几个，请写编码：{'、'.join(sorted(codes)[:5])}。")
    names = {next(iter(codes)): name for name, codes in known.items() if name not in codes}
    meant = nearest_to(word, names)
    if meant:
        raise Wrong(f"没有{what}“{word}”，{meant}")
    raise Wrong(f"没有{what}“{word}”{'，' + advice if advice else ''}。")


def rows_of(uow: UnitOfWork, families: Mapping[str, str]) -> list[dict[str, str]]:
    """The units there are, as rows of the form, those in use first."""
    areas = {row["code"]: row["name"] for row in uow.catalogues.areas()}
    units = sorted(uow.catalogues.units(), key=lambda unit: not unit.is_active)
    return [
        {
            "code": unit.code,
            "name": unit.name,
            "level": str(LABELS[Level][unit.level.value]),
            "family": families.get(unit.family, unit.family),
            "area": unit.area if _is_shared(areas, unit.area) else areas.get(unit.area, unit.area),
            "parent": unit.parent,
            "hours": str(unit.hours or ""),
            "closed": "" if unit.is_active else "是",
        }
        for unit in units
    ]


def _is_shared(names: Mapping[str, str], code: str) -> bool:
    return list(names.values()).count(names.get(code, "")) > 1
