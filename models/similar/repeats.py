"""Groups texts that say the same again, in time that grows with their number, not its square."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from models.words.hashes import Keys, unit_hashes

BANDS = 32
ROWS = 3
ALIKE = 0.5
"""Share of the words (weighted by rarity) that two texts must have in common to be a repeat."""

_PRIME = np.uint64(0x9E3779B97F4A7C15)
_PEERS = 4
_CHAIN = 0.8
"""First members of two groups must be nearly as alike, or chains of small steps join all."""
_CHUNK = 4_000


def group_repeats(texts: Sequence[Sequence[str]], alike: float = ALIKE) -> list[int]:
    """Return for each list of words the number of its group: the index of its first member.

    Two texts are in one group when they share at least `alike` of their words, rare words
    weighing more, and so nearly do the first members of their groups. A text without words is
    alone. Deterministic.
    """
    sets = [_word_set(words) for words in texts]
    weights = _rarity(sets)
    leader = list(range(len(texts)))
    for bucket in _buckets(sets):
        peers: list[int] = []
        for row in bucket:
            if not _join(row, peers, leader, sets, weights, alike) and len(peers) < _PEERS:
                peers.append(row)
    return [_find(leader, row) for row in range(len(texts))]


def _join(
    row: int,
    peers: Sequence[int],
    leader: list[int],
    sets: Sequence[Keys],
    weights: dict[int, float],
    alike: float,
) -> bool:
    for peer in peers:
        one, other = _find(leader, row), _find(leader, peer)
        if one == other:
            return True
        near = _shared(sets[row], sets[peer], weights) >= alike
        if near and _shared(sets[one], sets[other], weights) >= _CHAIN * alike:
            leader[max(one, other)] = min(one, other)
            return True
    return False


def _find(leader: list[int], row: int) -> int:
    while leader[row] != row:
        leader[row] = leader[leader[row]]
        row = leader[row]
    return row


def _word_set(words: Sequence[str]) -> Keys:
    return np.unique(unit_hashes(words)) if words else np.zeros(0, np.uint64)


def _rarity(sets: Sequence[Keys]) -> dict[int, float]:
    if not any(map(len, sets)):
        return {}
    keys, counts = np.unique(np.concatenate(sets), return_counts=True)
    weights = np.log((2 + len(sets)) / np.maximum(counts, 2)) + 0.1
    # A word of one text alone is mostly a number or a slip of the pen, so its lack weighs less.
    return dict(
        zip(keys.tolist(), np.where(counts == 1, weights / 2, weights).tolist(), strict=True)
    )


def _shared(one: Keys, other: Keys, weights: dict[int, float]) -> float:
    both = np.intersect1d(one, other, assume_unique=True)
    common = sum(weights[key] for key in both.tolist())
    whole = sum(weights[key] for key in chain(one.tolist(), other.tolist())) - common
    return common / whole if whole else 0.0


def _buckets(sets: Sequence[Keys]) -> Iterator[list[int]]:
    rows = np.array([i for i, words in enumerate(sets) if len(words)], np.int64)
    if not len(rows):
        return
    marks = np.vstack(
        [
            _signatures([sets[i] for i in rows[at : at + _CHUNK]])
            for at in range(0, len(rows), _CHUNK)
        ]
    )
    for band in range(BANDS):
        part = marks[:, band * ROWS : (band + 1) * ROWS]
        mixed = part[:, 0]
        for column in range(1, ROWS):
            mixed = (mixed * _PRIME) ^ part[:, column]
        order = np.argsort(mixed, kind="stable")
        edges = np.flatnonzero(np.diff(mixed[order])) + 1
        for group in np.split(rows[order], edges):
            if len(group) > 1:
                yield group.tolist()


def _signatures(sets: Sequence[Keys]) -> NDArray[np.uint64]:
    starts = np.concatenate(([0], np.cumsum([len(words) for words in sets])[:-1]))
    flat = np.concatenate(sets)
    seeds = np.random.default_rng(20_24).integers(1, 2**63, (BANDS * ROWS,), dtype=np.uint64)
    columns = []
    for seed in seeds:
        mixed = (flat ^ seed) * _PRIME
        columns.append(np.minimum.reduceat(mixed ^ (mixed >> np.uint64(32)), starts))
    return np.column_stack(columns)
