"""Catalogue versions come into force on their day; a ticket's version can still be read."""

from datetime import date, timedelta

import pytest

from service.bootstrap import System, build, seed
from service.domain.catalogue import Item, Level, Unit
from service.domain.errors import Misconfigured
from service.flows.catalogue.starting import is_empty, starter_units
from service.settings import Settings
from tests.installation import Clock

ITEM = Item(
    "010101",
    ("市容", "摊点", "占道经营"),
    {Level.CITY: "urban_management", Level.COUNTY: "urban_management"},
    ("public_security",),
    "urgent",
    may_answer=True,
)
DAY = date(2026, 4, 1)


def add_version(system: System, version: str, day: date, *items: Item) -> None:
    with system.store.write() as uow:
        uow.catalogues.add_version(version, items, effective_on=day, note="修订", now=system.now())


def test_a_version_comes_back_as_it_was(system: System) -> None:
    add_version(system, "2-test", DAY, ITEM)
    with system.store.read() as uow:
        loaded = uow.catalogues.load("2-test")
    assert loaded.items == {"010101": ITEM}
    assert loaded.version == "2-test"
    assert set(loaded.units) == {unit.code for unit in starter_units()}
    assert loaded.family_names["heating_company"] == "供热公司"


def test_a_version_is_in_force_from_its_day_on(system: System) -> None:
    add_version(system, "2-test", DAY, ITEM)
    add_version(system, "3-test", DAY + timedelta(days=30), ITEM)
    with system.store.read() as uow:
        first = uow.catalogues.version_on(DAY - timedelta(days=1))
        assert first.startswith("1-")
        assert uow.catalogues.version_on(DAY) == "2-test"
        assert uow.catalogues.version_on(DAY + timedelta(days=29)) == "2-test"
        assert uow.catalogues.version_on(DAY + timedelta(days=30)) == "3-test"
        assert uow.catalogues.version_on(date(1999, 1, 1)) == first


def test_the_hotline_takes_a_new_version_on_its_day_in_shanghai(
    system: System, clock: Clock
) -> None:
    def in_force() -> str:
        with system.store.read() as uow:
            return system.hotline.catalogue(uow, clock()).version

    add_version(system, "2-test", date(2026, 3, 11), ITEM)
    assert in_force().startswith("1-")
    clock.advance(hours=13, minutes=59)
    assert in_force().startswith("1-")
    clock.advance(minutes=1)  # midnight in Shanghai, four in the afternoon in UTC
    assert in_force() == "2-test"


def test_the_hotline_sees_a_new_unit_at_once(system: System, clock: Clock) -> None:
    with system.store.read() as uow:
        assert "new" not in system.hotline.catalogue(uow, clock()).units
    with system.store.write() as uow:
        uow.catalogues.add_units([Unit("new", "新单位", Level.CITY, "housing")])
    with system.store.read() as uow:
        assert "new" in system.hotline.catalogue(uow, clock()).active_units


def test_areas_come_back(system: System) -> None:
    row = {"code": "a1", "name": "北区", "kind": "district", "parent": "", "aliases": "北|北边"}
    with system.store.write() as uow:
        uow.catalogues.add_areas([row])
        uow.catalogues.add_areas([])
    with system.store.read() as uow:
        assert uow.catalogues.areas() == [row]


def test_seeding_fills_an_empty_installation_once(system: System) -> None:
    assert not seed(system)
    with system.store.read() as uow:
        assert not is_empty(uow)
        catalogue = system.hotline.catalogue(uow, system.now())
    assert len(catalogue.items) > 300
    assert len(catalogue.active_units) > 50


def test_without_a_catalogue_it_is_said_what_to_do(tmp_path: object) -> None:
    system = build(Settings(data=tmp_path / "fresh", _env_file=None))  # type: ignore[call-arg,operator]
    try:
        with system.store.read() as uow:
            assert is_empty(uow)
            with pytest.raises(Misconfigured, match="minsheng"):
                uow.catalogues.version_on(DAY)
    finally:
        system.store.engine.dispose()
