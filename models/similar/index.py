"""Finds earlier requests like a new one among a million: an index of words and places."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from models.similar.postings import Postings, joined_postings, posted
from models.words.hashes import Keys, unit_hashes

PLACE_WEIGHT = 2.5
"""A shared place says more about a repeat than a shared word."""

_PLACE_BIT = np.uint64(1)
_MOST_REASONS = 6
_POSTINGS = 20_000
_LOOKED_AT = 60
_FRESH = 256
_FAN = 8
_BATCH = 20_000

Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hit:
    """One found text: its id, likeness 0…1, and the words and places that it shares."""

    id: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A question: its terms in words, as hashes, and how much each tells."""

    words: Sequence[str]
    hashes: Keys
    held: NDArray[np.int64]
    weights: Weights

    @property
    def length(self) -> float:
        return math.sqrt(float(self.weights @ self.weights))


@dataclass(slots=True)
class SimilarIndex:
    """Texts by their words and places; grows and shrinks as tickets come and go.

    Likeness is the cosine of rarity-weighted words and places, so a text finds itself with 1.
    Rarity is taken from what the index holds at the time of the search (a removed text counts
    until the next ``compact``). New texts are gathered
    and put into ever larger parts, so that adding stays cheap and a search meets few parts.
    """

    parts: list[Postings] = field(default_factory=list)
    _fresh: dict[bytes, Keys] = field(default_factory=dict)
    _newest: Postings | None = None

    def __len__(self) -> int:
        kept = sum(len(part) - int(part.is_dropped.sum()) for part in self.parts)
        return kept + len(self._fresh)

    def __contains__(self, id_: str) -> bool:
        return not self.absent([id_])

    def absent(self, ids: Sequence[str]) -> list[str]:
        """Return those of the ids that the index does not hold, in order."""
        if not ids:
            return []
        keys = np.array([id_.encode() for id_ in ids], np.bytes_)
        is_held = np.array([key in self._fresh for key in keys.tolist()], np.bool_)
        for part in self.parts:
            is_held |= part.numbers_of(keys) >= 0
        return [id_ for id_, held in zip(ids, is_held.tolist(), strict=True) if not held]

    def add(self, id_: str, tokens: Iterable[str], places: Iterable[str] = ()) -> None:
        """Take up a text; a text of the same id is replaced."""
        self.remove(id_)
        self._fresh[id_.encode()] = np.unique(_hashes(*_terms(tokens, places)))
        self._newest = None
        if len(self._fresh) >= _FRESH:
            self.settle()

    def add_new(self, texts: Iterable[tuple[str, Iterable[str], Iterable[str]]]) -> None:
        """Take up many texts (id, tokens, places) of new ids: much faster than one by one."""
        self.settle()
        rows = iter(texts)
        while batch := list(islice(rows, _BATCH)):
            hashes = [np.unique(_hashes(*_terms(tokens, places))) for _, tokens, places in batch]
            self.parts.append(posted([id_.encode() for id_, *_ in batch], hashes))
            self.settle()

    def remove(self, id_: str) -> None:
        """Forget a text; an unknown id changes nothing."""
        key = id_.encode()
        if self._fresh.pop(key, None) is not None:
            self._newest = None
            return
        for part in self.parts:
            number = int(part.numbers_of(np.array([key]))[0])
            if number >= 0:
                part.is_dropped[number] = True

    def settle(self) -> None:
        """Put the gathered texts into a part, and parts of a size together."""
        if self._fresh:
            self.parts.append(posted(list(self._fresh), list(self._fresh.values())))
            self._fresh, self._newest = {}, None
        while len(self.parts) >= _FAN and len(self.parts[-_FAN]) <= _FAN * len(self.parts[-1]):
            self.parts[-_FAN:] = [joined_postings(self.parts[-_FAN:])]

    def compact(self) -> None:
        """Put everything into one part and leave out what was removed."""
        self.settle()
        if len(self.parts) > 1 or any(part.is_dropped.any() for part in self.parts):
            self.parts[:] = [joined_postings(self.parts)]

    def search(
        self, tokens: Iterable[str], places: Iterable[str] = (), k: int = 10, least: float = 0.1
    ) -> list[Hit]:
        """Return at most `k` texts of likeness `least` or more, the likest first.

        Only texts that share one of the rarest words or places are looked at, and of these the
        ones that share most of them.
        """
        wanted = self._wanted(*_terms(tokens, places))
        telling = _telling(wanted.held)
        if not len(telling):
            return []
        likely = [
            (part, *_likely(part, wanted, telling, max(_LOOKED_AT, 4 * k)))
            for part in self._searched()
        ]
        gains = np.sort(np.concatenate([gain for _, _, gain in likely]))
        bar = gains[-max(_LOOKED_AT, 4 * k) :][0] if len(gains) else 0.0
        hits = [
            hit
            for part, numbers, gain in likely
            for hit in self._hits(part, numbers[gain >= bar], wanted)
            if hit.score >= least
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:k]

    def _searched(self) -> Iterator[Postings]:
        yield from self.parts
        if self._fresh:
            if self._newest is None:
                self._newest = posted(list(self._fresh), list(self._fresh.values()))
            yield self._newest

    def _wanted(self, words: Sequence[str], is_place: NDArray[np.bool_]) -> _Wanted:
        hashes = _hashes(words, is_place)
        order = np.argsort(hashes)
        hashes, held = hashes[order], self._held(hashes[order])
        return _Wanted([words[i] for i in order], hashes, held, self._weights(hashes, held))

    def _held(self, hashes: Keys) -> NDArray[np.int64]:
        found = (part.held(hashes)[1] for part in self._searched())
        return sum(found, np.zeros(len(hashes), np.int64))

    def _weights(self, hashes: Keys, held: NDArray[np.int64]) -> Weights:
        whole = sum(len(part) for part in self._searched())
        rarity = np.log((1 + whole) / (1 + held)) + 0.1
        return rarity * np.where(hashes & _PLACE_BIT, PLACE_WEIGHT, 1.0)

    def _hits(self, part: Postings, numbers: NDArray[np.int64], wanted: _Wanted) -> Iterator[Hit]:
        owners, terms = part.terms_of(numbers)
        used, back = np.unique(terms, return_inverse=True)
        hashes = part.keys[used]
        weights = self._weights(hashes, self._held(hashes))
        place = np.minimum(np.searchsorted(wanted.hashes, hashes), len(wanted.hashes) - 1)
        is_shared = (wanted.hashes[place] == hashes)[back]
        squares = (weights**2)[back]
        common = np.bincount(owners, np.where(is_shared, squares, 0.0), len(numbers))
        whole = wanted.length * np.sqrt(np.bincount(owners, squares, len(numbers)))
        scores = np.divide(common, whole, out=np.zeros(len(numbers)), where=whole > 0)
        for i, number in enumerate(numbers.tolist()):
            shared = place[back[(owners == i) & is_shared]]
            yield Hit(
                part.ids[number].decode(),
                round(min(float(scores[i]), 1.0), 4),
                _reasons(wanted, shared),
            )


def _likely(
    part: Postings, wanted: _Wanted, telling: NDArray[np.int64], most: int
) -> tuple[NDArray[np.int64], Weights]:
    """Return the texts that share most of the telling terms, and how much they share."""
    terms, held = part.held(wanted.hashes[telling])
    is_here = held > 0
    owners, texts = part.texts_of(terms[is_here])
    numbers, back = np.unique(texts, return_inverse=True)
    telling_weights: Weights = wanted.weights[telling][is_here] ** 2
    gains = np.bincount(back, telling_weights[owners], len(numbers)).astype(np.float64)
    is_kept = ~part.is_dropped[numbers]
    gains = gains[is_kept]
    best = np.argsort(-gains, kind="stable")[:most]
    return numbers[is_kept][best].astype(np.int64), gains[best]


def _telling(held: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rarest known terms, as many as keep the texts to look at few."""
    order = np.argsort(held, kind="stable")
    order = order[held[order] > 0]
    within = int(np.searchsorted(np.cumsum(held[order]), _POSTINGS, side="right"))
    return order[: max(within, 1)]


def _terms(tokens: Iterable[str], places: Iterable[str]) -> tuple[Sequence[str], NDArray[np.bool_]]:
    words, named = sorted(set(tokens)), sorted(set(places) - {""})
    return (*words, *named), np.repeat([False, True], [len(words), len(named)])


def _hashes(words: Sequence[str], is_place: NDArray[np.bool_]) -> Keys:
    """Return the words' hashes; the last bit tells a place from a word."""
    return (unit_hashes(words) & ~_PLACE_BIT) | is_place.astype(np.uint64)


def _reasons(wanted: _Wanted, shared: NDArray[np.int64]) -> tuple[str, ...]:
    ranked = sorted(shared.tolist(), key=lambda i: (-wanted.weights[i], wanted.words[i]))
    return tuple(dict.fromkeys(wanted.words[i] for i in ranked[:_MOST_REASONS]))
