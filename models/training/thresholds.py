"""From which confidence on a label may be taken without a person, and whether that held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.topics.calibrate import safe_threshold
from models.training.evaluate import Figure, share_of

Rows = NDArray[np.int64]
Sure = NDArray[np.float64]

_LEEWAY = 1.5
"""No label with rows enough may err more than this many times the common promise."""
_ENOUGH_ERRORS = 4
"""A label has rows enough when its leeway would let so many of them be wrong."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What thresholds promised and what came of it on rows they were not chosen on.

    Shares are 0…1; `error` has Wilson's 95 % interval. `threshold` is the common one of all rows.
    """

    target_error: float
    threshold: float
    coverage: float
    error: Figure
    taken: int

    @property
    def is_kept(self) -> bool:
        """Whether the error found agrees with the promise: its interval reaches down to it."""
        return self.error.low <= self.target_error


def safe_thresholds(
    sure: Sure, chosen: Rows, right: NDArray[np.bool_], labels: int, target_error: float
) -> tuple[float, tuple[float, ...]]:
    """Return the common threshold, and one per label that is higher where the label needs it.

    Conformal risk control twice: every label with rows enough is held to 1.5 times the target,
    then all that is taken to the target itself. A label with few rows has the common threshold.
    `sure` and `chosen` are the first choices of rows that the model has not seen.
    """
    guards = np.zeros(labels)
    for label in range(labels):
        rows = chosen == label
        if rows.sum() * target_error * _LEEWAY >= _ENOUGH_ERRORS:
            guards[label] = safe_threshold(sure[rows], right[rows], _LEEWAY * target_error)[0]
    open_rows = sure >= guards[chosen]
    common, _ = safe_threshold(sure[open_rows], right[open_rows], target_error)
    return common, tuple(np.maximum(guards, common).tolist())


def measure_promise(
    sure: Sure,
    chosen: Rows,
    right: NDArray[np.bool_],
    folds: Sequence[tuple[Rows, Rows]],
    target_error: float,
) -> Promise:
    """Return the coverage and error of each fold under thresholds that the others chose."""
    labels = int(chosen.max(initial=0)) + 1
    taken = np.zeros(len(sure), bool)
    for seen, judged in folds:
        _, own = safe_thresholds(sure[seen], chosen[seen], right[seen], labels, target_error)
        taken[judged] = sure[judged] >= np.array(own)[chosen[judged]]
    threshold, _ = safe_thresholds(sure, chosen, right, labels, target_error)
    wrong: Any = (~right[taken]).sum()
    return Promise(
        target_error=target_error,
        threshold=threshold,
        coverage=float(taken.mean()) if len(taken) else 0.0,
        error=share_of(int(wrong), int(taken.sum())),
        taken=int(taken.sum()),
    )
