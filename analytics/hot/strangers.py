"""Puts out of an event what is not of it: another named place, or none of its own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from analytics.hot.sites import are_alike, is_site, own_site, pieces
from analytics.hot.speech import Speech
from analytics.hot.vectors import Vectors

Index = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_HALF = 0.5
_AT_HOME = 0.7


def without_strangers(
    said: Sequence[Speech], vectors: Vectors, label: Index, least_size: int
) -> Index:
    """Return the events without the rows that are strangers in them.

    A stranger holds no word or place that half of the event's rows hold; or the event is about one
    named place (a shop, an estate, not a street), which most of the rows that name any name, and
    the row names another only. A row that names none is none for that, and neither is one that
    sounds like the event: nearly as alike to its members as they are to each other. Events left
    with fewer than `least_size` rows are no events. Labels stay in order of first appearance.
    """
    kept = label.copy()
    order = np.argsort(label, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        if not len(rows) or label[rows[0]] < 0:
            continue
        strange = _strange([said[row] for row in rows])
        if strange.any():
            strange &= _fit(vectors, rows) < _AT_HOME
        kept[rows[strange]] = -1
        if len(rows) - strange.sum() < least_size:
            kept[rows] = -1
    fresh = np.full(len(kept), -1, dtype=np.int64)
    found = kept >= 0
    fresh[found] = np.unique(kept[found], return_inverse=True)[1]
    return fresh


def _strange(members: Sequence[Speech]) -> npt.NDArray[np.bool_]:
    terms = [{*m.words, *m.places} for m in members]
    counts = Counter(term for row in terms for term in row)
    shared = {term for term, count in counts.items() if count >= _HALF * len(members)}
    sites = [[place for place in m.places if is_site(place)] for m in members]
    own = own_site([m.places for m in members])
    return np.array(
        [
            bool(shared) and (not row & shared or _is_elsewhere(m, places, own))
            for row, m, places in zip(terms, members, sites, strict=True)
        ]
    )


def _is_elsewhere(said: Speech, sites: Sequence[str], own: str) -> bool:
    if not own or not sites or any(are_alike(own, site) for site in sites):
        return False
    return not pieces(own) & pieces(said.title)


def _fit(vectors: Vectors, rows: Index) -> Floats:
    """Return how alike each row is to the others, in proportion to how alike all are; 0…1 or more.

    The geometric mean of that by the whole and by what the matter means.
    """
    whole = _share(_told(sp.csr_array(vectors.whole[rows])))
    if vectors.sense is None:
        return whole
    return np.asarray(np.sqrt(whole * _share(vectors.sense[rows])))


def _told(rows: Any) -> Any:
    """Return the rows with only the columns in which one of them has a value."""
    used, columns = np.unique(rows.indices, return_inverse=True)
    return sp.csr_array((rows.data, columns, rows.indptr), shape=(rows.shape[0], len(used)))


def _share(vectors: Any) -> Floats:
    """Return the likeness of each row to all others, by sums: no table of pairs is made."""
    total = np.asarray(vectors.sum(axis=0)).ravel()
    own = np.asarray((vectors * vectors).sum(axis=1)).ravel()
    others = np.maximum(np.asarray(vectors @ total).ravel() - own, 0.0)
    return np.asarray(others / max(float(others.mean()), 1e-9))
