"""One measured figure with its interval, its goal and the number of rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.evaluate import Figure


@dataclass(frozen=True, slots=True)
class Outcome:
    """A figure in words: `name` is Chinese; `goal` is None for figures that only inform.

    `lower_is_better` turns the goal round (an error, a share of false alarms).
    """

    name: str
    figure: Figure
    rows: int
    goal: float | None = None
    lower_is_better: bool = False
    note: str = ""

    @property
    def is_reached(self) -> bool | None:
        """Say whether the value reaches the goal; None without a goal."""
        if self.goal is None:
            return None
        if self.lower_is_better:
            return self.figure.value <= self.goal
        return self.figure.value >= self.goal


def share(hits: Sequence[bool]) -> Figure:
    """Return the share of hits with Wilson's 95 % interval; 0.0 within 0…1 for no rows."""
    count = len(hits)
    if not count:
        return Figure(0.0, 0.0, 1.0)
    part, z = float(np.mean(hits)), 1.96
    scale = 1 + z * z / count
    middle = (part + z * z / (2 * count)) / scale
    half = z * float(np.sqrt(part * (1 - part) / count + z * z / (4 * count * count))) / scale
    return Figure(part, min(part, middle - half), max(part, middle + half))
