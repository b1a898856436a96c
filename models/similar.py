"""Finds earlier requests like a new one: an index of words and places kept in memory."""

from __future__ import annotations

import heapq
import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

PLACE_WEIGHT = 2.5
"""A shared place says more about a repeat than a shared word."""

_PLACE = "\0"
_MOST_REASONS = 6
_POSTINGS = 5_000
_LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """One found text: its id, likeness 0…1, and the words and places that it shares."""

    id: Hashable
    score: float
    reasons: tuple[str, ...]


@dataclass(slots=True)
class SimilarIndex:
    """Texts by their words and places; grows and shrinks as tickets come and go.

    Likeness is the cosine of rarity-weighted words and places, so a text finds itself with 1.
    Rarity is taken from what the index holds at the time of the search.
    """

    _texts: dict[Hashable, frozenset[str]] = field(default_factory=dict)
    _holders: dict[str, set[Hashable]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, id_: Hashable, tokens: Iterable[str], places: Iterable[str] = ()) -> None:
        """Take up a text; a text of the same id is replaced."""
        self.remove(id_)
        terms = _terms(tokens, places)
        self._texts[id_] = terms
        for term in terms:
            self._holders.setdefault(term, set()).add(id_)

    def remove(self, id_: Hashable) -> None:
        """Forget a text; an unknown id changes nothing."""
        for term in self._texts.pop(id_, frozenset()):
            holders = self._holders[term]
            holders.discard(id_)
            if not holders:
                del self._holders[term]

    def search(
        self, tokens: Iterable[str], places: Iterable[str] = (), k: int = 10, least: float = 0.1
    ) -> list[Hit]:
        """Return at most `k` texts of likeness `least` or more, the likest first.

        Only texts that share one of the rarest words or places are looked at, and of these the
        ones that share most of them.
        """
        terms = _terms(tokens, places)
        weights = {term: self._weight(term) for term in terms}
        shared: dict[Hashable, float] = {}
        for term in self._telling(terms):
            gain = weights[term] ** 2
            for id_ in self._holders[term]:
                shared[id_] = shared.get(id_, 0.0) + gain
        likely = heapq.nlargest(
            max(_LOOKED_AT, 4 * k), shared, key=lambda id_: (shared[id_], str(id_))
        )
        length = _length(weights.values())
        hits = (self._hit(id_, terms, weights, length) for id_ in likely)
        kept = (hit for hit in hits if hit.score >= least)
        return heapq.nsmallest(k, kept, key=lambda hit: (-hit.score, str(hit.id)))

    def _telling(self, terms: frozenset[str]) -> Sequence[str]:
        """Return the rarest known terms, as many as keep the texts to look at few."""
        known = sorted((len(self._holders[t]), t) for t in terms if t in self._holders)
        chosen: list[str] = []
        seen = 0
        for holders, term in known:
            seen += holders
            if chosen and seen > _POSTINGS:
                break
            chosen.append(term)
        return chosen

    def _weight(self, term: str) -> float:
        rarity = math.log((1 + len(self._texts)) / (1 + len(self._holders.get(term, ())))) + 0.1
        return rarity * (PLACE_WEIGHT if term.startswith(_PLACE) else 1.0)

    def _hit(
        self, id_: Hashable, terms: frozenset[str], weights: dict[str, float], length: float
    ) -> Hit:
        other = self._texts[id_]
        shared = sorted(terms & other, key=lambda term: (-weights[term], term))
        whole = length * _length(self._weight(term) for term in other)
        score = sum(weights[term] ** 2 for term in shared) / whole if whole else 0.0
        reasons = tuple(term.removeprefix(_PLACE) for term in shared[:_MOST_REASONS])
        return Hit(id_, round(min(score, 1.0), 4), tuple(dict.fromkeys(reasons)))


def _terms(tokens: Iterable[str], places: Iterable[str]) -> frozenset[str]:
    return frozenset(tokens) | {f"{_PLACE}{place}" for place in places}


def _length(weights: Iterable[float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights))
