"""Texts by their terms in flat arrays: compact, searched without a loop, joined without a sort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.words.hashes import Keys

Numbers = NDArray[np.uint32]
Starts = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Postings:
    """Texts of different ids and their terms, each found from the other; only dropping changes it.

    `keys` are the terms' hashes in order; the texts of term t are `texts[starts[t]:starts[t+1]]`,
    the terms of text i `terms[term_starts[i]:term_starts[i+1]]`.
    """

    ids: NDArray[np.bytes_]
    keys: Keys
    starts: Starts
    texts: Numbers
    term_starts: Starts
    terms: Numbers
    is_dropped: Flags
    _by_id: list[Starts] = field(default_factory=list, compare=False)

    def __len__(self) -> int:
        return len(self.ids)

    def numbers_of(self, ids: NDArray[np.bytes_]) -> NDArray[np.int64]:
        """Return the number of each id's text, -1 for ids that are not here or were dropped."""
        if not len(self):
            return np.full(len(ids), -1)
        if not self._by_id:
            self._by_id.append(np.argsort(self.ids, kind="stable"))
        order = self._by_id[0]
        at = np.minimum(np.searchsorted(self.ids, ids, sorter=order), len(order) - 1)
        numbers = order[at]
        return np.where((self.ids[numbers] == ids) & ~self.is_dropped[numbers], numbers, -1)

    def held(self, hashes: Keys) -> tuple[Starts, Starts]:
        """Return each term's number here, and how many texts hold it (0 where none does)."""
        at = np.minimum(np.searchsorted(self.keys, hashes), max(len(self.keys) - 1, 0))
        if not len(self.keys):
            return at, np.zeros(len(hashes), np.int64)
        counts = self.starts[at + 1] - self.starts[at]
        return at, np.where(self.keys[at] == hashes, counts, 0)

    def terms_of(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], Numbers]:
        """Return the terms of the given texts, end to end, and the place of each one's text."""
        counts = self.term_starts[numbers + 1] - self.term_starts[numbers]
        return np.repeat(np.arange(len(numbers)), counts), self.terms[
            _runs(self.term_starts[numbers], counts)
        ]

    def texts_of(self, terms: Starts) -> tuple[NDArray[np.int64], Numbers]:
        """Return the texts that hold the terms, end to end, and the place of each one's term."""
        counts = self.starts[terms + 1] - self.starts[terms]
        return np.repeat(np.arange(len(terms)), counts), self.texts[
            _runs(self.starts[terms], counts)
        ]


def posted(ids: Sequence[bytes], terms: Sequence[Keys]) -> Postings:
    """Return the postings of texts, each with its different terms' hashes."""
    counts = np.fromiter(map(len, terms), np.int64, len(terms))
    flat = np.concatenate(terms) if len(terms) else np.zeros(0, np.uint64)
    keys, numbers = np.unique(flat, return_inverse=True)
    owners = np.repeat(np.arange(len(ids), dtype=np.uint32), counts)
    order = np.argsort(numbers, kind="stable")
    return Postings(
        np.array(ids, np.bytes_) if len(ids) else np.zeros(0, "S1"),
        keys,
        _starts(np.bincount(numbers, minlength=len(keys))),
        owners[order],
        _starts(counts),
        numbers.astype(np.uint32),
        np.zeros(len(ids), np.bool_),
    )


def joined_postings(parts: Sequence[Postings]) -> Postings:
    """Return one for all, in the order given, without what was dropped; needs no sorting."""
    kept = [_without_dropped(part) for part in parts]
    keys = np.unique(np.concatenate([part.keys for part in kept]))
    places = [np.searchsorted(keys, part.keys) for part in kept]
    counts = np.zeros(len(keys), np.int64)
    for part, place in zip(kept, places, strict=True):
        counts[place] += np.diff(part.starts)
    starts = _starts(counts)
    texts, free, before = np.empty(starts[-1], np.uint32), starts[:-1].copy(), 0
    for part, place in zip(kept, places, strict=True):
        here = np.diff(part.starts)
        texts[_runs(free[place], here)] = part.texts + np.uint32(before)
        free[place] += here
        before += len(part)
    return Postings(
        np.concatenate([part.ids for part in kept]),
        keys,
        starts,
        texts,
        _starts(np.concatenate([np.diff(part.term_starts) for part in kept])),
        np.concatenate(
            [p.astype(np.uint32)[part.terms] for part, p in zip(kept, places, strict=True)]
        ),
        np.zeros(before, np.bool_),
    )


def _without_dropped(part: Postings) -> Postings:
    if not part.is_dropped.any():
        return part
    numbers = np.flatnonzero(~part.is_dropped)
    owners, terms = part.terms_of(numbers)
    edges = np.searchsorted(owners, np.arange(len(numbers) + 1))
    hashes = part.keys[terms]
    return posted(
        [part.ids[i] for i in numbers.tolist()],
        [hashes[a:b] for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)],
    )


def _starts(counts: NDArray[np.int64]) -> Starts:
    starts: Starts = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
    return starts


def _runs(starts: Starts, counts: Starts) -> NDArray[np.int64]:
    """Return the positions of runs end to end: `counts[i]` of them from `starts[i]` on."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    places: NDArray[np.int64] = np.arange(total) + np.repeat(starts - (ends - counts), counts)
    return places
