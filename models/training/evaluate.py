"""Figures of how well choices fit the truth, with the interval that chance alone would give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95 % interval from resampling."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """Rows, precision, recall and F1 of one label, each 0…1."""

    label: str
    rows: int
    precision: float
    recall: float
    f1: float


def confusion(truth: Rows, chosen: Rows, labels: int) -> Counts:
    """Return counts[true, chosen], labels × labels."""
    return np.bincount(truth * labels + chosen, minlength=labels * labels).reshape(labels, labels)


def accuracy(counts: Counts) -> float:
    """Return the share of rows on the diagonal; 0.0 for no rows."""
    return float(np.trace(counts) / max(counts.sum(), 1))


def macro_f1(counts: Counts) -> float:
    """Return the mean F1 over the labels that occur as truth or choice; 0.0 for none."""
    scores = _f1(counts)[(counts.sum(axis=0) + counts.sum(axis=1)) > 0]
    return float(scores.mean()) if len(scores) else 0.0


def per_label(counts: Counts, names: tuple[str, ...]) -> tuple[LabelFigures, ...]:
    """Return the figures of every label in the order of the names."""
    hits, wanted, given = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    f1 = _f1(counts)
    return tuple(
        LabelFigures(
            name,
            int(wanted[i]),
            float(hits[i] / max(given[i], 1)),
            float(hits[i] / max(wanted[i], 1)),
            float(f1[i]),
        )
        for i, name in enumerate(names)
    )


def with_interval(
    measure: Callable[[Counts], float],
    truth: Rows,
    chosen: Rows,
    labels: int,
    *,
    draws: int = 200,
    seed: int = 0,
) -> Figure:
    """Return the measure with the 2.5 and 97.5 percentiles over resampled rows; deterministic."""
    chance = np.random.default_rng(seed)
    flat: NDArray[Any] = np.bincount(truth * labels + chosen, minlength=labels * labels)
    value = measure(flat.reshape(labels, labels))
    if not len(truth):
        return Figure(value, value, value)
    drawn = chance.multinomial(len(truth), flat / flat.sum(), size=draws)
    spread = [measure(each.reshape(labels, labels)) for each in drawn]
    low, high = np.percentile(spread, [2.5, 97.5])
    return Figure(value, float(low), float(high))


def share_of(hits: int, rows: int) -> Figure:
    """Return the share of hits with Wilson's 95 % interval; 0.0 within 0…1 for no rows."""
    if not rows:
        return Figure(0.0, 0.0, 1.0)
    part, z = hits / rows, 1.96
    scale = 1 + z * z / rows
    middle = (part + z * z / (2 * rows)) / scale
    half = z * float(np.sqrt(part * (1 - part) / rows + z * z / (4 * rows * rows))) / scale
    return Figure(part, min(part, middle - half), max(part, middle + half))


def _f1(counts: Counts) -> NDArray[np.float64]:
    whole = counts.sum(axis=0) + counts.sum(axis=1)
    result: NDArray[np.float64] = 2 * np.diag(counts) / np.maximum(whole, 1)
    return result
