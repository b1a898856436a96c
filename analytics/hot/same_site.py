"""Joins large events that lie at one named place and share words of their matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from analytics.hot.clustering import Groups, LinkageSettings, link
from analytics.hot.sites import core_of, own_site
from analytics.hot.speech import Speech
from analytics.hot.vectors import Vectors

Index = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SameSiteSettings:
    """`least`: rows of an event that may join; `most`: a name of more events is a district's.

    `matter_share` is how much the words without places count besides the whole.
    """

    least: int = 4
    most: int = 30
    shortest: int = 3
    matter_share: float = 0.25
    linkage: LinkageSettings = field(default_factory=LinkageSettings)


def joined_at_sites(
    said: Sequence[Speech], vectors: Vectors, label: Index, settings: SameSiteSettings
) -> Index:
    """Return the labels with those events joined that are one matter of one estate, shop or firm.

    Smoke, noise and late stalls under the same windows mean different things and are one matter
    to those who live there. Of two large events at one site the words told in both decide, by
    average linkage; small ones stay as they are, since few rows share words by chance. Labels
    keep their order; -1 stays -1.
    """
    groups, rows = _large(label, settings.least)
    pairs = _pairs([_site(said, r) for r in rows], settings)
    if not pairs:
        return label
    one, other = np.array(pairs).T
    between = _mixed(
        _means(vectors.whole, rows, one, other), _means(vectors.matter, rows, one, other), settings
    )
    size = np.array([len(r) for r in rows], dtype=float)
    within = _mixed(_inside(vectors.whole, rows), _inside(vectors.matter, rows), settings)
    shape = (len(rows), len(rows))
    ends = (np.append(one, other), np.append(other, one))
    means = sp.csr_matrix((np.append(between, between), ends), shape=shape)
    start = Groups(np.arange(len(rows)), size, within * size * (size - 1) / 2)
    found = link(means, settings.linkage, start).label
    first = np.unique(found, return_index=True)[1]
    target = np.arange(int(label.max()) + 1)
    target[groups] = groups[first[found]]
    return np.where(label >= 0, target[label], -1)


def _large(label: Index, least: int) -> tuple[Index, list[Index]]:
    order = np.argsort(label, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    rows = [p for p in parts if len(p) >= least and label[p[0]] >= 0]
    return np.array([label[r[0]] for r in rows], dtype=np.int64), rows


def _site(said: Sequence[Speech], rows: Index) -> str:
    return core_of(own_site([said[row].places for row in rows.tolist()]))


def _pairs(sites: Sequence[str], settings: SameSiteSettings) -> list[tuple[int, int]]:
    """Return the pairs of groups of one site; a name holds the shorter name of the same site."""
    at: dict[str, list[int]] = defaultdict(list)
    for group, site in enumerate(sites):
        if len(site) >= settings.shortest:
            at[site].append(group)
    pairs: set[tuple[int, int]] = set()
    held: dict[str, list[int]] = defaultdict(list)
    for other, found in at.items():
        for name in _parts(other, settings.shortest) & at.keys():
            held[name] += found
    for here in held.values():
        if len(here) <= settings.most:
            pairs.update(combinations(sorted(here), 2))
    return sorted(pairs)


def _parts(name: str, shortest: int) -> set[str]:
    """Return the name and all its pieces of so many signs at least."""
    ends = range(shortest, len(name) + 1)
    return {name[start:end] for end in ends for start in range(end - shortest + 1)}


def _means(matrix: Any, rows: Sequence[Index], one: Index, other: Index) -> Floats:
    """Return the mean likeness of the rows of one group and those of another."""
    mean = _gathered(matrix, rows)
    return np.asarray(mean[one].multiply(mean[other]).sum(axis=1)).ravel()


def _inside(matrix: Any, rows: Sequence[Index]) -> Floats:
    """Return the mean likeness of the pairs of rows of each group; its rows have unit length."""
    mean, size = _gathered(matrix, rows), np.array([len(r) for r in rows], dtype=float)
    whole = np.asarray(mean.multiply(mean).sum(axis=1)).ravel()
    own = np.array([matrix[r].multiply(matrix[r]).sum() for r in rows])
    return np.asarray(np.maximum(whole * size**2 - own, 0.0) / (size * (size - 1)))


def _gathered(matrix: Any, rows: Sequence[Index]) -> Any:
    size = np.array([len(r) for r in rows])
    where = (np.repeat(np.arange(len(rows)), size), np.concatenate(rows))
    weight = np.repeat(1.0 / size, size)
    return sp.csr_matrix((weight, where), shape=(len(rows), matrix.shape[0])) @ matrix


def _mixed(whole: Floats, matter: Floats, settings: SameSiteSettings) -> Floats:
    share = settings.matter_share
    return np.asarray(np.maximum(whole, 0.0) ** (1 - share) * np.maximum(matter, 1e-6) ** share)
