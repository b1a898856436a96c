"""Draws the places of requests: busy areas more often, a few places in trouble all the time."""

from bisect import bisect
from itertools import accumulate
from random import Random

from service.demo.city import City, Place

# Every seventh place of a kind is one that people complain about again and again.
_TROUBLED_EVERY = 7
_TROUBLED_WEIGHT = 2.5


class Pools:
    """The places of a city sorted for drawing: each kind with its cumulative weights."""

    def __init__(self, city: City) -> None:
        self.city = city
        self._pools: dict[tuple[str, tuple[str, ...]], tuple[list[Place], list[float]]] = {}
        self._near: dict[tuple[str, str], tuple[Place, ...]] = {}

    def draw(self, rng: Random, kind: str, words: tuple[str, ...] = ()) -> Place:
        """Return a place of a kind whose name holds one of `words`; LookupError if none does."""
        places, sums = self._pools.get((kind, words)) or self._gather(kind, words)
        return places[bisect(sums, rng.random() * sums[-1], 0, len(sums) - 1)]

    def draw_near(self, rng: Random, kind: str, area: str) -> Place:
        """Return a place of a kind in the area with this code; anywhere if it has none."""
        places = self._near.get((kind, area))
        if places is None:
            every = self.city.of_kind(kind)
            places = tuple(p for p in every if self.city.area_of(p.code) == area) or every
            self._near[kind, area] = places
        return places[int(rng.random() * len(places))]

    def draw_area(self, rng: Random) -> Place:
        """Return a district, county or zone in which a request arises."""
        return self.city.place(self.city.area_of(self.draw(rng, "estate").code))

    def _gather(self, kind: str, words: tuple[str, ...]) -> tuple[list[Place], list[float]]:
        places = [
            place
            for place in self.city.of_kind(kind)
            if not words or any(word in place.name for word in words)
        ]
        if not places:
            raise LookupError(f"no {kind} in the city is named like {words}")
        weights = (
            self.city.weight_of(place.code)
            * (_TROUBLED_WEIGHT if number % _TROUBLED_EVERY == 3 else 1.0)
            for number, place in enumerate(places)
        )
        self._pools[kind, words] = (places, list(accumulate(weights)))
        return self._pools[kind, words]
