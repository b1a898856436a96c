"""One measured figure with its interval, its goal and the number of rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.training.evaluate import Figure, share_of


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
    return share_of(sum(map(bool, hits)), len(hits))
