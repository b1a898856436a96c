"""Builds what would have been: a mixture of untouched series that moved like the treated one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import nnls

Floats = npt.NDArray[np.float64]

_SUM_WEIGHT = 1e3


@dataclass(frozen=True, slots=True)
class Contrast:
    """One comparison: log effect after the start, its standard error, the mixture's weights."""

    effect: float
    error: float
    weights: Floats


def contrast(treated: Floats, donors: Floats, before: int) -> Contrast:
    """Return how the treated series moved after its first `before` months beside the mixture.

    `donors` has one row per series. Assumes positive sums before and after for all. The effect is
    the log of (treated after / mixture after) / (treated before / mixture before); the error comes
    from the misses before, and is never below what counting alone would give.
    """
    scaled = donors / donors[:, :before].mean(axis=1, keepdims=True)
    own = treated / treated[:before].mean()
    weights = mixture(own[:before], scaled[:, :before], treated[:before].mean())
    would = weights @ scaled
    after = treated[before:].sum() + 0.5
    effect = np.log(after / (would[before:].sum() * treated[:before].mean()))
    effect -= np.log(own[:before].sum() / would[:before].sum())
    return Contrast(float(effect), _error(treated, would, donors, weights, before), weights)


def mixture(own: Floats, scaled: Floats, volume: float) -> Floats:
    """Return weights ≥ 0 with sum 1 that make the donors resemble the series before the start.

    Drawn towards equal weights, the more so the noisier the series (`volume` requests a month), so
    that few months and many donors do not end in fitting noise.
    """
    count = len(scaled)
    draw = np.sqrt(len(own) / max(volume, 1.0))
    rows = np.vstack([scaled.T, draw * np.eye(count), _SUM_WEIGHT * np.ones((1, count))])
    wanted = np.concatenate([own, np.full(count, draw / count), [_SUM_WEIGHT]])
    weights, _ = nnls(rows, wanted)
    return np.asarray(weights / weights.sum())


def _error(treated: Floats, would: Floats, donors: Floats, weights: Floats, before: int) -> float:
    months = len(treated) - before
    level = treated[:before].sum() / would[:before].sum()
    misses = np.log((treated[:before] + 0.5) / (level * would[:before] + 0.5))
    spread = float(np.square(misses).sum()) / max(before - 1, 1)
    seen = spread * (1 / months + 1 / before)
    sums = np.maximum(donors[:, before:].sum(axis=1), 0.5)
    chance = 1 / (treated[before:].sum() + 0.5) + 1 / treated[:before].sum()
    chance += float((np.square(weights) / sums).sum())
    return float(np.sqrt(max(seen, chance)))
