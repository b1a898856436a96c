"""Tells a real burst from chance: counts far above what the periods before lead to expect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import nbinom, poisson

Floats = npt.NDArray[np.float64]
COLUMNS = ("key", "observed", "expected", "ratio", "p", "q", "is_burst")


@dataclass(frozen=True, slots=True)
class BurstSettings:
    """`false_share`: the share of false alarms accepted among what is called a burst."""

    history: int = 12
    least_history: int = 3
    least_count: int = 5
    least_ratio: float = 1.5
    false_share: float = 0.05


def bursts(
    counts: pd.DataFrame, period: str, settings: BurstSettings | None = None
) -> pd.DataFrame:
    """Return one row per key: observed, expected, ratio, p, q, is_burst; surest first.

    `counts` has one row per key and one column per period (month, week or day) in order of time,
    as `trends.monthly_counts` gives it. Expected is the mean of up to `history` periods before,
    scaled by how the whole moved (so a busy month is no burst of everything). p is the upper tail
    of a negative binomial whose spread is estimated from the keys' own past, and that knows that
    the mean itself is uncertain; q controls the share of false alarms (Benjamini–Hochberg). A key
    without `least_history` periods, or a period not in the frame, gives no row.
    """
    chosen = settings or BurstSettings()
    empty = pd.DataFrame(columns=list(COLUMNS))
    periods = list(counts.columns)
    before = periods[: periods.index(period)][-chosen.history :] if period in periods else []
    if len(before) < chosen.least_history:
        return empty
    past: Floats = np.asarray(counts[before], dtype=float)
    observed: Floats = np.asarray(counts[period], dtype=float)
    mean = past.mean(axis=1) * _tide(past, observed)
    mean = np.maximum(mean, 0.5 / len(before))  # nothing seen so far is not impossible
    p = upper_tail(observed, mean, dispersion(past), len(before))
    q = false_discovery(p)
    ratio = observed / mean
    real = (q <= chosen.false_share) & (observed >= chosen.least_count)
    columns = (
        counts.index.to_numpy(), observed.astype(int), mean, ratio, p, q,
        real & (ratio >= chosen.least_ratio),
    )  # fmt: skip
    frame = pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))
    return frame.sort_values(["p", "key"], ignore_index=True)


def dispersion(past: Floats) -> float:
    """Return how much the counts vary beyond chance: a in variance = mean + a·mean².

    The median over the rows (keys) with a mean of at least 1, by moments; 0 when there is none.
    """
    mean, spread = past.mean(axis=1), past.var(axis=1, ddof=1)
    usable = mean >= 1
    if not usable.any():
        return 0.0
    excess = (spread[usable] - mean[usable]) / np.square(mean[usable])
    return float(max(0.0, np.median(excess)))


def upper_tail(observed: Floats, mean: Floats, excess: float, periods: int) -> Floats:
    """Return the chance of a count as large as observed, the mean known from `periods` periods."""
    spread = (mean + excess * np.square(mean)) * (1 + 1 / periods)
    over = np.maximum(spread - mean, 1e-9)
    size = np.square(mean) / over
    tail = nbinom.sf(observed - 1, size, size / (size + mean))
    plain: Floats = np.asarray(poisson.sf(observed - 1, mean))
    return np.where(over < 1e-6, plain, np.asarray(tail))


def false_discovery(p: Floats) -> Floats:
    """Return the Benjamini–Hochberg adjusted values (q) of the p values, in their order."""
    count = len(p)
    if not count:
        return p
    order = np.argsort(p, kind="stable")
    scaled = p[order] * count / np.arange(1, count + 1)
    q = np.empty(count)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q


def _tide(past: Floats, observed: Floats) -> float:
    """Return how much the typical key moved: the median ratio, weighted by size."""
    mean = past.mean(axis=1)
    usable = mean >= 1
    if usable.sum() < 5:
        return 1.0
    ratio, weight = observed[usable] / mean[usable], mean[usable]
    order = np.argsort(ratio, kind="stable")
    middle = np.searchsorted(np.cumsum(weight[order]), weight.sum() / 2)
    return float(max(ratio[order][middle], 0.1))
