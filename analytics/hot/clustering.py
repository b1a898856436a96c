"""Groups rows by average linkage on a sparse graph, joining mutual nearest groups by rounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import joblib
import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Matrix = Any
Index = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_BLOCK = 16_384


@dataclass(frozen=True, slots=True)
class LinkageSettings:
    """When two groups are one: their mean likeness, in proportion to how alike each is inside.

    The mean of many pairs is surer than that of few: between two groups of at least `many` rows
    it counts `favour` times.
    """

    threshold: float = 0.15
    expected: float = 0.3
    evenness: float = 0.6
    trust: float = 6.0
    many: int = 5
    favour: float = 1.0


@dataclass(frozen=True, slots=True)
class Groups:
    """`label` of each row (0, 1, … in order of first appearance), and per group its size and
    the sum of the likeness of its pairs."""

    label: Index
    size: Floats
    within: Floats


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
    sums = sp.csr_matrix(means)
    del means
    if start is not None:
        rows = np.repeat(groups.size, np.diff(sums.indptr))
        values = sums.data * rows * groups.size[sums.indices]
        sums = sp.csr_matrix((values, sums.indices, sums.indptr), shape=sums.shape)
    while True:
        merged = _round(sums, groups, settings)
        if merged is None:
            return groups
        sums, groups = merged


def _round(sums: Matrix, groups: Groups, settings: LinkageSettings) -> tuple[Matrix, Groups] | None:
    target = _mutual_nearest(*_nearest(sums, groups, settings))
    if target is None:
        return None
    _, new = np.unique(target, return_inverse=True)
    into = sp.csr_matrix((np.ones(len(new)), (new, np.arange(len(new)))))
    joined, inside = _gathered(sums, into, new)
    within = into @ groups.within + inside / 2
    return joined, Groups(new[groups.label], into @ groups.size, within)


def _gathered(sums: Matrix, into: Matrix, new: Index) -> tuple[Matrix, Floats]:
    """Return the sums between the new groups and inside each, some thousand groups at a time."""
    count = into.shape[0]
    columns = new.astype(sums.indices.dtype)[sums.indices]
    renamed = sp.csr_matrix((sums.data, columns, sums.indptr), shape=(sums.shape[0], count))
    parts = joblib.Parallel(require="sharedmem")(
        joblib.delayed(_between)(into[start : start + _BLOCK], renamed, start)
        for start in range(0, count, _BLOCK)
    )
    between, inside = zip(*parts, strict=True)
    return sp.vstack(between, format="csr"), np.concatenate(inside)


def _between(into: Matrix, renamed: Matrix, start: int) -> tuple[Matrix, Floats]:
    part = into @ renamed
    row = np.repeat(np.arange(start, start + part.shape[0]), np.diff(part.indptr))
    own = part.indices == row
    inside = np.bincount(row[own] - start, weights=part.data[own], minlength=part.shape[0])
    part.data[own] = 0
    part.eliminate_zeros()
    return part, np.asarray(inside, dtype=float)


def _nearest(sums: Matrix, groups: Groups, settings: LinkageSettings) -> tuple[Index, Floats]:
    """Return for each group the one it is linked to most strongly, or -1, and how strongly."""
    pairs = groups.size * (groups.size - 1) / 2
    inside = (groups.within + settings.trust * settings.expected) / (pairs + settings.trust)
    scale = groups.size * np.power(inside / settings.expected, settings.evenness / 2)
    parts = joblib.Parallel(require="sharedmem")(
        joblib.delayed(_nearest_of)(sums, start, scale, groups.size, settings)
        for start in range(0, len(scale), _BLOCK)
    )
    nearest, best = zip(*parts, strict=True)
    return np.concatenate(nearest), np.concatenate(best)


def _nearest_of(
    sums: Matrix, start: int, scale: Floats, size: Floats, settings: LinkageSettings
) -> tuple[Index, Floats]:
    """Return the same for one block of the groups."""
    rows = np.arange(start, min(start + _BLOCK, len(scale)))
    ends = sums.indptr[start : start + len(rows) + 1]
    part = slice(ends[0], ends[-1])
    row, col = np.repeat(rows, np.diff(ends)), sums.indices[part].astype(np.int64)
    sure = np.minimum(size[row], size[col]) >= settings.many
    favour = np.where(sure, settings.favour, 1.0)
    strength = np.round(favour * sums.data[part] / (scale[row] * scale[col]), 9)
    keep = strength >= settings.threshold
    nearest, best = np.full(len(rows), -1, dtype=np.int64), np.zeros(len(rows))
    if keep.any():
        here, there, most = _strongest(row[keep], col[keep], strength[keep])
        nearest[here - start], best[here - start] = there, most
    return nearest, best


def _strongest(row: Index, col: Index, strength: Floats) -> tuple[Index, Index, Floats]:
    """Return each row once, with its strongest link; `row` is in ascending order.

    Of equals it is the counterpart, the nearest in binary, so that all pair off at once.
    """
    first = np.flatnonzero(np.append(True, row[1:] != row[:-1]))
    best = np.maximum.reduceat(strength, first)
    is_best = strength == np.repeat(best, np.diff(np.append(first, len(row))))
    apart = np.where(is_best, row ^ col, np.iinfo(np.int64).max)
    return row[first], row[first] ^ np.minimum.reduceat(apart, first), best


def _mutual_nearest(nearest: Index, strength: Floats) -> Index | None:
    """Return for each group the one it goes into, itself where it stays; None where all stay."""
    if not (nearest >= 0).any():
        return None
    here = np.arange(len(nearest))
    mutual = (nearest >= 0) & (nearest[np.maximum(nearest, 0)] == here) & (nearest < here)
    target = np.where(mutual, nearest, here)
    if not mutual.any():  # ties can chase each other in a circle: the strongest pair breaks it
        top = int(np.argmax(strength))
        target[max(top, nearest[top])] = min(top, nearest[top])
    return target
