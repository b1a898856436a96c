"""Finds the one word or place that names a group, and how far the group is about that alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Index = npt.NDArray[np.int64]
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Anchor:
    """`word` names the group; `focus` in 0…1 is 1 when all its rows and no others hold the word."""

    word: str
    focus: float


def anchors(terms: Iterable[frozenset[str]], label: Index) -> dict[int, Anchor]:
    """Return the anchor of every group (label ≥ 0).

    Of the words that at least half of the group's rows hold, the anchor is the one whose rows
    agree best with the group: the harmonic mean of the share of the group that holds the word and
    the share of the word's rows that lie in the group. Ties go to the longer word. A group whose
    rows share no word has an empty anchor of focus 0. The rows are read once and not kept.
    """
    everywhere: Counter[str] = Counter()
    inside: dict[int, Counter[str]] = {}
    size: Counter[int] = Counter()
    for row, group in zip(terms, label.tolist(), strict=True):
        everywhere.update(row)
        if group >= 0:
            inside.setdefault(group, Counter()).update(row)
            size[group] += 1
    return {group: _anchor(inside[group], size[group], everywhere) for group in sorted(inside)}


def _anchor(counts: Counter[str], rows: int, everywhere: Counter[str]) -> Anchor:
    shared = {t: n for t, n in counts.items() if n >= _HALF * rows}
    if not shared:
        return Anchor("", 0.0)
    focus = {t: round(2 * n / (rows + everywhere[t]), 6) for t, n in shared.items()}
    word = max(shared, key=lambda t: (focus[t], len(t), t))
    return Anchor(word, focus[word])
