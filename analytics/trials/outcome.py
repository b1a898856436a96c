"""One measured figure with its interval, its goal and what it was measured on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from analytics.intervals import wilson

TUNED, REPORTED = range(1, 6), range(11, 16)
"""Seeds looked at while the methods were made, and seeds that figures are told of."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """A figure in words: `name` is Chinese; the value should lie from `goal` on, or up to it where
    `lower_is_better`; `most` bounds it on the other side. Without a goal it only informs. `rows`:
    how many series, months or alarms stand behind it."""

    name: str
    figure: Figure
    rows: int
    goal: float | None = None
    lower_is_better: bool = False
    note: str = ""
    most: float | None = None
    unit: str = "个"

    @property
    def is_reached(self) -> bool | None:
        """Say whether the value reaches the goal; None without a goal."""
        if self.goal is None:
            return None
        value = self.figure.value
        reached = value <= self.goal if self.lower_is_better else value >= self.goal
        return reached and (self.most is None or value <= self.most)


def share(hits: Sequence[bool]) -> Figure:
    """Return the share of hits with Wilson's 95 % interval; 0 within 0 … 1 for none."""
    count = sum(map(bool, hits))
    if not hits:
        return Figure(0.0, 0.0, 1.0)
    return Figure(count / len(hits), *wilson(count, len(hits)))


def mean(values: Sequence[float]) -> Figure:
    """Return the mean of what whole cities gave, with its 95 % interval (Student)."""
    found = np.asarray(values, dtype=float)
    middle = float(found.mean())
    if len(found) < 2:
        return Figure(middle, middle, middle)
    reach = float(student.ppf(0.975, len(found) - 1) * found.std(ddof=1) / np.sqrt(len(found)))
    return Figure(middle, middle - reach, middle + reach)
