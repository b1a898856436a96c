"""A city's own places and units, loaded from tables; loading again brings them up to date."""

from dataclasses import dataclass

from models.places.gazetteer import Gazetteer
from service.domain.catalogue import Unit
from service.store.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were there, and how many units were put out of use."""

    rows: int
    retired: int = 0


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


def load_units(uow: UnitOfWork, units: list[Unit], *, retire_others: bool) -> Loaded:
    """Put the units in use. ``retire_others``: units not in the table take no new tickets."""
    codes = {unit.code for unit in units}
    others = [u for u in uow.catalogues.units() if u.is_active and u.code not in codes]
    uow.catalogues.put_units(units)
    if retire_others:
        uow.catalogues.retire_units(unit.code for unit in others)
    return Loaded(len(units), len(others) if retire_others else 0)
