"""Finds earlier texts that say much the same: an inverted index over rare words and places.

The cost of a search grows with the texts that share a rare word, not with all texts.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

PLACE_WEIGHT = 2.0
"""How much more a shared place says than a shared word."""

_RARE_TERMS = 12
_LONGEST_LIST = 5_000
_SHOWN_WORDS = 4
LEAST = 0.18


@dataclass(frozen=True, slots=True)
class Hit:
    """A similar text: its id, the share of weight in common (0–1), and what it shares."""

    id: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    words: frozenset[str]
    places: frozenset[str]


class SimilarIndex:
    """An index that grows and shrinks as texts come and go; not safe for several threads."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}
        self._lists: dict[str, list[str]] = defaultdict(list)
        self._counts: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, key: str, tokens: Sequence[str], places: Sequence[str]) -> None:
        """Take in a text by its words and places; a key that is there already is replaced."""
        self.remove(key)
        entry = _Entry(frozenset(tokens), frozenset(place for place in places if place))
        self._entries[key] = entry
        for term in _terms(entry):
            self._lists[term].append(key)
            self._counts[term] += 1

    def remove(self, key: str) -> None:
        """Forget a text; its place in the lists is skipped from now on."""
        entry = self._entries.pop(key, None)
        if entry is not None:
            for term in _terms(entry):
                self._counts[term] -= 1
                self._lists[term].remove(key)

    def search(self, tokens: Sequence[str], places: Sequence[str], k: int = 10) -> list[Hit]:
        """The k most similar texts, best first, none below ``LEAST``."""
        wanted = _Entry(frozenset(tokens), frozenset(place for place in places if place))
        hits = [self._hit(key, wanted) for key in self._candidates(wanted)]
        strong = [hit for hit in hits if hit.score >= LEAST]
        return sorted(strong, key=lambda hit: (-hit.score, hit.id))[:k]

    def _candidates(self, wanted: _Entry) -> set[str]:
        known = [term for term in _terms(wanted) if 0 < self._counts[term] <= _LONGEST_LIST]
        rarest = sorted(known, key=lambda term: (self._counts[term], term))[:_RARE_TERMS]
        return {key for term in rarest for key in self._lists[term]}

    def _hit(self, key: str, wanted: _Entry) -> Hit:
        entry = self._entries[key]
        common = (wanted.words & entry.words) | {f"@{p}" for p in wanted.places & entry.places}
        whole = set(_terms(wanted)) | set(_terms(entry))
        score = self._weight(common) / (self._weight(whole) or 1.0)
        return Hit(key, round(min(1.0, score), 4), self._reasons(wanted, entry))

    def _weight(self, terms: set[str] | frozenset[str]) -> float:
        total = len(self._entries) + 1
        weight = 0.0
        for term in terms:
            rarity = math.log(total / (1 + self._counts[term])) + 0.3
            weight += rarity * (PLACE_WEIGHT if term.startswith("@") else 1.0)
        return weight

    def _reasons(self, wanted: _Entry, entry: _Entry) -> tuple[str, ...]:
        places = sorted(wanted.places & entry.places, key=lambda place: (-len(place), place))
        words = sorted(
            wanted.words & entry.words, key=lambda word: (self._counts[word], -len(word), word)
        )
        reasons = [f"同一地点：{place}" for place in places[:1]]
        if words:
            reasons.append(f"都说到：{'、'.join(words[:_SHOWN_WORDS])}")
        return tuple(reasons)


def _terms(entry: _Entry) -> list[str]:
    return [*entry.words, *(f"@{place}" for place in entry.places)]
