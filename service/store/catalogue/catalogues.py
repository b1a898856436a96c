"""The dispatch catalogue's versions, units, areas and the city's own days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from service.domain.catalogue import Catalogue, Item, Level, Unit
from service.domain.clocks.hours import Hours, parse_hours
from service.domain.errors import Misconfigured
from service.store.database.engine import in_chunks
from service.store.installation import counters
from service.store.tables.catalogue import CatalogueItemRow, CatalogueRow, CatalogueWordingRow
from service.store.tables.city import AreaRow, DayRow, UnitRow

_REVISION = "catalogue revision"

# Of two versions in force from the same day, the one published later counts.
_NEWEST = (
    CatalogueRow.effective_on.desc(),
    CatalogueRow.created_at.desc(),
    CatalogueRow.version.desc(),
)


@dataclass(frozen=True, slots=True)
class Version:
    """A published version of the catalogue."""

    version: str
    effective_on: date
    created_at: datetime
    note: str


class Catalogues:
    """Units, areas and catalogue versions of one unit of work."""

    def __init__(self, session: Session, family_names: Mapping[str, str]) -> None:
        self._session = session
        self._family_names = family_names
        self._stamp: tuple[Any, ...] | None = None
        self._versions: dict[date, str] = {}

    def add_version(
        self,
        version: str,
        items: Iterable[Item],
        *,
        effective_on: date,
        note: str,
        now: datetime,
        wordings: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """A new version, in force from a day on.

        ``wordings``: how each topic is known, for a version that people made; without them the
        words are those that came with the program.
        """
        held = list(items)
        self._touch()
        self._versions.clear()
        self._session.execute(
            insert(CatalogueRow).values(
                version=version, effective_on=effective_on, created_at=now, note=note
            )
        )
        rows = [{"version": version, **_item_values(item)} for item in held]
        self._session.execute(insert(CatalogueItemRow), rows)
        if wordings is not None:
            self._add_wordings(version, held, wordings)

    def _add_wordings(
        self, version: str, items: Iterable[Item], wordings: Mapping[str, Mapping[str, str]]
    ) -> None:
        rows = [
            {
                "version": version,
                "topic": item.topic,
                "successor": item.successor,
                "cells": dict(wordings[item.topic]),
            }
            for item in items
        ]
        self._session.execute(insert(CatalogueWordingRow), rows)

    def wordings(self, version: str) -> dict[str, dict[str, str]]:
        """How each topic of a version is known, by code; empty for one of the program's own."""
        row = CatalogueWordingRow
        query = select(row.topic, row.cells).where(row.version == version).order_by(row.topic)
        return {topic: dict(cells) for topic, cells in self._session.execute(query)}

    def versions(self) -> list[Version]:
        """Every version, the one that is in force last first."""
        row = CatalogueRow
        query = select(row.version, row.effective_on, row.created_at, row.note).order_by(*_NEWEST)
        return [Version(*found) for found in self._session.execute(query)]

    def version_on(self, day: date) -> str:
        """The version in force on a day. Raises ``Misconfigured`` when there is none."""
        if day not in self._versions:
            self._versions[day] = self._version_on(day)
        return self._versions[day]

    def _version_on(self, day: date) -> str:
        query = (
            select(CatalogueRow.version)
            .where(CatalogueRow.effective_on <= day)
            .order_by(*_NEWEST)
            .limit(1)
        )
        version = self._session.scalar(query) or self._session.scalar(
            select(CatalogueRow.version).order_by(CatalogueRow.effective_on).limit(1)
        )
        if version is None:
            raise Misconfigured("还没有派单目录，请先运行 minsheng demo 或 minsheng import。")
        return version

    def load(self, version: str) -> Catalogue:
        """A version with the units and areas of today."""
        # The table and not the class: a version has hundreds of topics, and none is changed here.
        query = select(CatalogueItemRow.__table__).where(CatalogueItemRow.version == version)
        successors = self._successors(version)
        items = {
            row.topic: item_of(row, successors.get(row.topic, ""))
            for row in self._session.execute(query.order_by(CatalogueItemRow.topic))
        }
        areas = self._session.execute(select(AreaRow.code, AreaRow.parent, AreaRow.name)).all()
        return Catalogue(
            version=version,
            items={code: item for code, item in items.items() if not item.successor},
            retired={code: item for code, item in items.items() if item.successor},
            units={unit.code: unit for unit in self.units()},
            areas={code: parent for code, parent, _ in areas},
            area_names={code: name for code, _, name in areas},
            family_names=self._family_names,
        )

    def _successors(self, version: str) -> dict[str, str]:
        row = CatalogueWordingRow
        query = select(row.topic, row.successor).where(row.version == version, row.successor != "")
        return {found.topic: found.successor for found in self._session.execute(query)}

    def stamp(self) -> tuple[Any, ...]:
        """Changes whenever units, areas, days or versions do; for caching what ``load`` returns.

        Looked up once per unit of work: a batch asks for every ticket.
        """
        if self._stamp is None:
            self._stamp = self._revision()
        return self._stamp

    def _revision(self) -> tuple[Any, ...]:
        return (counters.last_of(self._session, _REVISION),)

    def _touch(self) -> None:
        """Whoever changed units, areas, days or versions tells every process that holds them."""
        self._stamp = None
        counters.advance(self._session, _REVISION)

    def units(self) -> list[Unit]:
        """Every unit, by code."""
        rows = self._session.scalars(select(UnitRow).order_by(UnitRow.code))
        return [
            Unit(
                code=r.code,
                name=r.name,
                level=Level(r.level),
                family=r.family,
                area=r.area,
                parent=r.parent,
                is_active=r.is_active,
                hours=parse_hours(r.hours),
            )
            for r in rows
        ]

    def add_units(self, units: Iterable[Unit]) -> None:
        """New units."""
        self._touch()
        rows = [
            {
                "code": u.code,
                "name": u.name,
                "level": u.level.value,
                "family": u.family,
                "area": u.area,
                "parent": u.parent,
                "is_active": u.is_active,
                "hours": str(u.hours or ""),
            }
            for u in units
        ]
        if rows:
            self._session.execute(insert(UnitRow), rows)

    def add_areas(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Gazetteer rows: code, name, kind, parent, aliases."""
        self._touch()
        values = [dict(row) for row in rows]
        if values:
            self._session.execute(insert(AreaRow), values)

    def put_areas(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Gazetteer rows in place of those with the same code."""
        values = [dict(row) for row in rows]
        for chunk in in_chunks(value["code"] for value in values):
            self._session.execute(delete(AreaRow).where(AreaRow.code.in_(chunk)))
        self.add_areas(values)

    def put_units(self, units: Iterable[Unit]) -> None:
        """Units in place of those with the same code."""
        fresh = list(units)
        for chunk in in_chunks(unit.code for unit in fresh):
            self._session.execute(delete(UnitRow).where(UnitRow.code.in_(chunk)))
        self.add_units(fresh)

    def set_hours(self, code: str, hours: Hours | None) -> None:
        """When a unit works; None: when the hotline's offices do."""
        self._touch()
        query = update(UnitRow).where(UnitRow.code == code)
        self._session.execute(query.values(hours=str(hours or "")))

    def retire_units(self, codes: Iterable[str]) -> None:
        """These units take no new tickets; what they have stays theirs."""
        self._touch()
        for chunk in in_chunks(codes):
            query = update(UnitRow).where(UnitRow.code.in_(chunk))
            self._session.execute(query.values(is_active=False))

    def areas(self) -> list[dict[str, str]]:
        """The gazetteer, by code."""
        columns = (AreaRow.code, AreaRow.name, AreaRow.kind, AreaRow.parent, AreaRow.aliases)
        query = select(*columns).order_by(AreaRow.code)
        return [dict(row) for row in self._session.execute(query).mappings()]

    def put_days(self, days: Iterable[tuple[date, bool, str]]) -> None:
        """The city's word on days (worked or not, what for) in place of what it said before."""
        self._touch()
        for day, is_working, note in days:
            self._session.merge(DayRow(day=day, is_working=is_working, note=note))

    def spoken_days(self) -> list[tuple[date, bool, str]]:
        """The days a city has spoken about, with what for, in their order."""
        query = select(DayRow.day, DayRow.is_working, DayRow.note).order_by(DayRow.day)
        return [(day, is_working, note) for day, is_working, note in self._session.execute(query)]

    def days(self) -> dict[date, bool]:
        """The city's own word on days: whether each is worked."""
        return {row.day: row.is_working for row in self._session.scalars(select(DayRow))}


def _item_values(item: Item) -> dict[str, Any]:
    return {
        "topic": item.topic,
        "path": list(item.path),
        "leads": {level.value: family for level, family in item.leads.items()},
        "co_families": list(item.co_families),
        "deadline_class": item.deadline_class,
        "may_answer": item.may_answer,
    }


def item_of(row: Any, successor: str) -> Item:
    """A topic of a version; ``successor``: the one that took over, empty for one in use."""
    return Item(
        topic=row.topic,
        path=tuple(row.path),
        leads={Level(level): family for level, family in row.leads.items()},
        co_families=tuple(row.co_families),
        deadline_class=row.deadline_class,
        may_answer=row.may_answer,
        successor=successor,
    )
