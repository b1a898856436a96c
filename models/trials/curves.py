"""The numbers behind two curves: does a confidence mean what it says, and what would it let by?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.topics.calibrate import safe_threshold
from models.topics.classify import Probabilities
from models.training.evaluate import Figure, share_of
from models.training.thresholds import Promise, measure_promise

Sure = NDArray[np.float64]
Right = NDArray[np.bool_]
Numbers = NDArray[np.int64]

_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Bin:
    """The rows whose confidence lies in low…high: their mean confidence, and the share right."""

    low: float
    high: float
    rows: int
    confidence: float
    right: Figure

    @property
    def is_fair(self) -> bool:
        """Whether the share right, by its interval, agrees with the mean confidence."""
        return self.right.low <= self.confidence <= self.right.high


@dataclass(frozen=True, slots=True)
class Point:
    """What taking every row from a confidence on would mean: how many, and how many wrong."""

    threshold: float
    taken: int
    coverage: float
    error: Figure


@dataclass(frozen=True)
class Pooled:
    """Chances of topics added up by name: texts × names, and the number of each topic's name."""

    names: tuple[str, ...]
    mass: Sure
    owners: Numbers

    def best(self) -> Numbers:
        """Return the likeliest name of each text."""
        found: Numbers = self.mass.argmax(axis=1)
        return found


def pooled(chances: Probabilities, names: Sequence[str]) -> Pooled:
    """Return chances (texts × topics) added up over the topics that share a name."""
    kinds, owners = np.unique(np.asarray(names, object).astype(str), return_inverse=True)
    member = owners[:, None] == np.arange(len(kinds))[None, :]
    return Pooled(tuple(map(str, kinds)), chances.astype(np.float64) @ member, owners)


def reliability(sure: Sure, right: Right, bins: int = 10) -> tuple[Bin, ...]:
    """Return the bins, equally wide over 0…1, that hold rows, from unsure to sure."""
    where = np.minimum((sure * bins).astype(int), bins - 1)
    held = ((k, where == k) for k in range(bins))
    return tuple(
        Bin(
            k / bins,
            (k + 1) / bins,
            int(rows.sum()),
            float(sure[rows].mean()),
            share_of(int(right[rows].sum()), int(rows.sum())),
        )
        for k, rows in held
        if rows.any()
    )


def point_at(sure: Sure, right: Right, threshold: float) -> Point:
    """Return what taking the rows with at least this confidence means; no rows is legal."""
    taken = sure >= threshold
    count = int(taken.sum())
    error = share_of(int((~right[taken]).sum()), count)
    return Point(threshold, count, count / max(len(sure), 1), error)


def risk_coverage(sure: Sure, right: Right, points: int = 40) -> tuple[Point, ...]:
    """Return points from taking few rows to taking all, at shares of the rows evenly apart.

    Rows of one confidence are taken together, so that there may be fewer points than asked for.
    """
    ranked = np.sort(sure)[::-1]
    ends = np.linspace(0, len(ranked), points + 1)[1:].astype(int) - 1
    thresholds = dict.fromkeys(float(ranked[end]) for end in ends if end >= 0)
    return tuple(point_at(sure, right, threshold) for threshold in thresholds)


def threshold_for(sure: Sure, right: Right, target_error: float) -> float:
    """Return the lowest confidence that keeps the error at the target; 1.01 where none does."""
    return safe_threshold(sure, right, target_error)[0]


def promise_of(sure: Sure, right: Right, target_error: float, seed: int = 0) -> Promise:
    """Return what comes of a target on rows its threshold was not chosen on, in five folds."""
    order = np.random.default_rng(seed).permutation(len(sure))
    parts = [np.sort(part) for part in np.array_split(order, _FOLDS)]
    everything = np.arange(len(sure))
    folds = [(np.setdiff1d(everything, part), part) for part in parts]
    return measure_promise(sure, np.zeros(len(sure), np.int64), right, folds, target_error)
