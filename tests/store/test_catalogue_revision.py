"""Another process that holds the catalogue learns that a unit was changed."""

from datetime import datetime

from service.bootstrap import System
from service.domain.catalogue import Level, Unit


def test_a_renamed_unit_is_noticed_by_who_holds_the_catalogue(
    system: System, now: datetime
) -> None:
    with system.store.read() as uow:
        before = system.hotline.catalogue(uow, now)
    unit = before.units["water_company"]
    renamed = Unit(unit.code, "云岫供水集团", Level.ENTERPRISE, unit.family)
    with system.store.write() as uow:
        uow.catalogues.put_units([renamed])
    with system.store.read() as uow:
        after = system.hotline.catalogue(uow, now)
    assert after.units["water_company"].name == "云岫供水集团"
