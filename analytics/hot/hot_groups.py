"""Finds which rows speak of the same matter: at one place (events) or anywhere (themes)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from analytics.hot.clustering import Groups, LinkageSettings, link
from analytics.hot.neighbours import NeighbourSettings, similar_pairs, usual_likeness
from analytics.hot.vectors import Vectors, split_places, term_matrix, unit_rows

Matrix = Any
Index = npt.NDArray[np.int64]

_MOST_CHANCE = 0.5


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """How rows become groups; `matter_share` is how much the matter counts besides the whole.

    Of the matter counts what its words mean, not the words: 烟道 and 油烟 are near each other.
    Where all complain of one subject, its words say nothing about which place is meant: so many
    times (`chance`) what two rows usually have in common beyond a `mixed` month's is taken off.
    `few`: share and threshold where there is too little to learn meanings from.
    """

    matter_share: float = 0.35
    chance: float = 24.0
    mixed: float = 0.003
    neighbours: NeighbourSettings = field(default_factory=NeighbourSettings)
    linkage: LinkageSettings = field(
        default_factory=lambda: LinkageSettings(threshold=0.25, favour=1.2)
    )
    few: tuple[float, float] = (0.25, 0.15)


@dataclass(frozen=True, slots=True)
class LeastTheme:
    """How large and how widespread a theme must be."""

    size: int = 5
    places: int = 3


def event_labels(vectors: Vectors, settings: GroupSettings, least_size: int) -> Index:
    """Return the event of each row, or -1 for a row in no event of at least `least_size` rows."""
    if not vectors.is_learned:
        share, threshold = settings.few
        linkage = replace(settings.linkage, threshold=threshold, favour=1.0)
        settings = replace(settings, matter_share=share, linkage=linkage)
    groups = group_rows(vectors, settings)
    return np.where(groups.size[groups.label] >= least_size, groups.label, -1)


def within_areas(tickets: pd.DataFrame, label: Index, least_size: int) -> Index:
    """Return the events split by district or county: one event lies in one of them.

    Uses area_name (optional); where it is not known, a row stays with the event's largest part.
    Parts of fewer than `least_size` rows are no events. Labels stay in order of first appearance.
    """
    if "area_name" not in tickets:
        return label
    areas = tickets["area_name"].astype(str).tolist()
    parts = pd.Series(list(zip(label, _settled(areas, label), strict=True)))
    sizes = parts.map(parts.value_counts())
    kept = (label >= 0) & (sizes >= least_size).to_numpy()
    fresh = np.full(len(label), -1, dtype=np.int64)
    fresh[kept] = pd.factorize(parts[kept])[0]
    return fresh


def theme_labels(
    tickets: pd.DataFrame, vectors: Vectors, settings: GroupSettings, least: LeastTheme
) -> Index:
    """Return the theme of each row, or -1; a theme has enough rows in enough different places.

    Uses places, and area_name where a row names no small place.
    """
    groups = group_rows(vectors, settings)
    areas = tickets["area_name"] if "area_name" in tickets else pd.Series("", tickets.index)
    named = [
        (split_places(p) or [a])[0]
        for p, a in zip(tickets["places"].astype(str), areas.astype(str), strict=True)
    ]
    spread = pd.Series(named).replace("", None).groupby(groups.label).nunique()
    wide = spread.reindex(range(len(groups.size)), fill_value=0).to_numpy() >= least.places
    kept = wide & (groups.size >= least.size)
    return np.where(kept[groups.label], groups.label, -1)


def theme_vectors(tickets: pd.DataFrame, vectors: Vectors, topic_weight: float) -> Vectors:
    """Return vectors of the matter alone, joined with the stored topic where there is one.

    Uses topic (optional).
    """
    if "topic" not in tickets:
        return Vectors(vectors.matter, vectors.matter)
    topics = term_matrix([[t] if t else [] for t in tickets["topic"].astype(str)])
    whole = unit_rows(sp.hstack([vectors.matter, topic_weight * topics]).tocsr())
    return Vectors(whole, whole)


def group_rows(vectors: Vectors, settings: GroupSettings) -> Groups:
    """Return the groups of the rows; a row like no other is a group of one.

    Assumes rows in order of time. First joins rows through their nearest neighbours, then joins
    the groups by the exact mean likeness of their members, which no limit on neighbours blurs.
    """
    beyond = max(usual_likeness(vectors.whole) - settings.mixed, 0.0)
    chance = min(settings.chance * beyond, _MOST_CHANCE)
    first = link(_likeness(vectors, settings, chance), settings.linkage)
    gather = _gather(first)
    sense = None if vectors.sense is None else np.asarray(gather @ vectors.sense)
    means = Vectors(gather @ vectors.whole, gather @ vectors.matter, sense)
    return link(_likeness(means, settings, chance), settings.linkage, first)


def _gather(groups: Groups) -> Matrix:
    """Return the matrix that takes rows to one row per group: the mean of its members."""
    count = len(groups.label)
    return sp.csr_matrix(
        (1.0 / groups.size[groups.label], (groups.label, np.arange(count))),
        shape=(len(groups.size), count),
        dtype=np.float32,
    )


def _likeness(vectors: Vectors, settings: GroupSettings, chance: float) -> Matrix:
    return similar_pairs(
        vectors.whole, settings.neighbours, vectors.sense, settings.matter_share, chance
    )


def _settled(areas: list[str], label: Index) -> list[str]:
    """Return the area of each row, the most frequent one of its event where it has none."""
    said: dict[int, Counter[str]] = defaultdict(Counter)
    for area, event in zip(areas, label.tolist(), strict=True):
        if area:
            said[event][area] += 1
    most = {event: min(n, key=lambda area: (-n[area], area)) for event, n in said.items()}
    return [area or most.get(event, "") for area, event in zip(areas, label.tolist(), strict=True)]
