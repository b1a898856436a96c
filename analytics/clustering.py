"""Groups rows by average linkage on a sparse graph, joining mutual nearest groups by rounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Matrix = Any
Index = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LinkageSettings:
    """When two groups are one: their mean likeness, in proportion to how alike each is inside."""

    threshold: float = 0.15
    expected: float = 0.3
    evenness: float = 0.6
    trust: float = 6.0


@dataclass(frozen=True, slots=True)
class Groups:
    """`label` of each row (0, 1, … in order of first appearance), and per group its size and
    the sum of the likeness of its pairs."""

    label: Index
    size: Floats
    within: Floats

    @property
    def cohesion(self) -> Floats:
        """Mean likeness of the pairs of each group; 0 for a group of one."""
        pairs = self.size * (self.size - 1) / 2
        return np.divide(self.within, pairs, out=np.zeros_like(pairs), where=pairs > 0)


def singles(count: int) -> Groups:
    """Return every row as its own group."""
    return Groups(np.arange(count), np.ones(count), np.zeros(count))


def link(means: Matrix, settings: LinkageSettings, start: Groups | None = None) -> Groups:
    """Return the groups reached by average linkage from `start` (default: single rows).

    `means` is a symmetric sparse matrix of the mean likeness between the starting groups; a pair
    that is not in it counts as 0. The result is the same for the same matrix; of equally near
    groups each takes its counterpart (the nearest in binary), so that copies pair off at once.
    Each round merges all mutual nearest neighbours, so the rounds are few.
    """
    groups = start or singles(means.shape[0])
    pairs = means.tocoo()
    sums = sp.csr_matrix(
        (pairs.data * groups.size[pairs.row] * groups.size[pairs.col], (pairs.row, pairs.col)),
        shape=means.shape,
    )
    while True:
        merged = _round(sums, groups, settings)
        if merged is None:
            return groups
        sums, groups = merged


def _round(sums: Matrix, groups: Groups, settings: LinkageSettings) -> tuple[Matrix, Groups] | None:
    row, col, strength = _strong_links(sums, groups, settings)
    if not len(row):
        return None
    target = _mutual_nearest(row, col, strength, len(groups.size))
    _, new = np.unique(target, return_inverse=True)
    gather = sp.csr_matrix((np.ones(len(new)), (np.arange(len(new)), new)))
    joined = (gather.T @ sums @ gather).tocsr()
    within = gather.T @ groups.within + joined.diagonal() / 2
    joined.setdiag(0)
    joined.eliminate_zeros()
    return joined, Groups(new[groups.label], gather.T @ groups.size, within)


def _strong_links(
    sums: Matrix, groups: Groups, settings: LinkageSettings
) -> tuple[Index, Index, Floats]:
    links = sums.tocoo()
    pairs = groups.size * (groups.size - 1) / 2
    inside = (groups.within + settings.trust * settings.expected) / (pairs + settings.trust)
    relative = np.power(inside / settings.expected, settings.evenness / 2)
    row, col = links.row.astype(np.int64), links.col.astype(np.int64)
    mean = links.data / (groups.size[row] * groups.size[col])
    strength = np.round(mean / (relative[row] * relative[col]), 9)
    keep = strength >= settings.threshold
    return row[keep], col[keep], strength[keep]


def _mutual_nearest(row: Index, col: Index, strength: Floats, count: int) -> Index:
    """Return for each group the one it goes into; `row` is in ascending order."""
    first = np.flatnonzero(np.append(True, row[1:] != row[:-1]))
    best = np.maximum.reduceat(strength, first)
    nearest = np.full(count, -1, dtype=np.int64)
    is_best = strength == np.repeat(best, np.diff(np.append(first, len(row))))
    # of equals the counterpart, the nearest in binary: all pair at once
    apart = np.where(is_best, row ^ col, np.iinfo(np.int64).max)
    nearest[row[first]] = row[first] ^ np.minimum.reduceat(apart, first)
    here = np.arange(count)
    mutual = (nearest >= 0) & (nearest[np.maximum(nearest, 0)] == here) & (nearest < here)
    target = here.copy()
    target[mutual] = nearest[mutual]
    if not mutual.any():  # ties can chase each other in a circle: the strongest pair breaks it
        top = np.lexsort((col, row, -strength))[0]
        target[max(row[top], col[top])] = min(row[top], col[top])
    return target
