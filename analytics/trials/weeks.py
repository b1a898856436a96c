"""Draws weekly counts of thin matters, some of them new and growing, some only bursting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

_GROWN = (1, 2, 3, 4, 6, 8)


@dataclass(frozen=True, slots=True)
class Weeks:
    """Counts (a row per matter, a column per week), the rows that emerge, and the last week."""

    counts: pd.DataFrame
    emerging: frozenset[str]
    last: str


def draw_weeks(
    seed: int, *, matters: int = 300, weeks: int = 40, new: int = 8, decoys: int = 8
) -> Weeks:
    """Return thin matters, of which `new` grew in the last six weeks.

    As many decoys burst once in one of these weeks, came back at a steady pace, or fell again.
    """
    chance = np.random.default_rng(seed)
    level = np.exp(chance.normal(-1.6, 1.0, (matters, 1)))
    season = np.exp(0.3 * np.cos(2 * np.pi * (np.arange(weeks) - chance.uniform(0, 52)) / 52))
    counts = chance.poisson(chance.gamma(4, level * season / 4, (matters, weeks)))
    rows = chance.permutation(matters)[: new + 3 * decoys]
    level[rows[:new]] = np.minimum(level[rows[:new]], 0.15)
    for row in rows[:new]:
        counts[row] = chance.poisson(level[row], weeks)
        counts[row, -6:] += chance.poisson(chance.uniform(0.8, 2.0) * np.array(_GROWN))
    for kind, pattern in enumerate(((0, 0, 0, 14, 2, 0), (3, 3, 3, 3, 3, 3), (8, 6, 4, 3, 2, 1))):
        for row in rows[new + kind * decoys : new + (kind + 1) * decoys]:
            counts[row, -6:] += chance.poisson(np.array(pattern) * 1.0)
    names = [f"事项{i}" for i in range(matters)]
    columns = [f"{i:03d}" for i in range(weeks)]
    frame = pd.DataFrame(counts, index=names, columns=columns)
    return Weeks(frame, frozenset(names[int(i)] for i in rows[:new]), columns[-1])
