"""Finds the places a text speaks of, first by the city's list, then by how place names look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.places.gazetteer import AREA_KINDS, Gazetteer, GazetteerEntry
from models.places.lists import spread
from models.places.shapes import Shape, shapes

_SAYS_WHERE = dict.fromkeys(AREA_KINDS, 2.0) | {"company": 0.4, "hospital": 0.5, "river": 0.5}

_LEVELS = ("province", "city", "district county zone", "street town township")
RANKS = {
    kind: rank
    for rank, kinds in enumerate((*_LEVELS, "village community", "road river"))
    for kind in kinds.split()
}
"""How narrow each kind of place is; kinds that are not listed are single spots."""

_SPOT = 6


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text: as written there, its kind, where it stands, its code when known."""

    text: str
    kind: str
    start: int
    end: int
    code: str | None = None
    name: str = ""

    def __reduce__(self) -> tuple[type[Place], tuple[Any, ...]]:
        """Tell how it goes to another process: field by field takes several times as long."""
        return Place, (self.text, self.kind, self.start, self.end, self.code, self.name)

    @property
    def rank(self) -> int:
        """Return how narrow the place is: 0 province, 1 city … 4 village, 5 road, 6 a spot."""
        return RANKS.get(self.kind, _SPOT)


def find_places(text: str, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """Return the places of a normalised text; see `places_of`."""
    return places_of([text], gazetteer)[0]


def places_of(texts: Sequence[str], gazetteer: Gazetteer) -> list[tuple[Place, ...]]:
    """Return the places of each normalised text in the order in which they stand, none overlapping.

    Places of the city's list carry their code and full name; a name that several places bear goes
    to the one whose surroundings the text also names, else it has no code. Places that only look
    like one have code None.
    """
    known = [_known(text, gazetteer) for text in texts]
    spans = [[(place.start, place.end) for place in places] for places in known]
    rows = zip(texts, known, shapes(texts, spans), spans, strict=True)
    return [_placed(text, own, spread(text, found, taken)) for text, own, found, taken in rows]


def _placed(text: str, known: list[Place], shaped: list[Shape]) -> tuple[Place, ...]:
    shaped.sort()
    named = [(text[start:end], start, end, kind) for start, end, kind in shaped]
    places = [Place(name, kind, start, end, None, name) for name, start, end, kind in named]
    if known:
        return tuple(sorted((*known, *places), key=lambda place: place.start))
    return tuple(places)


def narrowest(places: Sequence[Place]) -> Place | None:
    """Return the place that says best where to go: a spot before its road, its town, its city.

    Among equals the first said; None without places.
    """
    return max(places, key=lambda place: place.rank, default=None)


def best_area(places: Sequence[Place], gazetteer: Gazetteer) -> str:
    """Return the code of the smallest district, county, street or town that the places name.

    Goes down from the district that most places point to; an area named itself says more than
    a company that sits somewhere. Empty when no place has a code.
    """
    votes: dict[str, float] = {}
    for rank, place in enumerate(places):
        weight = _SAYS_WHERE.get(place.kind, 1.0) - 0.01 * rank
        for entry in gazetteer.line_of(place.code or ""):
            if entry.kind in AREA_KINDS:
                votes[entry.code] = votes.get(entry.code, 0.0) + weight
    area = ""
    while inner := [c for c in votes if _area_around(c, gazetteer) == area]:
        area = max(inner, key=lambda code: votes[code])
    return area


def _area_around(code: str, gazetteer: Gazetteer) -> str:
    line = (entry for entry in gazetteer.line_of(code) if entry.code != code)
    return next((entry.code for entry in line if entry.kind in AREA_KINDS), "")


def _known(text: str, gazetteer: Gazetteer) -> list[Place]:
    found = list(gazetteer.matches(text))
    sure = {e.code for _, _, entries in found if len(entries) == 1 for e in entries}
    places = []
    for start, end, entries in found:
        entry = _settle(entries, sure, gazetteer)
        code, name = (entry.code, entry.name) if entry else (None, text[start:end])
        places.append(Place(text[start:end], entries[0].kind, start, end, code, name))
    return places


def _settle(
    entries: tuple[GazetteerEntry, ...], sure: set[str], gazetteer: Gazetteer
) -> GazetteerEntry | None:
    if len(entries) == 1:
        return entries[0]
    fitting = [e for e in entries if sure & {up.code for up in gazetteer.line_of(e.parent)}]
    return fitting[0] if len(fitting) == 1 else None
