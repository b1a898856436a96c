"""The invented city of 沁安市: its places, its units and who answers for what."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

AREA_KINDS = frozenset({"district", "county", "zone"})
STREET_KINDS = frozenset({"street", "town"})
CITY_CODE, CITY_NAME = "990100", "沁安市"

# How many requests a resident of each kind of area makes, relative to a county town.
_AREA_WEIGHT = {"district": 3.0, "county": 1.6, "zone": 1.1}


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the gazetteer; `parent` is the code of the place that holds it."""

    code: str
    name: str
    kind: str
    parent: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """One handling unit; `area` is the code of the area it answers for."""

    code: str
    name: str
    level: str
    family: str
    area: str
    parent: str
    phone_public: str


@dataclass(frozen=True)
class City:
    """The gazetteer and the units of a city, with the look-ups a story about it needs."""

    places: tuple[Place, ...]
    units: tuple[Unit, ...]

    def place(self, code: str) -> Place:
        """Return the place with this code; raises KeyError when there is none."""
        return self._by_code[code]

    def of_kind(self, kind: str) -> tuple[Place, ...]:
        """Return all places of one kind, in the order of the gazetteer."""
        return self._kinds.get(kind, ())

    def above(self, code: str) -> Iterator[Place]:
        """Yield the place itself and then each place that holds it, up to the city."""
        while code:
            place = self._by_code[code]
            yield place
            code = place.parent

    def area_of(self, code: str) -> str:
        """Return the code of the district, county or zone that holds a place, else the city's."""
        return self._areas[code]

    def street_of(self, code: str) -> str:
        """Return the code of the street or town that holds a place, or an empty string."""
        return next((p.code for p in self.above(code) if p.kind in STREET_KINDS), "")

    def weight_of(self, code: str) -> float:
        """Return how many requests come from a place relative to one in a county town."""
        return _AREA_WEIGHT.get(self._by_code[self.area_of(code)].kind, 1.0)

    def unit(self, code: str) -> Unit:
        """Return the unit with this code; raises KeyError when there is none."""
        return self._unit_codes[code]

    def lead(self, family: str, place: str, level: str = "county") -> Unit:
        """Return the unit that leads a matter of `family` at `place`.

        The nearest area that has such a unit wins; where the county has none, its government
        coordinates (`level` county) or the department of the city leads (`level` city).
        """
        key = (family, place, level)
        if key not in self._leads:
            self._leads[key] = self._find_lead(family, place, level)
        return self._leads[key]

    def _find_lead(self, family: str, place: str, level: str) -> Unit:
        owners = self._owners
        whole_city = owners.get((family, CITY_CODE))
        if level == "city" and whole_city:
            return whole_city
        for holder in self.above(place):
            if holder.code != CITY_CODE and (family, holder.code) in owners:
                return owners[family, holder.code]
        government = owners.get(("county_government", self.area_of(place)))
        enterprise = whole_city is not None and whole_city.level == "enterprise"
        found = whole_city if enterprise or government is None else government
        if found is None:
            raise LookupError(f"no unit of family {family!r} answers for {place!r}")
        return found

    @cached_property
    def _by_code(self) -> dict[str, Place]:
        return {place.code: place for place in self.places}

    @cached_property
    def _owners(self) -> dict[tuple[str, str], Unit]:
        owners: dict[tuple[str, str], Unit] = {}
        for unit in self.units:
            owners.setdefault((unit.family, unit.area), unit)
        return owners

    @cached_property
    def _leads(self) -> dict[tuple[str, str, str], Unit]:
        return {}

    @cached_property
    def _unit_codes(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self.units}

    @cached_property
    def _kinds(self) -> dict[str, tuple[Place, ...]]:
        kinds = dict.fromkeys(place.kind for place in self.places)
        return {kind: tuple(p for p in self.places if p.kind == kind) for kind in kinds}

    @cached_property
    def _areas(self) -> dict[str, str]:
        return {
            place.code: next((p.code for p in self.above(place.code) if p.kind in AREA_KINDS), "")
            or CITY_CODE
            for place in self.places
        }


def load_city() -> City:
    """Return 沁安市 from the two data files beside this module."""
    places = tuple(
        Place(row["code"], row["name"], row["kind"], row["parent"], _split(row["aliases"]))
        for row in _rows("gazetteer.csv")
    )
    units = tuple(Unit(**row) for row in _rows("units.csv"))
    return City(places, units)


def _split(aliases: str) -> tuple[str, ...]:
    return tuple(filter(None, aliases.split("|")))


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("service.demo") / "data" / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
