"""Puts out of an event what only sounds like it: another named place, or none of its own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from analytics.sites import is_site
from analytics.speech import Speech

Index = npt.NDArray[np.int64]
_HALF = 0.5


def without_strangers(said: Sequence[Speech], label: Index, least_size: int) -> Index:
    """Return the events without the rows that are strangers in them.

    A stranger holds no word or place that half of the event's rows hold; or the event is about one
    named place (a shop, an estate, not a street), which most of the rows that name any name, and
    the row names another only. A row that names none is none for that. Events left with fewer than
    `least_size` rows are no events. Labels stay in order of first appearance.
    """
    kept = label.copy()
    order = np.argsort(label, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        if not len(rows) or label[rows[0]] < 0:
            continue
        strange = _strange([said[row] for row in rows])
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
    own = _own_site(sites)
    return np.array(
        [
            bool(shared) and (not row & shared or _is_elsewhere(m, places, own))
            for row, m, places in zip(terms, members, sites, strict=True)
        ]
    )


def _own_site(sites: Sequence[Sequence[str]]) -> str:
    """The place that more than half of the rows that name one name, in whatever length; or ""."""
    named = [places for places in sites if places]
    reach = {
        site: sum(any(_is_like(site, p) for p in places) for places in named)
        for site in {p for places in named for p in places}
    }
    best = max(reach, key=lambda site: (reach[site], -len(site), site), default="")
    return best if best and reach[best] > _HALF * len(named) else ""


def _is_elsewhere(said: Speech, sites: Sequence[str], own: str) -> bool:
    if not own or not sites or any(_is_like(own, site) for site in sites):
        return False
    return not _pieces(own) & _pieces(said.title)


def _is_like(one: str, other: str) -> bool:
    """Whether two names hold at least half of the shorter one's pairs of signs in common."""
    ours, theirs = _pieces(one), _pieces(other)
    return 2 * len(ours & theirs) >= min(len(ours), len(theirs))


def _pieces(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}
